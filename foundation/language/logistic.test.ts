import { seededRandom } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import { fitLogistic, probability, sigmoid } from "./logistic.ts";

describe("fitLogistic", () => {
  test("finds again the curve that made the data", () => {
    const random = seededRandom(5);
    const observations = Array.from({ length: 4_000 }, () => {
      const x = random() * 6 - 3;
      return { signals: [x], yes: random() < sigmoid(1.5 * x - 0.5), weight: 1 };
    });
    const model = fitLogistic(observations, 1);
    for (const x of [-2, 0, 1, 2]) expect(probability(model, [x])).toBeCloseTo(sigmoid(1.5 * x - 0.5), 1);
  });

  test("never lets a signal that speaks for yes speak against it", () => {
    const observations = Array.from({ length: 100 }, (_, at) => ({ signals: [at, -at], yes: at > 50, weight: 1 }));
    expect(fitLogistic(observations, 2).weights.every((weight) => weight >= 0)).toBe(true);
  });

  test("stays finite when one answer is all there is", () => {
    const model = fitLogistic(
      Array.from({ length: 10 }, () => ({ signals: [1, 0], yes: true, weight: 1 })),
      2,
    );
    expect(probability(model, [1, 0])).toBeGreaterThan(0.9);
    expect(Number.isFinite(probability(model, [100, -100]))).toBe(true);
  });
});
