import { describe, expect, test } from "vitest";
import { checkHouse, inspect, root, type Finding } from "./house-check.ts";
import { exceptions, floors, plausibleFiles } from "./floors.ts";

const packageOf = (...names: string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "0.1.0"])) });

/** A small house in good order, with some files changed. */
const check = (files: Readonly<Record<string, string>>, allowed: typeof exceptions = []): Finding[] =>
  checkHouse(
    new Map(
      Object.entries({
        "package.json": JSON.stringify({ devDependencies: { vitest: "5.0.0" } }),
        "apps/server/package.json": packageOf("@ruyi/assistant", "@ruyi/trust", "@ruyi/platform"),
        "apps/console/package.json": packageOf("@ruyi/trust", "@ruyi/kernel", "@ruyi/server"),
        "systems/assistant/package.json": packageOf("@ruyi/trust", "@ruyi/quality", "@ruyi/kernel"),
        "systems/trust/package.json": packageOf(
          "@ruyi/ledger",
          "@ruyi/sop",
          "@ruyi/platform",
          "@ruyi/assistant",
          "zod",
        ),
        "foundation/language/package.json": packageOf("@ruyi/kernel", "@ruyi/decision"),
        "systems/trust/index.ts": 'export * from "./refund.ts";',
        "systems/trust/refund.ts": "export const left = (paid: number, back: number): number => paid - back;",
        ...files,
      }),
    ),
    { exceptions: allowed },
  );

const rules = (files: Readonly<Record<string, string>>): string[] => check(files).map(({ rule }) => rule);

/** The rules that one file breaks. */
const inFile = (file: string, text: string): string[] => rules({ [file]: text });

describe("the floors", () => {
  test("let a room import from below, through a door it declares", () => {
    expect(
      check({
        "apps/server/main.ts": 'import { createTrust } from "@ruyi/trust";\ncreateTrust(() => new Date());',
        "systems/trust/operations.ts": 'import { post } from "@ruyi/ledger";\nimport { z } from "zod";\npost(z);',
        "systems/trust/refund.test.ts": 'import { test } from "vitest";\nimport { aBook } from "@ruyi/ledger/testing";',
        "tests/story.test.ts": 'import { main } from "@ruyi/server";\nimport { test } from "vitest";',
      }),
    ).toEqual([]);
  });

  test("forbid an import upwards, also of a type", () => {
    expect(inFile("systems/trust/refund.ts", 'import { answer } from "@ruyi/assistant";')).toEqual(["upward"]);
    expect(inFile("systems/trust/refund.ts", 'import type { Answer } from "@ruyi/assistant";')).toEqual(["upward"]);
    expect(inFile("systems/trust/refund.ts", 'export type A = import("@ruyi/assistant").A;')).toEqual(["upward"]);
  });

  test("forbid an import sideways, also of a type", () => {
    expect(inFile("systems/trust/refund.ts", 'import { advance } from "@ruyi/sop";')).toEqual(["sideways"]);
    expect(inFile("systems/assistant/reader.ts", 'export type { Score } from "@ruyi/quality";')).toEqual(["sideways"]);
    expect(inFile("foundation/language/words.ts", 'import { ask } from "@ruyi/decision";')).toEqual(["sideways"]);
  });

  test("forbid a room to come in by its own door", () => {
    expect(inFile("systems/trust/refund.ts", 'import { left } from "@ruyi/trust";')).toContain("sideways");
  });

  test("ask for a floor where a room has none", () => {
    expect(inFile("systems/gossip/index.ts", "export {};")).toEqual(["upward"]);
    expect(inFile("systems/trust/refund.ts", 'import { hear } from "@ruyi/gossip";')).toContain("upward");
  });

  test("hold every room once", () => {
    expect(new Set(floors.flat()).size).toBe(floors.flat().length);
  });
});

