import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minuteMs } from "@ruyi/kernel";
import { actAgainMs, actsAtMost, advance, lookUpAgainMs, lookUpsAtMost } from "./advance.ts";
import { whatSourcesSay } from "./library.fixture.ts";
import { loadLibrary } from "./operations.ts";
import type { Effect, FactRecord, Run, RunEvent } from "./run.ts";
import { wakeAtOf } from "./run.ts";
import { aRun, eventsFor, later, mei, noon, procedureOf, smallProcedure, theSystem, wander } from "./testing.ts";

const library = loadLibrary();
const small = procedureOf(smallProcedure);
const anyProcedure = fc.constantFrom(...library.startable);
const anyChoices = fc.array(fc.nat({ max: 60 }), { maxLength: 30 });
const anyLanguage = fc.constantFrom("zh" as const, "en" as const);

const fact = (value: unknown, at = noon, source: FactRecord["source"] = "shop"): FactRecord => ({ value, source, at });
const order = (minor: number, open = true) => ({ amount: { minor, currency: "CNY" }, open });
const kinds = (effects: readonly Effect[]): string[] => effects.map(({ kind }) => kind);

/** The small procedure, brought to its read-back of ¥9.90 at noon. */
function atReadBack(orderAt = noon): Run {
  const [asked] = advance(small, aRun(small), { kind: "started", at: noon, actor: mei, facts: {} });
  const [looking] = advance(small, asked, { kind: "answered", fact: "size", value: "big", at: noon, actor: mei });
  return found(looking, orderAt, order(990))[0];
}

function found(run: Run, at: string, value: unknown): [Run, Effect[]] {
  const key = run.state.kind === "looking-up" ? run.state.key : "";
  return advance(small, run, { kind: "looked-up", key, facts: { order: fact(value, at) }, at, actor: theSystem });
}

const yes = (at: string): RunEvent => ({ kind: "confirmed", at, actor: mei });
const woken = (run: Run): RunEvent => ({ kind: "woken", at: wakeAtOf(run) ?? noon, actor: theSystem });

describe("advance, on every procedure that comes with Ruyi", () => {
  test("takes whatever happens without breaking", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, anyLanguage, (procedure, choices, language) => {
        wander(procedure, choices, whatSourcesSay, { language });
      }),
      { numRuns: 400 },
    );
  });

  test("comes to the same run from the same log, bit for bit", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run, log } = wander(procedure, choices, whatSourcesSay);
        // As from the database: the log has been text in between.
        const stored = JSON.parse(JSON.stringify(log)) as RunEvent[];
        const replayed = stored.reduce((at, event) => advance(procedure, at, event)[0], aRun(procedure));
        expect(JSON.stringify(replayed)).toBe(JSON.stringify(run));
      }),
      { numRuns: 150 },
    );
  });

  test("is changed by nothing it does not wait for", () => {
    const strangers: RunEvent[] = [
      { kind: "looked-up", key: "another", facts: {}, at: noon, actor: theSystem },
      { kind: "acted", key: "another", result: { state: "done" }, at: noon, actor: theSystem },
      { kind: "signalled", key: "another", facts: {}, at: noon, actor: theSystem },
      { kind: "answered", fact: "nobody-asked", value: "yes", at: noon, actor: mei },
      { kind: "woken", at: "2026-01-01T00:00:00Z", actor: theSystem },
    ];
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run } = wander(procedure, choices, whatSourcesSay);
        for (const stranger of strangers) {
          const [after, effects] = advance(procedure, run, stranger);
          expect(after).toBe(run);
          expect(effects).toEqual([]);
        }
        if (run.state.kind !== "confirming") expect(advance(procedure, run, yes(noon))[0]).toBe(run);
      }),
      { numRuns: 150 },
    );
  });

  test("takes no answer of a machine twice", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run, log } = wander(procedure, choices, whatSourcesSay);
        for (const event of log) {
          if (event.kind !== "looked-up" && event.kind !== "acted") continue;
          expect(advance(procedure, run, event)[0]).toBe(run);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("takes nothing more once it has ended", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run, log } = wander(procedure, choices, whatSourcesSay);
        const state = { kind: "ended", outcome: "done", at: noon } as const;
        const ended: Run = run.state.kind === "ended" ? run : { ...run, state };
        for (const event of log) expect(advance(procedure, ended, event)).toEqual([ended, []]);
      }),
      { numRuns: 60 },
    );
  });

  test("acts only after a yes to a read-back that named the act, or one that covers it", () => {
    const unasked = new Set(["requestTrace"]);
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { trail } = wander(procedure, choices, whatSourcesSay);
        const firstAct = trail.findIndex(({ effects }) =>
          effects.some((effect) => effect.kind === "act" && !unasked.has(effect.action)),
        );
        if (firstAct < 0) return;
        const before = trail.slice(0, firstAct + 1).map(({ event }) => event.kind);
        expect(before).toContain("confirmed");
      }),
      { numRuns: 400 },
    );
  });

  test("leaves no act behind when the customer stops while words are exchanged", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run } = wander(procedure, choices, whatSourcesSay);
        const [stopped, effects] = advance(procedure, run, { kind: "stopped", at: noon, actor: mei });
        if (run.state.kind === "acting") expect(stopped).toBe(run);
        else expect(stopped.state.kind).toBe("ended");
        expect(kinds(effects).filter((kind) => kind !== "ended")).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("never stands still: time alone ends every wait for machines and for the world", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        let { run } = wander(procedure, choices, whatSourcesSay);
        for (let nights = 0; wakeAtOf(run) !== undefined; nights += 1) {
          expect(nights).toBeLessThan(60);
          const [next] = advance(procedure, run, woken(run));
          expect(next).not.toBe(run);
          run = next;
        }
        expect(["asking", "confirming", "ended"]).toContain(run.state.kind);
      }),
      { numRuns: 150 },
    );
  });

  test("keeps the key of an act for as long as it asks", () => {
    fc.assert(
      fc.property(anyProcedure, anyChoices, (procedure, choices) => {
        const { run } = wander(procedure, choices, whatSourcesSay);
        if (run.state.kind !== "acting") return;
        const [again, effects] = advance(procedure, run, woken(run));
        expect(again.state).toMatchObject({ kind: "acting", key: run.state.key });
        expect(effects).toEqual([expect.objectContaining({ kind: "act", key: run.state.key })]);
      }),
      { numRuns: 400 },
    );
  });
});

