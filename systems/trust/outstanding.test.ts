import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, dayMs } from "@ruyi/kernel";
import { ageBuckets, bucketBounds, bucketOf } from "./outstanding.ts";

const now = new Date("2026-11-24T04:00:00Z");
const given = (days: number): Date => after(now, -days * dayMs);

describe("the age of an advance", () => {
  test.each([
    [0, "0-7"],
    [7.999, "0-7"],
    [8, "8-14"],
    [14.999, "8-14"],
    [15, "15-30"],
    [30.999, "15-30"],
    [31, "over-30"],
    [4_000, "over-30"],
  ] as const)("given %s days ago it is of %s days", (days, bucket) => {
    expect(bucketOf(given(days), now)).toBe(bucket);
  });

  test("falls into exactly one bucket, the same by its days and by the bounds a query uses", () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 5_000 * dayMs }), (ms) => {
        const at = after(now, -ms);
        const holding = bucketBounds(now).filter(
          (bounds) => (!bounds.after || at > bounds.after) && (!bounds.until || at <= bounds.until),
        );
        expect(holding.map(({ bucket }) => bucket)).toEqual([bucketOf(at, now)]);
      }),
    );
  });

  test("buckets lie side by side without a gap", () => {
    const bounds = bucketBounds(now);
    expect(bounds.map(({ bucket }) => bucket)).toEqual(ageBuckets);
    for (const [index, { after: from }] of bounds.slice(0, -1).entries())
      expect(from).toEqual(bounds[index + 1]?.until);
    expect([bounds[0]?.until, bounds.at(-1)?.after]).toEqual([undefined, undefined]);
  });
});
