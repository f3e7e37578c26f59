import { sql } from "kysely";
import { z } from "zod";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { ModeRule } from "./contract.ts";
import type { Modes } from "./mode.ts";

/** What a merchant has chosen, and which change of theirs it is. */
export type Kept = { readonly modes: Modes; readonly version: number; readonly changedAt: Date };

type Row = { merchantId: MerchantId; version: number; body: unknown; changedAt: Date };

const Body = z.object({ all: ModeRule, procedures: z.record(z.string(), ModeRule), draw: z.int() });
const keptFrom = ({ version, body, changedAt }: Row): Kept => ({ modes: Body.parse(body), version, changedAt });

export async function modesOf(tx: Transaction, merchantId: MerchantId): Promise<Kept | undefined> {
  const { rows } = await sql<Row>`
    select merchant_id as "merchantId", version, body, changed_at as "changedAt" from assistant.modes
    where merchant_id = ${merchantId}`.execute(tx);
  return rows[0] && keptFrom(rows[0]);
}

/** What was changed since, of all merchants. */
export async function changedSince(
  tx: Transaction,
  since: Date,
  limit: number,
): Promise<readonly (Kept & { readonly merchantId: MerchantId })[]> {
  const { rows } = await sql<Row>`
    select merchant_id as "merchantId", version, body, changed_at as "changedAt" from assistant.modes
    where changed_at >= ${since} order by changed_at limit ${limit}`.execute(tx);
  return rows.map((row) => ({ merchantId: row.merchantId, ...keptFrom(row) }));
}

/** False when somebody changed it meanwhile. */
export async function keepModes(
  tx: Transaction,
  merchantId: MerchantId,
  { modes, version, changedAt }: Kept,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into assistant.modes (merchant_id, version, body, changed_at)
    values (${merchantId}, ${version}, ${JSON.stringify(modes)}::jsonb, ${changedAt})
    on conflict (merchant_id) do update
      set version = excluded.version, body = excluded.body, changed_at = excluded.changed_at
      where assistant.modes.version = excluded.version - 1`.execute(tx);
  return numAffectedRows === 1n;
}
