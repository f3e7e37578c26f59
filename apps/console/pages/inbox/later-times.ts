/** Times to come back at, in the agent's own zone. */
export type LaterTime = {
  readonly word: "laterHour" | "laterEvening" | "laterTomorrow" | "laterMonday" | "laterReply";
  readonly at: Date;
};

const on = (now: Date, days: number, hour: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** The next ones that make sense from now on; the last waits for the customer, and not for ever. */
export function laterTimes(now: Date): LaterTime[] {
  const hour = new Date(now.getTime() + 3_600_000);
  hour.setSeconds(0, 0);
  const evening = on(now, 0, 18);
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { word: "laterHour", at: hour },
    ...(evening.getTime() - now.getTime() > 3_600_000 ? [{ word: "laterEvening", at: evening } as const] : []),
    { word: "laterTomorrow", at: on(now, 1, 9) },
    ...(untilMonday > 1 ? [{ word: "laterMonday", at: on(now, untilMonday, 9) } as const] : []),
    { word: "laterReply", at: on(now, 30, 9) },
  ];
}

/** A time of one's own, as the browser's field gives it; undefined when it is none, or past. */
export function timeFrom(local: string, now: number): string | undefined {
  const at = new Date(local).getTime();
  return Number.isFinite(at) && at > now ? new Date(at).toISOString() : undefined;
}
