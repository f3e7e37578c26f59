import { sql } from "kysely";
import type { BusinessId, MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Procedure } from "../procedure.ts";
import type { Run } from "../run.ts";
import type { Content, Layer, Release } from "./release.ts";

/** A node of the tree that releases. */
export type ReleasePlace =
  | { readonly kind: "platform" }
  | { readonly kind: "business"; readonly businessId: BusinessId }
  | { readonly kind: "merchant"; readonly merchantId: MerchantId };

export type Draft = { readonly content: Content; readonly by: string; readonly at: Date };
/** A release with all it pins. */
export type Held = Release & { readonly body: Procedure | undefined; readonly layer: Layer };

type Row = {
  readonly procedure: string;
  readonly number: number;
  readonly effectiveAt: Date;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  readonly restores: number | null;
  readonly aboveHash: string | null;
  readonly hash: string | null;
};
type HeldRow = Row & { readonly body: Procedure | null; readonly adapted: Layer | null };

const told = sql.raw(
  `procedure, number, effective_at as "effectiveAt", at, by_id as "by", reason, restores, above_hash as "aboveHash", hash`,
);

/** The rows of a place: its table, and the columns that say whose they are. */
const rowsOf = (place: ReleasePlace) => {
  if (place.kind === "merchant")
    return { table: sql.raw("sop.release"), owner: sql`merchant_id = ${place.merchantId}` };
  return { table: sql.raw("sop.release_above"), owner: sql`place = ${nameOf(place)}` };
};

const nameOf = (place: Exclude<ReleasePlace, { kind: "merchant" }>): string =>
  place.kind === "platform" ? "platform" : place.businessId;

export async function saveDraft(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: string,
  draft: Draft,
): Promise<void> {
  await sql`
    insert into sop.draft (merchant_id, procedure, content, by_id, at)
    values (${merchantId}, ${procedure}, ${JSON.stringify(draft.content)}::jsonb, ${draft.by}, ${draft.at})
    on conflict (merchant_id, procedure) do update set content = excluded.content, by_id = excluded.by_id, at = excluded.at
  `.execute(tx);
}

export async function draftOf(tx: Transaction, merchantId: MerchantId, procedure: string): Promise<Draft | undefined> {
  const { rows } = await sql<Draft>`
    select content, by_id as "by", at from sop.draft
    where merchant_id = ${merchantId} and procedure = ${procedure}`.execute(tx);
  return rows[0];
}

export async function removeDraft(tx: Transaction, merchantId: MerchantId, procedure: string): Promise<void> {
  await sql`delete from sop.draft where merchant_id = ${merchantId} and procedure = ${procedure}`.execute(tx);
}

/** Keeps other releases of the procedure at this place waiting until this transaction ends. */
export async function lockReleases(tx: Transaction, place: ReleasePlace, procedure: string): Promise<void> {
  const owner = place.kind === "merchant" ? place.merchantId : nameOf(place);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sop.release ${owner} ${procedure}`}, 0))`.execute(tx);
}

export async function addRelease(
  tx: Transaction,
  place: ReleasePlace,
  release: Held & { readonly content: Content | undefined },
): Promise<void> {
  const { table } = rowsOf(place);
  const owner = place.kind === "merchant" ? place.merchantId : nameOf(place);
  const column = sql.raw(place.kind === "merchant" ? "merchant_id" : "place");
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await sql`
    insert into ${table} (${column}, procedure, number, effective_at, at, by_id, reason, restores, above_hash, hash, content, adapted, body)
    values (${owner}, ${release.procedure}, ${release.number}, ${release.effectiveAt}, ${release.at}, ${release.by},
      ${release.reason}, ${release.restores ?? null}, ${release.aboveHash ?? null}, ${release.hash ?? null},
      ${json(release.content)}::jsonb, ${json(release.layer)}::jsonb, ${json(release.body)}::jsonb)`.execute(tx);
}

/** A place's releases of a procedure, the newest first, before `number` where it is named. */
export async function releasesOf(
  tx: Transaction,
  place: ReleasePlace,
  procedure: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<Release[]> {
  const { table, owner } = rowsOf(place);
  const { rows } = await sql<Row>`
    select ${told} from ${table}
    where ${owner} and procedure = ${procedure} and number < ${before ?? 2_147_483_647}
    order by number desc limit ${limit}`.execute(tx);
  return rows.map(releaseFrom);
}

export async function releaseByNumber(
  tx: Transaction,
  place: ReleasePlace,
  procedure: string,
  number: number,
): Promise<(Held & { readonly content: Content | undefined }) | undefined> {
  const { table, owner } = rowsOf(place);
  const { rows } = await sql<HeldRow & { content: Content | null }>`
    select ${told}, body, adapted, content from ${table}
    where ${owner} and procedure = ${procedure} and number = ${number}`.execute(tx);
  const [row] = rows;
  return row && { ...heldFrom(row), content: row.content ?? undefined };
}

/** Of each procedure of a place, what is in force at a moment, and what will be. */
export async function holdingsOf(tx: Transaction, place: ReleasePlace, now: Date): Promise<Held[]> {
  const { table, owner } = rowsOf(place);
  const { rows } = await sql<HeldRow>`
    (select distinct on (procedure) ${told}, body, adapted from ${table}
      where ${owner} and effective_at <= ${now} order by procedure, effective_at desc, number desc)
    union all
    select ${told}, body, adapted from ${table} where ${owner} and effective_at > ${now}`.execute(tx);
  return rows.map(heldFrom);
}

const releaseFrom = ({ restores, aboveHash, hash, ...row }: Row): Release => ({
  ...row,
  restores: restores ?? undefined,
  aboveHash: aboveHash ?? undefined,
  hash: hash ?? undefined,
});

const heldFrom = ({ body, adapted, ...row }: HeldRow): Held => ({
  ...releaseFrom(row),
  body: body ?? undefined,
  layer: adapted ?? {},
});

/** The merchant's running cases of a procedure in other versions than one, the newest first, before a run where one is named. */
export async function runsInOtherVersions(
  tx: Transaction,
  merchantId: MerchantId,
  {
    procedure,
    hash,
    before,
    limit,
  }: { readonly procedure: string; readonly hash: string; readonly before?: RunId | undefined; readonly limit: number },
): Promise<Run[]> {
  const { rows } = await sql<{ body: Run }>`
    select body from sop.run
    where merchant_id = ${merchantId} and procedure = ${procedure} and state <> 'ended' and hash <> ${hash}
      and id < ${before ?? "ffffffff-ffff-ffff-ffff-ffffffffffff"}
    order by id desc limit ${limit}`.execute(tx);
  return rows.map(({ body }) => body);
}

/** The merchant's runs of a procedure that have ended, the newest first. */
export async function pastRuns(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: string,
  limit: number,
): Promise<Run[]> {
  const { rows } = await sql<{ body: Run }>`
    select body from sop.run
    where merchant_id = ${merchantId} and procedure = ${procedure} and state = 'ended'
    order by id desc limit ${limit}`.execute(tx);
  return rows.map(({ body }) => body);
}
