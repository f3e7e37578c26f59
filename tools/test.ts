import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestModule } from "vitest/node";
import { ensureBrowser } from "./browser.ts";
import { askAll, fastGates, seconds } from "./gate.ts";
import { root } from "./house-check.ts";

process.env["NO_COLOR"] = "1";
delete process.env["FORCE_COLOR"];
// Read after NO_COLOR is set: the runner looks at it while it loads.
const { startVitest } = await import("vitest/node");

type Tally = { passed: number; failed: number; skipped: number };
type StoreFile = { readonly path: string; readonly tests: number };

/** Prints a line for each file, every failure in full and every skipped test with its reason. */
function createReporter(tally: Tally, storeFiles: StoreFile[]): Reporter {
  return {
    onTestModuleEnd: (module) => {
      const tests = [...module.children.allTests()];
      const broken = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
      let failed = broken.length;
      const lines = broken.flatMap((suite) =>
        explain("fullName" in suite ? suite.fullName : "the file", suite.errors()),
      );
      for (const one of tests) {
        const result = one.result();
        if (result.state === "passed") tally.passed += 1;
        else if (result.state === "failed") {
          failed += 1;
          lines.push(...explain(one.fullName, result.errors));
        } else {
          tally.skipped += 1;
          const broke = broken.length > 0 ? "a hook before it failed" : "no reason was given";
          lines.push(`skipped: ${one.fullName}: ${("note" in result && result.note) || broke}`);
        }
      }
      tally.failed += failed;
      if (module.moduleId.endsWith("/store.test.ts")) storeFiles.push({ path: module.moduleId, tests: tests.length });
      print(failed === 0 ? "ok    " : "FAILED", module, tests.length, lines);
    },
    onTestRunEnd: (_modules, unhandled) => {
      tally.failed += unhandled.length;
      for (const line of unhandled.flatMap((error) => explain("Outside of any test", [error]))) console.log(line);
    },
  };
}

function print(verdict: string, module: TestModule, tests: number, lines: readonly string[]): void {
  const path = relative(root, module.moduleId).replaceAll("\\", "/");
  console.log(`${verdict} ${seconds(module.diagnostic().duration)}  ${path} (${tests})`);
  for (const line of lines) console.log(stripVTControlCharacters(line).replace(/^/gm, "        "));
}

type Failure = {
  readonly message?: string | undefined;
  readonly diff?: string | undefined;
  readonly stacks?: readonly { readonly file: string; readonly line: number }[] | undefined;
  readonly cause?: unknown;
};

function explain(name: string, errors: readonly Failure[]): string[] {
  return errors.flatMap(({ message, diff, stacks, cause }) => [
    `failed: ${name}: ${message ?? "no message"}`,
    ...(diff ? [diff] : []),
    ...(typeof cause === "object" && cause && "message" in cause ? [`because: ${String(cause.message)}`] : []),
    ...(stacks ?? []).slice(0, 3).map(({ file, line }) => `at ${relative(root, file)}:${line}`),
  ]);
}

type How = {
  readonly exclude?: readonly string[];
  /** Whether each file has a process of its own; files that share one are read in a third of the time. */
  readonly isolate?: boolean;
};

async function run(
  filters: readonly string[],
  tally: Tally,
  storeFiles: StoreFile[],
  { exclude = [], isolate = true }: How = {},
): Promise<void> {
  try {
    const reporters = [createReporter(tally, storeFiles)];
    const apart = { exclude: ["**/node_modules/**", ...exclude], isolate };
    const options = { root, watch: false, reporters, passWithNoTests: false, ...apart };
    const vitest = await startVitest("test", [...filters], options);
    await vitest.close();
  } catch (error) {
    tally.failed += 1;
    console.log(`FAILED  The tests could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The newest PostgreSQL of the system's own packages, from 15 on; or the one that RUYI_TEST_POSTGRES names. */
function otherPostgres(): string | undefined {
  const named = process.env["RUYI_TEST_POSTGRES"];
  if (named) return named;
  const folder = "/usr/lib/postgresql";
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map(Number)
    .filter((version) => version >= 15)
    .toSorted((a, b) => b - a)
    .map((version) => join(folder, String(version), "bin"))
    .find((bin) => existsSync(join(bin, "initdb")) && existsSync(join(bin, "postgres")));
}

/** Time itself is part of what these test: beside others, customers would lose patience with the machine. */
const needsQuiet = ["tests/crash.test.ts"];

const filters = process.argv.slice(2);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

const failedGates = await askAll(fastGates);
tally.failed += failedGates;
tally.passed += fastGates.length - failedGates;

if (filters.length === 0) ensureBrowser();
const other = otherPostgres();
delete process.env["RUYI_TEST_POSTGRES"];
const storeFiles: StoreFile[] = [];
if (filters.length > 0) await run(filters, tally, storeFiles);
else {
  await run([], tally, storeFiles, { exclude: needsQuiet, isolate: false });
  await run(needsQuiet, tally, storeFiles);
}
if (tally.passed + tally.failed + tally.skipped === fastGates.length) {
  tally.failed += 1;
  console.log(`FAILED  No test was found${filters.length > 0 ? ` for ${filters.join(" ")}` : ""}.`);
}

if (storeFiles.length > 0 && other) {
  console.log(`The store tests once more, on ${other}:`);
  process.env["RUYI_TEST_POSTGRES"] = other;
  await run(
    storeFiles.map(({ path }) => path),
    tally,
    [],
    { isolate: false },
  );
} else {
  for (const { path, tests } of storeFiles) {
    tally.skipped += tests;
    const reason = "this machine has no PostgreSQL of 15 or later beside ours";
    console.log(`skipped: ${relative(root, path)} (${tests}) on another PostgreSQL: ${reason}`);
  }
}

console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed === 0 ? 0 : 1);
