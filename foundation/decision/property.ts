import {
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelMonths,
  FeelTime,
  dateTimeOffset,
  timeOffset,
  weekday,
} from "./calendar.ts";
import { type FeelNumber, fromScaledBigInt } from "./decimal.ts";
import { sameName } from "./syntax.ts";
import { FeelRange, type FeelValue, isContext, isList } from "./value.ts";

/** The part of a value that a path names; null for parts it does not have. A path over a list names each item's part. */
export function propertyOf(value: FeelValue, name: string): FeelValue {
  if (value === null || typeof value !== "object") return null;
  if (isContext(value)) return value.get(name) ?? value.get(sameName(name, value.keys()) ?? name) ?? null;
  if (isList(value)) return value.map((item) => propertyOf(item, name));
  if (value instanceof FeelDate) return dateProperty(value, name);
  if (value instanceof FeelDateTime) {
    const offset = dateTimeOffset(value);
    return dateProperty(value.date, name) ?? timeProperty(value.time, offset, name);
  }
  if (value instanceof FeelTime) return timeProperty(value, timeOffset(value), name);
  if (value instanceof FeelDuration) return durationProperty(value, name);
  if (value instanceof FeelMonths) {
    if (name === "years") return Math.trunc(value.months / 12) + 0;
    return name === "months" ? (value.months % 12) + 0 : null;
  }
  return value instanceof FeelRange ? rangeProperty(value, name) : null;
}

function dateProperty(date: FeelDate, name: string): number | null {
  switch (name) {
    case "year":
      return date.year;
    case "month":
      return date.month;
    case "day":
      return date.day;
    case "weekday":
      return weekday(date);
    default:
      return null;
  }
}

function timeProperty(time: FeelTime, offset: number | undefined, name: string): FeelValue {
  switch (name) {
    case "hour":
      return Math.floor(time.second / 3600);
    case "minute":
      return Math.floor((time.second % 3600) / 60);
    case "second":
      return time.second % 60;
    case "time offset":
      return offset === undefined ? null : new FeelDuration(BigInt(offset) * 1_000_000_000n);
    case "timezone":
      return typeof time.zone === "string" ? time.zone : null;
    default:
      return null;
  }
}

function durationProperty({ nanos }: FeelDuration, name: string): FeelNumber | null {
  const second = 1_000_000_000n;
  switch (name) {
    case "days":
      return fromScaledBigInt(nanos / (86_400n * second), 0);
    case "hours":
      return Number((nanos / (3600n * second)) % 24n);
    case "minutes":
      return Number((nanos / (60n * second)) % 60n);
    case "seconds":
      return fromScaledBigInt(nanos % (60n * second), 9);
    default:
      return null;
  }
}

function rangeProperty(range: FeelRange, name: string): FeelValue {
  switch (name) {
    case "start":
      return range.start ?? null;
    case "end":
      return range.end ?? null;
    case "start included":
      return range.startIncluded;
    case "end included":
      return range.endIncluded;
    default:
      return null;
  }
}
