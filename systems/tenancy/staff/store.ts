import { type RawBuilder, sql } from "kysely";
import type { BusinessId, MerchantId, StaffId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Post, Role } from "../permissions.ts";
import type { Place } from "../tree.ts";
import type { Session, SessionId } from "./session.ts";
import type { ListedStaff, Staff } from "./staff.ts";
import type { Attempts } from "./throttle.ts";

type StaffRow = {
  readonly id: StaffId;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly business_id: BusinessId | null;
  readonly merchant_id: MerchantId | null;
  readonly has_password: boolean;
  readonly at: Date;
  readonly disabled_at: Date | null;
};

const asStaff = (row: StaffRow): Staff => ({
  id: row.id,
  name: row.name,
  ...(row.email === null ? {} : { email: row.email }),
  post: { role: row.role, at: placeOfRow(row) },
  hasPassword: row.has_password,
  at: row.at,
  ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
});

function placeOfRow({ business_id, merchant_id }: Pick<StaffRow, "business_id" | "merchant_id">): Place {
  if (business_id === null) return { kind: "platform" };
  if (merchant_id === null) return { kind: "business", businessId: business_id };
  return { kind: "merchant", businessId: business_id, merchantId: merchant_id };
}

const businessOf = (place: Place): BusinessId | null => (place.kind === "platform" ? null : place.businessId);
const merchantOf = (place: Place): MerchantId | null => (place.kind === "merchant" ? place.merchantId : null);

// The hash itself leaves the table in `passwordOf` alone.
const staffColumns = sql`staff.id, staff.name, staff.email, staff.role, staff.business_id, staff.merchant_id,
  staff.password_hash is not null as has_password, staff.at, staff.disabled_at`;

