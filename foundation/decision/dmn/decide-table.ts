import type { Run, Test } from "../compile.ts";
import type { Scope } from "../scope.ts";
import { aggregated, rankOf } from "../table.ts";
import { coerce } from "../type.ts";
import { type FeelType, type FeelValue, equals } from "../value.ts";
import type { DmnTable } from "./model.ts";

/** A DMN table with every part compiled; the answers follow the standard's letter, unknown values included. */
export type CompiledDmnTable = {
  readonly table: DmnTable;
  readonly inputs: readonly {
    readonly run: Run;
    readonly type: FeelType | undefined;
    readonly allowed: Test | undefined;
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: FeelType | undefined;
    readonly otherwise: Run | undefined;
    readonly ranks: readonly FeelValue[] | undefined;
    readonly allowed: Test | undefined;
  }[];
  readonly rows: readonly { readonly when: readonly Test[]; readonly answers: readonly Run[] }[];
};

export function decideTable(compiled: CompiledDmnTable, scope: Scope): FeelValue {
  const { table, inputs, outputs, rows } = compiled;
  const values: FeelValue[] = [];
  for (const { run, type, allowed } of inputs) {
    const value = coerce(run(scope), type);
    // A value outside the domain of an input has no place in the table.
    if (allowed !== undefined && value !== null && allowed(value, scope) !== true) return null;
    values.push(value);
  }

  const matched: (readonly FeelValue[])[] = [];
  for (const { when, answers } of rows) {
    if (!when.every((test, column) => test(values[column] ?? null, scope) === true)) continue;
    matched.push(answers.map((run, output) => coerce(run(scope), outputs[output]?.type)));
    if (table.hit === "first") break;
  }

  const answer = (row: readonly FeelValue[]): FeelValue =>
    outputs.length === 1 ? (row[0] ?? null) : new Map(outputs.map(({ name }, output) => [name, row[output] ?? null]));
  const [first, ...others] = matched;
  if (first === undefined) {
    if (outputs.some(({ otherwise }) => otherwise !== undefined))
      return answer(outputs.map(({ otherwise }) => otherwise?.(scope) ?? null));
    return table.hit === "collect" && table.aggregate === "count" ? 0 : null;
  }

  const compare = (a: readonly FeelValue[], b: readonly FeelValue[]): number => {
    for (const [output, { ranks }] of outputs.entries()) {
      const by = rankOf(ranks, a[output] ?? null) - rankOf(ranks, b[output] ?? null);
      if (by !== 0) return by;
    }
    return 0;
  };
  switch (table.hit) {
    case "first":
      return answer(first);
    case "unique":
      return others.length === 0 ? answer(first) : null;
    case "any":
      return others.every((other) => equals(first, other) === true) ? answer(first) : null;
    case "priority":
      return answer(matched.toSorted(compare)[0] ?? first);
    case "rule-order":
      return matched.map(answer);
    case "output-order":
      return matched.toSorted(compare).map(answer);
    case "collect": {
      if (table.aggregate === undefined) return matched.map(answer);
      if (outputs.length === 1)
        return aggregated(
          table.aggregate,
          matched.map((row) => row[0] ?? null),
        );
      if (table.aggregate === "count") return matched.length;
      return answer(
        outputs.map((_, output) =>
          aggregated(
            table.aggregate,
            matched.map((row) => row[output] ?? null),
          ),
        ),
      );
    }
  }
}
