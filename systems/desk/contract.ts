import { z } from "zod";

export { MadePromise } from "./history/contract.ts";

/** Wire shapes of conversations, for servers and browsers alike (CONTRACT §2). */

const Choice = z.object({ id: z.string(), label: z.string() });

/** One entry of a conversation's log. Clients skip kinds they do not know. */
export const EventView = z.looseObject({ offset: z.int(), at: z.string(), kind: z.string() }).meta({
  id: "ConversationEvent",
  description:
    "message (from, text, language, choices?), step (procedure, version, step, state), effect (action, state, amount?, reasons?), promise (text, dueAt, state), handoff (reason, queuePlace, waitSeconds), order (run, order: OrderCard), closed, and more.",
});

const InBoth = z.object({ zh: z.string(), en: z.string() });
const Amount = z.object({ minor: z.int(), currency: z.string() });

/** An order, or the one item of it that is meant, as its customer may see it; with its parcel where that was looked up. */
export const OrderCard = z
  .object({
    number: z.string(),
    title: InBoth,
    quantity: z.int(),
    /** What was paid for what is shown. */
    price: Amount,
    state: z.enum(["unpaid", "paid", "picking", "shipped", "delivered", "cancelled", "returned"]),
    /** Where money for it goes back to. */
    tender: InBoth,
    placedAt: z.string(),
    deliveredAt: z.string().nullable(),
    /** When the shop was asked. */
    readAt: z.string(),
    parcel: z
      .object({
        state: z.enum(["moving", "held", "out-for-delivery", "delivered", "lost", "returning"]),
        carrier: InBoth,
        lastPlace: InBoth,
        lastScanAt: z.string(),
        expectedAt: z.string(),
      })
      .optional(),
  })
  .meta({ id: "OrderCard" });
export type OrderCard = z.infer<typeof OrderCard>;

export const Begun = z.object({ conversationId: z.string(), token: z.string(), expiresAt: z.string() });
export const Stored = z.object({ offset: z.int() });
export const Events = z.object({
  events: z.array(EventView),
  /** Nothing is under way that will still say something by itself. */
  settled: z.boolean(),
});

/** Where one who waits for a person stands; null when they do not wait. */
export const PlaceInQueue = z.object({
  place: z
    .object({
      queuePlace: z.int(),
      waitSeconds: z.int(),
      /** False while the wait is not known: then `waitSeconds` is not to be told. */
      estimated: z.boolean(),
      /** While nobody is there: when somebody comes. */
      backAt: z.string().exactOptional(),
      at: z.string(),
    })
    .nullable(),
});

/** What would follow at once from a move, as the procedure says. */
export const PreviewView = z
  .object({
    kind: z.enum(["acts", "asks", "says", "looks-up", "hands-over", "ends"]),
    action: z.string().optional(),
    amount: Amount.optional(),
    text: z.string().optional(),
    reason: z.string().optional(),
    outcome: z.string().optional(),
  })
  .meta({ id: "MovePreview" });

const ViewedChoice = Choice.extend({
  /** The authority it takes: R1 to R3, or two people. */
  needs: z.string().optional(),
  then: PreviewView.optional(),
});

