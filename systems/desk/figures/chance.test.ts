import { describe, expect, test } from "vitest";
import { bandOf, smoothed } from "./chance.ts";

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
