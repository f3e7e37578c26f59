import { z } from "zod";

/** Wire shapes of procedures as people read them, for servers and browsers alike. Every text stands in both languages. */

export const Words = z.object({ zh: z.string(), en: z.string() });

/** A share of a count, from 0 to 1, with the 95 % interval that chance leaves it. */
export const ShareView = z
  .object({ count: z.int(), of: z.int(), share: z.number(), low: z.number(), high: z.number() })
  .meta({ id: "Share" });

/** What the check without running found: `at` is the place in the procedure, `witness` a case that shows it. */
export const ProcedureFindingView = z
  .object({ rule: z.string(), at: z.string(), message: z.string(), witness: z.record(z.string(), z.unknown()) })
  .meta({ id: "ProcedureFinding" });

export const ProcedureSummary = z
  .object({
    id: z.string(),
    title: Words,
    version: z.int(),
    hash: z.string(),
    /** Whether a customer's words can start it, or only other procedures call it. */
    kind: z.enum(["startable", "part"]),
    /** False of one that runs have used and nobody can begin any more. */
    inForce: z.boolean(),
    /** How often it was begun, on the last 7 and 30 days, today included. */
    runs: z.object({ in7Days: z.int(), in30Days: z.int() }),
    /** Of the runs begun in the last 30 days: how they ended, the most frequent first, and how many have not. */
    outcomes: z.array(z.object({ outcome: z.string(), words: Words, runs: z.int() })),
    underWay: z.int(),
    /** Of the runs begun in the last 30 days, those in which a colleague was asked; null of none. */
    handedOver: ShareView.nullable(),
    findings: z.array(ProcedureFindingView),
  })
  .meta({ id: "ProcedureSummary" });

export const ProcedureList = z.object({
  items: z.array(ProcedureSummary),
  next: z.string().nullable(),
  /** Up to when runs are counted; null before the first count. */
  countedUntil: z.string().nullable(),
});

export const StepKind = z.enum([
  "ask",
  "look-up",
  "decide",
  "act",
  "say",
  "wait",
  "hand-off",
  "promise",
  "call",
  "undo",
  "work-out",
  "end",
]);

export const StepView = z
  .object({
    id: z.string(),
    kind: StepKind,
    kindWords: Words,
    /** In a few words, for a drawing. */
    title: Words,
    /** In sentences, for reading. */
    prose: Words,
    /** Whether money, law or safety is in its words or its act. */
    strict: z.boolean(),
    table: z.string().nullable(),
    phrase: z.string().nullable(),
    calls: z.string().nullable(),
    /** Every way out: where to, and on what condition. */
    ways: z.array(z.object({ to: z.string(), when: Words })),
    /** What can come of it, each by its id: an answer, an outcome of a table, how an act went. */
    outcomes: z.array(z.object({ id: z.string(), words: Words })),
  })
  .meta({ id: "ProcedureStep" });

const CellView = z.object({ text: z.string(), words: Words.nullable() });
export const TableView = z
  .object({
    name: z.string(),
    title: Words,
    hit: z.string(),
    /** What the hit policy means. */
    hitWords: Words,
    inputs: z.array(
      z.object({ expression: z.string(), words: Words, type: z.string(), allowed: z.string().nullable() }),
    ),
    outputs: z.array(z.object({ name: z.string(), words: Words, allowed: z.string().nullable() })),
    rows: z.array(
      z.object({ when: z.array(CellView), then: z.array(CellView), sentence: Words, note: z.string().nullable() }),
    ),
    usedBy: z.array(z.string()),
  })
  .meta({ id: "ProcedureTable" });

/** A piece of a phrase: words as they are, or a place that a fact fills. */
const Piece = z.union([
  z.object({ text: z.string() }),
  z.object({ path: z.string(), format: z.string(), words: Words }),
]);
export const PhraseView = z
  .object({
    id: z.string(),
    strict: z.boolean(),
    zh: z.array(Piece),
    en: z.array(Piece),
    usedBy: z.array(z.string()),
  })
  .meta({ id: "ProcedurePhrase" });

export const ActView = z
  .object({
    step: z.string(),
    action: z.string(),
    words: Words,
    /** FEEL, and in words where we have them. */
    requires: CellView,
    key: z.string(),
    input: z.array(z.object({ name: z.string(), expression: z.string(), words: Words.nullable() })),
    confirm: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("read-back"), phrase: z.string(), yes: Words, no: Words }),
      z.object({ kind: z.literal("covered-by"), step: z.string() }),
      z.object({ kind: z.literal("not-needed"), why: z.string() }),
    ]),
    undo: z.object({ action: z.string(), words: Words }).nullable(),
  })
  .meta({ id: "ProcedureAct" });

const Named = z.object({ id: z.string(), title: Words });

