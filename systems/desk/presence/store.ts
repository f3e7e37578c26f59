import { sql } from "kysely";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

export type PresenceRow = {
  readonly merchantId: MerchantId;
  readonly conversationId: ConversationId;
  readonly who: string;
  readonly name: string;
  readonly seenAt: Date;
  readonly typingAt: Date | null;
};

const columns = sql`merchant_id as "merchantId", conversation_id as "conversationId", who, name,
  seen_at as "seenAt", typing_at as "typingAt"`;

export async function savePresence(tx: Transaction, server: string, row: PresenceRow): Promise<void> {
  await sql`
    insert into desk.presence (merchant_id, conversation_id, who, name, server, seen_at, typing_at)
    values (${row.merchantId}, ${row.conversationId}, ${row.who}, ${row.name}, ${server}, ${row.seenAt}, ${row.typingAt})
    on conflict (merchant_id, conversation_id, who) do update set
      server = excluded.server, seen_at = excluded.seen_at, typing_at = coalesce(excluded.typing_at, presence.typing_at)`.execute(
    tx,
  );
}

export async function removePresence(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
  who: string,
): Promise<void> {
  await sql`
    delete from desk.presence
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} and who = ${who}`.execute(tx);
}

/** Who is at these conversations of a merchant, by the word of any server. */
export async function presenceAt(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly ConversationId[],
  since: Date,
): Promise<PresenceRow[]> {
  const { rows } = await sql<PresenceRow>`
    select ${columns} from desk.presence
    where merchant_id = ${merchantId} and conversation_id = any (${[...ids]}::uuid[]) and seen_at > ${since}
    order by seen_at`.execute(tx);
  return rows;
}

/** What other servers say of the conversations watched here. For the platform's role. */
export async function presenceElsewhere(
  tx: Transaction,
  server: string,
  watched: readonly { readonly merchantId: MerchantId; readonly id: ConversationId }[],
  since: Date,
): Promise<PresenceRow[]> {
  const { rows } = await sql<PresenceRow>`
    select ${columns} from desk.presence p
    join unnest(
      ${watched.map(({ merchantId }) => merchantId)}::uuid[], ${watched.map(({ id }) => id)}::uuid[]
    ) as w (merchant, conversation) on p.merchant_id = w.merchant and p.conversation_id = w.conversation
    where p.server <> ${server} and p.seen_at > ${since}`.execute(tx);
  return rows;
}

/** Takes away what is long past. For the platform's role. */
export async function dropPresence(tx: Transaction, before: Date): Promise<void> {
  await sql`delete from desk.presence where seen_at < ${before}`.execute(tx);
}
