import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConformanceResult, runConformance } from "@ruyi/decision";

/** Cases left out, with the reason. None is at present; a failure in a case named here counts as skipped. */
export const exclusions: Readonly<Record<string, string>> = {};

export type DecisionCounts = {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

export type DecisionReport = DecisionCounts & {
  readonly levels: Readonly<Record<string, DecisionCounts>>;
  readonly exclusions: readonly { readonly case: string; readonly reason: string; readonly tests: number }[];
  readonly seconds: number;
};

/** One line of the answers file: `result` names the decision that was asked. */
export type DecisionAnswer = {
  readonly case: string;
  readonly test: string;
  readonly result: string;
  readonly passed: boolean;
  readonly got: unknown;
  readonly expected: unknown;
};

export type DecisionEvaluation = { readonly report: DecisionReport; readonly answers: readonly DecisionAnswer[] };

/**
 * Runs the DMN conformance suite in `folder`, laid out as `compliance-level-N/CASE/*.dmn` with `*-test-*.xml` beside
 * them. Counts are of tests, as the published tables count: one passes when all its results do. Throws when the folder
 * holds no level.
 */
export async function evaluateDecisions(
  folder: string,
  now: () => Date = () => new Date(),
): Promise<DecisionEvaluation> {
  const levels = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("compliance-level-"))
    .map(({ name }) => name)
    .toSorted();
  if (levels.length === 0)
    throw new Error(`"${folder}" holds no folder "compliance-level-…"; give the suite's top folder.`);

  const started = performance.now();
  const answers: (DecisionAnswer & { readonly level: string })[] = [];
  for (const level of levels) {
    for (const name of (await readdir(join(folder, level))).toSorted()) {
      for (const result of await runCase(join(folder, level, name), now))
        answers.push({ level, case: name, ...result });
    }
  }

  const count = (lines: readonly DecisionAnswer[]): DecisionCounts => {
    const tests = Map.groupBy(lines, (line) => `${line.case} ${line.test}`);
    const failing = [...tests.values()].filter((results) => !results.every(({ passed }) => passed));
    const skipped = failing.filter((results) => results.every((line) => line.passed || line.case in exclusions)).length;
    return { tests: tests.size, passed: tests.size - failing.length, failed: failing.length - skipped, skipped };
  };
  const report: DecisionReport = {
    ...count(answers),
    levels: Object.fromEntries(
      levels.map((level) => [level.replace("compliance-", ""), count(answers.filter((line) => line.level === level))]),
    ),
    exclusions: Object.entries(exclusions).map(([excluded, reason]) => ({
      case: excluded,
      reason,
      tests: count(answers.filter((line) => line.case === excluded)).skipped,
    })),
    seconds: Math.round(performance.now() - started) / 1000,
  };
  return { report, answers: answers.map(({ level: _level, ...answer }) => answer) };
}

async function runCase(folder: string, now: () => Date): Promise<ConformanceResult[]> {
  const files = (await readdir(folder)).toSorted();
  const read = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
  const models = new Map<string, string>();
  for (const file of files.filter((each) => each.endsWith(".dmn"))) models.set(file, await read(file));
  const results: ConformanceResult[] = [];
  for (const file of files.filter((each) => /-test-.*\.xml$/.test(each))) {
    results.push(...runConformance({ models, tests: await read(file) }, { now }));
  }
  return results;
}
