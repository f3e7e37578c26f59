import { compileTest, type TableSource } from "@ruyi/decision";
import { languages } from "@ruyi/kernel";
import { advance, choicesOf, partOf, type Watch, yesCountsMs } from "./advance.ts";
import type { ProcedureFinding } from "./finding.ts";
import { rootOf } from "./facts-made.ts";
import { freshRun, later, makeScriptMove, Script, type ScriptMove, sourcesOf } from "./play.ts";
import { type Procedure, type StepId, stepOf } from "./procedure.ts";
import { placeOf, type Run } from "./run.ts";
import { variablesOfPhrase } from "./wording.ts";

type Values = Readonly<Record<string, unknown>>;
/** What sources may say about each fact; the first is the ordinary answer. */
type Tellings = ReadonlyMap<string, readonly unknown[]>;
type Standing = {
  readonly run: Run;
  readonly at: string;
  readonly moves: readonly ScriptMove[];
  readonly passed: readonly StepId[];
};

/** More moves than any search for a case should try. */
const triesAtMost = 8_000;

/**
 * A script that shows a finding: played, it goes the way the witness names, or puts the witness's facts to the table. Facts are
 * made up so that tables decide each way and sentences are whole. Undefined where no such play was found, as for a
 * step that nothing leads to, or a change from below, whose witness is the change itself.
 */
export function scriptFor(procedure: Procedure, { at, witness }: ProcedureFinding): Script | undefined {
  const { path } = witness;
  if (Array.isArray(path)) {
    const steps = path.map(String);
    return (
      search(procedure, steps, tellings(procedure, {}), witness) ??
      search(procedure, steps.slice(-1), tellings(procedure, {}))
    );
  }
  const table = /^tables\.([^.]+)/.exec(at)?.[1];
  const decides = Object.keys(procedure.steps).find((id) => {
    const step = procedure.steps[id];
    return step?.kind === "decide" && step.table === table;
  });
  return decides === undefined ? undefined : search(procedure, [decides], tellings(procedure, witness));
}

/** A script that comes to a step of the procedure. */
export const scriptTo = (procedure: Procedure, step: StepId): Script | undefined =>
  search(procedure, [step], tellings(procedure, {}));

/** Tries what people, machines and time may do, the shortest plays first; one step alone may be come to by any way. */
function search(
  procedure: Procedure,
  path: readonly StepId[],
  tell: Tellings,
  witness: Values = {},
): Script | undefined {
  const base = Script.parse({ moves: [] });
  const sourceOf = sourcesOf(procedure);
  const goal = path.at(-1) ?? procedure.start;
  const begun = freshRun(procedure, base, base.at);
  const open: Standing[] = [];
  const seen = new Set<string>();
  let found: readonly ScriptMove[] | undefined;

  /** Takes what a move led to; a play that breaks where it should have gone shows the finding too. */
  const take = (moves: readonly ScriptMove[], at: string, passed: readonly StepId[], run: Run | undefined): void => {
    if (path.length > 1 && !passed.every((step, index) => index >= path.length || step === path[index])) return;
    if (path.length > 1 ? passed.length >= path.length : passed.includes(goal)) found ??= moves;
    if (!run || run.state.kind === "ended") return;
    const facts = Object.entries(run.facts).map(([name, { value }]) => [name, value]);
    const standing = JSON.stringify([run.places, run.state.kind, facts, run.visits]);
    if (!seen.has(standing)) open.push({ run, at, moves, passed });
    seen.add(standing);
  };

  const first: StepId[] = [];
  const started = { kind: "started", at: base.at, actor: { kind: "assistant" }, facts: {} } as const;
  const [run] = safely(() => advance(procedure, begun, started, seeing(procedure, first))) ?? [];
  take([], base.at, first, run);
  for (let tries = 0; open.length > 0 && !found && tries < triesAtMost;) {
    const [standing] = open.splice(0, 1);
    if (!standing) break;
    const { run, at, moves, passed } = standing;
    for (const move of movesFor(procedure, run, tell).filter((each) => agrees(procedure, run, each, witness))) {
      tries += 1;
      const wait = "wake" in move ? move.wake : move.after;
      const moment = wait === undefined ? at : later(at, wait, base.zone);
      const gone: StepId[] = [];
      const moved = safely(() => makeScriptMove(procedure, run, move, moment, sourceOf, seeing(procedure, gone)));
      if (typeof moved === "string") continue;
      take([...moves, move], moment, [...passed, ...gone], moved?.[2]);
      if (found) break;
    }
  }
  return found && { ...base, moves: [...found] };
}

