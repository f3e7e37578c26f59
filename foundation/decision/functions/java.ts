import {
  type FeelNumber,
  isNumber,
  isWhole,
  parseNumber,
  roundNumber,
  squareRoot,
  toInteger,
  toJsNumber,
} from "../decimal.ts";
import { FeelFunction, type FeelValue, fromPlain, isContext, valueText } from "../value.ts";
import { extreme } from "./lists.ts";

/**
 * Models written for a Java engine may call the language's own mathematics and conversions by class and method. There
 * is no Java here: these few, which such models use, are known by name; every other external function answers null.
 */
export function externalFunction(parameters: FeelFunction["parameters"], description: FeelValue): FeelFunction | null {
  const java = isContext(description) ? (description.get("java") ?? description) : null;
  if (java === null || !isContext(java)) return null;
  const [owner, written] = [java.get("class"), java.get("method signature")];
  if (typeof owner !== "string" || typeof written !== "string") return null;
  const shape = /^\s*(\w+)\s*\(([^)]*)\)\s*$/.exec(written);
  const [, name = "", list = ""] = shape ?? [];
  const kinds = list.trim() === "" ? [] : list.split(",").map((kind) => kind.trim());
  const method = methods.get(`${owner}.${name}`);
  if (method === undefined || !method.accepts(kinds) || kinds.length !== parameters.length) return null;
  return new FeelFunction(parameters, (args) => {
    if (args.length !== kinds.length) return null;
    const given = args.map((arg, index) => argument(arg, kinds[index] ?? ""));
    return given.every((arg) => arg !== null) ? method.run(given) : null;
  });
}

type Method = {
  readonly accepts: (kinds: readonly string[]) => boolean;
  readonly run: (args: readonly FeelValue[]) => FeelValue;
};

const wholeRanges: Readonly<Record<string, number>> = { byte: 2 ** 7, short: 2 ** 15, int: 2 ** 31, long: 2 ** 53 };
const isNumeric = (kind: string): boolean => kind in wholeRanges || kind === "float" || kind === "double";
const isText = (kind: string): boolean => kind === "java.lang.String";

/** A FEEL value as Java would take it for a parameter; null when it cannot be passed. */
function argument(value: FeelValue, kind: string): FeelValue {
  const range = wholeRanges[kind];
  if (range !== undefined) {
    const whole = isNumber(value) && isWhole(value) ? toInteger(value) : undefined;
    return whole !== undefined && whole >= -range && whole < range ? whole : null;
  }
  if (isNumeric(kind)) return isNumber(value) ? value : null;
  if (kind === "char") return typeof value === "string" && [...value].length === 1 ? value : null;
  return isText(kind) ? (typeof value === "string" ? value : null) : value;
}

const numbersOf = (args: readonly FeelValue[]): number[] => args.filter(isNumber).map(toJsNumber);

const numeric = (count: number, run: (...numbers: number[]) => number): Method => ({
  accepts: (kinds) => kinds.length === count && kinds.every(isNumeric),
  run: (args) => fromPlain(run(...numbersOf(args))),
});

/** Rules that stay within decimals need no doubles. */
const exact = (count: number, run: (numbers: readonly FeelNumber[]) => FeelValue): Method => ({
  accepts: (kinds) => kinds.length === count && kinds.every(isNumeric),
  run: (args) => run(args.filter(isNumber)),
});

const valueOf = (kind: string): Method => ({
  accepts: ([only = "", ...more]) => more.length === 0 && (only === kind || isText(only)),
  run: ([value = null]) => (typeof value === "string" ? argument(parseNumber(value.trim()), kind) : value),
});

/** `String.format` with %s, %d, %f, %.2f and %%. */
function format(pattern: string, values: readonly FeelValue[]): string | null {
  let next = 0;
  let broken = false;
  const text = pattern.replace(/%(?:\.(\d+))?([a-zA-Z%])/g, (_whole, digits: string | undefined, kind: string) => {
    if (kind === "%") return "%";
    const value = values[next] ?? null;
    next += 1;
    if (kind === "s") return valueText(value);
    if (kind === "d" && isNumber(value) && isWhole(value)) return valueText(value);
    if (kind === "f" && isNumber(value)) {
      const places = Number(digits ?? 6);
      return toJsNumber(roundNumber(value, places, "half-up") ?? 0).toFixed(Math.min(places, 100));
    }
    broken = true;
    return "";
  });
  return broken || next > values.length ? null : text;
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...(
    ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "log10", "cbrt"] as const
  ).map((name): [string, Method] => [`java.lang.Math.${name}`, numeric(1, Math[name])]),
  ...(["pow", "hypot", "atan2"] as const).map((name): [string, Method] => [
    `java.lang.Math.${name}`,
    numeric(2, Math[name]),
  ]),
  ["java.lang.Math.max", exact(2, (numbers) => extreme(numbers, 1))],
  ["java.lang.Math.min", exact(2, (numbers) => extreme(numbers, -1))],
  ["java.lang.Math.sqrt", exact(1, ([value = 0]) => squareRoot(value))],
  ["java.lang.Math.floor", exact(1, ([value = 0]) => roundNumber(value, 0, "floor"))],
  ["java.lang.Math.ceil", exact(1, ([value = 0]) => roundNumber(value, 0, "ceiling"))],
  ["java.lang.Math.rint", exact(1, ([value = 0]) => roundNumber(value, 0, "half-even"))],
  ["java.lang.Byte.valueOf", valueOf("byte")],
  ["java.lang.Short.valueOf", valueOf("short")],
  ["java.lang.Integer.valueOf", valueOf("int")],
  ["java.lang.Long.valueOf", valueOf("long")],
  ["java.lang.Float.valueOf", valueOf("float")],
  ["java.lang.Double.valueOf", valueOf("double")],
  [
    "java.lang.String.valueOf",
    {
      accepts: (kinds) =>
        kinds.length === 1 && kinds.every((kind) => kind === "char" || kind === "boolean" || isNumeric(kind)),
      run: ([value = null]) => valueText(value),
    },
  ],
  [
    "java.lang.String.format",
    {
      accepts: (kinds) => isText(kinds[0] ?? "") && kinds[1] === "[Ljava.lang.Object;" && kinds.length === 2,
      run: ([pattern = null, ...values]) => (typeof pattern === "string" ? format(pattern, values) : null),
    },
  ],
]);
