import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchProducts } from "./products.ts";
import { anyText } from "./testing.ts";

const coat = { id: "coat", words: ["羊毛大衣", "wool coat", "大衣", "coat", "外套", "衣服", "clothes"] };
const jeans = { id: "jeans", words: ["直筒牛仔裤", "straight jeans", "jeans", "裤子", "衣服", "clothes"] };
const headphones = {
  id: "headphones",
  words: ["云听头戴式耳机", "hush over-ear headphones", "耳机", "headphones", "数码", "electronics"],
};
const keyboard = {
  id: "keyboard",
  words: ["矮轴机械键盘", "low-profile mechanical keyboard", "键盘", "keyboard", "数码", "electronics"],
};
const lines = [coat, jeans, headphones, keyboard];
const first = (text: string): string | undefined => matchProducts(text, lines)[0]?.id;

describe("matchProducts", () => {
  test.each([
    ["羊毛大衣", "coat"],
    ["大衣小了", "coat"],
    ["my coat doesn't fit", "coat"],
    ["coats", "coat"],
    ["overcoat", "coat"],
    ["退那条牛仔裤", "jeans"],
    ["裤子太长", "jeans"],
    ["耳机没声音", "headphones"],
    ["my headphone is broken", "headphones"],
    ["my headphnes are broken", "headphones"],
    ["headset", "headphones"],
    ["keybord", "keyboard"],
    ["機械鍵盤", "keyboard"],
  ])("finds the line meant by %j", (text, id) => expect(first(text)).toBe(id));

  test("points more weakly with a word for the whole kind, and alike at all of it", () => {
    const [one, other, ...rest] = matchProducts("衣服小了", lines);
    expect(new Set([one?.id, other?.id])).toEqual(new Set(["coat", "jeans"]));
    expect(rest).toEqual([]);
    expect(one?.score).toBe(other?.score);
    expect(one?.score).toBeLessThan(matchProducts("大衣小了", lines)[0]?.score ?? 0);
  });

  test("points weakest with a word for anything", () => {
    const anything = matchProducts("东西坏了", lines);
    expect(anything).toHaveLength(4);
    expect(anything[0]?.score).toBeLessThan(matchProducts("衣服坏了", lines)[0]?.score ?? 0);
  });

  test.each(["我要退货", "I want a refund", "快递到哪了", "talk to a human", ""])("names nothing in %j", (text) =>
    expect(matchProducts(text, lines)).toEqual([]),
  );

  test("tells two headphones apart by what only one is called", () => {
    const quiet = { id: "quiet", words: ["静域降噪头戴耳机", "noise-cancelling headphones", "耳机", "headphones"] };
    expect(matchProducts("the noise cancelling headphones", [headphones, quiet])[0]?.id).toBe("quiet");
  });

  test("scores from 0 to 1, best first, each line at most once", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const scores = matchProducts(text, lines).map(({ score }) => score);
        expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(scores.length).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
});
