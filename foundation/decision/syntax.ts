import type { SyntaxNode } from "@lezer/common";
import { parser, trackVariables } from "lezer-feel";
import { parseDate, parseDateTime, parseDuration, parseTime } from "./calendar.ts";
import { type FeelNumber, parseNumber } from "./decimal.ts";
import { DecisionError } from "./error.ts";
import type { FeelValue, SimpleTypeName } from "./value.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "**";
export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** FEEL as a tree. `test` and `interval` may stand alone: they are ranges then. */
export type Expression =
  | { readonly kind: "literal"; readonly value: FeelValue }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "path"; readonly of: Expression; readonly name: string }
  | { readonly kind: "filter"; readonly of: Expression; readonly by: Expression }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Expression[] }
  | {
      readonly kind: "named-call";
      readonly callee: Expression;
      readonly args: readonly { readonly name: string; readonly value: Expression }[];
    }
  | { readonly kind: "negate"; readonly of: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "comparison";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "between"; readonly value: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: "in"; readonly value: Expression; readonly tests: readonly Expression[] }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "if"; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "for"; readonly iterators: readonly Iterator[]; readonly result: Expression }
  | {
      readonly kind: "quantified";
      readonly every: boolean;
      readonly iterators: readonly Iterator[];
      readonly condition: Expression;
    }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "context"; readonly entries: readonly { readonly key: string; readonly value: Expression }[] }
  | {
      readonly kind: "function";
      readonly parameters: readonly { readonly name: string; readonly type: TypeExpression | undefined }[];
      readonly body: Expression;
      readonly external: boolean;
    }
  | { readonly kind: "instance-of"; readonly value: Expression; readonly type: TypeExpression }
  | { readonly kind: "test"; readonly operator: ComparisonOperator; readonly operand: Expression }
  | {
      readonly kind: "interval";
      readonly start: Expression;
      readonly startIncluded: boolean;
      readonly end: Expression;
      readonly endIncluded: boolean;
    };

/** `end` is present where the iteration runs over `start..end`. */
export type Iterator = { readonly name: string; readonly over: Expression; readonly end: Expression | undefined };

export type TypeExpression =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "list" | "range"; readonly of: TypeExpression }
  | { readonly kind: "context"; readonly entries: readonly { readonly name: string; readonly type: TypeExpression }[] }
  | { readonly kind: "function"; readonly parameters: readonly TypeExpression[]; readonly result: TypeExpression };

/** A cell of a table: any value, or tests of which one must hold (none, when negated). */
export type UnaryTests =
  | { readonly kind: "any" }
  | { readonly kind: "tests"; readonly negated: boolean; readonly tests: readonly Expression[] };

/**
 * Names an expression may use. Needed only for names that FEEL could read as something else ("days-late", "date and
 * hour"); nested shapes name the parts of a context.
 */
export type Names = { readonly [name: string]: Names | true };

const builtinNames: Names = {
  "days and time duration": true,
  "years and months duration": true,
  "date and time": true,
};

