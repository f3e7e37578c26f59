import type { CustomerId, Money, RefundId } from "@ruyi/kernel";
import { type Account, type Posting, transfer } from "@ruyi/ledger";
import type { AdvanceState } from "./advance.ts";

/** What the books need to know of a refund. */
export type BookedRefund = {
  readonly id: RefundId;
  readonly customerId: CustomerId;
  readonly amount: Money;
  /** Undefined when the refund was never an advance. */
  readonly advance: AdvanceState | undefined;
  /** When it last came to a result. */
  readonly settledAt: Date | undefined;
};

/** The account that stands for this refund now: an advance until its goods are back, then the shop's own. */
function bearerOf({ customerId, advance }: BookedRefund): Account {
  switch (advance) {
    case "open":
    case "on-its-way":
      return { name: "advance-receivable", customerId };
    case "overdue":
      return { name: "recovery", customerId };
    case "written-off":
      return { name: "loss" };
    case "closed":
    case undefined:
      return { name: "returned-sales" };
  }
}

const transit: Account = { name: "refund-in-transit" };
const channel: Account = { name: "channel-clearing" };

const named = (refund: BookedRefund, event: string, from: Account, to: Account, at: Date): Posting =>
  transfer({ key: `refund:${refund.id}:${event}`, at, from, to, amount: refund.amount });

export const approvedPosting = (refund: BookedRefund, at: Date): Posting =>
  named(refund, "approved", transit, bearerOf(refund), at);

export const donePosting = (refund: BookedRefund, at: Date): Posting => named(refund, "done", channel, transit, at);

export const failedPosting = (refund: BookedRefund, at: Date): Posting =>
  named(refund, "failed", bearerOf(refund), transit, at);

/** A result that overturns an earlier one carries that one's time in its key: results may turn more than once. */
const overturned = (refund: BookedRefund): string => String(refund.settledAt?.getTime() ?? 0);

/** The money came back after a success. */
export const reversedPosting = (refund: BookedRefund, at: Date): Posting =>
  named(refund, `reversed:${overturned(refund)}`, bearerOf(refund), channel, at);

/** A failure, or a success taken back, that turned out a success in the end. */
export const doneAfterAllPosting = (refund: BookedRefund, at: Date): Posting =>
  named(refund, `done-after-all:${overturned(refund)}`, channel, bearerOf(refund), at);

/** Moves an advance to where its new state belongs; undefined when that is the same account. */
export function advancePosting(refund: BookedRefund, to: AdvanceState, at: Date): Posting | undefined {
  const [from, next] = [bearerOf(refund), bearerOf({ ...refund, advance: to })];
  return from.name === next.name ? undefined : named(refund, `advance-${to}`, from, next, at);
}
