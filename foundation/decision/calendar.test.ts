import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addMonths,
  dateOf,
  dateOfEpochDay,
  dateText,
  dateTimeText,
  durationText,
  epochDay,
  parseDate,
  parseDateTime,
  parseDuration,
  parseTime,
  weekOfYear,
  weekday,
} from "./calendar.ts";
import { compileExpression } from "./expression.ts";

describe("the calendar", () => {
  test("agrees with Temporal on days, weekdays and weeks", () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_000_000, max: 3_000_000 }), (days) => {
        const date = dateOfEpochDay(days);
        const reference = Temporal.PlainDate.from("1970-01-01").add({ days });
        expect(date).toMatchObject({ year: reference.year, month: reference.month, day: reference.day });
        if (date === null) return;
        expect(epochDay(date)).toBe(days);
        expect(weekday(date)).toBe(reference.dayOfWeek);
        expect(weekOfYear(date)).toBe(reference.weekOfYear);
      }),
    );
  });

  test("adds months as Temporal does, the last day of a short month included", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: -600, max: 600 }), (days, months) => {
        const date = dateOfEpochDay(days);
        const moved = date === null ? null : addMonths(date, months);
        const reference = Temporal.PlainDate.from("1970-01-01").add({ days }).add({ months });
        expect(moved === null ? "" : dateText(moved)).toBe(reference.toString());
      }),
    );
  });

  test("knows no 30 February and reaches a thousand million years", () => {
    expect(dateOf(2026, 2, 30)).toBeNull();
    expect(parseDate("2026-02-30")).toBeNull();
    expect(parseDate("999999999-12-31")).toMatchObject({ year: 999_999_999 });
    expect(parseDate("02026-01-01")).toBeNull();
  });

  test("reads offsets and named zones, and no zone nobody knows", () => {
    expect(parseTime("10:30:00+08:00")).toMatchObject({ zone: 28_800 });
    expect(parseTime("10:30:00@Asia/Shanghai")).toMatchObject({ zone: "Asia/Shanghai" });
    expect(parseTime("10:30:00@Nowhere/Land")).toBeNull();
    expect(parseTime("10:30:00+19:00")).toBeNull();
    expect(parseTime("24:00:00")).toBeNull();
  });

  test("moves through a change of the clocks along the line of time", () => {
    const later = compileExpression('string(date and time("2026-03-29T01:30:00@Europe/Berlin") + duration("PT1H"))');
    expect(later({})).toBe("2026-03-29T03:30:00@Europe/Berlin");
  });

  test("reads 24:00:00 as the midnight that ends the day", () => {
    const read = parseDateTime("2026-12-31T24:00:00");
    expect(read === null ? "" : dateTimeText(read)).toBe("2027-01-01T00:00:00");
  });

  test("writes durations in their shortest form and reads them back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (nanos) => {
        const written = durationText({ nanos });
        expect(parseDuration(written)).toMatchObject({ nanos });
      }),
    );
    expect(durationText({ nanos: 90_061_000_000_000n })).toBe("P1DT1H1M1S");
  });
});
