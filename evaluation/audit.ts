import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";

/* The books, audited from their rows: what is counted here must be none. */

const countOf = (database: Database, query: (tx: Transaction) => Promise<{ rows: { n: number }[] }>): Promise<number> =>
  database.asPlatform(async (tx) => (await query(tx)).rows[0]?.n ?? 0);

/** Customers with more held open than the highest limit any of it was held against. */
export const countOverLimit = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from ledger.reservation
        where merchant_id = any(${merchants}::uuid[]) and released_at is null and limit_amount is not null
        group by merchant_id, customer_id, currency having sum(amount) > max(limit_amount)
      ) as over`.execute(tx),
  );

/** Postings or whole currencies that do not sum to zero, postings without entries, entries without a posting. */
export const countImbalances = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select (
        (select count(*) from (
          select 1 from ledger.entry where merchant_id = any(${merchants}::uuid[])
          group by merchant_id, posting_key, currency having sum(amount) <> 0) as crooked)
        + (select count(*) from (
          select 1 from ledger.entry where merchant_id = any(${merchants}::uuid[])
          group by merchant_id, currency having sum(amount) <> 0) as book)
        + (select count(*) from ledger.posting where merchant_id = any(${merchants}::uuid[]) and not exists (
          select 1 from ledger.entry where entry.merchant_id = posting.merchant_id and posting_key = key))
        + (select count(*) from ledger.entry where merchant_id = any(${merchants}::uuid[]) and not exists (
          select 1 from ledger.posting where posting.merchant_id = entry.merchant_id and posting_key = key))
      )::int as n`.execute(tx),
  );

/** Refunds the payment side has not given a last word on. */
export const countUnsettled = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from trust.refund
      where merchant_id = any(${merchants}::uuid[]) and state in ('approved', 'sent', 'unknown')`.execute(tx),
  );

/** Orders that got back more than was paid for them. */
export const countOverpaidOrders = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from trust.refund where merchant_id = any(${merchants}::uuid[]) and state = 'done'
        group by merchant_id, order_id having sum(amount) > min(paid)
      ) as over`.execute(tx),
  );

/** Refunds that were paid. */
export const countPaid = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from trust.refund
      where merchant_id = any(${merchants}::uuid[]) and state = 'done'`.execute(tx),
  );

/** Refunds whose money out in the books is not what their state says: all of it when done, otherwise none. */
export const countOverpaidRefunds = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from (
        select merchant_id, split_part(posting_key, ':', 2)::uuid as id, -sum(amount) as paid
        from ledger.entry where merchant_id = any(${merchants}::uuid[]) and account = 'channel-clearing'
        group by 1, 2
      ) as out full join (select * from trust.refund where merchant_id = any(${merchants}::uuid[])) as refund
        using (merchant_id, id)
      where coalesce(out.paid, 0) <> case when refund.state = 'done' then refund.amount else 0 end`.execute(tx),
  );

/** Intents whose money out, less what came back, is more than was held for them. */
export const countOverpaidIntents = (database: Database, merchants: readonly MerchantId[]): Promise<number> =>
  countOf(database, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from (
        select merchant_id, split_part(posting_key, ':', 2) as intent, -sum(amount) as paid
        from ledger.entry where merchant_id = any(${merchants}::uuid[]) and account = 'channel-clearing'
        group by 1, 2
      ) as out left join ledger.reservation held on held.merchant_id = out.merchant_id and held.key = out.intent
      where out.paid > coalesce(held.amount, 0)`.execute(tx),
  );
