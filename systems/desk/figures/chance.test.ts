import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { bandOf, differenceOf, shareOf, smoothed } from "./chance.ts";

describe("a share", () => {
  test("lies where Wilson says: 81 of 263, from the textbook", () => {
    const share = shareOf(81, 263);
    expect(share?.share).toBeCloseTo(0.308, 3);
    expect(share?.low).toBeCloseTo(0.2553, 4);
    expect(share?.high).toBeCloseTo(0.3662, 4);
  });

  test("of nothing is not known, and of few says little", () => {
    expect(shareOf(0, 0)).toBeUndefined();
    expect(shareOf(1, 1)).toMatchObject({ share: 1, high: 1 });
    expect(shareOf(1, 1)?.low).toBeLessThan(0.25);
  });

  test("is always within its interval, and the interval within nought and one", () => {
    assert(
      property(integer({ min: 1, max: 5_000 }), integer({ min: 0, max: 5_000 }), (of, some) => {
        const { share, low, high } = shareOf(Math.min(some, of), of) ?? { share: -1, low: 0, high: 0 };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(share).toBeGreaterThanOrEqual(low - 1e-12);
        expect(share).toBeLessThanOrEqual(high + 1e-12);
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

describe("what is usual", () => {
  test("needs two days at least", () => {
    expect(bandOf([7])).toBeUndefined();
    expect(bandOf([4, 4])).toMatchObject({ usual: 4 });
  });

  test("is never narrower than chance alone, nor below nought", () => {
    const band = bandOf([4, 4, 4, 4]);
    expect(band?.low).toBeCloseTo(4 - 1.645 * Math.sqrt(5), 2);
    expect(band?.high).toBeCloseTo(4 + 1.645 * Math.sqrt(5), 2);
    expect(bandOf([0, 1, 0, 0])?.low).toBe(0);
  });

  test("is much the same a little before and after", () => {
    expect(smoothed([0, 4, 0, 0])).toEqual([1, 2, 1, 0]);
    expect(smoothed([3, 3, 3])).toEqual([3, 3, 3]);
  });

  test("is as wide as the days differed", () => {
    const calm = bandOf([100, 101, 99, 100]);
    const wild = bandOf([40, 160, 60, 140]);
    expect((wild?.high ?? 0) - (wild?.low ?? 0)).toBeGreaterThan(3 * ((calm?.high ?? 0) - (calm?.low ?? 0)));
  });
});
