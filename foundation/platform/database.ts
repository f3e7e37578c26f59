import { CompiledQuery, Kysely, PostgresDialect, sql, type Transaction as KyselyTransaction } from "kysely";
import { Pool, type PoolConfig, types } from "pg";
import type { MerchantId } from "@ruyi/kernel";
import { preparing, scopeStatement } from "./prepared.ts";

/** One transaction. A room names its tables with `tx.withTables<LedgerTables>()`. */
export type Transaction = KyselyTransaction<unknown>;

export type Database = {
  /** Runs `work` in one transaction that sees only these merchants' rows. Deadlocks are tried again, so `work` may run twice. */
  readonly transact: <T>(
    merchants: MerchantId | readonly MerchantId[],
    work: (tx: Transaction) => Promise<T>,
  ) => Promise<T>;
  /** For sign-in, directories and sweeps, which concern every merchant. */
  readonly asPlatform: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** True when a query comes back. */
  readonly isReachable: () => Promise<boolean>;
  /** As the owner, for what makes its own tables (the job library). */
  readonly ownerPool: Pool;
  readonly close: () => Promise<void>;
};

export type DatabaseOptions = { readonly connections?: number };

// Timestamps come as Date; int8 stays text, so that no sum is silently rounded. A room parses it where it reads.
types.setTypeParser(types.builtins.INT8, (text) => text);

const tryAgain = new Set(["40001", "40P01"]);
const attempts = 4;

/** Opens the pools. Nothing is asked of the server before the first query. */
export function createDatabase(connection: PoolConfig, options: DatabaseOptions = {}): Database {
  const poolFor = (role: string, max: number): Pool => {
    // Every query has its key and its index. A plan made while a table is still small would read it whole, and a
    // prepared one would go on so when it has grown (measured: 800 turns a second instead of 1,500).
    const pool = new Pool({
      ...connection,
      max,
      options: `-c role=${role} -c enable_seqscan=off`,
      application_name: role,
    });
    // A server that goes away takes idle connections with it; the next query opens a new one.
    pool.on("error", () => undefined);
    return pool;
  };
  const appPool = poolFor("ruyi_app", options.connections ?? 10);
  const platformPool = poolFor("ruyi_platform", 4);
  const ownerPool = new Pool({ ...connection, max: 3, application_name: "ruyi_owner" });
  ownerPool.on("error", () => undefined);
  const app = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: preparing(appPool) }) });
  const platform = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: preparing(platformPool) }) });

  return {
    transact: (merchants, work) =>
      again(() =>
        app.transaction().execute(async (tx) => {
          const list = typeof merchants === "string" ? [merchants] : merchants;
          await tx.executeQuery(CompiledQuery.raw(scopeStatement, [`{${list.join(",")}}`]));
          return work(tx);
        }),
      ),
    asPlatform: (work) => again(() => platform.transaction().execute(work)),
    isReachable: async () => {
      try {
        await sql`select 1`.execute(app);
        return true;
      } catch {
        return false;
      }
    },
    ownerPool,
    close: async () => {
      await Promise.all([appPool.end(), platformPool.end(), ownerPool.end()]);
    },
  };
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = (error as { code?: string }).code ?? "";
      if (attempt >= attempts || !tryAgain.has(code)) throw error;
    }
  }
}
