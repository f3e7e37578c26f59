import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { createDatabase, migrate, startPostgres } from "@ruyi/platform";

const template = "ruyi_template";

/**
 * One PostgreSQL for all test files: the embedded one, or, where RUYI_TEST_POSTGRES names a folder with `postgres` and
 * `initdb`, that one. Each file copies the migrated template, which takes a tenth of a second.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "ruyi-test-"));
  const other = process.env["RUYI_TEST_POSTGRES"];
  if (other && !existsSync(join(other, "initdb"))) throw new Error(`RUYI_TEST_POSTGRES=${other} holds no initdb.`);
  const postgres = await startPostgres({
    folder,
    settings: { fsync: "off", max_connections: "200" },
    ...(other ? { binaries: { folder: other } } : {}),
  });
  const owner = new Client({ ...postgres.connection, database: "postgres" });
  await owner.connect();
  await owner.query(`create database ${template}`);
  await owner.end();
  await migrate({ ...postgres.connection, database: template });
  // A first connection proves the roles before a hundred tests stumble over them.
  const database = createDatabase({ ...postgres.connection, database: template });
  const reachable = await database.isReachable();
  await database.close();
  if (!reachable) throw new Error("The test database does not answer as the app's role.");

  project.provide("postgres", { connection: { ...postgres.connection }, template });
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
