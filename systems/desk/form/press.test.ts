import { describe, expect, test } from "vitest";
import type { OpenMove } from "../needs.ts";
import { movesOfCustomer, wordsOn } from "./press.ts";

const assistant = { floor: { kind: "assistant" } } as const;
const queue = { floor: { kind: "queue", since: "", reason: "asked" } } as const;
const choices = [
  { id: "o1", label: "羊毛大衣" },
  { id: "o2", label: "牛仔裤" },
];
const asks = (of: "customer" | "agent", some: typeof choices, freeText: boolean): OpenMove => ({
  ...{ move: "answer", fact: "word", of, choices: some, freeText },
});
const stop: OpenMove = { move: "stop" };
const yes: OpenMove = { move: "confirm", action: "refund", label: "退款¥9.90" };
const no: OpenMove = { move: "decline", action: "refund", label: "先不退" };

describe("what a customer may press", () => {
  test("is all that is open to them while the assistant has the floor", () => {
    const open = [asks("customer", [], true), stop];
    expect(movesOfCustomer(assistant, open)).toEqual(open);
    expect(movesOfCustomer(assistant, [yes, no, stop])).toEqual([yes, no, stop]);
  });

  test("is never what a colleague is asked", () => {
    expect(movesOfCustomer(assistant, [asks("agent", choices, false), stop])).toEqual([stop]);
  });

  test("is only what was put to them to choose while a person is there or awaited", () => {
    expect(movesOfCustomer(queue, [asks("customer", choices, false), stop])).toEqual([
      asks("customer", choices, false),
    ]);
    expect(movesOfCustomer(queue, [asks("customer", [], true), stop])).toEqual([]);
    expect(movesOfCustomer(queue, [yes, no, stop])).toEqual([yes, no]);
  });
});

describe("the words of what was pressed", () => {
  test.each([
    [yes, { move: "confirm" }, "退款¥9.90"],
    [no, { move: "decline" }, "先不退"],
    [stop, { move: "stop" }, "先不办了"],
    [asks("customer", choices, false), { move: "answer", fact: "word", value: "o2" }, "牛仔裤"],
    [asks("customer", choices, false), { move: "answer", fact: "word", value: ["o1", "o2"] }, "羊毛大衣、牛仔裤"],
    [asks("customer", choices, true), { move: "answer", fact: "word", value: "都不是" }, "都不是"],
  ] as const)("%#", (open, move, words) => expect(wordsOn(open, move, "zh")).toBe(words));
});
