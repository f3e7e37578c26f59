/** The instant of a wall-clock time in a zone, whole days before (or, below zero, after) the day of `now` there. */
export function localTime(now: Date, zone: string, daysAgo: number, hour: number, minute = 0): Date {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const day = today.toPlainDate().subtract({ days: daysAgo });
  const moment = day.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(hour, minute) });
  return new Date(moment.epochMilliseconds);
}

/** The local day as six digits, as order numbers begin: 261124. */
export function dayDigits(at: Date, zone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return [day.year % 100, day.month, day.day].map((part) => String(part).padStart(2, "0")).join("");
}
