import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";
import { browserRooms } from "./floors.ts";
import { inspect, printFinding, root } from "./house-check.ts";

const execFileAsync = promisify(execFile);

/** One question asked of the whole checkout. */
export type Gate = { readonly name: string; readonly ask: () => Promise<Answer> };

/** `detail` says what was looked at, or, where the gate failed, what is wrong. */
export type Answer = { readonly passed: boolean; readonly detail: string };

/** Runs the command-line tool of an installed package; passes when it exits 0. */
const command = (name: string, packageName: string, args: readonly string[]): Gate => ({
  name,
  ask: () =>
    new Promise((done) => {
      const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
      const child = spawn(process.execPath, [binOf(packageName), ...args], { cwd: root, env });
      const said: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
      child.on("error", (error) => done({ passed: false, detail: error.message }));
      child.on("close", (code) => {
        const output = stripVTControlCharacters(Buffer.concat(said).toString("utf8")).trim();
        done(code === 0 ? { passed: true, detail: "" } : { passed: false, detail: output || `exit code ${code}` });
      });
    }),
});

/** Where a package keeps the script of its command: the same on every system, unlike node_modules/.bin. */
function binOf(packageName: string): string {
  const folder = join(root, "node_modules", packageName);
  const { bin }: { bin?: string | Record<string, string> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const script = typeof bin === "string" ? bin : Object.values(bin ?? {})[0];
  if (!script) throw new Error(`The package "${packageName}" has no command; is it installed?`);
  return join(folder, script);
}

const house: Gate = {
  name: "house",
  ask: async () => {
    const { findings, summary } = inspect(root);
    if (findings.length === 0) return { passed: true, detail: summary };
    return { passed: false, detail: [...findings.map(printFinding), `${findings.length} breaches`].join("\n") };
  },
};

/** What a browser must load before it shows something, compressed, against what we allow ourselves. */
const budget = (name: string, bytesAtMost: number, weigh: () => Promise<number>): Gate => ({
  name: `${name} weight`,
  ask: async () => {
    try {
      const bytes = await weigh();
      const detail = `${(bytes / 1_024).toFixed(1)} of ${bytesAtMost / 1_024} KiB gzipped`;
      return { passed: bytes <= bytesAtMost, detail };
    } catch (error) {
      return { passed: false, detail: error instanceof Error ? error.message : String(error) };
    }
  },
});

/** What a script of ours writes to its standard output. */
const outputOf = async (script: string, ...args: readonly string[]): Promise<string> =>
  (await execFileAsync(process.execPath, [join(root, script), ...args], { maxBuffer: 16 * 1024 * 1024 })).stdout;

/** Asked before the tests: a few seconds together. */
export const fastGates: readonly Gate[] = [
  house,
  command("lint", "oxlint", ["--deny-warnings", "--format", "unix"]),
  command("format", "oxfmt", ["--check", "."]),
];

export const allGates: readonly Gate[] = [
  command("types", "typescript", ["--noEmit", "-p", "."]),
  ...browserRooms.map((room) => command("types", "typescript", ["--noEmit", "-p", room])),
  budget("widget", 25 * 1024, async () => gzipSync(await outputOf("apps/widget/build.ts"), { level: 9 }).length),
  budget("form", 20 * 1024, async () => gzipSync(await outputOf("apps/widget/build.ts", "form"), { level: 9 }).length),
  budget("console", 250 * 1024, async () => {
    const folder = mkdtempSync(join(tmpdir(), "ruyi-console-"));
    try {
      await outputOf("apps/console/build.ts", folder);
      return Number(JSON.parse(readFileSync(join(folder, "console.json"), "utf8")).firstLoadGzipBytes);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }),
  command("unused", "knip", ["--no-progress", "--no-config-hints"]),
  ...fastGates,
];

/** Asks every gate, as many at once as there are cores up to two, and prints a line for each. Answers how many failed. */
export async function askAll(gates: readonly Gate[]): Promise<number> {
  const waiting = [...gates];
  let failed = 0;
  const askNext = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      const startedAt = performance.now();
      const { passed, detail } = await gate.ask();
      if (!passed) failed += 1;
      const line = `${passed ? "ok    " : "FAILED"}  ${gate.name.padEnd(14)} ${seconds(performance.now() - startedAt)}`;
      console.log(passed ? [line, detail].join("  ").trimEnd() : `${line}\n${detail.replace(/^/gm, "    ")}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, askNext));
  return failed;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`.padStart(7);
