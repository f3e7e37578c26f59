import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excerpt, fold, hear, normalise, readableUnits } from "./normalise.ts";
import { anyText, hugeTexts } from "./testing.ts";

describe("fold", () => {
  test("reads full width, capitals and traditional characters as their plain forms", () => {
    expect(fold("ＯＫ，我要退貨！訂單號１２３")).toBe("ok,我要退货!订单号123");
  });

  test("reads everyday letters, which are looked up one by one, as it reads them among unusual ones", () => {
    const everyday = fc.string({
      unit: fc.constantFrom(..."退貨们ＡａB1？，。“”‘’—\u3000\t.·- '@#，tuikuan我"),
      maxLength: 30,
    });
    const alike = fc.property(everyday, (text) => {
      expect(fold(text)).toBe(fold(`${text}\u200b`));
    });
    fc.assert(alike, { numRuns: 2_000 });
  });

  test("drops marks nobody sees", () => {
    expect(fold("re\u200bfund\u202e\u0000")).toBe("refund");
  });

  test.each([
    ["退 款", "退款"],
    ["我 要 退·货", "我要退货"],
    ["退❤️款", "退款"],
    ["r e f u n d", "refund"],
    ["give me a R.E.F.U.N.D", "give me a refund"],
    ["rеfund my оrder", "refund my order"],
    ["k-i-l-l", "kill"],
  ])("puts together what was pulled apart: %s", (text, together) => expect(fold(text)).toBe(together));

  test.each(["退货 退款", "大衣 坏了", "a b", "size S M L?", "заказ не пришёл", "see a - b"])(
    "leaves %j as it is written",
    (text) => expect(fold(text)).toBe(text.toLowerCase()),
  );

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

describe("hear", () => {
  test.each([
    ["wo yao tui kuan", "我要退款"],
    ["kuaidi dao na le", "快递到哪了"],
    ["tuihuo please", "退货 please"],
    ["我要腿货", "我要退货"],
    ["快弟还没由到", "快递还没有到"],
    ["開發漂", "开发票"],
  ])("hears what was typed by its sound: %s", (text, meant) => expect(hear(text)).toBe(meant));

  test.each(["can you help the women", "克服困难", "收获不小", "以为修好了", "发活动的货", "long song hang pan"])(
    "hears nothing else in %j",
    (text) => expect(hear(text)).toBe(text),
  );

  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(hear(hear(text))).toBe(hear(text));
      }),
    );
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
