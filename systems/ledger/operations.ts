import { type Currency, type CustomerId, type MerchantId, type Money, zero } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { type AccountName, type Entry, type Posting, saysTheSame } from "./posting.ts";
import { fits, type ReservationRequest, type ReservationResult } from "./reservation.ts";
import {
  accountBalance,
  accountTotals,
  addPostings,
  addReservations,
  type Balance,
  balances,
  type BookedPosting,
  entriesOf,
  findPosting,
  foldAdditions,
  listPostings,
  lockPairs,
  openSums,
  type Pair,
  type PostingQuery,
  releaseReservations,
  reservationsOf,
  type StatementLine,
  statementLines,
} from "./store.ts";
import { type Trial, trialsOf } from "./trial.ts";

export type PostResult =
  /** In the books now; `again` when it was there before. */
  | { readonly kind: "posted"; readonly again: boolean }
  /** The key stands for something else, which stays as it is. */
  | { readonly kind: "key-reused"; readonly first: readonly Entry[] };

/** Posts once: the same key with the same entries changes nothing, with other entries it is refused. */
export async function post(tx: Transaction, merchantId: MerchantId, posting: Posting): Promise<PostResult> {
  const [result] = await postMany(tx, merchantId, [posting]);
  if (!result) throw new Error(`Posting "${posting.key}" got no answer; postMany must answer each posting.`);
  return result;
}

