import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type { Pool, PoolClient } from "pg";

/** Statements prepared on one connection at the most; texts are written in code, so a process has some hundreds. */
const preparedAtMost = 600;
const names = new Map<string, string>();

/** A short name for a statement's text; undefined when there are too many to keep. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= preparedAtMost) return undefined;
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 16);
  names.set(text, name);
  return name;
}

/** How `transact` says whose rows it works on; travels together with `begin`. */
export const scopeStatement = "select set_config('ruyi.merchants', $1, true)";
const scopeShape = /^\{[0-9a-f,-]*\}$/;

/**
 * A pool as Kysely wants it, with two savings that its own driver leaves: each statement is parsed and planned once a
 * connection instead of every time (planning is most of what a small query costs), and `begin` waits for the first
 * statement, so that opening a transaction for a merchant is one journey instead of two.
 */
export const preparing = (pool: Pool): PostgresPool => ({
  options: pool.options,
  connect: async () => prepareOn(await pool.connect()),
  end: () => pool.end(),
});

function prepareOn(client: PoolClient): PostgresPoolClient {
  let hasBegun = true;
  const run = async (text: string, values: readonly unknown[]) => {
    if (text === "begin") {
      hasBegun = false;
      return { command: "BEGIN", rowCount: 0, rows: [] };
    }
    if (!hasBegun) {
      hasBegun = true;
      const [scope] = values;
      if (text === scopeStatement && typeof scope === "string" && scopeShape.test(scope)) {
        await client.query(`begin; select set_config('ruyi.merchants', '${scope}', true)`);
        return { command: "SELECT", rowCount: 1, rows: [] };
      }
      await client.query("begin");
    }
    const name = values.length > 0 ? nameOf(text) : undefined;
    return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
  };
  return {
    // Kysely only ever sends texts; cursors are for streams, which no room uses.
    query: run as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}
