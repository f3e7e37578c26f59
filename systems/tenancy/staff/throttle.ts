import { after, dayMs, minuteMs, secondMs } from "@ruyi/kernel";

/** Wrong passwords in a row for one account, and from when it may be tried again. */
export type Attempts = { readonly failures: number; readonly freeAt: Date; readonly at: Date };

const freeTries = 5;
const firstWaitMs = 30 * secondMs;
const longestWaitMs = 15 * minuteMs;
/** After a quiet day an account begins anew. */
export const forgetAfterMs = dayMs;

export type Throttle =
  | { readonly kind: "go"; readonly attempts: Attempts }
  | { readonly kind: "wait"; readonly until: Date };

/**
 * Counts an attempt before its password is looked at, so that a thousand at once are a thousand. Five are free; then
 * each waits twice as long as the one before, from 30 seconds to 15 minutes: some 100 guesses a day.
 */
export function nextAttempt(known: Attempts | undefined, now: Date): Throttle {
  const past = known && now.getTime() - known.at.getTime() < forgetAfterMs ? known : undefined;
  if (past && now < past.freeAt) return { kind: "wait", until: past.freeAt };
  const failures = (past?.failures ?? 0) + 1;
  const doublings = Math.min(failures - freeTries, 20);
  const waitMs = doublings < 0 ? 0 : Math.min(firstWaitMs * 2 ** doublings, longestWaitMs);
  return { kind: "go", attempts: { failures, freeAt: after(now, waitMs), at: now } };
}
