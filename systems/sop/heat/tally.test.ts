import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { whatSourcesSay } from "../library.fixture.ts";
import { loadLibrary } from "../operations.ts";
import type { Procedure } from "../procedure.ts";
import { placeOf, type RunEvent } from "../run.ts";
import { waysOf } from "../ways.ts";
import { aRun, later, mei, noon, procedureOf, smallProcedure, wander, type Wandered } from "../testing.ts";
import { medianOf } from "./duration.ts";
import type { LogEvent } from "./passages.ts";
import { type Count, countsOf, summed } from "./tally.ts";

const small = procedureOf(smallProcedure);
const library = loadLibrary();
const logOf = ({ trail }: Pick<Wandered, "trail">): LogEvent[] =>
  trail.map(({ run, event }) => ({ place: run.count, step: placeOf(run).step, event }));
const sorted = (counts: readonly Count[]): string[] => counts.map((count) => JSON.stringify(count)).toSorted();
const aWalk = fc
  .tuple(fc.constantFrom(...library.startable), fc.array(fc.nat(40), { maxLength: 25 }))
  .map(([procedure, choices]) => ({ procedure, ...wander(procedure, choices, whatSourcesSay) }));

/** The small procedure with a customer who answers after a minute, and is told after three more that nothing is known. */
function handedOver(): Wandered {
  return wander(small, [0, 0], {});
}

describe("the counts of one run", () => {
  test("say where it began, what it passed, that a colleague was asked, and where it stands", () => {
    const { run, trail } = handedOver();
    expect(placeOf(run).step).toBe("person");
    const counts = countsOf(() => small, run, logOf({ trail }));
    expect(counts.map(({ what, from, to, runs, times }) => [what, from, to, runs, times])).toEqual([
      ["run", "begun", "", 1, 1],
      ["step", "ask", "", 1, 1],
      ["stay", "ask", "10", 1, 1],
      ["way", "ask", "read", 1, 1],
      ["step", "read", "", 1, 1],
      ["stay", "read", "0", 1, 1],
      ["way", "read", "hand", 1, 1],
      ["step", "hand", "", 1, 1],
      ["run", "handed-over", "", 1, 1],
      ["way", "hand", "person", 1, 1],
      ["step", "person", "", 1, 1],
    ]);
    expect(new Set(counts.map(({ procedure, hash, day }) => [procedure, hash, day].join()))).toEqual(
      new Set([`small,${small.hash},2026-11-24`]),
    );
  });

  test("are of the day it began where the merchant is, however long it went on", () => {
    const begun: RunEvent = { kind: "started", at: "2026-11-24T16:30:00.000Z", actor: mei, facts: {} };
    const stopped: RunEvent = { kind: "stopped", at: later(begun.at, 9 * 86_400_000), actor: mei };
    const log = [begun, stopped].map((event, index) => ({ place: index + 1, step: "ask", event }));
    expect(new Set(countsOf(() => small, aRun(small), log).map(({ day }) => day))).toEqual(new Set(["2026-11-25"]));
  });

  test("tell the time it rested at a step", () => {
    const counts = countsOf(() => small, aRun(small), [
      { place: 1, step: "ask", event: { kind: "started", at: noon, actor: mei, facts: {} } },
      { place: 2, step: "ask", event: { kind: "stopped", at: later(noon, 600_000), actor: mei } },
    ]);
    const stays = counts.filter(({ what }) => what === "stay");
    expect(stays).toMatchObject([{ from: "ask", times: 1 }]);
    expect(medianOf(stays.map(({ to, times }) => ({ bucket: Number(to), times })))).toBeCloseTo(600, -2);
    expect(counts).toContainEqual(expect.objectContaining({ what: "run", from: "ended", to: "stopped" }));
  });

  test("of a run that was brought to another version: there it stands, having come in; here it went on", () => {
    const next = procedureOf(smallProcedure.replace("version: 1", "version: 2"));
    const change = { migration: "m", by: "staff:ada", reason: "clearer" };
    const [from, to] = [small, next].map(({ hash, version }) => ({ hash, version }));
    if (!from || !to) throw new Error("There are two versions.");
    const at = later(noon, 60_000);
    const system = { kind: "system" } as const;
    const log: LogEvent[] = [
      { place: 1, step: "ask", event: { kind: "started", at: noon, actor: system, facts: {} } },
      { place: 2, step: "ask", event: { kind: "migrated", at, actor: system, from, to, ...change } },
      { place: 3, step: "end", event: { kind: "answered", fact: "size", value: "small", at, actor: mei } },
    ];
    const versions = (hash: string) => [small, next].find((each) => each.hash === hash);
    const counts = countsOf(versions, { ...aRun(small), ...to }, log);
    const runs = counts
      .filter(({ what }) => what === "run")
      .map(({ hash, from: how, to: which }) => [hash, how, which]);
    expect(runs).toEqual([
      [small.hash, "begun", ""],
      [small.hash, "moved-on", "ask"],
      [next.hash, "moved-in", "ask"],
      [next.hash, "ended", "ended"],
    ]);
    // How long it rested is the business of the version it left the step in.
    expect(counts.filter(({ what }) => what === "stay")).toMatchObject([{ hash: next.hash, from: "ask" }]);
    expect(
      sorted(
        summed([
          ...countsOf(versions, aRun(small), log.slice(0, 1)),
          ...countsOf(versions, { ...aRun(small), ...to }, log, 1),
        ]),
      ),
    ).toEqual(sorted(counts));
  });

  test("are refused of a log that leads elsewhere than it did", () => {
    const log = logOf(handedOver()).map((line) => ({ ...line, step: "read" }));
    expect(() => countsOf(() => small, aRun(small), log)).toThrow(/was at "read" after its event 1 and comes to "ask"/);
  });
});