/** One spelling for a name: single spaces, none around signs. */
export const normalName = (name: string): string =>
  name
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ ?([./\-'+*]) ?/g, "$1");

const hasSign = /[./\-'+*]/;

/** The one of `names` that is written like `name` but for the spaces around its signs. */
export const sameName = (name: string, names: Iterable<string>): string | undefined =>
  hasSign.test(name) ? [...names].find((other) => normalName(other) === name) : undefined;

type Source = { readonly text: string };

/** Throws `DecisionError` with the place where the text stops being FEEL. */
export function parseExpression(text: string, names: Names = noNames): Expression {
  const { source, top } = parse(text, "Expression", names);
  const children = childrenOf(top);
  const only = children[0];
  if (only === undefined || children.length !== 1) throw syntaxError(text, top.from, "one expression");
  return read(only, source);
}

/** Unary tests: "-", "< 5, > 10", "not("a")", "[1..3]". An empty text is refused. */
export function parseUnaryTests(text: string, names: Names = noNames): UnaryTests {
  const plain = readPlainCell(text.trim());
  if (plain !== undefined) return plain;
  const { source, top } = parse(text, "UnaryTests", names);
  const [first, second] = childrenOf(top);
  if (first === undefined) throw syntaxError(text, 0, 'tests such as "-", "< 5" or "[1..3]"');
  if (first.name === "Wildcard") return { kind: "any" };
  const negated = first.name === "not";
  const list = negated ? second : first;
  if (list === undefined) throw syntaxError(text, first.to, "tests in brackets");
  return { kind: "tests", negated, tests: childrenOf(list).map((test) => read(test, source)) };
}

const noNames: Names = {};

/** Levels of nesting that no person writes; beyond them the text is refused. */
const deepestNesting = 400;

type Configured = ReturnType<typeof parser.configure>;
const parsers = new WeakMap<Names, { Expression?: Configured; UnaryTests?: Configured }>();

/** Parsers are made once for each set of names. */
function parserFor(top: "Expression" | "UnaryTests", names: Names): Configured {
  const known = parsers.get(names) ?? {};
  const made = known[top] ?? parser.configure({ top, contextTracker: trackVariables({ ...builtinNames, ...names }) });
  known[top] = made;
  parsers.set(names, known);
  return made;
}

const plainTest = /^(<=|>=|!=|<|>|=)?\s*(-?\d{1,15}(?:\.\d{1,15})?)$/;
const plainInterval = /^([[(\]])\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*\.\.\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*([\])[])$/;
const plainTexts = /^"[^"\\]*"(?:\s*,\s*"[^"\\]*")*$/;

/** The cells most tables are made of, read without the grammar: large tables load ten times faster. */
function readPlainCell(text: string): UnaryTests | undefined {
  if (text === "-") return { kind: "any" };
  const only = (test: Expression): UnaryTests => ({ kind: "tests", negated: false, tests: [test] });
  const test = plainTest.exec(text);
  if (test !== null) {
    const operand = literal(parseNumber(test[2] ?? ""));
    const operator = test[1];
    return only(operator === undefined ? operand : { kind: "test", operator: operator as ComparisonOperator, operand });
  }
  const interval = plainInterval.exec(text);
  if (interval !== null) {
    const [, open, start = "", end = "", close] = interval;
    return only({
      kind: "interval",
      start: literal(parseNumber(start)),
      startIncluded: open === "[",
      end: literal(parseNumber(end)),
      endIncluded: close === "]",
    });
  }
  if (!plainTexts.test(text)) return undefined;
  const texts = [...text.matchAll(/"([^"]*)"/g)].map(([, inside = ""]) => literal(inside));
  return { kind: "tests", negated: false, tests: texts };
}

function parse(text: string, top: "Expression" | "UnaryTests", names: Names): { source: Source; top: SyntaxNode } {
  const configured = parserFor(top, names);
  // The grammar knows list<…> but not range<…>: the same length keeps every position true.
  const readable = text.replace(/\brange(\s*)</g, "list$1 <");
  const tree = configured.parse(readable);
  let broken: number | undefined;
  let depth = 0;
  tree.iterate({
    enter: (node) => {
      depth += 1;
      if (node.type.isError || depth > deepestNesting) broken ??= node.from;
    },
    leave: () => {
      depth -= 1;
    },
  });
  if (broken !== undefined) throw syntaxError(text, broken, "FEEL");
  return { source: { text }, top: tree.topNode };
}

const syntaxError = (text: string, at: number, wanted: string): DecisionError => {
  const found = text.slice(at, at + 20).trim();
  return new DecisionError(
    `"${text}" is not ${wanted}: ${found === "" ? "it ends too early" : `see "${found}" at position ${at + 1}`}.`,
  );
};

const skipped = new Set(["LineComment", "BlockComment", "(", ")", "[", "]", "{", "}", "..", ".", "<", ">"]);

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!skipped.has(child.name)) children.push(child);
  }
  return children;
}

