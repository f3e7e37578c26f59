import { isDeepStrictEqual } from "node:util";
import type { Bilingual } from "@ruyi/kernel";
import type { TableSource } from "@ruyi/decision";
import type { Adapted } from "../adapt.ts";
import type { ProcedureFinding } from "../finding.ts";
import { type Parameter, type SettingValue } from "../parameter.ts";
import type { ProcedureSource } from "../procedure-file.ts";
import type { Changes } from "./release.ts";

/** What a whole text changes of the procedure that stands above it, and what it may not change at all. */
export type Wished = { readonly changes: Changes; readonly findings: readonly ProcedureFinding[] };

/**
 * Reads a whole text as changes: an author writes the procedure as it should be, and what stands above decides what of it they
 * may change. A parameter's default is the value it is set to. Whether a change is allowed and within bounds `adapt` says;
 * what no change can say (steps, acts, identity, new clauses) is told here, with its place.
 */
export function changesWished({ source, values }: Omit<Adapted, "problems">, wished: ProcedureSource): Wished {
  const findings: ProcedureFinding[] = [];
  const refuse = (at: string): void => {
    const message = `${at}: "${source.id}" stands above, and this is not changed from below. Put it back as it was, or write another procedure.`;
    findings.push({ rule: "locked", at, message, witness: { text: at } });
  };
  const refuseUnequal = (at: string, was: unknown, is: unknown): void => {
    if (!isDeepStrictEqual(was, is)) refuse(at);
  };

  for (const key of ["version", "title", "examples", "identity", "facts", "open", "start"] as const)
    refuseUnequal(key, source[key], wished[key]);
  for (const name of namesOf(source.steps, wished.steps))
    refuseUnequal(`steps.${name}`, source.steps[name], wished.steps[name]);
  for (const name of namesOf(source.overrides ?? {}, wished.overrides ?? {}))
    refuseUnequal(`overrides.${name}`, source.overrides?.[name], wished.overrides?.[name]);

  const settings: Record<string, SettingValue> = {};
  for (const name of namesOf(source.parameters, wished.parameters)) {
    const [was, is] = [source.parameters[name], wished.parameters[name]];
    if (!was || !is || !isDeepStrictEqual(boundsOf(was), boundsOf(is))) refuse(`parameters.${name}`);
    else {
      const now = valueOf(was, values[name]);
      if (!isDeepStrictEqual(now, is.default)) settings[name] = setBetween(now, is.default);
    }
  }

  const phrases: Record<string, Bilingual> = {};
  for (const name of namesOf(source.phrases, wished.phrases)) {
    const [was, is] = [source.phrases[name], wished.phrases[name]];
    if (!was || !is || was.strict !== is.strict) refuse(`phrases.${name}`);
    else if (was.zh !== is.zh || was.en !== is.en) phrases[name] = { zh: is.zh, en: is.en };
  }

  const tables: Record<string, TableSource> = {};
  for (const name of namesOf(source.tables, wished.tables)) {
    const [was, is] = [source.tables[name], wished.tables[name]];
    if (!was || !is) refuse(`tables.${name}`);
    else if (!isDeepStrictEqual(was, is)) tables[name] = is;
  }

  const locks = wished.locked.filter((clause) => !source.locked.includes(clause));
  if (source.locked.some((clause) => !wished.locked.includes(clause))) refuse("locked");
  return { changes: { settings, phrases, tables, locks }, findings };
}

export const changesNothing = ({ settings, phrases, tables, locks }: Changes): boolean =>
  [settings, phrases, tables].every((named) => Object.keys(named).length === 0) && locks.length === 0;

const namesOf = (one: object, other: object): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];

const boundsOf = ({ default: _value, ...bounds }: Parameter): object => bounds;

/** What a parameter is set to where a place set some of it, or nothing. */
export const valueOf = (parameter: Parameter, value: SettingValue | undefined): SettingValue =>
  typeof parameter.default === "object" && typeof value === "object"
    ? { ...parameter.default, ...value }
    : (value ?? parameter.default);

/** Of money, the columns that differ. */
function setBetween(was: SettingValue, is: SettingValue): SettingValue {
  if (typeof was !== "object" || typeof is !== "object") return is;
  return Object.fromEntries(Object.entries(is).filter(([currency, minor]) => was[currency] !== minor));
}