describe("the counts of any walk through the procedures that come with Ruyi", () => {
  const of = (counts: readonly Count[], part: Procedure, what: Count["what"]): readonly Count[] =>
    counts.filter((count) => count.hash === part.hash && count.what === what);
  const timesOf = (counts: readonly Count[]): number => counts.reduce((sum, { times }) => sum + times, 0);

  test("sum to the same, in however many portions the log is counted", () => {
    fc.assert(
      fc.property(aWalk, fc.array(fc.nat(25)), ({ procedure, run, trail }, cuts) => {
        const log = logOf({ trail });
        const places = [...new Set(cuts)].filter((place) => place < log.length).toSorted((a, b) => a - b);
        const ends = [...places, log.length];
        const portions = [0, ...places].flatMap((after, index) =>
          countsOf(() => procedure, run, log.slice(0, ends[index]), after),
        );
        expect(sorted(summed(portions))).toEqual(sorted(countsOf(() => procedure, run, log)));
      }),
    );
  });

  test("lose nobody: what comes to a step leaves it, or stands there; what began has ended, or is under way", () => {
    fc.assert(
      fc.property(aWalk, ({ procedure, run, trail }) => {
        const counts = countsOf(() => procedure, run, logOf({ trail }));
        for (const part of [procedure, ...Object.values(procedure.parts)]) {
          const standsAt = run.state.kind === "ended" ? [] : run.places.filter((place) => place.procedure === part.id);
          const ways = of(counts, part, "way");
          for (const { from: step, times } of of(counts, part, "step")) {
            const left = timesOf(ways.filter(({ from }) => from === step));
            expect(times - left).toBe(standsAt.filter((place) => place.step === step).length);
          }
          const runs = of(counts, part, "run");
          const begun = timesOf(runs.filter(({ from }) => from === "begun"));
          const ended = timesOf(runs.filter(({ from }) => from === "ended"));
          expect(begun - ended).toBe(standsAt.length);
          expect(ended).toBe(timesOf(ways.filter(({ to }) => to === "")));
        }
      }),
    );
  });

  test("go only by ways that are drawn, and say of the whole run no more than that it was one", () => {
    fc.assert(
      fc.property(aWalk, ({ procedure, run, trail }) => {
        const counts = countsOf(() => procedure, run, logOf({ trail }));
        for (const part of [procedure, ...Object.values(procedure.parts)]) {
          for (const { to, from, runs } of of(counts, part, "way")) {
            if (to === "") continue;
            expect(drawn(part).has(`${from} ${to}`)).toBe(true);
            expect(runs).toBe(1);
          }
        }
      }),
    );
  });
});

const drawnOf = new Map<string, ReadonlySet<string>>();
function drawn(part: Procedure): ReadonlySet<string> {
  const known = drawnOf.get(part.hash);
  if (known) return known;
  const ways = new Set(
    Object.entries(part.steps).flatMap(([id, step]) => waysOf(id, step).map(({ to }) => `${id} ${to}`)),
  );
  drawnOf.set(part.hash, ways);
  return ways;
}
