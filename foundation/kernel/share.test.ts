import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { differenceOf, shareOf } from "./share.ts";

describe("shareOf", () => {
  test("gives Wilson's interval: 7 of 20 may be 18 % to 57 %", () => {
    const { share, low, high } = shareOf(7, 20) ?? { share: 0, low: 0, high: 0 };
    expect([share, low, high].map((each) => each.toFixed(4))).toEqual(["0.3500", "0.1812", "0.5671"]);
  });

  test("lies where the textbook says: 81 of 263", () => {
    const { share, low, high } = shareOf(81, 263) ?? { share: 0, low: 0, high: 0 };
    expect([share, low, high].map((each) => each.toFixed(4))).toEqual(["0.3080", "0.2553", "0.3662"]);
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

describe("a difference", () => {
  test("is told from chance where there are enough cases", () => {
    expect(differenceOf(shareOf(90, 1_000), shareOf(88, 1_000))).toBe("within-chance");
    expect(differenceOf(shareOf(140, 1_000), shareOf(88, 1_000))).toBe("more");
    expect(differenceOf(shareOf(40, 1_000), shareOf(88, 1_000))).toBe("fewer");
    expect(differenceOf(shareOf(14, 100), shareOf(9, 100))).toBe("within-chance");
  });

  test("is not known where one side is not", () => {
    expect(differenceOf(shareOf(3, 9), undefined)).toBeUndefined();
  });
});