/** Notes the steps of the procedure itself, not of its parts, as they are come to. */
const seeing =
  (procedure: Procedure, gone: StepId[]): Watch =>
  ({ procedure: part, to }) => {
    if (part.id === procedure.id && to !== undefined) gone.push(to);
  };

/** Everything that may happen next, the ordinary first. */
function movesFor(procedure: Procedure, run: Run, tell: Tellings): ScriptMove[] {
  const part = partOf(procedure, placeOf(run));
  const step = stepOf(part, placeOf(run).step);
  const { state } = run;
  switch (state.kind) {
    case "asking": {
      if (step.kind !== "ask") return [];
      const values = [...choicesOf(step, run).map(({ id }) => id), ...(step.freeText ? ["A few words."] : [])];
      return values.map((value) => ({ move: "answer", fact: step.fact, value }));
    }
    case "confirming": {
      const tooLate = `PT${yesCountsMs / 60_000 + 1}M`;
      const said =
        step.kind === "act" && step.refresh !== undefined ? [{ move: "confirm", after: tooLate } as const] : [];
      return [{ move: "confirm" }, { move: "decline" }, ...said];
    }
    case "looking-up": {
      if (step.kind !== "look-up") return [];
      const most = Math.max(1, ...step.facts.map((fact) => tell.get(fact)?.length ?? 1));
      const told = Array.from({ length: most }, (_, index) => ({
        lookedUp: Object.fromEntries(step.facts.map((fact) => [fact, oneOf(tell.get(fact) ?? [{}], index)])),
      }));
      return [...told, { lookedUp: Object.fromEntries(step.facts.map((fact) => [fact, null])) }];
    }
    case "acting": {
      const told = step.kind === "act" ? oneOf(tell.get(step.action) ?? [{}], 0) : {};
      const facts = typeof told === "object" && told !== null ? { facts: told as Record<string, unknown> } : {};
      return [
        { acted: { state: "done", ...facts } },
        { acted: { state: "refused", reasons: ["not-possible"], ...facts } },
        { acted: { state: "unknown" } },
      ];
    }
    case "waiting": {
      const lookedUp = new Set(
        Object.values(part.steps).flatMap((each) => (each.kind === "look-up" ? each.facts : [])),
      );
      const others = [...tell].filter(([fact]) => !lookedUp.has(fact));
      const signals = others.flatMap(([fact, values]) => values.map((value) => ({ signalled: { [fact]: value } })));
      const longest = { wake: "P60D" };
      return [{ signalled: {} }, longest, ...signals.slice(0, 40)];
    }
    case "ended":
      return [];
  }
}

/** Whether a move is what the witness says happened at this step, where it says anything. */
function agrees(procedure: Procedure, run: Run, move: ScriptMove, witness: Values): boolean {
  const place = placeOf(run);
  if (place.procedure !== procedure.id) return true;
  const step = stepOf(procedure, place.step);
  if (step.kind === "look-up" && "lookedUp" in move) {
    const by = witness[step.facts.join(",")];
    const isMissing = Object.values(move.lookedUp).every((value) => value === null);
    return by === undefined || (by === "missing") === isMissing;
  }
  if (step.kind === "act" && "acted" in move) {
    const by = witness[step.action];
    return by === undefined || by === move.acted.state;
  }
  return true;
}

const oneOf = (values: readonly unknown[], index: number): unknown => values[index % values.length];

// --- Facts made up

/** Values for every fact a procedure and its parts read: whole ones for sentences, and one for each row of each table. */
function tellings(procedure: Procedure, witness: Values): Tellings {
  const all = [procedure, ...Object.values(procedure.parts)];
  const ordinary: Record<string, unknown> = {};
  // What sentences say of a fact is surer than what expressions do with it.
  for (const [path, value] of [...all.flatMap(pathsSaid), ...all.flatMap(pathsRead)]) {
    if (valueAt(ordinary, path) === undefined) put(ordinary, path, value);
  }
  const rows = all.flatMap((part) => Object.values(part.tables).map(casesOf));
  for (const [first] of rows) for (const [path, value] of first ?? []) put(ordinary, path, value);
  const roots = new Set([...Object.keys(ordinary), ...rows.flat().flatMap((row) => row.map(([path]) => rootOf(path)))]);
  return new Map(
    [...roots].map((root) => {
      let values: unknown[] = [ordinary[root]];
      for (const table of rows) {
        const own = table.map((row) => row.filter(([path]) => rootOf(path) === root)).filter((row) => row.length > 0);
        values = [...values, ...values.flatMap((value) => own.map((row) => patched(value, row)))].slice(0, 80);
      }
      const shown = root in witness ? [merged(ordinary[root], witness[root])] : [];
      return [root, [...shown, ...values]] as const;
    }),
  );
}