describe("the doors", () => {
  test("forbid an import past a door", () => {
    expect(inFile("systems/trust/operations.ts", 'import { post } from "@ruyi/ledger/store.ts";')).toEqual([
      "past-door",
    ]);
    expect(inFile("systems/trust/operations.ts", "const name = pick();\nawait import(name);")).toEqual(["past-door"]);
  });

  test("keep the testing door for tests", () => {
    const text = 'import { aBook } from "@ruyi/ledger/testing";';
    expect(inFile("systems/trust/operations.ts", text)).toEqual(["testing-door"]);
    expect(inFile("systems/trust/testing.ts", text)).toEqual([]);
  });

  test("show a browser the contract doors and the pure libraries only", () => {
    expect(inFile("apps/console/main.tsx", 'import { Refund } from "@ruyi/trust/contract";')).toEqual([]);
    expect(inFile("apps/console/main.tsx", 'import { parseId } from "@ruyi/kernel";')).toEqual([]);
    expect(inFile("apps/console/main.tsx", 'import { createTrust } from "@ruyi/trust";')).toEqual(["browser-door"]);
  });

  test("forbid a relative path that leaves the room", () => {
    expect(inFile("systems/trust/refund.ts", 'import { post } from "../ledger/index.ts";')).toEqual(["leaves-room"]);
    const read = 'export const rules = new URL("../sop/library/a.yaml", import.meta.url);';
    expect(inFile("systems/trust/store.ts", read)).toEqual(["leaves-room"]);
    expect(inFile("systems/trust/store.ts", 'export const own = new URL("./migrations", import.meta.url);')).toEqual(
      [],
    );
  });

  test("forbid a package that the room does not declare", () => {
    expect(inFile("systems/trust/store.ts", 'import { sql } from "kysely";')).toEqual(["undeclared"]);
    expect(inFile("systems/trust/store.ts", 'import { join } from "path";')).toEqual(["undeclared"]);
    expect(inFile("systems/trust/refund.ts", 'import { test } from "vitest";')).toEqual(["undeclared"]);
    expect(inFile("tests/story.test.ts", 'import { Client } from "pg";')).toEqual(["undeclared"]);
  });
});

describe("pure files", () => {
  test.each([
    "const now = new Date();",
    "const now = new Date;",
    "const now = Date();",
    "const now = Date.now();",
    "const now = performance.now();",
    "const now = Temporal.Now.instant();",
    "const dice = Math.random();",
    "const id = crypto.randomUUID();",
    'import { randomBytes } from "node:crypto";',
    'import * as crypto from "node:crypto";',
  ])("and files named for a role are handed time and chance: %s", (text) => {
    expect(inFile("systems/trust/refund.ts", text)).toContain("clock");
    expect(inFile("systems/trust/operations.ts", text)).toContain("clock");
    expect(inFile("foundation/language/words.ts", text)).toContain("clock");
    expect(inFile("foundation/platform/jobs.ts", text)).not.toContain("clock");
    expect(inFile("apps/server/main.ts", text)).not.toContain("clock");
    expect(inFile("systems/trust/refund.test.ts", text)).not.toContain("clock");
  });

  test.each([
    "const home = process.env.HOME;",
    "console.log(1);",
    'const page = await fetch("page");',
    "setTimeout(go, 10);",
    "setInterval(go, 10);",
    'import { readFileSync } from "node:fs";',
    'import { request } from "node:http";',
    'import { setTimeout } from "node:timers/promises";',
    'import { spawn } from "node:child_process";',
    'import { transact } from "@ruyi/platform";',
  ])("do not touch the world: %s", (text) => {
    expect(inFile("systems/trust/refund.ts", text)).toContain("world");
    expect(inFile("systems/trust/store.ts", text)).not.toContain("world");
    expect(inFile("systems/trust/tests/story.ts", text)).not.toContain("world");
  });

  test.each([
    'const noon = new Date("2026-11-24T12:00:00Z");',
    "const later = new Date(now.getTime() + 1);",
    "const at = clock.now();",
    "const told = deps.fetch(order);",
    'const text = "Date.now() and Math.random()";',
    "// new Date() would read the clock",
    'import { createHash, createHmac, timingSafeEqual } from "node:crypto";',
    'import type { Transaction } from "@ruyi/platform";',
    "export type Dated = { readonly on: Date };",
    "const isDate = value instanceof Date;",
  ])("may compute: %s", (text) => {
    expect(inFile("systems/trust/refund.ts", text)).toEqual([]);
  });
});

