import { type Axis, axisOf, collectCuts, comparable, constantOf, stretchesOf } from "./axis.ts";
import { type Bits, noBits, noBitsEach, setBit } from "./span.ts";
import { readerOf } from "./column.ts";
import { type Run, type Test, beginEvaluation, compile, compileTests, evaluateFresh } from "./compile.ts";
import type { Facts } from "./expression.ts";
import { extreme, sumOf } from "./functions/lists.ts";
import { type Scope, plainScope } from "./scope.ts";
import type { Expression, Names, UnaryTests } from "./syntax.ts";
import { type ParsedTable, type TableSource, parseTable } from "./table-source.ts";
import { type FeelValue, equals, toPlain, typeName } from "./value.ts";
import { mentionsNull } from "./walk.ts";

export type TableAnswer = {
  /** Indexes (from 0) of the rows that matched and count under the hit policy; several under "unique" are a conflict. */
  readonly rows: readonly number[];
  /**
   * Plain values by output; a list of them for "rule-order", "output-order" and plain "collect". `undefined` when no
   * row matched and no `otherwise` answers, when rows of "unique" or "any" contradict, and when a fact is missing.
   */
  readonly output: Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Inputs whose unknown value kept the table from an answer: what to ask for. */
  readonly missing: readonly string[];
};

/** A table compiled once; `evaluate` is safe to call any number of times. */
export type DecisionTable = { readonly source: TableSource; readonly evaluate: (facts: Facts) => TableAnswer };

export type TableOptions = { readonly names?: Names; readonly now?: () => Date };

/** One row in the face of unknown values: the columns that keep it from being sure. */
type Verdict = { readonly row: number; readonly unknown: readonly number[] };

/** Compiles a table. Throws `DecisionError` naming table, row, column and what was found there. */
export const compileTable = (source: TableSource, options: TableOptions = {}): DecisionTable => {
  const core = compileRules(parseTable(source, options.names), options.now);
  return { source, evaluate: core.evaluate };
};

export const evaluateTable = (table: DecisionTable, facts: Facts): TableAnswer => table.evaluate(facts);

/** The table over values of its inputs, for the analysis: what it answers and which rows hold. */
export type Rules = {
  readonly parsed: ParsedTable;
  readonly evaluate: (facts: Facts) => TableAnswer;
  /** Answers for values of the inputs, in their order. */
  readonly answer: (values: readonly FeelValue[], facts: Facts) => TableAnswer;
  /** Whether a cell holds for a value. */
  readonly holds: (row: number, column: number, value: FeelValue) => boolean | null;
  /** An input cut into pieces, with the rows that hold (and may hold) for each. */
  readonly column: (column: number) => Pick<Column, "axis" | "sure" | "maybe">;
  /** Ranks of rows under "priority" and "output-order": the lower wins. */
  readonly compareRows: (a: number, b: number) => number;
  /** Constant answers of a row; undefined where an answer is computed. */
  readonly constants: (row: number) => readonly FeelValue[] | undefined;
};

const noFacts: Facts = {};
const none: readonly string[] = Object.freeze([]);
const noRows: readonly number[] = Object.freeze([]);

