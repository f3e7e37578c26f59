import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, migrate, startPostgres } from "@ruyi/platform";
import { evaluateChecks } from "../../evaluation/checks.ts";
import { evaluateDecisions } from "../../evaluation/decisions.ts";
import { evaluateEcommerceZh } from "../../evaluation/ecommerce-zh.ts";
import { evaluateIntents } from "../../evaluation/intents.ts";
import { evaluateLedger } from "../../evaluation/ledger.ts";
import type { Answer, TaskScore, VariantScore } from "../../evaluation/policy/trial.ts";
import { evaluateRetail } from "../../evaluation/retail.ts";
import { CallError, numberIn, type Terminal } from "./terminal.ts";

type Flags = {
  readonly values: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
};

export async function intents(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const { train = "", test = "", text = "", label = "", dev, answers } = values;
  const outOfScope = values["out-of-scope"];
  const report = await onFiles(() =>
    evaluateIntents({
      train,
      test,
      text,
      label,
      ...(dev === undefined ? {} : { dev }),
      ...(outOfScope === undefined ? {} : { outOfScope }),
      ...(answers === undefined ? {} : { answers }),
    }),
  );
  print(terminal, switches, report);
  return 0;
}

export async function decisions(
  terminal: Terminal,
  { values, switches, operands: [folder = ""] }: Flags,
): Promise<number> {
  const { report, answers } = await onFiles(() => evaluateDecisions(folder));
  const file = values["answers"];
  if (file !== undefined) writeLines(file, answers);
  print(terminal, switches, report);
  return report.failed === 0 ? 0 : 1;
}

/** Seeds defects into sound procedures; the answer is no when one is missed, or a sound procedure is spoken of. */
export async function checks(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const procedures = numberIn(values, "procedures", { from: 1, to: 10_000, whole: true });
  const seed = numberIn(values, "seed", { from: 0, to: 2 ** 31, whole: true });
  const { report, answers } = evaluateChecks({
    ...(procedures === undefined ? {} : { procedures }),
    ...(seed === undefined ? {} : { seed }),
  });
  const file = values["answers"];
  if (file !== undefined) writeLines(file, answers);
  print(terminal, switches, report);
  return report.missed + report.alarms + report.withoutCase === 0 ? 0 : 1;
}

type Policy = (options: {
  readonly db: string;
  readonly tasksFile: string;
  readonly variants?: number;
  readonly seed?: number;
}) => { readonly report: TaskScore & VariantScore; readonly answers: readonly Answer[] };

/** Tries a written policy as procedures; the answer is no when an end state, or a refusal and its reason, is not right. */
const policy =
  (evaluate: Policy) =>
  async (terminal: Terminal, { values, switches }: Flags): Promise<number> => {
    const { db = "", "policy-tasks": tasksFile = "", answers: file } = values;
    const variants = numberIn(values, "variants", { from: 0, to: 1_000_000, whole: true });
    const seed = numberIn(values, "seed", { from: 0, to: 2 ** 31, whole: true });
    const { report, answers } = await onFiles(() =>
      evaluate({
        db,
        tasksFile,
        ...(variants === undefined ? {} : { variants }),
        ...(seed === undefined ? {} : { seed }),
      }),
    );
    if (file !== undefined) writeLines(file, answers);
    print(terminal, switches, report);
    const isRight = report.passHat4 === (report.tasks === 0 ? 0 : 1);
    const isJust = report.refusedThoughAllowed + report.carriedOutThoughNot === 0;
    const isTight = report.variantsRefused === report.variants && report.wrongReason + report.variantsThatChanged === 0;
    return isRight && isJust && isTight ? 0 : 1;
  };

export const retail = policy(evaluateRetail);
export const ecommerceZh = policy(evaluateEcommerceZh);

const writeLines = (file: string, lines: readonly unknown[]): void =>
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** A database of its own, so that the storm touches nobody's books. */
export async function ledger(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const operations = numberIn(values, "operations", { from: 1, to: 100_000_000, whole: true }) ?? 100_000;
  const seed = numberIn(values, "seed", { from: 0, to: 2 ** 31, whole: true }) ?? 1;
  const folder = mkdtempSync(join(tmpdir(), "ruyi-ledger-"));
  const postgres = await startPostgres({ folder });
  const report = await migrate(postgres.connection)
    .then(() => createDatabase(postgres.connection))
    .then((database) => evaluateLedger(database, { operations, seed }).finally(() => database.close()))
    .finally(async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  print(terminal, switches, report);
  return report.imbalance + report.doubleRefunds + report.overLimit === 0 ? 0 : 1;
}

/** A path that leads nowhere is a wrong call. */
async function onFiles<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR")
      throw new CallError(`${path ?? "A file"} cannot be read: ${code}.`);
    throw error;
  }
}

function print(terminal: Terminal, switches: ReadonlySet<string>, report: Readonly<Record<string, unknown>>): void {
  if (switches.has("json")) return terminal.out(JSON.stringify(report));
  for (const [name, value] of Object.entries(report)) {
    terminal.out(`${name.padEnd(30)}${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  }
}
