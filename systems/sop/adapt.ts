import type { Bilingual } from "@ruyi/kernel";
import type { TableSource } from "@ruyi/decision";
import type { ProcedureFinding } from "./finding.ts";
import { outOfBounds, type SettingValue } from "./parameter.ts";
import type { ProcedureSource } from "./procedure-file.ts";

/**
 * What one place of the tree (business, merchant) changes of the procedure that stands above it. It changes only what
 * was left open, and may close things for those below.
 */
export type Adaptation = {
  /** The procedure it changes. */
  readonly of: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly phrases: Readonly<Record<string, Bilingual>>;
  readonly tables: Readonly<Record<string, TableSource>>;
  /** Clauses closed for those below, as in `settings.returnDays`, `phrases.kept`. */
  readonly locks: readonly string[];
};

/** What may not be changed; the witness is the one change that shows it. */
export type AdaptationProblem = ProcedureFinding & { readonly rule: "bounds" | "locked" | "names-nothing" };

export type Adapted = {
  readonly source: ProcedureSource;
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly problems: readonly AdaptationProblem[];
};

/** The procedure as the platform wrote it, before anything is set. */
export const unadapted = (source: ProcedureSource): Adapted => ({ source, values: {}, problems: [] });

/**
 * Applies one place's changes to what stands above it. What may not be changed stays as it was and is told as a problem, so
 * that the result is always a procedure its owners allowed.
 *
 * Open to change unless locked: every parameter within its bounds, every phrase that is not strict, and what the
 * procedure lists under `open`. Steps, acts and identity are never changed from below: another matter is another procedure.
 */
export function adapt(above: Adapted, adaptation: Adaptation): Adapted {
  const { source } = above;
  const problems: AdaptationProblem[] = [];
  const locked = new Set(source.locked);
  const open = new Set(source.open);
  const refuse = (rule: AdaptationProblem["rule"], at: string, message: string): void => {
    problems.push({ rule, at, message: `${at}: ${message}`, witness: changeAt(adaptation, at) });
  };

  const values: Record<string, SettingValue> = { ...above.values };
  for (const [name, value] of Object.entries(adaptation.settings)) {
    const at = `settings.${name}`;
    const parameter = source.parameters[name];
    if (!parameter) refuse("names-nothing", at, `"${source.id}" has no parameter "${name}".`);
    else if (locked.has(at)) refuse("locked", at, "it was set above and locked.");
    else {
      const why = outOfBounds(parameter, value);
      if (why !== undefined) refuse("bounds", at, `"${name}" ${why}, found ${JSON.stringify(value)}.`);
      else values[name] = mergedValue(values[name], value);
    }
  }

  const phrases = { ...source.phrases };
  for (const [name, words] of Object.entries(adaptation.phrases)) {
    const at = `phrases.${name}`;
    const phrase = phrases[name];
    if (!phrase) refuse("names-nothing", at, `"${source.id}" has no phrase "${name}".`);
    else if (locked.has(at)) refuse("locked", at, "it was locked above.");
    else if (phrase.strict && !open.has(at)) refuse("locked", at, "its wording is strict: money, law or a read-back.");
    else phrases[name] = { ...phrase, ...words };
  }

  const tables = { ...source.tables };
  for (const [name, table] of Object.entries(adaptation.tables)) {
    const at = `tables.${name}`;
    if (!tables[name]) refuse("names-nothing", at, `"${source.id}" has no table "${name}".`);
    else if (locked.has(at) || !open.has(at)) refuse("locked", at, `"${source.id}" does not leave this table open.`);
    else tables[name] = table;
  }

  for (const at of adaptation.locks) {
    if (clauseExists(source, at)) locked.add(at);
    else refuse("names-nothing", "locks", `"${source.id}" has no clause "${at}".`);
  }
  return {
    source: { ...source, phrases, tables, locked: [...locked] },
    values,
    problems: [...above.problems, ...problems],
  };
}

/** The one change of an adaptation that stands at a place. */
function changeAt(adaptation: Adaptation, at: string): Readonly<Record<string, unknown>> {
  const [kind = "", name = ""] = at.split(".");
  if (kind !== "settings" && kind !== "phrases" && kind !== "tables") return { locks: adaptation.locks };
  return { [kind]: { [name]: adaptation[kind][name] } };
}

/** A merchant that sets one currency keeps the columns that were set above. */
const mergedValue = (before: SettingValue | undefined, value: SettingValue): SettingValue =>
  typeof before === "object" && typeof value === "object" ? { ...before, ...value } : value;

function clauseExists(source: ProcedureSource, at: string): boolean {
  const [kind = "", name = ""] = at.split(".");
  const clauses = { settings: source.parameters, phrases: source.phrases, tables: source.tables };
  return Object.hasOwn(clauses, kind) && name in clauses[kind as keyof typeof clauses];
}
