import type { CustomerId, Money } from "@ruyi/kernel";

/** A wish to hold part of a customer's limit for one intent. */
export type ReservationRequest = {
  readonly key: string;
  readonly customerId: CustomerId;
  readonly amount: Money;
  /** Undefined when a person with authority decides beyond any limit: it counts as open, and is not refused. */
  readonly limit: Money | undefined;
  readonly at: Date;
  /** Held for goods that come back: until released. Held for a claim, where nothing comes back: until this time. */
  readonly expiresAt?: Date;
};

export type ReservationResult =
  /** `again` is true when this key held the same before, even if it was released since. */
  | { readonly kind: "reserved"; readonly again: boolean; readonly open: Money }
  | { readonly kind: "over-limit"; readonly open: Money; readonly limit: Money }
  /** The key stands for another amount or customer. */
  | { readonly kind: "key-reused" };

/** Whether `amount` still fits under the limit beside what is open. Throws on mixed currencies: such a call is a bug. */
export function fits(open: Money, { key, amount, limit }: ReservationRequest): boolean {
  if (amount.minor <= 0) throw new Error(`Reservation "${key}" needs an amount above zero, found ${amount.minor}.`);
  if (open.currency !== amount.currency || (limit && limit.currency !== amount.currency)) {
    throw new Error(`Reservation "${key}" is in ${amount.currency}; its limit and exposure must be too.`);
  }
  return limit === undefined || open.minor + amount.minor <= limit.minor;
}
