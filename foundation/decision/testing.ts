import { type Random, between, pick } from "@ruyi/kernel";
import { analyseTable } from "./analysis.ts";
import { compileTable, evaluateTable } from "./table.ts";
import type { HitPolicy, TableSource } from "./table-source.ts";

/** A row of a table from its cells. */
// oxlint-disable-next-line unicorn/no-thenable -- the word of a table's answers; nothing awaits a row
export const aRow = (when: readonly string[], then: readonly string[]): TableSource["rows"][number] => ({ when, then });

/** A table with one number, days from 0 to 365, and one answer, unless told otherwise. */
export const aTable = (source: Partial<TableSource>): TableSource => ({
  name: "refund",
  hit: "first",
  inputs: [{ expression: "days", type: "number", allowed: "[0..365]" }],
  outputs: [{ name: "outcome" }],
  rows: [],
  ...source,
});

export const hitPolicies: readonly HitPolicy[] = [
  "unique",
  "any",
  "priority",
  "first",
  "rule-order",
  "output-order",
  "collect",
];

/** A cell written in FEEL and, independently, as a function of the value. */
type Cell = { readonly text: string; readonly holds: (value: unknown) => boolean };
type Input = {
  readonly source: TableSource["inputs"][number];
  readonly values: readonly unknown[];
  readonly cell: (random: Random) => Cell;
};

const anything: Cell = { text: "-", holds: () => true };

/** Whole and half numbers see every piece between whole constants. */
const numberInput = (name: string, top: number): Input => ({
  source: { expression: name, type: "number", allowed: `[0..${top}]` },
  values: Array.from({ length: 2 * top + 1 }, (_, index) => index / 2),
  cell: (random) => {
    const [low, high] = [between(random, 0, top), between(random, 0, top)].toSorted((a, b) => a - b) as [
      number,
      number,
    ];
    const [open, close] = [pick(random, ["[", "("]), pick(random, ["]", ")"])];
    const above = (value: number): boolean => (open === "[" ? value >= low : value > low);
    const below = (value: number): boolean => (close === "]" ? value <= high : value < high);
    const choices: Cell[] = [
      anything,
      anything,
      { text: `${open}${low}..${high}${close}`, holds: (value) => above(Number(value)) && below(Number(value)) },
      { text: `< ${low}`, holds: (value) => Number(value) < low },
      { text: `<= ${low}`, holds: (value) => Number(value) <= low },
      { text: `> ${high}`, holds: (value) => Number(value) > high },
      { text: `>= ${high}`, holds: (value) => Number(value) >= high },
      { text: `${low}, ${high}`, holds: (value) => value === low || value === high },
      { text: `not(${low})`, holds: (value) => value !== low },
      { text: `< ${low}, > ${high}`, holds: (value) => Number(value) < low || Number(value) > high },
      { text: `? > ${low} and ? <= ${high}`, holds: (value) => Number(value) > low && Number(value) <= high },
    ];
    return pick(random, choices);
  },
});

const textInput = (name: string): Input => ({
  source: { expression: name, type: "string", allowed: '"a", "b", "c"' },
  values: ["a", "b", "c"],
  cell: (random) => {
    const text = pick(random, ["a", "b", "c"]);
    const other = pick(random, ["a", "b", "c"]);
    return pick(random, [
      anything,
      { text: `"${text}"`, holds: (value) => value === text },
      { text: `"${text}", "${other}"`, holds: (value) => value === text || value === other },
      { text: `not("${text}")`, holds: (value) => value !== text },
    ]);
  },
});

const flagInput = (name: string): Input => ({
  source: { expression: name, type: "boolean" },
  values: [false, true],
  cell: (random) => {
    const flag = pick(random, [true, false]);
    return pick(random, [anything, { text: String(flag), holds: (value) => value === flag }]);
  },
});

export type RandomTable = {
  readonly source: TableSource;
  /** Every case that can be told apart. */
  readonly cases: readonly (readonly unknown[])[];
  readonly matches: (row: number, values: readonly unknown[]) => boolean;
  readonly answers: readonly (readonly string[])[];
};

/** A small table with one to three inputs and up to six rows, small enough to try every case. */
export function randomTable(random: Random, hit: HitPolicy): RandomTable {
  const inputs = Array.from({ length: between(random, 1, 3) }, (_, index) =>
    pick(random, [numberInput(`n${index}`, between(random, 1, 4)), textInput(`t${index}`), flagInput(`f${index}`)]),
  );
  const rows = Array.from({ length: between(random, 0, 6) }, () => inputs.map((input) => input.cell(random)));
  const answers = rows.map(() => [`"${pick(random, ["x", "y", "z"])}"`, pick(random, ["1", "2"])]);
  const withDefault = between(random, 0, 9) === 0;
  const source: TableSource = {
    name: "random",
    hit,
    inputs: inputs.map((input) => input.source),
    outputs: [
      { name: "first", allowed: '"z", "y", "x"', ...(withDefault ? { otherwise: '"x"' } : {}) },
      { name: "second", ...(withDefault ? { otherwise: "0" } : {}) },
    ],
    rows: rows.map((cells, row) =>
      aRow(
        cells.map(({ text }) => text),
        answers[row] ?? [],
      ),
    ),
  };
  const cases = inputs.reduce<unknown[][]>(
    (all, { values }) => all.flatMap((known) => values.map((value) => [...known, value])),
    [[]],
  );
  return {
    source,
    cases,
    answers,
    matches: (row, values) => (rows[row] ?? []).every((cell, column) => cell.holds(values[column])),
  };
}

