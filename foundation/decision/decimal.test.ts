import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FeelNumber,
  add,
  compareNumbers,
  divide,
  exponent,
  fromScaledBigInt,
  logarithm,
  modulo,
  multiply,
  numberText,
  parseNumber,
  raise,
  roundNumber,
  squareRoot,
  subtract,
} from "./decimal.ts";

const text = (value: FeelNumber | null): string | null => (value === null ? null : numberText(value));
const read = (written: string): FeelNumber => parseNumber(written) ?? 0;

/** Decimals as whole units and a scale, small enough that no result needs more than 34 digits. */
const aDecimal = fc.record({
  units: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
  scale: fc.integer({ min: 0, max: 8 }),
});
const feel = ({ units, scale }: { units: bigint; scale: number }): FeelNumber => fromScaledBigInt(units, scale) ?? 0;
const aligned = (a: { units: bigint; scale: number }, scale: number): bigint =>
  a.units * 10n ** BigInt(scale - a.scale);

describe("numbers", () => {
  test("add a tenth and two tenths to three tenths", () => {
    expect(add(0.1, 0.2)).toBe(0.3);
    expect(text(multiply(1.15, 100))).toBe("115");
    expect(text(subtract(1.1, 1))).toBe("0.1");
  });

  test("add and subtract exactly, as whole units do", () => {
    fc.assert(
      fc.property(aDecimal, aDecimal, (a, b) => {
        const scale = Math.max(a.scale, b.scale);
        expect(text(add(feel(a), feel(b)))).toBe(text(fromScaledBigInt(aligned(a, scale) + aligned(b, scale), scale)));
        expect(text(subtract(feel(a), feel(b)))).toBe(
          text(fromScaledBigInt(aligned(a, scale) - aligned(b, scale), scale)),
        );
      }),
    );
  });

  test("multiply exactly, whichever path the digits take", () => {
    fc.assert(
      fc.property(aDecimal, aDecimal, (a, b) => {
        expect(text(multiply(feel(a), feel(b)))).toBe(text(fromScaledBigInt(a.units * b.units, a.scale + b.scale)));
      }),
    );
  });

  test("compute the cents of everyday money exactly", () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 1000 }), (a, b, share) => {
        expect(add(a / 100, b / 100)).toBe((a + b) / 100);
        expect(text(multiply(a / 100, share / 1000))).toBe(text(fromScaledBigInt(BigInt(a) * BigInt(share), 5)));
      }),
    );
  });

  test("keep the order of the decimals they print as", () => {
    fc.assert(
      fc.property(aDecimal, aDecimal, (a, b) => {
        const scale = Math.max(a.scale, b.scale);
        const difference = aligned(a, scale) - aligned(b, scale);
        expect(compareNumbers(feel(a), feel(b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });

  test("take any JS number for the decimal it prints as", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), (value) => {
        expect(compareNumbers(value, read(value.toString()))).toBe(0);
      }),
    );
  });

  test("divide to 34 digits, rounded half to even", () => {
    expect(text(divide(1, 3))).toBe("0.3333333333333333333333333333333333");
    expect(text(divide(2, 3))).toBe("0.6666666666666666666666666666666667");
    expect(divide(1, 8)).toBe(0.125);
    expect(divide(1, 0)).toBeNull();
  });

  test("divide back what was multiplied", () => {
    const small = fc.record({
      units: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
      scale: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(
        small,
        small.filter(({ units }) => units !== 0n),
        (a, b) => {
          const product = multiply(feel(a), feel(b)) ?? 0;
          expect(text(divide(product, feel(b)))).toBe(text(feel(a)));
        },
      ),
    );
  });

  test("round half up, half down, half even, up, down, to floor and to ceiling", () => {
    expect([2.5, -2.5, 3.5].map((value) => roundNumber(value, 0, "half-even"))).toEqual([2, -2, 4]);
    expect([2.5, -2.5].map((value) => roundNumber(value, 0, "half-up"))).toEqual([3, -3]);
    expect([2.5, -2.5].map((value) => roundNumber(value, 0, "half-down"))).toEqual([2, -2]);
    expect([0.001, -0.001].map((value) => roundNumber(value, 0, "up"))).toEqual([1, -1]);
    expect([1.99, -1.99].map((value) => roundNumber(value, 0, "down"))).toEqual([1, -1]);
    expect([1.5, -1.5].map((value) => roundNumber(value, 0, "floor"))).toEqual([1, -2]);
    expect([1.5, -1.5].map((value) => roundNumber(value, 0, "ceiling"))).toEqual([2, -1]);
    expect(roundNumber(1234, -2, "half-up")).toBe(1200);
  });

  test("give a remainder the sign of its divisor", () => {
    expect([modulo(12, 5), modulo(-12, 5), modulo(12, -5), modulo(-12, -5), modulo(10.1, 4.5)]).toEqual([
      2, 3, -3, -2, 1.1,
    ]);
  });

  test("know roots, powers and logarithms to 34 digits", () => {
    expect(text(squareRoot(2))).toBe("1.414213562373095048801688724209698");
    expect(text(exponent(1))).toBe("2.718281828459045235360287471352662");
    expect(text(logarithm(10))).toBe("2.302585092994045684017991454684364");
    expect(text(raise(2, 0.5))).toBe("1.414213562373095048801688724209698");
    expect(text(raise(2, 100))).toBe("1267650600228229401496703205376");
    expect(raise(2, -2)).toBe(0.25);
    expect(squareRoot(-1)).toBeNull();
  });

  test("square a root back within the last digit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (value) => {
        const root = squareRoot(value) ?? 0;
        const distance = subtract(multiply(root, root) ?? 0, value) ?? 1;
        expect(Math.abs(Number(numberText(distance)))).toBeLessThan(1e-23);
      }),
    );
  });

  test("read and write any digits without losing one", () => {
    expect(text(read("1234567890123456789012345678901234"))).toBe("1234567890123456789012345678901234");
    expect(text(read("0.000001"))).toBe("0.000001");
    expect(text(read("1e3"))).toBe("1000");
    expect(parseNumber("1,5")).toBeNull();
    expect(parseNumber("1e400000")).toBeNull();
  });
});
