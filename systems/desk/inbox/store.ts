import { type RawBuilder, sql } from "kysely";
import type { Bilingual, ConversationId, CustomerId, Language, MerchantId, StaffId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Conversation, Floor, LastLine, Snooze } from "../conversation.ts";
import { countedAtMost, type List, listPlaceOf, type View } from "./list.ts";

/** What a row of a list shows. */
export type Summary = {
  readonly id: ConversationId;
  readonly customerId: CustomerId | null;
  readonly language: Language;
  readonly status: "open" | "closed";
  readonly list: List;
  readonly rank: 0 | 1;
  /** What its list is sorted by: since when it stands there; of one laid aside, until when. */
  readonly listedAt: Date;
  readonly speaker: Floor["kind"];
  readonly agentId: StaffId | null;
  readonly agentName: string | null;
  readonly reason: string | null;
  readonly nextOffset: number;
  /** What was said last; while the customer waits, what they said last. */
  readonly lastLine: LastLine | null;
  readonly waitingSince: string | null;
  readonly about: Bilingual | null;
  readonly snoozed: Snooze | null;
  readonly updatedAt: Date;
};

/** The same, of a conversation in hand. */
export function summaryOf(conversation: Conversation, updatedAt: Date): Summary {
  const { id, customerId, language, status, floor, nextOffset, lastHeard, waitingSince, about, snoozed } = conversation;
  const lastLine = waitingSince !== undefined && lastHeard ? lastHeard : conversation.lastLine;
  const { list, rank, at } = listPlaceOf(conversation);
  return {
    ...{ id, customerId: customerId ?? null, language, status, list, rank, listedAt: new Date(at) },
    speaker: floor.kind,
    agentId: floor.kind === "agent" ? floor.id : null,
    agentName: floor.kind === "agent" ? floor.name : null,
    reason: conversation.reason ?? null,
    ...{ nextOffset, lastLine: lastLine ?? null, waitingSince: waitingSince ?? null, about: about ?? null },
    ...{ snoozed: snoozed ?? null, updatedAt },
  };
}

const summary = sql`id, customer_id as "customerId", language, status, list, rank, listed_at as "listedAt", speaker,
  agent_id as "agentId", body #>> '{floor,name}' as "agentName", reason, next_offset as "nextOffset",
  case when body ? 'waitingSince' and body ? 'lastHeard' then body -> 'lastHeard' else body -> 'lastLine' end as "lastLine", body ->> 'waitingSince' as "waitingSince", body -> 'about' as about,
  body -> 'snoozed' as snoozed, updated_at as "updatedAt"`;

/** Where a page goes on: rank, time and id of the last row. */
export type ListKey = readonly [rank: number, at: string, id: string];

export type ListQuery = {
  readonly view: View;
  readonly me: StaffId;
  readonly language?: Language | undefined;
  readonly reason?: string | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly after?: ListKey | undefined;
  readonly limit: number;
};

export const keyOf = ({ rank, listedAt, id }: Summary): ListKey => [rank, listedAt.toISOString(), id];

/** In these the first to come is the first to be seen to; in the others the newest. */
const oldestFirst: ReadonlySet<View> = new Set(["queue", "snoozed"]);

/** One page of a view, with one row more where there is more. */
export async function page(tx: Transaction, merchantId: MerchantId, query: ListQuery): Promise<Summary[]> {
  const { view, after, limit, customerId } = query;
  const from = [sql`merchant_id = ${merchantId}`, ...membersOf(query), ...wishesOf(query)];
  const order = orderOf(view, after);
  const where = sql.join([...from, ...order.from], sql` and `);
  // A customer has few conversations: they are gathered first, so that no long list is read to find them.
  const source =
    customerId === undefined
      ? sql`select ${summary} from desk.conversation where ${where} order by ${order.by} limit ${limit + 1}`
      : sql`with theirs as materialized (
          select * from desk.conversation where merchant_id = ${merchantId} and customer_id = ${customerId}
        ) select ${summary} from theirs where ${where} order by ${order.by} limit ${limit + 1}`;
  return (await sql<Summary>`${source}`.execute(tx)).rows;
}

