import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseDuration, parseTime } from "./calendar.ts";
import { type Axis, orderOfCuts } from "./axis.ts";
import type { Run } from "./compile.ts";
import { plainScope } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import type { ValueKind } from "./table-source.ts";
import { type FeelValue, fromPlain, isList, typeName } from "./value.ts";

type Facts = Readonly<Record<string, unknown>>;

/** The way of plain names an expression is, such as ["order", "amount"]; undefined for anything else. */
export function wayOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === "name") return [expression.name];
  if (expression.kind !== "path") return undefined;
  const way = wayOf(expression.of);
  return way === undefined ? undefined : [...way, expression.name];
}

/** Reads one input of a table from plain facts, as a value of its kind; null where that is not known. */
export function readerOf(expression: Expression, run: Run, kind: ValueKind): (facts: Facts) => FeelValue {
  const [first, second, ...rest] = wayOf(expression) ?? [];
  if (first === undefined) return (facts) => ofKind(run(plainScope(facts)), kind);
  const convert = converterOf(kind);
  if (second === undefined) return (facts) => convert(facts[first]);
  if (rest.length > 0) return (facts) => ofKind(run(plainScope(facts)), kind);
  return (facts) => {
    const owner = facts[first];
    // Only plain objects have parts of their own; dates and lists go the long way.
    if (typeof owner !== "object" || owner === null || Object.getPrototypeOf(owner) !== Object.prototype) {
      return ofKind(run(plainScope(facts)), kind);
    }
    return convert((owner as Facts)[second]);
  };
}

function converterOf(kind: ValueKind): (value: unknown) => FeelValue {
  switch (kind) {
    case "number":
      return (value) => (typeof value === "number" && value - value === 0 ? value : ofKind(fromPlain(value), kind));
    case "string":
      return (value) => (typeof value === "string" ? value : ofKind(fromPlain(value), kind));
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : ofKind(fromPlain(value), kind));
    default:
      return (value) => ofKind(fromPlain(value), kind);
  }
}

/** A value as one of a kind: ISO text as the date or time it writes, a list of one as its item; null for other kinds. */
export function ofKind(value: FeelValue, kind: ValueKind): FeelValue {
  if (value === null || kind === "any") return value;
  if (typeName(value) === kind) return value;
  if (isList(value) && value.length === 1) return ofKind(value[0] ?? null, kind);
  if (typeof value === "string") return fromText(value, kind);
  if (kind === "date" && value instanceof FeelDateTime) return value.date;
  if (kind === "date and time" && value instanceof FeelDate) return new FeelDateTime(value, new FeelTime(0, 0, 0));
  return null;
}

function fromText(text: string, kind: ValueKind): FeelValue {
  switch (kind) {
    case "date":
      return parseDate(text) ?? parseDateTime(text)?.date ?? null;
    case "time":
      return parseTime(text);
    case "date and time":
      return parseDateTime(text);
    case "days and time duration":
    case "years and months duration": {
      const duration = parseDuration(text);
      return duration !== null && typeName(duration) === kind ? duration : null;
    }
    default:
      return null;
  }
}

/** Finds the piece of an axis a value lies in: -1 for a value of another kind or one that lies between pieces. */
export function finderOf(axis: Axis): (value: FeelValue) => number {
  const { cuts, pieces } = axis;
  const atCut = cuts.map((_, cut) => pieces.findIndex((piece) => piece.cut === cut));
  // The open stretch below cut i stands just before its piece, when there is one.
  const below = cuts.map((_, cut) => {
    const piece = (atCut[cut] ?? 0) - 1;
    return pieces[piece]?.cut === undefined && piece >= 0 ? piece : -1;
  });
  const last = pieces.length - 1;
  const above = pieces[last]?.cut === undefined ? last : -1;
  if (cuts.length === 0) return (value) => (value === null ? -1 : 0);

  if (typeof cuts[0] === "boolean") return (value) => (value === false ? 0 : value === true ? 1 : -1);

  const search = (value: FeelValue): number => {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const by = orderOfCuts(value, cuts[middle] ?? null);
      if (by === undefined) return -1;
      if (by === 0) return atCut[middle] ?? -1;
      if (by < 0) high = middle;
      else low = middle + 1;
    }
    return low === cuts.length ? above : (below[low] ?? -1);
  };

  if (cuts.every((cut) => typeof cut === "number")) {
    const numbers = Float64Array.from(cuts);
    const [exact, open] = [Int32Array.from(atCut), Int32Array.from([...below, above])];
    return (value) => {
      if (typeof value !== "number") return search(value);
      let low = 0;
      let high = numbers.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((numbers[middle] ?? 0) < value) low = middle + 1;
        else high = middle;
      }
      return numbers[low] === value ? (exact[low] ?? -1) : (open[low] ?? -1);
    };
  }
  if (cuts.every((cut) => typeof cut === "string")) {
    const known = new Map(cuts.map((cut, index) => [cut, atCut[index] ?? -1]));
    return (value) => (typeof value === "string" ? (known.get(value) ?? search(value)) : -1);
  }
  return search;
}
