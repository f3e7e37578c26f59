import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { type Connection, startPostgres } from "@ruyi/platform";

/*
 * Turns beside plain inserts: a server of its own on a fresh data folder, as many committed one-row INSERTs as ten
 * connections manage on its database, then the load, then the INSERTs again. All of it shares one machine, so the ratio
 * says more than either figure: what a whole turn costs in units of the least a durable write can cost here.
 *
 *   npm run bench:turns [-- --seconds 30 --insert-seconds 10 --conversations 300 --json]
 */

type Report = {
  readonly insertsPerSecond: readonly [before: number, after: number];
  readonly turnsPerSecond: number;
  /** Turns by the mean of both insert rates. */
  readonly turnsPerInsert: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly lost: number;
  readonly duplicated: number;
};

const root = dirname(import.meta.dirname);

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    "insert-seconds": { type: "string", default: "10" },
    conversations: { type: "string", default: "300" },
    json: { type: "boolean", default: false },
  },
});

const home = mkdtempSync(join(tmpdir(), "ruyi-bench-"));
const tell = (line: string): void => console.error(line);
try {
  const report = await measure();
  if (values.json) console.log(JSON.stringify(report));
  else {
    const [before, after] = report.insertsPerSecond;
    console.log(`Committed INSERTs, 10 connections  ${before}/s before, ${after}/s after`);
    console.log(
      `Durable turns                      ${report.turnsPerSecond}/s, ${report.turnsPerInsert} by the INSERT`,
    );
    console.log(`Answered within                    ${report.p50Ms} ms (median), ${report.p99Ms} ms (99 of 100)`);
    console.log(
      `Read back                          ${report.stored} of ${report.acknowledged} acknowledged, ${report.lost} lost, ${report.duplicated} twice`,
    );
  }
  process.exitCode = report.lost + report.duplicated === 0 ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function measure(): Promise<Report> {
  tell("Starting a server on a fresh data folder …");
  const server = await startServer();
  try {
    // Joins the database the server has started.
    const { connection } = await startPostgres({ folder: join(home, "postgres") });
    tell("Plain INSERTs …");
    const before = await insertsPerSecond(connection);
    tell("The load …");
    const load = await runLoad(server.url);
    tell("Plain INSERTs again …");
    const after = await insertsPerSecond(connection);
    const turnsPerInsert = Math.round((load.turnsPerSecond / ((before + after) / 2)) * 100) / 100;
    return { insertsPerSecond: [before, after], turnsPerInsert, ...load };
  } finally {
    await server.stop();
  }
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(root, "apps/server/main.ts")], {
    cwd: root,
    env: {
      ...process.env,
      RUYI_HOME: home,
      RUYI_DEMO: "1",
      DATABASE_URL: "",
      PORT: "0",
      HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  const ready = (async () => {
    let said = "";
    for await (const chunk of child.stdout) {
      said += String(chunk);
      const url = /Ruyi is ready at (\S+)/.exec(said)?.[1];
      if (url) return url;
    }
    return undefined;
  })();
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) throw new Error("The server ended before it was ready; what it said stands above.");
  // Nobody reads on; what it may still say must not fill the pipe.
  child.stdout.resume();
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** One row of 8 columns and some 150 bytes a transaction, each committed for good before the next of its connection. */
async function insertsPerSecond(connection: Connection): Promise<number> {
  const pool = new Pool({ ...connection, max: 10 });
  try {
    await pool.query("create schema if not exists bench");
    await pool.query(`create table if not exists bench.line (
      merchant uuid not null, id bigint generated always as identity, at timestamptz not null, kind text not null,
      customer text not null, amount bigint not null, currency text not null, body text not null,
      primary key (merchant, id))`);
    const insert = {
      name: "insert-line",
      text: "insert into bench.line (merchant, at, kind, customer, amount, currency, body) values ($1, $2, $3, $4, $5, $6, $7)",
      values: [
        "01900000-0000-7000-8000-00000000beef",
        new Date(),
        "message",
        "customer-000042",
        42_900,
        "CNY",
        "x".repeat(80),
      ],
    };
    const seconds = Number(values["insert-seconds"]);
    let count = 0;
    const until = performance.now() + seconds * 1_000;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const client = await pool.connect();
        for (; performance.now() < until; count += 1) await client.query(insert);
        client.release();
      }),
    );
    await pool.query("drop table bench.line");
    return Math.round(count / seconds);
  } finally {
    await pool.end();
  }
}

async function runLoad(url: string): Promise<Omit<Report, "insertsPerSecond" | "turnsPerInsert">> {
  const call = ["load", "--url", url, "--seconds", values.seconds, "--conversations", values.conversations, "--json"];
  const child = spawn(process.execPath, [join(root, "apps/cli/main.ts"), ...call], {
    cwd: root,
    env: { ...process.env, RUYI_HOME: home, DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) said += String(chunk);
  if (said.trim() === "") throw new Error("The load ended without a report; what it said stands above.");
  return JSON.parse(said);
}
