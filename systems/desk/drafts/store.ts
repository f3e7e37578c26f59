import { sql } from "kysely";
import type { ConversationId, MerchantId, StaffId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Summary } from "./summary.ts";

/** Whether an agent wants the assistant's drafts beside the box; they are there until somebody says no. */
export async function wantsDrafts(tx: Transaction, merchantId: MerchantId, staffId: StaffId): Promise<boolean> {
  const { rows } = await sql<{ drafts: boolean }>`
    select drafts from desk.agent_choice where merchant_id = ${merchantId} and staff_id = ${staffId}`.execute(tx);
  return rows[0]?.drafts ?? true;
}

export async function chooseDrafts(
  tx: Transaction,
  merchantId: MerchantId,
  staffId: StaffId,
  drafts: boolean,
  at: Date,
): Promise<void> {
  await sql`
    insert into desk.agent_choice (merchant_id, staff_id, drafts, changed_at)
    values (${merchantId}, ${staffId}, ${drafts}, ${at})
    on conflict (merchant_id, staff_id) do update
      set drafts = excluded.drafts, changed_at = excluded.changed_at`.execute(tx);
}

/** What the customer said last before they were handed over, the oldest of it first. */
export async function askedBefore(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select body ->> 'text' as text from desk.event
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} and kind = 'message'
      and body ->> 'from' = 'customer' and "offset" < (
        select "offset" from desk.event
        where merchant_id = ${merchantId} and conversation_id = ${conversationId} and kind = 'handoff'
        order by "offset" desc limit 1
      )
    order by "offset" desc limit ${limit}`.execute(tx);
  return rows.map(({ text }) => text).toReversed();
}

/** Keeps a hand-over in other words, with the rule's own lines that it was made of. */
export async function keepWorded(
  tx: Transaction,
  { merchantId, conversationId }: { readonly merchantId: MerchantId; readonly conversationId: ConversationId },
  rule: Summary,
  worded: Summary,
  at: Date,
): Promise<void> {
  await sql`
    insert into desk.summary (merchant_id, conversation_id, rule, worded, at)
    values (${merchantId}, ${conversationId}, ${JSON.stringify(rule)}::jsonb, ${JSON.stringify(worded)}::jsonb, ${at})
    on conflict (merchant_id, conversation_id) do update
      set rule = excluded.rule, worded = excluded.worded, at = excluded.at`.execute(tx);
}

/** The other words for these very lines; undefined where there are none. */
export async function wordedFor(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
  rule: Summary,
): Promise<Summary | undefined> {
  const { rows } = await sql<{ worded: Summary }>`
    select worded from desk.summary
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} and rule = ${JSON.stringify(rule)}::jsonb`.execute(
    tx,
  );
  return rows[0]?.worded;
}
