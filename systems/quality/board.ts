import { shareOf } from "@ruyi/kernel";
import type { z } from "zod";
import type { AsOne } from "./as-one.ts";
import type { QualityScores, QualityView } from "./contract.ts";
import { fitness } from "./replay.ts";
import type { Sums } from "./store.ts";

/** The four scores of a sum of cases. What was not there to be scored has none. */
export function scoresOf(sums: Omit<Sums, "value"> | undefined): z.input<typeof QualityScores> {
  if (!sums) return { cases: 0, order: null, fitness: null, decisions: null, timing: null, phrases: null };
  const { cases, inOrder, compared, agreed, kept, late, due, said } = sums;
  return {
    cases,
    order: shareOf(inOrder, cases) ?? null,
    fitness: sums.consumed === 0 ? null : fitness([sums]),
    decisions: shareOf(agreed, compared) ?? null,
    timing: shareOf(kept, kept + late) ?? null,
    phrases: shareOf(said, due) ?? null,
  };
}

/** The index with its interval, or without where chance cannot be told from so few groups. */
export const asOneOut = ({ index, interval, pairs, groups }: AsOne) => ({
  ...{ index: index ?? null, low: interval?.[0] ?? null, high: interval?.[1] ?? null, pairs, groups },
});

type Deviation = z.input<typeof QualityView>["deviations"][number];
const kinds = ["override", "left", "out-of-turn", "late", "unsaid"] as const;

/** A deviation as it is kept (`override small/refund pay-anyway`) told apart; undefined where it is of no kind we know. */
export function deviationOut(row: {
  readonly deviation: string;
  readonly procedure: string;
  readonly cases: number;
  readonly of: number;
}): Deviation | undefined {
  const [name = "", where = "", id] = row.deviation.split(" ");
  const kind = kinds.find((each) => each === name);
  const cases = shareOf(row.cases, row.of);
  if (!kind || !cases) return undefined;
  const [procedure = "", step = ""] = where.split("/");
  return { deviation: row.deviation, kind, procedure, step, id: id ?? null, cases };
}
