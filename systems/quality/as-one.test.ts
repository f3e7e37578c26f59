import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asOne, type DecidedCase } from "./as-one.ts";

const cases = (facts: string, ...outcomes: readonly string[]): DecidedCase[] =>
  outcomes.map((outcome, index) => ({
    id: `${facts}-${index}`,
    facts,
    outcome,
    executor: index % 2 ? "ning" : "assistant",
  }));

describe("the as-one index", () => {
  test("is the share of pairs with equal facts that ended equally", () => {
    const { index, pairs, groups } = asOne([
      ...cases("a", "yes", "yes", "no"),
      ...cases("b", "no", "no"),
      ...cases("c", "yes"),
    ]);
    expect({ index, pairs, groups }).toEqual({ index: 2 / 4, pairs: 4, groups: 2 });
  });

  test("is not known where no two cases are equal", () => {
    expect(asOne(cases("a", "yes"))).toMatchObject({ index: undefined, interval: undefined, pairs: 0 });
  });

  test("names the worst disagreements with their cases", () => {
    const [worst] = asOne([...cases("a", "yes", "no"), ...cases("b", "yes", "yes", "no", "no")]).disagreements;
    expect(worst).toMatchObject({ facts: "b", pairsApart: 4 });
    expect(worst?.outcomes.map(({ outcome, cases: each }) => [outcome, each.length])).toEqual([
      ["yes", 2],
      ["no", 2],
    ]);
  });

  test("is one when facts decide, whoever handled the case, and its interval holds the index", () => {
    const anyCase = fc.record({
      id: fc.uuid(),
      facts: fc.constantFrom(..."abcdefgh"),
      executor: fc.constantFrom("x", "y"),
    });
    fc.assert(
      fc.property(fc.array(anyCase, { minLength: 30, maxLength: 80 }), fc.boolean(), (given, isOne) => {
        const decided = given.map((each, place) => ({ ...each, outcome: isOne ? each.facts : String(place % 3) }));
        const { index, interval } = asOne(decided);
        if (isOne) expect(index).toBe(1);
        if (index !== undefined && interval) {
          expect(interval[0]).toBeLessThanOrEqual(index);
          expect(interval[1]).toBeGreaterThanOrEqual(index);
        }
      }),
    );
  });
});
