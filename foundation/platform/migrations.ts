import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { Pool, type PoolConfig } from "pg";

/** The rooms that own tables, in the order of their floors. */
const roomsWithTables = [
  "foundation/platform",
  "systems/ledger",
  "systems/tenancy",
  "systems/commerce",
  "systems/knowledge",
  "systems/sop",
  "systems/trust",
  "systems/desk",
  "systems/assistant",
  "systems/quality",
];

const house = dirname(dirname(import.meta.dirname));

/** Every room's `migrations/NNNN-name.sql`, named `room/NNNN-name`, a room's own in the order of their numbers. */
export function migrationFiles(): { readonly name: string; readonly file: string }[] {
  return roomsWithTables.flatMap((room, floor) => {
    const folder = join(house, room, "migrations");
    return sqlFilesIn(folder).map((file) => ({
      name: `${String(floor).padStart(2, "0")}-${basename(room)}/${file.slice(0, -4)}`,
      file: join(folder, file),
    }));
  });
}

function sqlFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".sql"))
      .toSorted();
  } catch {
    return [];
  }
}

/**
 * Brings the database to the newest shape, forward only; answers the names that ran now.
 * Throws with the migration's name when one fails, and then nothing of it stays.
 */
export async function migrate(connection: PoolConfig): Promise<string[]> {
  const pool = new Pool({ ...connection, max: 2, application_name: "ruyi_migrate" });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    // A new floor of the house may bring migrations that sort before those already run.
    allowUnorderedMigrations: true,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          migrationFiles().map(({ name, file }) => [
            name,
            { up: async (tx) => void (await sql.raw(readFileSync(file, "utf8")).execute(tx)) },
          ]),
        ),
    },
  });
  try {
    const { error, results } = await migrator.migrateToLatest();
    if (error) {
      const failed = results?.find((result) => result.status === "Error")?.migrationName ?? "unknown";
      throw new Error(`Migration ${failed} failed and was undone: ${String((error as Error).message ?? error)}`, {
        cause: error,
      });
    }
    return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}
