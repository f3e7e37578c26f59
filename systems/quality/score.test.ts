import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, loadLibrary, type LogLine, type Procedure, placeOf, type RunEvent } from "@ruyi/sop";
import { noon, procedureOf, smallProcedure, wander } from "@ruyi/sop/testing";
import { lineOf, scoreOf, shiftOf } from "./score.ts";

const small = procedureOf(
  smallProcedure.replace(
    "steps:\n",
    "overrides:\n  pay-anyway: { from: [person], to: refund, authority: R2, title: { zh: 照付, en: Pay anyway } }\nsteps:\n",
  ),
);
const tell = { order: [{ id: "o-1", open: true, amount: { minor: 900, currency: "CNY" } }] };

type Trail = ReturnType<typeof wander>["trail"];
const logOf = (trail: Trail): LogLine[] =>
  trail.map(({ run, event }) => ({ place: run.count, step: placeOf(run).step, event }));
/** Every strict line as the conversation would hold it. */
const saidIn = (trail: Trail): ReadonlySet<string> =>
  new Set(
    trail.flatMap(({ event, effects }) =>
      effects.flatMap((effect) => (effect.kind === "say" ? [lineOf(event.at, effect.text)] : [])),
    ),
  );
const score = (procedure: Procedure, { run, trail }: ReturnType<typeof wander>, said = saidIn(trail)) =>
  scoreOf(() => procedure, run, logOf(trail), said, "Asia/Shanghai");

/** A walk, and one event more. */
function then(procedure: Procedure, walk: ReturnType<typeof wander>, event: RunEvent): ReturnType<typeof wander> {
  const [run, effects] = advance(procedure, walk.run, event);
  return { run, log: [...walk.log, event], trail: [...walk.trail, { run, event, effects }] };
}
const ning = { kind: "agent", id: "ning", authority: "R3" } as const;
const person = wander(small, [0, 1], tell);

