import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excerpt, fold, normalise, readableUnits } from "./normalise.ts";
import { anyText, hugeTexts } from "./testing.ts";

describe("fold", () => {
  test("reads full width, capitals and traditional characters as their plain forms", () => {
    expect(fold("ＯＫ，我要退貨！訂單號１２３")).toBe("ok,我要退货!订单号123");
  });

  test("drops marks nobody sees", () => {
    expect(fold("re\u200bfund\u202e\u0000")).toBe("refund");
  });

  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  test("leaves no capital, no control character and no half of a pair", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = fold(text);
        expect(folded.isWellFormed()).toBe(true);
        expect(folded).not.toMatch(/[A-Z\p{Cc}]/u);
      }),
    );
  });

  test("reads both ends of a text that is too long for anyone to have written", () => {
    const short = excerpt(`start${"x".repeat(1_000_000)}end`);
    expect(short.length).toBeLessThanOrEqual(readableUnits + 1);
    expect(short).toMatch(/^start[^]*end$/);
  });
});

describe("normalise", () => {
  test("teaches one lesson for every order number, amount, day and address", () => {
    expect(normalise("where is ys-261103123456")).toBe(normalise("where is ys-251230999999"));
    expect(normalise("退我699.00元")).toBe(normalise("退我12元"));
    expect(normalise("11月3日买的")).toBe(normalise("1月12日买的"));
    expect(normalise("mail a.b@shop.example")).toBe(normalise("mail cd@x.example"));
  });

  test("keeps small numbers, which may be a size or a count", () => {
    expect(normalise("42码")).toBe("42码");
  });

  test("takes a million characters of anything within a moment", () => {
    for (const text of hugeTexts) {
      const start = performance.now();
      normalise(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
