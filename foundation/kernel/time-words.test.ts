import { describe, expect, test } from "vitest";
import { daysAhead, formatDate, formatMoment, formatTime, zoneName } from "./time-words.ts";

const zh = { language: "zh", zone: "Asia/Shanghai", now: "2026-11-24T04:00:00Z" } as const;
const en = { ...zh, language: "en" } as const;
const at = (text: string): Date => new Date(text);

describe("dates and times", () => {
  test("name the day of the week, and the year only when it is another", () => {
    expect(formatDate(at("2026-11-24T04:00:00Z"), zh)).toBe("11月24日（周二）");
    expect(formatDate(at("2026-11-24T04:00:00Z"), en)).toBe("Tuesday 24 November");
    expect(formatDate(at("2027-01-03T04:00:00Z"), zh)).toBe("2027年1月3日（周日）");
    expect(formatDate(at("2025-12-31T04:00:00Z"), en)).toBe("Wednesday 31 December 2025");
  });

  test("are those of the reader's zone, the year too", () => {
    const lastNight = at("2026-12-31T23:30:00Z");
    expect(formatDate(lastNight, { ...zh, now: "2026-12-31T20:00:00Z" })).toBe("1月1日（周五）");
    expect(formatDate(lastNight, { ...en, zone: "America/New_York" })).toBe("Thursday 31 December");
  });

  test("read as people say them", () => {
    const times = ["2026-11-24T10:00:00Z", "2026-11-24T07:40:00Z", "2026-11-23T16:05:00Z", "2026-11-24T04:00:00Z"];
    expect(times.map((time) => formatTime(at(time), zh))).toEqual(["18:00", "15:40", "00:05", "12:00"]);
    expect(times.map((time) => formatTime(at(time), en))).toEqual(["6 pm", "3:40 pm", "12:05 am", "12 pm"]);
    expect(formatMoment(at("2026-11-24T10:00:00Z"), zh)).toBe("11月24日（周二）18:00");
    expect(formatMoment(at("2026-11-24T10:00:00Z"), en)).toBe("6 pm on Tuesday 24 November");
  });

  test.each(["2026-11-29T15:59:00Z", "2026-11-29T15:59:59Z", "2026-11-29T16:00:00Z"])(
    "call midnight the end of the day before (%s)",
    (time) => {
      expect(formatMoment(at(time), zh)).toBe("11月29日（周日）24:00");
      expect(formatMoment(at(time), en)).toBe("the end of Sunday 29 November");
    },
  );

  test("count days by the reader's calendar", () => {
    const lateInNewYork = { ...en, zone: "America/New_York", now: "2026-11-25T03:00:00Z" };
    expect(
      ["2026-11-25T04:59:00Z", "2026-11-25T05:00:00Z", "2026-12-01T05:00:00Z"].map((time) =>
        daysAhead(at(time), lateInNewYork),
      ),
    ).toEqual([0, 1, 7]);
  });

  test("name the zone for who may live in another", () => {
    const now = at("2026-11-25T03:00:00Z");
    expect(["America/New_York", "Europe/London", "Asia/Shanghai"].map((zone) => zoneName(zone, "en", now))).toEqual([
      "ET",
      "United Kingdom Time",
      "China Time",
    ]);
    expect(zoneName("America/New_York", "zh", now)).toBe("纽约时间");
  });

  test("keep to the wall clock on the night the clocks change", () => {
    const berlin = { ...en, zone: "Europe/Berlin" };
    expect(formatMoment(at("2026-10-25T00:30:00Z"), berlin)).toBe("2:30 am on Sunday 25 October");
    expect(formatMoment(at("2026-10-25T01:30:00Z"), berlin)).toBe("2:30 am on Sunday 25 October");
    expect(formatMoment(at("2026-10-25T02:30:00Z"), berlin)).toBe("3:30 am on Sunday 25 October");
  });
});
