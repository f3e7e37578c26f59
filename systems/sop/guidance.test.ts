import { describe, expect, test } from "vitest";
import { advance } from "./advance.ts";
import { guidanceFor, wayOf } from "./guidance.ts";
import { openMoves } from "./moves.ts";
import type { Actor, Run, RunEvent } from "./run.ts";
import { placeOf } from "./run.ts";
import { aRun, mei, noon, procedureOf, smallProcedure, theSystem } from "./testing.ts";

const small = procedureOf(smallProcedure);
const ning: Actor = { kind: "agent", id: "ning", authority: "R1" };

/** A run that goes on, with its log as the store keeps it. */
function aJourney() {
  const log: { step: string; event: RunEvent }[] = [];
  let run: Run = aRun(small);
  const take = (event: RunEvent): void => {
    [run] = advance(small, run, event);
    log.push({ step: placeOf(run).step, event });
  };
  const key = (): string => ("key" in run.state ? (run.state.key ?? "") : "");
  const who = { at: noon, actor: mei };
  take({ ...who, kind: "started", facts: {} });
  return {
    now: () => run,
    log,
    answers: (value: string) => take({ ...who, kind: "answered", fact: "size", value }),
    finds: (open: boolean) => {
      const order = { value: { amount: { minor: 990, currency: "CNY" }, open }, source: "shop" as const, at: noon };
      take({ at: noon, actor: theSystem, kind: "looked-up", key: key(), facts: { order } });
    },
    confirms: () => take({ ...who, kind: "confirmed" }),
    ends: (state: "done" | "unknown") =>
      take({ at: noon, actor: theSystem, kind: "acted", key: key(), result: { state } }),
    way: () => wayOf(small, run, log).map(({ step, state }) => `${state} ${step}`),
  };
}

describe("guidance", () => {
  test("is the same moves as everybody's, with what would follow from each", () => {
    const journey = aJourney();
    const { moves } = guidanceFor(small, journey.now(), ning, noon);
    expect(moves.map(({ move }) => move)).toEqual(openMoves(small, journey.now(), noon).map(({ move }) => move));
    expect(moves).toMatchObject([
      {
        choices: [
          { id: "big", label: "大", then: { kind: "looks-up" } },
          { id: "small", then: { kind: "says", text: "好，先不退。" } },
        ],
      },
      { move: "stop", then: { kind: "ends", outcome: "stopped" } },
    ]);
  });

  test("names the sum a yes would move, and leaves the run as it was", () => {
    const journey = aJourney();
    journey.answers("big");
    journey.finds(true);
    const before = JSON.stringify(journey.now());
    expect(guidanceFor(small, journey.now(), ning, noon).moves[0]).toMatchObject({
      move: "confirm",
      then: { kind: "acts", action: "refund", amount: { minor: 990, currency: "CNY" } },
    });
    expect(JSON.stringify(journey.now())).toBe(before);
  });

  test("suggests the open step's words, strict ones to the letter", () => {
    const journey = aJourney();
    expect(guidanceFor(small, journey.now(), ning, noon).line).toEqual({ text: "要哪一个？", strict: false });
    journey.answers("big");
    expect(guidanceFor(small, journey.now(), ning, noon).line).toBeUndefined();
    journey.finds(true);
    expect(guidanceFor(small, journey.now(), ning, noon).line).toEqual({ text: "请确认：退款¥9.90。", strict: true });
  });

  test("asks a person what the procedure asks them, and says whose decision it takes", () => {
    const journey = aJourney();
    journey.answers("big");
    journey.finds(false);
    const guidance = guidanceFor(small, journey.now(), ning, noon);
    expect(guidance.question).toBe("怎么办？");
    expect(guidance.line).toBeUndefined();
    expect(guidance.moves[0]).toMatchObject({ choices: [{ id: "pay", needs: "R2" }, { id: "stop" }] });
  });
});

describe("a run's way", () => {
  test("tells what is behind, where it stands, and what comes if all goes well", () => {
    const journey = aJourney();
    expect(journey.way()).toEqual(["now ask"]);
    journey.answers("big");
    expect(journey.way()).toEqual(["done ask", "now read", "to-come refund"]);
    journey.finds(true);
    expect(journey.way()).toEqual(["done ask", "now refund"]);
    journey.confirms();
    journey.ends("unknown");
    expect(journey.way()).toEqual(["done ask", "unknown refund", "now wait"]);
  });

  test("of a run that is over has nothing to come", () => {
    const journey = aJourney();
    journey.answers("small");
    expect(journey.way()).toEqual(["done ask"]);
  });
});
