import { Money, PostingView } from "@ruyi/ledger/contract";
import { z } from "zod";
import { ageBuckets } from "./outstanding.ts";

/** Wire shapes of refunds, advances and ratings, for servers and browsers alike. */

const Words = z.object({ zh: z.string(), en: z.string() });
const Authority = z.enum(["R1", "R2", "R3"]);

export const AgeBucket = z.enum(ageBuckets);
export const AttentionState = z.enum(["waiting-person", "unknown", "failed"]);
export const Standing = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
  z.literal("new"),
]);

/** A reason in both languages: what is so, what would change it, and the way to a person where it limits. */
export const Reason = z
  .object({ code: z.string(), fact: Words, change: Words.nullable(), appeal: Words.nullable() })
  .meta({ id: "Reason" });

const Person = z.object({ id: z.string(), name: z.string().nullable() });

export const RulingView = z
  .object({
    outcome: z.enum(["first-approved", "approved", "refused"]),
    by: Person,
    authority: Authority,
    /** Who completed what `by` had begun, where the sum takes two people. */
    second: Person.nullable(),
    reason: z.string(),
    at: z.string(),
  })
  .meta({ id: "Ruling" });

export const AdvanceView = z
  .object({
    state: z.enum(["open", "on-its-way", "overdue", "closed", "written-off"]),
    givenAt: z.string(),
    ageDays: z.int(),
    bucket: AgeBucket,
    nextStep: z.enum(["remind-first", "remind-second", "notice", "overdue"]).nullable(),
    nextAt: z.string().nullable(),
    disputedAt: z.string().nullable(),
  })
  .meta({ id: "Advance" });

export const RefundSummary = z
  .object({
    id: z.string(),
    customerId: z.string(),
    orderId: z.string(),
    conversationId: z.string().nullable(),
    basis: z.enum(["goods-return", "owed", "claim"]),
    amount: Money,
    state: z.enum([
      "refused",
      "waiting-scan",
      "waiting-person",
      "withdrawn",
      "approved",
      "sent",
      "unknown",
      "done",
      "failed",
      "reversed",
    ]),
    at: z.string(),
    settledAt: z.string().nullable(),
    /** Whole days since it was asked for. */
    ageDays: z.int(),
    /** What a person's approval takes while it waits for one; null otherwise. */
    needs: z.enum(["R1", "R2", "R3", "two-people"]).nullable(),
    /** The first of two approvals, while the second is waited for. */
    firstApproval: RulingView.nullable(),
    reasons: z.array(Reason),
  })
  .meta({ id: "RefundSummary" });

export const RefundView = RefundSummary.extend({
  returnId: z.string().nullable(),
  evidence: z.enum(["word", "shown"]),
  reason: z.string(),
  paid: Money,
  refundedBefore: Money,
  sentAt: z.string().nullable(),
  tries: z.int(),
  /** What it was decided on, so that an appeal sees what the rule saw. */
  decidedOn: z.object({
    kind: z.enum(["instant", "after-scan", "person", "no"]),
    ratingVersion: z.string(),
    policyVersion: z.string(),
    standing: Standing,
    points: z.int(),
    limit: Money,
    open: Money,
  }),
  rulings: z.array(RulingView),
  advance: AdvanceView.nullable(),
  /** The oldest first. */
  postings: z.array(PostingView),
}).meta({ id: "Refund" });

export const OutstandingAdvance = z
  .object({ refundId: z.string(), customerId: z.string(), orderId: z.string(), amount: Money, advance: AdvanceView })
  .meta({ id: "OutstandingAdvance" });

const Sum = z.object({ amount: Money, count: z.int(), oldestAt: z.string().nullable() });

export const Outstanding = z.object({
  asOf: z.string(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      total: Sum,
      /** All four, in the order of their age; none is left out for being empty. */
      buckets: z.array(Sum.extend({ bucket: AgeBucket })),
      /** What the books say of the same: the accounts `advance-receivable` and `recovery` together. */
      books: Money,
    }),
  ),
});

export const Attention = z.object({
  asOf: z.string(),
  states: z.array(
    z.object({
      state: AttentionState,
      count: z.int(),
      oldestAt: z.string().nullable(),
      amounts: z.array(Money),
    }),
  ),
});

export const RatingView = z
  .object({
    asOf: z.string(),
    version: z.string(),
    policyVersion: z.string(),
    standing: Standing,
    /** 0 to 100. */
    points: z.int(),
    reasons: z.array(
      Reason.extend({
        points: z.int(),
        count: z.int().nullable(),
        at: z.string().nullable(),
        until: z.string().nullable(),
        /** The fact to name when asking for a correction. */
        record: z.string().nullable(),
      }),
    ),
    next: z.object({ standing: Standing, missing: z.int() }).nullable(),
    waysUp: z.array(Words.extend({ code: z.string() })),
    limits: z.array(
      z.object({
        limit: Money,
        inUse: Money,
        left: Money,
        /** What the next star would allow, where that is more. */
        above: Money.nullable(),
      }),
    ),
  })
  .meta({ id: "Rating" });

export * from "./figures/contract.ts";