const textOf = (node: SyntaxNode, source: Source): string => source.text.slice(node.from, node.to);
const nameOf = (node: SyntaxNode, source: Source): string => {
  const raw = textOf(node, source);
  return raw.startsWith("`") ? raw.slice(1, -1) : normalName(raw);
};

const literal = (value: FeelValue): Expression => ({ kind: "literal", value });

function read(node: SyntaxNode, source: Source): Expression {
  const parts = childrenOf(node);
  const part = (index: number): Expression => {
    const child = parts[index];
    if (child === undefined) throw syntaxError(source.text, node.from, "complete");
    return read(child, source);
  };
  switch (node.name) {
    case "NumericLiteral":
      return literal(readNumber(textOf(node, source).replace(/\s+/g, "")));
    case "StringLiteral":
      return literal(unescapeText(textOf(node, source).slice(1, -1)));
    case "BooleanLiteral":
      return literal(textOf(node, source) === "true");
    case "null":
      return literal(null);
    case "VariableName":
    case "SpecialFunctionName":
    case "?":
      return { kind: "name", name: nameOf(node, source) };
    case "ParenthesizedExpression":
    case "PositiveUnaryTest":
    case "FunctionBody":
      return part(0);
    case "SimplePositiveUnaryTest":
      return parts.length === 1
        ? part(0)
        : { kind: "test", operator: comparisonOf(parts[0], source), operand: part(1) };
    case "Interval":
      return readInterval(node, source);
    case "ArithmeticExpression":
      if (parts.length === 2) return { kind: "negate", of: part(1) };
      return { kind: "arithmetic", operator: arithmeticOf(parts[1], source), left: part(0), right: part(2) };
    case "Comparison":
      return readComparison(parts, source);
    case "Conjunction":
      return { kind: "and", left: part(0), right: part(2) };
    case "Disjunction":
      return { kind: "or", left: part(0), right: part(2) };
    case "PathExpression": {
      const name = parts[1];
      if (name === undefined) throw syntaxError(source.text, node.to, "a path with a name after the point");
      return { kind: "path", of: part(0), name: nameOf(name, source) };
    }
    case "FilterExpression":
      return { kind: "filter", of: part(0), by: part(1) };
    case "FunctionInvocation":
      return readCall(part(0), parts[1], source);
    case "DateTimeLiteral":
      return readDateTime(parts, source);
    case "IfExpression":
      return { kind: "if", condition: part(1), yes: part(3), no: part(5) };
    case "ForExpression":
      return { kind: "for", iterators: readIterators(parts[1], source), result: part(3) };
    case "QuantifiedExpression":
      return {
        kind: "quantified",
        every: parts[0]?.name === "every",
        iterators: readIterators(parts[1], source),
        condition: part(3),
      };
    case "List":
      return { kind: "list", items: parts.map((item) => read(item, source)) };
    case "Context":
      return { kind: "context", entries: parts.map((entry) => readEntry(entry, source)) };
    case "FunctionDefinition":
      return readFunction(node, source);
    case "InstanceOfExpression": {
      const type = parts.at(-1);
      if (type === undefined) throw syntaxError(source.text, node.to, "a test of a type");
      return { kind: "instance-of", value: part(0), type: readType(type, source) };
    }
    default:
      throw syntaxError(source.text, node.from, "FEEL");
  }
}

function readNumber(text: string): FeelNumber | null {
  return parseNumber(text);
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

/** Text between quotes with its escapes read; surrogate pairs may be written as two \u escapes. */
const unescapeText = (text: string): string =>
  text.replace(
    /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))/gsu,
    (whole, braced, four, six, single) => {
      const code: unknown = braced ?? four ?? six;
      if (typeof code === "string") return String.fromCodePoint(Number.parseInt(code, 16));
      return escapes[String(single)] ?? String(whole);
    },
  );