export const ProcedureView = z
  .object({
    id: z.string(),
    title: Words,
    version: z.int(),
    hash: z.string(),
    kind: z.enum(["startable", "part"]),
    /** Whether new runs begin with this version. */
    inForce: z.boolean(),
    identity: z.enum(["visitor", "customer"]),
    start: z.string(),
    /** In the order of reading: each after the step it is first come to from. */
    steps: z.array(StepView),
    tables: z.array(TableView),
    phrases: z.array(PhraseView),
    facts: z.array(
      z.object({
        name: z.string(),
        words: Words,
        source: z.string(),
        sourceWords: Words,
        /** Steps that make it known here; none where it comes from outside. */
        madeBy: z.array(z.string()),
      }),
    ),
    acts: z.array(ActView),
    /** What a merchant may set: how it is set in this version, and within what bounds. */
    parameters: z.array(
      z.object({ name: z.string(), title: Words, value: Words, bounds: Words.nullable(), locked: z.boolean() }),
    ),
    calls: z.array(Named),
    calledBy: z.array(Named),
    /** How many of customers' words it is recognised by. */
    examples: z.object({ zh: z.int(), en: z.int() }),
    findings: z.array(ProcedureFindingView),
  })
  .meta({ id: "Procedure" });

export const VersionView = z
  .object({
    hash: z.string(),
    version: z.int(),
    inForce: z.boolean(),
    /** When a run pinned it first; null of a version nobody has used. */
    firstUsedAt: z.string().nullable(),
    /** The day on which it was begun last, as far as that is counted. */
    lastUsedOn: z.string().nullable(),
    runs: z.int(),
  })
  .meta({ id: "ProcedureVersion" });
export const VersionList = z.object({ items: z.array(VersionView), next: z.string().nullable() });

export const ChangeView = z
  .object({
    kind: z.enum(["added", "removed", "changed"]),
    what: z.enum(["procedure", "step", "table", "row", "phrase", "fact", "parameter", "part"]),
    /** The procedure, or the part of it, in which it is. */
    in: Named,
    /** Its name there: a step's or phrase's id; a table's name. */
    name: z.string(),
    /** What changed, in one sentence. */
    words: Words,
    before: Words.nullable(),
    after: Words.nullable(),
  })
  .meta({ id: "ProcedureChange" });
export const Changes = z.object({
  from: z.object({ hash: z.string(), version: z.int() }),
  to: z.object({ hash: z.string(), version: z.int() }),
  items: z.array(ChangeView),
});

export const HeatView = z
  .object({
    hash: z.string(),
    /** The days on which the counted runs began, both included. */
    from: z.string(),
    to: z.string(),
    countedUntil: z.string().nullable(),
    /** How often it was begun. */
    begun: z.int(),
    underWay: z.int(),
    handedOver: ShareView.nullable(),
    outcomes: z.array(z.object({ outcome: z.string(), words: Words, runs: z.int() })),
    steps: z.array(
      z.object({
        step: z.string(),
        /** Different runs that came here, and how often in all. */
        runs: z.int(),
        times: z.int(),
        /** How many ended here, and how many stand here now. */
        ended: z.int(),
        standing: z.int(),
        /** In the middle, of those that rested here; within a tenth. Null of none. */
        medianSeconds: z.number().nullable(),
      }),
    ),
    ways: z.array(z.object({ from: z.string(), to: z.string(), runs: z.int(), times: z.int() })),
  })
  .meta({ id: "ProcedureHeat" });

/** A release of a procedure at a merchant. `inForce` at the moment of asking; `hash` null where what stands above holds. */
export const ReleaseView = z
  .object({
    procedure: z.string(),
    number: z.int(),
    effectiveAt: z.string(),
    releasedAt: z.string(),
    by: z.string(),
    reason: z.string(),
    /** The release that was put in force again; 0 for what stands above, null of a release of something new. */
    restores: z.int().nullable(),
    hash: z.string().nullable(),
    inForce: z.boolean(),
    /** Made on another version than the one that stands above now: worth releasing anew. */
    behind: z.boolean(),
  })
  .meta({ id: "ProcedureRelease" });

/** What an author is working on, and what the check says of it. */
export const DraftView = z
  .object({
    procedure: z.string(),
    content: z.unknown(),
    by: z.string(),
    at: z.string(),
    /** The version it would be; null where it cannot be read whole. */
    hash: z.string().nullable(),
    findings: z.array(ProcedureFindingView),
  })
  .meta({ id: "ProcedureDraft" });

const whyStays = [
  "ended",
  "being-done",
  "no-such-step",
  "another-step",
  "other-words",
  "another-fact",
  "another-table",
  "unknown-fact",
] as const;

/** What the check says of content that nobody keeps. `hash` is null where it cannot be read whole. */
export const ContentCheck = z
  .object({ procedure: z.string(), hash: z.string().nullable(), findings: z.array(ProcedureFindingView) })
  .meta({ id: "ProcedureContentCheck" });

