import { sql } from "kysely";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

export type Said = {
  readonly merchantId: MerchantId;
  readonly conversationId: ConversationId;
  readonly offset: number;
  readonly at: Date;
  readonly text: string;
};

/**
 * Up to when messages were read. While another reads it is waited for by the patient; for others it is undefined. For the
 * platform's role, like all that fills.
 */
export async function holdProgress(tx: Transaction, { isPatient }: { isPatient: boolean }): Promise<Date | undefined> {
  const { rows } = await sql<{ read_to: Date | number }>`
    select greatest(read_to, '1970-01-01') as read_to from desk.search_progress
    for update ${isPatient ? sql`` : sql`skip locked`}`.execute(tx);
  const readTo = rows[0]?.read_to;
  return readTo === undefined ? undefined : new Date(readTo);
}

export async function moveProgress(tx: Transaction, readTo: Date): Promise<void> {
  await sql`update desk.search_progress set read_to = ${readTo}`.execute(tx);
}

/**
 * The next messages from a moment on, oldest first, each with whether it is in the index already. Looked up one by one:
 * joined as a whole, the index would be read from end to end every time.
 */
export async function saidFrom(
  tx: Transaction,
  from: Date,
  limit: number,
): Promise<(Said & { readonly isRead: boolean })[]> {
  const { rows } = await sql<Said & { isRead: boolean }>`
    select e.merchant_id as "merchantId", e.conversation_id as "conversationId", e."offset", e.at,
      e.body ->> 'text' as text, known.number is not null as "isRead"
    from (
      select * from desk.event where kind in ('message', 'note') and at >= ${from} order by at limit ${limit}
    ) as e
    left join lateral (
      select number from desk.search_message m
      where m.merchant_id = e.merchant_id and m.conversation_id = e.conversation_id and m."offset" = e."offset"
      limit 1
    ) as known on true
    order by e.at`.execute(tx);
  return rows;
}

/** The number the merchant's next message gets. */
export async function nextNumber(tx: Transaction, merchantId: MerchantId): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select number from desk.search_message where merchant_id = ${merchantId} order by number desc limit 1`.execute(tx);
  return (rows[0]?.number ?? -1) + 1;
}

export async function addMessages(
  tx: Transaction,
  rows: readonly {
    readonly merchant_id: MerchantId;
    readonly number: number;
    readonly conversation_id: ConversationId;
    readonly offset: number;
  }[],
): Promise<void> {
  await sql`
    insert into desk.search_message (merchant_id, number, conversation_id, "offset")
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      merchant_id uuid, number integer, conversation_id uuid, "offset" integer
    )`.execute(tx);
}

export async function addTerms(
  tx: Transaction,
  rows: readonly {
    readonly merchant_id: MerchantId;
    readonly term: string;
    readonly block: number;
    readonly places: readonly number[];
  }[],
): Promise<void> {
  await sql`
    insert into desk.search_term (merchant_id, term, block, places)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      merchant_id uuid, term text, block integer, places smallint[]
    )
    on conflict (merchant_id, term, block) do update set places = search_term.places || excluded.places`.execute(tx);
}

export type Block = { readonly block: number; readonly places: readonly (readonly number[])[] };

/** Of these blocks, those that hold all the terms, the newest first, with each term's places. */
export async function blocksWith(
  tx: Transaction,
  merchantId: MerchantId,
  terms: readonly string[],
  [from, to]: readonly [from: number, to: number],
): Promise<Block[]> {
  const { rows } = await sql<{ block: number; places: string }>`
    select block, jsonb_agg(to_jsonb(places))::text as places from desk.search_term
    where merchant_id = ${merchantId} and term = any (${[...terms]}::text[]) and block between ${from} and ${to}
    group by block having count(*) = ${terms.length}
    order by block desc`.execute(tx);
  return rows.map(({ block, places }) => ({ block, places: JSON.parse(places) as number[][] }));
}

export type Found = {
  readonly number: number;
  readonly conversationId: ConversationId;
  readonly offset: number;
  readonly at: Date;
  readonly kind: "message" | "note";
  readonly from: string | null;
  readonly text: string;
};

/** Messages by their numbers, the newest first. */
export async function messagesOf(
  tx: Transaction,
  merchantId: MerchantId,
  numbers: readonly number[],
): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select m.number, m.conversation_id as "conversationId", m."offset", e.at, e.kind, e.body ->> 'from' as from,
      e.body ->> 'text' as text
    from desk.search_message m
    join desk.event e on e.merchant_id = m.merchant_id and e.conversation_id = m.conversation_id and e."offset" = m."offset"
    where m.merchant_id = ${merchantId} and m.number = any (${[...numbers]}::integer[])
    order by m.number desc`.execute(tx);
  return rows;
}