describe("a yes", () => {
  test("within half an hour does what was read back", () => {
    const [run, effects] = advance(small, atReadBack(), yes(later(noon, 2 * minuteMs)));
    expect(effects).toEqual([
      { kind: "act", key: `${run.id}/refund/1`, action: "refund", input: { amount: { minor: 990, currency: "CNY" } } },
    ]);
  });

  test("later than half an hour has the facts read again and then the read-back", () => {
    const late = later(noon, 31 * minuteMs);
    const [looking, effects] = advance(small, atReadBack(), yes(late));
    expect(kinds(effects)).toEqual(["look-up"]);
    const [run, again] = found(looking, late, order(990));
    expect(again).toEqual([expect.objectContaining({ kind: "say", text: "请确认：退款¥9.90。", strict: true })]);
    const [, act] = advance(small, run, yes(later(late, minuteMs)));
    expect(act).toMatchObject([{ kind: "act", key: `${run.id}/refund/2` }]);
  });

  test("on facts older than ten minutes stands when the same words would be read back", () => {
    const at = later(noon, 12 * minuteMs);
    const [looking] = advance(small, atReadBack(), yes(at));
    expect(kinds(found(looking, at, order(990))[1])).toEqual(["act"]);
  });

  test("on facts that changed in between is void: the new words are read back", () => {
    const at = later(noon, 12 * minuteMs);
    const [looking] = advance(small, atReadBack(), yes(at));
    const [run, effects] = found(looking, at, order(490));
    expect(effects).toMatchObject([{ kind: "say", text: "请确认：退款¥4.90。" }]);
    expect(run.state.kind).toBe("confirming");
    const [, again] = found(looking, at, order(990, false));
    expect(kinds(again)).toEqual(["hand-off"]);
  });

  test("is for one act: the next wish for it is read back again", () => {
    const [acting] = advance(small, atReadBack(), yes(later(noon, minuteMs)));
    const key = acting.state.kind === "acting" ? acting.state.key : "";
    const refused = { state: "refused" as const, reasons: [] };
    const [asked] = advance(small, acting, { kind: "acted", key, result: refused, at: noon, actor: theSystem });
    const agent = { kind: "agent" as const, id: "ning", authority: "R2" as const };
    const [run, effects] = advance(small, asked, {
      kind: "answered",
      fact: "decision",
      value: "pay",
      at: noon,
      actor: agent,
    });
    expect(run.state).toMatchObject({ kind: "confirming", key: `${run.id}/refund/2` });
    expect(kinds(effects)).toEqual(["say"]);
  });
});

