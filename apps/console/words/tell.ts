import { formatMoney, type Language } from "@ruyi/kernel";

const localeOf: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

/** Time of day today, with its date on other days, in the viewer's zone unless one is named. */
export function tellTime(iso: string, language: Language, now: number, zone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const named = zone === undefined ? {} : { timeZone: zone };
  const format = (options: Intl.DateTimeFormatOptions, time: Date | number): string =>
    new Intl.DateTimeFormat(localeOf[language], { ...options, ...named }).format(time);
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);
  const day = { year: "numeric", month: "numeric", day: "numeric" } as const;
  if (format(day, at) === format(day, now)) return clock;
  const isThisYear = format({ year: "numeric" }, at) === format({ year: "numeric" }, now);
  const date = format({ month: "long", day: "numeric", ...(isThisYear ? {} : { year: "numeric" }) }, at);
  return language === "zh" ? date + clock : `${date} ${clock}`;
}

/** A day of the calendar with its weekday: 10月1日（周四）, Thu 1 October. */
export function tellDay(date: string, language: Language): string {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(localeOf[language], { ...options, timeZone: "UTC" }).format(Date.parse(date));
  const [day, weekday] = [format({ month: "long", day: "numeric" }), format({ weekday: "short" })];
  return language === "zh" ? `${day}（${weekday}）` : `${weekday} ${day}`;
}

/** The day of a moment, with its year where it is another. */
export function tellDate(iso: string, language: Language, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const isThisYear = at.getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = { month: "long", day: "numeric" };
  return new Intl.DateTimeFormat(localeOf[language], isThisYear ? options : { ...options, year: "numeric" }).format(at);
}

/** How long somebody has waited, in the largest unit that says it. */
export function tellWait(since: string, language: Language, now: number): string {
  const minutes = Math.max(1, Math.floor((now - new Date(since).getTime()) / 60_000));
  if (!Number.isFinite(minutes)) return "";
  const unit = minutes < 60 ? "minute" : minutes < 48 * 60 ? "hour" : "day";
  const count = unit === "minute" ? minutes : Math.floor(minutes / (unit === "hour" ? 60 : 1_440));
  return new Intl.NumberFormat(localeOf[language], { style: "unit", unit, unitDisplay: "short" })
    .format(count)
    .replaceAll(" ", language === "zh" ? "" : " ");
}

export const tellMoney = (amount: { readonly minor: number; readonly currency: string }, language: Language): string =>
  formatMoney(amount, language);
