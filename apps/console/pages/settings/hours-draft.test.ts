import { describe, expect, test } from "vitest";
import { type SpecialDay, usualHours } from "@ruyi/tenancy/contract";
import { datesBetween, endsNextDay, stretchesOf, tidied, timeFrom, withDays, wrongWith } from "./hours-draft.ts";

const golden = (date: string): SpecialDay => ({ date, name: { zh: "国庆节", en: "National Day" }, kind: "closed" });

describe("hours as they are written", () => {
  test("are understood in the ways people write a time", () => {
    expect(["9", "09", "930", "0930", "9:30", "9：30", "24:00", "24"].map(timeFrom)).toEqual([
      ...["09:00", "09:00", "09:30", "09:30", "09:30", "09:30", "24:00", "24:00"],
    ]);
    expect(["noon", "25:00", "9:7", ""].map(timeFrom)).toEqual(["noon", "25:00", "9:7", ""]);
  });

  test("are what they mean before the field is left", () => {
    const week = usualHours.week.map((spans) => spans.map((span) => ({ ...span })));
    const typed = { week: week.with(0, [{ from: "9", to: "1830" }]), workdays: [], days: [] };
    expect(tidied(typed).week[0]).toEqual([{ from: "09:00", to: "18:30" }]);
  });

  test("say what is wrong and where before they are sent", () => {
    const week = usualHours.week;
    expect(wrongWith(usualHours)).toBeUndefined();
    expect(wrongWith({ ...usualHours, week: week.with(1, [{ from: "noon", to: "18:00" }]) })).toEqual({
      word: "badTime",
      weekday: 2,
    });
    expect(wrongWith({ ...usualHours, week: week.with(6, [{ from: "24:00", to: "18:00" }]) })?.word).toBe("badTime");
    const own = { ...golden("2026-12-24"), kind: "hours" as const, spans: [{ from: "09:00", to: "09:00" }] };
    expect(wrongWith({ ...usualHours, days: [own] })).toEqual({ word: "empty", date: "2026-12-24" });
    const meet = [
      { from: "09:00", to: "12:00" },
      { from: "11:00", to: "13:00" },
    ];
    expect(wrongWith({ ...usualHours, week: week.with(0, meet) })).toEqual({ word: "overlap", weekday: 1 });
  });

  test("know an end on the next day", () => {
    expect(endsNextDay({ from: "20:00", to: "02:00" })).toBe(true);
    expect(endsNextDay({ from: "09:00", to: "24:00" })).toBe(false);
    expect(endsNextDay({ from: "", to: "" })).toBe(false);
  });
});

describe("special days", () => {
  test("beside each other and alike are told as one", () => {
    const days = [golden("2026-10-02"), golden("2026-10-01"), golden("2026-10-04"), golden("2026-10-03")];
    const other = { ...golden("2026-10-05"), name: { zh: "店庆", en: "Anniversary" } };
    expect(stretchesOf([...days, other]).map(({ first, last, count }) => [first.date, last.date, count])).toEqual([
      ["2026-10-01", "2026-10-04", 4],
      ["2026-10-05", "2026-10-05", 1],
    ]);
  });

  test("run through the end of a month and of a year, and not for ever", () => {
    expect(datesBetween("2026-12-31", "2027-01-02")).toEqual(["2026-12-31", "2027-01-01", "2027-01-02"]);
    expect(datesBetween("2026-10-02", "2026-10-01")).toEqual([]);
    expect(datesBetween("2026-01-01", "2026-12-31")).toEqual([]);
  });

  test("take the place of what stood on their dates, and stay in order", () => {
    const hours = { week: usualHours.week.map((spans) => [...spans]), workdays: [...usualHours.workdays] };
    const own = { date: "2026-10-01", name: { zh: "值班", en: "Shift" }, kind: "like" as const, weekday: 1 as const };
    const kept = withDays(
      { ...hours, days: [golden("2026-10-01"), golden("2026-10-02")] } as never,
      [own as never],
      ["2026-10-02"],
    );
    expect(kept.days).toEqual([own]);
  });
});