const comparisons: readonly string[] = ["=", "!=", "<", "<=", ">", ">="];
function comparisonOf(node: SyntaxNode | undefined, source: Source): ComparisonOperator {
  const text = node === undefined ? "" : textOf(node, source);
  if (!comparisons.includes(text)) throw syntaxError(source.text, node?.from ?? 0, "a comparison");
  return text as ComparisonOperator;
}

const operators: readonly string[] = ["+", "-", "*", "/", "**"];
function arithmeticOf(node: SyntaxNode | undefined, source: Source): ArithmeticOperator {
  const text = node === undefined ? "" : textOf(node, source);
  if (!operators.includes(text)) throw syntaxError(source.text, node?.from ?? 0, "arithmetic");
  return text as ArithmeticOperator;
}

function readInterval(node: SyntaxNode, source: Source): Expression {
  const text = textOf(node, source);
  const [start, end] = childrenOf(node);
  if (start === undefined || end === undefined) throw syntaxError(source.text, node.from, "a range with two ends");
  return {
    kind: "interval",
    start: read(start, source),
    startIncluded: text.startsWith("["),
    end: read(end, source),
    endIncluded: text.endsWith("]"),
  };
}

function readComparison(parts: readonly SyntaxNode[], source: Source): Expression {
  const [value, operator, ...rest] = parts;
  if (value === undefined || operator === undefined) throw syntaxError(source.text, 0, "a comparison");
  const left = read(value, source);
  const [first, , third] = rest;
  if (first === undefined) throw syntaxError(source.text, operator.to, "a comparison with two sides");
  if (operator.name === "between") {
    if (third === undefined) throw syntaxError(source.text, operator.to, "between with two ends");
    return { kind: "between", value: left, low: read(first, source), high: read(third, source) };
  }
  if (operator.name === "in") {
    const tests = first.name === "PositiveUnaryTests" ? childrenOf(first) : [first];
    return { kind: "in", value: left, tests: tests.map((test) => read(test, source)) };
  }
  return { kind: "comparison", operator: comparisonOf(operator, source), left, right: read(first, source) };
}

function readCall(callee: Expression, args: SyntaxNode | undefined, source: Source): Expression {
  if (args === undefined) return { kind: "call", callee, args: [] };
  if (args.name === "PositionalParameters") {
    return { kind: "call", callee, args: childrenOf(args).map((arg) => read(arg, source)) };
  }
  return {
    kind: "named-call",
    callee,
    args: childrenOf(args).map((parameter) => {
      const [name, value] = childrenOf(parameter);
      if (name === undefined || value === undefined) throw syntaxError(source.text, parameter.from, "a named argument");
      return { name: nameOf(name, source), value: read(value, source) };
    }),
  };
}

function readDateTime(parts: readonly SyntaxNode[], source: Source): Expression {
  const [constructor, args] = parts;
  if (constructor?.name === "AtLiteral") {
    const text = childrenOf(constructor)[0];
    return literal(text === undefined ? null : atLiteral(unescapeText(textOf(text, source).slice(1, -1))));
  }
  if (constructor === undefined) throw syntaxError(source.text, 0, "a date or time");
  return readCall({ kind: "name", name: normalName(textOf(constructor, source)) }, args, source);
}

/** The value of @"…": a date, time, date-time or duration; null for other text. */
const atLiteral = (text: string): FeelValue =>
  parseDate(text) ?? parseTime(text) ?? (/^-?\d+-\d\d-\d\dT/.test(text) ? parseDateTime(text) : parseDuration(text));

