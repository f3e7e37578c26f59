import { formatMoney, type Language, type Money } from "@ruyi/kernel";
import { dayMs, hourMs, minuteMs } from "@ruyi/kernel";

/** Formats of the typed variables a phrase may hold. */
export type Format = "money" | "date" | "time" | "moment" | "count" | "tail" | "name" | "text" | "duration";
const formats: readonly Format[] = ["money", "date", "time", "moment", "count", "tail", "name", "text", "duration"];

export type Variable = { readonly path: string; readonly format: Format; readonly words: readonly string[] };

const placeholder = /\{([^{}]+)\}/g;

/**
 * The variables of a phrase: `{order.amount, money}`, `{lines.count, count, item, items}`.
 * Throws on a format nobody knows.
 */
export function variablesOfPhrase(text: string): Variable[] {
  return [...text.matchAll(placeholder)].map((match) => parseVariable(match[1] ?? ""));
}

function parseVariable(inside: string): Variable {
  const [path = "", format = "text", ...words] = inside.split(",").map((part) => part.trim());
  if (!formats.includes(format as Format)) {
    throw new Error(`Phrase variable "{${inside}}" has no format "${format}"; use one of ${formats.join(", ")}.`);
  }
  return { path, format: format as Format, words };
}

export type Reader = { readonly language: Language; readonly zone: string; readonly now: string };

/** Fills a phrase in from facts. Throws when a variable has no value: a sentence with a hole must not be sent. */
export function word(text: string, values: (path: string) => unknown, reader: Reader): string {
  return text.replaceAll(placeholder, (_whole, inside: string) => {
    const variable = parseVariable(inside);
    const value = values(variable.path);
    if (value === undefined || value === null) throw new Error(`Phrase variable "{${inside}}" has no value.`);
    return format(value, variable, reader);
  });
}

function format(value: unknown, { format, words, path }: Variable, reader: Reader): string {
  switch (format) {
    case "money":
      if (!isMoney(value)) throw new Error(`"{${path}, money}" needs an amount with a currency.`);
      return formatMoney(value, reader.language);
    case "date":
      return formatDate(instant(value, path), reader);
    case "time":
      return formatTime(instant(value, path), reader);
    case "moment":
      return formatMoment(instant(value, path), reader);
    case "count":
      return formatCount(Number(value), words, reader.language);
    case "tail":
      return String(value).slice(-4);
    case "duration":
      return formatDuration(Number(value), reader.language);
    case "name":
    case "text":
      return inLanguage(value, reader.language);
  }
}

const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value;

function instant(value: unknown, path: string): Date {
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) throw new Error(`"{${path}}" needs a date, found "${String(value)}".`);
  return at;
}

/** A text that exists in both languages is read in the reader's; any other text as it is. */
function inLanguage(value: unknown, language: Language): string {
  if (typeof value === "object" && value !== null && language in value) {
    return String((value as Record<string, unknown>)[language]);
  }
  return String(value);
}

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
export function formatDate(at: Date, reader: Reader): string {
  const { year, month, day, weekday } = local(at, reader.zone);
  const otherYear = year !== local(new Date(reader.now), reader.zone).year;
  if (reader.language === "zh") return `${otherYear ? `${year}年` : ""}${month}月${day}日（${zhWeekdays[weekday]}）`;
  return `${enWeekdays[weekday]} ${day} ${enMonths[month - 1]}${otherYear ? ` ${year}` : ""}`;
}

/** 18:00 / 6 pm, 3:40 pm. */
export function formatTime(at: Date, reader: Reader): string {
  const { hour, minute } = local(at, reader.zone);
  const minutes = String(minute).padStart(2, "0");
  if (reader.language === "zh") return `${String(hour).padStart(2, "0")}:${minutes}`;
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? "" : `:${minutes}`}`;
  return `${clock} ${hour < 12 ? "am" : "pm"}`;
}

/** Date and time; midnight is named as the end of the day before, so that nobody has to ask which night. */
export function formatMoment(at: Date, reader: Reader): string {
  const { hour, minute } = local(at, reader.zone);
  const isMidnight = hour === 0 && minute === 0;
  if (isMidnight || (hour === 23 && minute === 59)) {
    const date = formatDate(isMidnight ? new Date(at.getTime() - minuteMs) : at, reader);
    return reader.language === "zh" ? `${date}24:00` : `the end of ${date}`;
  }
  const [date, time] = [formatDate(at, reader), formatTime(at, reader)];
  return reader.language === "zh" ? `${date}${time}` : `${time} on ${date}`;
}

/** With words, the fitting one behind the number: "1 item", "2 items"; Chinese takes the first as its measure word. */
export function formatCount(count: number, words: readonly string[], language: Language): string {
  if (words.length === 0) return String(count);
  if (language === "zh") return `${count}${words[0]}`;
  return `${count} ${count === 1 ? words[0] : (words[1] ?? words[0])}`;
}

/** A wait, rounded up as VOICE §5 asks: within a minute, whole minutes to 10, steps of 5 to an hour, then hours. */
export function formatDuration(seconds: number, language: Language): string {
  const ms = seconds * 1_000;
  const zh = language === "zh";
  if (ms < minuteMs) return zh ? "1分钟内" : "within a minute";
  const minutes = Math.ceil(ms / minuteMs);
  if (minutes <= 10) return zh ? `约${minutes}分钟` : `about ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  if (minutes <= 60) return zh ? `约${Math.ceil(minutes / 5) * 5}分钟` : `about ${Math.ceil(minutes / 5) * 5} minutes`;
  if (ms < 2 * dayMs) {
    const hours = Math.ceil(ms / hourMs);
    return zh ? `约${hours}小时` : `about ${hours} hours`;
  }
  const days = Math.ceil(ms / dayMs);
  return zh ? `约${days}天` : `about ${days} days`;
}
