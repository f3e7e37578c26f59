/**
 * Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3). Years reach ±999,999,999, farther than Temporal, so the
 * calendar arithmetic is our own; Temporal answers what offset a named zone has.
 */

/** Seconds east of Greenwich, the name of a zone, or none: a local time. */
export type Zone = number | string | undefined;

export class FeelDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }
}

/** `second` counts from midnight, 0 to 86,399. */
export class FeelTime {
  readonly second: number;
  readonly nano: number;
  readonly zone: Zone;
  constructor(second: number, nano: number, zone: Zone) {
    this.second = second;
    this.nano = nano;
    this.zone = zone;
  }
}

export class FeelDateTime {
  readonly date: FeelDate;
  readonly time: FeelTime;
  constructor(date: FeelDate, time: FeelTime) {
    this.date = date;
    this.time = time;
  }
}

/** Days, hours, minutes and seconds, as nanoseconds. */
export class FeelDuration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** Years and months, as months. */
export class FeelMonths {
  readonly months: number;
  constructor(months: number) {
    this.months = months;
  }
}

const yearLimit = 999_999_999;
const daySeconds = 86_400;
const nanosPerSecond = 1_000_000_000n;
const nanosPerDay = 86_400n * nanosPerSecond;
const largestOffset = 18 * 3600;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;

