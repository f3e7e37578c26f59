import { type BusinessHours, isWorkday, minutes, spansOn } from "./hours.ts";

/** Hours as they are kept in a zone. */
export type Calendar = { readonly hours: BusinessHours; readonly zone: string };

/** Time without a gap in which people are there. */
export type Stretch = { readonly from: Temporal.Instant; readonly to: Temporal.Instant };

export type Opening =
  /** Undefined when no end is in sight: open day and night. */
  | { readonly kind: "open"; readonly until: Temporal.Instant | undefined }
  /** Undefined when nobody comes within the year. */
  | { readonly kind: "closed"; readonly next: Stretch | undefined };

/** How far ahead is looked for an opening: longer than any holiday, and the next year's are often not known yet. */
const farthestDays = 400;
/** An opening longer than this has no end worth telling. */
const longestDays = 14;

const before = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const latest = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (before(a, b) ? b : a);
const dateOf = (at: Temporal.Instant, zone: string): Temporal.PlainDate => at.toZonedDateTimeISO(zone).toPlainDate();

/** What the wall clock says, on the night the clocks change too: a time that is left out comes when it would have come. */
function instantOf(date: Temporal.PlainDate, minute: number, zone: string): Temporal.Instant {
  const day = date.add({ days: Math.floor(minute / 1_440) });
  const time = { hour: Math.floor((minute % 1_440) / 60), minute: minute % 60 };
  return day.toPlainDateTime(time).toZonedDateTime(zone).toInstant();
}

function stretchesOn({ hours, zone }: Calendar, date: Temporal.PlainDate): Stretch[] {
  const stretches = spansOn(hours, date.toString()).flatMap((span) => {
    const [from, to] = minutes(span).map((minute) => instantOf(date, minute, zone)) as [
      Temporal.Instant,
      Temporal.Instant,
    ];
    // A span within the hour that spring leaves out does not happen.
    return before(from, to) ? [{ from, to }] : [];
  });
  return stretches.toSorted((a, b) => Temporal.Instant.compare(a.from, b.from));
}

/**
 * The stretches that end after `at`, in order, without what lies before it. Neighbours that touch are one, however they
 * came about; one that goes on and on is told in parts.
 */
function* stretchesAfter(calendar: Calendar, at: Temporal.Instant): Generator<Stretch, undefined, undefined> {
  let date = dateOf(at, calendar.zone).subtract({ days: 1 });
  let told = at;
  let growing: Stretch | undefined;
  for (let day = 0; day < farthestDays; day += 1, date = date.add({ days: 1 })) {
    for (const { from, to } of stretchesOn(calendar, date)) {
      if (!before(told, to)) continue;
      if (growing && !before(growing.to, from)) {
        growing = { from: growing.from, to: latest(growing.to, to) };
      } else {
        if (growing) yield growing;
        growing = { from: latest(from, told), to };
      }
      told = growing.to;
    }
    if (growing && growing.to.since(growing.from).total("hours") > longestDays * 24) {
      yield growing;
      growing = undefined;
    }
  }
  if (growing) yield growing;
  return undefined;
}

/** Whether people are there, until when, and otherwise when they next are. */
export function openingAt(calendar: Calendar, at: Temporal.Instant): Opening {
  const next = stretchesAfter(calendar, at).next().value;
  if (!next || before(at, next.from)) return { kind: "closed", next };
  const isEndless = next.to.since(at).total("hours") > longestDays * 24;
  return { kind: "open", until: isEndless ? undefined : next.to };
}

/** The end of the `count`th working day after the day of `at`, at the merchant's midnight; undefined when there are too few. */
export function endOfWorkingDays(
  calendar: Calendar,
  at: Temporal.Instant,
  count: number,
): Temporal.Instant | undefined {
  const { hours, zone } = calendar;
  let date = dateOf(at, zone);
  let left = count;
  for (let day = 0; left > 0; day += 1) {
    if (day > farthestDays + count * 7) return undefined;
    date = date.add({ days: 1 });
    if (isWorkday(hours, date.toString())) left -= 1;
  }
  return instantOf(date, 1_440, zone);
}

/** The first moment by which so much time with people there has passed; undefined when it will not within the year. */
export function addOpenTime(
  calendar: Calendar,
  at: Temporal.Instant,
  time: Temporal.Duration,
): Temporal.Instant | undefined {
  let left = time.total("milliseconds");
  for (const { from, to } of stretchesAfter(calendar, at)) {
    const length = to.since(from).total("milliseconds");
    if (left <= length) return from.add({ milliseconds: left });
    left -= length;
  }
  return undefined;
}

/** How much time with people there lies between two moments. */
export function openTimeBetween(calendar: Calendar, from: Temporal.Instant, to: Temporal.Instant): Temporal.Duration {
  let milliseconds = 0;
  for (const stretch of stretchesAfter(calendar, from)) {
    if (!before(stretch.from, to)) break;
    const end = before(to, stretch.to) ? to : stretch.to;
    milliseconds += end.since(stretch.from).total("milliseconds");
  }
  return Temporal.Duration.from({ milliseconds });
}
