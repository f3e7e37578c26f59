import { describe, expect, test } from "vitest";
import { daysIn, daysOf, halfHoursOf, knownFrom, knownPeriod, sameTimeBefore, shifted, windowOf } from "./period.ts";

const shanghai = "Asia/Shanghai";
const newYork = "America/New_York";
const friday = { from: "2026-11-27", to: "2026-11-27" };

describe("a period of the merchant's calendar", () => {
  test("begins and ends at midnight where the shop is", () => {
    expect(windowOf(friday, shanghai)).toEqual({
      from: new Date("2026-11-26T16:00:00Z"),
      until: new Date("2026-11-27T16:00:00Z"),
    });
  });

  test("counts its days with the last one, and moves as a whole", () => {
    const week = { from: "2026-11-25", to: "2026-12-01" };
    expect(daysIn(week)).toBe(7);
    expect(daysOf(week).at(-1)).toBe("2026-12-01");
    expect(shifted(week, -7)).toEqual({ from: "2026-11-18", to: "2026-11-24" });
    expect(daysIn({ from: "2026-11-27", to: "2026-11-26" })).toBe(0);
  });

  test("has 48 half hours, also where a clock is turned on that day", () => {
    const usual = halfHoursOf("2026-11-27", newYork);
    expect(usual).toHaveLength(49);
    expect(usual[22]).toEqual(new Date("2026-11-27T16:00:00Z"));
    const spring = halfHoursOf("2026-03-08", newYork);
    const autumn = halfHoursOf("2026-11-01", newYork);
    for (const day of [spring, autumn]) {
      expect(day).toHaveLength(49);
      expect(day).toEqual(day.toSorted((a, b) => a.getTime() - b.getTime()));
    }
    const hours = (day: readonly Date[]) => ((day.at(-1)?.getTime() ?? 0) - (day[0]?.getTime() ?? 0)) / 3_600_000;
    expect([hours(spring), hours(usual), hours(autumn)]).toEqual([23, 24, 25]);
  });

  test("a week before noon is noon, whatever the clocks did", () => {
    expect(sameTimeBefore(new Date("2026-11-05T17:00:00Z"), newYork, 7)).toEqual(new Date("2026-10-29T16:00:00Z"));
  });
});

describe("whose quiet is known", () => {
  const now = new Date("2026-11-27T04:00:00Z");

  test("of days that are old enough: themselves", () => {
    const old = { from: "2026-11-18", to: "2026-11-19" };
    expect(knownPeriod(old, now, shanghai)).toBe(old);
    expect(knownFrom(old, shanghai).getTime()).toBeLessThanOrEqual(now.getTime());
  });

  test("of days too young: the newest week of which every day is", () => {
    expect(knownPeriod(friday, now, shanghai)).toEqual({ from: "2026-11-13", to: "2026-11-19" });
    expect(knownFrom(friday, shanghai)).toEqual(new Date("2026-12-04T16:00:00Z"));
  });
});
