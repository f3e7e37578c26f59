import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Permission } from "../permissions.ts";
import type { RandomBytes } from "../secret-text.ts";
import type { ApiKey, ApiKeyId } from "./api-key.ts";
import type { IdentitySecret, IdentitySecretId } from "./identity-secret.ts";

type KeyRow = {
  readonly merchant_id: MerchantId;
  readonly id: ApiKeyId;
  readonly name: string;
  readonly prefix: string;
  readonly digest: Buffer;
  readonly permissions: Permission[];
  readonly at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
};

const asKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  permissions: row.permissions,
  at: row.at,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
});

const columns = sql`merchant_id, id, name, prefix, digest, permissions, at, expires_at, last_used_at, revoked_at`;

export async function addApiKey(tx: Transaction, merchantId: MerchantId, key: ApiKey, digest: Buffer): Promise<void> {
  await sql`
    insert into tenancy.api_key (merchant_id, id, name, prefix, digest, permissions, at, expires_at)
    values (${merchantId}, ${key.id}, ${key.name}, ${key.prefix}, ${digest}, ${[...key.permissions]}::text[], ${key.at},
      ${key.expiresAt ?? null})`.execute(tx);
}

/** Across merchants: the prefix says whose it is. */
export async function findApiKey(
  tx: Transaction,
  prefix: string,
): Promise<{ readonly merchantId: MerchantId; readonly key: ApiKey; readonly digest: Buffer } | undefined> {
  const { rows } = await sql<KeyRow>`select ${columns} from tenancy.api_key where prefix = ${prefix}`.execute(tx);
  return rows[0] && { merchantId: rows[0].merchant_id, key: asKey(rows[0]), digest: rows[0].digest };
}

export async function apiKeysOf(
  tx: Transaction,
  merchantId: MerchantId,
  page: { readonly after?: ApiKeyId; readonly limit: number },
): Promise<ApiKey[]> {
  const { rows } = await sql<KeyRow>`
    select ${columns} from tenancy.api_key
    where merchant_id = ${merchantId} and (${page.after ?? null}::uuid is null or id > ${page.after ?? null}::uuid)
    order by id limit ${page.limit}`.execute(tx);
  return rows.map(asKey);
}

/** The key as it is afterwards; undefined when the merchant has none such. The first end stays. */
export async function revokeApiKey(
  tx: Transaction,
  merchantId: MerchantId,
  id: ApiKeyId,
  at: Date,
): Promise<{ readonly key: ApiKey; readonly again: boolean } | undefined> {
  const { rows } = await sql<KeyRow>`
    update tenancy.api_key set revoked_at = coalesce(revoked_at, ${at})
    where merchant_id = ${merchantId} and id = ${id} returning ${columns}`.execute(tx);
  const key = rows[0] && asKey(rows[0]);
  return key && { key, again: key.revokedAt?.getTime() !== at.getTime() };
}

export async function touchApiKey(tx: Transaction, merchantId: MerchantId, id: ApiKeyId, at: Date): Promise<void> {
  await sql`
    update tenancy.api_key set last_used_at = ${at}
    where merchant_id = ${merchantId} and id = ${id}
      and (last_used_at is null or last_used_at < ${at}::timestamptz - interval '1 minute')`.execute(tx);
}

type SecretRow = {
  readonly id: IdentitySecretId;
  readonly at: Date;
  readonly accepted_until: Date | null;
  readonly sealed: Buffer;
};

/** The secrets still accepted at a moment, the one to sign with first. */
export async function acceptedSecrets(
  tx: Transaction,
  merchantId: MerchantId,
  at: Date,
): Promise<(IdentitySecret & { readonly sealed: Buffer })[]> {
  const { rows } = await sql<SecretRow>`
    select id, at, accepted_until, sealed from tenancy.identity_secret
    where merchant_id = ${merchantId} and (accepted_until is null or accepted_until > ${at})
    order by accepted_until is null desc, id desc`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    ...(row.accepted_until === null ? {} : { acceptedUntil: row.accepted_until }),
    sealed: row.sealed,
  }));
}

/** Puts a new secret in the place of the one to sign with, which is accepted until `until`. */
export async function replaceSecret(
  tx: Transaction,
  merchantId: MerchantId,
  secret: { readonly id: IdentitySecretId; readonly at: Date; readonly sealed: Buffer },
  until: Date,
): Promise<void> {
  await sql`
    update tenancy.identity_secret set accepted_until = ${until}
    where merchant_id = ${merchantId} and accepted_until is null`.execute(tx);
  await sql`
    insert into tenancy.identity_secret (merchant_id, id, sealed, at)
    values (${merchantId}, ${secret.id}, ${secret.sealed}, ${secret.at})`.execute(tx);
}

export async function endSecret(
  tx: Transaction,
  merchantId: MerchantId,
  id: IdentitySecretId,
  at: Date,
): Promise<void> {
  await sql`
    update tenancy.identity_secret set accepted_until = ${at}
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
}

/**
 * The 32 bytes under which this data folder's secrets are sealed, made at the first start and readable by its owner
 * alone. Without the file the merchants' identity secrets are lost: it belongs in the backup, apart from the database.
 */
export function masterKeyIn(folder: string, randomBytes: RandomBytes): Uint8Array {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "master.key");
  const draft = `${file}.${Buffer.from(randomBytes(6)).toString("hex")}`;
  // Written aside and linked, so that of two servers starting at once both read the same whole key.
  writeFileSync(draft, randomBytes(32), { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file);
}

export async function keyNames(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
): Promise<{ readonly id: ApiKeyId; readonly name: string }[]> {
  const { rows } = await sql<{ id: ApiKeyId; name: string }>`
    select id, name from tenancy.api_key where merchant_id = ${merchantId} and id = any (${ids}::uuid[])`.execute(tx);
  return rows;
}
