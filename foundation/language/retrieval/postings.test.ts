import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addScores, bagOf, createPostings } from "./postings.ts";

const someTerms = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });

describe("bagOf", () => {
  test("has each term once, in rising order, with as many as there were", () => {
    fc.assert(
      fc.property(someTerms, someTerms, (left, right) => {
        const { terms, counts, size } = bagOf([Int32Array.from(left), Int32Array.from(right)]);
        const all = [...left, ...right];
        expect([...terms]).toEqual([...new Set(all)].sort((a, b) => a - b));
        expect([...counts]).toEqual([...terms].map((term) => all.filter((one) => one === term).length));
        expect(size).toBe(all.length);
      }),
    );
  });
});

describe("addScores", () => {
  const scoresOf = (units: readonly (readonly number[])[], asked: readonly number[]): number[] => {
    const postings = createPostings(
      units.map((terms) => bagOf([Int32Array.from(terms)])),
      10,
      new Set([0]),
    );
    const scores = new Float32Array(units.length);
    addScores(postings, Int32Array.from(asked), 1, scores);
    return [...scores];
  };

  test("gives nothing to a unit without any of the terms, and something to every other", () => {
    fc.assert(
      fc.property(fc.array(someTerms, { maxLength: 6 }), someTerms, (units, asked) => {
        scoresOf(units, asked).forEach((score, unit) => {
          expect(score > 0).toBe(units[unit]?.some((term) => asked.includes(term)));
        });
      }),
    );
  });

  test("counts a rare term above one that many units have, and any above a connecting one", () => {
    const [rare = 0, common = 0] = scoresOf([[1], [2], [2], [2]], [1, 2]);
    expect(rare).toBeGreaterThan(common);
    const [connecting = 0, telling = 0] = scoresOf([[0], [1]], [0, 1]);
    expect(telling).toBeGreaterThan(connecting);
  });

  test("asks for terms that nobody has without finding more", () => {
    const [alone = 0] = scoresOf([[1, 2]], [1]);
    const [withStranger = 0] = scoresOf([[1, 2]], [1, -1]);
    expect(withStranger).toBeLessThan(alone);
    expect(withStranger).toBeGreaterThan(0);
  });
});
