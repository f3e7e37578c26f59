import type { Language } from "@ruyi/kernel";

const localeOf: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

export const tellCount = (count: number, language: Language): string =>
  new Intl.NumberFormat(localeOf[language], { maximumFractionDigits: 0 }).format(count);

/** A share in hundredths: 91.6%, or 9% where a tenth would say more than is known. */
export const tellShare = (share: number, language: Language, digits = 1): string =>
  new Intl.NumberFormat(localeOf[language], {
    ...{ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits },
  }).format(share);

/** A length of time in at most two units: 4.3秒, 2分10秒, 3小时5分. */
export function tellSpan(ms: number, language: Language): string {
  const seconds = ms / 1_000;
  const words = language === "zh" ? spans.zh : spans.en;
  if (seconds < 60)
    return join([[seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds), words.s]], language);
  if (seconds < 3_600)
    return join(
      [
        [Math.floor(seconds / 60), words.m],
        [Math.round(seconds % 60), words.s],
      ],
      language,
    );
  return join(
    [
      [Math.floor(seconds / 3_600), words.h],
      [Math.round((seconds % 3_600) / 60), words.m],
    ],
    language,
  );
}

const spans = {
  zh: { s: "秒", m: "分", h: "小时" },
  en: { s: "s", m: "min", h: "h" },
} as const;

function join(parts: readonly (readonly [number, string])[], language: Language): string {
  const gap = language === "zh" ? "" : " ";
  const told = parts.filter(([count], place) => count > 0 || place === 0 || parts.length === 1);
  return told.map(([count, unit]) => `${count}${gap}${unit}`).join(gap);
}

const instant = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** A day of the calendar with its weekday: 11月27日周五. */
export const tellDay = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(localeOf[language], {
    timeZone: "UTC",
    month: "long",
    day: "numeric",
    weekday: language === "zh" ? "short" : "long",
  }).format(instant(day));

/** From one day to another, as short as it can be said: 11月14日–20日, 28 Nov–2 Dec. */
export function tellDays(from: string, to: string, language: Language): string {
  const month = language === "zh" ? "long" : "short";
  const whole = new Intl.DateTimeFormat(localeOf[language], { timeZone: "UTC", month, day: "numeric" });
  if (from === to) return whole.format(instant(from));
  const isOneMonth = from.slice(0, 7) === to.slice(0, 7);
  const day = new Intl.DateTimeFormat(localeOf[language], { timeZone: "UTC", day: "numeric" });
  const [first, last] =
    language === "zh"
      ? [whole.format(instant(from)), (isOneMonth ? day : whole).format(instant(to))]
      : [(isOneMonth ? day : whole).format(instant(from)), whole.format(instant(to))];
  return `${first}–${last}`;
}

/** The date of an instant in the shop's zone: 12月6日. */
export const tellDate = (iso: string, zone: string, language: Language): string =>
  new Intl.DateTimeFormat(localeOf[language], {
    ...{ timeZone: zone, month: language === "zh" ? "long" : "short", day: "numeric" },
  }).format(new Date(iso));

/** A time of day in the shop's zone: 15:00. */
export const tellClock = (iso: string, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    new Date(iso),
  );