const key = (rows: readonly number[] | undefined): string => (rows ?? []).join("-");

/**
 * Tries every case of a table and compares with the analysis and the executor. Answers what disagrees, in words; an
 * empty list is agreement.
 */
export function disagreements(table: RandomTable): string[] {
  const { source, cases, matches, answers } = table;
  const compiled = compileTable(source);
  const found = analyseTable(source, { limit: 1000 });
  const wrong: string[] = [];
  const rows = [...source.rows.keys()];
  const factsOf = (values: readonly unknown[]): Record<string, unknown> =>
    Object.fromEntries(source.inputs.map(({ expression }, column) => [expression, values[column]]));
  const valuesIn = (witness: Readonly<Record<string, unknown>>): unknown[] =>
    source.inputs.map(({ expression }) => witness[expression]);
  const same = (a: number, b: number): boolean => textKey(answers[a]) === textKey(answers[b]);
  const rank = (row: number): number => ['"z"', '"y"', '"x"'].indexOf(answers[row]?.[0] ?? "");

  const gaps: (readonly unknown[])[] = [];
  const overlaps = new Set<string>();
  const conflicts = new Set<string>();
  const turns = new Set<number>();
  const possible = new Set<number>();
  for (const values of cases) {
    const matching = rows.filter((row) => matches(row, values));
    for (const row of matching) possible.add(row);
    if (matching.length === 0) gaps.push(values);
    const winner = source.hit === "priority" ? matching.toSorted((a, b) => rank(a) - rank(b) || a - b)[0] : matching[0];
    if (winner !== undefined) turns.add(winner);
    for (const first of matching) {
      for (const second of matching.filter((row) => row > first)) {
        if (source.hit === "unique") overlaps.add(key([first, second]));
        const isOpen =
          source.hit === "unique" ||
          source.hit === "any" ||
          (source.hit === "priority" && rank(first) === rank(second));
        if (isOpen && !same(first, second)) conflicts.add(key([first, second]));
      }
    }
    const expected = expectedRows(source.hit, matching, rank);
    const got = evaluateTable(compiled, factsOf(values));
    if (key(got.rows) !== key(expected))
      wrong.push(`at ${JSON.stringify(values)} rows ${key(expected)} hold, the executor says ${key(got.rows)}`);
  }

  const of = (rule: string): typeof found => found.filter((finding) => finding.rule === rule);
  const expectGap = gaps.length > 0 && !source.outputs.every(({ otherwise }) => otherwise !== undefined);
  if (of("gap").length > 0 !== expectGap)
    wrong.push(`${gaps.length} cases are bare, ${of("gap").length} gaps were found`);
  for (const { witness } of of("gap")) {
    if (evaluateTable(compiled, witness).rows.length > 0 || rows.some((row) => matches(row, valuesIn(witness))))
      wrong.push(`gap ${JSON.stringify(witness)} is covered`);
  }
  for (const [rule, expected] of [
    ["overlap", overlaps],
    ["conflict", conflicts],
  ] as const) {
    const got = new Set(of(rule).map((finding) => key(finding.rows)));
    if (textKey([...got].toSorted()) !== textKey([...expected].toSorted()))
      wrong.push(`${rule}: expected ${[...expected].join(" ")}, found ${[...got].join(" ")}`);
    for (const { witness, rows: pair = [] } of of(rule)) {
      if (!pair.every((row) => matches(row, valuesIn(witness))))
        wrong.push(`${rule} ${JSON.stringify(witness)} is not one`);
    }
  }
  const shadowed =
    source.hit === "first" || source.hit === "priority"
      ? rows.filter((row) => possible.has(row) && !turns.has(row))
      : [];
  const gotShadowed = of("shadowed").flatMap((finding) => finding.rows ?? []);
  if (key(gotShadowed) !== key(shadowed)) wrong.push(`rows ${key(shadowed)} are shadowed, found ${key(gotShadowed)}`);
  const impossible = rows.filter((row) => !possible.has(row));
  const gotImpossible = of("type").flatMap((finding) => finding.rows ?? []);
  if (key(gotImpossible) !== key(impossible))
    wrong.push(`rows ${key(impossible)} cannot match, found ${key(gotImpossible)}`);
  return wrong;
}

const textKey = (parts: readonly string[] | undefined): string => (parts ?? []).join("|");

function expectedRows(hit: HitPolicy, matching: readonly number[], rank: (row: number) => number): readonly number[] {
  switch (hit) {
    case "first":
      return matching.slice(0, 1);
    case "priority":
      return matching.toSorted((a, b) => rank(a) - rank(b)).slice(0, 1);
    case "output-order":
      return matching.toSorted((a, b) => rank(a) - rank(b));
    case "any":
    case "unique":
    case "rule-order":
    case "collect":
      return matching;
  }
}
