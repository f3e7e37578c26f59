import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, cny, compareMoney, currencyDecimals, least, money, split, subtract } from "./money.ts";

const currencies = fc.constantFrom("CNY", "USD", "JPY", "KWD");
const minors = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const weights = fc
  .array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 40 })
  .filter((all) => all.some((weight) => weight > 0));

describe("money", () => {
  test("is whole minor units of a currency with three capitals", () => {
    expect(() => money(1.5, "CNY")).toThrow(/whole minor units/);
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, "CNY")).toThrow(/whole minor units/);
    expect(() => money(1, "yuan")).toThrow(/three capitals/);
  });

  test("knows currencies of no, two and three decimals", () => {
    expect(["JPY", "CNY", "KWD"].map(currencyDecimals)).toEqual([0, 2, 3]);
  });

  test("never joins two currencies", () => {
    expect(() => add(cny(1), money(1, "USD"))).toThrow(/CNY and USD/);
    expect(() => compareMoney(cny(1), money(1, "USD"))).toThrow(/CNY and USD/);
  });

  test("adds and takes away exactly", () => {
    fc.assert(
      fc.property(minors, minors, currencies, (a, b, currency) => {
        const sum = add(money(a, currency), money(b, currency));
        expect(subtract(sum, money(b, currency))).toEqual(money(a, currency));
        expect(least(money(a, currency), money(b, currency)).minor).toBe(Math.min(a, b) || 0);
      }),
    );
  });
});

describe("split", () => {
  test("loses no cent and invents none, in any currency, refunds included", () => {
    fc.assert(
      fc.property(minors, weights, currencies, (minor, parts, currency) => {
        const shares = split(money(minor, currency), parts);
        expect(shares.reduce((sum, share) => sum + share.minor, 0)).toBe(minor || 0);
        expect(shares).toHaveLength(parts.length);
      }),
    );
  });

  test("gives each share what is fair to within one minor unit, and nothing for a weight of zero", () => {
    fc.assert(
      fc.property(minors, weights, (minor, parts) => {
        const sum = parts.reduce((all, weight) => all + weight, 0);
        split(money(minor, "CNY"), parts).forEach((share, index) => {
          const weight = parts[index] ?? 0;
          const fair = Number((BigInt(minor) * BigInt(weight) * 1_000n) / BigInt(sum)) / 1_000;
          expect(Math.abs(share.minor - fair)).toBeLessThanOrEqual(1.001);
          if (weight === 0) expect(share.minor).toBe(0);
        });
      }),
    );
  });

  test("hands left-over cents to the largest remainders, the earlier first", () => {
    expect(split(cny(1), [1, 1, 1]).map(({ minor }) => minor)).toEqual([34, 33, 33]);
    expect(split(money(100, "JPY"), [1, 2, 3]).map(({ minor }) => minor)).toEqual([17, 33, 50]);
  });

  test("refuses weights that say nothing", () => {
    expect(() => split(cny(1), [0, 0])).toThrow(/above zero/);
    expect(() => split(cny(1), [1.5])).toThrow(/whole weights/);
  });
});
