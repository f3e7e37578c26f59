import { z } from "zod";

/** Wire shapes of how a merchant's messages are understood, and of teaching. */

const Share = z
  .object({ count: z.int(), of: z.int(), share: z.number(), low: z.number(), high: z.number() })
  .nullable();

/** A procedure's name, or `none` for nothing of this merchant's. */
export const Means = z
  .string()
  .min(1)
  .max(60)
  .meta({ examples: ["return-and-refund", "none"] });

const Outcome = z.string().meta({ description: "A procedure that is begun; `unsure`: customers are asked; `none`" });

export const QuestionStates = z.enum(["open", "taught", "aside"]);

export const QuestionView = z.object({
  id: z.uuid(),
  /** The message most like all that was asked, masked. */
  title: z.string(),
  /** What a language model calls it, in the customers' words; null where there is none, and the title speaks for it. */
  name: z.string().nullable(),
  language: z.string(),
  state: QuestionStates,
  messages: z.int(),
  /** How often in the last seven days, and in the seven before. */
  week: z.int(),
  weekBefore: z.int(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** The version that taught it. */
  lesson: z.int().nullable(),
  /** Null where nothing speaks for any procedure: an article may be missing. */
  suggestion: z
    .object({ means: z.string(), why: z.enum(["chosen", "likely"]), count: z.int(), of: z.int() })
    .nullable(),
});

export const HeardView = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  at: z.iso.datetime(),
  text: z.string(),
  language: z.string(),
  coming: z.string(),
  thought: z.array(z.object({ label: z.string(), confidence: z.number() })),
  outcome: Outcome,
  known: z.string().nullable(),
  knownBy: z.enum(["customer", "afterwards", "colleague", "coach"]).nullable(),
});

const Tally = z.object({
  known: z.int(),
  rightBefore: z.int(),
  rightAfter: z.int(),
  better: z.int(),
  worse: z.int(),
  other: z.int(),
});

export const RehearsalView = z.object({
  traffic: Tally,
  library: Tally,
  taught: z.object({ of: z.int(), right: z.int() }),
  changes: z.array(
    z.object({
      text: z.string(),
      from: z.enum(["traffic", "library"]),
      known: z.string().nullable(),
      before: Outcome,
      after: Outcome,
      effect: z.enum(["better", "worse", "other"]),
    }),
  ),
  /** Why it should not go live; none when nothing speaks against it. */
  refusals: z.array(
    z.object({
      kind: z.enum(["traffic-worse", "library-worse", "taught-not-learned"]),
      count: z.int(),
      of: z.int(),
    }),
  ),
});

export const TaughtView = z.object({
  /** `refused` wants a reason to go live all the same. */
  kind: z.enum(["live", "rehearsed", "refused"]),
  version: z.int().nullable(),
  rehearsal: RehearsalView,
});

/** Words of a shop's own, and what they mean. */
export const ExampleView = z.object({ id: z.uuid(), text: z.string(), means: z.string(), lesson: z.int() });

export const LessonView = z.object({
  version: z.int(),
  kind: z.enum(["means", "take-back", "recalibrate"]),
  means: z.string().nullable(),
  questionId: z.uuid().nullable(),
  ofVersion: z.int().nullable(),
  reason: z.string().nullable(),
  insisted: z.boolean(),
  by: z.string(),
  byName: z.string().nullable(),
  at: z.iso.datetime(),
  isLive: z.boolean(),
  /** Whether it can be gone back to. */
  isKept: z.boolean(),
  facts: z.object({ examples: z.int(), labels: z.int(), bytes: z.int(), reviewed: z.int() }),
  traffic: Tally,
  library: Tally,
  taught: z.object({ of: z.int(), right: z.int() }),
});

export const LessonsView = z.object({
  live: z.int(),
  items: z.array(LessonView),
  next: z.string().nullable(),
});

export const UnderstandingView = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  messages: z.int(),
  begun: Share,
  /** Answered at once from what is written. */
  answered: Share,
  offered: Share,
  lost: Share,
  person: Share,
  chosen: Share,
  /** The share begun at once in as many days before, and whether it differs by more than chance. */
  before: Share,
  change: z.enum(["more", "fewer", "within-chance"]).nullable(),
  procedures: z.array(z.object({ procedure: z.string(), begun: z.int(), chosen: z.int() })),
  reviewed: z.int(),
  confusion: z.array(
    z.object({
      known: z.string(),
      right: Share,
      asked: z.int(),
      takenFor: z.array(z.object({ as: z.string(), count: z.int() })),
    }),
  ),
  model: z.object({
    version: z.int(),
    libraryExamples: z.int(),
    ownExamples: z.int(),
    ownBytes: z.int(),
    /** Reviewed messages the confidence was refitted on; 0 where it is the library's. */
    reviewed: z.int(),
    /** Below this probability of being about anything of ours a message is turned away. */
    threshold: z.number(),
    /** From this on a procedure is begun without asking. */
    sure: z.number(),
    rehearsed: z.object({ traffic: Tally, library: Tally }).nullable(),
  }),
});
