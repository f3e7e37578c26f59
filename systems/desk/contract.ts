import { z } from "zod";

/** Wire shapes of conversations, for servers and browsers alike (CONTRACT §2). */

const Choice = z.object({ id: z.string(), label: z.string() });

/** One entry of a conversation's log. Clients skip kinds they do not know. */
export const EventView = z.looseObject({ offset: z.int(), at: z.string(), kind: z.string() }).meta({
  id: "ConversationEvent",
  description:
    "message (from, text, language, choices?), step (procedure, version, step, state), effect (action, state, amount?, reasons?), promise (text, dueAt, state), handoff (reason, queuePlace, waitSeconds), closed, and more.",
});

export const Begun = z.object({ conversationId: z.string(), token: z.string(), expiresAt: z.string() });
export const Stored = z.object({ offset: z.int() });
export const Events = z.object({
  events: z.array(EventView),
  /** Nothing is under way that will still say something by itself. */
  settled: z.boolean(),
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

export * from "./figures/contract.ts";
