import { sql } from "kysely";
import { type Currency, type CustomerId, customerId, type MerchantId, money, type Money } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type AccountName, accounts, type Entry, type Posting } from "./posting.ts";
import type { ReservationRequest } from "./reservation.ts";

/** A whole number as the database gives it. Throws beyond 2^53: minor units end long before. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`Expected whole minor units within ±2^53, found ${text}.`);
  return value;
}

const names = new Set<string>(accounts);
function accountName(text: string): AccountName {
  if (!names.has(text)) throw new Error(`Account "${text}" is unknown; add it to accounts in ledger/posting.ts.`);
  return text as AccountName;
}

// Many keys are looked up one by one (lateral, with an offset that keeps it so). Asked as `= any(…)`, the planner counts
// the merchant twice, once for us and once for row-level security, and reads all of the merchant's rows instead.

type EntryRow = {
  readonly posting_key: string;
  readonly account: string;
  readonly customer_id: string;
  readonly currency: Currency;
  readonly amount: string;
};

const asEntry = (row: EntryRow): Entry => ({
  account: {
    name: accountName(row.account),
    ...(row.customer_id === "" ? {} : { customerId: customerId(row.customer_id) }),
  },
  amount: money(wholeNumber(row.amount), row.currency),
});

/** Writes the postings whose key is free, entries and all; answers those keys. Waits for others writing the same keys. */
export async function addPostings(
  tx: Transaction,
  merchantId: MerchantId,
  postings: readonly Posting[],
): Promise<Set<string>> {
  const lines = postings.flatMap(({ key, entries }) => entries.map((entry, line) => ({ key, line, ...entry })));
  const { rows } = await sql<{ key: string }>`
    with fresh as (
      insert into ledger.posting (merchant_id, key, at)
      select ${merchantId}::uuid, key, at
      from unnest(${postings.map(({ key }) => key)}::text[], ${postings.map(({ at }) => at)}::timestamptz[])
        as draft (key, at)
      on conflict do nothing
      returning key, at
    ), written as (
      insert into ledger.entry (merchant_id, posting_key, line, account, customer_id, currency, amount, at)
      select ${merchantId}::uuid, key, line, account, customer_id, currency, amount, at
      from fresh join unnest(
        ${lines.map(({ key }) => key)}::text[],
        ${lines.map(({ line }) => line)}::smallint[],
        ${lines.map(({ account }) => account.name)}::text[],
        ${lines.map(({ account }) => account.customerId ?? "")}::text[],
        ${lines.map(({ amount }) => amount.currency)}::char(3)[],
        ${lines.map(({ amount }) => amount.minor)}::bigint[]
      ) as entry (key, line, account, customer_id, currency, amount) using (key)
    )
    select key from fresh`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}

export async function entriesOf(
  tx: Transaction,
  merchantId: MerchantId,
  keys: readonly string[],
): Promise<Map<string, Entry[]>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<EntryRow>`
    select entry.* from unnest(${keys}::text[]) as wanted (key)
    cross join lateral (
      select posting_key, account, customer_id, currency, amount from ledger.entry
      where merchant_id = ${merchantId} and posting_key = wanted.key
      order by line offset 0
    ) as entry`.execute(tx);
  const found = new Map<string, Entry[]>();
  for (const row of rows) found.set(row.posting_key, [...(found.get(row.posting_key) ?? []), asEntry(row)]);
  return found;
}

export type Balance = { readonly account: AccountName; readonly balance: Money };

export async function balances(tx: Transaction, merchantId: MerchantId): Promise<Balance[]> {
  const { rows } = await sql<{ account: string; currency: Currency; amount: string }>`
    select account, currency, sum(amount) as amount from ledger.entry
    where merchant_id = ${merchantId}
    group by account, currency order by account, currency`.execute(tx);
  return rows.map((row) => ({
    account: accountName(row.account),
    balance: money(wholeNumber(row.amount), row.currency),
  }));
}

export async function accountBalance(
  tx: Transaction,
  merchantId: MerchantId,
  account: AccountName,
  customer: CustomerId | undefined,
  currency: Currency,
): Promise<Money> {
  const { rows } = await sql<{ amount: string }>`
    select coalesce(sum(amount), 0) as amount from ledger.entry
    where merchant_id = ${merchantId} and account = ${account} and currency = ${currency}
      and customer_id = ${customer ?? ""}`.execute(tx);
  return money(wholeNumber(rows[0]?.amount ?? "0"), currency);
}

export type StatementLine = {
  /** Grows along the statement; the cursor of the next page. */
  readonly number: number;
  readonly key: string;
  readonly at: Date;
  readonly amount: Money;
};

export async function statementLines(
  tx: Transaction,
  merchantId: MerchantId,
  query: {
    readonly account: AccountName;
    readonly customerId?: CustomerId;
    readonly currency: Currency;
    readonly after: number;
    readonly limit: number;
  },
): Promise<StatementLine[]> {
  const { rows } = await sql<{ number: string; posting_key: string; at: Date; amount: string }>`
    select number, posting_key, at, amount from ledger.entry
    where merchant_id = ${merchantId} and account = ${query.account} and customer_id = ${query.customerId ?? ""}
      and currency = ${query.currency} and number > ${query.after}
    order by number limit ${query.limit}`.execute(tx);
  return rows.map((row) => ({
    number: wholeNumber(row.number),
    key: row.posting_key,
    at: row.at,
    amount: money(wholeNumber(row.amount), query.currency),
  }));
}

