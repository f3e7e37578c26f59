/**
 * Numbers of FEEL: decimals of up to 34 significant digits, rounded half to even (IEEE 754 decimal128).
 *
 * A JS number stands for the decimal it prints as: 0.1 is one tenth. That reading keeps order and equality, so most
 * numbers of daily life need no object. What a double cannot print exactly is a `Decimal`.
 */
export type FeelNumber = number | Decimal;

/** `coefficient` × 10^`exponent`, without trailing zeros in the coefficient. Made by the functions of this file only. */
export class Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }
}

export type RoundingMode = "half-even" | "half-up" | "half-down" | "up" | "down" | "floor" | "ceiling";

const precision = 34;
const largestExponent = 6144;
const smallestExponent = -6176;
/** Decimals of at most 15 digits survive the way into a double and back. */
const doubleDigitsLimit = 1e15;
const doubleDigitsLimitBig = 10n ** 15n;
const precisionLimit = 10n ** BigInt(precision);

const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const power = (exponent: number): number => powers[exponent] ?? Number.NaN;

const bigPowers: bigint[] = [];
function bigPower(exponent: number): bigint {
  const known = bigPowers[exponent];
  if (known !== undefined) return known;
  const made = 10n ** BigInt(exponent);
  if (exponent < 200) bigPowers[exponent] = made;
  return made;
}

export const isNumber = (value: unknown): value is FeelNumber => typeof value === "number" || value instanceof Decimal;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const digitsOf = (value: bigint): number => absolute(value).toString().length;

/** Divides by 10^`drop`, rounding what falls off. */
function shorten(coefficient: bigint, drop: number, mode: RoundingMode): bigint {
  const divisor = bigPower(drop);
  const quotient = coefficient / divisor;
  const rest = coefficient % divisor;
  if (rest === 0n) return quotient;
  const sign = coefficient < 0n ? -1n : 1n;
  const twice = absolute(rest) * 2n;
  const away = quotient + sign;
  switch (mode) {
    case "half-even":
      return twice > divisor || (twice === divisor && quotient % 2n !== 0n) ? away : quotient;
    case "half-up":
      return twice >= divisor ? away : quotient;
    case "half-down":
      return twice > divisor ? away : quotient;
    case "up":
      return away;
    case "down":
      return quotient;
    case "floor":
      return sign < 0n ? away : quotient;
    case "ceiling":
      return sign > 0n ? away : quotient;
  }
}

/** The number `coefficient` × 10^`exponent` in its one canonical form; null when it is too large for decimal128. */
function canonical(coefficient: bigint, exponent: number): FeelNumber | null {
  let c = coefficient;
  let e = exponent;
  if (c === 0n) return 0;
  if (absolute(c) >= precisionLimit) {
    const drop = digitsOf(c) - precision;
    c = shorten(c, drop, "half-even");
    e += drop;
    if (absolute(c) >= precisionLimit) {
      c /= 10n;
      e += 1;
    }
  }
  while (c % 10n === 0n) {
    c /= 10n;
    e += 1;
  }
  if (absolute(c) < doubleDigitsLimitBig && e > -300 && e < 280) {
    const plain = Number(c);
    if (e >= 0 && e <= 22) return plain * power(e);
    if (e < 0 && e >= -22) return plain / power(-e);
    return Number(`${c}e${e}`);
  }
  const adjusted = e + digitsOf(c) - 1;
  if (adjusted > largestExponent) return null;
  if (e < smallestExponent) return 0;
  return new Decimal(c, e);
}