function readIterators(node: SyntaxNode | undefined, source: Source): Iterator[] {
  if (node === undefined) throw syntaxError(source.text, 0, "an iteration");
  return childrenOf(node).map((iterator) => {
    const [name, , context] = childrenOf(iterator);
    if (name === undefined || context === undefined) throw syntaxError(source.text, iterator.from, "an iteration");
    const inner = context.name === "IterationContext" ? childrenOf(context) : [context];
    const [over, end] = inner;
    if (over === undefined) throw syntaxError(source.text, context.from, "an iteration");
    return {
      name: nameOf(name, source),
      over: read(over, source),
      end: end === undefined ? undefined : read(end, source),
    };
  });
}

function readEntry(node: SyntaxNode, source: Source): { key: string; value: Expression } {
  const [key, value] = childrenOf(node);
  if (key === undefined || value === undefined) throw syntaxError(source.text, node.from, "an entry of a context");
  const inner = childrenOf(key)[0] ?? key;
  const name =
    inner.name === "StringLiteral" ? unescapeText(textOf(inner, source).slice(1, -1)) : nameOf(inner, source);
  return { key: name, value: read(value, source) };
}

function readFunction(node: SyntaxNode, source: Source): Expression {
  const parts = childrenOf(node);
  const formal = parts.find((part) => part.name === "FormalParameters");
  const body = parts.find((part) => part.name === "FunctionBody");
  if (body === undefined) throw syntaxError(source.text, node.to, "a function with a body");
  const parameters = (formal === undefined ? [] : childrenOf(formal)).map((parameter) => {
    const [name, type] = childrenOf(parameter);
    if (name === undefined) throw syntaxError(source.text, parameter.from, "a parameter");
    return { name: nameOf(name, source), type: type === undefined ? undefined : readType(type, source) };
  });
  return {
    kind: "function",
    parameters,
    body: read(body, source),
    external: parts.some((part) => part.name === "external"),
  };
}

function readType(node: SyntaxNode, source: Source): TypeExpression {
  const inner = childrenOf(node);
  switch (node.name) {
    case "Type": {
      const only = inner[0];
      if (only === undefined) throw syntaxError(source.text, node.from, "a type");
      return readType(only, source);
    }
    case "ListType": {
      const of = inner.find((part) => part.name === "Type");
      if (of === undefined) throw syntaxError(source.text, node.from, "a type of items");
      return { kind: textOf(node, source).startsWith("range") ? "range" : "list", of: readType(of, source) };
    }
    case "ContextType": {
      const entries = inner.find((part) => part.name === "ContextEntryTypes");
      return {
        kind: "context",
        entries: (entries === undefined ? [] : childrenOf(entries)).map((entry) => {
          const [name, type] = childrenOf(entry);
          if (name === undefined || type === undefined) throw syntaxError(source.text, entry.from, "a typed entry");
          return { name: nameOf(name, source), type: readType(type, source) };
        }),
      };
    }
    case "FunctionType": {
      const args = inner.find((part) => part.name === "ArgumentTypes");
      const result = inner.findLast((part) => part.name === "Type");
      if (result === undefined) throw syntaxError(source.text, node.from, "a function type with a result");
      const parameters = args === undefined ? [] : childrenOf(args).flatMap((arg) => childrenOf(arg));
      return {
        kind: "function",
        parameters: parameters.map((type) => readType(type, source)),
        result: readType(result, source),
      };
    }
    default:
      return { kind: "named", name: normalName(textOf(node, source)) };
  }
}

/** Types every expression knows by name. */
export const simpleTypes: Readonly<Record<string, SimpleTypeName>> = {
  Any: "Any",
  Null: "Null",
  number: "number",
  string: "string",
  boolean: "boolean",
  date: "date",
  time: "time",
  "date and time": "date and time",
  dateTime: "date and time",
  "days and time duration": "days and time duration",
  dayTimeDuration: "days and time duration",
  "years and months duration": "years and months duration",
  yearMonthDuration: "years and months duration",
  context: "context",
  list: "list",
  range: "range",
  function: "function",
};
