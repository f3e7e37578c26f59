import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatCount,
  formatDate,
  formatDuration,
  formatMoment,
  formatTime,
  variablesOfPhrase,
  word,
} from "./wording.ts";

const zh = { language: "zh", zone: "Asia/Shanghai", now: "2026-11-24T04:00:00Z" } as const;
const en = { ...zh, language: "en" } as const;
const at = (text: string): Date => new Date(text);
const says = (text: string, facts: Readonly<Record<string, unknown>>, reader: typeof zh | typeof en = zh): string =>
  word(text, (path) => path.split(".").reduce<unknown>((value, name) => (value as never)?.[name], facts), reader);

describe("money in a phrase", () => {
  test.each([
    [{ minor: 69_900, currency: "CNY" }, "¥699.00", "CN¥699.00"],
    [{ minor: 1_200, currency: "USD" }, "US$12.00", "$12.00"],
    [{ minor: 1_200, currency: "JPY" }, "JP¥1,200", "¥1,200"],
    [{ minor: 1_234_567, currency: "KWD" }, "KWD 1,234.567", "KWD 1,234.567"],
    [{ minor: 5, currency: "KWD" }, "KWD 0.005", "KWD 0.005"],
    [{ minor: 7, currency: "CNY" }, "¥0.07", "CN¥0.07"],
    [{ minor: 0, currency: "EUR" }, "€0.00", "€0.00"],
    [{ minor: 123_456_789, currency: "CNY" }, "¥1,234,567.89", "CN¥1,234,567.89"],
  ])("%j", (amount, inChinese, inEnglish) => {
    expect(says("{sum, money}", { sum: amount }).replaceAll(" ", " ")).toBe(inChinese);
    expect(says("{sum, money}", { sum: amount }, en).replaceAll(" ", " ")).toBe(inEnglish);
  });

  test("is never a bare number", () => {
    expect(() => says("{sum, money}", { sum: 699 })).toThrow(/amount with a currency/);
  });
});

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

  test("keep to the wall clock on the night the clocks change", () => {
    const berlin = { ...en, zone: "Europe/Berlin" };
    expect(formatMoment(at("2026-10-25T00:30:00Z"), berlin)).toBe("2:30 am on Sunday 25 October");
    expect(formatMoment(at("2026-10-25T01:30:00Z"), berlin)).toBe("2:30 am on Sunday 25 October");
    expect(formatMoment(at("2026-10-25T02:30:00Z"), berlin)).toBe("3:30 am on Sunday 25 October");
  });

  test("that are none are not sent", () => {
    expect(() => says("{due, date}", { due: "soon" })).toThrow(/needs a date/);
  });
});

describe("durations", () => {
  test.each([
    [0, "1分钟内", "within a minute"],
    [59, "1分钟内", "within a minute"],
    [60, "约1分钟", "about 1 minute"],
    [61, "约2分钟", "about 2 minutes"],
    [600, "约10分钟", "about 10 minutes"],
    [601, "约15分钟", "about 15 minutes"],
    [3_600, "约60分钟", "about 60 minutes"],
    [3_601, "约2小时", "about 2 hours"],
    [90_000, "约25小时", "about 25 hours"],
    [172_800, "约2天", "about 2 days"],
  ])("%i seconds", (seconds, inChinese, inEnglish) => {
    expect(formatDuration(seconds, "zh")).toBe(inChinese);
    expect(formatDuration(seconds, "en")).toBe(inEnglish);
  });

  test("never promise less than the wait is", () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_600 }), (seconds) => {
        const minutes = Number(/\d+/.exec(formatDuration(seconds, "zh"))?.[0]);
        expect(minutes * 60).toBeGreaterThanOrEqual(seconds);
      }),
    );
  });
});

describe("counts", () => {
  test("take the fitting word in English and the measure word in Chinese", () => {
    expect([0, 1, 2].map((count) => formatCount(count, ["item", "items"], "en"))).toEqual([
      "0 items",
      "1 item",
      "2 items",
    ]);
    expect(formatCount(2, ["件"], "zh")).toBe("2件");
    expect(formatCount(7, [], "en")).toBe("7");
  });
});

describe("a phrase", () => {
  test("with a hole is not sent", () => {
    expect(() => says("退款{order.amount, money}", {})).toThrow(/has no value/);
    expect(() => says("{a.b}", { a: null })).toThrow(/has no value/);
  });

  test("takes a customer's words as they are, never as a pattern", () => {
    fc.assert(
      fc.property(fc.string(), (said) => {
        expect(says("改寄到：{address, text}。", { address: said })).toBe(`改寄到：${said}。`);
      }),
    );
    expect(says("{address, text}", { address: "{order.amount, money} $& $1" })).toBe("{order.amount, money} $& $1");
  });

  test("reads what exists in both languages in the reader's", () => {
    const title = { zh: "羊毛大衣", en: "Wool coat" };
    expect([says("{title, name}", { title }), says("{title, name}", { title }, en)]).toEqual(["羊毛大衣", "Wool coat"]);
  });

  test("shows the last four of a number", () => {
    expect(says("尾号{number, tail}", { number: "20261118073021" })).toBe("尾号3021");
  });

  test("refuses a format nobody knows", () => {
    expect(() => variablesOfPhrase("{a, monney}")).toThrow(/no format "monney"/);
  });
});
