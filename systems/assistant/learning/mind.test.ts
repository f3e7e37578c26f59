import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, type Reading, train, traitsOf } from "@ruyi/language";
import { createLearner } from "./lesson.ts";
import { readWith, withOwn } from "./mind.ts";
import { none, trainOwn } from "./own-model.ts";
import { modelFrom } from "./bytes.ts";
import { outcomeOf, rehearse } from "./rehearse.ts";

const library = [
  ["where-is-my-parcel", "我的快递到哪了", "where is my parcel", "快递怎么还没到", "track my parcel", "包裹在哪"],
  ["return-and-refund", "我要退货", "I want to return the mug", "可以退款吗", "send it back for a refund", "想退了"],
  ["cancel-order", "取消订单", "please cancel my order", "不想要了，取消吧", "cancel it", "订单取消"],
  [none, "今天天气怎么样", "tell me a joke", "你吃饭了吗", "who won the match", "讲个笑话"],
].flatMap(([label = "", ...texts]) => texts.map((text) => ({ text, label })));
const classifier = train(
  library.filter(({ label }) => label !== none),
  { outOfScope: library.filter(({ label }) => label === none).map(({ text }) => text) },
);
const learn = createLearner({ classifier, library });
const nothing = { before: undefined, reviewed: [], traffic: [], seed: 1 };

const gift = ["养宠卡怎么转赠", "宠物卡可以转给朋友吗"].map((text) => ({ text, label: "cancel-order" }));

describe("reading with a mind", () => {
  test("is the shared reading, to the bit, where a merchant taught nothing", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readWith(classifier, undefined, text)).toEqual(classify(classifier, text));
      }),
    );
  });

  test("reads what was taught as it was taught, and another merchant's reading stays", () => {
    const { mind } = learn({ ...nothing, examples: gift });
    const own = mind.own && modelFrom(mind.own);
    for (const { text } of gift) {
      expect(outcomeOf(readWith(classifier, { own, confidence: undefined }, text))).toBe("cancel-order");
      expect(outcomeOf(readWith(classifier, undefined, text))).not.toBe("cancel-order");
    }
  });

  test("turns away what was taught to be none of ours", () => {
    const { mind } = learn({ ...nothing, examples: [{ text: "where is my parcel", label: none }] });
    const reading = readWith(
      classifier,
      { own: mind.own && modelFrom(mind.own), confidence: undefined },
      "where is my parcel",
    );
    expect(reading.rejected).toBe(true);
  });

  test("stays a reading: probabilities between 0 and 1, best first, no label twice", () => {
    const own = trainOwn(
      [...gift, { text: "你们招人吗", label: none }],
      library.map(({ text, label }) => ({ traits: traitsOf(text), label })),
    );
    const choice = fc.record({
      label: fc.constantFrom("a", "b", "cancel-order"),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const reading: fc.Arbitrary<Reading> = fc.record({
      top: fc.uniqueArray(choice, { selector: ({ label }) => label, maxLength: 5 }),
      inScope: fc.double({ min: 0, max: 1, noNaN: true }),
      rejected: fc.boolean(),
    });
    fc.assert(
      fc.property(reading, fc.constantFrom("养宠卡", "你们招人吗", "养宠卡怎么转赠", "zzz"), (before, text) => {
        const { top, inScope } = withOwn(before, own, traitsOf(text));
        for (const { confidence } of [...top, { confidence: inScope }]) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
        expect(new Set(top.map(({ label }) => label)).size).toBe(top.length);
      }),
    );
  });
});

describe("a rehearsal", () => {
  const reads =
    (label: string, confidence = 0.9) =>
    (): Reading => ({ top: [{ label, confidence }], inScope: 1, rejected: label === none });
  const traffic = (known: string | undefined, count: number) =>
    Array.from({ length: count }, (_, at) => ({ text: `${known} ${at}`, known, from: "traffic" as const }));

  test("counts what gets better and worse by what is known, and lists what changes, worse first", () => {
    const past = [...traffic("a", 3), ...traffic("b", 2), ...traffic(undefined, 1)];
    const { traffic: tally, changes } = rehearse(past, reads("a"), reads("b"));
    expect(tally).toEqual({ known: 5, rightBefore: 3, rightAfter: 2, better: 2, worse: 3, other: 1 });
    expect(changes.map(({ effect }) => effect)).toEqual(["worse", "worse", "worse", "better", "better", "other"]);
  });

  test("speaks against a lesson that makes known messages worse, and not against one that changes nothing", () => {
    expect(rehearse(traffic("a", 40), reads("a"), reads("b")).refusals).toMatchObject([
      { kind: "traffic-worse", count: 40 },
    ]);
    expect(rehearse(traffic("a", 40), reads("a"), reads("a")).refusals).toEqual([]);
    expect(rehearse(traffic("a", 1), reads("a"), reads("b")).refusals).toEqual([]);
  });

  test("speaks against a lesson that is not learned", () => {
    const taught = traffic("a", 4).map((each) => ({ ...each, isTaught: true }));
    expect(rehearse(taught, reads("b"), reads("b")).refusals).toEqual([
      { kind: "taught-not-learned", count: 4, of: 4 },
    ]);
    expect(rehearse(taught, reads("b"), reads("a")).taught).toEqual({ of: 4, right: 4 });
  });

  test("takes asking for half as good as acting rightly", () => {
    expect(rehearse(traffic("a", 1), reads("a"), reads("a", 0.3)).traffic.worse).toBe(1);
    expect(rehearse(traffic("a", 1), reads("b"), reads("a", 0.3)).traffic.better).toBe(1);
  });
});
