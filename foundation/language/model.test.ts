import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { train } from "./classifier.ts";
import { ranked } from "./confidence.ts";
import { featuresOf } from "./features.ts";
import { ideaFeatures } from "./ideas.ts";
import { type Model, ideaShare, innerShare, likenessTo, scoreWords } from "./model.ts";
import { normalise } from "./normalise.ts";
import { anyText } from "./testing.ts";
import { indexOfHash } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

const heldOut = readdirSync(new URL("held-out", import.meta.url)).flatMap((file) => {
  const said = parse(readFileSync(new URL(`held-out/${file}`, import.meta.url), "utf8")) as Record<string, unknown[]>;
  return ["zh", "en"].flatMap((language) =>
    (said[language] ?? []).map((text) => ({ text: String(text), label: file.replace(/\.yaml$/, "") })),
  );
});
const { model } = train(heldOut.filter((_, at) => at % 2 === 0));

/** What the scores are by their definition: each kind of features scaled to its length, times the weights. */
function plainScores(of: Model, text: string): number[] {
  const words = wordsOf(normalise(text));
  const { plain, inner } = featuresOf(words);
  const kinds = [
    { features: plain, share: 1 },
    { features: inner, share: innerShare },
    { features: ideaFeatures(words.map(({ hash }) => hash)), share: ideaShare },
  ];
  const sums = Array.from(of.biases, () => 0);
  for (const { features, share } of kinds) {
    const known = features.map((hash) => {
      const column = indexOfHash(of.vocabulary, hash);
      return { column, weight: column < 0 ? of.unseenImportance : (of.importance[column] ?? 0) };
    });
    const length = Math.hypot(...known.map(({ weight }) => weight)) || 1;
    for (const { column, weight } of known.filter(({ column: at }) => at >= 0))
      for (let line = 0; line < of.lineCount; line += 1)
        sums[line] = (sums[line] ?? 0) + ((share * weight) / length) * (of.weights[column * of.lineCount + line] ?? 0);
  }
  return sums.map((sum, line) => sum * (of.scales[line] ?? 0) + (of.biases[line] ?? 0));
}

const scoresOf = (text: string, remember = true): number[] => {
  const { scores } = scoreWords(model, wordsOf(normalise(text)), remember);
  return [...scores.slice(0, model.lineCount)];
};

describe("scoreWords", () => {
  test("says of every message what the definition of its scores says", () => {
    for (const { text } of heldOut) {
      const [fast, plain] = [scoresOf(text), plainScores(model, text)];
      plain.forEach((score, line) => expect(fast[line]).toBeCloseTo(score, 5));
    }
  });

  test("says so of any text, with and without remembered words", () => {
    fc.assert(
      fc.property(fc.constantFrom(...heldOut), anyText, ({ text }, noise) => {
        const both = `${text} ${noise}`;
        const plain = plainScores(model, both);
        for (const scores of [scoresOf(both), scoresOf(both), scoresOf(both, false)])
          plain.forEach((score, line) => expect(scores[line]).toBeCloseTo(score, 5));
      }),
    );
  });
});

describe("likenessTo", () => {
  test("is whole for an example itself and leaves no trace behind", () => {
    const scratch = new Float32Array(model.examples.norms.length);
    const labels = [...new Set(heldOut.filter((_, at) => at % 2 === 0).map(({ label }) => label))];
    for (const [at, { text, label }] of heldOut.entries()) {
      const read = scoreWords(model, wordsOf(normalise(text)));
      const { nearest, shared } = likenessTo(model, read, labels.indexOf(label), scratch);
      if (at % 2 === 0) expect(Math.min(nearest, shared)).toBeGreaterThan(0.99);
      expect(scratch.every((value) => value === 0)).toBe(true);
    }
  });
});

describe("ranked", () => {
  test("has the best labels in order, and never what is no label", () => {
    fc.assert(
      fc.property(
        fc.float64Array({ minLength: 3, maxLength: 40, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (scores, count) => {
          const labelCount = scores.length - 1;
          const inOrder = [...scores.keys()]
            .filter((label) => label < labelCount)
            .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
          expect(ranked({ ...model, labelCount }, scores, count)).toEqual(inOrder.slice(0, count));
        },
      ),
    );
  });
});
