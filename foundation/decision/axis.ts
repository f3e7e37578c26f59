import {
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelMonths,
  FeelTime,
  dateOfEpochDay,
  dateTimeOfLocalNanos,
  epochDay,
  localNanos,
} from "./calendar.ts";
import { compile } from "./compile.ts";
import { type FeelNumber, add, divide, isNumber, roundNumber, subtract } from "./decimal.ts";
import { emptyScope } from "./scope.ts";
import type { Expression, UnaryTests } from "./syntax.ts";
import { FeelRange, type FeelValue, isContext, isList, order } from "./value.ts";
import { partsOf } from "./walk.ts";

/**
 * The values of one input cut at every constant its cells name: each piece is a single value or an open stretch
 * between two, in which no cell changes its mind. One sample stands for its piece.
 */
export type Axis = {
  /** Constants of the cells, ascending. */
  readonly cuts: readonly FeelValue[];
  readonly pieces: readonly Piece[];
  /** The piece a value lies in; -1 for a value of another kind or one that lies in none. */
  readonly find: (value: FeelValue) => number;
};

export type Piece = {
  readonly sample: FeelValue;
  /** Index into `cuts` for a single value; undefined for an open stretch. */
  readonly cut: number | undefined;
};

const constantReading = { unknown: "stays" } as const;

/** The value of an expression that reads no names but built-in functions; undefined where it reads more. */
export function constantOf(expression: Expression): FeelValue | undefined {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "name") return undefined;
  return isConstant(expression) ? compile(expression, constantReading)(emptyScope) : undefined;
}

const pureFunctions = new Set([
  "date",
  "time",
  "date and time",
  "duration",
  "years and months duration",
  "number",
  "range",
]);

function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case "literal":
      return true;
    case "call":
      return (
        expression.callee.kind === "name" &&
        pureFunctions.has(expression.callee.name) &&
        expression.args.every(isConstant)
      );
    case "negate":
    case "arithmetic":
    case "list":
    case "interval":
    case "test":
    case "path":
    case "context":
    case "comparison":
      return partsOf(expression).every(isConstant);
    default:
      return false;
  }
}

/**
 * The constants at which a cell may change its mind, collected into `cuts`; false when the cell depends on more than
 * constants and its own input.
 */
export function collectCuts(tests: UnaryTests, cuts: FeelValue[]): boolean {
  return tests.kind === "any" || tests.tests.every((test) => collectTest(test, cuts));
}

function collectTest(test: Expression, cuts: FeelValue[]): boolean {
  const constant = constantOf(test);
  if (constant !== undefined) return collectValue(constant, cuts);
  switch (test.kind) {
    case "test": {
      const operand = constantOf(test.operand);
      return operand !== undefined && collectValue(operand, cuts);
    }
    case "comparison": {
      const sides = [test.left, test.right].filter((side) => !isInput(side));
      return sides.length < 2 && sides.every((side) => collectConstant(side, cuts));
    }
    case "between":
      return isInput(test.value) && collectConstant(test.low, cuts) && collectConstant(test.high, cuts);
    case "in":
      return isInput(test.value) && test.tests.every((part) => collectTest(part, cuts));
    case "and":
    case "or":
      return collectTest(test.left, cuts) && collectTest(test.right, cuts);
    case "call":
      return (
        test.callee.kind === "name" && test.callee.name === "not" && test.args.every((arg) => collectTest(arg, cuts))
      );
    default:
      return false;
  }
}

const isInput = (expression: Expression): boolean => expression.kind === "name" && expression.name === "?";

function collectConstant(expression: Expression, cuts: FeelValue[]): boolean {
  const constant = constantOf(expression);
  return constant !== undefined && collectValue(constant, cuts);
}

function collectValue(value: FeelValue, cuts: FeelValue[]): boolean {
  if (value === null) return true;
  if (value instanceof FeelRange)
    return [value.start, value.end].every((end) => end === undefined || collectValue(end, cuts));
  if (isList(value)) return value.every((item) => collectValue(item, cuts));
  if (isContext(value) || (typeof value !== "boolean" && order(value, value) === undefined)) return false;
  cuts.push(value);
  return true;
}

/** Order of cuts; booleans go false, true. Undefined for different kinds. */
function orderOfCuts(a: FeelValue, b: FeelValue): number | undefined {
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return order(a, b);
}

/** Whether all cuts are of one ordered kind. */
export const comparable = (cuts: readonly FeelValue[]): boolean => {
  const first = cuts[0];
  return first === undefined || cuts.every((cut) => orderOfCuts(first, cut) !== undefined);
};

