import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { CannedReply } from "./canned-reply.ts";

/** By name, after a name. */
export async function cannedReplies(
  tx: Transaction,
  merchantId: MerchantId,
  limit: number,
  after: string | undefined,
): Promise<CannedReply[]> {
  const { rows } = await sql<CannedReply>`
    select id, name, zh, en from desk.canned_reply
    where merchant_id = ${merchantId} and name > ${after ?? ""} order by name limit ${limit}`.execute(tx);
  return rows;
}

export async function cannedReply(
  tx: Transaction,
  merchantId: MerchantId,
  id: string,
): Promise<CannedReply | undefined> {
  const { rows } = await sql<CannedReply>`
    select id, name, zh, en from desk.canned_reply where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
  return rows[0];
}

export async function howMany(tx: Transaction, merchantId: MerchantId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from desk.canned_reply where merchant_id = ${merchantId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** False when another reply of the shop has the name. */
export async function saveCannedReply(
  tx: Transaction,
  merchantId: MerchantId,
  { id, name, zh, en }: CannedReply,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into desk.canned_reply (merchant_id, id, name, zh, en, changed_at)
    select ${merchantId}, ${id}, ${name}, ${zh}, ${en}, ${at}
    where not exists (
      select 1 from desk.canned_reply where merchant_id = ${merchantId} and name = ${name} and id <> ${id}
    )
    on conflict (merchant_id, id) do update
      set name = excluded.name, zh = excluded.zh, en = excluded.en, changed_at = excluded.changed_at
    returning id`.execute(tx);
  return rows.length > 0;
}

export async function removeCannedReply(tx: Transaction, merchantId: MerchantId, id: string): Promise<boolean> {
  const { rows } = await sql`
    delete from desk.canned_reply where merchant_id = ${merchantId} and id = ${id} returning id`.execute(tx);
  return rows.length > 0;
}
