import {
  dayMs,
  formatDate,
  formatMoment,
  formatMoney,
  formatTime,
  hourMs,
  type Language,
  minuteMs,
  type Money,
} from "@ruyi/kernel";

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
