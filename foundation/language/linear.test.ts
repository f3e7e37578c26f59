import { seededRandom } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import { type LinearOptions, fitLinear } from "./linear.ts";

const options: LinearOptions = { cost: 1, tolerance: 1e-6, maxPasses: 2_000, random: seededRandom(3) };

describe("fitLinear", () => {
  test("reaches the optimum of the primal problem: no small step lowers it", () => {
    const random = seededRandom(11);
    const count = 40;
    const width = 4;
    const values = Float32Array.from({ length: count * width }, () => random() * 2 - 1);
    const rows = {
      starts: Int32Array.from({ length: count + 1 }, (_, at) => at * width),
      columns: Int32Array.from({ length: count * width }, (_, at) => at % width),
      values,
      worth: new Float32Array(count).fill(1),
    };
    const own = (row: number): boolean => (values[row * width] ?? 0) + 0.5 * (random() - 0.5) > 0;
    const truth = Array.from({ length: count }, (_, row) => own(row));
    const weights = fitLinear(rows, width, (row) => truth[row] ?? false, options);

    const objective = (w: ArrayLike<number>): number => {
      let sum = 0;
      for (let at = 0; at <= width; at += 1) sum += 0.5 * (w[at] ?? 0) ** 2;
      for (let row = 0; row < count; row += 1) {
        let score = w[width] ?? 0;
        for (let at = 0; at < width; at += 1) score += (w[at] ?? 0) * (values[row * width + at] ?? 0);
        sum += Math.max(0, 1 - (truth[row] ? score : -score)) ** 2;
      }
      return sum;
    };
    const best = objective(weights);
    for (let at = 0; at <= width; at += 1) {
      for (const step of [-0.01, 0.01]) {
        const moved = Float64Array.from(weights);
        moved[at] = (moved[at] ?? 0) + step;
        expect(objective(moved)).toBeGreaterThan(best);
      }
    }
  });
});
