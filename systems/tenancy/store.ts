import { sql } from "kysely";
import type { MerchantId, NewId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { AuditEntry, AuditId, AuditRecord } from "./audit.ts";
import type { Place } from "./tree.ts";

const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

/** Writes what was changed into the merchant's audit, in the transaction that changes it. Nobody can alter it later. */
export async function audit(
  tx: Transaction,
  merchantId: MerchantId,
  entry: AuditEntry,
  at: Date,
  newId: NewId,
): Promise<void> {
  await sql`
    insert into tenancy.audit (merchant_id, id, at, actor_kind, actor_id, action, subject, before, after)
    values (${merchantId}, ${newId("audit")}, ${at}, ${entry.by.kind}, ${entry.by.id}, ${entry.action},
      ${entry.subject}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb)`.execute(tx);
}

/** The same wherever it happened; above the merchants only the platform's transactions can write. */
export async function auditAt(tx: Transaction, place: Place, entry: AuditEntry, at: Date, newId: NewId): Promise<void> {
  if (place.kind === "merchant") return audit(tx, place.merchantId, entry, at, newId);
  await sql`
    insert into tenancy.audit_above (id, business_id, at, actor_kind, actor_id, action, subject, before, after)
    values (${newId("audit")}, ${place.kind === "business" ? place.businessId : null}, ${at}, ${entry.by.kind},
      ${entry.by.id}, ${entry.action}, ${entry.subject}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb)
  `.execute(tx);
}

export type AuditQuery = {
  readonly subject?: string;
  /** Goes on below this one. */
  readonly before?: AuditId;
  readonly limit: number;
};

/** What was changed at a merchant, newest first. */
export async function auditTrail(tx: Transaction, merchantId: MerchantId, query: AuditQuery): Promise<AuditRecord[]> {
  const { rows } = await sql<{
    id: AuditId;
    at: Date;
    actor_kind: AuditEntry["by"]["kind"];
    actor_id: string;
    action: string;
    subject: string;
    before: object | null;
    after: object | null;
  }>`
    select id, at, actor_kind, actor_id, action, subject, before, after from tenancy.audit
    where merchant_id = ${merchantId}
      and (${query.subject ?? null}::text is null or subject = ${query.subject ?? null})
      and (${query.before ?? null}::uuid is null or id < ${query.before ?? null}::uuid)
    order by id desc limit ${query.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    subject: row.subject,
    ...(row.before ? { before: row.before } : {}),
    ...(row.after ? { after: row.after } : {}),
  }));
}
