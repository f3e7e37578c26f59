import {
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelMonths,
  FeelTime,
  addDuration,
  dateOf,
  dayOfYear,
  midnight,
  monthsBetween,
  parseDate,
  parseDateTime,
  parseDuration,
  parseTime,
  timeOf,
  weekOfYear,
  weekday,
  isZoneName,
} from "../calendar.ts";
import {
  type FeelNumber,
  compareNumbers,
  isWhole,
  roundNumber,
  subtract,
  toInteger,
  toScaledBigInt,
} from "../decimal.ts";
import { type FeelFunction, type FeelValue, equals, typeName } from "../value.ts";
import {
  any,
  builtin,
  date,
  dateTime,
  day,
  duration,
  months,
  number,
  orNull,
  signature,
  text,
  time,
} from "./signature.ts";

const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const wholeOrNull = (value: FeelNumber): number | null => (isWhole(value) ? (toInteger(value) ?? null) : null);

function dateFromParts(year: FeelNumber, month: FeelNumber, dayOfMonth: FeelNumber): FeelDate | null {
  const [y, m, d] = [wholeOrNull(year), wholeOrNull(month), wholeOrNull(dayOfMonth)];
  return y === null || m === null || d === null ? null : dateOf(y, m, d);
}

const nanosPerSecond = 1_000_000_000n;

/** An offset as duration, in whole seconds within 18 hours. */
function zoneOf(offset: FeelDuration | undefined): number | undefined | null {
  if (offset === undefined) return undefined;
  return offset.nanos % nanosPerSecond === 0n ? Number(offset.nanos / nanosPerSecond) : null;
}

function timeFromParts(
  hour: FeelNumber,
  minute: FeelNumber,
  second: FeelNumber,
  offset: FeelDuration | undefined,
): FeelTime | null {
  const [h, m] = [wholeOrNull(hour), wholeOrNull(minute)];
  const zone = zoneOf(offset);
  if (h === null || m === null || zone === null || compareNumbers(second, 0) < 0 || compareNumbers(second, 60) >= 0)
    return null;
  const cut = roundNumber(second, 0, "down") ?? 0;
  const fraction = subtract(second, cut);
  const nano = fraction === null ? 0 : Number(toScaledBigInt(fraction, 9));
  return timeOf(h, m, toInteger(cut) ?? 0, nano, zone);
}

function together(on: FeelDateTime, at: FeelTime): FeelDateTime {
  return new FeelDateTime(on.date, at);
}

function same(a: FeelValue, b: FeelValue): FeelValue {
  if (a === null || b === null) return a === b;
  if (typeName(a) !== typeName(b)) return false;
  if (a instanceof FeelTime && b instanceof FeelTime) return identicalTimes(a, b);
  if (a instanceof FeelDateTime && b instanceof FeelDateTime)
    return equals(a.date, b.date) === true && identicalTimes(a.time, b.time);
  return equals(a, b);
}

/** `is` asks for the same time written the same way: 12:00Z is not 13:00+01:00. */
const identicalTimes = (a: FeelTime, b: FeelTime): boolean =>
  a.second === b.second && a.nano === b.nano && a.zone === b.zone;

const named = (name: string): string | undefined => (isZoneName(name) ? name : undefined);

export const timeFunctions: Readonly<Record<string, FeelFunction>> = {
  date: builtin(
    signature([text("from")], parseDate),
    signature([day("from")], (from) => from.date),
    signature([number("year"), number("month"), number("day")], dateFromParts),
  ),
  time: builtin(
    signature([text("from")], parseTime),
    signature([time("from")], (from) => from),
    signature([dateTime("from")], (from) => from.time),
    signature([date("from")], () => new FeelTime(0, 0, 0)),
    signature([number("hour"), number("minute"), number("second"), orNull(duration("offset"))], timeFromParts),
  ),
  "date and time": builtin(
    signature([text("from")], parseDateTime),
    signature([date("from")], (from) => {
      const start = midnight(from);
      return new FeelDateTime(start.date, new FeelTime(0, 0, 0));
    }),
    signature([dateTime("from")], (from) => from),
    signature([day("date"), time("time")], together),
    signature([dateTime("date"), text("timezone")], (value, zone) => {
      const name = named(zone);
      if (name === undefined) return null;
      return addDuration(
        new FeelDateTime(value.date, new FeelTime(value.time.second, value.time.nano, name)),
        new FeelDuration(0n),
      );
    }),
    signature(
      [
        number("year"),
        number("month"),
        number("day"),
        number("hour"),
        number("minute"),
        number("second"),
        orNull(duration("offset")),
      ],
      (year, month, dayOfMonth, hour, minute, second, offset) => {
        const on = dateFromParts(year, month, dayOfMonth);
        const at = timeFromParts(hour, minute, second, offset);
        return on === null || at === null ? null : new FeelDateTime(on, at);
      },
    ),
    signature(
      [
        number("year"),
        number("month"),
        number("day"),
        number("hour"),
        number("minute"),
        number("second"),
        text("timezone"),
      ],
      (year, month, dayOfMonth, hour, minute, second, zone) => {
        const on = dateFromParts(year, month, dayOfMonth);
        const at = timeFromParts(hour, minute, second, undefined);
        const name = named(zone);
        if (on === null || at === null || name === undefined) return null;
        return new FeelDateTime(on, new FeelTime(at.second, at.nano, name));
      },
    ),
  ),
  duration: builtin(
    signature([text("from")], parseDuration),
    signature([duration("from")], (from) => from),
    signature([months("from")], (from) => from),
  ),
  "years and months duration": builtin(
    signature([day("from"), day("to")], (from, to) => new FeelMonths(monthsBetween(from.date, to.date))),
  ),
  "day of year": builtin(signature([day("date")], ({ date: on }) => dayOfYear(on))),
  "day of week": builtin(signature([day("date")], ({ date: on }) => dayNames[weekday(on) - 1] ?? null)),
  "month of year": builtin(signature([day("date")], ({ date: on }) => monthNames[on.month - 1] ?? null)),
  "week of year": builtin(signature([day("date")], ({ date: on }) => weekOfYear(on))),
  is: builtin(signature([any("value1"), any("value2")], same)),
};

/** The functions that ask for the time; without a clock they answer null. */
export function clockFunctions(now: (() => Date) | undefined): ReadonlyMap<string, FeelFunction> {
  const instant = (): FeelDateTime | null => (now === undefined ? null : parseDateTime(now().toISOString()));
  return new Map([
    ["now", builtin(signature([], instant))],
    ["today", builtin(signature([], () => instant()?.date ?? null))],
  ]);
}