/** Posts in two statements at most, however many; one result a posting, in their order. */
export async function postMany(
  tx: Transaction,
  merchantId: MerchantId,
  postings: readonly Posting[],
): Promise<PostResult[]> {
  if (postings.length === 0) return [];
  const firsts = new Map<string, Posting>();
  for (const posting of postings) if (!firsts.has(posting.key)) firsts.set(posting.key, posting);
  // Keys are taken in one order by everyone, so that two batches with common keys never wait for each other in a circle.
  const fresh = await addPostings(
    tx,
    merchantId,
    [...firsts.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  );
  const known = await entriesOf(
    tx,
    merchantId,
    [...firsts.keys()].filter((key) => !fresh.has(key)),
  );
  return postings.map((posting) => {
    const first = known.get(posting.key) ?? firsts.get(posting.key)?.entries ?? [];
    if (!saysTheSame(first, posting.entries)) return { kind: "key-reused", first };
    return { kind: "posted", again: !fresh.has(posting.key) || firsts.get(posting.key) !== posting };
  });
}

/** Posts, and throws when the key stands for something else: for callers whose keys are their own. */
export async function mustPost(tx: Transaction, merchantId: MerchantId, posting: Posting): Promise<void> {
  const result = await post(tx, merchantId, posting);
  if (result.kind === "key-reused") {
    throw new Error(`Posting key "${posting.key}" already stands for other entries; one event needs one key.`);
  }
}

/** What a customer has open, held until the transaction ends: nobody else can add to it meanwhile. */
export type Exposure = Pair & { readonly open: Money; readonly __locked: true };

/** Locks a customer's exposure in one currency and reads it as of `at`. */
export async function lockExposure(tx: Transaction, merchantId: MerchantId, pair: Pair, at: Date): Promise<Exposure> {
  await lockPairs(tx, merchantId, [pair]);
  // A statement of its own: it sees what was committed while we waited for the lock.
  const [sum] = await openSums(tx, merchantId, [pair], at);
  return { ...pair, open: sum?.open ?? zero(pair.currency) } as Exposure;
}

/** What is open, without a lock: to show, not to decide on. */
export async function openAdvances(tx: Transaction, merchantId: MerchantId, pair: Pair, at: Date): Promise<Money> {
  const [open] = await openAdvancesOf(tx, merchantId, [pair], at);
  return open ?? zero(pair.currency);
}

/** As `openAdvances`, of many in their order. */
export async function openAdvancesOf(
  tx: Transaction,
  merchantId: MerchantId,
  pairs: readonly Pair[],
  at: Date,
): Promise<Money[]> {
  return (await openSums(tx, merchantId, pairs, at)).map(({ open }) => open);
}

/** Holds part of a limit for an intent, under the lock the caller shows. */
export async function reserve(
  tx: Transaction,
  merchantId: MerchantId,
  exposure: Exposure,
  request: ReservationRequest,
): Promise<ReservationResult> {
  if (exposure.customerId !== request.customerId || exposure.currency !== request.amount.currency) {
    throw new Error(`Reservation "${request.key}" needs the lock of its own customer and currency.`);
  }
  const [result] = await admit(tx, merchantId, [exposure], [request]);
  if (!result) throw new Error(`Reservation "${request.key}" got no answer; admit must answer each request.`);
  return result;
}

/** Locks, then holds limits for many intents in the order given, as if they had come one after the other. */
export async function reserveMany(
  tx: Transaction,
  merchantId: MerchantId,
  requests: readonly ReservationRequest[],
  at: Date,
): Promise<ReservationResult[]> {
  if (requests.length === 0) return [];
  const pairs = new Map(
    requests.map(({ customerId, amount }) => [
      pairKey(customerId, amount.currency),
      { customerId, currency: amount.currency },
    ]),
  );
  await lockPairs(tx, merchantId, [...pairs.values()]);
  const sums = await openSums(tx, merchantId, [...pairs.values()], at);
  return admit(tx, merchantId, sums, requests);
}

async function admit(
  tx: Transaction,
  merchantId: MerchantId,
  exposures: readonly (Pair & { readonly open: Money })[],
  requests: readonly ReservationRequest[],
): Promise<ReservationResult[]> {
  const open = new Map(exposures.map((sum) => [pairKey(sum.customerId, sum.currency), sum.open]));
  const known: Map<string, Pick<ReservationRequest, "customerId" | "amount">> = await reservationsOf(
    tx,
    merchantId,
    requests.map(({ key }) => key),
  );
  const admitted: ReservationRequest[] = [];
  const results = requests.map((request): ReservationResult => {
    const pair = pairKey(request.customerId, request.amount.currency);
    const before = open.get(pair) ?? zero(request.amount.currency);
    const first = known.get(request.key);
    if (first) {
      const same =
        first.customerId === request.customerId &&
        first.amount.minor === request.amount.minor &&
        first.amount.currency === request.amount.currency;
      return same ? { kind: "reserved", again: true, open: before } : { kind: "key-reused" };
    }
    if (!fits(before, request)) return { kind: "over-limit", open: before, limit: request.limit ?? before };
    const now = { ...before, minor: before.minor + request.amount.minor };
    open.set(pair, now);
    known.set(request.key, request);
    admitted.push(request);
    return { kind: "reserved", again: false, open: now };
  });
  await addReservations(tx, merchantId, admitted);
  return results;
}

const pairKey = (customerId: CustomerId, currency: Currency): string => `${currency} ${customerId}`;

/** Gives back what is held under the key; false when nothing was held, or no longer. */
export async function release(tx: Transaction, merchantId: MerchantId, key: string, at: Date): Promise<boolean> {
  return (await releaseReservations(tx, merchantId, [key], at)).has(key);
}

/** Gives back many; answers the keys that were held until now. */
export const releaseMany = (
  tx: Transaction,
  merchantId: MerchantId,
  keys: readonly string[],
  at: Date,
): Promise<Set<string>> =>
  keys.length === 0 ? Promise.resolve(new Set()) : releaseReservations(tx, merchantId, keys, at);

/**
 * Every account's balance, from the entries themselves: for an audit, since it reads all that the merchant ever wrote.
 * The sum over a currency is zero, or the books are broken. `trials` answers the same at once.
 */
export const trialBalance = (tx: Transaction, merchantId: MerchantId): Promise<Balance[]> => balances(tx, merchantId);

/** A trial for each currency, as of now or of the moment before `asOf`, from sums that stand ready. */
export const trials = async (tx: Transaction, merchantId: MerchantId, asOf?: Date): Promise<Trial[]> =>
  trialsOf(await accountTotals(tx, merchantId, asOf));

const foldAtOnce = 5_000;

/**
 * Folds what was added lately into the totals, of all merchants; run it every few seconds. Answers how much it took: at
 * most `rounds` transactions of 5,000 additions each, so that a busy hour is caught up with and nobody waits for it.
 */
export async function foldTotals(database: Database, { atOnce = foldAtOnce, rounds = 10 } = {}): Promise<number> {
  let taken = 0;
  for (let round = 0; round < rounds; round += 1) {
    const now = await database.asPlatform((tx) => foldAdditions(tx, atOnce));
    taken += now;
    if (now < atOnce) break;
  }
  return taken;
}

/** Newest first; all of the merchant, or those of an account, a customer or a refund. */
export const postings = (tx: Transaction, merchantId: MerchantId, query: PostingQuery): Promise<BookedPosting[]> =>
  listPostings(tx, merchantId, query);

/** Undefined when the merchant has no such posting. */
export const postingOf = (tx: Transaction, merchantId: MerchantId, key: string): Promise<BookedPosting | undefined> =>
  findPosting(tx, merchantId, key);

/** The balance of one account, or of one customer's part of it. */
export const balanceOf = (
  tx: Transaction,
  merchantId: MerchantId,
  account: AccountName,
  currency: Currency,
  customerId?: CustomerId,
): Promise<Money> => accountBalance(tx, merchantId, account, customerId, currency);

/** One account's entries in the order they were written; at most `limit` (100), after the line `after`. */
export const statement = (
  tx: Transaction,
  merchantId: MerchantId,
  query: {
    readonly account: AccountName;
    readonly customerId?: CustomerId;
    readonly currency: Currency;
    readonly after?: number;
    readonly limit?: number;
  },
): Promise<StatementLine[]> =>
  statementLines(tx, merchantId, { ...query, after: query.after ?? 0, limit: query.limit ?? 100 });
