import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Binaries, embeddedBinaries } from "./binaries.ts";

/** How to reach a PostgreSQL as the owner of its database. */
export type Connection = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
};

export type Postgres = {
  readonly connection: Connection;
  /** False when it ran already: somebody else may be using it. */
  readonly launched: boolean;
  /** Stops the server (a fast shutdown, some 0.1 s), also one that an earlier process had started. */
  readonly stop: () => Promise<void>;
};

export type PostgresOptions = {
  /** Folder for the database's files; made when missing, and kept private. */
  readonly folder: string;
  readonly binaries?: Binaries;
  /** Extra `name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
};

const owner = "ruyi";
const startLimitMs = 30_000;
const triesAtLeast = 5;

/**
 * Runs a PostgreSQL of our own on a folder, without an account or a service on the machine. It listens on a private
 * Unix socket (on Windows: the loopback address with a password). A server that a killed process left running on the
 * same folder is taken over. Throws when it is not ready within 30 s, with the last lines of its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = options.binaries ?? embeddedBinaries();
  const home = resolve(options.folder);
  const data = join(home, "data");
  const logFile = join(home, "postgres.log");
  mkdirSync(home, { recursive: true, mode: 0o700 });

  const asUser = plainUser(home);
  const isNew = !existsSync(join(data, "PG_VERSION"));
  const password = process.platform === "win32" ? readPassword(home) : undefined;
  if (isNew) initialise(binaries, data, asUser, password && join(home, "password"));

  const reach = (address: Address): Connection => ({
    ...address,
    user: owner,
    database: "postgres",
    ...(password === undefined ? {} : { password }),
  });
  const found = livePostmaster(data);
  const taken = found && (await takenOver(reach(found.address), found.pid, logFile));
  const address = taken ? found.address : await freshAddress(home);
  const connection = reach(address);
  const child = taken
    ? undefined
    : await launch(binaries, data, address, asUser, logFile, options.settings ?? {}, connection);

  await ensureDatabase(connection);
  return {
    connection: { ...connection, database: owner },
    launched: child !== undefined,
    stop: () => stop(data, child),
  };
}

type Address = { readonly host: string; readonly port: number };
type AsUser = (command: string, args: readonly string[]) => [string, string[]];

/**
 * PostgreSQL refuses to run as root. In a user namespace it is another user while its files stay root's; where
 * namespaces are forbidden it runs as `nobody`, who then must own the folder.
 */
function plainUser(home: string): AsUser {
  if (process.platform === "win32" || process.getuid?.() !== 0) return (command, args) => [command, [...args]];

  const namespace = ["--user", "--map-user=1000", "--map-group=1000"];
  if (spawnSync("unshare", [...namespace, "true"]).status === 0) {
    return (command, args) => ["unshare", [...namespace, command, ...args]];
  }
  const nobody = 65_534;
  chownSync(home, nobody, nobody);
  chmodSync(home, 0o700);
  const drop = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  return (command, args) => ["setpriv", [...drop, command, ...args]];
}

function readPassword(home: string): string {
  const file = join(home, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

function initialise(binaries: Binaries, data: string, asUser: AsUser, passwordFile: string | undefined): void {
  const access = passwordFile ? ["-A", "scram-sha-256", `--pwfile=${passwordFile}`] : ["-A", "trust"];
  const [command, args] = asUser(join(binaries.folder, "initdb"), [
    ...["-D", data, "-U", owner, "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"],
    ...access,
  ]);
  const made = spawnSync(command, args, { encoding: "utf8" });
  if (made.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Error(
    `The database folder could not be made: ${(made.stderr || made.error?.message || "initdb failed").trim()}`,
  );
}

/** Unix socket paths end at 107 bytes, so a deep data folder keeps its socket in the system's temporary folder. */
async function freshAddress(home: string): Promise<Address> {
  if (process.platform === "win32") return { host: "127.0.0.1", port: await freePort() };
  if (Buffer.byteLength(home) <= 80) return { host: home, port: 5432 };
  const host = join(tmpdir(), `ruyi-${randomBytes(6).toString("hex")}`);
  mkdirSync(host, { mode: 0o700 });
  return { host, port: 5432 };
}

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const at = probe.address();
      probe.close(() => (at && typeof at === "object" ? done(at.port) : failed(new Error("No free port."))));
    });
  });

async function launch(
  binaries: Binaries,
  data: string,
  address: Address,
  asUser: AsUser,
  logFile: string,
  extra: Readonly<Record<string, string>>,
  connection: Connection,
): Promise<ChildProcess> {
  const windows = process.platform === "win32";
  const settings: Record<string, string> = {
    listen_addresses: windows ? address.host : "",
    port: String(address.port),
    ...(windows ? {} : { unix_socket_directories: address.host, unix_socket_permissions: "0700" }),
    max_connections: "100",
    shared_buffers: "256MB",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    jit: "off",
    logging_collector: "off",
    log_min_messages: "warning",
    // Statements can hold what customers wrote, and the log must not.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    ...extra,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command, args] = asUser(join(binaries.folder, "postgres"), ["-D", data, ...flags]);
  // A killed postmaster that nobody has reaped yet still looks alive to the next one: try again for a while.
  for (const until = Date.now() + 10_000; ;) {
    const log = openSync(logFile, "a");
    const child = spawn(command, args, { stdio: ["ignore", log, log], detached: !windows });
    let gone = false;
    child.once("exit", () => {
      gone = true;
    });
    child.once("error", () => {
      gone = true;
    });
    child.unref();
    try {
      await untilReady(connection, () => gone, logFile);
      return child;
    } catch (error) {
      if (!gone || Date.now() > until) throw error;
      await sleep(300);
    }
  }
}

async function untilReady(connection: Connection, isGone: () => boolean, logFile: string): Promise<void> {
  const until = Date.now() + startLimitMs;
  // Time alone does not decide: a thread that learned something meanwhile finds its limits passed and the answers unread.
  for (let tries = 1; ; tries += 1) {
    const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      client.end().catch(() => undefined);
      if (isGone() || (Date.now() > until && tries >= triesAtLeast)) {
        const said = existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n") : "";
        throw new Error(`The embedded PostgreSQL did not start. Its log ends:\n${said}`, { cause: error });
      }
      await sleep(25);
    }
  }
}

/** False when the server we found was dying: a killed one still looks alive until the system has put it away. */
async function takenOver(connection: Connection, pid: number, logFile: string): Promise<boolean> {
  try {
    await untilReady(connection, () => !isAlive(pid), logFile);
    return true;
  } catch (error) {
    if (isAlive(pid)) throw error;
    return false;
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [owner]);
    if (found.rowCount === 0) await client.query(`create database ${owner}`);
  } finally {
    await client.end();
  }
}

/** The postmaster that still runs on this folder, and where it listens. */
function livePostmaster(data: string): { readonly pid: number; readonly address: Address } | undefined {
  const lines = postmasterLines(data);
  const pid = Number(lines?.[0]);
  if (!lines || !isAlive(pid)) return undefined;
  const host = lines[4]?.trim() || "127.0.0.1";
  return { pid, address: { host, port: Number(lines[3]) } };
}

const postmasterLines = (data: string): string[] | undefined => {
  const file = join(data, "postmaster.pid");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : undefined;
};

/** A zombie has ended, though its number is still taken. A number reused by another program is not a postmaster. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.includes("(postgres)") && stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
}

async function stop(data: string, child: ChildProcess | undefined): Promise<void> {
  const pid = Number(postmasterLines(data)?.[0] ?? child?.pid);
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  for (const until = Date.now() + 20_000; isAlive(pid) && Date.now() < until;) await sleep(20);
}
