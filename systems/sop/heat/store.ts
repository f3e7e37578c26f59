import { sql } from "kysely";
import type { MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Run } from "../run.ts";
import type { LogEvent } from "./passages.ts";
import type { Count } from "./tally.ts";

/** Until the transaction ends nobody else counts this merchant's runs. */
export async function lockCounts(tx: Transaction, merchantId: MerchantId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sop.heat ${merchantId}`}, 0))`.execute(tx);
}

/** A run with its whole log, and the place up to which it is counted. */
export type Logged = { readonly run: Run; readonly log: readonly LogEvent[]; readonly counted: number };

export async function loggedRuns(tx: Transaction, merchantId: MerchantId, ids: readonly RunId[]): Promise<Logged[]> {
  const { rows } = await sql<Logged>`
    select r.body as run, coalesce(h.place, 0) as counted, (
      select jsonb_agg(event order by e.place, nth) from sop.run_event e,
        jsonb_array_elements(e.events) with ordinality as each (event, nth)
      where e.merchant_id = r.merchant_id and e.run_id = r.id
    ) as log
    from sop.run r left join sop.heat_run h on h.merchant_id = r.merchant_id and h.run_id = r.id
    where r.merchant_id = ${merchantId} and r.id = any (${ids}::uuid[])`.execute(tx);
  return rows.map((row) => ({ ...row, log: row.log ?? [] }));
}

/** The merchant's runs by age, the oldest first. */
export async function runsAfter(
  tx: Transaction,
  merchantId: MerchantId,
  after: RunId | undefined,
  limit: number,
): Promise<RunId[]> {
  const { rows } = await sql<{ id: RunId }>`
    select id from sop.run where merchant_id = ${merchantId} and id > ${after ?? "00000000-0000-0000-0000-000000000000"}
    order by id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

export async function addCounts(tx: Transaction, merchantId: MerchantId, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ from, to, ...count }) => ({ ...count, from_place: from, to_place: to }));
  await sql`
    insert into sop.heat (merchant_id, procedure, what, day, hash, from_place, to_place, runs, times)
    select ${merchantId}, procedure, what, day, hash, from_place, to_place, runs, times
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      procedure text, what text, day date, hash text, from_place text, to_place text, runs integer, times integer
    )
    on conflict (merchant_id, procedure, what, day, hash, from_place, to_place)
    do update set runs = sop.heat.runs + excluded.runs, times = sop.heat.times + excluded.times`.execute(tx);
}

/** Remembers up to which place each run is counted. */
export async function markCounted(
  tx: Transaction,
  merchantId: MerchantId,
  runs: readonly { readonly id: RunId; readonly place: number }[],
): Promise<void> {
  if (runs.length === 0) return;
  await sql`
    insert into sop.heat_run (merchant_id, run_id, place)
    select ${merchantId}, * from unnest(
      ${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ place }) => place)}::integer[]
    )
    on conflict (merchant_id, run_id) do update set place = excluded.place`.execute(tx);
}

export async function forgetCounts(tx: Transaction, merchantId: MerchantId): Promise<void> {
  await sql`delete from sop.heat where merchant_id = ${merchantId}`.execute(tx);
  await sql`delete from sop.heat_run where merchant_id = ${merchantId}`.execute(tx);
}

/**
 * Up to when the log has been looked through, and nobody else may look until the transaction ends. Undefined while
 * another does; `null` before the first look. For the platform's role, as all below.
 */
export async function claimMark(tx: Transaction): Promise<Date | null | undefined> {
  const { rows } = await sql<{ until: Date | null }>`
    select until from sop.heat_mark where one for update skip locked`.execute(tx);
  return rows[0]?.until;
}

export async function moveMark(tx: Transaction, until: Date): Promise<void> {
  await sql`update sop.heat_mark set until = ${until} where one`.execute(tx);
}

/** When the first event of all was logged. */
export async function firstEventAt(tx: Transaction): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`select min(at) as at from sop.run_event`.execute(tx);
  return rows[0]?.at ?? undefined;
}

/** The runs of all merchants that took an event from `since` on and before `until`. */
export async function movedRuns(
  tx: Transaction,
  since: Date,
  until: Date,
): Promise<ReadonlyMap<MerchantId, readonly RunId[]>> {
  const { rows } = await sql<{ merchantId: MerchantId; runs: RunId[] }>`
    select merchant_id as "merchantId", array_agg(distinct run_id)::text[] as runs from sop.run_event
    where at >= ${since} and at < ${until} group by merchant_id`.execute(tx);
  return new Map(rows.map(({ merchantId, runs }) => [merchantId, runs]));
}

/** What to read of the counts: days of beginning from `from` to `to`, both included. */
export type CountQuery = {
  readonly procedures: readonly string[];
  readonly what: readonly Count["what"][];
  readonly from: string;
  readonly to: string;
  /** Of one version only. */
  readonly hash?: string;
};

/** The counts, summed over the days. */
export async function countsIn(
  tx: Transaction,
  merchantId: MerchantId,
  { procedures, what, from, to, hash }: CountQuery,
): Promise<Omit<Count, "day">[]> {
  const { rows } = await sql<Omit<Count, "day">>`
    select procedure, what, hash, from_place as "from", to_place as "to", sum(runs)::integer as runs, sum(times)::integer as times
    from sop.heat
    where merchant_id = ${merchantId} and procedure = any (${procedures}::text[]) and what = any (${what}::text[])
      and day between ${from}::date and ${to}::date and (${hash ?? null}::text is null or hash = ${hash ?? null})
    group by procedure, what, hash, from_place, to_place
    order by procedure, what, hash, from_place, to_place`.execute(tx);
  return rows;
}

/** When versions of a procedure were begun first and last, and how often, as far as that is counted. */
export type VersionUse = {
  readonly hash: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly runs: number;
};

export async function usesOf(tx: Transaction, merchantId: MerchantId, procedure: string): Promise<VersionUse[]> {
  const { rows } = await sql<VersionUse>`
    select hash, min(day)::text as "firstDay", max(day)::text as "lastDay", sum(runs)::integer as runs from sop.heat
    where merchant_id = ${merchantId} and procedure = ${procedure} and what = 'run' and from_place = 'begun'
    group by hash`.execute(tx);
  return rows;
}

/** Every count there is, day by day: what a recount must come to again. */
export async function allCounts(tx: Transaction, merchantId: MerchantId): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select procedure, what, day::text as day, hash, from_place as "from", to_place as "to", runs, times from sop.heat
    where merchant_id = ${merchantId}
    order by procedure, what, day, hash, from_place, to_place`.execute(tx);
  return rows;
}

/** Up to when the log is counted; undefined before the first look. */
export async function markOf(tx: Transaction): Promise<Date | undefined> {
  const { rows } = await sql<{ until: Date | null }>`select until from sop.heat_mark where one`.execute(tx);
  return rows[0]?.until ?? undefined;
}
