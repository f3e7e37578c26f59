import { sql } from "kysely";
import type { ConversationId, MerchantId, StaffId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";

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