function membersOf({ view, me }: ListQuery): RawBuilder<unknown>[] {
  if (view === "all") return [];
  if (view === "mine") return [sql`list = 'agent'`, sql`agent_id = ${me}`];
  return view === "team" ? [sql`list = 'agent'`, sql`agent_id is distinct from ${me}`] : [sql`list = ${view}`];
}

const wishesOf = ({ language, reason }: ListQuery): RawBuilder<unknown>[] => [
  ...(language === undefined ? [] : [sql`language = ${language}`]),
  ...(reason === undefined ? [] : [sql`reason = ${reason}`]),
];

function orderOf(
  view: View,
  after: ListKey | undefined,
): { readonly from: RawBuilder<unknown>[]; readonly by: RawBuilder<unknown> } {
  const [rank, at, id] = after ?? [];
  if (view === "all") return { from: after ? [sql`id < ${id}::uuid`] : [], by: sql`id desc` };
  // The rank takes part where there is one: of what an agent holds, none goes before another.
  if (view === "mine") {
    const from = after ? [sql`(listed_at, id) < (${at}::timestamptz, ${id}::uuid)`] : [];
    return { from, by: sql`listed_at desc, id desc` };
  }
  if (oldestFirst.has(view)) {
    const from = after ? [sql`(rank, listed_at, id) > (${rank}::smallint, ${at}::timestamptz, ${id}::uuid)`] : [];
    return { from, by: sql`rank, listed_at, id` };
  }
  const from = after ? [sql`(rank, listed_at, id) < (${rank}::smallint, ${at}::timestamptz, ${id}::uuid)`] : [];
  return { from, by: sql`rank desc, listed_at desc, id desc` };
}

/** These conversations, in no order. */
export async function summariesOf(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly ConversationId[],
): Promise<Summary[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Summary>`
    select ${summary} from desk.conversation where merchant_id = ${merchantId} and id = any (${[...ids]}::uuid[])`.execute(
    tx,
  );
  return rows;
}

export type Counts = Readonly<Record<Exclude<View, "all" | "closed">, number>>;

/** How many stand in each list; one more than `countedAtMost` where there are more. */
export async function counts(tx: Transaction, merchantId: MerchantId, me: StaffId): Promise<Counts> {
  const upTo = countedAtMost + 1;
  const inList = (list: List, atMost = upTo): RawBuilder<unknown> => sql`(
    select count(*)::int from (
      select 1 from desk.conversation where merchant_id = ${merchantId} and list = ${list} limit ${atMost}
    ) as counted)`;
  const { rows } = await sql<Counts & { held: number }>`
    select ${inList("queue")} as queue, ${inList("assistant")} as assistant, ${inList("snoozed")} as snoozed,
      ${inList("agent", 2 * upTo)} as held, (
        select count(*)::int from (
          select 1 from desk.conversation
          where merchant_id = ${merchantId} and agent_id = ${me} and list = 'agent' limit ${upTo}
        ) as counted
      ) as mine`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error("A query of constants answered no row.");
  const { held, ...rest } = row;
  return { ...rest, team: Math.min(upTo, held - rest.mine) };
}

/** Of all merchants, those whose rest is over. For the platform's role. */
export async function dueSnoozes(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ readonly merchantId: MerchantId; readonly id: ConversationId }[]> {
  const { rows } = await sql<{ merchantId: MerchantId; id: ConversationId }>`
    select merchant_id as "merchantId", id from desk.conversation
    where snoozed_until <= ${now} order by snoozed_until limit ${limit}`.execute(tx);
  return rows;
}

/**
 * Of these merchants, the conversations with people or waiting for one that changed after a moment: what lists show that
 * another server wrote. For the platform's role.
 */
export async function changedSince(
  tx: Transaction,
  merchants: readonly MerchantId[],
  since: Date,
  limit: number,
): Promise<(Summary & { readonly merchantId: MerchantId })[]> {
  const { rows } = await sql<Summary & { merchantId: MerchantId }>`
    select merchant_id as "merchantId", ${summary} from desk.conversation
    where merchant_id = any (${[...merchants]}::uuid[]) and list in ('queue', 'agent', 'snoozed') and updated_at > ${since}
    union all
    select merchant_id as "merchantId", ${summary} from desk.conversation
    where merchant_id = any (${[...merchants]}::uuid[]) and list in ('assistant', 'closed') and rank = 1
      and listed_at > ${since}
    limit ${limit}`.execute(tx);
  return rows;
}
