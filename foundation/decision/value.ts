import {
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelMonths,
  FeelTime,
  dateText,
  dateTimeOffset,
  dateTimeText,
  durationText,
  epochDay,
  instantNanos,
  localNanos,
  monthsText,
  parseDateTime,
  timeNanos,
  timeOffset,
  timeText,
} from "./calendar.ts";
import { Decimal, type FeelNumber, compareNumbers, fromJsNumber, isNumber, numberText, toJsNumber } from "./decimal.ts";

/** Values of FEEL. A JS number is the decimal it prints as; contexts keep their order; null is "not known". */
export type FeelValue =
  | null
  | boolean
  | string
  | FeelNumber
  | FeelDate
  | FeelTime
  | FeelDateTime
  | FeelDuration
  | FeelMonths
  | FeelRange
  | FeelFunction
  | FeelContext
  | FeelList;

export type FeelList = readonly FeelValue[];
export type FeelContext = ReadonlyMap<string, FeelValue>;

/** `undefined` at an end means unbounded. */
export class FeelRange {
  readonly start: FeelValue | undefined;
  readonly startIncluded: boolean;
  readonly end: FeelValue | undefined;
  readonly endIncluded: boolean;
  /** Written as "= x": holds what [x..x] holds, yet is not equal to it. */
  readonly isPoint: boolean;
  constructor(
    start: FeelValue | undefined,
    startIncluded: boolean,
    end: FeelValue | undefined,
    endIncluded: boolean,
    isPoint = false,
  ) {
    this.isPoint = isPoint;
    this.start = start;
    this.startIncluded = startIncluded;
    this.end = end;
    this.endIncluded = endIncluded;
  }
}

export type Parameter = { readonly name: string; readonly type?: FeelType | undefined };

/** Functions: built in, written in FEEL, knowledge models and decision services. Wrong arguments answer null. */
export class FeelFunction {
  readonly parameters: readonly Parameter[];
  readonly call: (args: readonly FeelValue[]) => FeelValue;
  readonly callNamed: (args: ReadonlyMap<string, FeelValue>) => FeelValue;
  readonly result: FeelType | undefined;
  constructor(
    parameters: readonly Parameter[],
    call: (args: readonly FeelValue[]) => FeelValue,
    result: FeelType | undefined = undefined,
    callNamed: ((args: ReadonlyMap<string, FeelValue>) => FeelValue) | undefined = undefined,
  ) {
    this.parameters = parameters;
    this.call = call;
    this.result = result;
    this.callNamed = callNamed ?? ((args) => this.callByName(args));
  }

  private callByName(args: ReadonlyMap<string, FeelValue>): FeelValue {
    const known = this.parameters.map((parameter) => args.get(parameter.name));
    const given = known.filter((value) => value !== undefined);
    return given.length === args.size && given.length === known.length ? this.call(given) : null;
  }
}

export type SimpleTypeName =
  | "Any"
  | "Null"
  | "number"
  | "string"
  | "boolean"
  | "date"
  | "time"
  | "date and time"
  | "days and time duration"
  | "years and months duration"
  | "function"
  | "range"
  | "context"
  | "list";

/** Types as FEEL and item definitions write them. `allowed` narrows a type to values that pass a test. */
export type FeelType =
  | {
      readonly kind: "simple";
      readonly name: SimpleTypeName;
      readonly allowed?: ((value: FeelValue) => boolean) | undefined;
    }
  | { readonly kind: "list"; readonly of: FeelType; readonly allowed?: ((value: FeelValue) => boolean) | undefined }
  | { readonly kind: "range"; readonly of: FeelType; readonly allowed?: undefined }
  | {
      readonly kind: "context";
      readonly entries: ReadonlyMap<string, FeelType>;
      readonly allowed?: ((value: FeelValue) => boolean) | undefined;
    }
  | {
      readonly kind: "function";
      readonly parameters: readonly FeelType[];
      readonly result: FeelType;
      readonly allowed?: undefined;
    };

export const isList = (value: unknown): value is FeelList => Array.isArray(value);
export const isContext = (value: unknown): value is FeelContext => value instanceof Map;

/**
 * A FEEL value from plain JS: numbers, text, booleans, bigint, Date (as UTC date-time), Temporal, arrays, objects and
 * maps. What has no meaning in FEEL, and what is nested deeper than any fact should be, is null.
 */
export const fromPlain = (value: unknown): FeelValue => fromPart(value, 0);

const deepestFact = 100;

function fromPart(value: unknown, depth: number): FeelValue {
  switch (typeof value) {
    case "number":
    case "bigint":
      return fromJsNumber(value);
    case "string":
    case "boolean":
      return value;
    case "object":
      return value === null || depth > deepestFact ? null : fromObject(value, depth + 1);
    default:
      return null;
  }
}

