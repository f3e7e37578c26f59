import { z } from "zod";
import { Day } from "../figures/contract.ts";
import { measureNames } from "./effect.ts";

/** Wire shapes of what the assistant's modes come to, for servers and browsers alike. */

const count = z.int().nonnegative();
const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable();
/** People of whom the measure is known, and the figure with the interval in which it lies nineteen times in twenty. */
const Side = z.object({ people: count, estimate: Estimate });

export const MeasureName = z.enum(measureNames);

export const AssistantEffect = z
  .object({
    from: Day,
    to: Day,
    /** The matter it is about; null for all. */
    procedure: z.string().nullable(),
    /** The draw by which people came to their sides; null where nobody was drawn. */
    draw: z.int().nullable(),
    /** People drawn to each side; those who stood on both, because a share was lowered, are in neither. */
    people: z.object({ served: count, heldOut: count, onBoth: count }),
    /** Fewer people on a side than this tell nothing. */
    fewest: count,
    currency: z.string().nullable(),
    measures: z.array(
      z.object({
        /** Shares; milliseconds of the middle person; minor units a person. */
        name: MeasureName,
        served: Side,
        heldOut: Side,
        difference: Estimate,
        verdict: z.enum(["more", "less", "within-chance", "too-few"]),
        needed: z.int().nullable(),
      }),
    ),
    /** What became of drafts that agents had before them. */
    drafts: z.object({ used: count, edited: count, unused: count }),
  })
  .meta({ id: "AssistantEffect" });

export const EffectCase = z
  .object({
    conversationId: z.string(),
    at: z.string(),
    side: z.enum(["served", "held-out"]),
    /** What this person counts for in the measure. */
    value: z.number(),
  })
  .meta({ id: "AssistantEffectCase" });
