import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "./advance.ts";
import { checkProcedure } from "./check.ts";
import { isProcedure, readProcedure } from "./procedure-file.ts";
import type { ActResult, Run, RunEvent } from "./run.ts";
import { aRun, mei, noon, procedureOf, theSystem } from "./testing.ts";

/** Three acts, each with what takes it back; the third may be refused, and then all is taken back. */
const chain = `
id: chain
version: 1
title: { zh: 连环, en: Chain }
facts: { order: customer }
phrases:
  asked: { zh: 要办吗？, en: Shall it be done? }
  undone: { zh: 都撤回了。, en: All of it was taken back. }
  stuck: { zh: 同事来核实。, en: A colleague checks it. }
  how: { zh: 怎么办？, en: What now? }
start: ask
steps:
  ask:
    kind: ask
    fact: wish
    phrase: asked
    free-text: true
    next: hold
    at-most: { times: 2, then: hand }
  hold:
    kind: act
    action: holdStock
    with: { order: order.id }
    requires: "true"
    key: "{run}/{step}/{round}"
    confirm: { not-needed: it only helps the customer }
    undo: { action: freeStock, with: { hold: holdStock.id } }
    next: { done: book, refused: ask, unknown: take-back }
  book:
    kind: act
    action: bookCourier
    with: { order: order.id }
    requires: "true"
    key: "{run}/{step}/{round}"
    confirm: { not-needed: it only helps the customer }
    undo: { action: freeCourier, with: { slot: bookCourier.id } }
    next: { done: label, refused: take-back, unknown: take-back }
  label:
    kind: act
    action: printLabel
    with: { order: order.id }
    requires: "true"
    key: "{run}/{step}/{round}"
    confirm: { not-needed: it only helps the customer }
    undo: { action: voidLabel, with: { label: printLabel.id } }
    next: { done: over, refused: take-back, unknown: take-back }
  take-back: { kind: undo, next: { done: say-undone, stuck: say-stuck } }
  say-undone: { kind: say, phrase: undone, next: over }
  say-stuck: { kind: say, phrase: stuck, next: hand }
  hand: { kind: hand-off, reason: technical, next: person }
  person: { kind: ask, of: agent, fact: result, phrase: how, choices: [{ id: solved, label: { zh: 好, en: Solved } }], next: over }
  over: { kind: end, outcome: over }
`;
const procedure = procedureOf(chain);

const started = (): Run => {
  const event: RunEvent = {
    kind: "started",
    at: noon,
    actor: mei,
    facts: { order: { value: { id: "o-1" }, source: "customer", at: noon } },
  };
  return advance(procedure, aRun(procedure), event)[0];
};
const wished = (run: Run): Run =>
  advance(procedure, run, { kind: "answered", fact: "wish", value: "yes", at: noon, actor: mei })[0];
const answered = (run: Run, result: ActResult): ReturnType<typeof advance> => {
  if (run.state.kind !== "acting") throw new Error(`The run is ${run.state.kind}, not acting.`);
  return advance(procedure, run, { kind: "acted", key: run.state.key, result, at: noon, actor: theSystem });
};
const done = (id: string): ActResult => ({ state: "done", facts: { id } });

describe("an undo", () => {
  test("takes back what was done, the last act first, with what each act answered", () => {
    const held = answered(wished(started()), done("h-1"))[0];
    const booked = answered(held, done("c-1"))[0];
    const [first, wishes] = answered(booked, { state: "refused", reasons: ["no-paper"] });
    expect(wishes.at(-1)).toMatchObject({ kind: "act", action: "freeCourier", input: { slot: "c-1" } });
    const [second, more] = answered(first, { state: "done" });
    expect(more.at(-1)).toMatchObject({ kind: "act", action: "freeStock", input: { hold: "h-1" } });
    const [ended, last] = answered(second, { state: "done" });
    expect(last.at(-1)).toMatchObject({ kind: "ended", outcome: "over" });
    expect(ended.done).toEqual([]);
  });

  test("keeps one key however often the machine is asked, and gives way to a person when nobody knows", () => {
    const held = answered(wished(started()), done("h-1"))[0];
    let [run] = answered(held, { state: "unknown" });
    const key = run.state.kind === "acting" ? run.state.key : "";
    expect(key).toMatch(/\/undo$/);
    for (let night = 0; night < 5 && run.state.kind === "acting"; night += 1) {
      expect(run.state.key).toBe(key);
      [run] = advance(procedure, run, { kind: "woken", at: run.state.wakeAt, actor: theSystem });
    }
    expect(run.state.kind).toBe("asking");
    expect(run.done.map(({ action }) => action)).toEqual(["holdStock"]);
  });

  test("leaves exactly what could not be taken back, whatever the machines answer", () => {
    const result = fc.constantFrom<ActResult["state"]>("done", "refused", "unknown");
    fc.assert(
      fc.property(fc.array(result, { maxLength: 12 }), (results) => {
        let run = wished(started());
        const standing = new Set<string>();
        for (const state of results) {
          if (run.state.kind !== "acting") break;
          const { key } = run.state;
          const [next] = answered(run, state === "refused" ? { state, reasons: ["no"] } : { state });
          if (state === "done" && key.endsWith("/undo")) standing.delete(key.slice(0, -"/undo".length));
          else if (state === "done") standing.add(key);
          run = next;
        }
        expect(new Set(run.done.map(({ key }) => key))).toEqual(standing);
      }),
    );
  });

  test("is checked: something must come before it, and nothing that was declared to stay", () => {
    const rules = (text: string): string[] => {
      const source = readProcedure(text);
      if (!isProcedure(source)) throw new Error(JSON.stringify(source));
      return checkProcedure(source, new Map()).map(({ rule, at }) => `${rule} ${at}`);
    };
    expect(rules(chain)).toEqual([]);
    expect(rules(chain.replace("undo: { action: freeCourier, with: { slot: bookCourier.id } }", "undo: none"))).toEqual(
      ["undo steps.book.undo"],
    );
    expect(rules(chain.replace("slot: bookCourier.id", "slot: courier.id"))).toEqual(["variable steps.book.undo.slot"]);
    expect(rules(chain.replace("next: hold\n", "next: take-back\n"))).toContain("undo steps.take-back");
  });
});

describe("a limit", () => {
  test("sends a run on when it comes to a step too often", () => {
    let run = started();
    for (let round = 0; round < 2; round += 1) run = answered(wished(run), { state: "refused", reasons: ["none"] })[0];
    expect(run.state.kind).toBe("asking");
    expect(run.places.at(-1)?.step).toBe("person");
  });

  test("is what bounds the circle: without it the check finds the circle", () => {
    const source = readProcedure(chain.replace("    at-most: { times: 2, then: hand }\n", ""));
    if (!isProcedure(source)) throw new Error("unread");
    expect(checkProcedure(source, new Map()).map(({ rule }) => rule)).toContain("loop");
  });
});
