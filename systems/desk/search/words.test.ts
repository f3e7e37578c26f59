import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { snippetOf, termsOf, wantedBy } from "./words.ts";

/** Whether a message would be found: its terms lead there, and its words are there. */
const finds = (query: string, message: string): boolean => {
  const wanted = wantedBy(query);
  if (!wanted) return false;
  const terms = termsOf(message);
  return wanted.terms.every((term) => terms.has(term)) && snippetOf(message, wanted) !== undefined;
};

const marked = (query: string, message: string): readonly string[] => {
  const wanted = wantedBy(query);
  const snippet = wanted && snippetOf(message, wanted);
  return snippet?.ranges.map(([from, to]) => snippet.text.slice(from, to)) ?? [];
};

describe("search", () => {
  test.each([
    ["退款", "我要退款，衣服小了"],
    ["衣服小", "我要退款，衣服小了"],
    ["退", "能退吗"],
    ["退款 衣服", "衣服小了，退款"],
    ["退款", "我要退貨退款"],
    ["iPhone 壳", "iphone壳碎了"],
    ["iphone壳", "我的 iPhone壳 碎了"],
    ["headph", "The left side of my Headphones is silent"],
    ["headphones", "The left side of my Headphones is silent"],
    ["RETURN head", "I want to return my headphones"],
    ["3021", "订单尾号3021"],
    ["3021", "order YS20261124003021 please"],
    ["YS20261124003021", "order ys20261124003021 please"],
    ["8842-0316", "订单 8842 0316 还没到"],
    ["699", "退款¥699.00"],
    ["iphone15", "我的iPhone15坏了"],
    ["don't", "I don’t want it"],
    ["size m", "Is size M still there?"],
  ])("%s is found in “%s”", (query, message) => {
    expect(finds(query, message)).toBe(true);
  });

  test.each([
    ["款退", "我要退款"],
    ["退款 裤子", "我要退款，衣服小了"],
    ["art", "put it in the cart"],
    ["m", "my parcel"],
    ["0211", "订单尾号3021"],
    ["!!!", "我要退款!!!"],
  ])("%s is not found in “%s”", (query, message) => {
    expect(finds(query, message)).toBe(false);
  });

  test("marks the words in the message as it was written", () => {
    expect(marked("退款 headph", "“退款”！My ＨＥＡＤＰＨones broke")).toEqual(["退款", "ＨＥＡＤＰＨ"]);
  });

  test("shows the part of a long message where the words are", () => {
    const message = `${"前面的话。".repeat(60)}我要退款${"后面的话。".repeat(60)}`;
    const wanted = wantedBy("退款");
    const snippet = wanted && snippetOf(message, wanted);
    expect(snippet?.text.length).toBeLessThan(170);
    expect(snippet?.ranges.map(([from, to]) => snippet.text.slice(from, to))).toEqual(["退款"]);
  });

  test("finds every message by any piece of Chinese in it, and by every word of it", () => {
    const letters = fc.stringMatching(/^[一-龥a-z0-9 ，]{1,40}$/);
    fc.assert(
      fc.property(letters, fc.nat(), fc.integer({ min: 1, max: 6 }), (message, start, length) => {
        const dense = [...message.matchAll(/[一-龥]+/g)].map(([run]) => run);
        const run = dense[start % Math.max(1, dense.length)];
        if (run) {
          const from = start % run.length;
          expect(finds(run.slice(from, from + length), message)).toBe(true);
        }
        for (const [word] of message.matchAll(/[a-z0-9]+/g)) expect(finds(word, message)).toBe(true);
      }),
    );
  });
});
