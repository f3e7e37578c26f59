import { sql } from "kysely";
import type { ConversationId, CustomerId, Language, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type Conversation, type Floor, newConversation } from "./conversation.ts";
import type { ConversationEvent, EventBody } from "./event.ts";
import type { QueueView } from "./handoff.ts";
import type { Watched } from "./hub.ts";
import { listPlaceOf } from "./inbox/list.ts";
import type { Run } from "./needs.ts";
import type { PromiseState, Turn } from "./turn.ts";

/** What of a conversation has no column of its own. */
type Body = Pick<
  Conversation,
  | "zone"
  | "appVersion"
  | "merchantName"
  | "outside"
  | "floor"
  | "floorSince"
  | "snoozed"
  | "memory"
  | "over"
  | "done"
  | "promises"
  | "seen"
  | "customerSpokeAt"
  | "askedAt"
  | "askedBy"
  | "lastLine"
  | "lastHeard"
  | "waitingSince"
  | "about"
  | "spokenOf"
  | "draft"
  | "drawn"
>;

const bodyOf = ({
  zone,
  appVersion,
  merchantName,
  outside,
  floor,
  floorSince,
  snoozed,
  memory,
  over,
  done,
  promises,
  seen,
  customerSpokeAt,
  askedAt,
  askedBy,
  lastLine,
  lastHeard,
  waitingSince,
  about,
  spokenOf,
  draft,
  drawn,
}: Conversation): Body => ({
  ...{
    zone,
    appVersion,
    merchantName,
    outside,
    floor,
    floorSince,
    snoozed,
    memory,
    over,
    done,
    promises,
    seen,
    customerSpokeAt,
    askedAt,
    askedBy,
  },
  ...{ lastLine, lastHeard, waitingSince, about, spokenOf, draft, drawn },
});

const agentOf = (floor: Floor): string | null => (floor.kind === "agent" ? floor.id : null);
const queuedAt = (floor: Floor): string | null => (floor.kind === "queue" ? floor.since : null);

