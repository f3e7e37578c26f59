import type { Language } from "@ruyi/kernel";

const localeOf: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-US" };

export type Now = { readonly at: number; readonly zone?: string | undefined };

const partsOf = (at: Date, language: Language, zone: string | undefined) =>
  new Map(
    new Intl.DateTimeFormat(localeOf[language], {
      year: "numeric",
      month: language === "zh" ? "numeric" : "long",
      day: "numeric",
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(zone === undefined ? {} : { timeZone: zone }),
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/** The time of day; the day before it where it is not today's. Empty for what is no time. */
export function tellTime(iso: string, language: Language, { at: now, zone }: Now): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const [then, today] = [partsOf(at, language, zone), partsOf(new Date(now), language, zone)];
  const clock = `${then.get("hour")}:${then.get("minute")}`;
  if (["year", "month", "day"].every((part) => then.get(part as "day") === today.get(part as "day"))) return clock;
  const year = then.get("year") === today.get("year") ? "" : then.get("year");
  return language === "zh"
    ? `${year ? `${year}年` : ""}${then.get("month")}月${then.get("day")}日（${then.get("weekday")?.replace("星期", "周")}）${clock}`
    : `${then.get("weekday")} ${then.get("day")} ${then.get("month")}${year ? ` ${year}` : ""}, ${clock}`;
}

/** The day alone: 11月26日, 26 Nov; with its year where that is not this one. Empty for what is no time. */
export function tellDay(iso: string, language: Language, { at: now, zone }: Now): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const [then, today] = [partsOf(at, language, zone), partsOf(new Date(now), language, zone)];
  const year = then.get("year") === today.get("year") ? "" : then.get("year");
  return language === "zh"
    ? `${year ? `${year}年` : ""}${then.get("month")}月${then.get("day")}日`
    : `${then.get("day")} ${then.get("month")?.slice(0, 3)}${year ? ` ${year}` : ""}`;
}

/** A wait as VOICE §5 words it; undefined where it is too long to be a figure. */
export function tellWait(seconds: number, language: Language): string | undefined {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  if (minutes > 60) return undefined;
  const rounded = minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5;
  if (rounded === 1) return language === "zh" ? "1分钟内" : "within a minute";
  return language === "zh" ? `约${rounded}分钟` : `about ${rounded} minutes`;
}
