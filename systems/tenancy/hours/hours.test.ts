import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BusinessHours,
  daysOfYear,
  hoursRefusal,
  isDate,
  isSpan,
  isWorkday,
  type Span,
  type SpecialDay,
  spansOn,
  usualHours,
  weekdayOf,
} from "./hours.ts";
import { holidaySets } from "./holidays.ts";

const name = { zh: "国庆节", en: "National Day" };
const week = (...days: readonly (readonly Span[])[]): BusinessHours["week"] =>
  Array.from({ length: 7 }, (_day, index) => days[index] ?? []);
const withDays = (...days: readonly SpecialDay[]): BusinessHours => ({ ...usualHours, days });
const nineToSix = [{ from: "09:00", to: "18:00" }];

describe("hours as they are written", () => {
  test("may have several spans a day, and one that ends after midnight", () => {
    const hours = {
      ...usualHours,
      week: week(
        [
          { from: "09:00", to: "12:00" },
          { from: "13:00", to: "02:00" },
        ],
        [{ from: "02:00", to: "24:00" }],
      ),
    };
    expect(hoursRefusal(hours)).toBeUndefined();
  });

  test("are refused where two spans meet, across midnight and the end of the week too, and the day is named", () => {
    const [a, b] = [
      { from: "09:00", to: "12:00" },
      { from: "11:00", to: "14:00" },
    ];
    const refused = (...days: readonly (readonly Span[])[]) => hoursRefusal({ ...usualHours, week: week(...days) });
    expect(refused([a, b])).toEqual({ reason: "hours-overlap", weekday: 1 });
    expect(refused([{ from: "20:00", to: "02:00" }], [{ from: "01:00", to: "08:00" }])).toEqual({
      reason: "hours-overlap",
      weekday: 2,
    });
    expect(refused([{ from: "01:00", to: "08:00" }], [], [], [], [], [], [{ from: "20:00", to: "02:00" }])).toEqual({
      reason: "hours-overlap",
      weekday: 1,
    });
    const day: SpecialDay = { date: "2026-12-24", name, kind: "hours", spans: [b, a] };
    expect(hoursRefusal(withDays(day))).toEqual({ reason: "hours-overlap", date: "2026-12-24" });
  });

  test("are refused with a span of no length, or a date that is named twice", () => {
    const empty = { ...usualHours, week: week([], [{ from: "09:00", to: "09:00" }]) };
    expect(hoursRefusal(empty)).toEqual({ reason: "hours-empty-span", weekday: 2 });
    const twice = [1, 2].map((): SpecialDay => ({ date: "2026-10-01", name, kind: "closed" }));
    expect(hoursRefusal(withDays(...twice))).toEqual({ reason: "hours-day-twice", date: "2026-10-01" });
  });

  test("tell a time and a date from what is none", () => {
    expect(["09:00", "23:59"].every((from) => isSpan({ from, to: "24:00" }))).toBe(true);
    expect(["9:00", "24:00", "12:60", "noon", ""].some((from) => isSpan({ from, to: "18:00" }))).toBe(false);
    expect(["2026-02-28", "2028-02-29"].every(isDate)).toBe(true);
    expect(["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "1999-12-31", ""].some(isDate)).toBe(false);
  });
});

describe("a day", () => {
  test("of the calendar knows its weekday", () => {
    expect(["2026-11-23", "2026-11-29"].map(weekdayOf)).toEqual([1, 7]);
  });

  test("that is a holiday is closed, and one that makes up for it is worked like its weekday (调休)", () => {
    const hours = withDays(
      { date: "2026-10-01", name, kind: "closed" },
      { date: "2026-10-10", name, kind: "like", weekday: 4 },
    );
    expect([spansOn(hours, "2026-10-01"), isWorkday(hours, "2026-10-01")]).toEqual([[], false]);
    expect([weekdayOf("2026-10-10"), spansOn(hours, "2026-10-10"), isWorkday(hours, "2026-10-10")]).toEqual([
      6,
      nineToSix,
      true,
    ]);
    expect([spansOn(hours, "2026-10-08"), spansOn(hours, "2026-10-11")]).toEqual([nineToSix, []]);
  });

  test("with hours of its own counts as its weekday does", () => {
    const spans = [{ from: "09:00", to: "12:00" }];
    const hours = withDays(
      { date: "2026-12-24", name, kind: "hours", spans },
      { date: "2026-12-26", name, kind: "hours", spans },
    );
    expect(["2026-12-24", "2026-12-26"].map((date) => [spansOn(hours, date), isWorkday(hours, date)])).toEqual([
      [spans, true],
      [spans, false],
    ]);
  });

  test("may be open without being a working day", () => {
    const hours: BusinessHours = { ...usualHours, week: usualHours.week.map(() => nineToSix) };
    expect([spansOn(hours, "2026-11-28"), isWorkday(hours, "2026-11-28")]).toEqual([nineToSix, false]);
  });
});

describe("a country's holidays", () => {
  test.each(holidaySets.map((set) => [set.id, set] as const))("%s can be kept as they are", (_id, { year, days }) => {
    expect(days.length).toBeGreaterThan(7);
    expect(days.every(({ date }) => isDate(date) && date.startsWith(`${year}-`))).toBe(true);
    expect(hoursRefusal(withDays(...days))).toBeUndefined();
    expect(days.map(({ date }) => date)).toEqual(days.map(({ date }) => date).toSorted());
  });

  test("of China make up for each day taken: 2026 has 33 days off and 6 weekend days worked", () => {
    const china = holidaySets.find(({ id }) => id === "cn-2026")?.days ?? [];
    expect(china.filter(({ kind }) => kind === "closed")).toHaveLength(33);
    const worked = china.flatMap((day) => (day.kind === "like" ? [day] : []));
    expect(worked.map(({ date }) => weekdayOf(date) >= 6)).toEqual(Array.from({ length: 6 }, () => true));
    expect(worked.every(({ weekday }) => weekday <= 5)).toBe(true);
  });
});

test("a year has all its days, each once and in order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2100 }), (year) => {
      const dates = daysOfYear(usualHours, year).map(({ date }) => date);
      expect(dates[0]).toBe(`${year}-01-01`);
      expect(dates.at(-1)).toBe(`${year}-12-31`);
      expect([dates.toSorted(), new Set(dates).size]).toEqual([dates, dates.length]);
    }),
    { numRuns: 20 },
  );
});