export function compileRules(parsed: ParsedTable, now: (() => Date) | undefined): Rules {
  const { source } = parsed;
  const reading = { unknown: "stays", now } as const;
  const columns = parsed.inputs.map(({ expression, allowed }, column) => {
    const cells = parsed.rows.map((row) => row.when[column] ?? { kind: "any" as const });
    return compileColumn(expression, allowed, cells, source.inputs[column]?.type ?? "any", reading);
  });
  const outputs = parsed.rows.map((row) => row.answers.map((cell) => compileOutput(cell, reading)));
  const otherwise = parsed.outputs.map(({ otherwise: cell }) =>
    cell === undefined ? undefined : compileOutput(cell, reading),
  );
  const names = source.outputs.map(({ name }) => name);
  const ranks = parsed.outputs.map(({ allowed }) => ranksOf(allowed));
  const rowCount = parsed.rows.length;

  const valueAt = (row: number, output: number, facts: Facts): FeelValue => {
    const cell = outputs[row]?.[output];
    return cell === undefined ? null : valueOf(cell, facts);
  };
  const constants = (row: number): readonly FeelValue[] | undefined => {
    const found = (outputs[row] ?? []).map(({ constant }) => constant).filter((value) => value !== undefined);
    return found.length === names.length ? found : undefined;
  };
  const recordOf = (values: readonly FeelValue[]): Readonly<Record<string, unknown>> =>
    Object.freeze(Object.fromEntries(names.map((name, index) => [name, toPlain(values[index] ?? null)])));
  const rowValues = (row: number, facts: Facts): FeelValue[] => names.map((_, output) => valueAt(row, output, facts));

  // Answers of rows without computed outputs are made once and shared.
  const ready = parsed.rows.map((_, row): TableAnswer | undefined => {
    const values = constants(row);
    return values === undefined
      ? undefined
      : Object.freeze({ rows: Object.freeze([row]), output: recordOf(values), missing: none });
  });
  const single = (row: number, facts: Facts): TableAnswer =>
    ready[row] ?? { rows: [row], output: recordOf(rowValues(row, facts)), missing: none };

  const fallback = (facts: Facts): TableAnswer => {
    if (otherwise.every((cell) => cell === undefined)) {
      if (source.hit === "collect" && source.aggregate === "count")
        return { rows: noRows, output: recordOf([0]), missing: none };
      const isList = source.aggregate === undefined && ["rule-order", "output-order", "collect"].includes(source.hit);
      return { rows: noRows, output: isList ? [] : undefined, missing: none };
    }
    return {
      rows: noRows,
      output: recordOf(otherwise.map((cell) => (cell === undefined ? null : valueOf(cell, facts)))),
      missing: none,
    };
  };

  const compareRows = (a: number, b: number, facts: Facts = noFacts): number => {
    for (const [output, rank] of ranks.entries()) {
      if (rank === undefined) continue;
      const by = rankOf(rank, valueAt(a, output, facts)) - rankOf(rank, valueAt(b, output, facts));
      if (by !== 0) return by;
    }
    return 0;
  };
  const ranked = (rows: readonly number[], facts: Facts): number[] => rows.toSorted((a, b) => compareRows(a, b, facts));

  const unknownInputs = (verdicts: readonly Verdict[]): TableAnswer => {
    const missing = new Set(
      verdicts.flatMap(({ unknown }) => unknown.map((column) => source.inputs[column]?.expression ?? "")),
    );
    return { rows: noRows, output: undefined, missing: [...missing] };
  };

  /** The answer of the rows that match, in their order. */
  const conclude = (rows: readonly number[], facts: Facts): TableAnswer => {
    const [first, ...others] = rows;
    if (first === undefined) return fallback(facts);
    switch (source.hit) {
      case "first":
        return single(first, facts);
      case "unique":
        return others.length === 0 ? single(first, facts) : { rows, output: undefined, missing: none };
      case "any": {
        if (others.length === 0) return single(first, facts);
        const values = rowValues(first, facts);
        return others.every((row) => equals(values, rowValues(row, facts)) === true)
          ? { rows, output: recordOf(values), missing: none }
          : { rows, output: undefined, missing: none };
      }
      case "priority":
        return single(ranked(rows, facts)[0] ?? first, facts);
      case "rule-order":
      case "output-order": {
        const sorted = source.hit === "rule-order" ? rows : ranked(rows, facts);
        return { rows: sorted, output: sorted.map((row) => recordOf(rowValues(row, facts))), missing: none };
      }
      case "collect": {
        const all = rows.map((row) => rowValues(row, facts));
        if (source.aggregate === undefined) return { rows, output: all.map(recordOf), missing: none };
        const totals = names.map((_, output) =>
          aggregated(
            source.aggregate,
            all.map((values) => values[output] ?? null),
          ),
        );
        return { rows, output: recordOf(totals), missing: none };
      }
    }
  };

  /** The long way, for unknown values and cells that read other facts: Kleene's logic row by row. */
  const slow = (values: readonly FeelValue[], facts: Facts): TableAnswer => {
    beginEvaluation();
    const scope = plainScope(facts);
    const sure: number[] = [];
    const maybe: Verdict[] = [];
    for (let row = 0; row < rowCount; row += 1) {
      const unknown: number[] = [];
      let possible = true;
      for (const [column, { test }] of columns.entries()) {
        const holds = test(row, values[column] ?? null, scope);
        if (holds === false) {
          possible = false;
          break;
        }
        if (holds === null) unknown.push(column);
      }
      if (!possible) continue;
      if (unknown.length === 0) sure.push(row);
      else maybe.push({ row, unknown });
    }
    // A row that speaks of the unknown value itself (a cell with a written null) answers for it.
    const answersFor = (row: number, { unknown }: Verdict): boolean =>
      unknown.every((column) => values[column] === null && columns[column]?.speaksOfNull[row] === true);
    const open = maybe.filter((verdict) => !sure.some((row) => answersFor(row, verdict)));
    const blocking = open.filter(({ row }) => blocks(row, sure, facts));
    return blocking.length > 0 ? unknownInputs(blocking) : conclude(sure, facts);
  };
  const blocks = (row: number, sure: readonly number[], facts: Facts): boolean => {
    const first = sure[0];
    if (first === undefined) return true;
    switch (source.hit) {
      case "first":
        return row < first;
      case "unique":
      case "any":
        return false;
      case "priority":
        return sure.every(
          (other) => compareRows(row, other, facts) < 0 || (compareRows(row, other, facts) === 0 && row < other),
        );
      default:
        return true;
    }
  };

  const answer = (values: readonly FeelValue[], facts: Facts): TableAnswer => slow(values, facts);
  const evaluate = fastEvaluate(columns, source, rowCount, { single, conclude, slow });

  return {
    parsed,
    evaluate,
    answer,
    holds: (row, column, value) => columns[column]?.test(row, value, plainScope({})) ?? null,
    column: (column) => columns[column] ?? { axis: axisOf([], "any"), sure: [], maybe: undefined },
    compareRows,
    constants,
  };
}

