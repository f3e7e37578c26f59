import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traitsOf } from "@ruyi/language";
import { bytesFrom, modelFrom } from "./bytes.ts";
import { bytesOf, none, type OwnExample, ownWord, trainOwn } from "./own-model.ts";

const own: readonly OwnExample[] = [
  { text: "养宠卡怎么转赠", label: "gift-card" },
  { text: "宠物卡可以转给朋友吗", label: "gift-card" },
  { text: "do you take trade-ins", label: "exchange" },
  { text: "is there a trade-in for old speakers", label: "exchange" },
  { text: "你们招人吗", label: none },
];
const background = [
  ["where-is-my-parcel", "我的快递到哪了", "where is my parcel", "快递怎么还没到"],
  ["return-and-refund", "我要退货", "I want to return the mug", "可以退款吗"],
  ["cancel-order", "取消订单", "please cancel my order", "不想要了，取消吧"],
].flatMap(([label = "", ...texts]) => texts.map((text) => ({ traits: traitsOf(text), label })));

const model = trainOwn(own, background);

describe("an own model", () => {
  test("knows its own examples, and words much like them, in both languages", () => {
    for (const { text, label } of own) {
      const word = ownWord(model, traitsOf(text));
      expect(word?.label).toBe(label);
      expect(word?.nearest).toBeCloseTo(1, 5);
    }
    expect(ownWord(model, traitsOf("养宠卡能转赠吗"))?.label).toBe("gift-card");
    expect(ownWord(model, traitsOf("what about a trade-in"))?.label).toBe("exchange");
  });

  test("has nothing to say of words it never met", () => {
    expect(ownWord(model, traitsOf("zzz qqq"))).toBeUndefined();
    expect(ownWord(model, traitsOf(""))).toBeUndefined();
  });

  test("is the same, byte for byte, from the same examples", () => {
    expect(bytesFrom(trainOwn(own, background))).toEqual(bytesFrom(model));
    expect(bytesFrom(trainOwn(own, background, 2)).length).toBe(bytesFrom(model).length);
  });

  test("does not take for its own what the background has of the same label", () => {
    const more = [...background, { traits: traitsOf("余额怎么查"), label: "gift-card" }];
    expect(bytesFrom(trainOwn(own, more))).toEqual(bytesFrom(model));
  });

  test("comes back from its bytes as it was, wherever they begin", () => {
    const bytes = bytesFrom(model);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), (offset) => {
        const larger = Buffer.alloc(bytes.length + offset);
        larger.set(bytes, offset);
        expect(modelFrom(larger.subarray(offset))).toEqual(model);
      }),
    );
    expect(modelFrom(new TextEncoder().encode('{"format":99,"labels":[],"lengths":[]}\n'))).toBeUndefined();
  });

  test("of 300 examples takes less than 160 KB, so that 5,000 merchants have room", () => {
    const words = ["refund", "parcel", "gift", "engrave", "trade", "wrap", "deliver", "colour", "size", "invoice"];
    const many = Array.from({ length: 300 }, (_, at) => ({
      text: `can I ${words[at % 10]} the ${words[(at * 7) % 10]} number ${at} before ${words[(at * 3) % 10]}${at}`,
      label: `label-${at % 6}`,
    }));
    expect(bytesOf(trainOwn(many, background))).toBeLessThan(160_000);
  });
});
