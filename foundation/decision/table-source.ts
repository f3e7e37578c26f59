import { DecisionError } from "./error.ts";
import { type Expression, type Names, type UnaryTests, parseExpression, parseUnaryTests } from "./syntax.ts";

export type HitPolicy = "unique" | "any" | "priority" | "first" | "rule-order" | "output-order" | "collect";
export type Aggregate = "sum" | "min" | "max" | "count";

/** Kinds of values a column may hold. "any" leaves the kind open. */
export type ValueKind =
  | "number"
  | "string"
  | "boolean"
  | "date"
  | "time"
  | "date and time"
  | "days and time duration"
  | "years and months duration"
  | "any";

/** A decision table as people write it: every text is FEEL. */
export type TableSource = {
  readonly name: string;
  /** Names its texts use that FEEL could read otherwise, such as "days-late". */
  readonly names?: Names;
  readonly hit: HitPolicy;
  readonly aggregate?: Aggregate;
  readonly inputs: readonly {
    readonly expression: string;
    readonly type: ValueKind;
    /** Unary tests that every value passes: the domain, as in "[0..365]" or '"a", "b"'. */
    readonly allowed?: string;
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type?: ValueKind;
    /** The values an answer may have; for "priority" and "output-order" the most important first. */
    readonly allowed?: string;
    /** The answer when no row matches: a FEEL expression. */
    readonly otherwise?: string;
  }[];
  readonly rows: readonly {
    /** One unary test for each input; "-" accepts anything, an unknown value too. */
    readonly when: readonly string[];
    /** One FEEL expression for each output. */
    readonly then: readonly string[];
    readonly note?: string;
  }[];
};

/** A table with every text parsed. */
export type ParsedTable = {
  readonly source: TableSource;
  readonly inputs: readonly { readonly expression: Expression; readonly allowed: UnaryTests | undefined }[];
  readonly outputs: readonly { readonly allowed: UnaryTests | undefined; readonly otherwise: Expression | undefined }[];
  readonly rows: readonly { readonly when: readonly UnaryTests[]; readonly answers: readonly Expression[] }[];
};

/** Parses every cell. Throws `DecisionError` naming table, row and column of the first that is wrong. */
export function parseTable(source: TableSource, more: Names = {}): ParsedTable {
  const names = { ...source.names, ...more };
  const table = `Table "${source.name}"`;
  if (source.outputs.length === 0) throw new DecisionError(`${table} has no output; name what it decides.`);
  if (source.aggregate !== undefined && source.hit !== "collect") {
    throw new DecisionError(
      `${table} has aggregate "${source.aggregate}", which belongs to hit policy "collect", not "${source.hit}".`,
    );
  }
  return {
    source,
    inputs: source.inputs.map(({ expression, allowed }) => ({
      expression: at(`${table}, input "${expression}"`, () => parseExpression(expression, names)),
      allowed: optionalTests(`${table}, domain of input "${expression}"`, allowed, names),
    })),
    outputs: source.outputs.map(({ name, allowed, otherwise }) => ({
      allowed: optionalTests(`${table}, allowed values of output "${name}"`, allowed, names),
      otherwise:
        otherwise === undefined
          ? undefined
          : at(`${table}, otherwise of output "${name}"`, () => parseExpression(otherwise, names)),
    })),
    rows: source.rows.map((row, index) => parseRow(source, row, `${table}, row ${index + 1}`, names)),
  };
}

function parseRow(
  source: TableSource,
  row: TableSource["rows"][number],
  place: string,
  names: Names,
): ParsedTable["rows"][number] {
  expectCells(place, "when", row.when.length, source.inputs.length);
  expectCells(place, "then", row.then.length, source.outputs.length);
  return {
    when: row.when.map((cell, column) =>
      at(`${place}, input "${source.inputs[column]?.expression ?? ""}"`, () => parseUnaryTests(cell, names)),
    ),
    answers: row.then.map((cell, column) =>
      at(`${place}, output "${source.outputs[column]?.name ?? ""}"`, () => parseExpression(cell, names)),
    ),
  };
}

function expectCells(place: string, part: string, found: number, wanted: number): void {
  if (found !== wanted)
    throw new DecisionError(`${place}: "${part}" has ${found} cells, the table has ${wanted} columns for them.`);
}

const optionalTests = (place: string, text: string | undefined, names: Names): UnaryTests | undefined =>
  text === undefined || text.trim() === "" ? undefined : at(place, () => parseUnaryTests(text, names));

function at<T>(place: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof DecisionError) throw new DecisionError(`${place}: ${cause.message}`, { cause });
    throw cause;
  }
}
