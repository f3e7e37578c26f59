import { variablesOf } from "@ruyi/decision";
import type { Bilingual } from "@ruyi/kernel";
import { partOf } from "../advance.ts";
import type { FactSource, Procedure } from "../procedure.ts";
import { andList, cellWords, clauseOf } from "../reading/conditions.ts";
import { termOf } from "../reading/terms.ts";
import type { Decision } from "../run.ts";
import { along, decide } from "./case.ts";

/*
 * A decision in the words that tables have in the studio. Customers are told what the shop, the carrier, the payment side or
 * they themselves said; what rates them, and what colleagues think, a person explains.
 */

const toldSources: ReadonlySet<FactSource> = new Set(["shop", "carrier", "pay", "customer"]);
/** Names that are no facts: the merchant's settings and the clock. */
const plainNames = new Set(["setting", "now"]);

export const tableIn = (procedure: Procedure, { part, table }: Pick<Decision, "part" | "table">) =>
  partOf(procedure, { procedure: part, step: "" }).tables[table];

/** Whether a customer may be told what an input says: every fact in it is for them, and it has words. */
export function isTold(procedure: Procedure, part: string, expression: string): boolean {
  const { facts } = partOf(procedure, { procedure: part, step: "" });
  const isTheirs = variablesOf(expression).every((name) => {
    const source = facts[name] ?? procedure.facts[name];
    return plainNames.has(name) || (source !== undefined && toldSources.has(source));
  });
  return isTheirs && termOf("facts", expression) !== undefined;
}

export type Reason = {
  /** What is so, of what the deciding row asks. */
  readonly clauses: readonly Bilingual[];
  /** Something that counted is not for the customer to see. */
  readonly isHidden: boolean;
  /** Inputs that nobody knew, in words. */
  readonly unknown: readonly Bilingual[];
  readonly outcome: Bilingual | undefined;
  /** Where in the table it stands, from one. */
  readonly row: number | undefined;
};

/** Why a table decided as it did; undefined where the version that decided is another one now. */
export function reasonOf(procedure: Procedure, decision: Decision): Reason | undefined {
  const source = tableIn(procedure, decision);
  if (!source) return undefined;
  const { values, part, table } = decision;
  const { outcome, row, missing } = decide(source, values);
  if (outcome !== decision.outcome) return undefined;
  const asked = source.inputs.flatMap(({ expression }, column) => {
    const cell = row === undefined ? undefined : source.rows[row]?.when[column]?.trim();
    return cell === undefined || cell === "-" ? [] : [{ expression, column }];
  });
  return {
    clauses: asked.flatMap(({ expression, column }) =>
      isTold(procedure, part, expression) ? (valueClause(expression, values[column]) ?? []) : [],
    ),
    isHidden: asked.some(({ expression }) => !isTold(procedure, part, expression)),
    unknown: missing.flatMap((column) => inputWords(source.inputs[column]?.expression ?? "") ?? []),
    outcome: outcome === null ? undefined : outcomeWords(table, outcome),
    row: row === undefined ? undefined : row + 1,
  };
}

export function inputWords(expression: string): Bilingual | undefined {
  const words = termOf("facts", expression);
  if (!words || !expression.endsWith(".state")) return words;
  return { zh: `${words.zh}到哪一步`, en: `state of the ${words.en}` };
}
export const outcomeWords = (table: string, outcome: string): Bilingual | undefined =>
  termOf("values", `${table} ${outcome}`);

/** A value as a clause: "it was delivered 12 days ago". */
export function valueClause(expression: string, value: unknown): Bilingual | undefined {
  if (value === null || value === undefined || typeof value === "object") return undefined;
  const clause = clauseOf(expression, typeof value === "string" ? JSON.stringify(value) : String(value));
  return clause && { zh: clause.zh, en: inNumber(clause.en) };
}

/**
 * The bounds of a number that decides: where along it the outcome is this one. Undefined where the outcome does not hang on
 * one alone.
 */
export function boundOf(
  procedure: Procedure,
  { part, table, values }: Decision,
  isMeant: (outcome: string) => boolean,
): { readonly words: Bilingual; readonly column: number; readonly most: number | undefined } | undefined {
  const source = tableIn(procedure, { part, table });
  if (!source) return undefined;
  for (const [column, { expression, type }] of source.inputs.entries()) {
    if (type !== "number" || !isTold(procedure, part, expression)) continue;
    const stretches = along(source, values, column);
    const meant = stretches.filter(({ outcome }) => outcome !== null && isMeant(outcome));
    const [stretch] = meant;
    const words = meant.length === 1 && stretches.length > 1 && stretch && limitWords(expression, stretch.cell);
    if (!words || !stretch) continue;
    const most = /^<= (\d+)$|\.\.(\d+)\]$/.exec(stretch.cell);
    return { words, column, most: most ? Number(most[1] ?? most[2]) : undefined };
  }
  return undefined;
}

/** "at most 7 days since delivery", "签收后最多7天". */
function limitWords(expression: string, cell: string): Bilingual | undefined {
  const [clause, words, term] = [clauseOf(expression, cell), cellWords(expression, cell), inputWords(expression)];
  return clause && words && term && { zh: clause.zh, en: inNumber(`${words.en} ${term.en}`) };
}

export const listZh = (words: readonly Bilingual[]): string => words.map(({ zh }) => zh).join("，");
export const listEn = (words: readonly Bilingual[]): string => andList(words.map(({ en }) => en));

const inNumber = (text: string): string => text.replace(/(?<![\d.])1 (day|hour|time)s\b/, "1 $1");
