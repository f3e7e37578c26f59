import { type RawBuilder, sql } from "kysely";
import type { MerchantId, NewId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Actor, AuditEntry, AuditId, AuditRecord } from "./audit.ts";
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
  readonly action?: string;
  readonly by?: Actor;
  /** From the first of these moments to just before the second. */
  readonly within?: readonly [Date, Date];
  /** Goes on below this one. */
  readonly before?: AuditId;
  readonly limit: number;
};

type AuditRow = {
  readonly id: AuditId;
  readonly at: Date;
  readonly actor_kind: Actor["kind"];
  readonly actor_id: string;
  readonly action: string;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
};

const asRecord = (row: AuditRow): AuditRecord => ({
  id: row.id,
  at: row.at,
  by: { kind: row.actor_kind, id: row.actor_id },
  action: row.action,
  subject: row.subject,
  ...(row.before ? { before: row.before } : {}),
  ...(row.after ? { after: row.after } : {}),
});

const auditColumns = sql`id, at, actor_kind, actor_id, action, subject, before, after`;

/** Only what was asked for stands in the query, so that each has its index. */
function whereOf({ subject, action, by, within, before }: AuditQuery): RawBuilder<unknown> {
  const wanted = [
    ...(subject === undefined ? [] : [sql`subject = ${subject}`]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
    ...(by ? [sql`actor_kind = ${by.kind} and actor_id = ${by.id}`] : []),
    ...(within
      ? [
          sql`at >= ${within[0]} and at < ${within[1]} and id >= ${idAt(within[0], -1)}::uuid and id < ${idAt(within[1], 1)}::uuid`,
        ]
      : []),
    ...(before ? [sql`id < ${before}::uuid`] : []),
  ];
  return wanted.length === 0 ? sql`true` : sql.join(wanted, sql` and `);
}

/** How far the clock an id was made by may differ from the time beside it. */
const idSlackMs = 60 * 60 * 1_000;

/** Ids begin with the time of their making, which finds a day's without an index of its own. */
function idAt(at: Date, side: -1 | 1): string {
  const digits = Math.max(0, at.getTime() + side * idSlackMs)
    .toString(16)
    .padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}

/** What was changed at a merchant, newest first. */
export async function auditTrail(tx: Transaction, merchantId: MerchantId, query: AuditQuery): Promise<AuditRecord[]> {
  const { rows } = await sql<AuditRow>`
    select ${auditColumns} from tenancy.audit where merchant_id = ${merchantId} and ${whereOf(query)}
    order by id desc limit ${query.limit}`.execute(tx);
  return rows.map(asRecord);
}

/** What was changed above the merchants, at and below a place, newest first. For the platform's role. */
export async function auditTrailAbove(
  tx: Transaction,
  place: Exclude<Place, { kind: "merchant" }>,
  query: AuditQuery,
): Promise<AuditRecord[]> {
  const where = place.kind === "platform" ? sql`true` : sql`business_id = ${place.businessId}`;
  const { rows } = await sql<AuditRow>`
    select ${auditColumns} from tenancy.audit_above where ${where} and ${whereOf(query)}
    order by id desc limit ${query.limit}`.execute(tx);
  return rows.map(asRecord);
}

/** Who ever changed something at a merchant, and what was ever done: read from the indexes, value by value. */
export async function auditValues(
  tx: Transaction,
  merchantId: MerchantId,
): Promise<{ readonly actors: Actor[]; readonly actions: string[] }> {
  const actors = await sql<Actor>`
    with recursive seen as (
      (select actor_kind, actor_id from tenancy.audit where merchant_id = ${merchantId}
        order by actor_kind, actor_id limit 1)
      union all
      select following.actor_kind, following.actor_id from seen cross join lateral (
        select actor_kind, actor_id from tenancy.audit
        where merchant_id = ${merchantId} and (actor_kind, actor_id) > (seen.actor_kind, seen.actor_id)
        order by actor_kind, actor_id limit 1
      ) as following
    )
    select actor_kind as kind, actor_id as id from seen limit 500`.execute(tx);
  const actions = await sql<{ action: string }>`
    with recursive seen as (
      (select action from tenancy.audit where merchant_id = ${merchantId} order by action limit 1)
      union all
      select following.action from seen cross join lateral (
        select action from tenancy.audit where merchant_id = ${merchantId} and action > seen.action
        order by action limit 1
      ) as following
    )
    select action from seen limit 500`.execute(tx);
  return { actors: actors.rows, actions: actions.rows.map(({ action }) => action) };
}
