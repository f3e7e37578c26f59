import { unreachable } from "@ruyi/kernel";
import { arithmetic, negated } from "./arithmetic.ts";
import { FeelDate, dateOfEpochDay, epochDay } from "./calendar.ts";
import { isNumber, isWhole, toInteger } from "./decimal.ts";
import { builtinFunctions, clockFunctions } from "./functions/index.ts";
import { externalFunction } from "./functions/java.ts";
import { propertyOf } from "./property.ts";
import { type Scope, binding, contextScope, itemScope } from "./scope.ts";
import type { Expression, Iterator, TypeExpression, UnaryTests } from "./syntax.ts";
import { coerce, isOfType, resolveType } from "./type.ts";
import { FeelFunction, FeelRange, type FeelType, type FeelValue, equals, isList, order, rangeHolds } from "./value.ts";
import { isNullLiteral, mentionsNull, readsName, wayOf } from "./walk.ts";

/** A compiled expression. It never throws: what has no answer is null. */
export type Run = (scope: Scope) => FeelValue;
/** A compiled cell: whether it holds for a value, null when that is not known. */
export type Test = (value: FeelValue, scope: Scope) => boolean | null;

/**
 * How an expression is read. `unknown: "stays"` keeps an unknown value unknown where DMN would call it "not equal" or
 * take the else branch; comparing with a written null stays possible. `"dmn"` follows the standard to the letter.
 */
export type Reading = {
  readonly unknown: "stays" | "dmn";
  /** The clock behind `now()` and `today()`; without one they are unknown. */
  readonly now?: (() => Date) | undefined;
  readonly typeNamed?: ((name: string) => FeelType | undefined) | undefined;
};

/** Deep enough for honest recursion, shallow enough to answer null before the stack ends. */
const deepestCall = 1500;
let depth = 0;

/** Steps of iterations one evaluation may take: more are a mistake, and a rule must not stop the house. */
const mostSteps = 2_000_000;
let steps = 0;

/** Gives an evaluation that begins outside its full measure of steps. */
export function beginEvaluation(): void {
  if (depth === 0) steps = 0;
}

/** Runs an expression from outside: with its full measure of steps, and null where it goes too deep. */
export function evaluateFresh(run: Run, scope: Scope): FeelValue {
  beginEvaluation();
  return enter(() => run(scope));
}

export function compile(expression: Expression, reading: Reading): Run {
  const own = (inner: Expression): Run => compile(inner, reading);
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return () => value;
    }
    case "name":
      return compileName(expression.name, reading);
    case "path": {
      const of = own(expression.of);
      const { name } = expression;
      const way = wayOf(expression);
      if (way === undefined) return (scope) => propertyOf(of(scope), name);
      return (scope) => scope.follow?.(way) ?? propertyOf(of(scope), name);
    }
    case "filter":
      return compileFilter(own(expression.of), own(expression.by));
    case "call": {
      const callee = own(expression.callee);
      const args = expression.args.map(own);
      return (scope) => {
        const called = callee(scope);
        if (!(called instanceof FeelFunction)) return null;
        return enter(() => called.call(args.map((arg) => arg(scope))));
      };
    }
    case "named-call": {
      const callee = own(expression.callee);
      const args = expression.args.map(({ name, value }) => ({ name, value: own(value) }));
      return (scope) => {
        const called = callee(scope);
        if (!(called instanceof FeelFunction)) return null;
        return enter(() => called.callNamed(new Map(args.map(({ name, value }) => [name, value(scope)]))));
      };
    }
    case "negate": {
      const of = own(expression.of);
      return (scope) => negated(of(scope));
    }
    case "arithmetic": {
      const apply = arithmetic[expression.operator];
      const [left, right] = [own(expression.left), own(expression.right)];
      return (scope) => apply(left(scope), right(scope));
    }
    case "comparison":
      return compileComparison(expression, reading);
    case "between": {
      const [value, low, high] = [own(expression.value), own(expression.low), own(expression.high)];
      return (scope) => {
        const middle = value(scope);
        const [below, above] = [order(low(scope), middle), order(middle, high(scope))];
        if (below === undefined || above === undefined) return null;
        return below <= 0 && above <= 0;
      };
    }
    case "in": {
      const value = own(expression.value);
      const test = compileTests({ kind: "tests", negated: false, tests: expression.tests }, reading);
      return (scope) => test(value(scope), scope);
    }
    case "and":
    case "or":
      return compileJunction(own(expression.left), own(expression.right), expression.kind === "or");
    case "if": {
      const [condition, yes, no] = [own(expression.condition), own(expression.yes), own(expression.no)];
      const stays = reading.unknown === "stays";
      return (scope) => {
        const answer = condition(scope);
        if (answer === true) return yes(scope);
        return stays && answer === null ? null : no(scope);
      };
    }
    case "for":
      return compileFor(expression.iterators, own(expression.result), reading);
    case "quantified":
      return compileQuantified(expression.iterators, own(expression.condition), expression.every, reading);
    case "list": {
      const items = expression.items.map(own);
      return (scope) => items.map((item) => item(scope));
    }
    case "context":
      return compileContext(
        expression.entries.map(({ key, value }) => ({ key, value: own(value) })),
        new Set(expression.entries.map(({ key }) => key)).size === expression.entries.length,
      );
    case "function":
      return compileFunction(expression, reading);
    case "instance-of":
      return compileInstanceOf(own(expression.value), expression.type, reading);
    case "test": {
      const operand = own(expression.operand);
      const { operator } = expression;
      return (scope) => rangeOfTest(operator, operand(scope));
    }
    case "interval":
      return compileInterval(expression, reading);
    default:
      return unreachable(expression);
  }
}