type Column = {
  readonly read: (facts: Facts) => FeelValue;
  readonly test: (row: number, value: FeelValue, scope: Scope) => boolean | null;
  readonly speaksOfNull: readonly boolean[];
  readonly axis: Axis;
  /** Rows that hold for each piece of the axis, and those that may hold; the second only where something is in doubt. */
  readonly sure: readonly Bits[];
  readonly maybe: readonly Bits[] | undefined;
  /** Whether every value's rows can be read off its piece. */
  readonly isIndexed: boolean;
};

type StrictReading = { readonly unknown: "stays"; readonly now: (() => Date) | undefined };

function compileColumn(
  expression: Expression,
  allowed: UnaryTests | undefined,
  cells: readonly UnaryTests[],
  kind: TableSource["inputs"][number]["type"],
  reading: StrictReading,
): Column {
  const tests: Test[] = cells.map((cell) => compileTests(cell, reading));
  const speaksOfNull = cells.map((cell) => cell.kind === "tests" && cell.tests.some(mentionsNull));
  const test = (row: number, value: FeelValue, scope: Scope): boolean | null => {
    if (cells[row]?.kind === "any") return true;
    if (value === null && speaksOfNull[row] !== true) return null;
    return tests[row]?.(value, scope) ?? null;
  };

  const cuts: FeelValue[] = [];
  const closed = cells.map((cell) => {
    const own: FeelValue[] = [];
    const isClosed = collectCuts(cell, own);
    // Constants of another kind than the column's cut nothing: no value of it can be compared with them.
    if (isClosed) cuts.push(...own.filter((cut) => kind === "any" || typeName(cut) === kind));
    return isClosed;
  });
  if (allowed !== undefined) collectCuts(allowed, cuts);
  const isOrdered = comparable(cuts);
  const axis = axisOf(isOrdered ? cuts : [], kind);
  // Cells over constants of several kinds are in doubt everywhere, and so are cells that read other facts.
  const sure = noBitsEach(axis.pieces.length, cells.length);
  const doubtful = noBitsEach(axis.pieces.length, cells.length);
  let inDoubt = false;
  for (const [row, cell] of cells.entries()) {
    const stretches = stretchesOf(cell, axis);
    if (stretches !== undefined) {
      for (let index = 0; index < stretches.length; index += 2) {
        const high = stretches[index + 1] ?? -1;
        for (let piece = stretches[index] ?? 0; piece <= high; piece += 1) mark(sure, piece, row);
      }
      continue;
    }
    for (const [piece, { sample }] of axis.pieces.entries()) {
      const holds = isOrdered && closed[row] === true ? test(row, sample, emptyFacts) : null;
      if (holds === true) mark(sure, piece, row);
      if (holds === null) {
        mark(doubtful, piece, row);
        inDoubt = true;
      }
    }
  }
  return {
    read: readerOf(expression, compile(expression, reading), kind),
    test,
    speaksOfNull,
    axis,
    sure,
    maybe: inDoubt
      ? sure.map((rows, piece) => rows.map((word, index) => word | (doubtful[piece]?.[index] ?? 0)))
      : undefined,
    isIndexed: !inDoubt && (kind !== "any" || cuts.length > 0 || cells.every((cell) => cell.kind === "any")),
  };
}

function mark(rowsByPiece: readonly Bits[], piece: number, row: number): void {
  const rows = rowsByPiece[piece];
  if (rows !== undefined) setBit(rows, row);
}

