import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCount, formatDuration, variablesOfPhrase, word } from "./wording.ts";

const zh = { language: "zh", zone: "Asia/Shanghai", now: "2026-11-24T04:00:00Z" } as const;
const en = { ...zh, language: "en" } as const;
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
