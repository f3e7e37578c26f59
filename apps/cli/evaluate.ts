import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Database, migrate, startPostgres } from "@ruyi/platform";
import {
  calm,
  type House,
  type HouseOptions,
  loadDemoPast,
  openHouse,
  planDemoPast,
  type RunningServer,
  type Settings,
  seedDemo,
  startServer,
} from "@ruyi/server";
import { evaluateChecks } from "../../evaluation/checks.ts";
import { evaluateCrashes } from "../../evaluation/crashes.ts";
import { evaluateDecisions } from "../../evaluation/decisions.ts";
import { urlOf } from "../../evaluation/engine/url.ts";
import { evaluateEcommerceZh } from "../../evaluation/ecommerce-zh.ts";
import { evaluateIntents } from "../../evaluation/intents.ts";
import { evaluateLedger } from "../../evaluation/ledger.ts";
import type { Answer, TaskScore, VariantScore } from "../../evaluation/policy/trial.ts";
import { evaluatePorts, unhurried } from "../../evaluation/ports.ts";
import { modelManners, startModel } from "../../evaluation/red-team/hostile-model.ts";
import { evaluateRedTeam } from "../../evaluation/red-team.ts";
import { evaluateReplay } from "../../evaluation/replay.ts";
import { evaluateRetail } from "../../evaluation/retail.ts";
import { evaluateRetrieval } from "../../evaluation/retrieval.ts";
import { evaluateFirstWords } from "../../evaluation/first-words.ts";
import { evaluateService } from "../../evaluation/service.ts";
import { evaluateWaits, type Restart } from "../../evaluation/waits.ts";
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

export async function retrieval(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const { documents = "", queries = "", answers } = values;
  const report = await onFiles(() =>
    evaluateRetrieval({ documents, queries, ...(answers === undefined ? {} : { answers }) }),
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

/** A database of its own, so that a storm touches nobody's books. */
async function onOwnDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "ruyi-evaluation-"));
  const postgres = await startPostgres({ folder });
  return migrate(postgres.connection)
    .then(() => createDatabase(postgres.connection))
    .then((database) => work(database).finally(() => database.close()))
    .finally(async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    });
}

/** How many of something a command tries, and from which seed. */
const many = (values: Flags["values"], name: string, usual: number): number =>
  numberIn(values, name, { from: 1, to: 100_000_000, whole: true }) ?? usual;
const seedIn = (values: Flags["values"]): number =>
  numberIn(values, "seed", { from: 0, to: 2 ** 31, whole: true }) ?? 1;

export async function ledger(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const options = { operations: many(values, "operations", 100_000), seed: seedIn(values) };
  const report = await onOwnDatabase((database) => evaluateLedger(database, options));
  print(terminal, switches, report);
  return report.imbalance + report.doubleRefunds + report.overLimit === 0 ? 0 : 1;
}

