import type { Days } from "../../api/figures.ts";
import type { TodaySearch } from "./route.ts";

const dayIn = (zone: string, at: Date): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** The day some days before another, both as 2026-11-27. */
export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

/** The days the address asks for, in the shop's calendar; nothing for today, which the service knows best. */
export function daysAsked(asked: TodaySearch["days"], zone: string, now: number): Days {
  const today = dayIn(zone, new Date(now));
  switch (asked) {
    case undefined:
      return {};
    case "yesterday":
      return { from: daysBefore(today, 1), to: daysBefore(today, 1) };
    case "week":
      return { from: daysBefore(today, 6), to: today };
    case "month":
      return { from: daysBefore(today, 27), to: today };
  }
}
