import { sql } from "kysely";
import type { ConversationId, Id, MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { MigrationRefusal } from "../release/migrate.ts";
import type { Run, RunEvent } from "../run.ts";

/** A round of bringing the running cases of a procedure to the version in force. */
export type Migrating = {
  readonly merchantId: MerchantId;
  readonly id: Id<"migration">;
  readonly procedure: string;
  readonly toHash: string;
  readonly toVersion: number;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
  /** The last run that was looked at; runs are looked at in the order they began. */
  readonly after: RunId | undefined;
  /** All were looked at; or another version came into force meanwhile, and the rest were left. */
  readonly ended: "through" | "overtaken" | undefined;
  readonly endedAt: Date | undefined;
};

/** Why a case stayed; `failed` where something broke, told in `about`. */
export type WhyStayed = MigrationRefusal | { readonly why: "failed"; readonly about: string };

export type MigratingCase = {
  readonly runId: RunId;
  readonly conversationId: ConversationId;
  readonly moved: boolean;
  readonly reasons: readonly WhyStayed[];
};

type Nullable<Row> = { readonly [Name in keyof Row]: undefined extends Row[Name] ? Row[Name] | null : Row[Name] };

const told = sql.raw(
  `merchant_id as "merchantId", id, procedure, to_hash as "toHash", to_version as "toVersion", by_id as "by", reason, at,
  after_run as "after", ended, ended_at as "endedAt"`,
);

const from = ({ after, ended, endedAt, ...row }: Nullable<Migrating>): Migrating => ({
  ...row,
  after: after ?? undefined,
  ended: ended ?? undefined,
  endedAt: endedAt ?? undefined,
});

/** Begins a round, unless one to the same version is under way; answers whether it did. */
export async function addMigrating(
  tx: Transaction,
  { merchantId, id, procedure, toHash, toVersion, by, reason, at }: Omit<Migrating, "after" | "ended" | "endedAt">,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into sop.migrating (merchant_id, id, procedure, to_hash, to_version, by_id, reason, at, lease_until)
    values (${merchantId}, ${id}, ${procedure}, ${toHash}, ${toVersion}, ${by}, ${reason}, ${at}, ${at})
    on conflict (merchant_id, procedure, to_hash) where ended_at is null do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function migratingById(
  tx: Transaction,
  merchantId: MerchantId,
  id: Id<"migration">,
): Promise<Migrating | undefined> {
  const { rows } = await sql<Nullable<Migrating>>`
    select ${told} from sop.migrating where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
  return rows[0] && from(rows[0]);
}

/** The rounds of a procedure, the newest first. */
export async function migratingsOf(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: string,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Migrating[]> {
  const { rows } = await sql<Nullable<Migrating>>`
    select ${told} from sop.migrating
    where merchant_id = ${merchantId} and procedure = ${procedure}
      and id < ${before ?? "ffffffff-ffff-ffff-ffff-ffffffffffff"}
    order by id desc limit ${limit}`.execute(tx);
  return rows.map(from);
}

/** Takes up a round nobody works on, and keeps others off it until `leaseUntil`. For the platform's role. */
export async function claimMigrating(tx: Transaction, now: Date, leaseUntil: Date): Promise<Migrating | undefined> {
  const { rows } = await sql<Nullable<Migrating>>`
    update sop.migrating set lease_until = ${leaseUntil}
    where (merchant_id, id) = (
      select merchant_id, id from sop.migrating where ended_at is null and lease_until <= ${now}
      order by lease_until limit 1 for update skip locked
    )
    returning ${told}`.execute(tx);
  return rows[0] && from(rows[0]);
}

/** Writes how far a round has come, as long as it is still this server's; `lease` is the one it was claimed with. */
export async function saveMigrating(
  tx: Transaction,
  { merchantId, id, after, ended, endedAt }: Migrating,
  lease: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update sop.migrating set after_run = ${after ?? null}, ended = ${ended ?? null}, ended_at = ${endedAt ?? null}
    where merchant_id = ${merchantId} and id = ${id} and lease_until = ${lease} and ended_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

/** Lets others take a round up at once. */
export async function letGo(tx: Transaction, { merchantId, id }: Migrating, lease: Date, now: Date): Promise<void> {
  await sql`
    update sop.migrating set lease_until = ${now}
    where merchant_id = ${merchantId} and id = ${id} and lease_until = ${lease} and ended_at is null`.execute(tx);
}

/** The merchant's running cases of a procedure in other versions than one, in the order they began, after one of them. */
export async function casesToMove(
  tx: Transaction,
  merchantId: MerchantId,
  { procedure, toHash, after }: Pick<Migrating, "procedure" | "toHash" | "after">,
  limit: number,
): Promise<{ id: RunId; conversationId: ConversationId }[]> {
  const { rows } = await sql<{ id: RunId; conversationId: ConversationId }>`
    select id, conversation_id as "conversationId" from sop.run
    where merchant_id = ${merchantId} and procedure = ${procedure} and state <> 'ended' and hash <> ${toHash}
      and id > ${after ?? "00000000-0000-0000-0000-000000000000"}
    order by id limit ${limit}`.execute(tx);
  return rows;
}

/** Notes the runs that these events bring to another version; written with the turns that do. */
export async function addMoved(
  tx: Transaction,
  saved: readonly {
    readonly merchantId: MerchantId;
    readonly run: Run;
    readonly events: readonly { readonly event: RunEvent }[];
  }[],
): Promise<void> {
  for (const { merchantId, run, events } of saved) {
    for (const { event } of events) {
      if (event.kind !== "migrated") continue;
      await addCases(tx, merchantId, event.migration, [
        { runId: run.id, conversationId: run.conversationId, moved: true, reasons: [] },
      ]);
    }
  }
}

/** What became of cases in a round; one that could not be moved at first and then was has moved. */
export async function addCases(
  tx: Transaction,
  merchantId: MerchantId,
  migrationId: string,
  cases: readonly MigratingCase[],
): Promise<void> {
  if (cases.length === 0) return;
  const rows = cases.map(({ runId, conversationId, moved, reasons }) => ({
    ...{ run_id: runId, conversation_id: conversationId, moved, reasons },
  }));
  await sql`
    insert into sop.migrating_case (merchant_id, migration_id, run_id, conversation_id, moved, reasons)
    select ${merchantId}, ${migrationId}, * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      run_id uuid, conversation_id uuid, moved boolean, reasons jsonb
    )
    on conflict (merchant_id, migration_id, run_id) do update set moved = excluded.moved, reasons = excluded.reasons
      where not sop.migrating_case.moved`.execute(tx);
}

/** How many cases of a round moved and stayed, and how many are still to be looked at. */
export type Tally = { readonly moved: number; readonly stayed: number; readonly left: number };

export async function tallyOf(tx: Transaction, migrating: Migrating): Promise<Tally> {
  const { merchantId, id, procedure, toHash, after, ended } = migrating;
  const { rows } = await sql<Tally>`
    select
      (select count(*)::integer from sop.migrating_case where merchant_id = ${merchantId} and migration_id = ${id} and moved) as moved,
      (select count(*)::integer from sop.migrating_case where merchant_id = ${merchantId} and migration_id = ${id} and not moved) as stayed,
      case when ${ended !== undefined} then 0 else (
        select count(*)::integer from sop.run
        where merchant_id = ${merchantId} and procedure = ${procedure} and state <> 'ended' and hash <> ${toHash}
          and id > ${after ?? "00000000-0000-0000-0000-000000000000"}
      ) end as left`.execute(tx);
  return rows[0] ?? { moved: 0, stayed: 0, left: 0 };
}

/** The cases of a round that moved, or that stayed; in the order they began. */
export async function casesOf(
  tx: Transaction,
  merchantId: MerchantId,
  migrationId: Id<"migration">,
  { moved, after, limit }: { readonly moved: boolean; readonly after?: string | undefined; readonly limit: number },
): Promise<MigratingCase[]> {
  const { rows } = await sql<MigratingCase>`
    select run_id as "runId", conversation_id as "conversationId", moved, reasons from sop.migrating_case
    where merchant_id = ${merchantId} and migration_id = ${migrationId} and moved = ${moved}
      and run_id > ${after ?? "00000000-0000-0000-0000-000000000000"}
    order by run_id limit ${limit}`.execute(tx);
  return rows;
}
