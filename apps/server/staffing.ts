import type { Staffing } from "@ruyi/desk";
import { hourMs } from "@ruyi/kernel";
import { type Calendar, openingAt } from "@ruyi/tenancy";

/** Who waited through the night is answered within this time of the morning (SERVICE-STANDARD §0). */
const answerWithinMs = 2 * hourMs;

/** When people are there, as the desk tells it: those who wait are answered before they go home again, too. */
export function staffingAt(calendar: Calendar, now: Date): Staffing {
  const at = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const opening = openingAt(calendar, at);
  if (opening.kind === "open" && !opening.until) return { isThere: true };
  const closed = opening.kind === "open" && opening.until ? openingAt(calendar, opening.until) : opening;
  const next = closed.kind === "closed" ? closed.next : undefined;
  const from = next && new Date(next.from.epochMilliseconds);
  const answerBy = next && from && new Date(Math.min(from.getTime() + answerWithinMs, next.to.epochMilliseconds));
  return {
    isThere: opening.kind === "open",
    ...(opening.kind === "open" && opening.until ? { until: new Date(opening.until.epochMilliseconds) } : {}),
    ...(from && answerBy ? { back: { from, answerBy } } : {}),
  };
}
