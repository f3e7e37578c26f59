import { sql } from "kysely";
import type { ConversationId, CustomerId, Language, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

export type PastConversation = {
  readonly id: ConversationId;
  readonly language: Language;
  readonly status: "open" | "closed";
  readonly speaker: "assistant" | "queue" | "agent";
  /** Why it was last handed to people; undefined when it never was. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** One customer's conversations, the newest first; `before` continues a page. */
export async function conversationsOf(
  tx: Transaction,
  merchantId: MerchantId,
  query: { readonly customerId: CustomerId; readonly before?: ConversationId; readonly limit: number },
): Promise<PastConversation[]> {
  const { rows } = await sql<{
    id: ConversationId;
    language: Language;
    status: "open" | "closed";
    speaker: PastConversation["speaker"];
    reason: string | null;
    created_at: Date;
    updated_at: Date;
  }>`
    select id, language, status, speaker, reason, created_at, updated_at from desk.conversation
    where merchant_id = ${merchantId} and customer_id = ${query.customerId}
      and id < ${query.before ?? "ffffffff-ffff-ffff-ffff-ffffffffffff"}::uuid
    order by id desc limit ${query.limit}`.execute(tx);
  return rows.map((row) => ({
    ...{ id: row.id, language: row.language, status: row.status, speaker: row.speaker },
    ...{ reason: row.reason ?? undefined, createdAt: row.created_at, updatedAt: row.updated_at },
  }));
}

export type MadePromise = {
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly text: string;
  readonly dueAt: Date;
  readonly state: "open" | "kept" | "late" | "withdrawn";
};

/** What a customer was told will happen, what falls due last first; `before` continues a page. */
export async function promisesTo(
  tx: Transaction,
  merchantId: MerchantId,
  query: {
    readonly customerId: CustomerId;
    readonly before?: { readonly dueAt: Date; readonly key: string };
    readonly limit: number;
  },
): Promise<MadePromise[]> {
  const { before } = query;
  const { rows } = await sql<{
    key: string;
    conversation_id: ConversationId;
    text: string;
    due_at: Date;
    state: MadePromise["state"];
  }>`
    select made.* from (
      select id from desk.conversation where merchant_id = ${merchantId} and customer_id = ${query.customerId}
    ) as theirs
    cross join lateral (
      select key, conversation_id, text, due_at, state from desk.promise
      where merchant_id = ${merchantId} and conversation_id = theirs.id offset 0
    ) as made
    ${before ? sql`where (made.due_at, made.key) < (${before.dueAt}::timestamptz, ${before.key}::text)` : sql``}
    order by made.due_at desc, made.key desc limit ${query.limit}`.execute(tx);
  return rows.map((row) => ({
    ...{ key: row.key, conversationId: row.conversation_id, text: row.text, dueAt: row.due_at, state: row.state },
  }));
}
