import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { type Connection, createDatabase, startPostgres } from "@ruyi/platform";
import { demoMerchants } from "@ruyi/simulation";
import { countImbalances, countOverLimit, countOverpaidOrders, countOverpaidRefunds, countPaid } from "./audit.ts";

/*
 * Turns beside plain inserts: a server of its own on a fresh data folder, as many committed one-row INSERTs as ten
 * connections manage on its database, then the load, then the INSERTs again. All of it shares one machine, so the ratio
 * says more than either figure: what a whole turn costs in units of the least a durable write can cost here. Where the
 * system tells (Linux), the CPU time of a turn stands beside it, which other work on the machine disturbs less. Some
 * of the simulated customers mean their yes; the books they leave are audited.
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
  /** Milliseconds of a core a turn, opening and reading back included; undefined where the system does not tell. */
  readonly cpuMs: { readonly server: number; readonly database: number; readonly load: number } | undefined;
  readonly books: Books;
};

/** What the load's refunds left; all but `refunds` must be none. */
type Books = {
  readonly refunds: number;
  readonly imbalance: number;
  readonly overLimit: number;
  readonly overpaid: number;
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
    const { cpuMs, books } = report;
    if (cpuMs)
      console.log(
        `CPU a turn                         ${cpuMs.server} ms server, ${cpuMs.database} ms database, ${cpuMs.load} ms load`,
      );
    console.log(
      `Books                              ${books.refunds} refunds paid, imbalance ${books.imbalance}, over a limit ${books.overLimit}, overpaid ${books.overpaid}`,
    );
  }
  const { imbalance, overLimit, overpaid } = report.books;
  process.exitCode = report.lost + report.duplicated + imbalance + overLimit + overpaid === 0 ? 0 : 1;
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
    const cpuBefore = cpuSeconds(server.pid);
    const { ownCpu, ...load } = await runLoad(server.url);
    const cpuAfter = cpuSeconds(server.pid);
    const books = await auditBooks(connection);
    tell("Plain INSERTs again …");
    const after = await insertsPerSecond(connection);
    const turnsPerInsert = round(load.turnsPerSecond / ((before + after) / 2), 100);
    const aTurn = (seconds: number): number => round((seconds * 1_000) / load.acknowledged, 1_000);
    const cpuMs =
      cpuBefore && cpuAfter
        ? {
            server: aTurn(cpuAfter.server - cpuBefore.server),
            database: aTurn(cpuAfter.database - cpuBefore.database),
            load: round((ownCpu * 1_000) / load.turnsPerSecond, 1_000),
          }
        : undefined;
    return { insertsPerSecond: [before, after], turnsPerInsert, ...load, cpuMs, books };
  } finally {
    await server.stop();
  }
}

async function auditBooks(connection: Connection): Promise<Books> {
  const database = createDatabase(connection);
  const merchants = demoMerchants.map(({ id }) => id);
  try {
    return {
      refunds: await countPaid(database, merchants),
      imbalance: await countImbalances(database, merchants),
      overLimit: await countOverLimit(database, merchants),
      overpaid: (await countOverpaidRefunds(database, merchants)) + (await countOverpaidOrders(database, merchants)),
    };
  } finally {
    await database.close();
  }
}

/** CPU seconds that the server and its database have used so far; undefined where the system has no `/proc`. */
function cpuSeconds(serverPid: number): { readonly server: number; readonly database: number } | undefined {
  if (process.platform !== "linux") return undefined;
  const [line = ""] = readFileSync(join(home, "postgres", "data", "postmaster.pid"), "utf8").split("\n");
  const postmaster = Number(line);
  // Ticks are hundredths of a second on every Linux; those of ended backends are counted with their postmaster.
  const used = (pid: number): { readonly parent: number; readonly own: number; readonly ended: number } | undefined => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const [user = 0, system = 0, userEnded = 0, systemEnded = 0] = fields.slice(11, 15);
      return { parent: fields[1] ?? 0, own: (user + system) / 100, ended: (userEnded + systemEnded) / 100 };
    } catch {
      return undefined;
    }
  };
  const keeper = used(postmaster);
  let database = (keeper?.own ?? 0) + (keeper?.ended ?? 0);
  for (const name of readdirSync("/proc")) {
    const each = /^\d+$/.test(name) ? used(Number(name)) : undefined;
    if (each?.parent === postmaster) database += each.own;
  }
  return { server: used(serverPid)?.own ?? 0, database };
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}

type Served = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> };

async function startServer(): Promise<Served> {
  const child = spawn(process.execPath, [join(root, "apps/server/main.ts")], {
    cwd: root,
    env: {
      ...process.env,
      RUYI_HOME: home,
      RUYI_DEMO: "1",
      // Its history would come in beside the load.
      RUYI_DEMO_PAST: "0",
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
    pid: child.pid ?? 0,
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

type LoadFigures = Omit<Report, "insertsPerSecond" | "turnsPerInsert" | "cpuMs" | "books"> & {
  readonly ownCpu: number;
};

async function runLoad(url: string): Promise<LoadFigures> {
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
