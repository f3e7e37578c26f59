import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { whatSourcesSay } from "./library.fixture.ts";
import { loadLibrary } from "./operations.ts";
import { type PastCase, rehearse } from "./rehearse.ts";
import { aRun, procedureOf, smallProcedure, wander } from "./testing.ts";
import type { Procedure } from "./procedure.ts";

const library = loadLibrary();
/** By id: a failing case prints what it was and not a whole procedure. */
const anyId = fc.constantFrom(...library.startable.map(({ id }) => id));
const anyChoices = fc.array(fc.nat({ max: 40 }), { minLength: 3, maxLength: 40 });

const pastOf = (procedure: Procedure, choices: readonly number[]): PastCase => ({
  begun: aRun(procedure),
  events: wander(procedure, choices, whatSourcesSay).log,
});
const only = (procedure: Procedure) => (hash: string) => (hash === procedure.hash ? procedure : undefined);

describe("a rehearsal", () => {
  test("of the version that was, changes nothing: same outcome, acts, money and words", () => {
    fc.assert(
      fc.property(anyId, anyChoices, (id, choices) => {
        const procedure = library.byId(id);
        if (!procedure) throw new Error(id);
        const { cases, same, changed } = rehearse(only(procedure), procedure, [pastOf(procedure, choices)]);
        expect({ cases, same, changed }).toEqual({ cases: 1, same: 1, changed: [] });
      }),
      { numRuns: 400 },
    );
  });

  const small = procedureOf(smallProcedure);
  const order = { amount: { minor: 990, currency: "CNY" }, open: true };
  const paid = wander(small, [0, 0, 0, 0], { order: [order], "refund.done": [{ amount: order.amount }] });
  const past: PastCase = { begun: aRun(small), events: paid.log };

  test("names who is decided otherwise, and what it saves", () => {
    const stricter = procedureOf(
      smallProcedure
        .replace("version: 1", "version: 2")
        .replace("requires: order.open", "requires: order.amount.minor < 500"),
    );
    const { changed, cost, moves } = rehearse(only(small), stricter, [past, past]);
    expect(paid.run.state).toMatchObject({ kind: "ended" });
    expect(changed).toHaveLength(2);
    expect(changed[0]?.differs).toEqual(expect.arrayContaining(["outcome", "acts", "amount", "hand-off"]));
    expect(cost).toEqual({ CNY: -1_980 });
    expect(moves).toEqual([{ from: "ended", to: "open at small/person", cases: 2 }]);
  });

  test("counts a case whose words alone changed apart", () => {
    const reworded = procedureOf(smallProcedure.replace("{order.amount, money}已退。", "已退{order.amount, money}。"));
    expect(rehearse(only(small), reworded, [past])).toMatchObject({
      same: 0,
      reworded: 1,
      changed: [],
      cost: { CNY: 0 },
    });
  });

  test("stands where the past never answered what is asked now", () => {
    const asksMore = procedureOf(
      smallProcedure
        .replace("start: ask", "start: first")
        .replace("steps:", "steps:\n  first: { kind: ask, fact: mood, phrase: which, free-text: true, next: ask }"),
    );
    const [open] = rehearse(only(small), asksMore, [past]).changed;
    expect(open).toMatchObject({ differs: expect.arrayContaining(["open"]), after: { openAt: "small/first" } });
  });

  test("says when it had to assume that a new act would be done", () => {
    const traces = procedureOf(
      smallProcedure
        .replace(
          "next: { done: say-done, refused: hand, unknown: wait }",
          "next: { done: trace, refused: hand, unknown: wait }",
        )
        .replace(
          "  say-done:",
          '  trace: { kind: act, action: requestTrace, with: { id: order.id }, requires: "true", key: "{run}/{step}/{round}", confirm: { not-needed: it only helps }, undo: none, next: { done: say-done, refused: hand, unknown: hand } }\n  say-done:',
        ),
    );
    const [changed] = rehearse(only(small), traces, [past]).changed;
    expect(changed).toMatchObject({ before: { assumed: false }, after: { assumed: true, ended: "ended" } });
  });
});