function fromObject(value: object, depth: number): FeelValue {
  if (isFeelObject(value)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => fromPart(item, depth));
  if (value instanceof Map) {
    return new Map([...value].map(([key, entry]: [unknown, unknown]) => [String(key), fromPart(entry, depth)]));
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : parseDateTime(value.toISOString());
  const temporal = fromTemporal(value);
  if (temporal !== undefined) return temporal;
  return new Map(Object.entries(value).map(([key, entry]) => [key, fromPart(entry, depth)]));
}

const isFeelObject = (
  value: object,
): value is Decimal | FeelDate | FeelTime | FeelDateTime | FeelDuration | FeelMonths | FeelRange | FeelFunction =>
  value instanceof Decimal ||
  value instanceof FeelDate ||
  value instanceof FeelTime ||
  value instanceof FeelDateTime ||
  value instanceof FeelDuration ||
  value instanceof FeelMonths ||
  value instanceof FeelRange ||
  value instanceof FeelFunction;

function fromTemporal(value: object): FeelValue | undefined {
  if (value instanceof Temporal.PlainDate) return new FeelDate(value.year, value.month, value.day);
  if (value instanceof Temporal.Instant) return parseDateTime(value.toString());
  if (value instanceof Temporal.PlainDateTime) return parseDateTime(value.toString());
  if (value instanceof Temporal.ZonedDateTime) {
    const local = parseDateTime(value.toPlainDateTime().toString());
    if (local === null) return null;
    return new FeelDateTime(local.date, new FeelTime(local.time.second, local.time.nano, value.timeZoneId));
  }
  if (value instanceof Temporal.PlainTime) {
    const nano = value.millisecond * 1_000_000 + value.microsecond * 1000 + value.nanosecond;
    return new FeelTime(value.hour * 3600 + value.minute * 60 + value.second, nano, undefined);
  }
  return undefined;
}

/** Plain JS from a FEEL value: numbers as JS numbers, dates, times and durations as ISO text, contexts as objects. */
export function toPlain(value: FeelValue): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Decimal) return toJsNumber(value);
  if (isList(value)) return value.map(toPlain);
  if (isContext(value)) return Object.fromEntries([...value].map(([key, entry]) => [key, toPlain(entry)]));
  return valueText(value);
}

/** Text of a value as FEEL's `string` writes it. */
export function valueText(value: FeelValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (isNumber(value)) return numberText(value);
  if (value instanceof FeelDate) return dateText(value);
  if (value instanceof FeelTime) return timeText(value);
  if (value instanceof FeelDateTime) return dateTimeText(value);
  if (value instanceof FeelDuration) return durationText(value);
  if (value instanceof FeelMonths) return monthsText(value);
  if (isList(value)) return `[${value.map(literalText).join(", ")}]`;
  if (value instanceof FeelRange) {
    const start = value.start === undefined || value.start === null ? "" : literalText(value.start);
    const end = value.end === undefined || value.end === null ? "" : literalText(value.end);
    return `${value.startIncluded ? "[" : "("}${start}..${end}${value.endIncluded ? "]" : ")"}`;
  }
  if (value instanceof FeelFunction)
    return `function(${value.parameters.map((parameter) => parameter.name).join(", ")})`;
  return `{${[...value].map(([key, entry]) => `${keyText(key)}: ${literalText(entry)}`).join(", ")}}`;
}

const keyText = (key: string): string => (/^[\p{L}_?][\p{L}\p{N}_ ]*$/u.test(key) ? key : JSON.stringify(key));
/** A value as FEEL writes it: text in quotes. */
export const literalText = (value: FeelValue): string =>
  typeof value === "string" ? JSON.stringify(value) : valueText(value);

export function typeName(value: FeelValue): SimpleTypeName {
  if (value === null) return "Null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (isNumber(value)) return "number";
  if (value instanceof FeelDate) return "date";
  if (value instanceof FeelTime) return "time";
  if (value instanceof FeelDateTime) return "date and time";
  if (value instanceof FeelDuration) return "days and time duration";
  if (value instanceof FeelMonths) return "years and months duration";
  if (value instanceof FeelRange) return "range";
  if (value instanceof FeelFunction) return "function";
  return isList(value) ? "list" : "context";
}

