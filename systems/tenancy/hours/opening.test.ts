import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BusinessHours, hoursRefusal, type Span, type SpecialDay, usualHours } from "./hours.ts";
import { addOpenTime, type Calendar, endOfWorkingDays, openingAt, openTimeBetween } from "./opening.ts";

const name = { zh: "假日", en: "Holiday" };
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const shanghai = (but: Partial<BusinessHours> = {}): Calendar => ({
  hours: { ...usualHours, ...but },
  zone: "Asia/Shanghai",
});
const everyDay = (...spans: readonly Span[]): BusinessHours["week"] => Array.from({ length: 7 }, () => spans);
const said = (calendar: Calendar, moment: string): string => {
  const opening = openingAt(calendar, at(moment));
  if (opening.kind === "open") return `open until ${opening.until?.toString() ?? "for ever"}`;
  return `closed until ${opening.next?.from.toString() ?? "for ever"}`;
};

describe("whether people are there", () => {
  test("from the first minute to just before the last, by the merchant's clock", () => {
    expect(said(shanghai(), "2026-11-24T00:59:59.999Z")).toBe("closed until 2026-11-24T01:00:00Z");
    expect(said(shanghai(), "2026-11-24T01:00:00Z")).toBe("open until 2026-11-24T10:00:00Z");
    expect(said(shanghai(), "2026-11-24T10:00:00Z")).toBe("closed until 2026-11-25T01:00:00Z");
  });

  test("not at the weekend, and on the Saturday that is worked for the holiday before", () => {
    expect(said(shanghai(), "2026-11-27T11:00:00Z")).toBe("closed until 2026-11-30T01:00:00Z");
    const golden: SpecialDay[] = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
      date: `2026-10-0${day}`,
      name,
      kind: "closed",
    }));
    const calendar = shanghai({ days: [...golden, { date: "2026-10-10", name, kind: "like", weekday: 4 }] });
    expect(said(calendar, "2026-09-30T12:00:00Z")).toBe("closed until 2026-10-08T01:00:00Z");
    expect(said(calendar, "2026-10-09T12:00:00Z")).toBe("closed until 2026-10-10T01:00:00Z");
  });

  test("through midnight, in one go with what begins then", () => {
    const late = shanghai({ week: everyDay({ from: "18:00", to: "02:00" }) });
    expect(said(late, "2026-11-24T17:30:00Z")).toBe("open until 2026-11-24T18:00:00Z");
    const round = shanghai({ week: everyDay({ from: "00:00", to: "12:00" }, { from: "12:00", to: "24:00" }) });
    expect(said(round, "2026-11-24T17:30:00Z")).toBe("open until for ever");
  });

  test("not at all when no hours are kept", () => {
    expect(said(shanghai({ week: everyDay() }), "2026-11-24T04:00:00Z")).toBe("closed until for ever");
  });

  test("by the wall clock on the days it is changed", () => {
    const newYork: Calendar = {
      hours: { ...usualHours, week: everyDay({ from: "09:00", to: "18:00" }) },
      zone: "America/New_York",
    };
    expect(said(newYork, "2026-03-07T12:00:00Z")).toBe("closed until 2026-03-07T14:00:00Z");
    expect(said(newYork, "2026-03-08T12:00:00Z")).toBe("closed until 2026-03-08T13:00:00Z");
    expect(said(newYork, "2026-11-01T12:00:00Z")).toBe("closed until 2026-11-01T14:00:00Z");
    const night: Calendar = { ...newYork, hours: { ...usualHours, week: everyDay({ from: "01:30", to: "02:30" }) } };
    // In spring 2:30 is 3:30, in autumn 1:30 comes twice and the first counts: one hour and two.
    expect(said(night, "2026-03-08T06:00:00Z")).toBe("closed until 2026-03-08T06:30:00Z");
    expect(said(night, "2026-03-08T06:30:00Z")).toBe("open until 2026-03-08T07:30:00Z");
    expect(said(night, "2026-11-01T05:30:00Z")).toBe("open until 2026-11-01T07:30:00Z");
    const left: Calendar = { ...newYork, hours: { ...usualHours, week: everyDay({ from: "02:30", to: "03:00" }) } };
    expect(said(left, "2026-03-08T06:00:00Z")).toBe("closed until 2026-03-09T06:30:00Z");
  });
});

describe("working days", () => {
  test("are those after today's, holidays left out and made-up days counted", () => {
    const end = (from: string, count: number, calendar = shanghai()) =>
      endOfWorkingDays(calendar, at(from), count)?.toZonedDateTimeISO(calendar.zone).toPlainDateTime().toString();
    expect(end("2026-11-24T04:00:00Z", 3)).toBe("2026-11-28T00:00:00");
    expect(end("2026-11-27T04:00:00Z", 1)).toBe("2026-12-01T00:00:00");
    expect(end("2026-11-24T04:00:00Z", 0)).toBe("2026-11-25T00:00:00");
    // Late on Tuesday in London is Wednesday in Shanghai.
    expect(end("2026-11-24T17:00:00Z", 1)).toBe("2026-11-27T00:00:00");
    const days: SpecialDay[] = [
      { date: "2026-11-25", name, kind: "closed" },
      { date: "2026-11-28", name, kind: "like", weekday: 3 },
    ];
    expect(end("2026-11-24T04:00:00Z", 3, shanghai({ days }))).toBe("2026-11-29T00:00:00");
    expect(endOfWorkingDays(shanghai({ workdays: [] }), at("2026-11-24T04:00:00Z"), 1)).toBeUndefined();
  });
});

