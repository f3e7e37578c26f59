import { line, text } from "@ruyi/platform";
import { z } from "zod";
import { OrderCard } from "../contract.ts";

/* Wire shapes of the self-service form: a procedure as a customer presses their way through it. */

const InBoth = z.object({ zh: z.string(), en: z.string() });
const Spoken = z.enum(["zh", "en"]);

/** A procedure this customer may begin. */
export const OfferedProcedure = z.object({ id: z.string(), title: InBoth }).meta({ id: "OfferedProcedure" });

/** The language spoken from here on; as before where it is left out. */
const language = Spoken.optional();

export const BeginText = z.strictObject({ procedure: line({ max: 60 }), language });

const Answer = text({ max: 2_000 });

export const PressText = z.discriminatedUnion("move", [
  z.strictObject({
    move: z.literal("answer"),
    fact: line({ max: 60 }),
    value: z.union([Answer, z.array(Answer).min(1).max(50)]),
    language,
  }),
  /** A yes to the read-back that was in sight: `asked` as it came with it. */
  z.strictObject({ move: z.literal("confirm"), asked: z.int().nonnegative().max(2_000_000_000), language }),
  z.strictObject({ move: z.literal("decline"), language }),
  z.strictObject({ move: z.literal("stop"), language }),
]);

const OpenPress = z.discriminatedUnion("move", [
  z.object({
    move: z.literal("answer"),
    fact: z.string(),
    choices: z.array(z.object({ id: z.string(), label: z.string() })),
    /** Words of one's own are an answer too. */
    freeText: z.boolean(),
    /** The answer may be a list. */
    several: z.boolean(),
  }),
  z.object({ move: z.literal("confirm"), label: z.string() }),
  z.object({ move: z.literal("decline"), label: z.string() }),
  z.object({ move: z.literal("stop") }),
]);

/** Where a customer's matter stands, as they may see it. */
export const FormStanding = z
  .object({
    status: z.enum(["open", "closed"]),
    speaker: z.enum(["assistant", "queue", "agent"]),
    language: Spoken,
    /** A machine is at work on the answer. */
    atWork: z.boolean(),
    run: z.object({ id: z.string(), procedure: z.string(), title: InBoth, state: z.string() }).nullable(),
    /** The order it is about, once that is known. */
    order: OrderCard.nullable(),
    /** The words of what is open: a question, or to the letter what is read back. */
    question: z.object({ text: z.string(), strict: z.boolean() }).nullable(),
    /** The place in the log of the question put last; goes along with a yes. */
    asked: z.int(),
    moves: z.array(OpenPress),
    /** What was said since the customer last said or pressed something. */
    said: z.array(
      z.object({
        offset: z.int(),
        at: z.string(),
        from: z.enum(["assistant", "agent", "system"]),
        text: z.string(),
        language: Spoken,
        /** A promise or a hand-over says the same in fields. */
        tells: z.enum(["handoff", "promise"]).optional(),
      }),
    ),
    promises: z.array(
      z.object({ text: z.string(), dueAt: z.string(), state: z.enum(["open", "kept", "late", "withdrawn"]) }),
    ),
    /** What was asked of the shop and the bank in the matter that moved last, and what became of it. */
    effects: z.array(
      z.object({
        key: z.string(),
        at: z.string(),
        action: z.string(),
        state: z.enum(["requested", "done", "refused", "unknown"]),
        amount: z.object({ minor: z.int(), currency: z.string() }).optional(),
      }),
    ),
    /** The last event of the log this tells of. */
    offset: z.int(),
  })
  .meta({ id: "FormStanding" });
