import { describe, expect, test } from "vitest";
import { tellDay, tellTime, tellWait } from "./tell.ts";

const noon = { at: Date.parse("2026-11-24T04:00:00Z"), zone: "Asia/Shanghai" };

describe("a time", () => {
  test("of today is a time of day, of another day it has its date", () => {
    expect(tellTime("2026-11-24T03:48:00Z", "zh", noon)).toBe("11:48");
    expect(tellTime("2026-11-26T10:00:00Z", "zh", noon)).toBe("11月26日（周四）18:00");
    expect(tellTime("2026-11-26T10:00:00Z", "en", noon)).toBe("Thursday 26 November, 18:00");
    expect(tellTime("2027-01-02T10:00:00Z", "en", noon)).toBe("Saturday 2 January 2027, 18:00");
  });

  test("is told in the reader's zone", () => {
    expect(tellTime("2026-11-24T03:48:00Z", "en", { ...noon, zone: "America/New_York" })).toBe("22:48");
  });

  test("may be told by its day alone", () => {
    expect(tellDay("2026-11-26T10:00:00Z", "zh", noon)).toBe("11月26日");
    expect(tellDay("2027-01-02T10:00:00Z", "en", noon)).toBe("2 Jan 2027");
    expect(tellDay("soon", "zh", noon)).toBe("");
  });

  test("that is none is left out", () => {
    expect(tellTime("soon", "en", noon)).toBe("");
  });
});

describe("a wait", () => {
  test.each([
    [20, "1分钟内", "within a minute"],
    [240, "约4分钟", "about 4 minutes"],
    [660, "约15分钟", "about 15 minutes"],
    [3_601, undefined, undefined],
  ])("of %i seconds is told as a customer counts it", (seconds, zh, en) => {
    expect([tellWait(seconds, "zh"), tellWait(seconds, "en")]).toEqual([zh, en]);
  });
});
