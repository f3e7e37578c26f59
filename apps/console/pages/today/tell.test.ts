import { describe, expect, test } from "vitest";
import { daysAsked, daysBefore } from "./days.ts";
import { tellClock, tellDay, tellDays, tellShare, tellSpan } from "./tell.ts";

describe("what figures say", () => {
  test("times are told in two units at most", () => {
    expect(tellSpan(4_302, "zh")).toBe("4.3秒");
    expect(tellSpan(38_000, "en")).toBe("38 s");
    expect(tellSpan(130_000, "zh")).toBe("2分10秒");
    expect(tellSpan(120_000, "en")).toBe("2 min");
    expect(tellSpan(3 * 3_600_000 + 300_000, "en")).toBe("3 h 5 min");
  });

  test("days and hours are the shop's", () => {
    expect(tellDay("2026-11-27", "zh")).toBe("11月27日周五");
    expect(tellDay("2026-11-27", "en")).toBe("Friday 27 November");
    expect(tellDays("2026-11-13", "2026-11-19", "en")).toBe("13–19 Nov");
    expect(tellDays("2026-11-28", "2026-12-02", "en")).toBe("28 Nov–2 Dec");
    expect(tellDays("2026-11-13", "2026-11-19", "zh")).toBe("11月13日–19日");
    expect(tellClock("2026-11-27T16:30:00Z", "Asia/Shanghai")).toBe("00:30");
    expect(tellShare(0.9163, "en")).toBe("91.6%");
  });

  test("the days asked for are counted where the shop is", () => {
    const late = Date.parse("2026-11-27T20:00:00Z");
    expect(daysAsked(undefined, "Asia/Shanghai", late)).toEqual({});
    expect(daysAsked("yesterday", "Asia/Shanghai", late)).toEqual({ from: "2026-11-27", to: "2026-11-27" });
    expect(daysAsked("yesterday", "America/New_York", late)).toEqual({ from: "2026-11-26", to: "2026-11-26" });
    expect(daysAsked("week", "Asia/Shanghai", late)).toEqual({ from: "2026-11-22", to: "2026-11-28" });
    expect(daysBefore("2026-03-01", 1)).toBe("2026-02-28");
  });
});
