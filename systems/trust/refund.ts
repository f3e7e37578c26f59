import { compareMoney, money, type Money, subtract } from "@ruyi/kernel";
import { availableOf, limitOf } from "./limit.ts";
import type { TrustPolicy } from "./policy.ts";
import type { Standing } from "./rating.ts";
import type { RefundReason } from "./reasons.ts";

/**
 * Why money goes back: goods come back for it; it is owed without any (a cancelled order, a lost parcel, a double
 * charge); or the customer says that something was wrong and keeps what came.
 */
export type RefundBasis = "goods-return" | "owed" | "claim";

/** How far the goods are on their way back. */
export type GoodsProgress = "with-customer" | "scanned" | "inspected";

export type RefundFacts = {
  readonly basis: RefundBasis;
  readonly amount: Money;
  /** Paid for what is asked about, and refunded of it already, in the order's currency. */
  readonly paid: Money;
  readonly refunded: Money;
  /** Other refunds of the same order that are approved, sent, unknown or waiting. */
  readonly underWay: Money;
  readonly standing: Standing;
  /** Open advances in the order's currency. */
  readonly open: Money;
  readonly goods: GoodsProgress;
  /** For a claim: only said, or shown as the procedure asked. */
  readonly evidence: "word" | "shown";
  /** Claims taken at the customer's word in the last 365 days. */
  readonly wordClaims: number;
  /** An advance whose goods did not come within the grace. */
  readonly hasOverdueAdvance: boolean;
};

export type RefundDecision =
  /** `holds`: what it takes of the limit. An advance holds until the goods are back, a claim for some days. */
  | {
      readonly kind: "instant";
      readonly holds: "advance" | "claim" | "nothing";
      readonly reasons: readonly RefundReason[];
    }
  | { readonly kind: "after-scan" | "person" | "no"; readonly reasons: readonly RefundReason[] };

/**
 * Decides a refund from facts alone. The rating decides when, never whether: what is refused here is refused to
 * everyone. It never approves more than was paid and is neither refunded nor on its way, nor another currency.
 */
export function decideRefund(facts: RefundFacts, policy: TrustPolicy): RefundDecision {
  const { amount, paid, refunded, underWay } = facts;
  if (amount.minor <= 0) throw new Error(`A refund needs an amount above zero, found ${amount.minor}.`);
  if (amount.currency !== paid.currency) {
    return no({ code: "wrong-currency", currency: paid.currency });
  }
  const left = subtract(paid, refunded);
  if (left.minor <= 0) return no({ code: "nothing-left", paid });
  if (compareMoney(amount, left) > 0) return no({ code: "above-remaining", left });
  if (compareMoney(amount, subtract(left, underWay)) > 0) return no({ code: "already-under-way", underWay });

  switch (facts.basis) {
    case "owed":
      return instant("nothing", { code: "owed" });
    case "goods-return":
      return decideReturn(facts, policy);
    case "claim":
      return decideClaim(facts, policy);
  }
}

function decideReturn(facts: RefundFacts, policy: TrustPolicy): RefundDecision {
  if (facts.goods === "inspected") return instant("nothing", { code: "goods-back" });
  if (facts.standing === 1) return { kind: "person", reasons: [{ code: "one-star" }] };
  if (facts.goods === "scanned") return instant("nothing", { code: "carrier-scan" });
  const obstacle = facts.hasOverdueAdvance ? { code: "advance-overdue" as const } : beyondLimit(facts, policy);
  return obstacle ? { kind: "after-scan", reasons: [obstacle] } : instant("advance", { code: "within-limit" });
}

function decideClaim(facts: RefundFacts, policy: TrustPolicy): RefundDecision {
  if (facts.standing === 1) return { kind: "person", reasons: [{ code: "one-star" }] };
  if (facts.evidence === "word") {
    const currency = facts.amount.currency;
    const upTo = money(policy.columns[currency]?.wordOnlyUpTo ?? 0, currency);
    if (compareMoney(facts.amount, upTo) > 0) return { kind: "person", reasons: [{ code: "above-word", upTo }] };
    if (facts.wordClaims >= policy.wordClaims) {
      return { kind: "person", reasons: [{ code: "many-claims-by-word", count: facts.wordClaims }] };
    }
    return instant("nothing", { code: "word-is-enough" });
  }
  const obstacle = beyondLimit(facts, policy);
  return obstacle ? { kind: "person", reasons: [obstacle] } : instant("claim", { code: "within-limit" });
}

function beyondLimit({ standing, amount, open }: RefundFacts, policy: TrustPolicy): RefundReason | undefined {
  const limit = limitOf(standing, amount.currency, policy);
  if (!limit) return { code: "no-limit-in-currency", currency: amount.currency };
  if (standing === 2) return { code: "two-stars" };
  if (compareMoney(amount, limit) > 0) return { code: "above-limit", amount, limit };
  const available = availableOf(limit, open);
  return compareMoney(amount, available) > 0 ? { code: "limit-in-use", amount, limit, available } : undefined;
}

const no = (reason: RefundReason): RefundDecision => ({ kind: "no", reasons: [reason] });
const instant = (holds: "advance" | "claim" | "nothing", reason: RefundReason): RefundDecision => ({
  kind: "instant",
  holds,
  reasons: [reason],
});

/**
 * - `waiting-scan`, `waiting-person`: asked for, not approved; `withdrawn`: the customer changed their mind
 * - `approved`: in the books, not yet handed to the payment side
 * - `sent`: handed over, or about to be; `unknown`: handed over, and no answer says what became of it
 * - `reversed`: the payment side took a success back
 */
export type RefundState =
  | "refused"
  | "waiting-scan"
  | "waiting-person"
  | "withdrawn"
  | "approved"
  | "sent"
  | "unknown"
  | "done"
  | "failed"
  | "reversed";

/** What the payment side says of a key. `reversed`: paid, then taken back; `absent`: it has never seen the key. */
export type PaymentState = "done" | "failed" | "reversed" | "pending" | "unknown" | "absent";

/**
 * The state after an answer. A success may still be taken back; a failure may turn out to have been a success; a
 * refund that nobody knows of goes back to `approved`, to be sent again under its old key.
 */
export function afterAnswer(state: RefundState, answer: PaymentState): RefundState {
  switch (state) {
    case "sent":
    case "unknown":
      return afterOpenAnswer(answer);
    case "done":
      return answer === "failed" || answer === "reversed" ? "reversed" : "done";
    case "failed":
    case "reversed":
      return answer === "done" ? "done" : state;
    case "refused":
    case "waiting-scan":
    case "waiting-person":
    case "withdrawn":
    case "approved":
      return state;
  }
}

function afterOpenAnswer(answer: PaymentState): RefundState {
  switch (answer) {
    case "done":
      return "done";
    case "failed":
    case "reversed":
      return "failed";
    case "pending":
      return "sent";
    case "unknown":
      return "unknown";
    case "absent":
      return "approved";
  }
}