/** A date of the calendar, or null when there is no such day. */
export function dateOf(year: number, month: number, day: number): FeelDate | null {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return null;
  if (Math.abs(year) > yearLimit || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return new FeelDate(year, month, day);
}

/** A time of day, or null when out of range. A zone is an offset within 18 hours or a name the system knows. */
export function timeOf(hour: number, minute: number, second: number, nano: number, zone: Zone): FeelTime | null {
  if (!Number.isInteger(hour) || !Number.isInteger(minute) || !Number.isInteger(second)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  if (typeof zone === "number" && Math.abs(zone) > largestOffset) return null;
  return new FeelTime(hour * 3600 + minute * 60 + second, nano, zone);
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible date algorithms"). */
export function epochDay({ year, month, day }: FeelDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The inverse of `epochDay`; null outside the years FEEL knows. */
export function dateOfEpochDay(days: number): FeelDate | null {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (Math.abs(year) > yearLimit) return null;
  return new FeelDate(year, month, dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1);
}

// --- Zones

const knownZones = new Map<string, boolean>();
/** Whether the system knows a zone by this name; UTC and GMT prefixes with offsets count as unknown. */
export function isZoneName(name: string): boolean {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  let valid = /^[A-Za-z]/.test(name);
  try {
    if (valid) new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    valid = false;
  }
  if (knownZones.size < 2000) knownZones.set(name, valid);
  return valid;
}

/** Seconds east of Greenwich at a local time; the earlier offset where the local time happens twice. */
function offsetAt(zone: Zone, date: FeelDate, second: number): number {
  if (typeof zone === "number") return zone;
  if (zone === undefined) return 0;
  const year = Math.min(Math.max(date.year, -200_000), 200_000);
  const local = Temporal.PlainDateTime.from({
    year,
    month: date.month,
    day: Math.min(date.day, daysInMonth(year, date.month)),
    hour: Math.floor(second / 3600),
    minute: Math.floor((second % 3600) / 60),
    second: second % 60,
  });
  return local.toZonedDateTime(zone).offsetNanoseconds / 1e9;
}

/** Times of day without a date take a zone's offset on this day: daylight saving is not known for them. */
const dayForTimes = new FeelDate(1970, 1, 1);

/** The offset a time of day states or has by its zone's name; undefined for a local time. */
export const timeOffset = (time: FeelTime): number | undefined =>
  time.zone === undefined ? undefined : offsetAt(time.zone, dayForTimes, time.second);

export const dateTimeOffset = ({ date, time }: FeelDateTime): number | undefined =>
  time.zone === undefined ? undefined : offsetAt(time.zone, date, time.second);

/** Nanoseconds since 1970 on the line of UTC; local date-times count as if they were UTC. */
export function instantNanos(value: FeelDateTime): bigint {
  const seconds = epochDay(value.date) * daySeconds + value.time.second - (dateTimeOffset(value) ?? 0);
  return BigInt(seconds) * nanosPerSecond + BigInt(value.time.nano);
}

export const localNanos = ({ date, time }: FeelDateTime): bigint =>
  BigInt(epochDay(date) * daySeconds + time.second) * nanosPerSecond + BigInt(time.nano);

/** Nanoseconds since midnight UTC; a local time counts as if it were UTC. */
export const timeNanos = (time: FeelTime): bigint =>
  BigInt(time.second - (timeOffset(time) ?? 0)) * nanosPerSecond + BigInt(time.nano);

/** The date-time that many local nanoseconds after 1970, in the given zone; null outside the calendar. */
export function dateTimeOfLocalNanos(nanos: bigint, zone: Zone): FeelDateTime | null {
  const day = floorDivide(nanos, nanosPerDay);
  const inDay = nanos - day * nanosPerDay;
  const date = dateOfEpochDay(Number(day));
  if (date === null) return null;
  return new FeelDateTime(date, new FeelTime(Number(inDay / nanosPerSecond), Number(inDay % nanosPerSecond), zone));
}

const floorDivide = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

export const midnight = (date: FeelDate): FeelDateTime => new FeelDateTime(date, new FeelTime(0, 0, 0));

// --- Arithmetic

/** Moves a date-time along the line of time; a named zone's local time follows its offset. */
export function addDuration(value: FeelDateTime, { nanos }: FeelDuration): FeelDateTime | null {
  const zone = value.time.zone;
  if (typeof zone !== "string") return dateTimeOfLocalNanos(localNanos(value) + nanos, zone);
  const instant = instantNanos(value) + nanos;
  const offset = zoneOffsetAtInstant(zone, instant);
  return dateTimeOfLocalNanos(instant + BigInt(offset) * nanosPerSecond, zone);
}

function zoneOffsetAtInstant(zone: string, nanos: bigint): number {
  const limit = 8_000_000_000_000_000_000_000n;
  const instant = nanos > limit ? limit : nanos < -limit ? -limit : nanos;
  return Temporal.Instant.fromEpochNanoseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
}

/** The same local time and day `months` later; the 31st becomes the last day of a shorter month. */
export function addMonths(date: FeelDate, months: number): FeelDate | null {
  const total = date.year * 12 + (date.month - 1) + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  if (!Number.isSafeInteger(total) || Math.abs(year) > yearLimit) return null;
  return new FeelDate(year, month, Math.min(date.day, daysInMonth(year, month)));
}

/** A time of day moved around the clock. */
export function addToTime(time: FeelTime, { nanos }: FeelDuration): FeelTime {
  const total = BigInt(time.second) * nanosPerSecond + BigInt(time.nano) + nanos;
  const inDay = total - floorDivide(total, nanosPerDay) * nanosPerDay;
  return new FeelTime(Number(inDay / nanosPerSecond), Number(inDay % nanosPerSecond), time.zone);
}

/** Whole months from one date to another, negative backwards. */
export function monthsBetween(from: FeelDate, to: FeelDate): number {
  const months = (to.year - from.year) * 12 + (to.month - from.month);
  if (months > 0 && to.day < from.day) return months - 1;
  if (months < 0 && to.day > from.day) return months + 1;
  return months;
}

/** Monday is 1, Sunday 7. */
export const weekday = (date: FeelDate): number => ((((epochDay(date) + 3) % 7) + 7) % 7) + 1;
export const dayOfYear = (date: FeelDate): number => epochDay(date) - epochDay(new FeelDate(date.year, 1, 1)) + 1;
/** Week of the year by ISO 8601: the first week has the year's first Thursday. */
export function weekOfYear(date: FeelDate): number {
  const thursday = dateOfEpochDay(epochDay(date) + 4 - weekday(date)) ?? date;
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

// --- Text

const dateShape = /^(-?)([1-9]\d{4,8}|\d{4})-(\d{2})-(\d{2})$/;
const timeShape = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(.*)$/;
const offsetShape = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/;

export function parseDate(text: string): FeelDate | null {
  const found = dateShape.exec(text);
  if (found === null) return null;
  const year = Number(found[2]);
  return dateOf(found[1] === "-" ? -year : year, Number(found[3]), Number(found[4]));
}

function parseZone(text: string): Zone | null {
  if (text === "") return undefined;
  if (text === "Z" || text === "z") return 0;
  if (text.startsWith("@")) return isZoneName(text.slice(1)) ? zoneByName(text.slice(1)) : null;
  const found = offsetShape.exec(text);
  if (found === null) return null;
  const [minutes, seconds] = [Number(found[3]), Number(found[4] ?? 0)];
  if (minutes > 59 || seconds > 59) return null;
  const offset = Number(found[2]) * 3600 + minutes * 60 + seconds;
  return offset > largestOffset ? null : found[1] === "-" ? 0 - offset : offset;
}

const zoneByName = (name: string): Zone => name;

export function parseTime(text: string): FeelTime | null {
  const found = timeShape.exec(text);
  if (found === null) return null;
  const zone = parseZone(found[5] ?? "");
  if (zone === null) return null;
  const nano = Number((found[4] ?? "").padEnd(9, "0").slice(0, 9));
  return timeOf(Number(found[1]), Number(found[2]), Number(found[3]), nano, zone === 0 ? 0 : zone);
}

/** "2026-11-24T09:30:00+08:00"; a date alone is its midnight. */
export function parseDateTime(text: string): FeelDateTime | null {
  const split = text.indexOf("T");
  if (split < 0) {
    const alone = parseDate(text);
    return alone === null ? null : new FeelDateTime(alone, new FeelTime(0, 0, undefined));
  }
  const date = parseDate(text.slice(0, split));
  const written = text.slice(split + 1);
  // 24:00:00 is the midnight that ends the day.
  const endsDay = /^24:00:00(?:\.0+)?(?!\d)/.test(written);
  const time = parseTime(endsDay ? `00${written.slice(2)}` : written);
  const day = endsDay && date !== null ? dateOfEpochDay(epochDay(date) + 1) : date;
  return day === null || time === null ? null : new FeelDateTime(day, time);
}

const dayDurationShape = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$/;
const monthDurationShape = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?$/;

export function parseDuration(text: string): FeelDuration | FeelMonths | null {
  const months = monthDurationShape.exec(text);
  if (months !== null && (months[2] !== undefined || months[3] !== undefined)) {
    const total = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0);
    if (!Number.isSafeInteger(total)) return null;
    return new FeelMonths(months[1] === "-" ? 0 - total : total);
  }
  const days = dayDurationShape.exec(text);
  if (days === null || /[PT]$/.test(text)) return null;
  const [, sign, d = "0", h = "0", m = "0", s = "0", fraction = ""] = days;
  const seconds = BigInt(d) * 86_400n + BigInt(h) * 3600n + BigInt(m) * 60n + BigInt(s);
  const nanos = seconds * nanosPerSecond + BigInt(fraction.padEnd(9, "0").slice(0, 9));
  return new FeelDuration(sign === "-" ? -nanos : nanos);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

export const dateText = ({ year, month, day }: FeelDate): string =>
  `${year < 0 ? "-" : ""}${pad(Math.abs(year), 4)}-${pad(month)}-${pad(day)}`;

function zoneText(zone: Zone): string {
  if (zone === undefined) return "";
  if (typeof zone === "string") return `@${zone}`;
  if (zone === 0) return "Z";
  const size = Math.abs(zone);
  const seconds = size % 60 === 0 ? "" : `:${pad(size % 60)}`;
  return `${zone < 0 ? "-" : "+"}${pad(Math.floor(size / 3600))}:${pad(Math.floor((size % 3600) / 60))}${seconds}`;
}

export function timeText({ second, nano, zone }: FeelTime): string {
  const fraction = nano === 0 ? "" : `.${pad(nano, 9).replace(/0+$/, "")}`;
  return `${pad(Math.floor(second / 3600))}:${pad(Math.floor((second % 3600) / 60))}:${pad(second % 60)}${fraction}${zoneText(zone)}`;
}

export const dateTimeText = ({ date, time }: FeelDateTime): string => `${dateText(date)}T${timeText(time)}`;

export function durationText({ nanos }: FeelDuration): string {
  if (nanos === 0n) return "PT0S";
  const size = nanos < 0n ? -nanos : nanos;
  const seconds = size / nanosPerSecond;
  const parts = { D: seconds / 86_400n, H: (seconds / 3600n) % 24n, M: (seconds / 60n) % 60n };
  const fraction = (size % nanosPerSecond).toString().padStart(9, "0").replace(/0+$/, "");
  const rest = seconds % 60n;
  const small = rest === 0n && fraction === "" ? "" : `${rest}${fraction === "" ? "" : `.${fraction}`}S`;
  const clock = `${parts.H === 0n ? "" : `${parts.H}H`}${parts.M === 0n ? "" : `${parts.M}M`}${small}`;
  return `${nanos < 0n ? "-" : ""}P${parts.D === 0n ? "" : `${parts.D}D`}${clock === "" ? "" : `T${clock}`}`;
}

export function monthsText({ months }: FeelMonths): string {
  if (months === 0) return "P0M";
  const size = Math.abs(months);
  const years = Math.floor(size / 12);
  return `${months < 0 ? "-" : ""}P${years === 0 ? "" : `${years}Y`}${size % 12 === 0 ? "" : `${size % 12}M`}`;
}
