import { sql } from "kysely";
import type { Currency, MerchantId, RefundId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

/** From an instant until just before another. */
export type Window = { readonly from: Date; readonly until: Date };

/** Upper bounds of the histogram's bars: seconds apart where most money arrives, then ever wider. */
export const boundsMs = [1, 2, 3, 5, 10, 30, 60, 120, 600, 3_600].map((seconds) => seconds * 1_000);
/** What takes longer than this is worth a look. */
export const slowMs = 120_000;

const tookMs = sql`extract(epoch from settled_at - at) * 1000`;
const settledIn = (merchantId: MerchantId, { from, until }: Window) =>
  sql`merchant_id = ${merchantId} and state = 'done' and settled_at >= ${from} and settled_at < ${until}`;

export type Pace = { readonly count: number; readonly medianMs: number | null; readonly ninetiethMs: number | null };

export async function paceOf(tx: Transaction, merchantId: MerchantId, window: Window): Promise<Pace> {
  const { rows } = await sql<Pace>`
    select count(*)::integer as count, percentile_cont(0.5) within group (order by ${tookMs}) as "medianMs",
      percentile_cont(0.9) within group (order by ${tookMs}) as "ninetiethMs"
    from trust.refund where ${settledIn(merchantId, window)}`.execute(tx);
  return rows[0] ?? { count: 0, medianMs: null, ninetiethMs: null };
}

/** How many took how long, one count a bar; the last bar has no bound. */
export async function barsOf(tx: Transaction, merchantId: MerchantId, window: Window): Promise<number[]> {
  const { rows } = await sql<{ bar: number; count: number }>`
    select width_bucket(${tookMs}, ${boundsMs}::numeric[]) as bar, count(*)::integer as count
    from trust.refund where ${settledIn(merchantId, window)} group by 1`.execute(tx);
  const counts = new Map(rows.map(({ bar, count }) => [bar, count]));
  return Array.from({ length: boundsMs.length + 1 }, (_, bar) => counts.get(bar) ?? 0);
}

export async function paidIn(
  tx: Transaction,
  merchantId: MerchantId,
  window: Window,
): Promise<{ readonly minor: number; readonly currency: Currency }[]> {
  const { rows } = await sql<{ minor: string; currency: Currency }>`
    select currency, sum(amount) as minor from trust.refund
    where ${settledIn(merchantId, window)} group by currency order by currency`.execute(tx);
  return rows.map(({ minor, currency }) => ({ minor: Number(minor), currency }));
}

export type SettledRefund = {
  readonly refundId: RefundId;
  readonly conversationId: string | null;
  readonly customerId: string;
  readonly orderId: string;
  readonly currency: Currency;
  readonly amount: string;
  readonly at: Date;
  readonly settledAt: Date;
};

/** Refunds settled in a window that took at least so long, the latest first. */
export async function settledRefunds(
  tx: Transaction,
  merchantId: MerchantId,
  of: { readonly window: Window; readonly atLeastMs: number },
  page: { readonly limit: number; readonly after: { readonly settledAt: Date; readonly id: string } | undefined },
): Promise<SettledRefund[]> {
  const { rows } = await sql<SettledRefund>`
    select id as "refundId", conversation_id as "conversationId", customer_id as "customerId", order_id as "orderId",
      currency, amount, at, settled_at as "settledAt"
    from trust.refund
    where ${settledIn(merchantId, of.window)} and ${tookMs} >= ${of.atLeastMs}
      ${page.after ? sql`and (settled_at, id) < (${page.after.settledAt}, ${page.after.id}::uuid)` : sql``}
    order by settled_at desc, id desc limit ${page.limit}`.execute(tx);
  return rows;
}
