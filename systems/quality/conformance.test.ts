import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { align, alignedFitness } from "./align.ts";
import { fired, isEnabled, type Marking, type Net, netOf } from "./net.ts";
import { fitness, replay } from "./replay.ts";

/** The log of 1,391 requests for compensation in van der Aalst, Process Mining (2016), table 8.1: variants and their counts. */
const textbook: Readonly<Record<string, number>> = {
  ...{ acdeh: 455, abdeg: 191, adceh: 177, abdeh: 144, acdeg: 111, adceg: 82, adbeh: 56, acdefdbeh: 47, adbeg: 38 },
  ...{ acdefbdeh: 33, acdefbdeg: 14, acdefdbeg: 11, adcefcdeh: 9, adcefdbeh: 8, adcefbdeg: 5, acdefbdefdbeg: 3 },
  ...{ adcefdbeg: 2, adcefbdefbdeg: 2, adcefdbefbdeh: 1, adbefbdefdbeg: 1, adcefdbefcdefdbeg: 1 },
};

const models: Readonly<Record<string, Net>> = {
  N1: netOf("i", "o", [
    ...([
      ["a", ["i"], ["1", "2"]],
      ["b", ["1"], ["3"]],
      ["c", ["1"], ["3"]],
      ["d", ["2"], ["4"]],
    ] as const),
    ...([
      ["e", ["3", "4"], ["5"]],
      ["f", ["5"], ["1", "2"]],
      ["g", ["5"], ["o"]],
      ["h", ["5"], ["o"]],
    ] as const),
  ]),
  N2: netOf("i", "o", [
    ...([
      ["a", ["i"], ["1"]],
      ["b", ["1"], ["2"]],
      ["c", ["1"], ["2"]],
      ["d", ["2"], ["3"]],
    ] as const),
    ...([
      ["e", ["3"], ["4"]],
      ["f", ["4"], ["1"]],
      ["g", ["4"], ["o"]],
      ["h", ["4"], ["o"]],
    ] as const),
  ]),
  N3: netOf("i", "o", [
    ...([
      ["a", ["i"], ["1", "2"]],
      ["c", ["1"], ["3"]],
      ["d", ["2"], ["4"]],
    ] as const),
    ...([
      ["e", ["3", "4"], ["5"]],
      ["h", ["5"], ["o"]],
    ] as const),
  ]),
  N4: netOf("i", "o", [
    ["a", ["i"], ["1"]],
    ...["b", "c", "d", "e", "f"].map((label) => [label, ["1"], ["1"]] as const),
    ...["g", "h"].map((label) => [label, ["1"], ["o"]] as const),
  ]),
};

const model = (name: string): Net => {
  const net = models[name];
  if (!net) throw new Error(name);
  return net;
};

describe("token replay", () => {
  test.each([
    ["N1", 1],
    ["N2", 0.9504],
    ["N3", 0.8797],
    ["N4", 1],
  ])("gives the textbook's fitness of %s: %d", (name, expected) => {
    const replays = Object.entries(textbook).map(([trace, cases]) => ({ ...replay(model(name), [...trace]), cases }));
    expect(fitness(replays).toFixed(4)).toBe(expected.toFixed(4));
  });

  test("points at the event that could not happen when it did, and at one that nobody knows", () => {
    expect(replay(model("N1"), [..."adceh"]).forced).toEqual([]);
    expect(replay(model("N2"), [..."adceh"]).forced).toEqual([1]);
    expect(replay(model("N3"), [..."axcdeh"]).unknown).toEqual([1]);
  });
});

/** All label sequences of a net up to a length, the slow and sure way. */
function languageOf(net: Net, atMost: number): string[][] {
  const words: string[][] = [];
  const walk = (marking: Marking, word: readonly string[], silent: number): void => {
    if (net.final.every((tokens, place) => marking[place] === tokens)) words.push([...word]);
    for (const transition of net.transitions) {
      if (!isEnabled(marking, transition)) continue;
      const { label } = transition;
      if (label === undefined && silent < 4) walk(fired(marking, transition), word, silent + 1);
      if (label !== undefined && word.length < atMost) walk(fired(marking, transition), [...word, label], 0);
    }
  };
  walk(net.initial, [], 0);
  return words;
}

/** The fewest labels added and left out between two words. */
function apart(one: readonly string[], other: readonly string[]): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, label] of one.entries()) {
    const next = [at + 1];
    for (const [place, same] of other.entries()) {
      const kept = label === same ? (row[place] ?? 0) : Number.POSITIVE_INFINITY;
      next.push(Math.min(kept, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe("an alignment", () => {
  test("costs what an exhaustive search says, on ten thousand short traces", { timeout: 120_000 }, () => {
    const names = Object.keys(models);
    // No cheaper explanation is longer than the trace and the shortest path together.
    const words = new Map(names.map((name) => [name, languageOf(model(name), name === "N4" ? 6 : 9)]));
    const trace = fc.array(fc.constantFrom(..."abcdefghx"), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...names), trace, (name, labels) => {
        const best = Math.min(...(words.get(name) ?? []).map((word) => apart(labels, word)));
        expect(align(model(name), labels)?.cost).toBe(best);
      }),
      { numRuns: 10_000 },
    );
  });

  test("tells what was added and what was left out", () => {
    const found = align(model("N3"), [..."acbdh"]);
    expect(found?.cost).toBe(2);
    expect(found?.moves.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      ...["both a", "both c", "log-only b", "both d", "procedure-only e", "both h"],
    ]);
    if (found) expect(alignedFitness(model("N3"), [..."acbdh"], found)).toBeCloseTo(1 - 2 / 10);
  });

  test("goes through silent steps for nothing, and weighs deviations as told", () => {
    const net = netOf("i", "o", [
      ["a", ["i"], ["1"]],
      [undefined, ["1"], ["2"]],
      ["money", ["2"], ["o"]],
    ]);
    expect(align(net, ["a", "money"])?.cost).toBe(0);
    const costs = { skipped: (label: string) => (label === "money" ? 10 : 1), added: () => 1 };
    expect(align(net, ["a"], costs)?.cost).toBe(10);
  });

  test("says when a net cannot come to its end", () => {
    expect(align(netOf("i", "o", [["a", ["i"], ["1"]]]), ["a"])).toBeUndefined();
  });
});