/** Equality of FEEL: null when the kinds differ, as they cannot be compared; null equals null alone. */
export function equals(a: FeelValue, b: FeelValue): boolean | null {
  if (a === b) return typeof a === "object" && a instanceof FeelFunction ? null : true;
  if (a === null || b === null) return false;
  if (typeof a === "number" && typeof b === "number") return false;
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) === 0 : null;
  if (typeof a !== "object" || typeof b !== "object") return typeof a === typeof b ? false : null;
  if (isList(a)) return isList(b) ? equalLists(a, b) : null;
  if (isContext(a)) return isContext(b) ? equalContexts(a, b) : null;
  if (a instanceof FeelRange) return b instanceof FeelRange ? equalRanges(a, b) : null;
  if (a instanceof FeelDate) return b instanceof FeelDate ? epochDay(a) === epochDay(b) : null;
  if (a instanceof FeelTime) return b instanceof FeelTime ? sameTime(a, b) : null;
  if (a instanceof FeelDateTime) return b instanceof FeelDateTime ? sameDateTime(a, b) : null;
  if (a instanceof FeelDuration) return b instanceof FeelDuration ? a.nanos === b.nanos : null;
  if (a instanceof FeelMonths) return b instanceof FeelMonths ? a.months === b.months : null;
  return null;
}

/** FEEL compares times by their whole seconds (DMN 1.5, 10.3.2.3.4): fractions do not make them differ. */
function sameTime(a: FeelTime, b: FeelTime): boolean {
  if ((a.zone === undefined) !== (b.zone === undefined)) return false;
  return wholeSeconds(timeNanos(a)) === wholeSeconds(timeNanos(b));
}

function sameDateTime(a: FeelDateTime, b: FeelDateTime): boolean {
  if ((a.time.zone === undefined) !== (b.time.zone === undefined)) return false;
  return wholeSeconds(instantNanos(a)) === wholeSeconds(instantNanos(b));
}

const wholeSeconds = (nanos: bigint): bigint =>
  (nanos - (((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n;

function equalLists(a: FeelList, b: FeelList): boolean | null {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    const same = equals(a[index] ?? null, b[index] ?? null);
    if (same !== true) return same;
  }
  return true;
}

function equalContexts(a: FeelContext, b: FeelContext): boolean | null {
  if (a.size !== b.size) return false;
  for (const [key, entry] of a) {
    const other = b.get(key);
    if (other === undefined) return false;
    const same = equals(entry, other);
    if (same !== true) return same;
  }
  return true;
}

function equalRanges(a: FeelRange, b: FeelRange): boolean {
  const end = (x: FeelValue | undefined, y: FeelValue | undefined): boolean =>
    x === undefined || y === undefined ? x === y : equals(x, y) === true;
  return (
    a.isPoint === b.isPoint &&
    a.startIncluded === b.startIncluded &&
    a.endIncluded === b.endIncluded &&
    end(a.start, b.start) &&
    end(a.end, b.end)
  );
}

/** Order of two values of one ordered kind: negative, zero, positive; undefined where FEEL knows no order. */
export function order(a: FeelValue, b: FeelValue): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) : undefined;
  if (typeof a === "string") return typeof b === "string" ? compareText(a, b) : undefined;
  if (a instanceof FeelDate) return b instanceof FeelDate ? sign(epochDay(a) - epochDay(b)) : undefined;
  if (a instanceof FeelDateTime) return b instanceof FeelDateTime ? orderDateTimes(a, b) : undefined;
  if (a instanceof FeelTime) {
    if (!(b instanceof FeelTime) || (timeOffset(a) === undefined) !== (timeOffset(b) === undefined)) return undefined;
    return compareBig(timeNanos(a), timeNanos(b));
  }
  if (a instanceof FeelDuration) return b instanceof FeelDuration ? compareBig(a.nanos, b.nanos) : undefined;
  if (a instanceof FeelMonths) return b instanceof FeelMonths ? sign(a.months - b.months) : undefined;
  return undefined;
}

function orderDateTimes(a: FeelDateTime, b: FeelDateTime): number | undefined {
  const zoned = dateTimeOffset(a) !== undefined;
  if (zoned !== (dateTimeOffset(b) !== undefined)) return undefined;
  return zoned ? compareBig(instantNanos(a), instantNanos(b)) : compareBig(localNanos(a), localNanos(b));
}

const sign = (value: number): number => (value < 0 ? -1 : value > 0 ? 1 : 0);
const compareBig = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Code point order, so that characters beyond the basic plane sort after it. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [left.next(), right.next()];
    if (x.done === true) return y.done === true ? 0 : -1;
    if (y.done === true) return 1;
    if (x.value !== y.value) return (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0) < 0 ? -1 : 1;
  }
}

/** Whether a range holds a value; null where the two cannot be compared. */
export function rangeHolds(range: FeelRange, value: FeelValue): boolean | null {
  if (value === null || range.start === null || range.end === null) return null;
  let inside = true;
  if (range.start !== undefined) {
    const low = order(range.start, value);
    if (low === undefined) return null;
    inside = range.startIncluded ? low <= 0 : low < 0;
  }
  if (range.end !== undefined) {
    const high = order(value, range.end);
    if (high === undefined) return null;
    inside &&= range.endIncluded ? high <= 0 : high < 0;
  }
  return inside;
}
