import { type Random, between, dayMs } from "@ruyi/kernel";
import { localTime } from "../calendar.ts";
import { weighted } from "../chance.ts";

/** A hump of a day's shape, in hours. */
const hump = (hour: number, at: number, width: number, height: number): number =>
  height * Math.exp(-((hour - at) ** 2) / (2 * width ** 2));

/** How a day's arrivals lie over its half hours: few at night, a peak late in the morning and a higher one after supper. */
const slots: readonly (readonly [weight: number, slot: number])[] = Array.from({ length: 48 }, (_, slot) => {
  const hour = slot / 2 + 0.25;
  return [0.045 + hump(hour, 11, 2.1, 1) + hump(hour, 15.5, 1.8, 0.35) + hump(hour, 20.5, 1.9, 1.2), slot] as const;
});

/** Monday to Sunday: the days after a weekend of parcels are busy, and so are evenings off. */
const weekdays = [1.1, 1.02, 0.97, 0.94, 0.96, 1.02, 1.08];

const weekdayOf = (at: Date, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).dayOfWeek;

/** The moments of one local day at which somebody writes for the first time, oldest first, none after `now`. */
export function arrivalsOf(
  random: Random,
  day: { readonly now: Date; readonly zone: string; readonly daysAgo: number; readonly usual: number },
): Date[] {
  const { now, zone, daysAgo, usual } = day;
  const weekday = weekdays[weekdayOf(localTime(now, zone, daysAgo, 12), zone) - 1] ?? 1;
  // Summed from a dozen draws, so that most days are ordinary ones.
  const noise = Array.from({ length: 12 }, () => random()).reduce((sum, draw) => sum + draw, -6) * 0.06;
  const count = Math.max(0, Math.round(usual * weekday * (1 + noise)));
  return Array.from({ length: count }, () => localMoment(random, now, zone, daysAgo))
    .filter((at) => at < now)
    .toSorted((a, b) => a.getTime() - b.getTime());
}

function localMoment(random: Random, now: Date, zone: string, daysAgo: number): Date {
  const slot = weighted(random, slots);
  const minute = (slot % 2) * 30 + between(random, 0, 29);
  return new Date(localTime(now, zone, daysAgo, Math.floor(slot / 2), minute).getTime() + between(random, 0, 59_999));
}

/** Another moment some days after one, at an hour at which people write. */
export function daysLater(random: Random, at: Date, zone: string, days: number): Date {
  const moment = localMoment(random, new Date(at.getTime() + days * dayMs), zone, 0);
  return moment > at ? moment : new Date(moment.getTime() + dayMs);
}
