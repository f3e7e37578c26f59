import type { Language } from "./language.ts";
import { minuteMs } from "./time.ts";

/** Who reads a time: in their language, by the calendar of `zone`, at `now`. */
export type TimeReader = { readonly language: Language; readonly zone: string; readonly now: string | Date };

const zhWeekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const enWeekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const enMonths = "January February March April May June July August September October November December".split(" ");

type Local = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
};

function local(at: Date, zone: string): Local {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return {
    year: there.year,
    month: there.month,
    day: there.day,
    weekday: there.dayOfWeek % 7,
    hour: there.hour,
    minute: there.minute,
  };
}

/** 11月24日（周二） / Tuesday 24 November; the year only when it is not this one. */
export function formatDate(at: Date, reader: TimeReader): string {
  const { year, month, day, weekday } = local(at, reader.zone);
  const otherYear = year !== local(new Date(reader.now), reader.zone).year;
  if (reader.language === "zh") return `${otherYear ? `${year}年` : ""}${month}月${day}日（${zhWeekdays[weekday]}）`;
  return `${enWeekdays[weekday]} ${day} ${enMonths[month - 1]}${otherYear ? ` ${year}` : ""}`;
}

/** 18:00 / 6 pm, 3:40 pm. */
export function formatTime(at: Date, reader: TimeReader): string {
  const { hour, minute } = local(at, reader.zone);
  const minutes = String(minute).padStart(2, "0");
  if (reader.language === "zh") return `${String(hour).padStart(2, "0")}:${minutes}`;
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? "" : `:${minutes}`}`;
  return `${clock} ${hour < 12 ? "am" : "pm"}`;
}

/** What a zone is called where its time is told to somebody who may live in another: ET, 纽约时间. */
export const zoneName = (zone: string, language: Language, at: Date): string =>
  new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "shortGeneric" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value ?? zone;

/** In how many days of the calendar: 0 today, 1 tomorrow. */
export function daysAhead(at: Date, { zone, now }: TimeReader): number {
  const [day, today] = [at, new Date(now)].map((each) =>
    Temporal.Instant.fromEpochMilliseconds(each.getTime()).toZonedDateTimeISO(zone).toPlainDate(),
  ) as [Temporal.PlainDate, Temporal.PlainDate];
  return today.until(day).days;
}

/** Date and time; midnight is named as the end of the day before, so that nobody has to ask which night. */
export function formatMoment(at: Date, reader: TimeReader): string {
  const { hour, minute } = local(at, reader.zone);
  const isMidnight = hour === 0 && minute === 0;
  if (isMidnight || (hour === 23 && minute === 59)) {
    const date = formatDate(isMidnight ? new Date(at.getTime() - minuteMs) : at, reader);
    return reader.language === "zh" ? `${date}24:00` : `the end of ${date}`;
  }
  const [date, time] = [formatDate(at, reader), formatTime(at, reader)];
  return reader.language === "zh" ? `${date}${time}` : `${time} on ${date}`;
}