describe("working hours", () => {
  test("pass only while people are there", () => {
    const end = (from: string, hours: number) =>
      addOpenTime(shanghai(), at(from), Temporal.Duration.from({ hours }))?.toString();
    expect(end("2026-11-24T02:00:00Z", 2)).toBe("2026-11-24T04:00:00Z");
    expect(end("2026-11-24T09:00:00Z", 2)).toBe("2026-11-25T02:00:00Z");
    expect(end("2026-11-27T09:00:00Z", 1)).toBe("2026-11-27T10:00:00Z");
    expect(end("2026-11-27T11:00:00Z", 9)).toBe("2026-11-30T10:00:00Z");
    expect(
      addOpenTime(shanghai({ week: everyDay() }), at("2026-11-24T02:00:00Z"), Temporal.Duration.from({ hours: 1 })),
    ).toBeUndefined();
  });
});

const clock = fc
  .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const spans = fc.array(fc.record({ from: clock, to: clock }), { maxLength: 3 });
const days = fc.uniqueArray(
  fc.oneof(
    fc.record({ date: dateNear(), name: fc.constant(name), kind: fc.constant("closed" as const) }),
    fc.record({ date: dateNear(), name: fc.constant(name), kind: fc.constant("hours" as const), spans }),
    fc.record({
      date: dateNear(),
      name: fc.constant(name),
      kind: fc.constant("like" as const),
      weekday: fc.constantFrom(1 as const, 2, 3, 4, 5, 6, 7),
    }),
  ),
  { maxLength: 6, selector: ({ date }) => date },
);
const anyCalendar = fc
  .record({
    hours: fc.record({
      week: fc.array(spans, { minLength: 7, maxLength: 7 }),
      workdays: fc.constant([1, 2, 3, 4, 5] as const),
      days,
    }),
    zone: fc.constantFrom("Asia/Shanghai", "America/New_York", "Europe/London", "Africa/Cairo", "Australia/Lord_Howe"),
  })
  .filter(({ hours }) => hoursRefusal(hours) === undefined);
/** Around the nights on which clocks change. */
const anyMoment = fc
  .tuple(
    fc.constantFrom("2026-03-08", "2026-03-29", "2026-04-24", "2026-10-04", "2026-11-01"),
    fc.integer({ min: -2_880, max: 2_880 }),
  )
  .map(([date, minute]) => at(`${date}T00:00:00Z`).add({ minutes: minute }));

function dateNear(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("2026-03-06", "2026-03-27", "2026-04-22", "2026-10-02", "2026-10-30"), fc.nat({ max: 6 }))
    .map(([date, ahead]) => Temporal.PlainDate.from(date).add({ days: ahead }).toString());
}

describe("whatever the hours", () => {
  test("an opening is not over, the next one has not begun, and each is told the same from within", () => {
    fc.assert(
      fc.property(anyCalendar, anyMoment, (calendar, moment) => {
        const opening = openingAt(calendar, moment);
        if (opening.kind === "open") {
          if (!opening.until) return;
          expect(Temporal.Instant.compare(moment, opening.until)).toBeLessThan(0);
          expect(openingAt(calendar, opening.until.subtract({ milliseconds: 1 }))).toEqual(opening);
          expect(openingAt(calendar, opening.until).kind).toBe("closed");
        } else if (opening.next) {
          expect(Temporal.Instant.compare(moment, opening.next.from)).toBeLessThan(0);
          expect(openingAt(calendar, opening.next.from).kind).toBe("open");
          expect(openingAt(calendar, opening.next.from.subtract({ milliseconds: 1 })).kind).toBe("closed");
        }
      }),
      { numRuns: 100 },
    );
  });

  test("time that was added has passed, neither more nor less", () => {
    fc.assert(
      fc.property(anyCalendar, anyMoment, fc.nat({ max: 6_000 }), (calendar, moment, minutes) => {
        const end = addOpenTime(calendar, moment, Temporal.Duration.from({ minutes }));
        if (end) expect(openTimeBetween(calendar, moment, end).total("minutes")).toBe(minutes);
      }),
      { numRuns: 100 },
    );
  });

  test("time between two moments is that of its parts", () => {
    fc.assert(
      fc.property(anyCalendar, anyMoment, fc.nat({ max: 4_000 }), fc.nat({ max: 4_000 }), (calendar, from, a, b) => {
        const [middle, to] = [from.add({ minutes: a }), from.add({ minutes: a + b })];
        const [one, other, both] = [
          openTimeBetween(calendar, from, middle),
          openTimeBetween(calendar, middle, to),
          openTimeBetween(calendar, from, to),
        ].map((time) => time.total("milliseconds")) as [number, number, number];
        expect(one + other).toBe(both);
      }),
      { numRuns: 100 },
    );
  });

  test("more working days never end sooner, and each ends at the merchant's midnight", () => {
    fc.assert(
      fc.property(anyCalendar, anyMoment, fc.nat({ max: 10 }), (calendar, moment, count) => {
        const [some, more] = [count, count + 1].map((days) => endOfWorkingDays(calendar, moment, days));
        if (!some || !more) return;
        expect(Temporal.Instant.compare(some, more)).toBeLessThan(0);
        const local = more.toZonedDateTimeISO(calendar.zone);
        expect(local.equals(local.startOfDay())).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
