import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { questionKinds } from "./question-kinds.ts";
import { voted } from "./vote.ts";

const stock = (confidence: number) => ({ kind: "stock" as const, confidence });

describe("the kind of a question", () => {
  test("lifts the one article about it, though they share no word", () => {
    const [first] = voted([{ confidence: 0, about: "stock" as const }], stock(0.98));
    expect(first?.confidence).toBeGreaterThan(0.75);
    const [unsure] = voted([{ confidence: 0, about: "stock" as const }], stock(0.8));
    expect(unsure?.confidence).toBeLessThan(0.75);
  });

  test("is shared by several articles about it, more to the one whose words fit", () => {
    const fits = { confidence: 0.5, about: "stock" as const };
    const other = { confidence: 0, about: "stock" as const };
    const [first, second] = voted([other, fits], stock(0.95));
    expect(first?.confidence).toBeGreaterThan(0.75);
    expect(second?.confidence).toBeLessThan(0.3);
    expect(voted([other, other], stock(1)).map(({ confidence }) => confidence.toFixed(2))).toEqual(["0.40", "0.40"]);
  });

  test("speaks against articles about another kind, and says nothing of those about one particular question", () => {
    const all = [{ confidence: 0.8, about: "promotions" as const }, { confidence: 0.6 }];
    expect(voted(all, stock(1)).map(({ confidence }) => Math.round(confidence * 100))).toEqual([60, 16]);
    const sure = [{ confidence: 0.95 }, { confidence: 0, about: "stock" as const }];
    expect(voted(sure, stock(1))).toBe(sure);
    expect(voted(all, undefined)).toBe(all);
  });

  test("makes nothing surer than certain or less than impossible, and never doubts its own", () => {
    const candidate = fc.record(
      { confidence: fc.double({ min: 0, max: 1, noNaN: true }), about: fc.constantFrom(...questionKinds) },
      { requiredKeys: ["confidence"] },
    );
    const vote = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 6 }), vote, (found, confidence) => {
        const candidates = found.toSorted((a, b) => b.confidence - a.confidence);
        const after = voted(candidates, stock(confidence));
        expect(after.every((one) => one.confidence >= 0 && one.confidence <= 1)).toBe(true);
        expect(after.map((one) => one.confidence)).toEqual(
          after.map((one) => one.confidence).toSorted((a, b) => b - a),
        );
        const own = (all: readonly { readonly confidence: number; readonly about?: string }[]) =>
          all.reduce((sum, one) => sum + (one.about === "stock" ? one.confidence : 0), 0);
        expect(own(after)).toBeGreaterThanOrEqual(own(candidates) - 1e-9);
      }),
    );
  });
});
