import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "@ruyi/language";
import type { OwnWord } from "./own-model.ts";
import { trustIn } from "./trust.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyWord: fc.Arbitrary<OwnWord> = fc.record({
  label: fc.constant("gift-card"),
  score: fc.double({ min: -2, max: 2, noNaN: true }),
  evidence: fc.double({ min: -1, max: 2, noNaN: true }),
  nearest: share,
  known: share,
});
const readAs = (label: string, confidence: number, inScope = 0.9, rejected = false): Reading => ({
  top: [
    { label, confidence },
    { label: "customs", confidence: Math.min(0.02, confidence) },
  ],
  inScope,
  rejected,
});

describe("trust in an own word", () => {
  test("is a probability, whatever was read", () => {
    fc.assert(
      fc.property(anyWord, share, share, fc.boolean(), (word, confidence, inScope, rejected) => {
        const trust = trustIn(readAs("invoice", confidence, inScope, rejected), word);
        expect(trust).toBeGreaterThanOrEqual(0);
        expect(trust).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("grows with its score and with the likeness of an example", () => {
    fc.assert(
      fc.property(anyWord, share, fc.double({ min: 0, max: 0.5, noNaN: true }), (word, confidence, more) => {
        const reading = readAs("invoice", confidence);
        const trust = trustIn(reading, word);
        expect(trustIn(reading, { ...word, score: word.score + more })).toBeGreaterThanOrEqual(trust);
        expect(trustIn(reading, { ...word, nearest: word.nearest + more })).toBeGreaterThanOrEqual(trust);
      }),
    );
  });

  test("falls the more surely everybody's classifier means something else, and not when it means the same", () => {
    const word: OwnWord = { label: "gift-card", score: -0.3, evidence: 0.6, nearest: 0.3, known: 0.5 };
    const trusts = [0.2, 0.5, 0.9].map((confidence) => trustIn(readAs("invoice", confidence), word));
    expect(trusts).toEqual(trusts.toSorted((one, other) => other - one));
    expect(new Set(trusts).size).toBe(3);
    expect(trustIn(readAs("gift-card", 0.9), word)).toBe(trustIn(readAs("gift-card", 0.5), word));
    expect(trustIn(readAs("gift-card", 0.9), word)).toBeGreaterThan(trustIn(readAs("invoice", 0.5), word));
  });

  test("falls for what is turned away the more surely it is", () => {
    const word: OwnWord = { label: "gift-card", score: -0.3, evidence: 0.6, nearest: 0.3, known: 0.5 };
    const at = (inScope: number): number => trustIn(readAs("invoice", 0.1, inScope, true), word);
    expect(at(0.05)).toBeLessThan(at(0.3));
    expect(at(0.3)).toBeLessThan(trustIn(readAs("invoice", 0.1, 0.3, false), word));
  });
});