export const OpenMoveView = z
  .object({
    move: z.enum(["answer", "confirm", "decline", "stop", "override"]),
    fact: z.string().optional(),
    of: z.enum(["customer", "agent"]).optional(),
    choices: z.array(ViewedChoice).optional(),
    freeText: z.boolean().optional(),
    /** The answer may be a list. */
    several: z.boolean().optional(),
    /** Two people must agree; this one has, and another must choose the same. */
    first: z.object({ value: z.string(), by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
    action: z.string().optional(),
    label: z.string().optional(),
    then: PreviewView.optional(),
    /** Of a way off the path, which people alone are offered: its name, and the authority it takes. */
    id: z.string().optional(),
    needs: z.string().optional(),
  })
  .meta({ id: "OpenMove" });

const Answer = z.string().min(1).max(2_000);

const moves = [
  z.strictObject({
    move: z.literal("answer"),
    fact: z.string().max(60),
    value: z.union([Answer, z.array(Answer).min(1).max(50)]),
    /** Why, for the record, where somebody decides. */
    reason: z.string().trim().min(3).max(1_000).optional(),
  }),
  z.strictObject({
    move: z.literal("confirm"),
    /** The offset of the customer's message that holds the yes. */
    said: z.int().positive().optional(),
  }),
  z.strictObject({ move: z.literal("decline") }),
  z.strictObject({ move: z.literal("stop") }),
] as const;

/** Moves on the path: all that a machine may be offered. */
export const MoveOnPathText = z.discriminatedUnion("move", [...moves]);

/** Body of a move: the same for every executor, and for people the ways off the path. */
export const MoveText = z.discriminatedUnion("move", [
  ...moves,
  z.strictObject({
    move: z.literal("override"),
    id: z.string().max(60),
    /** Why the path is left; it stays in the log. */
    reason: z.string().trim().min(3).max(1_000),
  }),
]);

export const RunView = z.object({
  id: z.string(),
  procedure: z.string(),
  version: z.int(),
  step: z.string(),
  state: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
});

const Speaking = z.enum(["assistant", "queue", "agent"]);
const Person = z.object({ id: z.string(), name: z.string() });

export const ConversationSummary = z
  .object({
    id: z.string(),
    customerId: z.string().nullable(),
    /** Masked; null where the shop has not told it. */
    customerName: z.string().nullable(),
    language: z.enum(["zh", "en"]),
    status: z.enum(["open", "closed"]),
    list: z.enum(["queue", "agent", "assistant", "snoozed", "closed"]),
    urgent: z.boolean(),
    /** Since when it stands in its list; of one laid aside, until when. */
    listedAt: z.string(),
    speaker: Speaking,
    agentId: z.string().nullable(),
    agentName: z.string().nullable(),
    queuedAt: z.string().nullable(),
    reason: z.string().nullable(),
    lastLine: z
      .object({ from: z.enum(["customer", "assistant", "agent", "system"]), text: z.string(), at: z.string() })
      .nullable(),
    /** Since when the customer waits for an answer; null when they do not. */
    waitingSince: z.string().nullable(),
    about: z.object({ zh: z.string(), en: z.string() }).nullable(),
    snoozedUntil: z.string().nullable(),
    nextOffset: z.int(),
    updatedAt: z.string(),
    /** Colleagues who have it before them now. */
    here: z.array(Person),
  })
  .meta({ id: "ConversationSummary" });

/** Up to 500 are counted; `isMore` says that there are more. */
const Count = z.object({ count: z.int(), isMore: z.boolean() });
export const ConversationCounts = z
  .object({ mine: Count, queue: Count, team: Count, assistant: Count, snoozed: Count })
  .meta({ id: "ConversationCounts" });

export const PromiseView = z.object({
  text: z.string(),
  dueAt: z.string(),
  state: z.enum(["open", "kept", "late", "withdrawn"]),
});

export const FactView = z.object({ name: z.string(), value: z.unknown(), source: z.string(), at: z.string() });

export const StationView = z
  .object({
    step: z.string(),
    kind: z.enum(["ask", "decide", "look-up", "act", "wait"]),
    about: z.string(),
    state: z.enum(["done", "missed", "unknown", "now", "to-come"]),
    at: z.string().optional(),
  })
  .meta({ id: "RunStation" });

export const ConversationDetail = z.object({
  id: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  language: z.enum(["zh", "en"]),
  status: z.enum(["open", "closed"]),
  speaker: z.object({ kind: Speaking, id: z.string().optional(), name: z.string().optional() }),
  /** Since when the floor is where it is, or the conversation closed. */
  since: z.string(),
  reason: z.string().nullable(),
  waitingSince: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
  about: z.object({ zh: z.string(), en: z.string() }).nullable(),
  nextOffset: z.int(),
  done: z.array(z.string()),
  promised: z.array(z.string()),
  promises: z.array(PromiseView),
  atWork: z.boolean(),
  run: RunView.nullable(),
  openMoves: z.array(OpenMoveView),
  /** What the procedure asks of whoever has the floor. */
  question: z.string().nullable(),
  /** The open step's words to the customer; strict ones are said to the letter. */
  suggestion: z.object({ text: z.string(), strict: z.boolean(), step: z.string() }).nullable(),
  /** What the assistant would say to the customer's message at `of`, and the matter it would begin; a person decides. */
  draft: z
    .object({
      of: z.int(),
      text: z.string().nullable(),
      start: z.object({ procedure: z.string(), title: InBoth }).nullable(),
    })
    .nullable(),
  /** Of what was handed over, three lines: what was asked; what was done and promised; which facts that rests on. */
  summary: z.object({ zh: z.array(z.string()), en: z.array(z.string()) }).nullable(),
  facts: z.array(FactView),
  way: z.array(StationView),
  here: z.array(Person.extend({ isTyping: z.boolean() })),
});

/** What an agent has chosen for their own desk at a shop. */
export const AgentChoices = z.object({ drafts: z.boolean() }).meta({ id: "AgentChoices" });

/** A message that holds what was looked for; ranges are in units of the snippet's text. */
export const SearchHit = z
  .object({
    conversation: ConversationSummary,
    offset: z.int(),
    at: z.string(),
    kind: z.enum(["message", "note"]),
    from: z.string().nullable(),
    snippet: z.object({ text: z.string(), ranges: z.array(z.tuple([z.int(), z.int()])) }),
  })
  .meta({ id: "SearchHit" });

/** What several conversations are asked to become, and what became of each. */
export const BulkText = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("take"), ids: Ids(), takeOver: z.boolean().optional() }),
  z.strictObject({ do: z.literal("give-back"), ids: Ids() }),
  z.strictObject({ do: z.literal("close"), ids: Ids() }),
  z.strictObject({ do: z.literal("snooze"), ids: Ids(), until: z.iso.datetime() }),
  z.strictObject({ do: z.literal("unsnooze"), ids: Ids() }),
]);
export type BulkText = z.infer<typeof BulkText>;
function Ids() {
  return z.array(z.guid()).min(1).max(100);
}
export const BulkOutcome = z.object({
  outcomes: z.array(z.object({ id: z.string(), done: z.boolean(), problem: z.string().nullable() })),
});

