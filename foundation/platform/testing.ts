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
export async function aConnection(): Promise<PoolConfig> {
  const { connection, template } = inject("postgres");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asOwner(connection, `create database ${name} template ${template}`);
  afterAll(() => asOwner(connection, `drop database if exists ${name} with (force)`));
  return { ...connection, database: name };
}

/** A fresh, migrated database of a test file's own. */
export async function aDatabase(options: { readonly connections?: number } = {}): Promise<Database> {
  const connection = await aConnection();
  const database = createDatabase(connection, options);
  afterAll(() => database.close());
  return database;
}

async function asOwner(connection: PoolConfig, statement: string): Promise<void> {
  const client = new Client({ ...connection, database: "postgres" });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