export async function findStaff(tx: Transaction, id: StaffId, lock = false): Promise<Staff | undefined> {
  const { rows } = await sql<StaffRow>`
    select ${staffColumns} from tenancy.staff where id = ${id} ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0] && asStaff(rows[0]);
}

/** The account's password as it is kept, for those who may sign in. */
/** What these people are called, disabled ones included; who is not there is left out. */
export async function namesOf(tx: Transaction, ids: readonly StaffId[]): Promise<Map<StaffId, string>> {
  const { rows } = await sql<{ id: StaffId; name: string }>`
    select id, name from tenancy.staff where id = any(${ids}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function passwordOf(
  tx: Transaction,
  email: string,
): Promise<{ readonly staffId: StaffId; readonly kept: string } | undefined> {
  const { rows } = await sql<{ id: StaffId; password_hash: string }>`
    select id, password_hash from tenancy.staff
    where email = ${email} and password_hash is not null and disabled_at is null`.execute(tx);
  return rows[0] && { staffId: rows[0].id, kept: rows[0].password_hash };
}

const staffBelow = (place: Place): RawBuilder<unknown> => {
  if (place.kind === "platform") return sql`true`;
  return place.kind === "business" ? sql`business_id = ${place.businessId}` : sql`merchant_id = ${place.merchantId}`;
};

/** The people at and below a place, disabled ones included, in the order of their ids. */
export async function listStaff(
  tx: Transaction,
  place: Place,
  page: { readonly after?: StaffId; readonly limit: number },
  now: Date,
): Promise<ListedStaff[]> {
  const { rows } = await sql<StaffRow & { seen_at: Date | null; link_until: Date | null }>`
    select ${staffColumns},
      (select max(seen_at) from tenancy.session where staff_id = staff.id) as seen_at,
      (select max(expires_at) from tenancy.sign_in_link
        where staff_id = staff.id and used_at is null and voided_at is null and expires_at > ${now}) as link_until
    from tenancy.staff
    where ${staffBelow(place)} and (${page.after ?? null}::uuid is null or id > ${page.after ?? null}::uuid)
    order by id limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    ...asStaff(row),
    ...(row.seen_at === null ? {} : { seenAt: row.seen_at }),
    ...(row.link_until === null ? {} : { linkUntil: row.link_until }),
  }));
}

/** Others at or above a merchant who may sign in and answer customers. */
export async function countColleagues(
  tx: Transaction,
  place: Extract<Place, { kind: "merchant" }>,
  but: StaffId,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (
      (select count(*) from tenancy.staff where merchant_id = ${place.merchantId} and ${answers} and id <> ${but})
      + (select count(*) from tenancy.staff
          where (business_id = ${place.businessId} or business_id is null) and merchant_id is null and ${answers}
            and id <> ${but})
    )::int as count`.execute(tx);
  return rows[0]?.count ?? 0;
}
const answers = sql`disabled_at is null and role in ('owner', 'admin', 'agent')`;

export async function staffNames(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ readonly id: StaffId; readonly name: string }[]> {
  const { rows } = await sql<{ id: StaffId; name: string }>`
    select id, name from tenancy.staff where id = any (${ids}::uuid[])`.execute(tx);
  return rows;
}

/** False when the e-mail has an account already. */
export async function addStaff(tx: Transaction, staff: Staff): Promise<boolean> {
  const { post } = staff;
  const { numAffectedRows } = await sql`
    insert into tenancy.staff (id, name, email, role, business_id, merchant_id, at)
    values (${staff.id}, ${staff.name}, ${staff.email ?? null}, ${post.role}, ${businessOf(post.at)},
      ${merchantOf(post.at)}, ${staff.at})
    on conflict (email) do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function savePost(tx: Transaction, id: StaffId, post: Post): Promise<void> {
  await sql`
    update tenancy.staff set role = ${post.role}, business_id = ${businessOf(post.at)},
      merchant_id = ${merchantOf(post.at)} where id = ${id}`.execute(tx);
}

export async function saveDisabled(tx: Transaction, id: StaffId, at: Date | null): Promise<void> {
  await sql`update tenancy.staff set disabled_at = ${at} where id = ${id}`.execute(tx);
}

/** False when the e-mail belongs to somebody else. */
export async function savePassword(tx: Transaction, id: StaffId, email: string, kept: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update tenancy.staff set email = ${email}, password_hash = ${kept}
    where id = ${id} and not exists (select 1 from tenancy.staff other where other.email = ${email} and other.id <> ${id})
  `.execute(tx);
  return numAffectedRows === 1n;
}

export async function replaceHash(tx: Transaction, id: StaffId, from: string, to: string): Promise<void> {
  await sql`update tenancy.staff set password_hash = ${to} where id = ${id} and password_hash = ${from}`.execute(tx);
}

/** Holds the tree's top, so that first and last owners are counted by one at a time. */
export async function lockTop(tx: Transaction): Promise<void> {
  await sql`select 1 from tenancy.platform for update`.execute(tx);
}

export async function placeExists(tx: Transaction, place: Place): Promise<boolean> {
  if (place.kind === "platform") return true;
  const { rows } =
    place.kind === "business"
      ? await sql`select 1 from tenancy.business where id = ${place.businessId}`.execute(tx)
      : await sql`select 1 from tenancy.merchant
          where merchant_id = ${place.merchantId} and business_id = ${place.businessId}`.execute(tx);
  return rows.length === 1;
}

/** The platform's owners who may sign in, the oldest first. */
export async function topOwners(tx: Transaction): Promise<Staff[]> {
  const { rows } = await sql<StaffRow>`
    select ${staffColumns} from tenancy.staff
    where role = 'owner' and business_id is null and disabled_at is null order by id`.execute(tx);
  return rows.map(asStaff);
}

type SessionRow = {
  readonly session_id: SessionId;
  readonly staff_id: StaffId;
  readonly by: Session["by"];
  readonly device: string;
  readonly begun_at: Date;
  readonly seen_at: Date;
  readonly revoked_at: Date | null;
};

const asSession = (row: SessionRow): Session => ({
  id: row.session_id,
  staffId: row.staff_id,
  by: row.by,
  device: row.device,
  at: row.begun_at,
  seenAt: row.seen_at,
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
});

const sessionColumns = sql`session.id as session_id, session.staff_id, session.by, session.device,
  session.at as begun_at, session.seen_at, session.revoked_at`;

export async function addSession(tx: Transaction, session: Session, digest: Buffer): Promise<void> {
  await sql`
    insert into tenancy.session (id, digest, staff_id, by, device, at, seen_at)
    values (${session.id}, ${digest}, ${session.staffId}, ${session.by}, ${session.device}, ${session.at},
      ${session.seenAt})`.execute(tx);
}

export async function findSession(
  tx: Transaction,
  digest: Buffer,
): Promise<{ readonly session: Session; readonly staff: Staff } | undefined> {
  const { rows } = await sql<SessionRow & StaffRow>`
    select ${sessionColumns}, ${staffColumns} from tenancy.session join tenancy.staff on staff.id = session.staff_id
    where session.digest = ${digest}`.execute(tx);
  return rows[0] && { session: asSession(rows[0]), staff: asStaff(rows[0]) };
}

export async function sessionsOf(tx: Transaction, staffId: StaffId, limit: number): Promise<Session[]> {
  const { rows } = await sql<SessionRow>`
    select ${sessionColumns} from tenancy.session where staff_id = ${staffId} and revoked_at is null
    order by id desc limit ${limit}`.execute(tx);
  return rows.map(asSession);
}

export async function touchSession(tx: Transaction, id: SessionId, at: Date): Promise<void> {
  await sql`update tenancy.session set seen_at = ${at} where id = ${id} and seen_at < ${at}`.execute(tx);
}

/** Ends one session of a person, or all, or all but one. */
export async function revokeSessions(
  tx: Transaction,
  staffId: StaffId,
  which: { readonly only: SessionId } | { readonly except?: SessionId },
  at: Date,
): Promise<number> {
  const where = "only" in which ? sql`id = ${which.only}` : sql`id is distinct from ${which.except ?? null}::uuid`;
  const { numAffectedRows } = await sql`
    update tenancy.session set revoked_at = ${at}
    where staff_id = ${staffId} and revoked_at is null and ${where}`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export async function voidLinks(tx: Transaction, staffId: StaffId, at: Date): Promise<void> {
  await sql`
    update tenancy.sign_in_link set voided_at = ${at}
    where staff_id = ${staffId} and used_at is null and voided_at is null`.execute(tx);
}

export async function addLink(
  tx: Transaction,
  link: { readonly digest: Buffer; readonly staffId: StaffId; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await sql`
    insert into tenancy.sign_in_link (digest, staff_id, at, expires_at)
    values (${link.digest}, ${link.staffId}, ${link.at}, ${link.expiresAt})`.execute(tx);
}

/** Whose link it is, the first time it is used within its life; two who use it at once are one and none. */
export async function useLink(tx: Transaction, digest: Buffer, at: Date): Promise<StaffId | undefined> {
  const { rows } = await sql<{ staff_id: StaffId }>`
    update tenancy.sign_in_link set used_at = ${at}
    where digest = ${digest} and used_at is null and voided_at is null and expires_at > ${at}
    returning staff_id`.execute(tx);
  return rows[0]?.staff_id;
}

/** Reads an account's attempts and holds them until the transaction ends. */
export async function lockAttempts(tx: Transaction, account: Buffer, at: Date): Promise<Attempts | undefined> {
  const { numAffectedRows } = await sql`
    insert into tenancy.sign_in_attempt (account_digest, failures, free_at, at)
    values (${account}, 0, ${at}, ${at}) on conflict do nothing`.execute(tx);
  if (numAffectedRows === 1n) return undefined;
  const { rows } = await sql<{ failures: number; free_at: Date; at: Date }>`
    select failures, free_at, at from tenancy.sign_in_attempt where account_digest = ${account} for update`.execute(tx);
  return rows[0] && { failures: rows[0].failures, freeAt: rows[0].free_at, at: rows[0].at };
}

export async function saveAttempts(tx: Transaction, account: Buffer, attempts: Attempts): Promise<void> {
  await sql`
    update tenancy.sign_in_attempt set failures = ${attempts.failures}, free_at = ${attempts.freeAt}, at = ${attempts.at}
    where account_digest = ${account}`.execute(tx);
}

export async function forgetAttempts(tx: Transaction, account: Buffer): Promise<void> {
  await sql`delete from tenancy.sign_in_attempt where account_digest = ${account}`.execute(tx);
}

/** Takes away what nobody needs any more; answers how many rows. */
export async function sweep(tx: Transaction, before: { readonly sessions: Date; readonly attempts: Date }) {
  const deletions = [
    sql`delete from tenancy.session where seen_at < ${before.sessions}`,
    sql`delete from tenancy.sign_in_link where expires_at < ${before.sessions}`,
    sql`delete from tenancy.sign_in_attempt where at < ${before.attempts}`,
  ];
  let rows = 0;
  for (const deletion of deletions) rows += Number((await deletion.execute(tx)).numAffectedRows ?? 0n);
  return rows;
}
