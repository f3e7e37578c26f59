import type { Bilingual } from "@ruyi/kernel";

/** Times of the wall clock, `HH:MM`. `to` may be `24:00`; a `to` before `from` is of the next day. */
export type Span = { readonly from: string; readonly to: string };
/** From Monday, 1, to Sunday, 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/**
 * A date that is not like its weekday: closed on a holiday, worked like another weekday to make up for one (调休), or
 * open at hours of its own.
 */
export type SpecialDay = {
  /** `2026-10-01`, in the merchant's calendar. */
  readonly date: string;
  readonly name: Bilingual;
} & (
  | { readonly kind: "closed" }
  | { readonly kind: "like"; readonly weekday: Weekday }
  | { readonly kind: "hours"; readonly spans: readonly Span[] }
);

/** When people are there, by the clock of the merchant's zone. */
export type BusinessHours = {
  /** The spans of each weekday, Monday's first. */
  readonly week: readonly (readonly Span[])[];
  /** What counts in "3 working days"; people may be there on others too. */
  readonly workdays: readonly Weekday[];
  readonly days: readonly SpecialDay[];
};

/** What a form begins with; nothing is kept until somebody says so. */
export const usualHours: BusinessHours = {
  week: weekdays.map((weekday) => (weekday <= 5 ? [{ from: "09:00", to: "18:00" }] : [])),
  workdays: [1, 2, 3, 4, 5],
  days: [],
};

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const isClock = (text: string): boolean => clock.test(text);
/** True for times in the right form; whether they follow each other is another question. */
export const isSpan = ({ from, to }: Span): boolean => isClock(from) && (isClock(to) || to === "24:00");

/** A day of the calendar, written `2026-10-01`. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 2000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

export function weekdayOf(date: string): Weekday {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return (day === 0 ? 7 : day) as Weekday;
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

/** Minutes from a day's first midnight; the end may lie in the next day. */
export function minutes({ from, to }: Span): readonly [number, number] {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return [start, end > start ? end : end + dayMinutes];
}

export type HoursRefusal =
  | { readonly reason: "hours-empty-span"; readonly weekday?: Weekday; readonly date?: string }
  | { readonly reason: "hours-overlap"; readonly weekday?: Weekday; readonly date?: string }
  | { readonly reason: "hours-day-twice"; readonly date: string };

/** Why hours cannot be kept as they are written; undefined when they can. */
export function hoursRefusal({ week, days }: BusinessHours): HoursRefusal | undefined {
  for (const [index, spans] of week.entries()) {
    const weekday = weekdays[index] as Weekday;
    if (spans.some(isEmpty)) return { reason: "hours-empty-span", weekday };
  }
  const overlap = overlapIn(week.flatMap((spans, index) => spans.map((span) => shifted(span, index * dayMinutes))));
  if (overlap !== undefined) return { reason: "hours-overlap", weekday: weekdays[overlap] as Weekday };

  const seen = new Set<string>();
  for (const day of days) {
    if (seen.has(day.date)) return { reason: "hours-day-twice", date: day.date };
    seen.add(day.date);
    if (day.kind !== "hours") continue;
    if (day.spans.some(isEmpty)) return { reason: "hours-empty-span", date: day.date };
    if (overlapIn(day.spans.map((span) => shifted(span, 0))) !== undefined)
      return { reason: "hours-overlap", date: day.date };
  }
  return undefined;
}

const isEmpty = ({ from, to }: Span): boolean => from === to;

const shifted = (span: Span, by: number): readonly [number, number] => {
  const [start, end] = minutes(span);
  return [start + by, end + by];
};

/** The day, from 0, of the later of two spans that meet in a week that goes round; undefined when none do. */
function overlapIn(spans: readonly (readonly [number, number])[]): number | undefined {
  const inOrder = spans.toSorted(([a], [b]) => a - b);
  const [first] = inOrder;
  const next = first ? [...inOrder.slice(1), [first[0] + weekMinutes, first[1] + weekMinutes] as const] : [];
  const at = inOrder.findIndex(([, end], index) => end > (next[index]?.[0] ?? Number.POSITIVE_INFINITY));
  return at === -1 ? undefined : Math.floor(((next[at]?.[0] ?? 0) % weekMinutes) / dayMinutes);
}

const specialOn = ({ days }: BusinessHours, date: string): SpecialDay | undefined =>
  days.find((day) => day.date === date);

/** The spans that begin on a date, in their order. */
export function spansOn(hours: BusinessHours, date: string): readonly Span[] {
  const special = specialOn(hours, date);
  const spans =
    special?.kind === "closed"
      ? []
      : special?.kind === "hours"
        ? special.spans
        : (hours.week[(special?.kind === "like" ? special.weekday : weekdayOf(date)) - 1] ?? []);
  return spans.toSorted((a, b) => minutesOf(a.from) - minutesOf(b.from));
}

/** Whether a date is one of "3 working days". A day with hours of its own counts as its weekday does. */
export function isWorkday(hours: BusinessHours, date: string): boolean {
  const special = specialOn(hours, date);
  if (special?.kind === "closed") return false;
  return hours.workdays.includes(special?.kind === "like" ? special.weekday : weekdayOf(date));
}

export type DayOfYear = {
  readonly date: string;
  readonly weekday: Weekday;
  readonly spans: readonly Span[];
  readonly isWorkday: boolean;
  /** Only where the date is not like its weekday. */
  readonly special?: SpecialDay;
};

/** Every day of a calendar year as it will be kept. */
export function daysOfYear(hours: BusinessHours, year: number): readonly DayOfYear[] {
  const days: DayOfYear[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10);
    const special = specialOn(hours, date);
    days.push({
      date,
      weekday: weekdayOf(date),
      spans: spansOn(hours, date),
      isWorkday: isWorkday(hours, date),
      ...(special ? { special } : {}),
    });
  }
  return days;
}
