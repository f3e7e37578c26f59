import { existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { embeddedBinaries } from "./binaries.ts";
import { type Postgres, startPostgres } from "./supervisor.ts";

const folders: string[] = [];
const running: Postgres[] = [];
const aFolder = (name = "ruyi-supervisor-"): string => {
  const folder = mkdtempSync(join(tmpdir(), name));
  folders.push(folder);
  return folder;
};
const start = async (folder: string): Promise<Postgres> => {
  const postgres = await startPostgres({ folder });
  running.push(postgres);
  return postgres;
};
const ask = async (postgres: Postgres, question: string): Promise<unknown> => {
  const client = new Client(postgres.connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(question);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
};
const pidOf = (folder: string): number =>
  Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]);

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the embedded PostgreSQL", () => {
  test("starts on an empty folder, keeps what was committed, and starts again", async () => {
    const folder = aFolder();
    const first = await start(folder);
    await ask(first, "create table kept as select 42 as answer");
    await first.stop();
    const second = await start(folder);
    expect(await ask(second, "select answer from kept")).toBe(42);
    expect(await ask(second, "select current_setting('fsync') as answer")).toBe("on");
  });

  test("comes back with every commit after its server was killed", async () => {
    const folder = aFolder();
    const first = await start(folder);
    await ask(first, "create table kept (answer int)");
    await ask(first, "insert into kept values (7) returning answer");
    process.kill(pidOf(folder), "SIGKILL");
    const second = await start(folder);
    expect(await ask(second, "select answer from kept")).toBe(7);
  });

  test("is taken over when another process of ours left it running", async () => {
    const folder = aFolder();
    const first = await start(folder);
    const pid = pidOf(folder);
    const second = await start(folder);
    expect(pidOf(folder)).toBe(pid);
    expect(await ask(second, "select 1 as answer")).toBe(1);
    expect(first.connection).toEqual(second.connection);
  });

  test("works from a folder too deep for a socket's name", async () => {
    const deep = join(aFolder(), "a".repeat(60), "b".repeat(60));
    const postgres = await start(deep);
    expect(await ask(postgres, "select 1 as answer")).toBe(1);
  });

  test("makes the links between its libraries that an install without scripts leaves out", async () => {
    const { folder } = embeddedBinaries();
    const links = JSON.parse(readFileSync(join(dirname(folder), "pg-symlinks.json"), "utf8")) as { target: string }[];
    const [link] = links;
    if (!link) throw new Error("The package lists no links.");
    const at = join(dirname(dirname(folder)), link.target);
    unlinkSync(at);
    embeddedBinaries();
    expect(existsSync(at)).toBe(true);
  });
});
