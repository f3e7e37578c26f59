import { sql } from "kysely";
import type { ConversationId, CustomerId, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

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
