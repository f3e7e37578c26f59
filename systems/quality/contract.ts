import { z } from "zod";

/** Wire shapes of quality boards, for servers and browsers alike. */

/** A share with the interval in which it lies nineteen times in twenty: a hundred of a hundred is not the same as two of two. */
export const QualityShare = z.object({
  count: z.int(),
  of: z.int(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});

/** What cases can be told apart by. */
export const groupings = ["executor", "person", "shift", "channel", "procedure"] as const;
export const scoreNames = ["order", "decisions", "timing", "phrases"] as const;

/** Four scores that are never made one. Null where there was nothing to score. */
export const QualityScores = z.object({
  cases: z.int(),
  /** Cases in which the procedure was followed step by step. */
  order: QualityShare.nullable(),
  /** How well the ways gone fit the procedure, from 0 to 1 (token replay), over the cases that went to their end. */
  fitness: z.number().nullable(),
  /** Of cases that have others with equal facts, those decided as at least half of the others were. */
  decisions: QualityShare.nullable(),
  /** Promises kept by their time, of those that came due or were told. */
  timing: QualityShare.nullable(),
  /** Lines to be said to the letter that stand in the conversation to the letter. */
  phrases: QualityShare.nullable(),
});

const AsOneView = z.object({
  /** Of all pairs of cases with equal facts, the share with equal outcome; null where there is no pair. */
  index: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  pairs: z.int(),
  groups: z.int(),
});

export const QualityView = z
  .object({
    from: z.string(),
    to: z.string(),
    zone: z.string(),
    by: z.enum(groupings),
    total: QualityScores,
    /** The largest groups first; of people with the name they have today. */
    groups: z.array(z.object({ value: z.string(), name: z.string().nullable(), scores: QualityScores })),
    asOne: AsOneView.extend({
      /** Only of cases in which a person decided: where rules decide alone, equal cases cannot differ. */
      ofPeople: AsOneView,
      /** The latest cases that were compared, where there were more. */
      latest: z.int(),
    }),
    /** Groups of equal cases decided otherwise, the most disagreeing pairs first. */
    disagreements: z.array(
      z.object({
        key: z.string(),
        procedure: z.string(),
        /** What was known, line by line, in ids. */
        facts: z.array(z.string()),
        pairsApart: z.int(),
        outcomes: z.array(z.object({ outcome: z.string(), cases: z.int() })),
      }),
    ),
    /** What was done otherwise than the procedure says, the commonest first: where its author may want to change it. */
    deviations: z.array(
      z.object({
        deviation: z.string(),
        kind: z.enum(["override", "left", "out-of-turn", "late", "unsaid"]),
        procedure: z.string(),
        step: z.string(),
        /** Of an exception, which. */
        id: z.string().nullable(),
        cases: QualityShare,
      }),
    ),
  })
  .meta({ id: "Quality" });

export const QualityCase = z
  .object({
    run: z.string(),
    conversationId: z.string(),
    procedure: z.string(),
    endedAt: z.string(),
    executor: z.enum(["person", "outside", "form", "assistant"]),
    person: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    outcome: z.string(),
    deviations: z.array(z.string()),
  })
  .meta({ id: "QualityCase" });
