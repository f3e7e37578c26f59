import { compareMoney, type ConversationId, type CustomerId, type Money, type OrderId, zero } from "@ruyi/kernel";
import { availableOf, limitOf } from "./limit.ts";
import type { TrustPolicy } from "./policy.ts";
import type { Rating } from "./rating.ts";
import type { DecisionRecord } from "./record.ts";
import { decideRefund, type GoodsProgress, type RefundBasis, type RefundDecision, type RefundState } from "./refund.ts";

export type QuoteRequest = {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  readonly amount: Money;
  /** Paid for what is asked about, and what the shop says is refunded of it. */
  readonly paid: Money;
  readonly refunded: Money;
  readonly basis: RefundBasis;
  /** Left out: still with the customer. */
  readonly goods?: GoodsProgress;
  /** For a claim; left out: only said. */
  readonly evidence?: "word" | "shown";
};

export type RefundRequest = QuoteRequest & {
  /** Names what the customer said yes to. Two refunds of equal sums are two intents; a retry is the same one. */
  readonly intentKey: string;
  readonly reason: string;
  /** The order's lines it is for. */
  readonly lineIds?: readonly string[];
  readonly returnId?: string;
  readonly conversationId?: ConversationId;
};

export type RefundQuote = {
  readonly decision: RefundDecision;
  readonly rating: Rating;
  /** In the order's currency; undefined where the policy has no column for it. */
  readonly limit: Money | undefined;
  readonly open: Money;
  readonly available: Money;
  readonly record: DecisionRecord;
};

/** What is known of a customer and an order when a refund is decided. */
export type KnownOfRefund = {
  readonly rating: Rating;
  /** Open advances in the order's currency. */
  readonly open: Money;
  /** What our own refunds of the order have paid, and have under way or waiting. */
  readonly done: Money;
  readonly underWay: Money;
  /** Claims taken at the customer's word in the last 365 days, and whether an advance is overdue. */
  readonly wordClaims: number;
  readonly hasOverdueAdvance: boolean;
};

/** Decides a request on what is known, and keeps what it was decided on. */
export function weighRequest(request: QuoteRequest, known: KnownOfRefund, policy: TrustPolicy): RefundQuote {
  const { rating, open, done } = known;
  const { currency } = request.paid;
  const decision = decideRefund(
    {
      basis: request.basis,
      amount: request.amount,
      paid: request.paid,
      // The shop may not know yet what we have just paid; we do not know what it paid without us.
      refunded: compareMoney(request.refunded, done) > 0 ? request.refunded : done,
      underWay: known.underWay,
      standing: rating.standing,
      open,
      goods: request.goods ?? "with-customer",
      evidence: request.evidence ?? "word",
      wordClaims: known.wordClaims,
      hasOverdueAdvance: known.hasOverdueAdvance,
    },
    policy,
  );
  const limit = limitOf(rating.standing, currency, policy);
  return {
    decision,
    rating,
    limit,
    open,
    available: limit ? availableOf(limit, open) : zero(currency),
    record: {
      kind: decision.kind,
      holds: decision.kind === "instant" ? decision.holds : "nothing",
      reasons: decision.reasons,
      ratingVersion: rating.version,
      policyVersion: policy.version,
      standing: rating.standing,
      points: rating.points,
      currency,
      limit: limit?.minor ?? 0,
      open: open.minor,
    },
  };
}

/** The state in which a decision leaves a refund. */
export function stateAfter({ kind }: Pick<RefundDecision, "kind">): RefundState {
  switch (kind) {
    case "instant":
      return "approved";
    case "after-scan":
      return "waiting-scan";
    case "person":
      return "waiting-person";
    case "no":
      return "refused";
  }
}
