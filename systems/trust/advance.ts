import { after, dayMs } from "@ruyi/kernel";
import type { TrustPolicy } from "./policy.ts";

/**
 * What became of money advanced before its goods were back.
 * - `open`: nothing seen yet; the only state in which reminders go out
 * - `on-its-way`: a carrier has scanned the parcel, so its lateness is nobody's fault here
 * - `overdue`: the grace is over, nothing was ever scanned, nobody disputes it; a person decides how to recover it
 * - `closed`: the goods came, or the money was returned; `written-off`: the shop or the fund bears it
 */
export type AdvanceState = "open" | "on-its-way" | "overdue" | "closed" | "written-off";

/** The steps towards recovery, each at its date. None of them takes money: a charge needs the customer's yes. */
export type AdvanceStep = "remind-first" | "remind-second" | "notice" | "overdue";

const steps: readonly AdvanceStep[] = ["remind-first", "remind-second", "notice", "overdue"];

/** When a step is due for an advance given at `from`: day 3, day 5, the last day to hand over, and the end of the grace. */
export function dueAt(step: AdvanceStep, from: Date, policy: TrustPolicy): Date {
  switch (step) {
    case "remind-first":
      return after(from, 3 * dayMs);
    case "remind-second":
      return after(from, 5 * dayMs);
    case "notice":
      return after(from, policy.sendByDays * dayMs);
    case "overdue":
      return after(from, (policy.sendByDays + policy.graceDays) * dayMs);
  }
}

/** A step never follows the one before it sooner than this, so that a late reminder still leaves its time. */
function gapBefore(step: AdvanceStep, policy: TrustPolicy): number {
  return (step === "overdue" ? policy.graceDays : 1) * dayMs;
}

export type PlannedStep = { readonly step: AdvanceStep; readonly at: Date };

export const firstStep = (from: Date, policy: TrustPolicy): PlannedStep => ({
  step: "remind-first",
  at: dueAt("remind-first", from, policy),
});

/** What follows a step taken `now`: on its date, or later where this step was late. Undefined after the last. */
export function stepAfter(step: AdvanceStep, from: Date, now: Date, policy: TrustPolicy): PlannedStep | undefined {
  const next = steps[steps.indexOf(step) + 1];
  if (!next) return undefined;
  const planned = dueAt(next, from, policy);
  const earliest = after(now, gapBefore(next, policy));
  return { step: next, at: planned > earliest ? planned : earliest };
}