/** A plain number as coefficient and exponent, read from its shortest text. */
function toDecimal(value: FeelNumber): Decimal {
  if (value instanceof Decimal) return value;
  if (Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const point = mantissa.indexOf(".");
  if (point < 0) return new Decimal(BigInt(mantissa), Number(exponent));
  const digits = mantissa.slice(0, point) + mantissa.slice(point + 1);
  return new Decimal(BigInt(digits), Number(exponent) - (mantissa.length - point - 1));
}

const numberShape = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number from decimal text such as "-12.50" or "1e-7"; null when the text is none or too large. */
export function parseNumber(text: string): FeelNumber | null {
  if (!numberShape.test(text)) return null;
  if (text.length <= 15 && !/[eE]/.test(text)) return Number(text) === 0 ? 0 : Number(text);
  const [mantissa = "0", exponentText = "0"] = text.toLowerCase().split("e");
  const point = mantissa.indexOf(".");
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  const exponent = Number(exponentText) - decimals;
  if (Math.abs(exponent) > 20_000) return exponent > 0 ? null : 0;
  return canonical(BigInt(digits.startsWith("+") ? digits.slice(1) : digits), exponent);
}

/** Decimal text without exponent where that stays readable, as FEEL's `string` writes it. */
export function numberText(value: FeelNumber): string {
  const { coefficient, exponent } = toDecimal(value);
  if (coefficient === 0n) return "0";
  const sign = coefficient < 0n ? "-" : "";
  const digits = absolute(coefficient).toString();
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const whole = digits.length + exponent;
  if (whole > 0) return (sign + digits.slice(0, whole) + "." + digits.slice(whole)).replace(/\.?0+$/, "");
  return (sign + "0." + "0".repeat(-whole) + digits).replace(/0+$/, "");
}

/** The nearest JS number. */
export const toJsNumber = (value: FeelNumber): number =>
  typeof value === "number" ? value : Number(`${value.coefficient}e${value.exponent}`);

/** Any finite JS number, bigint included, as FEEL sees it; null for NaN and infinities. */
export function fromJsNumber(value: number | bigint): FeelNumber | null {
  if (typeof value === "bigint") return canonical(value, 0);
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : null;
}

/** How many decimals a double prints with, when its digits are few enough to count with whole doubles; else -1. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals <= 9; decimals += 1) {
    const scale = power(decimals);
    const whole = Math.round(value * scale);
    if (whole >= doubleDigitsLimit || whole <= -doubleDigitsLimit) return -1;
    if (whole / scale === value) return decimals;
  }
  return -1;
}

function sum(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  const left = toDecimal(a);
  const right = toDecimal(b);
  // Beyond this distance the smaller one cannot touch the 34 digits, except as a hint on which side of a tie it lies.
  const distance = left.exponent - right.exponent;
  if (distance > 200)
    return left.coefficient === 0n ? b : canonical(left.coefficient * bigPower(80) + sideOf(right), left.exponent - 80);
  if (distance < -200)
    return right.coefficient === 0n
      ? a
      : canonical(right.coefficient * bigPower(80) + sideOf(left), right.exponent - 80);
  const exponent = Math.min(left.exponent, right.exponent);
  return canonical(
    left.coefficient * bigPower(left.exponent - exponent) + right.coefficient * bigPower(right.exponent - exponent),
    exponent,
  );
}

const sideOf = (value: Decimal): bigint => (value.coefficient > 0n ? 1n : value.coefficient < 0n ? -1n : 0n);

export function add(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === "number" && typeof b === "number") {
    const decimals = Math.max(decimalsOf(a), 0);
    const more = decimalsOf(b);
    if (more >= 0 && decimalsOf(a) >= 0) {
      const scale = power(Math.max(decimals, more));
      const left = Math.round(a * scale);
      const right = Math.round(b * scale);
      const total = left + right;
      if (
        Math.abs(left) < doubleDigitsLimit &&
        Math.abs(right) < doubleDigitsLimit &&
        Math.abs(total) < doubleDigitsLimit
      )
        return total === 0 ? 0 : total / scale;
    }
  }
  return sum(a, b);
}

export const subtract = (a: FeelNumber, b: FeelNumber): FeelNumber | null => add(a, negate(b));

export function multiply(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === "number" && typeof b === "number") {
    const decimals = decimalsOf(a);
    const more = decimalsOf(b);
    if (decimals >= 0 && more >= 0) {
      const product = Math.round(a * power(decimals)) * Math.round(b * power(more));
      if (Math.abs(product) < doubleDigitsLimit) return product === 0 ? 0 : product / power(decimals + more);
    }
  }
  const left = toDecimal(a);
  const right = toDecimal(b);
  return canonical(left.coefficient * right.coefficient, left.exponent + right.exponent);
}

/** Null when `b` is zero. */
export function divide(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (b === 0) return null;
  if (a === 0) return 0;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const quotient = (a as number) / (b as number);
    if (Number.isInteger(quotient) && Math.abs(quotient) < doubleDigitsLimit) return quotient;
  }
  const left = toDecimal(a);
  const right = toDecimal(b);
  const shift = Math.max(0, precision + 3 + digitsOf(right.coefficient) - digitsOf(left.coefficient));
  const dividend = left.coefficient * bigPower(shift);
  const quotient = dividend / right.coefficient;
  const exponent = left.exponent - right.exponent - shift;
  if (dividend % right.coefficient === 0n) return canonical(quotient, exponent);
  // A last digit of one keeps an inexact quotient from looking like a tie.
  const sign = left.coefficient < 0n === right.coefficient < 0n ? 1n : -1n;
  return canonical(quotient * 10n + sign, exponent - 1);
}

