import { sql } from "kysely";
import type { ConversationId, CustomerId, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { NewsChoice } from "./contract.ts";
import type { News, NewsBody, NewsKey, NewsKind } from "./news.ts";

export type Person = { readonly merchantId: MerchantId; readonly person: string };

export type WaitingNews = News & Person & { readonly conversationId: ConversationId | undefined; readonly dueAt: Date };

export type NewsState = "waiting" | "told" | "known" | "overtaken" | "stale" | "unwanted" | "switched-off" | "nowhere";

export type HeardNews = News &
  Person & {
    readonly conversationId?: ConversationId;
    readonly dueAt: Date;
    readonly state: NewsState;
  };

/** Adds what is not there yet; heard of twice, by whomever, it is one. What a newer word of the same has overtaken is no news. */
export async function addNews(tx: Transaction, heard: readonly HeardNews[]): Promise<void> {
  if (heard.length === 0) return;
  const rows = heard.map(({ merchantId, person, subject, kind, happenedAt, body, conversationId, dueAt, state }) => ({
    ...{ merchant_id: merchantId, person, subject, kind, happened_at: happenedAt, body },
    ...{ conversation_id: conversationId ?? null, due_at: dueAt, state },
  }));
  await sql`
    insert into desk.news (merchant_id, person, subject, kind, happened_at, body, conversation_id, due_at, state)
    select n.merchant_id, n.person, n.subject, n.kind, n.happened_at, n.body, n.conversation_id, n.due_at,
      case when exists (
        select 1 from desk.news newer
        where newer.merchant_id = n.merchant_id and newer.person = n.person and newer.subject = n.subject
          and newer.happened_at > n.happened_at
      ) then 'overtaken' else n.state end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
      merchant_id uuid, person text, subject text, kind text, happened_at timestamptz, body jsonb, conversation_id uuid,
      due_at timestamptz, state text
    )
    on conflict do nothing`.execute(tx);
}

/**
 * Takes what is due, with all that waits for the same people, and leaves it to this server until `leaseUntil`. Rows that
 * another server works on are passed by.
 */
export async function claimDue(tx: Transaction, now: Date, leaseUntil: Date, limit: number): Promise<WaitingNews[]> {
  const { rows } = await sql<{
    merchantId: MerchantId;
    person: string;
    subject: string;
    kind: NewsKind;
    happenedAt: Date;
    body: NewsBody;
    conversationId: ConversationId | null;
    dueAt: Date;
  }>`
    with due as materialized (
      select merchant_id, person from desk.news
      where state = 'waiting' and due_at <= ${now} order by due_at limit ${limit} for update skip locked
    ), people as (select distinct merchant_id, person from due)
    update desk.news n set due_at = ${leaseUntil}
    from people p
    where n.merchant_id = p.merchant_id and n.person = p.person and n.state = 'waiting'
    returning n.merchant_id as "merchantId", n.person, n.subject, n.kind, n.happened_at as "happenedAt", n.body,
      n.conversation_id as "conversationId", n.due_at as "dueAt"`.execute(tx);
  return rows.map(({ happenedAt, conversationId, ...row }) => ({
    ...row,
    happenedAt: happenedAt.toISOString(),
    conversationId: conversationId ?? undefined,
  }));
}

const keysOf = (keys: readonly NewsKey[]) => sql`unnest(
  ${keys.map(({ subject }) => subject)}::text[], ${keys.map(({ kind }) => kind)}::text[],
  ${keys.map(({ happenedAt }) => happenedAt)}::timestamptz[]
) as k (subject, kind, happened_at)`;

/** Puts off what waits. */
export async function putOff(
  tx: Transaction,
  { merchantId, person }: Person,
  keys: readonly NewsKey[],
  until: Date,
): Promise<void> {
  await sql`
    update desk.news n set due_at = ${until} from ${keysOf(keys)}
    where n.merchant_id = ${merchantId} and n.person = ${person} and n.subject = k.subject and n.kind = k.kind
      and n.happened_at = k.happened_at and n.state = 'waiting'`.execute(tx);
}

/** Ends the waiting of these; answers of how many. What is told already, or no longer wanted, is told no more. */
export async function settleNews(
  tx: Transaction,
  { merchantId, person }: Person,
  keys: readonly NewsKey[],
  state: Exclude<NewsState, "waiting">,
  at: Date,
): Promise<number> {
  if (keys.length === 0) return 0;
  const { rows } = await sql`
    update desk.news n set state = ${state}, settled_at = ${at} from ${keysOf(keys)}
    where n.merchant_id = ${merchantId} and n.person = ${person} and n.subject = k.subject and n.kind = k.kind
      and n.happened_at = k.happened_at and n.state = 'waiting'
      and (${state} <> 'told' or (
        select w.wanted from desk.news_wish w where w.merchant_id = n.merchant_id and w.customer_id = n.person
        order by w.at desc, w.conversation_id desc limit 1
      ) is not false)
    returning 1`.execute(tx);
  return rows.length;
}

/** What a customer wants; undefined while they have said nothing. */
export async function wishOf(
  tx: Transaction,
  merchantId: MerchantId,
  customerId: string,
): Promise<boolean | undefined> {
  const { rows } = await sql<{ wanted: boolean }>`
    select wanted from desk.news_wish where merchant_id = ${merchantId} and customer_id = ${customerId}
    order by at desc, conversation_id desc limit 1`.execute(tx);
  return rows[0]?.wanted;
}

export type SaidWish = {
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId;
  readonly conversationId: ConversationId;
  readonly at: string;
  readonly wanted: boolean;
  readonly said: number | undefined;
};

export async function addWishes(tx: Transaction, wishes: readonly SaidWish[]): Promise<void> {
  for (const { merchantId, customerId, conversationId, at, wanted, said } of wishes) {
    await sql`
      insert into desk.news_wish (merchant_id, customer_id, at, conversation_id, wanted, said)
      values (${merchantId}, ${customerId}, ${at}, ${conversationId}, ${wanted}, ${said ?? null})
      on conflict do nothing`.execute(tx);
  }
}

/** Where a customer is told: the conversation they began last, if something was said in it since. */
export async function latestConversation(
  tx: Transaction,
  merchantId: MerchantId,
  customerId: string,
  since: Date,
): Promise<ConversationId | undefined> {
  const { rows } = await sql<{ id: ConversationId }>`
    select id from desk.conversation
    where merchant_id = ${merchantId} and customer_id = ${customerId} and next_offset > 1 and updated_at >= ${since}
    order by id desc limit 1`.execute(tx);
  return rows[0]?.id;
}

export async function choiceOf(tx: Transaction, merchantId: MerchantId): Promise<NewsChoice | undefined> {
  const { rows } = await sql<{ body: unknown }>`
    select body from desk.news_choice where merchant_id = ${merchantId}`.execute(tx);
  return rows[0] && NewsChoice.parse(rows[0].body);
}

export async function keepChoice(tx: Transaction, merchantId: MerchantId, choice: NewsChoice, at: Date): Promise<void> {
  await sql`
    insert into desk.news_choice (merchant_id, body, changed_at)
    values (${merchantId}, ${JSON.stringify(choice)}::jsonb, ${at})
    on conflict (merchant_id) do update set body = excluded.body, changed_at = excluded.changed_at`.execute(tx);
}

export type DuePromise = {
  readonly merchantId: MerchantId;
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly dueAt: Date;
};

/** Open promises due between two moments of which no person was called yet, or nobody was told that they were missed. */
export async function duePromises(
  tx: Transaction,
  mark: "called_at" | "missed_at",
  { from, until }: { readonly from: Date; readonly until: Date },
  limit: number,
): Promise<DuePromise[]> {
  const { rows } = await sql<DuePromise & { readonly customerId: CustomerId | null }>`
    select p.merchant_id as "merchantId", p.key, p.conversation_id as "conversationId", p.due_at as "dueAt",
      c.customer_id as "customerId"
    from desk.promise p join desk.conversation c on c.merchant_id = p.merchant_id and c.id = p.conversation_id
    where p.state = 'open' and p.${sql.ref(mark)} is null and p.due_at >= ${from} and p.due_at < ${until}
    order by p.due_at limit ${limit}`.execute(tx);
  return rows.map(({ customerId, ...row }) => ({ ...row, customerId: customerId ?? undefined }));
}

export async function markPromise(
  tx: Transaction,
  { merchantId, key }: Pick<DuePromise, "merchantId" | "key">,
  mark: "called_at" | "missed_at",
  at: Date,
): Promise<void> {
  await sql`
    update desk.promise set ${sql.ref(mark)} = ${at} where merchant_id = ${merchantId} and key = ${key}`.execute(tx);
}

export async function isOpenPromise(tx: Transaction, merchantId: MerchantId, key: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from desk.promise where merchant_id = ${merchantId} and key = ${key} and state = 'open'`.execute(tx);
  return rows.length > 0;
}
