import { sql } from "kysely";
import { type Currency, type CustomerId, customerId, type MerchantId, money, type Money } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type AccountName, accounts, type Entry, type Posting } from "./posting.ts";
import type { ReservationRequest } from "./reservation.ts";
import type { AccountTotal } from "./trial.ts";

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

/** What stands in every account as of `asOf` (entries before it count), or as of now; only accounts that have entries. */
export async function accountTotals(tx: Transaction, merchantId: MerchantId, asOf?: Date): Promise<AccountTotal[]> {
  const day = asOf && asOf.toISOString().slice(0, 10);
  // From the sum of everything, what came later is taken away again: whole days by their totals, the rest of the day
  // by its entries. So yesterday costs as much as today, however old the books are.
  const later =
    asOf && day
      ? sql`
          union all
          select currency, account, -debits, -credits from ledger.total
          where merchant_id = ${merchantId} and day > ${day}::date and day < 'infinity'
          union all
          select currency, account, -debits, -credits from ledger.addition
          where merchant_id = ${merchantId} and day > ${day}::date
          union all
          select rest.currency, account.name, -greatest(rest.amount, 0), -greatest(-rest.amount, 0)
          from unnest(${accounts}::text[]) as account (name)
          cross join lateral (
            select currency, amount from ledger.entry
            where merchant_id = ${merchantId} and account = account.name
              and at >= ${asOf} and at < (${day}::date + 1)::timestamp at time zone 'UTC'
            offset 0
          ) as rest`
      : sql``;
  // One statement, so that totals and additions are seen at one moment, whoever folds them meanwhile.
  const { rows } = await sql<{ account: string; currency: Currency; debits: string; credits: string }>`
    with part (currency, account, debits, credits) as (
      select currency, account, debits, credits from ledger.total
      where merchant_id = ${merchantId} and day = 'infinity'
      union all
      select currency, account, debits, credits from ledger.addition where merchant_id = ${merchantId}
      ${later}
    )
    select currency, account, sum(debits) as debits, sum(credits) as credits from part
    group by currency, account having sum(debits) <> 0 or sum(credits) <> 0
    order by currency, account`.execute(tx);
  return rows.map((row) => ({
    account: accountName(row.account),
    debits: money(wholeNumber(row.debits), row.currency),
    credits: money(wholeNumber(row.credits), row.currency),
  }));
}

/**
 * Folds up to `limit` additions of any merchants into their totals; answers how many it took. As the platform. Safe on
 * many servers at once: an addition is taken by one, and totals are locked in one order.
 */
export async function foldAdditions(tx: Transaction, limit: number): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    with due as (
      select merchant_id, id from ledger.addition order by merchant_id, id limit ${limit} for update skip locked
    ), taken as (
      delete from ledger.addition using due
      where addition.merchant_id = due.merchant_id and addition.id = due.id
      returning addition.merchant_id, addition.currency, addition.account, addition.day, addition.debits,
        addition.credits
    ), folded as (
      insert into ledger.total as total (merchant_id, day, currency, account, debits, credits)
      select merchant_id, each.day, currency, account, sum(debits), sum(credits)
      from taken cross join lateral (values (taken.day), ('infinity'::date)) as each (day)
      group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (merchant_id, day, currency, account) do update
        set debits = total.debits + excluded.debits, credits = total.credits + excluded.credits
    )
    select count(*)::int as taken from taken`.execute(tx);
  return rows[0]?.taken ?? 0;
}

/** A posting as it stands in the books. */
export type BookedPosting = { readonly key: string; readonly at: Date; readonly entries: readonly Entry[] };

export type PostingQuery = {
  readonly account?: AccountName;
  readonly customerId?: CustomerId;
  /** What the keys begin with, as in `refund:018f…:`. */
  readonly beginning?: string;
  /** Goes on below this one. */
  readonly before?: { readonly at: Date; readonly key: string };
  readonly limit: number;
};

/** Newest first, with all their entries. */
export async function listPostings(
  tx: Transaction,
  merchantId: MerchantId,
  query: PostingQuery,
): Promise<BookedPosting[]> {
  const { rows } = await pickPostings(merchantId, query).execute(tx);
  const entries = await entriesOf(
    tx,
    merchantId,
    rows.map(({ key }) => key),
  );
  return rows.map(({ key, at }) => ({ key, at, entries: entries.get(key) ?? [] }));
}

/** Each way in has its index: by the key's beginning, by customer, by account, or by time alone. */
function pickPostings(
  merchantId: MerchantId,
  { account, customerId: customer, beginning, before, limit }: PostingQuery,
) {
  type Row = { readonly key: string; readonly at: Date };
  const past = (key: ReturnType<typeof sql>, at: ReturnType<typeof sql>) =>
    before ? sql`and (${at}, ${key}) < (${before.at}::timestamptz, ${before.key}::text)` : sql``;
  const touches = sql`
    and (${account ?? null}::text is null or exists (
      select 1 from ledger.entry where entry.merchant_id = ${merchantId} and posting_key = key and account = ${account ?? null}))
    and (${customer ?? null}::text is null or exists (
      select 1 from ledger.entry where entry.merchant_id = ${merchantId} and posting_key = key and customer_id = ${customer ?? null}))`;
  if (beginning !== undefined) {
    return sql<Row>`
      select key, at from ledger.posting
      where merchant_id = ${merchantId} and key collate "C" >= ${beginning} and key collate "C" < ${afterAll(beginning)}
        ${past(sql`key`, sql`at`)} ${touches}
      order by at desc, key desc limit ${limit}`;
  }
  if (customer !== undefined || account !== undefined) {
    const which =
      customer === undefined
        ? sql`account = ${account}`
        : sql`customer_id = ${customer} and customer_id <> '' and (${account ?? null}::text is null or account = ${account ?? null})`;
    return sql<Row>`
      select posting_key as key, at from ledger.entry
      where merchant_id = ${merchantId} and ${which} ${past(sql`posting_key`, sql`at`)}
      group by at, posting_key order by at desc, posting_key desc limit ${limit}`;
  }
  return sql<Row>`
    select key, at from ledger.posting
    where merchant_id = ${merchantId} ${past(sql`key`, sql`at`)}
    order by at desc, key desc limit ${limit}`;
}

/** The first text, byte by byte, that comes after all that begin with this one. */
const afterAll = (beginning: string): string =>
  beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1);

/** Undefined when the merchant has no such posting. */
export async function findPosting(
  tx: Transaction,
  merchantId: MerchantId,
  key: string,
): Promise<BookedPosting | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select at from ledger.posting where merchant_id = ${merchantId} and key = ${key}`.execute(tx);
  const [row] = rows;
  return row && { key, at: row.at, entries: (await entriesOf(tx, merchantId, [key])).get(key) ?? [] };
}
