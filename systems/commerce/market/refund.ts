import { type Money, type OrderId, add, compareMoney, money, split, subtract, zero } from "@ruyi/kernel";
import type { Refund, RefundShare, RefundState, RefusalReason, Tender } from "../contract.ts";

/** A refund as the payment side keeps it; its state is a matter of the time. */
export type RefundRow = {
  readonly key: string;
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly lineIds: readonly string[];
  readonly reason: string;
  readonly shares: readonly RefundShare[];
  readonly requestedAt: Date;
  readonly settlesAt: Date;
  readonly fails: boolean;
  readonly reversesAt?: Date;
};

export function refundStateAt(row: RefundRow, now: Date): { readonly state: RefundState; readonly since?: Date } {
  if (now < row.settlesAt) return { state: "pending" };
  if (row.fails) return { state: "failed", since: row.settlesAt };
  if (row.reversesAt && row.reversesAt <= now) return { state: "reversed", since: row.reversesAt };
  return { state: "done", since: row.settlesAt };
}

export function refundAt(row: RefundRow, now: Date): Refund {
  const { key, orderId, amount, lineIds, reason, requestedAt, shares: tenders } = row;
  const { state, since } = refundStateAt(row, now);
  return { key, orderId, amount, lineIds, reason, requestedAt, tenders, state, ...(since ? { settledAt: since } : {}) };
}

/** Money that is back with the customer or may still get there. */
const counts = (row: RefundRow, now: Date): boolean => !["failed", "reversed"].includes(refundStateAt(row, now).state);

export const refundedAt = (rows: readonly RefundRow[], currency: string, now: Date): Money =>
  rows.filter((row) => counts(row, now)).reduce((all, row) => add(all, row.amount), zero(currency));

/** What each tender can still give back. */
function leftOf(tenders: readonly Tender[], rows: readonly RefundRow[], now: Date): Tender[] {
  const shares = rows.filter((row) => counts(row, now)).flatMap((row) => row.shares);
  return tenders.map((tender) => {
    const returned = shares.filter((share) => share.tenderId === tender.id);
    return { ...tender, amount: returned.reduce((left, share) => subtract(left, share.amount), tender.amount) };
  });
}

export type RefundFacts = {
  readonly tenders: readonly Tender[];
  readonly currency: string;
  readonly earlier: readonly RefundRow[];
};

export type RefundAsked = { readonly amount: Money; readonly tenderId?: string };

/**
 * Decides a refund at the payment side: never above what was paid and is not yet back, each tender getting its share
 * of what it can still give (Hamilton's method keeps a share within its tender).
 */
export function decideRefund(
  { tenders, currency, earlier }: RefundFacts,
  { amount, tenderId }: RefundAsked,
  now: Date,
): { readonly shares: readonly RefundShare[] } | { readonly refused: RefusalReason } {
  if (amount.currency !== currency) return { refused: "wrong-currency" };
  if (amount.minor <= 0) return { refused: "not-above-zero" };
  if (tenders.length === 0) return { refused: "unpaid" };

  const left = leftOf(tenders, earlier, now);
  const all = left.reduce((sum, tender) => add(sum, tender.amount), zero(currency));
  if (compareMoney(amount, all) > 0) return { refused: "nothing-left" };
  if (tenderId !== undefined) {
    const tender = left.find((one) => one.id === tenderId);
    if (!tender || compareMoney(amount, tender.amount) > 0) return { refused: "tender-exhausted" };
    return { shares: [{ tenderId, kind: tender.kind, amount: money(amount.minor, currency) }] };
  }
  const parts = split(
    amount,
    left.map((tender) => tender.amount.minor),
  );
  return {
    shares: left
      .map((tender, index) => ({ tenderId: tender.id, kind: tender.kind, amount: parts[index] ?? zero(currency) }))
      .filter((share) => share.amount.minor > 0),
  };
}
