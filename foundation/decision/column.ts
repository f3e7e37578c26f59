import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseDuration, parseTime } from "./calendar.ts";
import { type Run, evaluateFresh } from "./compile.ts";
import { plainScope } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import type { ValueKind } from "./table-source.ts";
import { type FeelValue, fromPlain, isList, typeName } from "./value.ts";
import { wayOf } from "./walk.ts";

type Facts = Readonly<Record<string, unknown>>;

/** Reads one input of a table from plain facts, as a value of its kind; null where that is not known. */
export function readerOf(expression: Expression, run: Run, kind: ValueKind): (facts: Facts) => FeelValue {
  const [first, second, ...rest] = wayOf(expression) ?? [];
  if (first === undefined) return (facts) => ofKind(evaluateFresh(run, plainScope(facts)), kind);
  const convert = converterOf(kind);
  if (second === undefined) return (facts) => convert(facts[first]);
  if (rest.length > 0) return (facts) => ofKind(evaluateFresh(run, plainScope(facts)), kind);
  return (facts) => {
    const owner = facts[first];
    // Only plain objects have parts of their own; dates and lists go the long way.
    if (typeof owner !== "object" || owner === null || Object.getPrototypeOf(owner) !== Object.prototype) {
      return ofKind(evaluateFresh(run, plainScope(facts)), kind);
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
function ofKind(value: FeelValue, kind: ValueKind): FeelValue {
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