/** A running case of another version, and whether it could go on in the one in force; `reasons` is empty where it could. */
export const MigrationView = z
  .object({
    run: z.string(),
    conversationId: z.string(),
    step: z.string(),
    version: z.int(),
    hash: z.string(),
    canMove: z.boolean(),
    reasons: z.array(
      z.object({
        why: z.enum(whyStays),
        about: z.string(),
      }),
    ),
  })
  .meta({ id: "ProcedureMigration" });

/** A round of bringing running cases to a version. `overtaken` when another came into force before all were looked at. */
export const MigratingView = z
  .object({
    id: z.string(),
    procedure: z.string(),
    to: z.object({ hash: z.string(), version: z.int() }),
    by: z.string(),
    reason: z.string(),
    at: z.string(),
    state: z.enum(["under-way", "through", "overtaken"]),
    endedAt: z.string().nullable(),
    moved: z.int(),
    stayed: z.int(),
    /** Still to be looked at. */
    left: z.int(),
  })
  .meta({ id: "ProcedureMigrating" });

/** What became of one case in a round; `failed` where something broke and the case stands as it stood. */
export const MigratingCase = z
  .object({
    run: z.string(),
    conversationId: z.string(),
    moved: z.boolean(),
    reasons: z.array(z.object({ why: z.enum([...whyStays, "failed"]), about: z.string() })),
  })
  .meta({ id: "ProcedureMigratingCase" });

const OutcomeOfCase = z.object({
  ended: z.string().nullable(),
  openAt: z.string().nullable(),
  acts: z.array(
    z.object({
      action: z.string(),
      state: z.enum(["done", "refused", "unknown"]),
      amount: z.object({ minor: z.int(), currency: z.string() }).optional(),
    }),
  ),
  handOffs: z.array(z.string()),
});

/** Past cases played in a draft: who would be decided otherwise, and what that costs. */
export const RehearsalView = z
  .object({
    cases: z.int(),
    same: z.int(),
    reworded: z.int(),
    /** Minor units by currency beyond what was paid; below zero where it saves. */
    cost: z.record(z.string(), z.number()),
    moves: z.array(z.object({ from: z.string(), to: z.string(), cases: z.int() })),
    /** The first hundred cases decided otherwise, the most different first. */
    changed: z.array(
      z.object({
        run: z.string(),
        conversationId: z.string(),
        differs: z.array(z.string()),
        before: OutcomeOfCase,
        after: OutcomeOfCase,
      }),
    ),
    /** What outcomes, actions and reasons are called, by `outcome …`, `action …`, `reason …`. */
    words: z.record(z.string(), Words),
  })
  .meta({ id: "ProcedureRehearsal" });

/** The texts an author works on: the procedure's first, then those of the parts it calls. */
export const StudioTexts = z
  .object({
    procedure: z.string(),
    /** Whether a procedure of this name stands above the merchant, so that only what it leaves open can be changed. */
    standsAbove: z.boolean(),
    /** Who kept the draft, and when; null of what is no draft. */
    by: z.string().nullable(),
    at: z.string().nullable(),
    /** `own` of a text that the draft or release itself says something of. */
    files: z.array(z.object({ id: z.string(), title: Words, text: z.string(), own: z.boolean() })),
  })
  .meta({ id: "ProcedureTexts" });

/** A finding as its author reads it: in a sentence, with its line and the case that shows it. */
export const StudioFinding = ProcedureFindingView.extend({
  words: Words,
  /** The procedure or part in whose text it is; the line is counted from 1, null where the text has no such place. */
  file: z.string(),
  line: z.int().nullable(),
  case: z.object({
    facts: z.array(z.object({ expression: z.string(), name: Words, value: Words })),
    path: z.array(z.object({ id: z.string(), title: Words })),
  }),
  canPlay: z.boolean(),
}).meta({ id: "ProcedureStudioFinding" });

/** What a text says: as people read it, what the check finds, and what it changes of what is in force. */
export const StudioReading = z
  .object({
    hash: z.string().nullable(),
    sameAsInForce: z.boolean(),
    /** Null where the text cannot be read whole. */
    portrait: ProcedureView.nullable(),
    findings: z.array(StudioFinding),
    /** Null where nothing of this name is in force, or the text cannot be read. */
    changes: z.array(ChangeView).nullable(),
  })
  .meta({ id: "ProcedureReading" });

/** What happens in the case that shows a finding, line by line. */
export const StudioPlay = z
  .object({
    lines: z.array(
      z.object({
        who: z.enum(["customer", "assistant", "agent", "system", "world"]),
        words: Words,
        step: z.string(),
        title: Words,
      }),
    ),
  })
  .meta({ id: "ProcedurePlay" });
