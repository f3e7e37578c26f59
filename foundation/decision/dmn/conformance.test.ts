import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runConformance } from "./conformance.ts";

const suite = join(process.env["RUYI_BENCH_DATA"] ?? "../shared/data", "dmn-tck");
const isThere = existsSync(suite);
const missing = `The DMN conformance suite is not at "${suite}"; set RUYI_BENCH_DATA to the folder that holds dmn-tck.`;

const casesOf = (level: string): string[] => (isThere ? readdirSync(join(suite, level)) : ["every case"]);

function failuresOf(folder: string): unknown[] {
  const files = readdirSync(folder);
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  const models = new Map(files.filter((file) => file.endsWith(".dmn")).map((file) => [file, read(file)]));
  return files
    .filter((file) => /-test-.*\.xml$/.test(file))
    .flatMap((file) => runConformance({ models, tests: read(file) }, { now: () => new Date("2026-11-24T08:00:00Z") }))
    .filter(({ passed }) => !passed);
}

describe("the DMN conformance suite", () => {
  for (const level of ["compliance-level-2", "compliance-level-3"]) {
    for (const name of casesOf(level)) {
      test(`${level}: ${name}`, (context) => {
        context.skip(!isThere, missing);
        expect(failuresOf(join(suite, level, name))).toEqual([]);
      });
    }
  }
});
