import { cny, customerId, type Money, type MerchantId, orderId, type StaffId } from "@ruyi/kernel";
import type { PaymentPort } from "./operations.ts";
import type { RefundRequest } from "./quote.ts";
import type { PaymentState, RefundFacts } from "./refund.ts";

export { type HistoryPlan, historyOf, knownHistories } from "./histories.ts";

/** A five-star customer returns what cost ¥699, nothing else open; unless said otherwise. */
export const aRefund = (but: Partial<RefundFacts> = {}): RefundFacts => ({
  basis: "goods-return",
  amount: cny(699),
  paid: cny(699),
  refunded: cny(0),
  underWay: cny(0),
  standing: 5,
  open: cny(0),
  goods: "with-customer",
  evidence: "word",
  wordClaims: 0,
  hasOverdueAdvance: false,
  ...but,
});

/** Mei returns a coat of ¥699 from order 3021, unless said otherwise. */
export const meisRequest = (intentKey: string, but: Partial<RefundRequest> = {}): RefundRequest => ({
  intentKey,
  customerId: customerId("mei"),
  orderId: orderId("3021"),
  returnId: `return-${intentKey}`,
  amount: cny(699),
  paid: cny(699),
  refunded: cny(0),
  basis: "goods-return",
  reason: "changed-mind",
  ...but,
});

/** The colleague who is on record in tests. */
export const lead = "018f3b5e-0000-7000-8000-0000000000aa" as StaffId;
export const owner = "018f3b5e-0000-7000-8000-0000000000bb" as StaffId;
export const otherOwner = "018f3b5e-0000-7000-8000-0000000000cc" as StaffId;

export type PretendPayments = PaymentPort & {
  /** What each key was really paid, how often. More than one entry is a refund paid twice. */
  readonly paid: Map<string, Money[]>;
  /** How the next calls go; once used up, calls succeed. */
  readonly next: ("done" | "failed" | "pending" | "lost-before" | "lost-after")[];
  /** Sets what a query says of a key. */
  readonly say: (merchantId: MerchantId, key: string, state: PaymentState) => void;
};

/**
 * A payment side that keeps no keys apart for us: each call that arrives pays, so that a second call shows.
 * `lost-before`: the request never arrives. `lost-after`: it is paid, and the answer is lost.
 */
export function pretendPayments(): PretendPayments {
  const paid = new Map<string, Money[]>();
  const states = new Map<string, PaymentState>();
  const next: PretendPayments["next"] = [];
  const nameOf = (merchantId: MerchantId, key: string): string => `${merchantId} ${key}`;
  return {
    paid,
    next,
    say: (merchantId, key, state) => void states.set(nameOf(merchantId, key), state),
    payRefund: async (merchantId, { amount, key }) => {
      const name = nameOf(merchantId, key);
      const how = next.shift() ?? "done";
      if (how === "lost-before") throw new Error("The payment side could not be reached.");
      const state = how === "lost-after" ? "done" : how;
      states.set(name, state);
      if (state !== "failed") paid.set(name, [...(paid.get(name) ?? []), amount]);
      if (how === "lost-after") throw new Error("The payment side's answer was lost.");
      return { state };
    },
    refundByKey: async (merchantId, { key }) => ({ state: states.get(nameOf(merchantId, key)) ?? "absent" }),
  };
}
