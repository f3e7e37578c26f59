import { compileTable, type DecisionTable, evaluateTable, type TableSource } from "@ruyi/decision";
import type { Decision } from "../run.ts";

/** What a table's inputs are in one case, in their order; null where unknown. */
export type Values = readonly unknown[];

export type Verdict = Pick<Decision, "outcome"> & {
  readonly row: number | undefined;
  /** Columns whose unknown value kept the table from an answer. */
  readonly missing: readonly number[];
};

/** Where along one input the outcome stays the same: a cell as the table could have it. */
export type Stretch = { readonly cell: string; readonly outcome: string | null };

const overValues = new WeakMap<TableSource, DecisionTable>();

/** The same table, asked by the values of its inputs rather than by facts. */
function tableOf(source: TableSource): DecisionTable {
  const known = overValues.get(source);
  if (known) return known;
  const inputs = source.inputs.map((input, column) => ({ ...input, expression: nameOf(column) }));
  const made = compileTable({ ...source, inputs });
  overValues.set(source, made);
  return made;
}
const nameOf = (column: number): string => `v${column}`;

/** What a table says of a case: the very table that the procedure decides by. */
export function decide(source: TableSource, values: Values): Verdict {
  const facts = Object.fromEntries(values.map((value, column) => [nameOf(column), value]));
  const { rows, output, missing } = evaluateTable(tableOf(source), facts);
  const outcome = output && "outcome" in output ? output["outcome"] : undefined;
  return {
    outcome: typeof outcome === "string" ? outcome : null,
    row: rows[0],
    missing: source.inputs.flatMap((_, column) => (missing.includes(nameOf(column)) ? [column] : [])),
  };
}

/** How the outcome changes along one input while all others stay, from its least value to its greatest. */
export function along(source: TableSource, values: Values, column: number): readonly Stretch[] {
  const at = (value: unknown): string | null => decide(source, values.with(column, value)).outcome;
  if (source.inputs[column]?.type !== "number")
    return choicesOf(source, column).map((value) => ({ cell: JSON.stringify(value), outcome: at(value) }));
  const cuts = cutsOf(source, column);
  const pieces = cuts.flatMap((cut, place) => {
    const next = cuts[place + 1];
    const between = next === undefined ? cut + 1 : (cut + next) / 2;
    return [
      { from: cut, isFrom: true, to: cut, isTo: true, outcome: at(cut) },
      { from: cut, isFrom: false, to: next, isTo: false, outcome: at(between) },
    ];
  });
  const [least = 0] = cuts;
  const before = { from: undefined, isFrom: false, to: least, isTo: false, outcome: at(least - 1) };
  return merged([...(least > 0 ? [before] : []), ...pieces]).map(({ outcome, ...piece }) => ({
    cell: cellOf(piece),
    outcome,
  }));
}

type Piece = {
  readonly from: number | undefined;
  readonly isFrom: boolean;
  readonly to: number | undefined;
  readonly isTo: boolean;
};

const merged = <P extends Piece & { readonly outcome: string | null }>(pieces: readonly P[]): P[] =>
  pieces.reduce<P[]>((done, piece) => {
    const last = done.at(-1);
    if (last?.outcome !== piece.outcome) return [...done, piece];
    return [...done.slice(0, -1), { ...last, to: piece.to, isTo: piece.isTo }];
  }, []);

function cellOf({ from, isFrom, to, isTo }: Piece): string {
  const isFromNothing = from === undefined || (from <= 0 && isFrom);
  if (isFromNothing && to === undefined) return "-";
  if (isFromNothing) return `${isTo ? "<=" : "<"} ${to ?? ""}`;
  if (to === undefined) return `${isFrom ? ">=" : ">"} ${from}`;
  return from === to ? String(from) : `${isFrom ? "[" : "("}${from}..${to}${isTo ? "]" : ")"}`;
}

const numbersIn = (text: string): number[] =>
  [...text.replaceAll(/"[^"]*"/g, "").matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));

/** The numbers at which a column of the table may change its mind; what no value is never asked. */
const cutsOf = ({ rows }: TableSource, column: number): number[] => {
  const named = rows.flatMap(({ when }) => numbersIn((when[column] ?? "").replaceAll("..", " ")));
  return [...new Set(named)].filter((number) => number >= 0).toSorted((a, b) => a - b);
};

/** The values that an input of few values may have. */
export function choicesOf({ inputs }: TableSource, column: number): readonly (string | boolean)[] {
  const { type, allowed = "" } = inputs[column] ?? {};
  if (type === "boolean") return [true, false];
  return [...allowed.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);
}

/**
 * A case in which one input has a value and the outcome depends on it: what is asked of an order that has not come yet, or
 * of none. Other inputs are supposed otherwise only as far as that takes; undefined where nothing does.
 */
export function supposing(
  source: TableSource,
  values: Values,
  column: number,
  value: unknown,
): { readonly values: Values; readonly supposed: readonly number[] } | undefined {
  const asked = values.with(column, value);
  if (matters(source, asked, column)) return { values: asked, supposed: [] };
  // Of a state nothing else is supposed: it would be a guess that decides.
  if (source.inputs[column]?.type !== "number") return undefined;
  const few = source.inputs.flatMap((_, other) =>
    other === column || choicesOf(source, other).length === 0 ? [] : [other],
  );
  const cases = few.reduce<Values[]>(
    (made, other) => made.flatMap((each) => choicesOf(source, other).map((choice) => each.with(other, choice))),
    [asked],
  );
  const changed = (each: Values): number[] => few.filter((other) => each[other] !== values[other]);
  const [nearest] = cases
    .slice(0, casesAtMost)
    .filter((each) => matters(source, each, column))
    .toSorted((a, b) => changed(a).length - changed(b).length);
  return nearest && { values: nearest, supposed: changed(nearest) };
}
const casesAtMost = 256;

function matters(source: TableSource, values: Values, column: number): boolean {
  const outcomes = new Set(along(source, values, column).map(({ outcome }) => outcome));
  return outcomes.size > 1 && decide(source, values).outcome !== null;
}
