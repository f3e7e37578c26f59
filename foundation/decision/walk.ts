import { unreachable } from "@ruyi/kernel";
import { builtinFunctions } from "./functions/index.ts";
import type { Expression, Iterator } from "./syntax.ts";

/** The way of names an expression is, such as ["order", "amount"]; undefined for anything else. */
export function wayOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === "name") return [expression.name];
  if (expression.kind !== "path") return undefined;
  const way = wayOf(expression.of);
  return way === undefined ? undefined : [...way, expression.name];
}

export const isNullLiteral = (expression: Expression): boolean =>
  expression.kind === "literal" && expression.value === null;

/** Whether a tree has a node that `found` accepts. */
function someNode(expression: Expression, found: (node: Expression) => boolean): boolean {
  return found(expression) || partsOf(expression).some((part) => someNode(part, found));
}

export const readsName = (expression: Expression, name: string): boolean =>
  someNode(expression, (node) => node.kind === "name" && node.name === name);

/** Whether a null is written anywhere: such a test answers for unknown values itself. */
export const mentionsNull = (expression: Expression): boolean => someNode(expression, isNullLiteral);

/** The direct parts of an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "name":
      return [];
    case "path":
    case "negate":
      return [expression.of];
    case "filter":
      return [expression.of, expression.by];
    case "call":
      return [expression.callee, ...expression.args];
    case "named-call":
      return [expression.callee, ...expression.args.map(({ value }) => value)];
    case "arithmetic":
    case "comparison":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "between":
      return [expression.value, expression.low, expression.high];
    case "in":
      return [expression.value, ...expression.tests];
    case "if":
      return [expression.condition, expression.yes, expression.no];
    case "for":
      return [...expression.iterators.flatMap(iteratorParts), expression.result];
    case "quantified":
      return [...expression.iterators.flatMap(iteratorParts), expression.condition];
    case "list":
      return expression.items;
    case "context":
      return expression.entries.map(({ value }) => value);
    case "function":
      return [expression.body];
    case "instance-of":
      return [expression.value];
    case "test":
      return [expression.operand];
    case "interval":
      return [expression.start, expression.end];
    default:
      return unreachable(expression);
  }
}

const iteratorParts = ({ over, end }: Iterator): Expression[] => (end === undefined ? [over] : [over, end]);

/** Names read from outside. Bare names in a filter may be parts of the item; they are left out, `item` as well. */
export function freeNames(expression: Expression): string[] {
  const found = new Set<string>();
  collect(expression, new Set(), found, false);
  return [...found];
}

function collect(expression: Expression, bound: ReadonlySet<string>, found: Set<string>, inFilter: boolean): void {
  const inner = (part: Expression, names: ReadonlySet<string> = bound): void => collect(part, names, found, inFilter);
  switch (expression.kind) {
    case "name":
      if (!inFilter && !bound.has(expression.name) && expression.name !== "?") found.add(expression.name);
      return;
    case "filter":
      inner(expression.of);
      collect(expression.by, bound, found, true);
      return;
    case "call":
    case "named-call": {
      const { callee } = expression;
      const isBuiltin =
        callee.kind === "name" && (builtinFunctions.has(callee.name) || ["now", "today"].includes(callee.name));
      for (const part of partsOf(expression)) if (part !== callee || !isBuiltin) inner(part);
      return;
    }
    case "for":
    case "quantified": {
      let names: ReadonlySet<string> = expression.kind === "for" ? new Set([...bound, "partial"]) : bound;
      for (const iterator of expression.iterators) {
        for (const part of iteratorParts(iterator)) inner(part, names);
        names = new Set([...names, iterator.name]);
      }
      inner(expression.kind === "for" ? expression.result : expression.condition, names);
      return;
    }
    case "context": {
      let names = bound;
      for (const { key, value } of expression.entries) {
        inner(value, names);
        names = new Set([...names, key]);
      }
      return;
    }
    case "function":
      inner(expression.body, new Set([...bound, ...expression.parameters.map(({ name }) => name)]));
      return;
    default:
      for (const part of partsOf(expression)) inner(part);
  }
}