function enter(call: () => FeelValue): FeelValue {
  if (depth >= deepestCall) return null;
  depth += 1;
  try {
    return call();
  } catch (cause) {
    // The stack ended, or a value grew beyond what memory holds.
    if (cause instanceof RangeError) return null;
    throw cause;
  } finally {
    depth -= 1;
  }
}

function compileName(name: string, reading: Reading): Run {
  const fallback = builtinFunctions.get(name) ?? clockFunctions(reading.now).get(name) ?? null;
  return (scope) => {
    const value = scope.find(name);
    return value === undefined ? fallback : value;
  };
}

/** A filter by number picks an item from the start (or the end, when negative); any other keeps the items that pass. */
function compileFilter(of: Run, by: Run): Run {
  return (scope) => {
    const value = of(scope);
    if (value === null) return null;
    const items = isList(value) ? value : [value];
    const first = by(itemScope(items[0] ?? null, scope));
    if (isNumber(first)) {
      const position = isWhole(first) ? toInteger(first) : undefined;
      if (position === undefined || position === 0) return null;
      return items[position > 0 ? position - 1 : items.length + position] ?? null;
    }
    return kept(items, (item, index) => (index === 0 ? first : by(itemScope(item, scope))));
  };
}

/** The items that pass; null when some answer is neither a boolean nor unknown, for such a filter means nothing. */
export function kept(items: readonly FeelValue[], passes: (item: FeelValue, index: number) => FeelValue): FeelValue {
  const found: FeelValue[] = [];
  for (const [index, item] of items.entries()) {
    const answer = passes(item, index);
    if (answer === true) found.push(item);
    else if (answer !== false && answer !== null) return null;
  }
  return found;
}

function compileComparison(expression: Extract<Expression, { readonly kind: "comparison" }>, reading: Reading): Run {
  const left = compile(expression.left, reading);
  const right = compile(expression.right, reading);
  const { operator } = expression;
  if (operator === "=" || operator === "!=") {
    const stays = reading.unknown === "stays" && !isNullLiteral(expression.left) && !isNullLiteral(expression.right);
    return (scope) => {
      const [a, b] = [left(scope), right(scope)];
      if (stays && (a === null || b === null)) return null;
      const same = equals(a, b);
      return same === null || operator === "=" ? same : !same;
    };
  }
  const holds = comparisonHolds[operator];
  return (scope) => {
    const by = order(left(scope), right(scope));
    return by === undefined ? null : holds(by);
  };
}

const comparisonHolds = {
  "<": (by: number): boolean => by < 0,
  "<=": (by: number): boolean => by <= 0,
  ">": (by: number): boolean => by > 0,
  ">=": (by: number): boolean => by >= 0,
};

/** Kleene's three-valued logic; values that are no booleans count as unknown. */
function compileJunction(left: Run, right: Run, isOr: boolean): Run {
  return (scope) => {
    const a = left(scope);
    if (a === isOr) return isOr;
    const b = right(scope);
    if (b === isOr) return isOr;
    return a === !isOr && b === !isOr ? !isOr : null;
  };
}

// --- Iteration

type CompiledIterator = { readonly name: string; readonly over: Run; readonly end: Run | undefined };

const compileIterators = (iterators: readonly Iterator[], reading: Reading): CompiledIterator[] =>
  iterators.map(({ name, over, end }) => ({
    name,
    over: compile(over, reading),
    end: end === undefined ? undefined : compile(end, reading),
  }));

