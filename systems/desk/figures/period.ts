/** Days of a merchant's calendar, as 2026-11-27, the last one included. */
export type Period = { readonly from: string; readonly to: string };

/** From an instant until just before another. */
export type Window = { readonly from: Date; readonly until: Date };

const dateOf = (day: string): Temporal.PlainDate => Temporal.PlainDate.from(day);
const startOf = (day: Temporal.PlainDate, zone: string): Date =>
  new Date(day.toZonedDateTime({ timeZone: zone }).epochMilliseconds);

/** The day it is in a zone. */
export const dayAt = (at: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();

export const windowOf = ({ from, to }: Period, zone: string): Window => ({
  from: startOf(dateOf(from), zone),
  until: startOf(dateOf(to).add({ days: 1 }), zone),
});

export const shifted = ({ from, to }: Period, days: number): Period => ({
  from: dateOf(from).add({ days }).toString(),
  to: dateOf(to).add({ days }).toString(),
});

/** How many days a period has; zero or less when it ends before it begins. */
export const daysIn = ({ from, to }: Period): number => dateOf(from).until(dateOf(to)).days + 1;

/** The days of a period, one by one. */
export const daysOf = (period: Period): string[] =>
  Array.from({ length: daysIn(period) }, (_, days) => dateOf(period.from).add({ days }).toString());

/** The same wall-clock time some days before. */
export function sameTimeBefore(at: Date, zone: string, days: number): Date {
  const moment = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return new Date(moment.subtract({ days }).epochMilliseconds);
}

/**
 * Where the half hours of a wall-clock day begin, and where the last one ends: 49 instants. On the days on which clocks
 * are changed some half hours are empty or longer.
 */
export function halfHoursOf(day: string, zone: string): Date[] {
  const date = dateOf(day);
  const starts = Array.from({ length: 48 }, (_, slot) => {
    const plainTime = new Temporal.PlainTime(Math.floor(slot / 2), (slot % 2) * 30);
    return new Date(date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds);
  });
  const bounds = [...starts, startOf(date.add({ days: 1 }), zone)];
  // A half hour that the clock leaps over is named by an instant after its end; it is empty.
  return bounds.map((_, place) => new Date(Math.min(...bounds.slice(place).map((bound) => bound.getTime()))));
}

/** How long nobody must have come back about an order for it to count as settled. */
export const quietDays = 7;

/**
 * The days whose quiet is known: of a period that is old enough all its days, otherwise the newest week of which every
 * day is.
 */
export function knownPeriod(asked: Period, now: Date, zone: string): Period {
  const lastKnown = dateOf(dayAt(now, zone)).subtract({ days: quietDays + 1 });
  if (Temporal.PlainDate.compare(dateOf(asked.to), lastKnown) <= 0) return asked;
  return { from: lastKnown.subtract({ days: 6 }).toString(), to: lastKnown.toString() };
}

/** From when on the whole period's quiet will be known. */
export const knownFrom = ({ to }: Period, zone: string): Date => startOf(dateOf(to).add({ days: quietDays + 1 }), zone);
