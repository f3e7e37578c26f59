import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { shareOf } from "./share.ts";

describe("shareOf", () => {
  test("gives Wilson's interval: 7 of 20 may be 18 % to 57 %", () => {
    const { share, low, high } = shareOf(7, 20) ?? { share: 0, low: 0, high: 0 };
    expect([share, low, high].map((each) => each.toFixed(4))).toEqual(["0.3500", "0.1812", "0.5671"]);
  });

  test("never claims certainty from few: none of 10 may still be 28 %", () => {
    expect(shareOf(0, 10)).toMatchObject({ share: 0, low: 0 });
    expect(shareOf(0, 10)?.high).toBeCloseTo(0.2775, 4);
    expect(shareOf(10, 10)).toMatchObject({ share: 1, high: 1 });
  });

  test("holds the share, within 0 and 1, and is undefined of nothing", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (count, more) => {
        const read = shareOf(count, count + more);
        expect(read === undefined).toBe(count + more === 0);
        if (!read) return;
        expect(0 <= read.low && read.low <= read.share && read.share <= read.high && read.high <= 1).toBe(true);
      }),
    );
  });
});