type Case = readonly (readonly [path: string, value: unknown])[];

/** For each row of a table, values of its inputs for which its cells hold. */
function casesOf({ inputs, rows }: TableSource): Case[] {
  return rows.map(({ when }) =>
    inputs.flatMap(({ expression, allowed }, column) => {
      const cell = when[column] ?? "-";
      if (!isPath.test(expression)) return [];
      const value = candidates([cell, allowed ?? ""]).find((each) => holds(cell, each) && holds(allowed ?? "-", each));
      return value === undefined ? [] : [[expression, value] as const];
    }),
  );
}

const isPath = /^[A-Za-z]\w*(\.\w+)*$/;
const holds = (cell: string, value: unknown): boolean =>
  cell === "-" || safely(() => compileTest(cell)(value, {})) === true;

/** The values texts speak of, and those just beside them. */
function candidates(texts: readonly string[]): unknown[] {
  const text = texts.join(" ");
  const words = [...text.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number);
  return [...words, ...numbers.flatMap((number) => [number, number + 1, number - 1]), true, false];
}

/** The paths a procedure's sentences name, each with a value of the format. */
function pathsSaid(part: Procedure): [path: string, value: unknown][] {
  const labels = Object.values(part.steps).flatMap((step) => {
    if (step.kind === "ask") return (step.choices ?? []).map(({ label }) => label);
    return step.kind === "act" && step.confirm.kind === "read-back" ? [step.confirm.yes, step.confirm.no] : [];
  });
  const said = [...Object.values(part.phrases), ...labels].flatMap((words) =>
    languages.flatMap((language) => safely(() => variablesOfPhrase(words[language])) ?? []),
  );
  const listed = Object.values(part.steps).flatMap((step): [string, unknown][] =>
    step.kind === "ask" && step.choicesFrom !== undefined ? [[step.choicesFrom, someChoices]] : [],
  );
  return [...said.map(({ path, format }): [string, unknown] => [path, ofFormat[format]]), ...listed];
}

/** The paths its expressions and keys read. */
const pathsRead = (part: Procedure): [path: string, value: unknown][] =>
  Object.values(part.steps).flatMap((step) => {
    const texts = "with" in step ? Object.values(step.with) : [];
    if (step.kind === "act") texts.push(step.requires);
    if (step.kind === "work-out") texts.push(...Object.values(step.facts));
    if (step.kind === "wait") texts.push(step.for.replaceAll(/[{}]/g, " "));
    return texts.flatMap(pathsIn);
  });

const ofFormat: Readonly<Record<string, unknown>> = {
  money: { minor: 4_900, currency: "CNY" },
  ...{ date: "2026-11-26T08:00:00Z", time: "2026-11-26T08:00:00Z", moment: "2026-11-26T08:00:00Z" },
  ...{ count: 2, duration: 90, tail: "20261118073021", text: "…", name: { zh: "大衣", en: "Coat" } },
};
const someChoices = [{ id: "one", label: { zh: "第一个", en: "The first" } }];

/** Paths in an expression; compared with a word they are that word, and by themselves they are so. */
function pathsIn(text: string): [path: string, value: unknown][] {
  const bare = text.replaceAll(/"[^"]*"/g, '""');
  const paths = [...bare.matchAll(/[A-Za-z]\w*(?:\.\w+)+/g)].map(([path]) => path);
  const [word] = [...text.matchAll(/"([^"]*)"/g)].map(([, each = ""]) => each);
  const value = (path: string): unknown => (/\bid$|\.(key|pick|number)$/i.test(path) ? "one" : (word ?? true));
  return paths.map((path) => [
    path.replace(/\.(minor|currency)$/, ""),
    /\.(minor|currency)$/.test(path) ? ofFormat["money"] : value(path),
  ]);
}

function valueAt(values: Values, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Values | undefined)?.[name], values);
}

function put(values: Record<string, unknown>, path: string, value: unknown): void {
  const [root = "", ...rest] = path.split(".");
  values[root] = within(values[root], rest, value);
}

function within(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  const whole = typeof value === "object" && value !== null ? (value as Values) : {};
  return { ...whole, [name]: within(whole[name], rest, put) };
}

const patched = (value: unknown, row: Case): unknown =>
  row.reduce<unknown>((whole, [path, each]) => within(whole, path.split(".").slice(1), each), value);

function merged(ordinary: unknown, shown: unknown): unknown {
  if (typeof ordinary !== "object" || ordinary === null || typeof shown !== "object" || shown === null) return shown;
  const names = new Set([...Object.keys(ordinary), ...Object.keys(shown)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      name in shown ? merged((ordinary as Values)[name], (shown as Values)[name]) : (ordinary as Values)[name],
    ]),
  );
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
