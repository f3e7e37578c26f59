import { sql } from "kysely";
import type { MerchantId, NewId } from "@ruyi/kernel";
import type { Database, Transaction } from "./database.ts";

/** Something that happened, said in the past tense and announced after commit. */
export type Announcement = {
  readonly merchantId: MerchantId;
  /** Facts of one key arrive in the order they were committed. */
  readonly key: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A fact as readers get it: the fields of a CloudEvent 1.0. */
export type Fact = {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly merchantId: MerchantId;
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * Takes facts in, one by one or many at once. It may see one twice, so it keys what it does by `fact.id` (see
 * `readOnce`). A throw brings them again.
 */
export type FactReader = { readonly name: string; readonly types: readonly string[] } & (
  | { readonly read: (fact: Fact) => Promise<void> }
  | { readonly readMany: (facts: readonly Fact[]) => Promise<void> }
);

const buckets = 32;
/** Delivered in one transaction: a bucket each would cost five journeys a bucket, and on a busy server most are filled. */
const bucketsAtOnce = 8;
const factsOfBucket = 100;

/** Spreads keys over buckets evenly enough: FNV-1a, 32 bits. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % buckets;
}

/**
 * Puts facts into the outbox of this transaction: they leave if and only if it commits. The caller holds the lock on
 * the row each key stands for, so that the facts of one key keep their order.
 */
export async function announce(
  tx: Transaction,
  announcements: readonly Announcement[],
  at: Date,
  newId: NewId,
): Promise<void> {
  if (announcements.length === 0) return;
  const rows = announcements.map(({ merchantId, key, type, data }) => {
    const bucket = bucketOf(key);
    return { merchant_id: merchantId, fact_id: newId("fact"), bucket, key, type, data };
  });
  await sql`
    insert into platform.outbox (merchant_id, fact_id, bucket, key, type, data, at)
    select merchant_id, fact_id, bucket, key, type, data, ${at}::timestamptz
    from rows from (
      jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as (merchant_id uuid, fact_id uuid, bucket smallint, key text, type text, data jsonb)
    ) with ordinality as fact (merchant_id, fact_id, bucket, key, type, data, place)
    order by place`.execute(tx);
}

/** True the first time this reader meets this fact; ask within the transaction that acts on it. */
export async function readOnce(tx: Transaction, reader: string, fact: Fact): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into platform.fact_read (merchant_id, reader, fact_id, at)
    values (${fact.merchantId}, ${reader}, ${fact.id}, ${fact.time})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export type Relay = {
  /** Says that something was just announced; without it the relay looks twice a second. */
  readonly nudge: () => void;
  /** Delivers what there is now and answers how much that was. For tests and shutdown. */
  readonly deliverAll: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

type OutboxRow = {
  merchant_id: MerchantId;
  id: string;
  fact_id: string;
  key: string;
  type: string;
  data: Record<string, unknown>;
  at: Date;
};

/**
 * Carries facts to their readers: claims some buckets, hands their facts over in order, deletes them, commits. Several
 * servers may run one; a bucket's lock keeps the order. It never remembers a position, so a fact that commits late
 * is not skipped.
 */
export function startRelay(
  database: Database,
  readers: readonly FactReader[],
  options: { readonly everyMs?: number; readonly onError?: (error: unknown, fact?: Fact) => void } = {},
): Relay {
  const everyMs = options.everyMs ?? 500;
  let stopped = false;
  let under: Promise<number> | undefined;
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;

  const deliverSome = (): Promise<number> =>
    database.asPlatform(async (tx) => {
      const claimed = await sql<{ bucket: number }>`
        select bucket from platform.outbox_bucket b
        where exists (select 1 from platform.outbox o where o.bucket = b.bucket)
        order by random() limit ${bucketsAtOnce} for update skip locked`.execute(tx);
      if (claimed.rows.length === 0) return 0;

      const { rows } = await sql<OutboxRow>`
        select fact.* from unnest(${claimed.rows.map(({ bucket }) => bucket)}::smallint[]) as claimed (bucket)
        cross join lateral (
          select merchant_id, id, fact_id, key, type, data, at from platform.outbox o
          where o.bucket = claimed.bucket order by id limit ${factsOfBucket}
        ) as fact
        order by claimed.bucket, fact.id`.execute(tx);
      const delivered = await deliverInOrder(rows, readers, options.onError);
      await sql`
        delete from platform.outbox o using unnest(
          ${delivered.map((row) => row.merchant_id)}::uuid[], ${delivered.map((row) => row.id)}::bigint[]
        ) as gone (merchant_id, id)
        where o.merchant_id = gone.merchant_id and o.id = gone.id`.execute(tx);
      return delivered.length;
    });

  const round = async (): Promise<number> => {
    let total = 0;
    for (let count = -1; count !== 0 && !stopped; total += count) count = await deliverSome();
    return total;
  };

  const run = (): Promise<number> => {
    under ??= round()
      .catch((error: unknown) => {
        options.onError?.(error);
        return 0;
      })
      .finally(() => {
        under = undefined;
        if (wanted && !stopped) {
          wanted = false;
          setImmediate(() => void run());
        }
      });
    return under;
  };

  const tick = (): void => {
    timer = setTimeout(() => void run().finally(() => !stopped && tick()), everyMs);
  };
  tick();

  return {
    nudge: () => {
      if (under) wanted = true;
      else if (!stopped) void run();
    },
    deliverAll: async () => {
      await under;
      return run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await under;
    },
  };
}

/** The rows every reader took; a key whose reader failed waits, the others go on. */
async function deliverInOrder(
  rows: readonly OutboxRow[],
  readers: readonly FactReader[],
  onError: ((error: unknown, fact?: Fact) => void) | undefined,
): Promise<OutboxRow[]> {
  const delivered: OutboxRow[] = [];
  const held = await readTogether(rows, readers, onError);
  for (const row of rows) {
    const key = keyOf(row);
    if (held.has(key)) continue;
    const fact = asFact(row);
    try {
      for (const reader of readers) {
        if ("read" in reader && reader.types.includes(row.type)) await reader.read(fact);
      }
      delivered.push(row);
    } catch (error) {
      held.add(key);
      onError?.(error, fact);
    }
  }
  return delivered;
}

/** Hands each reader of many all that is for it; answers the keys of what one could not take. */
async function readTogether(
  rows: readonly OutboxRow[],
  readers: readonly FactReader[],
  onError: ((error: unknown, fact?: Fact) => void) | undefined,
): Promise<Set<string>> {
  const held = new Set<string>();
  for (const reader of readers) {
    if (!("readMany" in reader)) continue;
    const wanted = rows.filter((row) => reader.types.includes(row.type) && !held.has(keyOf(row)));
    if (wanted.length === 0) continue;
    try {
      await reader.readMany(wanted.map(asFact));
    } catch (error) {
      for (const row of wanted) held.add(keyOf(row));
      onError?.(error);
    }
  }
  return held;
}

const keyOf = ({ merchant_id: merchantId, key }: OutboxRow): string => `${merchantId} ${key}`;

const asFact = (row: OutboxRow): Fact => ({
  specversion: "1.0",
  id: row.fact_id,
  source: `ruyi/${row.type.split(".")[0]}`,
  type: row.type,
  subject: row.key,
  time: row.at.toISOString(),
  merchantId: row.merchant_id,
  data: row.data,
});
