import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { OwnExample } from "../../learning/own-model.ts";

export async function addExamples(
  tx: Transaction,
  merchantId: MerchantId,
  lesson: number,
  examples: readonly (OwnExample & { readonly id: string })[],
): Promise<void> {
  if (examples.length === 0) return;
  await sql`
    insert into assistant.example (merchant_id, id, text, means, lesson)
    select ${merchantId}, id, text, label, ${lesson}
    from jsonb_to_recordset(${JSON.stringify(examples)}::jsonb) as r (id uuid, text text, label text)`.execute(tx);
}

export type ExampleRow = OwnExample & { readonly id: string; readonly lesson: number };

export async function examplesById(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
): Promise<ExampleRow[]> {
  const { rows } = await sql<ExampleRow>`
    select id, text, means as label, lesson from assistant.example
    where merchant_id = ${merchantId} and id = any (${ids}::uuid[]) order by id`.execute(tx);
  return rows;
}

/** One page of these examples, by their ids. */
export async function examplesAfter(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<ExampleRow[]> {
  const { rows } = await sql<ExampleRow>`
    select id, text, means as label, lesson from assistant.example
    where merchant_id = ${merchantId} and id = any (${ids}::uuid[]) and ${after === undefined ? sql`true` : sql`id > ${after}::uuid`}
    order by id limit ${limit}`.execute(tx);
  return rows;
}
