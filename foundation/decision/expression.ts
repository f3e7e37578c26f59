import { type Reading, beginEvaluation, compile, compileTests, evaluateFresh } from "./compile.ts";
import { binding, plainScope } from "./scope.ts";
import { type Names, parseExpression, parseUnaryTests } from "./syntax.ts";
import { fromPlain, toPlain } from "./value.ts";
import { freeNames } from "./walk.ts";

/** Facts by name, in plain JS: numbers, text, booleans, dates as Date, Temporal or ISO text, arrays, objects. */
export type Facts = Readonly<Record<string, unknown>>;

export type ExpressionOptions = {
  /** Needed only for names FEEL could read otherwise, such as "days-late". */
  readonly names?: Names;
  /** The clock behind `now()` and `today()`; without one they are unknown. */
  readonly now?: () => Date;
  /** `"dmn"` follows the standard where it calls an unknown value "not equal" and takes the else branch. */
  readonly unknown?: "stays" | "dmn";
};

const readingOf = (options: ExpressionOptions): Reading => ({ unknown: options.unknown ?? "stays", now: options.now });

/**
 * Compiles a FEEL expression: plain JS in, plain JS out, null for "not known". Throws `DecisionError` for text that is
 * no FEEL; running it never throws.
 */
export function compileExpression(text: string, options: ExpressionOptions = {}): (facts: Facts) => unknown {
  const run = compile(parseExpression(text, options.names), readingOf(options));
  return (facts) => toPlain(evaluateFresh(run, plainScope(facts)));
}

/** Compiles a condition: `undefined` means that the facts do not say. */
export function compileCondition(text: string, options: ExpressionOptions = {}): (facts: Facts) => boolean | undefined {
  const run = compile(parseExpression(text, options.names), readingOf(options));
  return (facts) => {
    const answer = evaluateFresh(run, plainScope(facts));
    return typeof answer === "boolean" ? answer : undefined;
  };
}

/** Compiles a cell such as "< 5", "[1..3]" or "not("a")": `undefined` means that the value or the facts do not say. */
export function compileTest(
  text: string,
  options: ExpressionOptions = {},
): (value: unknown, facts?: Facts) => boolean | undefined {
  const test = compileTests(parseUnaryTests(text, options.names), readingOf(options));
  return (value, facts = {}) => {
    const given = fromPlain(value);
    beginEvaluation();
    return test(given, binding("?", given, plainScope(facts))) ?? undefined;
  };
}

/**
 * Names an expression reads from outside, in order of first use; `order.amount` reads "order". Bare names inside a
 * filter may be parts of its items and are left out.
 */
export const variablesOf = (text: string, names?: Names): string[] => freeNames(parseExpression(text, names));