export async function addConversation(tx: Transaction, conversation: Conversation): Promise<void> {
  const place = listPlaceOf(conversation);
  await sql`
    insert into desk.conversation
      (merchant_id, id, customer_id, language, status, speaker, next_offset, list, listed_at, body, created_at, updated_at)
    values (${conversation.merchantId}, ${conversation.id}, ${conversation.customerId ?? null}, ${conversation.language},
      ${conversation.status}, ${conversation.floor.kind}, ${conversation.nextOffset},
      ${place.list}, ${place.at}, ${JSON.stringify(bodyOf(conversation))}::jsonb, ${conversation.createdAt},
      ${conversation.createdAt})`.execute(tx);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A conversation of before, as it stands, with all that was written in it. */
export type PastConversation = {
  readonly conversation: Conversation;
  readonly updatedAt: string;
  readonly events: readonly ConversationEvent[];
};

/** Writes whole conversations, as turns that each bring their conversation from nothing to where it stands. */
export async function addPast(tx: Transaction, past: readonly PastConversation[], at: Date): Promise<void> {
  if (past.length === 0) return;
  const turns = past.map(({ conversation, events }) => ({
    before: newConversation({ ...conversation, at: conversation.createdAt }),
    conversation,
    events,
  }));
  for (const { before } of turns) await addConversation(tx, before);
  await commitTurns(tx, turns, at);
  await sql`
    update desk.conversation c set updated_at = past.updated_at, reason = coalesce(past.reason, c.reason)
    from unnest(
      ${past.map(({ conversation }) => conversation.merchantId)}::uuid[],
      ${past.map(({ conversation }) => conversation.id)}::uuid[],
      ${past.map(({ updatedAt }) => updatedAt)}::timestamptz[],
      ${past.map(({ events }) => events.findLast((event) => event.kind === "handoff")?.reason ?? null)}::text[]
    ) as past (merchant_id, id, updated_at, reason)
    where c.merchant_id = past.merchant_id and c.id = past.id`.execute(tx);
}

/** The text of a key that names a conversation in a batch of many merchants'. */
export const keyOf = ({ merchantId, id }: Pick<Conversation, "merchantId" | "id">): string => `${merchantId} ${id}`;

/**
 * Writes many turns at once: moves each conversation from the place its turn expected to the next, and appends the
 * events of those that moved. Answers the keys of the conversations that moved; a turn that is not among them lost a
 * race to another server and left nothing. The rows travel as one JSON text, which costs half of what arrays do to
 * write and no more to read (measured: 8 against 16 µs of our time a row). Rows are locked one after the other in the
 * order of their keys, so that two servers never wait for each other in a circle, and each by its key: a join would
 * let the planner read all conversations of the merchants instead, as it does while they are few.
 */
export async function commitTurns(
  tx: Transaction,
  turns: readonly Pick<Turn, "before" | "conversation" | "events">[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const inOrder = turns.toSorted((a, b) => compare(keyOf(a.conversation), keyOf(b.conversation)));
  const conversations = inOrder.map(({ before, conversation }) => {
    const place = listPlaceOf(conversation);
    return {
      merchant_id: conversation.merchantId,
      id: conversation.id,
      expected: before.nextOffset,
      next_offset: conversation.nextOffset,
      language: conversation.language,
      status: conversation.status,
      speaker: conversation.floor.kind,
      agent_id: agentOf(conversation.floor),
      queued_at: queuedAt(conversation.floor),
      reason: conversation.reason,
      list: place.list,
      rank: place.rank,
      listed_at: place.at,
      snoozed_until: conversation.snoozed?.until,
      body: bodyOf(conversation),
    };
  });
  const events = turns.flatMap(({ conversation, events }) =>
    events.map((event) => ({
      merchant_id: conversation.merchantId,
      conversation_id: conversation.id,
      offset: event.offset,
      at: event.at,
      kind: event.kind,
      client_message_id: "clientMessageId" in event ? event.clientMessageId : undefined,
      body: bodyOfEvent(event),
    })),
  );
  const { rows } = await sql<{ merchant_id: MerchantId; id: ConversationId }>`
    with turn as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(conversations)}::jsonb) as t (
        merchant_id uuid, id uuid, expected integer, next_offset integer, language text, status text, speaker text,
        agent_id uuid, queued_at timestamptz, reason text, list text, rank smallint, listed_at timestamptz,
        snoozed_until timestamptz, body jsonb
      )
    ), held as materialized (
      select one.merchant_id, one.id from turn cross join lateral (
        select c.merchant_id, c.id from desk.conversation c
        where c.merchant_id = turn.merchant_id and c.id = turn.id and c.next_offset = turn.expected for update
      ) as one
    ), moved as (
      update desk.conversation c set
        next_offset = turn.next_offset, language = turn.language, status = turn.status, speaker = turn.speaker,
        agent_id = turn.agent_id, queued_at = turn.queued_at, reason = turn.reason,
        list = turn.list, rank = turn.rank, listed_at = turn.listed_at, snoozed_until = turn.snoozed_until,
        body = turn.body, updated_at = ${at}
      from turn join held on held.merchant_id = turn.merchant_id and held.id = turn.id
      where c.merchant_id = turn.merchant_id and c.id = turn.id and c.next_offset = turn.expected
      returning c.merchant_id, c.id
    ), appended as (
      insert into desk.event (merchant_id, conversation_id, "offset", at, kind, client_message_id, body)
      select e.merchant_id, e.conversation_id, e."offset", e.at, e.kind, e.client_message_id, e.body
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e (
        merchant_id uuid, conversation_id uuid, "offset" integer, at timestamptz, kind text, client_message_id text,
        body jsonb
      )
      join moved on moved.merchant_id = e.merchant_id and moved.id = e.conversation_id
    )
    select merchant_id, id from moved`.execute(tx);
  return new Set(rows.map(({ merchant_id, id }) => keyOf({ merchantId: merchant_id, id })));
}

function bodyOfEvent(event: ConversationEvent): unknown {
  const { offset: _offset, at: _at, kind: _kind, ...body } = event;
  return body;
}

/** Keeps promises as they now stand. */
export async function savePromises(
  tx: Transaction,
  promises: readonly {
    readonly merchantId: MerchantId;
    readonly conversationId: ConversationId;
    readonly key: string;
    readonly text: string;
    readonly dueAt: string;
    readonly state: string;
  }[],
): Promise<void> {
  if (promises.length === 0) return;
  // Made and told within one turn, a promise is written as it ended.
  const latest = [...new Map(promises.map((promise) => [`${promise.merchantId} ${promise.key}`, promise])).values()];
  await sql`
    insert into desk.promise (merchant_id, key, conversation_id, text, due_at, state)
    select * from unnest(
      ${latest.map(({ merchantId }) => merchantId)}::uuid[],
      ${latest.map(({ key }) => key)}::text[],
      ${latest.map(({ conversationId }) => conversationId)}::uuid[],
      ${latest.map(({ text }) => text)}::text[],
      ${latest.map(({ dueAt }) => dueAt)}::timestamptz[],
      ${latest.map(({ state }) => state)}::text[]
    )
    on conflict (merchant_id, key) do update set state = excluded.state`.execute(tx);
}

type ConversationRow = {
  id: ConversationId;
  customer_id: CustomerId | null;
  language: Language;
  status: "open" | "closed";
  reason: Conversation["reason"] | null;
  next_offset: number;
  created_at: Date;
  body: Body;
};

export async function conversationById(
  tx: Transaction,
  merchantId: MerchantId,
  id: ConversationId,
): Promise<((runs: readonly Run[]) => Conversation) | undefined> {
  const { rows } = await sql<ConversationRow>`
    select id, customer_id, language, status, reason, next_offset, created_at, body from desk.conversation
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  return (runs) => ({
    ...row.body,
    // Conversations of before had no such list.
    drawn: row.body.drawn ?? [],
    merchantId,
    id: row.id,
    customerId: row.customer_id ?? undefined,
    language: row.language,
    status: row.status,
    reason: row.reason ?? undefined,
    nextOffset: row.next_offset,
    createdAt: row.created_at.toISOString(),
    runs,
  });
}

/** Events after an offset, in their order. */
export async function eventsAfter(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
  after: number,
  limit: number,
): Promise<ConversationEvent[]> {
  const { rows } = await sql<EventRow>`
    select "offset", at, kind, body from desk.event
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} and "offset" > ${after}
    order by "offset" limit ${limit}`.execute(tx);
  return rows.map(eventFrom);
}

type EventRow = { readonly offset: number; readonly at: Date; readonly kind: EventBody["kind"]; readonly body: object };

const eventFrom = ({ offset, at, kind, body }: EventRow): ConversationEvent =>
  ({ ...body, kind, offset, at: at.toISOString() }) as ConversationEvent;

/** What was done in the matter that moved last, in order: an effect's key begins with its run. */
export async function effectsOfLast(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
): Promise<ConversationEvent[]> {
  const { rows } = await sql<EventRow>`
    with last as materialized (
      select body ->> 'run' as run from desk.event
      where merchant_id = ${merchantId} and conversation_id = ${conversationId} and kind = 'step'
      order by "offset" desc limit 1
    )
    select e."offset", e.at, e.kind, e.body from desk.event e, last
    where e.merchant_id = ${merchantId} and e.conversation_id = ${conversationId} and e.kind = 'effect'
      and starts_with(e.body ->> 'key', last.run)
    order by e."offset" limit 50`.execute(tx);
  return rows.map(eventFrom);
}

/** A line that was to be said to the letter, as its conversation holds it. */
export type StrictLine = { readonly conversationId: ConversationId; readonly at: string; readonly text: string };

export async function strictLinesIn(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly ConversationId[],
): Promise<StrictLine[]> {
  const { rows } = await sql<{ conversationId: ConversationId; at: Date; text: string }>`
    select conversation_id as "conversationId", at, body ->> 'text' as text from desk.event
    where merchant_id = ${merchantId} and conversation_id = any (${ids}::uuid[]) and kind = 'message'
      and body ->> 'strict' = 'true'`.execute(tx);
  return rows.map(({ at, ...line }) => ({ ...line, at: at.toISOString() }));
}

export async function offsetOfMessage(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
  clientMessageId: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ offset: number }>`
    select "offset" from desk.event
    where merchant_id = ${merchantId} and conversation_id = ${conversationId}
      and client_message_id = ${clientMessageId}`.execute(tx);
  return rows[0]?.offset;
}

/** Promises made in a conversation, the one due first before the others. */
export async function promisesOf(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
): Promise<
  { readonly key: string; readonly text: string; readonly dueAt: Date; readonly state: PromiseState["state"] }[]
> {
  const { rows } = await sql<{ key: string; text: string; dueAt: Date; state: PromiseState["state"] }>`
    select key, text, due_at as "dueAt", state from desk.promise
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} order by due_at limit 100`.execute(tx);
  return rows;
}

/** True once a customer has written: one that was only begun has an empty log. */
export async function hasConversation(tx: Transaction, merchantId: MerchantId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from desk.event where merchant_id = ${merchantId} limit 1`.execute(tx);
  return rows.length === 1;
}