describe("the score of a case", () => {
  test("that went its way is whole: every step in its turn, every strict line said", () => {
    const done = wander(small, [0, 0, 0, 0], tell);
    expect(done.run.state.kind).toBe("ended");
    expect(score(small, done)).toMatchObject({
      executor: { kind: "assistant" },
      inOrder: true,
      tokens: { missing: 0, remaining: 0 },
      phrases: { due: 2, said: 2 },
      deviations: [],
    });
  });

  test("is the form's where the customer pressed in it, and a person's where one took over", () => {
    const done = wander(small, [0, 0, 0, 0], tell);
    const pressed = (walk: typeof done): typeof done => ({
      ...walk,
      trail: walk.trail.map((step) =>
        step.event.actor.kind === "customer"
          ? { ...step, event: { ...step.event, actor: { ...step.event.actor, channel: "form" as const } } }
          : step,
      ),
    });
    expect(score(small, pressed(done))).toMatchObject({ executor: { kind: "form" }, channel: "form" });
    const taken = then(small, person, { kind: "answered", fact: "decision", value: "pay", at: noon, actor: ning });
    expect(score(small, pressed(taken))).toMatchObject({ executor: { kind: "person" }, channel: "form" });
  });

  test("misses a strict line that the conversation does not hold to the letter", () => {
    const done = wander(small, [0, 0, 0, 0], tell);
    const [first = "", ...others] = saidIn(done.trail);
    const reworded = new Set([`${first} `, ...others]);
    const strict = score(small, done, reworded);
    expect(strict.phrases.due - strict.phrases.said).toBeLessThanOrEqual(1);
    expect(score(small, done, new Set())).toMatchObject({ phrases: { due: 2, said: 0 }, inOrder: true });
  });

  test("tells apart what was known from what a person decided", () => {
    const decide = (value: string) =>
      score(small, then(small, person, { kind: "answered", fact: "decision", value, at: noon, actor: ning }));
    const [pay, stop] = [decide("pay"), decide("stop")];
    expect(pay.facts).toBe(stop.facts);
    expect([pay.outcome, stop.outcome]).toEqual(["small/person: pay", "small/person: stop"]);
    expect(stop.executor).toEqual({ kind: "person", id: "ning" });
    expect(pay.facts).toContain("no order");
  });

  test("is equal to no other where nothing was known when a person decided", () => {
    const blind = procedureOf(smallProcedure.replace("start: ask", "start: hand"));
    const asked = wander(blind, [], tell);
    const decide = (id: string) =>
      score(
        blind,
        then(
          blind,
          { ...asked, run: { ...asked.run, id: id as typeof asked.run.id } },
          {
            ...{ kind: "answered", fact: "decision", value: "stop", at: noon, actor: ning },
          },
        ),
      );
    expect(decide("one").facts).not.toBe(decide("other").facts);
  });

  test("holds no word of a customer, only ids of choices", () => {
    const free = { kind: "answered", fact: "size", value: "my phone is 13800000000", at: noon } as const;
    const told = then(small, wander(small, [], tell), { ...free, actor: { kind: "customer" } });
    expect(JSON.stringify(score(small, told))).not.toContain("13800000000");
  });

  test("counts a way off the path and what a colleague left lying, and what the customer stopped for nobody", () => {
    const off = then(small, person, {
      kind: "overridden",
      id: "pay-anyway",
      reason: "a regular",
      at: noon,
      actor: ning,
    });
    expect(score(small, off)).toMatchObject({ inOrder: false, deviations: ["override small/person pay-anyway"] });
    const left = then(small, person, { kind: "stopped", at: noon, actor: ning });
    expect(score(small, left)).toMatchObject({ inOrder: false, tokens: undefined, deviations: ["left small/person"] });
    const stopped = then(small, person, { kind: "stopped", at: noon, actor: { kind: "customer" } });
    expect(score(small, stopped)).toMatchObject({ inOrder: true, deviations: [] });
  });

  test("of any walk through the library that keeps to it fits its net exactly, and is no deviation", () => {
    const library = loadLibrary();
    fc.assert(
      fc.property(
        fc.constantFrom(...library.startable),
        fc.array(fc.nat(50), { minLength: 2, maxLength: 25 }),
        (procedure, choices) => {
          const walk = wander(procedure, choices, tell);
          const { inOrder, tokens, phrases } = score(procedure, walk);
          expect({ inOrder, phrases: phrases.due - phrases.said }).toEqual({ inOrder: true, phrases: 0 });
          if (walk.run.state.kind === "ended") expect(tokens).toMatchObject({ missing: 0, remaining: 0 });
        },
      ),
      { numRuns: 300 },
    );
  });

  test("names the part of the day by the shop's clock", () => {
    const at = (hour: string): string => shiftOf(`2026-11-24T${hour}:00:00Z`, "Asia/Shanghai");
    expect([at("23"), at("00"), at("07"), at("08"), at("15"), at("16")]).toEqual([
      ...["night", "day", "day", "evening", "evening", "night"],
    ]);
  });
});

describe("promises", () => {
  const promising = procedureOf(
    smallProcedure
      .replace("phrases:\n", 'phrases:\n  soon: { zh: "{due, moment}前答复。", en: "An answer by {due, moment}." }\n')
      .replace("missing: hand }", "missing: soon }")
      .replace("steps:\n", "steps:\n  soon: { kind: promise, phrase: soon, due: PT2H, next: hand }\n")
      .replace("next: { pay: refund, stop: end }", "next: { pay: refund, stop: kept }"),
  );
  const told = (afterMs: number) => {
    const walk = wander(promising, [0, 1], tell);
    const at = new Date(Date.parse(walk.log.at(-1)?.at ?? noon) + afterMs).toISOString();
    return score(
      promising,
      then(promising, walk, { kind: "answered", fact: "decision", value: "stop", at, actor: ning }),
    );
  };

  test("are kept by the next word in time, and late by one after it", () => {
    expect(told(3_600_000)).toMatchObject({ promises: { kept: 1, late: 0 }, deviations: [] });
    expect(told(3 * 3_600_000)).toMatchObject({ promises: { kept: 0, late: 1 }, deviations: ["late small/soon"] });
  });
});
