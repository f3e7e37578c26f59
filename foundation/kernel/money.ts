/** Integer minor units (cents, fen, yen) of one currency. */
export type Money = { readonly minor: number; readonly currency: Currency };

/** ISO 4217 code in capitals. */
export type Currency = string;

const decimalsOf: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3, JOD: 3, OMR: 3, TND: 3 };

/** Digits after the decimal point (ISO 4217): 0 for JPY, 3 for KWD, 2 where not listed. */
export const currencyDecimals = (currency: Currency): number => decimalsOf[currency] ?? 2;

/** Throws when `minor` is not a safe integer or `currency` is not three capitals: such an amount is a bug. */
export function money(minor: number, currency: Currency): Money {
  if (!Number.isSafeInteger(minor)) throw new Error(`Money needs whole minor units within ±2^53, found ${minor}.`);
  if (!/^[A-Z]{3}$/.test(currency)) throw new Error(`Currency needs three capitals as in CNY, found "${currency}".`);
  return { minor: minor === 0 ? 0 : minor, currency };
}

export const zero = (currency: Currency): Money => money(0, currency);
export const cny = (yuan: number): Money => money(Math.round(yuan * 100), "CNY");
export const usd = (dollars: number): Money => money(Math.round(dollars * 100), "USD");

const sameCurrency = (a: Money, b: Money): void => {
  if (a.currency !== b.currency) throw new Error(`Cannot join ${a.currency} and ${b.currency}; convert first.`);
};

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}

export const negate = (a: Money): Money => money(-a.minor, a.currency);

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compareMoney(a: Money, b: Money): number {
  sameCurrency(a, b);
  return a.minor - b.minor;
}

export const least = (a: Money, b: Money): Money => (compareMoney(a, b) <= 0 ? a : b);

/**
 * Shares `total` in proportion to `weights` without losing a cent: each part is rounded towards zero, and the
 * cents left over go to the largest remainders, earlier ones first (Hamilton's method).
 * Weights are whole numbers, at least one above zero; exact for any safe integers.
 */
export function split(total: Money, weights: readonly number[]): Money[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new Error("Split needs whole weights of zero or more.");
  }
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) throw new Error("Split needs at least one weight above zero.");

  const sign = total.minor < 0 ? -1n : 1n;
  const whole = BigInt(Math.abs(total.minor));
  const floors = weights.map((weight) => (whole * BigInt(weight)) / sum);
  const remainders = weights.map((weight, index) => ({ index, rest: (whole * BigInt(weight)) % sum }));
  let left = whole - floors.reduce((all, part) => all + part, 0n);

  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders) {
    if (left === 0n) break;
    floors[index] = (floors[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return floors.map((part) => money(Number(sign * part), total.currency));
}
