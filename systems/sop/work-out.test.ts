import { describe, expect, test } from "vitest";
import { advance, authorityFor } from "./advance.ts";
import { checkProcedure } from "./check.ts";
import { makeMove, openMoves } from "./moves.ts";
import { isProcedure, type ProcedureSource, readProcedure } from "./procedure-file.ts";
import type { FactRecord, Run } from "./run.ts";
import { aRun, later, mei, noon, procedureOf, theSystem } from "./testing.ts";

/** Several things are chosen, their prices summed, and the sum read back. */
const basket = `
id: basket
version: 1
title: { zh: 几件, en: Several things }
facts: { order: shop }
phrases:
  which: { zh: 要哪几件？, en: Which ones? }
  read-back: { strict: true, zh: "请确认：退{names, text}，共{total, money}。", en: "Please confirm: refund {names, text}, {total, money} in all." }
start: read
steps:
  read: { kind: look-up, facts: [order], with: { again: order.id }, next: which, missing: lost }
  which: { kind: ask, fact: picks, phrase: which, choices-from: order.choices, several: true, next: sum }
  read-again: { kind: look-up, facts: [order], with: { again: order.id }, next: sum, missing: lost }
  sum:
    kind: work-out
    facts:
      lines: for pick in picks return order.lines[id = pick][1]
      names: string join(for line in lines return line.id, " + ")
      total: '{ minor: sum(for line in lines return line.price), currency: "CNY" }'
      amount: total.minor
    next: refund
    unknown: lost
  refund:
    kind: act
    action: refund
    with: { picks: picks, amount: total }
    requires: amount > 0
    key: "{run}/{step}/{round}"
    confirm: { phrase: read-back, yes: { zh: 退, en: Refund }, no: { zh: 不退, en: Not now }, declined: lost }
    undo: none
    next: { done: done, refused: lost, unknown: lost }
    refresh: read-again
  done: { kind: end, outcome: done }
  lost: { kind: end, outcome: lost }
`;
const procedure = procedureOf(basket);
const label = { zh: "一件", en: "One" };
const anOrder = (at: string, cup: unknown = 300): FactRecord => ({
  value: {
    id: "o-1",
    choices: [
      { id: "cup", label },
      { id: "pot", label },
    ],
    lines: [
      { id: "cup", price: cup },
      { id: "pot", price: 1_200 },
    ],
  },
  source: "shop",
  at,
});

const keyOf = (run: Run): string => ("key" in run.state ? run.state.key : "");
const told = (run: Run, order: FactRecord, at = noon) =>
  advance(procedure, run, { kind: "looked-up", key: keyOf(run), facts: { order }, at, actor: theSystem });
const started = (facts: Readonly<Record<string, FactRecord>> = {}): Run =>
  advance(procedure, aRun(procedure, { language: "en" }), { kind: "started", at: noon, actor: mei, facts })[0];
const asking = (): Run => told(started(), anOrder(noon))[0];

function after(run: Run, value: unknown) {
  const made = makeMove(procedure, run, { move: "answer", fact: "picks", value }, { at: noon, actor: mei });
  if (made.kind === "refused") throw new Error(`Refused: ${made.why}.`);
  return made;
}

const read = (text: string): ProcedureSource => {
  const source = readProcedure(text);
  if (!isProcedure(source)) throw new Error(JSON.stringify(source));
  return source;
};
const rules = (was: string, becomes: string): string[] => {
  if (!basket.includes(was)) throw new Error(`The basket does not hold ${was}.`);
  return checkProcedure(read(basket.replace(was, becomes)), new Map()).map(({ rule, at }) => `${rule} ${at}`);
};

