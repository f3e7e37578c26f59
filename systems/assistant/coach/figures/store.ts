import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Counted } from "../heard/listening.ts";
import type { Came } from "./figures.ts";

export async function addCounts(tx: Transaction, merchantId: MerchantId, counts: readonly Counted[]): Promise<void> {
  if (counts.length === 0) return;
  const inOrder = counts.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  await sql`
    insert into assistant.came (merchant_id, hour, coming, procedure, count)
    select ${merchantId}, hour, coming, procedure, count
    from jsonb_to_recordset(${JSON.stringify(inOrder)}::jsonb) as r (hour timestamptz, coming text, procedure text, count integer)
    on conflict (merchant_id, hour, coming, procedure) do update set count = assistant.came.count + excluded.count`.execute(
    tx,
  );
}
const keyOf = ({ hour, coming, procedure }: Counted): string => [hour, coming, procedure].join(" ");

export async function cameBetween(
  tx: Transaction,
  merchantId: MerchantId,
  from: Date,
  until: Date,
): Promise<readonly Came[]> {
  const { rows } = await sql<Came>`
    select coming, procedure, sum(count)::integer as count from assistant.came
    where merchant_id = ${merchantId} and hour >= ${from} and hour < ${until} group by coming, procedure`.execute(tx);
  return rows;
}