export type Pair = { readonly customerId: CustomerId; readonly currency: Currency };

/** Holds the pairs until the transaction ends, in one order for everyone, so that nobody waits in a circle. */
export async function lockPairs(tx: Transaction, merchantId: MerchantId, pairs: readonly Pair[]): Promise<void> {
  const sorted = pairs.toSorted((a, b) => compare(a.customerId, b.customerId) || compare(a.currency, b.currency));
  const customers = sorted.map((pair) => pair.customerId);
  const currencies = sorted.map((pair) => pair.currency);
  const lock = () => {
    const [only, ...others] = sorted;
    // The usual single pair is found by its key alone, which plans in half the time.
    return only && others.length === 0
      ? sql`
          select 1 from ledger.exposure
          where merchant_id = ${merchantId} and customer_id = ${only.customerId} and currency = ${only.currency}
          for update`.execute(tx)
      : sql`
          select 1 from unnest(${customers}::text[], ${currencies}::char(3)[]) as pair (customer_id, currency)
          cross join lateral (
            select 1 from ledger.exposure
            where merchant_id = ${merchantId} and customer_id = pair.customer_id and currency = pair.currency
            for update
          ) as held`.execute(tx);
  };
  const { rows } = await lock();
  if (rows.length === pairs.length) return;
  await sql`
    insert into ledger.exposure (merchant_id, customer_id, currency)
    select ${merchantId}::uuid, customer_id, currency
    from unnest(${customers}::text[], ${currencies}::char(3)[]) as pair (customer_id, currency)
    on conflict do nothing`.execute(tx);
  await lock();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What each pair holds at `at`, in their order: neither released nor over. */
export async function openSums(
  tx: Transaction,
  merchantId: MerchantId,
  pairs: readonly Pair[],
  at: Date,
): Promise<(Pair & { readonly open: Money })[]> {
  const { rows } = await sql<{ customer_id: string; currency: Currency; open: string }>`
    select pair.customer_id, pair.currency, held.open
    from unnest(${pairs.map((pair) => pair.customerId)}::text[], ${pairs.map((pair) => pair.currency)}::char(3)[])
      with ordinality as pair (customer_id, currency, place)
    cross join lateral (
      select coalesce(sum(amount), 0) as open from ledger.reservation
      where merchant_id = ${merchantId} and customer_id = pair.customer_id and currency = pair.currency
        and released_at is null and (expires_at is null or expires_at > ${at})
    ) as held
    order by pair.place`.execute(tx);
  return rows.map((row) => ({
    customerId: customerId(row.customer_id),
    currency: row.currency,
    open: money(wholeNumber(row.open), row.currency),
  }));
}

export type StoredReservation = {
  readonly key: string;
  readonly customerId: CustomerId;
  readonly amount: Money;
  readonly at: Date;
  readonly releasedAt: Date | undefined;
};

export async function reservationsOf(
  tx: Transaction,
  merchantId: MerchantId,
  keys: readonly string[],
): Promise<Map<string, StoredReservation>> {
  const { rows } = await sql<{
    key: string;
    customer_id: string;
    currency: Currency;
    amount: string;
    at: Date;
    released_at: Date | null;
  }>`
    select held.* from unnest(${keys}::text[]) as wanted (key)
    cross join lateral (
      select key, customer_id, currency, amount, at, released_at from ledger.reservation
      where merchant_id = ${merchantId} and key = wanted.key offset 0
    ) as held`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.key,
      {
        key: row.key,
        customerId: customerId(row.customer_id),
        amount: money(wholeNumber(row.amount), row.currency),
        at: row.at,
        releasedAt: row.released_at ?? undefined,
      },
    ]),
  );
}

export async function addReservations(
  tx: Transaction,
  merchantId: MerchantId,
  requests: readonly ReservationRequest[],
): Promise<void> {
  if (requests.length === 0) return;
  await sql`
    insert into ledger.reservation
      (merchant_id, key, customer_id, currency, amount, limit_amount, at, expires_at)
    select ${merchantId}::uuid, * from unnest(
      ${requests.map(({ key }) => key)}::text[],
      ${requests.map((request) => request.customerId)}::text[],
      ${requests.map(({ amount }) => amount.currency)}::char(3)[],
      ${requests.map(({ amount }) => amount.minor)}::bigint[],
      ${requests.map(({ limit }) => limit?.minor ?? null)}::bigint[],
      ${requests.map(({ at }) => at)}::timestamptz[],
      ${requests.map(({ expiresAt }) => expiresAt ?? null)}::timestamptz[])`.execute(tx);
}

/** Releases what is still held under these keys; answers the keys it released now. */
export async function releaseReservations(
  tx: Transaction,
  merchantId: MerchantId,
  keys: readonly string[],
  at: Date,
): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    update ledger.reservation set released_at = ${at}
    where merchant_id = ${merchantId} and key = any(${keys.toSorted()}::text[]) and released_at is null
    returning key`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}
