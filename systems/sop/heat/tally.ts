import { partOf } from "../advance.ts";
import type { VersionOf } from "../again.ts";
import { type Procedure, stepOf } from "../procedure.ts";
import type { Run } from "../run.ts";
import { bucketOf } from "./duration.ts";
import { type LogEvent, stretchesOf } from "./passages.ts";

/**
 * What is counted of the runs that began on one day, for each procedure and part they went through:
 * `run` (from `begun`, `handed-over`, `ended` with an outcome, or `moved-on` from a step to another version and `moved-in`
 * there), `step` (one that was come to), `way` (from one step
 * to the next; to `""` where it ended) and `stay` (how long a run rested at a step, in buckets of `duration.ts`).
 */
export type Count = {
  readonly procedure: string;
  readonly hash: string;
  /** The calendar day on which the run began, in its own zone: all counts of a period are about the same runs. */
  readonly day: string;
  readonly what: "run" | "step" | "way" | "stay";
  readonly from: string;
  readonly to: string;
  /** Different runs, each counted the first time it does this; and how often it was done in all. */
  readonly runs: number;
  readonly times: number;
};

/**
 * What a run adds to the counts by its events after the place `after`; all of them when it is 0. Pure and additive:
 * the counts up to a place and those after it sum to the counts of the whole log.
 */
export function countsOf(versionOf: VersionOf, run: Run, log: readonly LogEvent[], after = 0): Count[] {
  const [first] = log;
  if (!first) return [];
  const day = dayOf(first.event.at, run.zone);
  const counts = new Map<string, Count>();
  const seen = new Set<string>();
  // Where the run stands in its procedure and in each part it is in, and since which event.
  const standing = new Map<Procedure, { readonly step: string; readonly at: string; readonly place: number }>();

  for (const { place, at, passages, moved } of stretchesOf(versionOf, run, log)) {
    const add = ({ id, hash }: Procedure, what: Count["what"], from: string, to = ""): void => {
      const key = [hash, what, from, to].join(" ");
      const isFirst = !seen.has(key);
      seen.add(key);
      if (place <= after) return;
      const before = counts.get(key);
      counts.set(key, {
        ...{ procedure: id, hash, day, what, from, to },
        runs: (before?.runs ?? 0) + (isFirst ? 1 : 0),
        times: (before?.times ?? 0) + 1,
      });
    };
    if (moved) {
      for (const each of moved.places) {
        const [old, fresh] = [partOf(moved.from, each), partOf(moved.to, each)];
        add(old, "run", "moved-on", each.step);
        add(fresh, "run", "moved-in", each.step);
        const stood = standing.get(old);
        standing.delete(old);
        if (stood) standing.set(fresh, stood);
      }
    }
    for (const { procedure: part, from, to, outcome } of passages) {
      const stood = standing.get(part);
      if (stood && stood.place < place) {
        add(part, "stay", stood.step, String(bucketOf(Date.parse(at) - Date.parse(stood.at))));
      }
      if (from === undefined) add(part, "run", "begun");
      else add(part, "way", from, to);
      if (to === undefined) {
        standing.delete(part);
        add(part, "run", "ended", outcome);
        continue;
      }
      standing.set(part, { step: to, at, place });
      add(part, "step", to);
      if (stepOf(part, to).kind === "hand-off") for (const each of standing.keys()) add(each, "run", "handed-over");
    }
  }
  return [...counts.values()];
}

/** Adds up counts of many runs: one for each thing counted. */
export function summed(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>();
  for (const count of counts) {
    const key = [count.hash, count.day, count.what, count.from, count.to].join(" ");
    const before = sums.get(key);
    sums.set(key, before ? { ...before, runs: before.runs + count.runs, times: before.times + count.times } : count);
  }
  return [...sums.values()];
}

/** The calendar day of an instant in a zone: `2026-11-24`. */
export const dayOf = (at: string, zone: string): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