/** Cuts an input's values; the kind is needed where no cell names a constant. */
export function axisOf(constants: readonly FeelValue[], kind: string): Axis {
  const sorted = constants.toSorted((a, b) => orderOfCuts(a, b) ?? 0);
  const isBoolean = kind === "boolean" || typeof sorted[0] === "boolean";
  const cuts = isBoolean
    ? [false, true]
    : sorted.filter((cut, index) => index === 0 || orderOfCuts(cut, sorted[index - 1] ?? null) !== 0);
  const pieces: Piece[] = [];
  const open = (sample: FeelValue): void => {
    if (sample !== null) pieces.push({ sample, cut: undefined });
  };
  if (isBoolean) pieces.push(...cuts.map((sample, cut) => ({ sample, cut })));
  else if (cuts.length === 0) open(anyOfKind(kind));
  else {
    open(beyond(cuts[0] ?? null, -1));
    for (const [index, cut] of cuts.entries()) {
      pieces.push({ sample: cut, cut: index });
      const next = cuts[index + 1];
      if (next !== undefined) open(within(cut, next));
    }
    open(beyond(cuts.at(-1) ?? null, 1));
  }
  return { cuts, pieces, find: finderOf(cuts, pieces) };
}

function finderOf(cuts: readonly FeelValue[], pieces: readonly Piece[]): (value: FeelValue) => number {
  if (cuts.length === 0) return (value) => (value === null ? -1 : 0);
  if (typeof cuts[0] === "boolean") return (value) => (value === false ? 0 : value === true ? 1 : -1);

  // Where each cut's own piece stands, and the open stretch below it; the last entry of `below` lies above all cuts.
  const atCut = new Int32Array(cuts.length);
  const below = new Int32Array(cuts.length + 1).fill(-1);
  for (const [index, { cut }] of pieces.entries()) {
    if (cut !== undefined) atCut[cut] = index;
    else below[pieces[index + 1]?.cut ?? cuts.length] = index;
  }
  const search = (value: FeelValue): number => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const by = orderOfCuts(value, cuts[middle] ?? null);
      if (by === undefined) return -1;
      if (by === 0) return atCut[middle] ?? -1;
      if (by < 0) high = middle;
      else low = middle + 1;
    }
    return below[low] ?? -1;
  };

  if (cuts.every((cut) => typeof cut === "number")) {
    const numbers = Float64Array.from(cuts);
    return (value) => {
      if (typeof value !== "number") return search(value);
      let low = 0;
      let high = numbers.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((numbers[middle] ?? 0) < value) low = middle + 1;
        else high = middle;
      }
      return (numbers[low] === value ? atCut[low] : below[low]) ?? -1;
    };
  }
  if (cuts.every((cut) => typeof cut === "string")) {
    const known = new Map(cuts.map((cut, index) => [cut, atCut[index] ?? -1]));
    return (value) => (typeof value === "string" ? (known.get(value) ?? search(value)) : -1);
  }
  return search;
}

/**
 * The stretches of pieces a plain cell holds for, as low and high in turn: literals, comparisons with one, intervals of
 * two. Undefined for any other cell.
 */
export function stretchesOf(tests: UnaryTests, axis: Axis): readonly number[] | undefined {
  if (tests.kind === "any") return [0, axis.pieces.length - 1];
  if (tests.negated) return undefined;
  const stretches: number[] = [];
  return tests.tests.every((test) => addStretches(test, axis, stretches)) ? stretches : undefined;
}

function addStretches(test: Expression, axis: Axis, stretches: number[]): boolean {
  const last = axis.pieces.length - 1;
  if (test.kind === "interval") {
    const [start, end] = [pieceOf(test.start, axis), pieceOf(test.end, axis)];
    if (start < 0 || end < 0) return false;
    stretches.push(test.startIncluded ? start : start + 1, test.endIncluded ? end : end - 1);
    return true;
  }
  const piece = pieceOf(test.kind === "test" ? test.operand : test, axis);
  if (piece < 0) return false;
  switch (test.kind === "test" ? test.operator : "=") {
    case "=":
      stretches.push(piece, piece);
      break;
    case "!=":
      stretches.push(0, piece - 1, piece + 1, last);
      break;
    case "<":
      stretches.push(0, piece - 1);
      break;
    case "<=":
      stretches.push(0, piece);
      break;
    case ">":
      stretches.push(piece + 1, last);
      break;
    case ">=":
      stretches.push(piece, last);
      break;
  }
  return true;
}

/** The piece of a literal that is one of the cuts; -1 for anything else. */
function pieceOf(operand: Expression, axis: Axis): number {
  const piece = operand.kind === "literal" ? axis.find(operand.value) : -1;
  return axis.pieces[piece]?.cut === undefined ? -1 : piece;
}