export const CannedReplyView = z
  .object({ id: z.string(), name: z.string(), zh: z.string(), en: z.string(), variables: z.array(z.string()) })
  .meta({ id: "CannedReply" });

/** What a browser or program says on the staff's socket. */
export const StaffSaid = z.discriminatedUnion("do", [
  /** Tell me of every conversation of this shop that changes. */
  z.strictObject({ do: z.literal("list"), merchant: z.string().max(60) }),
  z.strictObject({ do: z.literal("leave-list"), merchant: z.string().max(60) }),
  /** I have this conversation before me: tell me its events after an offset, and who else is there. */
  z.strictObject({
    do: z.literal("watch"),
    merchant: z.string().max(60),
    conversation: z.guid(),
    after: z.int().min(0).max(2_000_000_000).default(0),
  }),
  z.strictObject({ do: z.literal("leave"), conversation: z.guid() }),
  /** I am typing in it, or have stopped. */
  z.strictObject({ do: z.literal("typing"), conversation: z.guid(), stopped: z.boolean().optional() }),
]);
export type StaffSaid = z.input<typeof StaffSaid>;

/** What it is told. */
export const StaffHeard = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("changed"), merchant: z.string(), conversation: ConversationSummary }),
  z.object({ kind: z.literal("event"), conversation: z.string(), event: EventView }),
  z.object({
    kind: z.literal("presence"),
    conversation: z.string(),
    people: z.array(Person.extend({ isTyping: z.boolean() })),
    customerIsTyping: z.boolean(),
  }),
  z.object({ kind: z.literal("refused"), do: z.string(), problem: z.string() }),
  /** Every ten seconds: the line is alive. */
  z.object({ kind: z.literal("beat") }),
]);
export type StaffHeard = z.infer<typeof StaffHeard>;

export const RunLogLine = z.object({
  place: z.int(),
  at: z.string(),
  actor: z.string(),
  actorId: z.string().nullable(),
  /** `form` where a customer pressed rather than wrote. */
  channel: z.string().exactOptional(),
  kind: z.string(),
  step: z.string(),
});

export * from "./figures/contract.ts";
export { AssistantEffect, EffectCase, MeasureName } from "./effect/contract.ts";
export { NewsChoice, NewsWish } from "./proactive/contract.ts";
export { type NewsKind, newsKinds } from "./proactive/news.ts";
