import { z } from "zod";
import type { RefundReason } from "./reasons.ts";

const moneyShape = z.object({ minor: z.int(), currency: z.string().length(3) });
const currencyShape = z.string().length(3);

/** Reason codes as they are kept and sent, each with the values its sentence needs. */
const refundReason: z.ZodType<RefundReason> = z.discriminatedUnion("code", [
  z.object({
    code: z.enum([
      "owed",
      "within-limit",
      "goods-back",
      "carrier-scan",
      "word-is-enough",
      "one-star",
      "two-stars",
      "advance-overdue",
      "person-approved",
      "person-refused",
    ]),
  }),
  z.object({ code: z.enum(["wrong-currency", "no-limit-in-currency"]), currency: currencyShape }),
  z.object({ code: z.literal("nothing-left"), paid: moneyShape }),
  z.object({ code: z.literal("above-remaining"), left: moneyShape }),
  z.object({ code: z.literal("already-under-way"), underWay: moneyShape }),
  z.object({ code: z.literal("above-limit"), amount: moneyShape, limit: moneyShape }),
  z.object({ code: z.literal("limit-in-use"), amount: moneyShape, limit: moneyShape, available: moneyShape }),
  z.object({ code: z.literal("above-word"), upTo: moneyShape }),
  z.object({ code: z.literal("many-claims-by-word"), count: z.int() }),
]);

/** What was decided, and all it was decided on: kept with the refund, so that an appeal sees what the rule saw. */
export const decisionRecord = z.object({
  kind: z.enum(["instant", "after-scan", "person", "no"]),
  holds: z.enum(["advance", "claim", "nothing"]),
  reasons: z.array(refundReason).readonly(),
  ratingVersion: z.string(),
  policyVersion: z.string(),
  standing: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal("new")]),
  points: z.int(),
  /** The order's currency; limit and open advances in it, in minor units. */
  currency: currencyShape,
  limit: z.int(),
  open: z.int(),
});
export type DecisionRecord = z.infer<typeof decisionRecord>;
