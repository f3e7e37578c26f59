import { sql } from "kysely";
import type { Database } from "../database.ts";
import type { IdempotencyStore, StoredAnswer } from "./idempotency.ts";

/** Keeps keys in the database, so that any server answers for any other. */
export function createIdempotencyStore(database: Database): IdempotencyStore {
  return {
    claim: ({ merchantId, key, requestHash, now, claimedUntil }) =>
      database.transact(merchantId, async (tx) => {
        const taken = await sql`
          insert into platform.idempotency as i (merchant_id, key, request_hash, claimed_until, expires_at)
          values (${merchantId}, ${key}, ${requestHash}, ${claimedUntil}, ${claimedUntil})
          on conflict (merchant_id, key) do update set
            request_hash = excluded.request_hash, claimed_until = excluded.claimed_until,
            expires_at = excluded.expires_at, answer = null
          where (i.answer is null and i.claimed_until <= ${now}) or i.expires_at <= ${now}`.execute(tx);
        if (taken.numAffectedRows === 1n) return { kind: "ours" };
        const { rows } = await sql<{ request_hash: string; answer: StoredAnswer | null }>`
          select request_hash, answer from platform.idempotency
          where merchant_id = ${merchantId} and key = ${key}`.execute(tx);
        const [row] = rows;
        const held = { requestHash: row?.request_hash ?? requestHash };
        return row?.answer ? { kind: "answered", ...held, answer: row.answer } : { kind: "under-way", ...held };
      }),
    put: ({ merchantId, key }, answer, expiresAt) =>
      database.transact(merchantId, async (tx) => {
        await sql`
          update platform.idempotency set answer = ${JSON.stringify(answer)}::jsonb, expires_at = ${expiresAt}
          where merchant_id = ${merchantId} and key = ${key}`.execute(tx);
      }),
    release: ({ merchantId, key }) =>
      database.transact(merchantId, async (tx) => {
        await sql`
          delete from platform.idempotency
          where merchant_id = ${merchantId} and key = ${key} and answer is null`.execute(tx);
      }),
  };
}

/** Drops keys whose day is over. Answers how many. */
export const dropExpiredKeys = (database: Database, now: Date): Promise<number> =>
  database.asPlatform(async (tx) => {
    const { numAffectedRows } = await sql`delete from platform.idempotency where expires_at <= ${now}`.execute(tx);
    return Number(numAffectedRows ?? 0n);
  });