describe("all files", () => {
  const registry = ["https:", "", "registry", "zod"].join("/");

  test("name no package registry and no path of one machine", () => {
    expect(inFile("docs/start.md", `Fetch it from ${registry}.`)).toEqual(["registry"]);
    expect(inFile("docs/start.md", `See ${["", "root", "notes"].join("/")}.`)).toEqual(["machine-path"]);
    expect(inFile("docs/start.md", `See ${["", "tmp", "ruyi-1"].join("/")}.`)).toEqual(["machine-path"]);
    expect(inFile("systems/trust/routes.ts", 'app.get("/v1/work/slots");')).toEqual([]);
  });

  test("hold one version of each line", () => {
    const halves = ["<".repeat(7) + " mine", "Ten.", "=".repeat(7), "Eleven.", ">".repeat(7) + " theirs"];
    expect(inFile("systems/trust/README.md", halves.join("\n"))).toEqual(["unmerged", "unmerged"]);
  });

  test("include a lockfile that keeps registries out", () => {
    const lock = (where: string): string => `{"packages":{"node_modules/a":{"resolved": "${where}"}}}`;
    expect(inFile("package-lock.json", lock("https://packages.example/a.tgz"))).toEqual(["lock"]);
    expect(inFile("package-lock.json", lock("systems/trust"))).toEqual([]);
  });

  test("include a lockfile that holds what every package asks for", () => {
    const entry = { optionalDependencies: { "@a/linux": "1.0.0", "@a/windows": "1.0.0" } };
    const whole = {
      "node_modules/a": entry,
      "node_modules/@a/linux": {},
      "node_modules/a/node_modules/@a/windows": {},
    };
    expect(inFile("package-lock.json", JSON.stringify({ packages: whole }))).toEqual([]);
    const { "node_modules/@a/linux": _linux, ...broken } = whole;
    expect(inFile("package-lock.json", JSON.stringify({ packages: broken }))).toEqual(["lock"]);
  });

  test("include a lockfile that agrees with each package.json", () => {
    const lock = (vitest: string): string => JSON.stringify({ packages: { "": { devDependencies: { vitest } } } });
    expect(inFile("package-lock.json", lock("5.0.0"))).toEqual([]);
    expect(inFile("package-lock.json", lock("4.0.0"))).toEqual(["lock"]);
  });
});

describe("tests", () => {
  test("do not keep each other from running", () => {
    expect(inFile("systems/trust/refund.test.ts", 'test.only("one", () => {});')).toEqual(["only"]);
    expect(inFile("systems/trust/refund.test.ts", 'describe.only("one", () => {});')).toEqual(["only"]);
  });

  test("are not skipped without a reason", () => {
    expect(inFile("systems/trust/refund.test.ts", 'test.skip("one", () => {});')).toEqual(["skip-without-reason"]);
    expect(inFile("systems/trust/refund.test.ts", "context.skip();")).toEqual(["skip-without-reason"]);
    expect(inFile("systems/trust/refund.test.ts", 'context.skip(!data, "No data.");')).toEqual([]);
  });
});

describe("an exception", () => {
  const odd = { file: "systems/trust/refund.ts", rule: "clock", reason: "For this test." } as const;

  test("lets one rule be broken in one file", () => {
    const text = "const now = Date.now();\nconsole.log(now);";
    expect(check({ [odd.file]: text }, [odd]).map(({ rule }) => rule)).toEqual(["world"]);
  });

  test("is a finding once nothing needs it", () => {
    expect(check({}, [odd]).map(({ rule }) => rule)).toEqual(["exception"]);
  });

  test("always carries a reason", () => {
    for (const { reason } of exceptions) expect(reason).toMatch(/\S+ \S+ \S+/);
  });
});

describe("the reading", () => {
  test("names the file and the line of a breach", () => {
    const [found] = check({ "systems/trust/refund.ts": "\n\nconst now = Date.now();" });
    expect(found).toMatchObject({ file: "systems/trust/refund.ts", line: 3, rule: "clock" });
  });

  test("finds a plausible number of files in this house, and fails in an empty one", () => {
    expect(inspect(root).findings.filter(({ rule }) => rule === "unread")).toEqual([]);
    expect(inspect(import.meta.dirname).findings.map(({ rule }) => rule)).toContain("unread");
    expect(plausibleFiles).toBeGreaterThan(100);
  });
});
