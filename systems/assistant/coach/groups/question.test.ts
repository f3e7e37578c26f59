import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyCommonness, likeness, takeIn } from "./likeness.ts";
import { askedOf, merged, type Question, type QuestionId, suggestionFor, twinOf } from "./question.ts";

const commonness = emptyCommonness();
takeIn(commonness, [
  "我的快递到哪了",
  "我要退货",
  "可以退款吗",
  "你们在吗",
  "where is my parcel",
  "do you have it",
  "can I return it",
  "is it there",
]);

/** Questions that these messages make, asked one after the other. */
function asked(...texts: readonly string[]): readonly Question[] {
  let questions: readonly Question[] = [];
  texts.forEach((text, at) => {
    const message = { text, language: "zh", at: new Date(Date.UTC(2026, 10, 24, 0, at)) };
    const question = askedOf(questions, message, commonness, () => `q${at}` as QuestionId);
    const twin = twinOf(questions, question);
    const one = twin ? merged(question, twin) : question;
    questions = [one, ...questions.filter(({ id }) => id !== question.id && id !== twin?.id)];
  });
  return questions;
}

describe("questions", () => {
  test("gather what is asked in other words, and keep the id of the first", () => {
    expect(asked("养宠卡怎么转赠", "我想把养宠卡转给别人", "养宠卡能转赠吗")).toMatchObject([
      { id: "q0", messages: 3 },
    ]);
    expect(asked("do you take trade-ins", "is there a trade-in for old speakers")).toMatchObject([{ messages: 2 }]);
  });

  test("keep apart what is asked of other things", () => {
    expect(asked("养宠卡怎么转赠", "门店几点关门", "do you take trade-ins")).toHaveLength(3);
  });

  test("lose no message, whatever comes in whatever order", () => {
    const texts = [
      "养宠卡怎么转赠",
      "养宠卡转给别人",
      "门店几点关门",
      "你们门店关门了吗",
      "trade-in",
      "do you take trade-ins",
      "",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...texts), { maxLength: 20 }), (said) => {
        const questions = asked(...said);
        expect(questions.reduce((sum, { messages }) => sum + messages, 0)).toBe(said.length);
        for (const { title, direction } of questions) {
          expect(said).toContain(title);
          expect(likeness(direction, direction)).toBeLessThan(1.0001);
        }
      }),
    );
  });
});

describe("suggestions", () => {
  const ours = (procedure: string): boolean => procedure !== "strange";
  const thought = (label: string, confidence: number) => [{ label, confidence }];

  test("follow what customers chose or began afterwards", () => {
    const messages = [
      { known: "exchange", thought: thought("cancel-order", 0.5) },
      { known: undefined, thought: thought("cancel-order", 0.5) },
    ];
    expect(suggestionFor(messages, ours)).toEqual({ means: "exchange", why: "chosen", count: 1, of: 2 });
  });

  test("else what the reading inclines to, if it does, among what the shop has", () => {
    const likely = [{ known: undefined, thought: [...thought("strange", 0.6), ...thought("exchange", 0.3)] }];
    expect(suggestionFor(likely, ours)).toMatchObject({ means: "exchange", why: "likely" });
    expect(suggestionFor([{ known: undefined, thought: thought("exchange", 0.1) }], ours)).toBeUndefined();
  });
});
