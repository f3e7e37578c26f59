import { type BusinessHours, hoursRefusal, type HoursBody, type Span, type SpecialDay } from "@ruyi/tenancy/contract";
import type { hoursWords } from "../../words/hours.ts";

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const isTime = (text: string, isEnd: boolean): boolean => clock.test(text) || (isEnd && text === "24:00");

/** What somebody means by `9`, `930` or `9:30`; what is no time stays as it was written. */
export function timeFrom(text: string): string {
  const digits = /^\s*(\d{1,2})[:：.]?(\d{2})?\s*$/.exec(
    text.length <= 2 ? text : text.replace(/^(\d{1,2})(\d{2})$/, "$1:$2"),
  );
  if (!digits) return text;
  const time = `${(digits[1] ?? "").padStart(2, "0")}:${digits[2] ?? "00"}`;
  return isTime(time, true) ? time : text;
}

/** The week with its times as they are meant, however they were typed. */
export const tidied = (hours: HoursBody): HoursBody => ({
  ...hours,
  week: hours.week.map((spans) => spans.map(({ from, to }) => ({ from: timeFrom(from), to: timeFrom(to) }))),
});

export type Wrong = {
  readonly word: keyof typeof hoursWords & ("badTime" | "overlap" | "empty");
  readonly weekday?: number;
  readonly date?: string;
};

const hasBadTime = (spans: readonly Span[]): boolean =>
  spans.some(({ from, to }) => !isTime(from, false) || !isTime(to, true));

/** The first thing wrong with hours as they are written; undefined when they can be saved. */
export function wrongWith(hours: BusinessHours): Wrong | undefined {
  const weekday = hours.week.findIndex(hasBadTime);
  if (weekday !== -1) return { word: "badTime", weekday: weekday + 1 };
  const day = hours.days.find((each) => each.kind === "hours" && hasBadTime(each.spans));
  if (day) return { word: "badTime", date: day.date };
  const refusal = hoursRefusal(hours);
  if (!refusal) return undefined;
  const { reason, ...where } = refusal;
  return { word: reason === "hours-empty-span" ? "empty" : "overlap", ...where };
}

/** A `to` that is not after its `from` is of the next day. */
export const endsNextDay = ({ from, to }: Span): boolean =>
  isTime(from, false) && isTime(to, true) && to <= from && to !== "24:00";

/** Days beside each other that are alike, told as one. */
export type Stretch = { readonly first: SpecialDay; readonly last: SpecialDay; readonly count: number };

export function stretchesOf(days: readonly SpecialDay[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const day of days.toSorted((a, b) => a.date.localeCompare(b.date))) {
    const before = stretches.at(-1);
    if (before && nextDate(before.last.date) === day.date && alike(before.last, day)) {
      stretches[stretches.length - 1] = { ...before, last: day, count: before.count + 1 };
    } else {
      stretches.push({ first: day, last: day, count: 1 });
    }
  }
  return stretches;
}

const alike = (a: SpecialDay, b: SpecialDay): boolean =>
  JSON.stringify({ ...a, date: "" }) === JSON.stringify({ ...b, date: "" });

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Every date from one to another, both included; empty when the second is before the first or too far. */
export function datesBetween(first: string, last: string): readonly string[] {
  const dates: string[] = [];
  for (let date = first; date <= last && dates.length <= farthest; date = nextDate(date)) dates.push(date);
  return dates.length > farthest ? [] : dates;
}
const farthest = 60;

/** These days instead of whatever stood on their dates. */
export function withDays(hours: HoursBody, days: HoursBody["days"], without: readonly string[] = []): HoursBody {
  const gone = new Set([...without, ...days.map(({ date }) => date)]);
  const all = [...hours.days.filter(({ date }) => !gone.has(date)), ...days];
  return { ...hours, days: all.toSorted((a, b) => a.date.localeCompare(b.date)) };
}
