import {
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelMonths,
  FeelTime,
  addDuration,
  addMonths,
  addToTime,
  instantNanos,
  midnight,
  timeNanos,
} from "./calendar.ts";
import {
  type FeelNumber,
  add,
  divide,
  fromScaledBigInt,
  isNumber,
  multiply,
  negate,
  raise,
  subtract,
  toInteger,
  toScaledBigInt,
} from "./decimal.ts";
import type { ArithmeticOperator } from "./syntax.ts";
import type { FeelValue } from "./value.ts";

/** Arithmetic of DMN 1.5, table 47 and following; kinds that do not go together answer null. */
export const arithmetic: Readonly<Record<ArithmeticOperator, (a: FeelValue, b: FeelValue) => FeelValue>> = {
  "+": plus,
  "-": minus,
  "*": times,
  "/": over,
  "**": (a, b) => (isNumber(a) && isNumber(b) ? raise(a, b) : null),
};

export function negated(value: FeelValue): FeelValue {
  if (isNumber(value)) return negate(value);
  if (value instanceof FeelDuration) return new FeelDuration(-value.nanos);
  if (value instanceof FeelMonths) return new FeelMonths(0 - value.months);
  return null;
}

function plus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a)) return isNumber(b) ? add(a, b) : null;
  if (typeof a === "string") return typeof b === "string" ? a + b : null;
  if (b instanceof FeelDate || b instanceof FeelDateTime || b instanceof FeelTime) {
    return a instanceof FeelDuration || a instanceof FeelMonths ? moved(b, a) : null;
  }
  if (a instanceof FeelDuration && b instanceof FeelDuration) return new FeelDuration(a.nanos + b.nanos);
  if (a instanceof FeelMonths && b instanceof FeelMonths) return monthsOf(a.months + b.months);
  return moved(a, b);
}

const monthsOf = (months: number): FeelMonths | null => (Number.isSafeInteger(months) ? new FeelMonths(months) : null);

/** A date, date-time or time moved by a duration. */
function moved(value: FeelValue, by: FeelValue): FeelValue {
  if (by instanceof FeelMonths) {
    if (value instanceof FeelDate) return addMonths(value, by.months);
    if (!(value instanceof FeelDateTime)) return null;
    const date = addMonths(value.date, by.months);
    return date === null ? null : new FeelDateTime(date, value.time);
  }
  if (!(by instanceof FeelDuration)) return null;
  if (value instanceof FeelDate) return addDuration(midnight(value), by)?.date ?? null;
  if (value instanceof FeelDateTime) return addDuration(value, by);
  return value instanceof FeelTime ? addToTime(value, by) : null;
}

function minus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a)) return isNumber(b) ? subtract(a, b) : null;
  if (a instanceof FeelDuration && b instanceof FeelDuration) return new FeelDuration(a.nanos - b.nanos);
  if (a instanceof FeelMonths && b instanceof FeelMonths) return monthsOf(a.months - b.months);
  if (a instanceof FeelTime && b instanceof FeelTime) {
    if ((a.zone === undefined) !== (b.zone === undefined)) return null;
    return new FeelDuration(timeNanos(a) - timeNanos(b));
  }
  if (b instanceof FeelDuration || b instanceof FeelMonths) return moved(a, negated(b));
  return between(a, b);
}

/** The time from `b` to `a`; a date beside a date-time counts as midnight UTC, so the date-time must have a zone. */
function between(a: FeelValue, b: FeelValue): FeelValue {
  const left = a instanceof FeelDate ? utcMidnight(a) : a;
  const right = b instanceof FeelDate ? utcMidnight(b) : b;
  if (!(left instanceof FeelDateTime) || !(right instanceof FeelDateTime)) return null;
  if ((left.time.zone === undefined) !== (right.time.zone === undefined)) return null;
  return new FeelDuration(instantNanos(left) - instantNanos(right));
}

const utcMidnight = (date: FeelDate): FeelDateTime => new FeelDateTime(date, new FeelTime(0, 0, 0));

function times(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a)) return isNumber(b) ? multiply(a, b) : scaled(b, a);
  return isNumber(b) ? scaled(a, b) : null;
}

/** A duration times a number; fractions of a nanosecond or a month are cut. */
function scaled(value: FeelValue, by: FeelNumber): FeelValue {
  if (value instanceof FeelDuration) {
    const nanos = fromScaledBigInt(value.nanos, 0);
    const product = nanos === null ? null : multiply(nanos, by);
    return product === null ? null : new FeelDuration(toScaledBigInt(product, 0));
  }
  if (value instanceof FeelMonths) {
    const product = multiply(value.months, by);
    const months = product === null ? undefined : toInteger(product);
    return months === undefined ? null : new FeelMonths(months);
  }
  return null;
}

function over(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(b)) {
    if (isNumber(a)) return divide(a, b);
    if (b === 0) return null;
    if (a instanceof FeelMonths) {
      const months = divide(a.months, b);
      const whole = months === null ? undefined : toInteger(months);
      return whole === undefined ? null : new FeelMonths(whole);
    }
    if (!(a instanceof FeelDuration)) return null;
    const nanos = fromScaledBigInt(a.nanos, 0);
    const quotient = nanos === null ? null : divide(nanos, b);
    return quotient === null ? null : new FeelDuration(toScaledBigInt(quotient, 0));
  }
  if (a instanceof FeelMonths && b instanceof FeelMonths) return divide(a.months, b.months);
  if (a instanceof FeelDuration && b instanceof FeelDuration) {
    const [left, right] = [fromScaledBigInt(a.nanos, 0), fromScaledBigInt(b.nanos, 0)];
    return left === null || right === null ? null : divide(left, right);
  }
  return null;
}
