import { describe, expect, test } from "vitest";
import { seededRandom } from "@ruyi/kernel";
import { nextLine, nothingHeard } from "./shopper.ts";

const heard = (ids: readonly string[], step = "", state = "") => ({
  choices: ids.map((id) => ({ id, label: `label of ${id}` })),
  step,
  state,
});
const lines = (of: ReturnType<typeof heard>, confirmShare = 0): Set<string> => {
  const manner = { language: "en", random: seededRandom(7), confirmShare } as const;
  return new Set(Array.from({ length: 200 }, () => nextLine(of, manner)));
};

describe("nextLine", () => {
  test("confirms as many read-backs as it is told to, and nothing else", () => {
    const readBack = heard(["yes", "no"], "register-now", "confirming");
    expect(lines(readBack)).toEqual(new Set(["label of no"]));
    expect(lines(readBack, 1)).toEqual(new Set(["label of yes"]));
    expect(lines(readBack, 0.2)).toEqual(new Set(["label of yes", "label of no"]));
    expect(lines(heard(["yes", "no"], "ask-stop", "asking"), 1)).toEqual(new Set(["label of no"]));
  });

  test("has its parcel when it is asked", () => {
    expect(lines(heard(["yes", "no"], "ask-received", "asking"))).toEqual(new Set(["label of yes"]));
  });

  test("picks what is offered, and never the way out", () => {
    expect(lines(heard(["o-1", "o-2", "none", "person"]))).toEqual(new Set(["label of o-1", "label of o-2"]));
  });

  test("opens with many matters in its own language", () => {
    expect(lines(nothingHeard as ReturnType<typeof heard>).size).toBeGreaterThan(10);
    const random = seededRandom(1);
    expect(/[a-z]{4}/.test(nextLine(nothingHeard, { language: "en", random, confirmShare: 0 }))).toBe(true);
  });

  test("says the same for the same seed", () => {
    const zh = { language: "zh", confirmShare: 0 } as const;
    const [one, other] = [seededRandom(3), seededRandom(3)];
    for (let turn = 0; turn < 50; turn += 1) {
      expect(nextLine(nothingHeard, { ...zh, random: one })).toBe(nextLine(nothingHeard, { ...zh, random: other }));
    }
  });
});
