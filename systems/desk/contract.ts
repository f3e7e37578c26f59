import { z } from "zod";

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
      at: z.string(),
    })
    .nullable(),
});

export const OpenMoveView = z
  .object({
    move: z.enum(["answer", "confirm", "decline", "stop"]),
    fact: z.string().optional(),
    of: z.enum(["customer", "agent"]).optional(),
    choices: z.array(Choice).optional(),
    freeText: z.boolean().optional(),
    action: z.string().optional(),
    label: z.string().optional(),
  })
  .meta({ id: "OpenMove" });

/** Body of a move: the same for every executor. */
export const MoveText = z.discriminatedUnion("move", [
  z.strictObject({ move: z.literal("answer"), fact: z.string().max(60), value: z.string().min(1).max(2_000) }),
  z.strictObject({
    move: z.literal("confirm"),
    /** The offset of the customer's message that holds the yes. */
    said: z.int().positive().optional(),
  }),
  z.strictObject({ move: z.literal("decline") }),
  z.strictObject({ move: z.literal("stop") }),
]);

export const RunView = z.object({
  id: z.string(),
  procedure: z.string(),
  version: z.int(),
  step: z.string(),
  state: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
});

export const ConversationSummary = z
  .object({
    id: z.string(),
    customerId: z.string().nullable(),
    language: z.enum(["zh", "en"]),
    status: z.enum(["open", "closed"]),
    speaker: z.enum(["assistant", "queue", "agent"]),
    agentId: z.string().nullable(),
    queuedAt: z.string().nullable(),
    reason: z.string().nullable(),
    updatedAt: z.string(),
  })
  .meta({ id: "ConversationSummary" });

export const ConversationDetail = z.object({
  id: z.string(),
  customerId: z.string().nullable(),
  language: z.enum(["zh", "en"]),
  status: z.enum(["open", "closed"]),
  speaker: z.object({
    kind: z.enum(["assistant", "queue", "agent"]),
    id: z.string().optional(),
    name: z.string().optional(),
  }),
  nextOffset: z.int(),
  done: z.array(z.string()),
  promised: z.array(z.string()),
  atWork: z.boolean(),
  run: RunView.nullable(),
  openMoves: z.array(OpenMoveView),
});

export const RunLogLine = z.object({
  place: z.int(),
  at: z.string(),
  actor: z.string(),
  actorId: z.string().nullable(),
  kind: z.string(),
  step: z.string(),
});