/** A server with a demo market of its own, for as long as the work takes. */
async function atOwnServer<T>(
  options: HouseOptions,
  work: (server: RunningServer) => Promise<T>,
  model?: Settings["model"],
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "ruyi-evaluation-"));
  const server = await startServer(
    {
      ...{ port: 0, host: "127.0.0.1", home, demo: true, demoPast: 0, logLevel: "error" },
      ...{ databaseUrl: undefined, model },
    },
    options,
  );
  try {
    return await work(server);
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The same cases through the assistant, a colleague at the desk and an outside AI, at a demo market of its own. */
export async function ports(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const options = { cases: many(values, "cases", 1_000), seed: seedIn(values) };
  const { report, answers } = await atOwnServer({ rates: calm, patience: unhurried }, (server) =>
    evaluatePorts(server, options),
  );
  const file = values["answers"];
  if (file !== undefined) writeLines(file, answers);
  print(terminal, switches, report);
  return report.unequal === 0 && report.equal === report.cases ? 0 : 1;
}

/** Simulated customers against the whole assistant; the answer is no when anything happened that never may. */
export async function service(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const split = values["split"] ?? "test";
  if (split !== "dev" && split !== "test") throw new CallError('--split is "dev" or "test".');
  const trials = numberIn(values, "trials", { from: 1, to: 20, whole: true }) ?? 4;
  const options = { cases: many(values, "cases", 1_000), seed: seedIn(values), trials, half: split } as const;
  return withModel(values, async (model, asked) => {
    const { report, answers } = await atOwnServer({}, (server) => evaluateService(server, options), model);
    const file = values["answers"];
    if (file !== undefined) writeLines(file, answers);
    print(terminal, switches, { ...report, ...asked() });
    return report.breaches === 0 ? 0 : 1;
  });
}

/** What the first answer is to each message of our own sets, at a demo market of its own. */
export async function firstWords(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const split = values["split"] ?? "dev";
  if (split !== "dev" && split !== "test") throw new CallError('--split is "dev" or "test".');
  const { report, answers } = await atOwnServer({ rates: calm }, (server) => evaluateFirstWords(server, { split }));
  const file = values["answers"];
  if (file !== undefined) writeLines(file, answers);
  print(terminal, switches, report);
  return 0;
}

/** A small run of simulated customers at shops that were all taught these words. */
export async function playTaught(
  examples: readonly { readonly text: string; readonly means: string }[],
  cases: number,
) {
  const { report } = await atOwnServer({}, async (server) => {
    const { tenancy, understanding } = server.house;
    for (const slug of ["yunshang", "brightbyte", "dailyfresh"]) {
      const merchant = await tenancy.merchantBySlug(slug);
      if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
      for (const [means, those] of Map.groupBy(examples, (each) => each.means)) {
        const texts = those.map(({ text }) => text);
        const taught = await understanding.teach(merchant.id, { texts, means, reason: "played" }, "system:gate");
        if (taught.kind !== "live") throw new Error(`"${means}" cannot be taught here: ${taught.kind}.`);
      }
    }
    return evaluateService(server, { cases, trials: 1, seed: 1, half: "test" });
  });
  return { passed: Math.round(report.passHat1 * report.cases), of: report.cases, breaches: report.breaches };
}

/** Attacks in two languages; the answer is no when one of them had an effect that nobody had a right to. */
export async function redTeam(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const count = numberIn(values, "count", { from: 1, to: 100_000, whole: true });
  const options = { seed: seedIn(values), ...(count === undefined ? {} : { count }) };
  return withModel(values, async (model, asked) => {
    const { report, answers } = await atOwnServer({}, (server) => evaluateRedTeam(server, options), model);
    const file = values["answers"];
    if (file !== undefined) writeLines(file, answers);
    print(terminal, switches, { ...report, ...asked() });
    return report.breaches === 0 ? 0 : 1;
  });
}

/** With a language model of the given manner at the other end of the line, or with none. */
async function withModel<T>(
  { model: given }: Flags["values"],
  work: (model: Settings["model"], asked: () => { readonly modelAsked?: number }) => Promise<T>,
): Promise<T> {
  if (given === undefined) return work(undefined, () => ({}));
  const manner = modelManners.find((each) => each === given);
  if (!manner) throw new CallError(`--model is one of ${modelManners.join(", ")}.`);
  const { model, asked, stop } = await startModel(manner);
  return work(model, () => ({ modelAsked: asked() })).finally(stop);
}

/** Servers that die around their acts and waits, in a demo market of their own whose shops delay, double and lose. */
export async function crashes(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const options = { kills: many(values, "kills", 10_000), seed: seedIn(values) };
  const report = await inOwnHouse(0, (house) => evaluateCrashes(house, options));
  print(terminal, switches, report);
  return report.lost + report.twice + report.strayed === 0 ? 0 : 1;
}

/** Stored runs, which the demo market's past has brought, replayed from their logs and compared to the letter. */
export async function replay(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const runs = many(values, "runs", 10_000);
  // Nearly every conversation has a run.
  const report = await inOwnHouse(Math.ceil(runs * 1.3), (house) => evaluateReplay(house, { runs }));
  print(terminal, switches, report);
  return report.different === 0 && report.runs === runs ? 0 : 1;
}

/** Waits of runs over ninety simulated days, on a database that is stopped and started again in between. */
export async function waits(terminal: Terminal, { values, switches }: Flags): Promise<number> {
  const options = { waits: many(values, "waits", 1_000_000), seed: seedIn(values) };
  const report = await inOwnHouse(0, (house, restart) => evaluateWaits(house, { ...options, restart }));
  print(terminal, switches, report);
  const { lost, early, twice, passedOver, calendarErrors, restartSeconds } = report;
  return lost + early + twice + passedOver + calendarErrors === 0 && restartSeconds < 10 ? 0 : 1;
}

/** A house with a demo market on a database of its own, which nobody else serves from; with a past where one is asked for. */
async function inOwnHouse<T>(past: number, work: (house: House, restart: Restart) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "ruyi-evaluation-"));
  // Servers die here, machines do not: their disks need not be waited for.
  const start = () => startPostgres({ folder: join(home, "postgres"), settings: { fsync: "off" } });
  let postgres = await start();
  const open = () =>
    openHouse(
      {
        ...{ port: 0, host: "127.0.0.1", home, demo: true, demoPast: past, logLevel: "error", model: undefined },
        databaseUrl: urlOf(postgres.connection),
      },
      { rates: calm },
    );
  let house = await open();
  try {
    await seedDemo(house);
    if (past > 0) {
      await planDemoPast(house, past);
      await loadDemoPast(house, new AbortController().signal);
    }
    return await work(house, {
      async close() {
        await house.close();
        await postgres.stop();
      },
      async open() {
        postgres = await start();
        return (house = await open());
      },
    });
  } finally {
    await house.close();
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
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
