import { type Expression, parseExpression } from "../syntax.ts";
import { FeelFunction, FeelRange, type FeelValue, order, typeName, isList } from "../value.ts";
import { builtin, signature, text } from "./signature.ts";
import { timeFunctions } from "./times.ts";

/** An end of a range for comparing: its value, and whether the range lies just inside (1 after, -1 before, 0 on) it. */
type Point = { readonly value: FeelValue | undefined; readonly side: number };
type Ends = { readonly start: Point; readonly end: Point };

const endsOf = (value: FeelValue): Ends =>
  value instanceof FeelRange
    ? {
        start: { value: value.start, side: value.startIncluded ? 0 : 1 },
        end: { value: value.end, side: value.endIncluded ? 0 : -1 },
      }
    : { start: { value, side: 0 }, end: { value, side: 0 } };

/** Order of two points; an unbounded start lies before, an unbounded end after everything. */
function comparePoints(a: Point, b: Point, aIsStart: boolean, bIsStart: boolean): number | undefined {
  if (a.value === undefined || b.value === undefined) {
    const place = (point: Point, isStart: boolean): number => (point.value === undefined ? (isStart ? -1 : 1) : 0);
    return place(a, aIsStart) - place(b, bIsStart);
  }
  const by = order(a.value, b.value);
  return by === undefined ? undefined : by === 0 ? a.side - b.side : by;
}

type Test = (starts: number, ends: number, a: Ends, b: Ends) => boolean | undefined;

/** Compares `a`'s end with `b`'s start. */
const endToStart = (a: Ends, b: Ends): number | undefined => comparePoints(a.end, b.start, false, true);
const sameValue = (a: Point, b: Point): boolean | undefined => {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  const by = order(a.value, b.value);
  return by === undefined ? undefined : by === 0;
};

/** A relation that answers for points and ranges as `kinds` allows: "pp" two points, "pr" point and range, and so on. */
function relation(kinds: string, names: readonly string[], test: Test): FeelFunction {
  const allowed = kinds.split(" ");
  const run = (a: FeelValue, b: FeelValue): FeelValue => {
    const one = isList(a) && a.length === 1 ? (a[0] ?? null) : a;
    const two = isList(b) && b.length === 1 ? (b[0] ?? null) : b;
    if (one === null || two === null) return null;
    const kind = `${one instanceof FeelRange ? "r" : "p"}${two instanceof FeelRange ? "r" : "p"}`;
    if (!allowed.includes(kind)) return null;
    const [left, right] = [endsOf(one), endsOf(two)];
    const starts = comparePoints(left.start, right.start, true, true);
    const ends = comparePoints(left.end, right.end, false, false);
    if (starts === undefined || ends === undefined) return null;
    return test(starts, ends, left, right) ?? null;
  };
  const pairs = names.map((name) => name.split(" "));
  return new FeelFunction(
    [{ name: "range1" }, { name: "range2" }],
    (args) => (args.length === 2 ? run(args[0] ?? null, args[1] ?? null) : null),
    undefined,
    (args) => {
      for (const [first = "", second = ""] of pairs) {
        const [a, b] = [args.get(first), args.get(second)];
        if (args.size === 2 && a !== undefined && b !== undefined) return run(a, b);
      }
      return null;
    },
  );
}

const both = ["range1 range2"];
const anyKind = ["range1 range2", "point1 point2", "point range", "range point"];

const holdsAll = (starts: number, ends: number): boolean => starts <= 0 && ends >= 0;

/** `range("[1..5)")`: ends are literals, dates and durations in @"…" or by their functions. */
function readRange(from: string): FeelValue {
  const shape = /^\s*([[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])[])\s*$/s.exec(from);
  if (shape === null) return null;
  const [, open = "", low = "", high = "", close = ""] = shape;
  const start = readEnd(low);
  const end = readEnd(high);
  if (start === null || end === null || (start === undefined && end === undefined)) return null;
  if ((start === undefined && open === "[") || (end === undefined && close === "]")) return null;
  if (start !== undefined && end !== undefined) {
    if (typeName(start) !== typeName(end)) return null;
    const by = order(start, end);
    if (by === undefined || by > 0) return null;
  }
  return new FeelRange(start, open === "[", end, close === "]");
}

const endFunctions = ["date", "time", "date and time", "duration"];

/** Undefined for an absent end, null for one that is no literal. */
function readEnd(written: string): FeelValue | undefined {
  if (written === "") return undefined;
  let expression: Expression;
  try {
    expression = parseExpression(written);
  } catch {
    return null;
  }
  return literalOf(expression);
}

function literalOf(expression: Expression): FeelValue {
  if (expression.kind === "literal") return typeof expression.value === "boolean" ? null : expression.value;
  if (expression.kind === "negate" && expression.of.kind === "literal" && typeof expression.of.value === "number") {
    return -expression.of.value;
  }
  if (
    expression.kind === "call" &&
    expression.callee.kind === "name" &&
    endFunctions.includes(expression.callee.name)
  ) {
    const args = expression.args.map((arg) => literalOf(arg));
    return timeFunctions[expression.callee.name]?.call(args) ?? null;
  }
  return null;
}

export const rangeFunctions: Readonly<Record<string, FeelFunction>> = {
  range: builtin(signature([text("from")], readRange)),
  before: relation("pp pr rp rr", anyKind, (_starts, _ends, a, b) => {
    const by = endToStart(a, b);
    return by === undefined ? undefined : by < 0;
  }),
  after: relation("pp pr rp rr", anyKind, (_starts, _ends, a, b) => {
    const by = endToStart(b, a);
    return by === undefined ? undefined : by < 0;
  }),
  meets: relation("rr", both, (_starts, _ends, a, b) =>
    a.end.side === 0 && b.start.side === 0 ? sameValue(a.end, b.start) : false,
  ),
  "met by": relation("rr", both, (_starts, _ends, a, b) =>
    a.start.side === 0 && b.end.side === 0 ? sameValue(b.end, a.start) : false,
  ),
  overlaps: relation("rr", both, (_starts, _ends, a, b) => {
    const [x, y] = [endToStart(a, b), endToStart(b, a)];
    return x === undefined || y === undefined ? undefined : x >= 0 && y >= 0;
  }),
  "overlaps before": relation("rr", both, (starts, ends, a, b) => {
    const by = endToStart(a, b);
    return by === undefined ? undefined : starts < 0 && by >= 0 && ends <= 0;
  }),
  "overlaps after": relation("rr", both, (starts, ends, a, b) => {
    const by = endToStart(b, a);
    return by === undefined ? undefined : starts > 0 && by >= 0 && ends >= 0;
  }),
  finishes: relation("pr rr", ["range1 range2", "point range"], (starts, ends) => ends === 0 && starts >= 0),
  "finished by": relation("rp rr", ["range1 range2", "range point"], (starts, ends) => ends === 0 && starts <= 0),
  includes: relation("rp rr", ["range1 range2", "range point"], holdsAll),
  during: relation("pr rr", ["range1 range2", "point range"], (starts, ends) => starts >= 0 && ends <= 0),
  starts: relation("pr rr", ["range1 range2", "point range"], (starts, ends) => starts === 0 && ends <= 0),
  "started by": relation("rp rr", ["range1 range2", "range point"], (starts, ends) => starts === 0 && ends >= 0),
  coincides: relation("pp rr", ["range1 range2", "point1 point2"], (starts, ends) => starts === 0 && ends === 0),
};
