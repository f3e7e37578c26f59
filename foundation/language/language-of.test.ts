import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectLanguage } from "./language-of.ts";
import { anyText } from "./testing.ts";

describe("detectLanguage", () => {
  test.each([
    ["我的 headphones 坏了", "zh"],
    ["my 衣服 is too small", "en"],
    ["app闪退了", "zh"],
    ["我要 refund", "zh"],
    ["Nike Air Max 什么时候到", "zh"],
    ["where is my 快递", "en"],
    ["退货", "zh"],
    ["refund", "en"],
    ["你好。Where is my parcel?", "en"],
    ["Hello! 我的快递呢", "zh"],
    ["我要退貨", "zh"],
    ["can you cancel it", "en"],
    ["cancel 订单 please", "en"],
    ["退货 please", "zh"],
    ["burning smell", "en"],
  ] as const)("answers %j in %s, whatever came before", (text, language) => {
    expect([detectLanguage(text, "zh"), detectLanguage(text, "en")]).toEqual([language, language]);
  });

  test.each(["ok", "123", "👍", "ys-261103123456", "", "iPhone 15", "???", "a@b.example"])(
    "stays with the language so far for %j",
    (text) => {
      expect([detectLanguage(text, "zh"), detectLanguage(text, "en")]).toEqual(["zh", "en"]);
    },
  );

  test("always answers", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(["zh", "en"]).toContain(detectLanguage(text, "zh"));
      }),
    );
  });
});