/** How many wait, how many of them cannot, and how many different agents have a conversation now. */
export async function queueOf(tx: Transaction, merchantId: MerchantId): Promise<QueueView> {
  const { rows } = await sql<{ ahead: number; urgent: number; on_duty: number }>`
    select queue.ahead, queue.urgent,
      (select count(distinct agent_id)::int from desk.conversation
        where merchant_id = ${merchantId} and agent_id is not null) as on_duty
    from (
      select count(*)::int as ahead, count(*) filter (where rank = 0)::int as urgent
      from desk.conversation where merchant_id = ${merchantId} and list = 'queue'
    ) as queue`.execute(tx);
  const [row] = rows;
  return { ahead: row?.ahead ?? 0, urgent: row?.urgent ?? 0, onDuty: row?.on_duty ?? 0 };
}

/** Counted at the most: what is further away is "over an hour" in any case. */
const countedAtMost = 500;

/** The queue as one who waits in it sees it: who is before them, and who is on duty. Undefined for one who does not wait. */
export async function queueBefore(
  tx: Transaction,
  merchantId: MerchantId,
  id: ConversationId,
): Promise<QueueView | undefined> {
  const { rows } = await sql<{ ahead: number; on_duty: number }>`
    select
      (select count(*)::int from (
        select from desk.conversation
        where merchant_id = ${merchantId} and list = 'queue' and (rank, listed_at, id) < (me.rank, me.listed_at, me.id)
        limit ${countedAtMost}) as before) as ahead,
      (select count(distinct agent_id)::int from desk.conversation
        where merchant_id = ${merchantId} and agent_id is not null) as on_duty
    from (
      select id, rank, listed_at from desk.conversation
      where merchant_id = ${merchantId} and id = ${id} and list = 'queue'
    ) as me`.execute(tx);
  const [row] = rows;
  return row && { ahead: row.ahead, urgent: row.ahead, onDuty: row.on_duty };
}

/** Those of these conversations, of any merchants, whose log goes on past `toldTo`. For the platform's role. */
export async function grownSince(tx: Transaction, watched: readonly Watched[]): Promise<Watched[]> {
  const { rows } = await sql<Watched>`
    select w.merchant_id as "merchantId", w.id, w.told_to as "toldTo"
    from unnest(
      ${watched.map(({ merchantId }) => merchantId)}::uuid[], ${watched.map(({ id }) => id)}::uuid[],
      ${watched.map(({ toldTo }) => toldTo)}::integer[]
    ) as w (merchant_id, id, told_to)
    cross join lateral (
      select c.next_offset from desk.conversation c
      where c.merchant_id = w.merchant_id and c.id = w.id and c.next_offset > w.told_to + 1
    ) as grown`.execute(tx);
  return rows;
}
