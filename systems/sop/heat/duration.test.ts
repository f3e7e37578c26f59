import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { bucketOf, medianOf, rangeOf } from "./duration.ts";

const aTime = fc.integer({ min: 0, max: 40 * 86_400_000 });

describe("times in buckets", () => {
  test("every time lies in the range of its bucket", () => {
    fc.assert(
      fc.property(aTime, (ms) => {
        const [from, to] = rangeOf(bucketOf(ms));
        expect(ms / 1_000).toBeGreaterThanOrEqual(from * (1 - 1e-12));
        expect(ms / 1_000).toBeLessThan(to * (1 + 1e-12));
      }),
    );
  });

  test("the median read from buckets is within a tenth of the true one, or half a second", () => {
    fc.assert(
      fc.property(fc.array(aTime, { minLength: 1, maxLength: 99 }), (times) => {
        const sorted = times.toSorted((one, other) => one - other);
        const middle = (sorted[Math.ceil(times.length / 2) - 1] ?? 0) / 1_000;
        const read = medianOf(times.map((ms) => ({ bucket: bucketOf(ms), times: 1 }))) ?? Number.NaN;
        expect(Math.abs(read - middle)).toBeLessThanOrEqual(Math.max(0.5, middle / 10));
      }),
    );
  });

  test("of no times there is no median", () => {
    expect(medianOf([])).toBeUndefined();
    expect(medianOf([{ bucket: 3, times: 0 }])).toBeUndefined();
  });
});