export const negate = (value: FeelNumber): FeelNumber =>
  typeof value === "number" ? (value === 0 ? 0 : -value) : new Decimal(-value.coefficient, value.exponent);

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compareNumbers(a: FeelNumber, b: FeelNumber): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  const left = toDecimal(a);
  const right = toDecimal(b);
  const leftSide = sideOf(left);
  if (leftSide !== sideOf(right)) return leftSide < sideOf(right) ? -1 : 1;
  const leftMagnitude = digitsOf(left.coefficient) + left.exponent;
  const rightMagnitude = digitsOf(right.coefficient) + right.exponent;
  if (leftMagnitude !== rightMagnitude) return leftMagnitude < rightMagnitude === leftSide > 0n ? -1 : 1;
  const exponent = Math.min(left.exponent, right.exponent);
  const difference =
    left.coefficient * bigPower(left.exponent - exponent) - right.coefficient * bigPower(right.exponent - exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const absoluteNumber = (value: FeelNumber): FeelNumber => (compareNumbers(value, 0) < 0 ? negate(value) : value);

/** Rounds to `scale` decimals; a negative scale rounds tens, hundreds and so on. */
export function roundNumber(value: FeelNumber, scale: number, mode: RoundingMode): FeelNumber | null {
  if (scale >= 0 && Number.isSafeInteger(value)) return value;
  const { coefficient, exponent } = toDecimal(value);
  const drop = -scale - exponent;
  if (drop <= 0) return value;
  if (drop > digitsOf(coefficient) + 1) return canonical(shorten(coefficient < 0n ? -1n : 1n, 2, mode), -scale);
  return canonical(shorten(coefficient, drop, mode), -scale);
}

export const isWhole = (value: FeelNumber): boolean =>
  typeof value === "number" ? Number.isInteger(value) : value.exponent >= 0;

/** The whole part as a safe JS integer; undefined beyond ±2^53. */
export function toInteger(value: FeelNumber): number | undefined {
  const whole = typeof value === "number" ? Math.trunc(value) : toJsNumber(roundNumber(value, 0, "down") ?? 0);
  return Number.isSafeInteger(whole) ? (whole === 0 ? 0 : whole) : undefined;
}

/** `value` × 10^`decimals`, cut to a whole number. */
export function toScaledBigInt(value: FeelNumber, decimals: number): bigint {
  const { coefficient, exponent } = toDecimal(value);
  const shift = exponent + decimals;
  return shift >= 0 ? coefficient * bigPower(shift) : coefficient / bigPower(-shift);
}

/** `units` × 10^-`decimals`. */
export const fromScaledBigInt = (units: bigint, decimals: number): FeelNumber | null => canonical(units, -decimals);

/** FEEL's modulo takes the sign of the divisor: a - b × floor(a / b). Null when `b` is zero. */
export function modulo(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (b === 0) return null;
  const left = toDecimal(a);
  const right = toDecimal(b);
  const exponent = Math.min(left.exponent, right.exponent);
  const dividend = left.coefficient * bigPower(left.exponent - exponent);
  const divisor = right.coefficient * bigPower(right.exponent - exponent);
  const rest = dividend % divisor;
  return canonical(rest !== 0n && rest < 0n !== divisor < 0n ? rest + divisor : rest, exponent);
}

/** Digits of the fixed-point arithmetic behind roots, powers and logarithms: enough to round to 34. */
const workDigits = 60;
const one = 10n ** BigInt(workDigits);

/** Null below zero. */
export function squareRoot(value: FeelNumber): FeelNumber | null {
  const { coefficient, exponent } = toDecimal(value);
  if (coefficient < 0n) return null;
  if (coefficient === 0n) return 0;
  const even = exponent % 2 === 0 ? 0 : 1;
  const shift = 2 * precision + 4 + even;
  const radicand = coefficient * bigPower(shift);
  const root = integerRoot(radicand);
  const half = (exponent - shift) / 2;
  return root * root === radicand ? canonical(root, half) : canonical(root * 10n + 1n, half - 1);
}

function integerRoot(value: bigint): bigint {
  let guess = BigInt(Math.floor(Math.sqrt(Number(value.toString().slice(0, 15))))) + 1n;
  guess *= 10n ** BigInt(Math.ceil((value.toString().length - Math.min(15, value.toString().length)) / 2) + 1);
  for (;;) {
    const next = (guess + value / guess) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const fixedProduct = (a: bigint, b: bigint): bigint => (a * b) / one;

/** ln 2 and ln 10 in fixed point, by the series of artanh. */
function artanhTwice(numerator: bigint, denominator: bigint): bigint {
  const ratio = (numerator * one) / denominator;
  const square = fixedProduct(ratio, ratio);
  let term = ratio;
  let total = 0n;
  for (let odd = 1n; term !== 0n; odd += 2n) {
    total += term / odd;
    term = fixedProduct(term, square);
  }
  return 2n * total;
}
const ln2 = artanhTwice(1n, 3n);
const ln10 = 3n * ln2 + artanhTwice(1n, 9n);

/** e^x for fixed-point x. The result is mantissa (fixed point, 1 to 10) and a power of ten. */
function exponential(x: bigint): { mantissa: bigint; exponent: number } {
  const tens = x / ln10 - (x < 0n ? 1n : 0n);
  const rest = x - tens * ln10;
  // Halving six times keeps the series short.
  const reduced = rest >> 6n;
  let term = one;
  let total = one;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = fixedProduct(term, reduced) / n;
    total += term;
  }
  for (let doubling = 0; doubling < 6; doubling += 1) total = fixedProduct(total, total);
  return { mantissa: total, exponent: Number(tens) };
}

const roundedCanonical = (coefficient: bigint, exponent: number): FeelNumber | null => canonical(coefficient, exponent);

/** e to the power of `value`; null when too large. */
export function exponent(value: FeelNumber): FeelNumber | null {
  if (value === 0) return 1;
  if (compareNumbers(value, 20_000) > 0) return null;
  if (compareNumbers(value, -20_000) < 0) return 0;
  const { mantissa, exponent: tens } = exponential(toScaledBigInt(value, workDigits));
  return roundedCanonical(mantissa, tens - workDigits);
}

/** Natural logarithm in fixed point for a positive number. */
function fixedLogarithm(value: FeelNumber): bigint {
  const { coefficient, exponent: e } = toDecimal(value);
  const digits = digitsOf(coefficient);
  // value = m × 10^tens with m in [0.1, 1); then m is moved near one by powers of two.
  let m =
    digits <= workDigits ? coefficient * bigPower(workDigits - digits) : coefficient / bigPower(digits - workDigits);
  const tens = BigInt(e + digits);
  let twos = 0n;
  while (m * 3n < one * 2n) {
    m *= 2n;
    twos += 1n;
  }
  return artanhTwice(m - one, m + one) - twos * ln2 + tens * ln10;
}

/** Natural logarithm; null at or below zero. */
export function logarithm(value: FeelNumber): FeelNumber | null {
  if (compareNumbers(value, 0) <= 0) return null;
  if (value === 1) return 0;
  return roundedCanonical(fixedLogarithm(value), -workDigits);
}

/** `base` to the power of `exponent`; null where no real decimal answers. */
export function raise(base: FeelNumber, by: FeelNumber): FeelNumber | null {
  const whole = isWhole(by) ? toInteger(by) : undefined;
  if (whole !== undefined) {
    if (base === 0) return whole > 0 ? 0 : whole === 0 ? 1 : null;
    if (Math.abs(whole) <= 100_000) return raiseWhole(base, whole);
  }
  if (by === 0) return 1;
  if (compareNumbers(base, 0) <= 0) return base === 0 && compareNumbers(by, 0) > 0 ? 0 : null;
  if (base === 1) return 1;
  const log = (fixedLogarithm(base) * toScaledBigInt(by, workDigits)) / one;
  if (absolute(log) > 20_000n * one) return log > 0n ? null : 0;
  const { mantissa, exponent: tens } = exponential(log);
  return roundedCanonical(mantissa, tens - workDigits);
}

function raiseWhole(base: FeelNumber, by: number): FeelNumber | null {
  const { coefficient, exponent: e } = toDecimal(base);
  let c = 1n;
  let scale = 0;
  let factor = coefficient;
  let factorScale = e;
  for (let left = Math.abs(by); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      c *= factor;
      scale += factorScale;
      const drop = digitsOf(c) - 80;
      if (drop > 0) {
        c = shorten(c, drop, "half-even");
        scale += drop;
      }
    }
    factor *= factor;
    factorScale *= 2;
    const drop = digitsOf(factor) - 80;
    if (drop > 0) {
      factor = shorten(factor, drop, "half-even");
      factorScale += drop;
    }
    if (Math.abs(scale) > 100_000) return scale > 0 === by > 0 ? null : 0;
  }
  if (by >= 0) return canonical(c, scale);
  const shift = 2 * precision + 10 + digitsOf(c);
  const inverse = bigPower(shift) / c;
  const exact = bigPower(shift) % c === 0n;
  return exact
    ? canonical(inverse, -shift - scale)
    : canonical(inverse * 10n + (c < 0n ? -1n : 1n), -shift - scale - 1);
}
