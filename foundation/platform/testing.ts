import { randomBytes } from "node:crypto";
import { Client, type PoolConfig } from "pg";
import { afterAll, inject } from "vitest";
import { createDatabase, type Database } from "./database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The test run's PostgreSQL, and its migrated database to copy. */
    readonly postgres: { readonly connection: PoolConfig; readonly template: string };
  }
}

/** Where a fresh, migrated database of a test's own can be reached; dropped when the file's tests end. */
export function aConnection(): Promise<PoolConfig> {
  const { connection, template } = inject("postgres");
  return aCopy(connection, template);
}

/**
 * A database of a test's own that begins as the first who asked for this name has made it: made once for the whole run,
 * and copied since, which takes a tenth of a second however long it was in the making.
 */
export async function aConnectionTo(
  name: string,
  make: (connection: PoolConfig) => Promise<void>,
): Promise<PoolConfig> {
  const { connection, template } = inject("postgres");
  const made = `${template}_${name}`;
  await asOwner(connection, async (owner) => {
    // Held until this connection ends: whoever comes meanwhile waits for what is being made.
    await owner.query("select pg_advisory_lock(hashtext($1))", [made]);
    const { rows } = await owner.query("select from pg_database where datname = $1", [made]);
    if (rows.length > 0) return;
    const draft = `${made}_draft`;
    await owner.query(`drop database if exists ${draft} with (force)`);
    await owner.query(`create database ${draft} template ${template}`);
    await make({ ...connection, database: draft });
    await owner.query(`alter database ${draft} rename to ${made}`);
  });
  return aCopy(connection, made);
}

async function aCopy(connection: PoolConfig, template: string): Promise<PoolConfig> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asOwner(connection, (owner) => owner.query(`create database ${name} template ${template}`));
  afterAll(() => asOwner(connection, (owner) => owner.query(`drop database if exists ${name} with (force)`)));
  return { ...connection, database: name };
}

/** A fresh, migrated database of a test file's own. */
export async function aDatabase(options: { readonly connections?: number } = {}): Promise<Database> {
  const connection = await aConnection();
  const database = createDatabase(connection, options);
  afterAll(() => database.close());
  return database;
}

async function asOwner(connection: PoolConfig, work: (owner: Client) => Promise<unknown>): Promise<void> {
  const owner = new Client({ ...connection, database: "postgres" });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}