/** More steps than this are a mistake, not a rule. */
const longestIteration = 1_000_000;

/** The values an iterator runs over; null where there is nothing to run over. */
function valuesOf(iterator: CompiledIterator, scope: Scope): readonly FeelValue[] | null {
  const over = iterator.over(scope);
  if (iterator.end !== undefined) return stepsBetween(over, iterator.end(scope));
  if (over === null) return null;
  if (over instanceof FeelRange) return stepsOfRange(over);
  return isList(over) ? over : [over];
}

function stepsOfRange(range: FeelRange): readonly FeelValue[] | null {
  const steps = stepsBetween(range.start ?? null, range.end ?? null);
  return steps === null ? null : steps.slice(range.startIncluded ? 0 : 1, range.endIncluded ? undefined : -1);
}

/** Whole numbers or days from one to the other, both included, upwards or downwards. */
function stepsBetween(from: FeelValue, to: FeelValue): readonly FeelValue[] | null {
  if (from instanceof FeelDate && to instanceof FeelDate) {
    return wholeSteps(epochDay(from), epochDay(to))?.map((day) => dateOfEpochDay(day)) ?? null;
  }
  if (!isNumber(from) || !isNumber(to) || !isWhole(from) || !isWhole(to)) return null;
  const [start, end] = [toInteger(from), toInteger(to)];
  return start === undefined || end === undefined ? null : wholeSteps(start, end);
}

function wholeSteps(start: number, end: number): number[] | null {
  const size = Math.abs(end - start) + 1;
  if (size > longestIteration) return null;
  return Array.from({ length: size }, (_, index) => (end >= start ? start + index : start - index));
}

/** Visits every combination, the last iterator turning fastest; false when an iterator has nothing to run over. */
function visit(iterators: readonly CompiledIterator[], scope: Scope, body: (scope: Scope) => boolean): boolean {
  const [first, ...rest] = iterators;
  if (first === undefined) return body(scope);
  const values = valuesOf(first, scope);
  if (values === null) return false;
  for (const value of values) {
    steps += 1;
    if (steps > mostSteps || !visit(rest, binding(first.name, value, scope), body)) return false;
  }
  return true;
}

function compileFor(written: readonly Iterator[], result: Run, reading: Reading): Run {
  const iterators = compileIterators(written, reading);
  return (scope) => {
    const results: FeelValue[] = [];
    // `partial` is the list of results so far (DMN 1.5, 10.3.2.14).
    const around: Scope = { find: (name) => (name === "partial" ? [...results] : scope.find(name)) };
    const complete = visit(iterators, around, (inner) => {
      results.push(result(inner));
      return true;
    });
    return complete ? results : null;
  };
}

function compileQuantified(written: readonly Iterator[], condition: Run, every: boolean, reading: Reading): Run {
  const iterators = compileIterators(written, reading);
  return (scope) => {
    let found: boolean | null = every;
    let ended = false;
    const complete = visit(iterators, scope, (inner) => {
      const answer = condition(inner);
      if (answer === !every) {
        found = !every;
        ended = true;
        return false;
      }
      if (answer === null) found = null;
      return answer === null || answer === every;
    });
    return complete || ended ? found : null;
  };
}

// --- Contexts and functions

function compileContext(entries: readonly { readonly key: string; readonly value: Run }[], distinct: boolean): Run {
  return (scope) => {
    if (!distinct) return null;
    const made = new Map<string, FeelValue>();
    const inner = contextScope(made, scope);
    for (const { key, value } of entries) made.set(key, value(inner));
    return made;
  };
}

function compileFunction(expression: Extract<Expression, { readonly kind: "function" }>, reading: Reading): Run {
  const body = compile(expression.body, reading);
  const parameters = expression.parameters.map(({ name, type }) => ({
    name,
    type: type === undefined ? undefined : resolveType(type, reading.typeNamed),
  }));
  if (expression.external) return (scope) => externalFunction(parameters, body(scope));
  return (scope) => functionOf(parameters, body, scope, undefined);
}

/** A function of a body: arguments are brought to the types of the parameters, the result to its own. */
export function functionOf(
  parameters: FeelFunction["parameters"],
  body: Run,
  scope: Scope,
  result: FeelType | undefined,
): FeelFunction {
  return new FeelFunction(
    parameters,
    (args) => {
      if (args.length !== parameters.length) return null;
      const bound = new Map<string, FeelValue>();
      for (const [index, { name, type }] of parameters.entries()) {
        const given = args[index] ?? null;
        const value = coerce(given, type);
        if (value === null && given !== null) return null;
        bound.set(name, value);
      }
      return coerce(body(contextScope(bound, scope)), result);
    },
    result,
  );
}