describe("what nobody answers", () => {
  test("is looked up again a few times, then counts as missing", () => {
    const [asked] = advance(small, aRun(small), { kind: "started", at: noon, actor: mei, facts: {} });
    let [run] = advance(small, asked, { kind: "answered", fact: "size", value: "big", at: noon, actor: mei });
    for (let tries = 1; tries < lookUpsAtMost; tries += 1) {
      expect(wakeAtOf(run)).toBe(later(noon, tries * lookUpAgainMs));
      const [next, effects] = advance(small, run, woken(run));
      expect(kinds(effects)).toEqual(["look-up"]);
      run = next;
    }
    expect(kinds(advance(small, run, woken(run))[1])).toEqual(["hand-off"]);
  });

  test("is done again under the same key a few times, then counts as unknown, never as refused", () => {
    let [run] = advance(small, atReadBack(), yes(noon));
    for (let tries = 1; tries < actsAtMost; tries += 1) {
      expect(wakeAtOf(run)).toBe(later(noon, tries * actAgainMs));
      [run] = advance(small, run, woken(run));
    }
    const [unknown, effects] = advance(small, run, woken(run));
    expect(effects).toMatchObject([{ kind: "acted", state: "unknown", key: `${run.id}/refund/1` }]);
    expect(unknown.state).toMatchObject({ kind: "waiting", key: `settled:${run.id}/refund/1` });
  });
});

describe("an answer", () => {
  test("may be any text, even one that every object knows", () => {
    const [asked] = advance(small, aRun(small), { kind: "started", at: noon, actor: mei, facts: {} });
    for (const value of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const [run] = advance(small, asked, { kind: "answered", fact: "size", value, at: noon, actor: mei });
      expect(run.state.kind).toBe("looking-up");
    }
  });

  test("that came with the first message is not asked for, once", () => {
    const facts = { size: fact("small", noon, "customer") };
    const [run, effects] = advance(small, aRun(small), { kind: "started", at: noon, actor: mei, facts });
    expect(effects).toMatchObject([{ kind: "say", text: "好，先不退。" }, { kind: "ended" }]);
    expect(run.answered).toEqual(["size"]);
  });

  test("told while a machine is at work is not asked for afterwards", () => {
    const [procedure] = [library.byId("change-address")];
    if (!procedure) throw new Error("There is no change-address.");
    const { run } = wander(procedure, [0], whatSourcesSay);
    expect(run.state.kind).toBe("looking-up");
    const told: RunEvent = {
      kind: "told",
      facts: { address: fact("青禾路1号", noon, "customer") },
      at: noon,
      actor: mei,
    };
    const [knowing] = advance(procedure, run, told);
    expect(advance(procedure, knowing, told)[0]).toBe(knowing);
    const paid = eventsFor(procedure, knowing, noon, whatSourcesSay)[1];
    if (!paid) throw new Error("No order can be told of.");
    const [asked, effects] = advance(procedure, knowing, paid);
    expect(asked.state.kind).toBe("confirming");
    expect(effects).toMatchObject([{ kind: "say", text: expect.stringContaining("改寄到：青禾路1号") }]);
  });

  test("changes the language from then on", () => {
    const event: RunEvent = { kind: "declined", at: noon, actor: mei, language: "en" };
    const [run, effects] = advance(small, atReadBack(), event);
    expect(run.language).toBe("en");
    expect(effects[0]).toMatchObject({ text: "All right, nothing is refunded." });
  });
});

test("a run shows what may happen to it in every state", () => {
  // Guards the wanderer itself: a state without events would make the properties above pass for nothing.
  const reached = new Set<string>();
  for (const procedure of library.startable) {
    for (let seed = 0; seed < 300; seed += 1) {
      const choices = Array.from({ length: 12 }, (_, index) => (seed * (index + 7)) % 61);
      const { run } = wander(procedure, choices.slice(0, seed % 12), whatSourcesSay);
      reached.add(run.state.kind);
      if (run.state.kind !== "ended") expect(eventsFor(procedure, run, noon, whatSourcesSay)).not.toEqual([]);
    }
  }
  expect([...reached].toSorted()).toEqual(["acting", "asking", "confirming", "ended", "looking-up", "waiting"]);
});
