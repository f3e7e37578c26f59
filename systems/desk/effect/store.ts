import { sql } from "kysely";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { quietDays, type Window } from "../figures/period.ts";

/** That somebody came with a matter and stands on a side of a comparison. */
export type Drawn = {
  readonly conversationId: ConversationId;
  readonly procedure: string;
  readonly draw: number;
  readonly person: string;
  readonly side: "served" | "held-out";
  readonly mode: string;
  readonly at: Date;
  readonly offset: number;
};

/** Adds what is not there yet: told twice it counts once. */
export async function addDrawn(tx: Transaction, merchantId: MerchantId, drawn: readonly Drawn[]): Promise<void> {
  if (drawn.length === 0) return;
  const rows = drawn.map(({ conversationId, ...rest }) => ({ conversation_id: conversationId, ...rest }));
  await sql`
    insert into desk.drawn (merchant_id, conversation_id, procedure, draw, person, side, mode, at, "offset")
    select ${merchantId}::uuid, * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (
      conversation_id uuid, procedure text, draw integer, person text, side text, mode text, at timestamptz,
      "offset" integer
    )
    on conflict do nothing`.execute(tx);
}

export type PersonRow = {
  readonly side: "served" | "held-out";
  readonly onBoth: boolean;
  readonly conversationId: ConversationId;
  readonly at: Date;
  readonly isQuiet: boolean | null;
  readonly handed: boolean;
  readonly answeredAt: Date | null;
  readonly refundedAt: Date | null;
  readonly paid: string | null;
  readonly currency: string | null;
};

/** The newest draw by which somebody was drawn in a window. */
export async function lastDraw(
  tx: Transaction,
  merchantId: MerchantId,
  { from, until }: Window,
): Promise<number | undefined> {
  const { rows } = await sql<{ draw: number | null }>`
    select max(draw) as draw from desk.drawn
    where merchant_id = ${merchantId} and at >= ${from} and at < ${until}`.execute(tx);
  return rows[0]?.draw ?? undefined;
}

/**
 * Each person who was drawn in a window, by what they came with first, and how it went in that conversation from there on. Whether
 * somebody came back about an order is known of those whose seven days are over.
 */
export async function peopleDrawn(
  tx: Transaction,
  merchantId: MerchantId,
  of: { readonly window: Window; readonly draw: number; readonly procedure: string | undefined; readonly now: Date },
  limit: number,
): Promise<PersonRow[]> {
  const { window, draw, procedure, now } = of;
  const { rows } = await sql<PersonRow>`
    with drawn as materialized (
      select person, side, conversation_id, at, "offset" from desk.drawn
      where merchant_id = ${merchantId} and at >= ${window.from} and at < ${window.until} and draw = ${draw}
        ${procedure === undefined ? sql`` : sql`and procedure = ${procedure}`}
    ), person as (
      select distinct on (person) *, min(side) over each <> max(side) over each as "onBoth" from drawn
      window each as (partition by person)
      order by person, at, conversation_id limit ${limit}
    )
    select p.side, p."onBoth", p.conversation_id as "conversationId", p.at, contact."isQuiet",
      coalesce(log.handed, false) as handed, log."answeredAt", log."refundedAt", log.paid, log.currency
    from person p
    cross join lateral (
      select bool_or(kind = 'handoff') as handed,
        min(at) filter (where kind = 'message' and body ->> 'from' in ('assistant', 'agent')
          and body ->> 'tells' is distinct from 'handoff' and body -> 'proactive' is null) as "answeredAt",
        min(at) filter (where refund.is_paid) as "refundedAt",
        sum((body #>> '{amount,minor}')::bigint) filter (where refund.is_paid) as paid,
        min(body #>> '{amount,currency}') filter (where refund.is_paid) as currency
      from desk.event e
      cross join lateral (
        select e.kind = 'effect' and e.body ->> 'action' = 'refund' and e.body ->> 'state' = 'done' as is_paid
      ) as refund
      where e.merchant_id = ${merchantId} and e.conversation_id = p.conversation_id and e."offset" >= p."offset"
    ) as log
    left join lateral (
      select bool_and(c.back_at is null) as "isQuiet" from desk.contact c
      where c.merchant_id = ${merchantId} and c.customer_id = p.person and c.conversation_id = p.conversation_id
        and p.at < ${now}::timestamptz - ${`${quietDays} days`}::interval
    ) as contact on true
    order by p.at desc, p.conversation_id desc`.execute(tx);
  return rows;
}