describe("a question that takes several answers", () => {
  test("takes the most authority that any of them needs", () => {
    const chosen = ["cup", "lid"].map((id) => ({ id, label: { zh: id, en: id } }));
    const choices = chosen.map((choice) => (choice.id === "lid" ? { ...choice, authority: '"R2"' } : choice));
    const step = {
      kind: "ask",
      of: "agent",
      fact: "picks",
      phrase: "which",
      choices,
      freeText: false,
      next: {},
    } as const;
    const needed = (value: unknown): unknown => authorityFor(step, aRun(procedure), value, noon, procedure);
    expect([needed("cup"), needed(["cup"]), needed(["cup", "lid"]), needed("lid")]).toEqual([
      ...[undefined, undefined, "R2", "R2"],
    ]);
  });

  test("says so among the open moves, and takes a list of what it offers", () => {
    expect(openMoves(procedure, asking(), noon)[0]).toMatchObject({ fact: "picks", several: true });
    expect(after(asking(), ["pot", "cup"]).run.facts["picks"]?.value).toEqual(["pot", "cup"]);
  });

  test("takes one answer as a list of one, so that any executor can answer", () => {
    expect(after(asking(), "pot").run.facts["picks"]?.value).toEqual(["pot"]);
  });

  test.each([[["pot", "moon"]], [[]], ["moon"], [[["pot"]]]])("refuses %j", (value) => {
    const move = { move: "answer", fact: "picks", value } as const;
    expect(makeMove(procedure, asking(), move, { at: noon, actor: mei })).toMatchObject({ why: "not-a-choice" });
  });

  test("is not asked when the customer said them before", () => {
    const run = started({ picks: { value: ["cup", "pot"], source: "customer", at: noon } });
    expect(told(run, anOrder(noon))[0].state.kind).toBe("confirming");
    const wrong = started({ picks: { value: ["moon"], source: "customer", at: noon } });
    expect(told(wrong, anOrder(noon))[0].state.kind).toBe("asking");
  });
});

describe("a step that works facts out", () => {
  test("works them out in their order, each from those before it", () => {
    const { run, effects } = after(asking(), ["cup", "pot"]);
    expect(run.facts["amount"]?.value).toBe(1_500);
    expect(effects).toContainEqual(
      expect.objectContaining({ text: "Please confirm: refund cup + pot, CN¥15.00 in all." }),
    );
  });

  test("goes another way when one cannot be known, and keeps nothing of an earlier round", () => {
    const confirming = after(asking(), ["cup"]).run;
    const late = later(noon, 12 * 60_000);
    const again = makeMove(procedure, confirming, { move: "confirm" }, { at: late, actor: mei });
    if (again.kind === "refused") throw new Error(again.why);
    const [run] = told(again.run, anOrder(late, null), late);
    expect(run.state).toMatchObject({ kind: "ended", outcome: "lost" });
    expect(Object.keys(run.facts)).not.toContain("amount");
  });

  test("makes facts as old as what they rest on, so that an old yes has them read again", () => {
    const { run } = after(asking(), ["cup"]);
    expect(run.facts["total"]).toMatchObject({ source: "shop", at: noon });
    const late = later(noon, 12 * 60_000);
    const confirmed = makeMove(procedure, run, { move: "confirm" }, { at: late, actor: mei });
    if (confirmed.kind === "refused") throw new Error(confirmed.why);
    expect(confirmed.run.state.kind).toBe("looking-up");
    // The same price is done at once; another is read back anew.
    expect(told(confirmed.run, anOrder(late), late)[0].state.kind).toBe("acting");
    expect(told(confirmed.run, anOrder(late, 400), late)[0].state.kind).toBe("confirming");
  });
});

describe("checkProcedure, on lists and what is worked out", () => {
  test("finds nothing in a sound one", () => {
    expect(checkProcedure(read(basket), new Map())).toEqual([]);
  });

  test.each([
    ["a name no step makes", "sum(for line in lines return line.price)", "tax", "variable steps.sum.facts.total"],
    ["an expression that is none", "amount: total.minor", "amount: total.", "expression steps.sum.facts.amount"],
    [
      "a way that hangs on one of several",
      "several: true, next: sum",
      'several: true, next: { cup: sum, "*": sum }',
      "branch steps.which.next.cup",
    ],
    ["a sentence said where a sum may be unknown", "unknown: lost", "unknown: refund", "fact phrases.read-back"],
  ])("finds %s", (_what, was, becomes, finding) => {
    expect(rules(was, becomes)).toContain(finding);
  });

  test("finds a fact that rests on a later one", () => {
    const line = "      amount: total.minor\n";
    const swapped = basket.replace(line, "").replace("      names:", `${line}      names:`);
    expect(checkProcedure(read(swapped), new Map())).toContainEqual(
      expect.objectContaining({ rule: "fact", at: "steps.sum.facts.amount" }),
    );
  });

  test("wants at least one fact to be worked out", () => {
    expect(isProcedure(readProcedure(basket.replace(/facts:\n(      .*\n)+/, "facts: {}\n")))).toBe(false);
  });
});