const emptyFacts = plainScope({});

type Conclusions = {
  readonly single: (row: number, facts: Facts) => TableAnswer;
  readonly conclude: (rows: readonly number[], facts: Facts) => TableAnswer;
  readonly slow: (values: readonly FeelValue[], facts: Facts) => TableAnswer;
};

/**
 * Looks each input up in its axis and intersects the rows of the pieces; nothing is allocated for tables whose answers
 * are constants. Unknown values, and columns whose cells read other facts, take the long way.
 */
function fastEvaluate(
  columns: readonly Column[],
  source: TableSource,
  rowCount: number,
  { single, conclude, slow }: Conclusions,
): (facts: Facts) => TableAnswer {
  const readAll = (facts: Facts): FeelValue[] => columns.map(({ read }) => read(facts));
  if (!columns.every(({ isIndexed }) => isIndexed)) return (facts) => slow(readAll(facts), facts);

  const reads = columns.map(({ read }) => read);
  const finds = columns.map(({ axis }) => axis.find);
  const width = columns.length;
  const firstWins = source.hit === "first";
  const oneAnswer = firstWins || source.hit === "unique";

  if (rowCount <= 32) {
    const masks = columns.map(({ sure }) => Uint32Array.from(sure, (rows) => rows[0] ?? 0));
    const everyRow = rowCount === 32 ? 0xffff_ffff : (1 << rowCount) - 1;
    return (facts) => {
      let alive = everyRow;
      for (let column = 0; column < width; column += 1) {
        const piece = finds[column]?.(reads[column]?.(facts) ?? null) ?? -1;
        if (piece < 0) return slow(readAll(facts), facts);
        alive &= masks[column]?.[piece] ?? 0;
      }
      if (oneAnswer && alive !== 0 && (firstWins || (alive & (alive - 1)) === 0)) {
        return single(31 - Math.clz32(alive & -alive), facts);
      }
      const rows: number[] = [];
      for (let row = 0; row < rowCount; row += 1) if ((alive & (1 << row)) !== 0) rows.push(row);
      return conclude(rows, facts);
    };
  }

  const words = noBits(rowCount).length;
  const masks = columns.map(({ sure }) => sure);
  const pieces = new Int32Array(width);
  return (facts) => {
    for (let column = 0; column < width; column += 1) {
      const piece = finds[column]?.(reads[column]?.(facts) ?? null) ?? -1;
      if (piece < 0) return slow(readAll(facts), facts);
      pieces[column] = piece;
    }
    const rows: number[] = [];
    for (let word = 0; word < words; word += 1) {
      let alive = 0xffff_ffff;
      for (let column = 0; column < width && alive !== 0; column += 1)
        alive &= masks[column]?.[pieces[column] ?? 0]?.[word] ?? 0;
      while (alive !== 0) {
        const row = word * 32 + 31 - Math.clz32(alive & -alive);
        if (row >= rowCount) break;
        if (firstWins) return single(row, facts);
        rows.push(row);
        alive &= alive - 1;
      }
    }
    return conclude(rows, facts);
  };
}

type OutputCell = { readonly run: Run; readonly constant: FeelValue | undefined };

const valueOf = ({ constant, run }: OutputCell, facts: Facts): FeelValue =>
  constant ?? evaluateFresh(run, plainScope(facts));

const compileOutput = (expression: Expression, reading: StrictReading): OutputCell => ({
  run: compile(expression, reading),
  constant: constantOf(expression),
});

/** The allowed values of an output in their order; undefined when they are not a list of constants. */
export function ranksOf(allowed: UnaryTests | undefined): readonly FeelValue[] | undefined {
  if (allowed === undefined || allowed.kind === "any" || allowed.negated) return undefined;
  const values = allowed.tests.map(constantOf).filter((value) => value !== undefined);
  return values.length === allowed.tests.length ? values : undefined;
}

/** Values that are not listed come last. */
export function rankOf(ranks: readonly FeelValue[] | undefined, value: FeelValue | undefined): number {
  if (ranks === undefined) return 0;
  const rank = value === undefined ? -1 : ranks.findIndex((ranked) => equals(ranked, value) === true);
  return rank < 0 ? ranks.length : rank;
}

export function aggregated(aggregate: TableSource["aggregate"], values: readonly FeelValue[]): FeelValue {
  switch (aggregate) {
    case "sum":
      return sumOf(values);
    case "min":
      return extreme(values, -1);
    case "max":
      return extreme(values, 1);
    case "count":
      return values.length;
    case undefined:
      return values;
  }
}
