import { type Currency, type CustomerId, money, type Money, negate } from "@ruyi/kernel";

/**
 * The accounts of a merchant, one of each a currency. Debits are above zero, credits below.
 * - `advance-receivable` (by customer): refunded before the goods are back
 * - `recovery` (by customer): an advance whose goods did not come within the grace
 * - `refund-in-transit`: approved, not yet confirmed by the payment side
 * - `channel-clearing`: confirmed by the payment side, to be matched with its file
 * - `returned-sales`: refunds the shop bears, goods back or owed without goods
 * - `loss`: advances written off; `fund`: what the platform's fund bears instead of the shop
 */
export const accounts = [
  "advance-receivable",
  "recovery",
  "refund-in-transit",
  "channel-clearing",
  "returned-sales",
  "loss",
  "fund",
] as const;
export type AccountName = (typeof accounts)[number];

/** An account, or one customer's part of it. */
export type Account = { readonly name: AccountName; readonly customerId?: CustomerId };

export type Entry = { readonly account: Account; readonly amount: Money };

export type PostingDraft = {
  /** Names the business event, such as `refund:018f…:approved`; posted once, however often it is told. */
  readonly key: string;
  readonly at: Date;
  readonly entries: readonly Entry[];
};

/** A draft whose entries sum to zero in every currency. Made by `balance`, `transfer` and `reversal` only. */
export type Posting = PostingDraft & { readonly __balanced: true };

export type PostingRefusal =
  | { readonly kind: "empty" }
  | { readonly kind: "zero-entry"; readonly account: Account }
  | { readonly kind: "unbalanced"; readonly by: Money };

/** The draft as a posting, or why it is none. */
export function balance(draft: PostingDraft): Posting | PostingRefusal {
  if (draft.entries.length === 0) return { kind: "empty" };
  const sums = new Map<Currency, bigint>();
  for (const { account, amount } of draft.entries) {
    if (amount.minor === 0) return { kind: "zero-entry", account };
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + BigInt(amount.minor));
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) return { kind: "unbalanced", by: money(Number(sum), currency) };
  }
  return draft as Posting;
}

export const isPosting = (result: Posting | PostingRefusal): result is Posting => !("kind" in result);

/**
 * Moves `amount` from one account to another: credits `from`, debits `to`.
 * Throws on zero or less, for a transfer turned round is another event.
 */
export function transfer(draft: {
  readonly key: string;
  readonly at: Date;
  readonly from: Account;
  readonly to: Account;
  readonly amount: Money;
}): Posting {
  const { key, at, from, to, amount } = draft;
  if (amount.minor <= 0) throw new Error(`Transfer "${key}" needs an amount above zero, found ${amount.minor}.`);
  return { key, at, entries: [entry(to, amount), entry(from, negate(amount))] } as unknown as Posting;
}

const entry = (account: Account, amount: Money): Entry => ({ account, amount });

/** Takes a posting back by its opposite; the books keep both. */
export const reversal = (of: Posting, key: string, at: Date): Posting =>
  ({
    key,
    at,
    entries: of.entries.map(({ account, amount }) => entry(account, negate(amount))),
  }) as unknown as Posting;

/** Equal entries in any order. The time is no part of it: a retry comes later than the first try. */
export function saysTheSame(a: readonly Entry[], b: readonly Entry[]): boolean {
  const lines = (entries: readonly Entry[]): string =>
    entries
      .map(({ account, amount }) =>
        JSON.stringify([account.name, account.customerId ?? "", amount.currency, amount.minor]),
      )
      .toSorted()
      .join("\n");
  return a.length === b.length && lines(a) === lines(b);
}