function anyOfKind(kind: string): FeelValue {
  switch (kind) {
    case "number":
      return 0;
    case "date":
      return new FeelDate(2026, 1, 1);
    case "time":
      return new FeelTime(43_200, 0, undefined);
    case "date and time":
      return new FeelDateTime(new FeelDate(2026, 1, 1), new FeelTime(0, 0, undefined));
    case "days and time duration":
      return new FeelDuration(0n);
    case "years and months duration":
      return new FeelMonths(0);
    default:
      return "any";
  }
}

/** A value before (side -1) or after (side 1) all cuts; null where there is none. */
function beyond(cut: FeelValue, side: -1 | 1): FeelValue {
  if (isNumber(cut)) return roundNumber(add(cut, side) ?? cut, 0, side < 0 ? "floor" : "ceiling");
  if (typeof cut === "string") return side > 0 ? `${cut}~` : cut === "" ? null : "";
  if (cut instanceof FeelDate) return dateOfEpochDay(epochDay(cut) + side);
  if (cut instanceof FeelDateTime)
    return dateTimeOfLocalNanos(localNanos(cut) + BigInt(side) * 86_400_000_000_000n, cut.time.zone);
  if (cut instanceof FeelTime) {
    if (side < 0) return cut.second === 0 && cut.nano === 0 ? null : new FeelTime(0, 0, cut.zone);
    return cut.second === 86_399 ? null : new FeelTime(86_399, 0, cut.zone);
  }
  if (cut instanceof FeelDuration) return new FeelDuration(cut.nanos + BigInt(side) * 3_600_000_000_000n);
  return cut instanceof FeelMonths ? new FeelMonths(cut.months + side) : null;
}

/** A value strictly between two neighbouring cuts, the plainest at hand; null where there is none. */
function within(low: FeelValue, high: FeelValue): FeelValue {
  if (isNumber(low) && isNumber(high)) return numberWithin(low, high);
  if (typeof low === "string" && typeof high === "string") {
    return (
      [`${low}~`, `${low}a`, `${low}!`, `${low}\u{1}`, `${low}\u{0}`].find((text) => (order(text, high) ?? 0) < 0) ??
      null
    );
  }
  if (low instanceof FeelDate && high instanceof FeelDate) {
    return epochDay(high) - epochDay(low) > 1 ? dateOfEpochDay(epochDay(low) + 1) : null;
  }
  if (low instanceof FeelDateTime && high instanceof FeelDateTime) {
    const step = stepWithin(order(low, high) === undefined ? 0n : gap(low, high));
    return step === 0n ? null : dateTimeOfLocalNanos(localNanos(low) + step, low.time.zone);
  }
  if (low instanceof FeelTime && high instanceof FeelTime) return timeWithin(low, high);
  if (low instanceof FeelDuration && high instanceof FeelDuration) {
    const step = stepWithin(high.nanos - low.nanos);
    return step === 0n ? null : new FeelDuration(low.nanos + step);
  }
  if (low instanceof FeelMonths && high instanceof FeelMonths) {
    return high.months - low.months > 1 ? new FeelMonths(low.months + 1) : null;
  }
  return null;
}

const gap = (low: FeelDateTime, high: FeelDateTime): bigint => localNanos(high) - localNanos(low);

/** A step into an open stretch: a day, an hour, a second or half the way. */
function stepWithin(size: bigint): bigint {
  for (const step of [86_400_000_000_000n, 3_600_000_000_000n, 1_000_000_000n]) if (size > step) return step;
  return size > 1n ? size / 2n : 0n;
}

function timeWithin(low: FeelTime, high: FeelTime): FeelTime | null {
  const nanos = (time: FeelTime): bigint => BigInt(time.second) * 1_000_000_000n + BigInt(time.nano);
  const step = stepWithin(nanos(high) - nanos(low));
  if (step <= 0n) return null;
  const at = nanos(low) + step;
  return new FeelTime(Number(at / 1_000_000_000n), Number(at % 1_000_000_000n), low.zone);
}

function numberWithin(low: FeelNumber, high: FeelNumber): FeelNumber | null {
  const whole = roundNumber(add(low, 1) ?? low, 0, "floor");
  if (whole !== null && (order(whole, high) ?? 0) < 0 && (order(low, whole) ?? 0) < 0) return whole;
  const width = subtract(high, low);
  const half = width === null ? null : divide(width, 2);
  const middle = half === null ? null : add(low, half);
  return middle !== null && (order(low, middle) ?? 0) < 0 && (order(middle, high) ?? 0) < 0 ? middle : null;
}
