import { describe, expect, test } from "vitest";
import { offeredFrom, standingFrom } from "./standing.ts";

const told = (but: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  ...{ status: "open", speaker: "assistant", language: "zh", atWork: false, asked: 4, offset: 5 },
  run: {
    id: "r1",
    procedure: "return-and-refund",
    title: { zh: "退货退款", en: "Return and refund" },
    state: "confirming",
  },
  order: null,
  question: { text: "请确认：退款¥9.90。", strict: true },
  moves: [{ move: "confirm", label: "退款¥9.90" }, { move: "decline", label: "先不退" }, { move: "stop" }],
  said: [],
  promises: [],
  effects: [],
  ...but,
});

describe("where a matter stands", () => {
  test("is a question with its own presses", () => {
    expect(standingFrom(told())).toMatchObject({
      ...{ question: "请确认：退款¥9.90。", asked: 4, isAtWork: false },
      run: { title: { zh: "退货退款" } },
      moves: [{ move: "confirm", label: "退款¥9.90" }, { move: "decline", label: "先不退" }, { move: "stop" }],
    });
  });

  test("shows what was said, without the question and what a promise says in fields", () => {
    const said = [
      { offset: 2, text: "可以退。", language: "zh" },
      { offset: 3, text: "明天12:00前告诉您。", language: "zh", tells: "promise" },
      { offset: 4, text: "请确认：退款¥9.90。", language: "zh" },
    ];
    expect(standingFrom(told({ said }))?.said).toEqual([{ id: 2, text: "可以退。", language: "zh" }]);
  });

  test("folds what was asked of the bank into one act with its two times", () => {
    const amount = { minor: 990, currency: "CNY" };
    const effect = { key: "r1/refund", action: "refund", amount };
    const effects = [
      { ...effect, state: "requested", at: "2026-11-24T04:00:00Z" },
      { ...effect, state: "done", at: "2026-11-24T04:00:02Z" },
    ];
    expect(standingFrom(told({ effects }))?.acts).toEqual([
      {
        ...{ key: "r1/refund", action: "refund", state: "done", amount },
        ...{ requestedAt: "2026-11-24T04:00:00Z", settledAt: "2026-11-24T04:00:02Z" },
      },
    ]);
  });

  test("leaves out moves of a kind nobody here knows", () => {
    const moves = [
      { move: "override", id: "x", needs: "R2" },
      { move: "answer", fact: "word", choices: [{ id: "a" }] },
    ];
    expect(standingFrom(told({ moves }))?.moves).toEqual([
      { move: "answer", fact: "word", choices: [], freeText: false, several: false },
    ]);
  });

  test("is nothing where something else answered", () => {
    for (const other of [undefined, "", {}, { offset: 1 }, { moves: [] }]) expect(standingFrom(other)).toBeUndefined();
    expect(offeredFrom({ procedures: [{ id: "a", title: { zh: "甲", en: "A" } }, { id: "b" }] })).toHaveLength(1);
  });
});
