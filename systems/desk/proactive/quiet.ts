/** When nobody is written to unasked, by the clock of where the customer is: from one time of day to another, over midnight too. */
export type QuietHours = { readonly from: string; readonly until: string };

export const usualQuiet: QuietHours = { from: "22:00", until: "08:00" };

/**
 * When somebody may be written to: now, or when the quiet ends. A time of day that the clock leaps over in spring is the moment
 * after the leap; one that comes twice in autumn is the first of the two. Hours that begin and end at once are none.
 */
export function tellAt(now: Date, zone: string, { from, until }: QuietHours): Date {
  const [begins, ends] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(until)];
  if (Temporal.PlainTime.compare(begins, ends) === 0) return now;
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const time = here.toPlainTime();
  const isAfter = Temporal.PlainTime.compare(time, begins) >= 0;
  const isBefore = Temporal.PlainTime.compare(time, ends) < 0;
  const isOverMidnight = Temporal.PlainTime.compare(begins, ends) > 0;
  const isQuiet = isOverMidnight ? isAfter || isBefore : isAfter && isBefore;
  if (!isQuiet) return now;
  const day = isOverMidnight && isAfter ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate();
  const end = day.toZonedDateTime({ timeZone: zone, plainTime: ends }).epochMilliseconds;
  // On the day the clock is set back, a time of day may seem quiet after the quiet is over.
  return new Date(Math.max(end, now.getTime()));
}