function compileInstanceOf(value: Run, written: TypeExpression, reading: Reading): Run {
  const type = resolveType(written, reading.typeNamed);
  if (type === undefined) return () => null;
  return (scope) => {
    const found = value(scope);
    if (found === null) return type.kind === "simple" && type.name === "Null";
    return isOfType(found, type);
  };
}

// --- Ranges and tests

function compileInterval(expression: Extract<Expression, { readonly kind: "interval" }>, reading: Reading): Run {
  const [start, end] = [compile(expression.start, reading), compile(expression.end, reading)];
  const { startIncluded, endIncluded } = expression;
  return (scope) => {
    const [low, high] = [start(scope), end(scope)];
    if (low !== null && high !== null) {
      const by = order(low, high);
      if (by === undefined) return null;
    }
    return new FeelRange(low, startIncluded, high, endIncluded);
  };
}

/** A test standing alone is a range without an end on one side; "!=" is none. */
function rangeOfTest(operator: string, operand: FeelValue): FeelValue {
  switch (operator) {
    case "<":
      return new FeelRange(undefined, false, operand, false);
    case "<=":
      return new FeelRange(undefined, false, operand, true);
    case ">":
      return new FeelRange(operand, false, undefined, false);
    case ">=":
      return new FeelRange(operand, true, undefined, false);
    case "=":
      return new FeelRange(operand, true, operand, true, true);
    default:
      return null;
  }
}

/** Compiles a cell. Among several tests one that holds is enough; an unknown one leaves the others their say. */
export function compileTests(tests: UnaryTests, reading: Reading): Test {
  if (tests.kind === "any") return () => true;
  const compiled = tests.tests.map((test) => compileTest(test, reading));
  const only = compiled[0];
  if (only === undefined) return () => null;
  const anyOf: Test =
    compiled.length === 1
      ? only
      : (value, scope) => {
          let found: boolean | null = false;
          for (const test of compiled) {
            const holds = test(value, scope);
            if (holds === true) return true;
            if (holds === null) found = null;
          }
          return found;
        };
  if (!tests.negated) return anyOf;
  return (value, scope) => {
    const holds = anyOf(value, scope);
    return holds === null ? null : !holds;
  };
}

function compileTest(test: Expression, reading: Reading): Test {
  const stays = reading.unknown === "stays";
  if (test.kind === "test") {
    const compiled = compile(test.operand, reading);
    const asksInput = readsName(test.operand, "?");
    const operand = (value: FeelValue, scope: Scope): FeelValue =>
      compiled(asksInput ? binding("?", value, scope) : scope);
    const { operator } = test;
    if (operator === "=" || operator === "!=") {
      const strict = stays && !isNullLiteral(test.operand);
      return (value, scope) => {
        if (strict && value === null) return null;
        const same = equals(value, operand(value, scope));
        return same === null || operator === "=" ? same : !same;
      };
    }
    const holds = comparisonHolds[operator];
    return (value, scope) => {
      const by = order(value, operand(value, scope));
      return by === undefined ? null : holds(by);
    };
  }
  const run = compile(test, reading);
  const asksInput = readsName(test, "?");
  const strict = stays && !mentionsNull(test) && !asksInput;
  return (value, scope) => {
    const found = run(binding("?", value, scope));
    if (asksInput && (found === null || typeof found === "boolean")) return found;
    if (strict && value === null) return null;
    return member(value, found);
  };
}

/** A value passes a list it is in, a range that holds it, a test that is true, or what it equals. */
function member(value: FeelValue, found: FeelValue): boolean | null {
  if (found === null) return value === null;
  if (found === true && typeof value !== "boolean") return true;
  if (found instanceof FeelRange && !(value instanceof FeelRange)) return rangeHolds(found, value);
  if (!isList(found)) {
    const same = equals(value, found);
    return same === null && value !== null && isList(value) ? false : same;
  }
  if (isList(value) && equals(value, found) === true) return true;
  let answer: boolean | null = false;
  for (const item of found) {
    const holds =
      item instanceof FeelRange && !(value instanceof FeelRange)
        ? rangeHolds(item, value)
        : equals(value, item) === true;
    if (holds === true) return true;
    if (holds === null) answer = null;
  }
  return answer;
}
