import { FeelDuration, FeelMonths } from "../calendar.ts";
import { type FeelNumber, add, divide, isNumber, multiply, squareRoot, subtract } from "../decimal.ts";
import { FeelFunction, type FeelList, type FeelValue, equals, isList, order } from "../value.ts";
import { any, builtin, callable, list, ofItems, optional, signature, whole } from "./signature.ts";

const numbersOf = (items: FeelList): FeelNumber[] | undefined => {
  const numbers = items.filter(isNumber);
  return numbers.length === items.length ? numbers : undefined;
};

const fold = (
  numbers: readonly FeelNumber[],
  join: (a: FeelNumber, b: FeelNumber) => FeelNumber | null,
  start: FeelNumber,
): FeelNumber | null =>
  numbers.reduce<FeelNumber | null>((total, next) => (total === null ? null : join(total, next)), start);

/** Sum of numbers or of durations of one kind; null for none. */
export function sumOf(items: FeelList): FeelValue {
  if (items.length === 0) return null;
  const numbers = numbersOf(items);
  if (numbers !== undefined) return fold(numbers, add, 0);
  const durations = items.filter((item) => item instanceof FeelDuration);
  if (durations.length === items.length)
    return new FeelDuration(durations.reduce((total, { nanos }) => total + nanos, 0n));
  const months = items.filter((item) => item instanceof FeelMonths);
  if (months.length === items.length) return new FeelMonths(months.reduce((total, item) => total + item.months, 0));
  return null;
}

function mean(items: FeelList): FeelValue {
  const total = sumOf(items);
  if (isNumber(total)) return divide(total, items.length);
  if (total instanceof FeelDuration) return new FeelDuration(total.nanos / BigInt(items.length));
  if (total instanceof FeelMonths) return new FeelMonths(Math.trunc(total.months / items.length));
  return null;
}

/** The least (or, with `side` 1, greatest) of values of one ordered kind; null for none or mixed kinds. */
export function extreme(items: FeelList, side: -1 | 1): FeelValue {
  let best: FeelValue | undefined;
  for (const item of items) {
    if (best === undefined) {
      if (item === null || order(item, item) === undefined) return null;
      best = item;
      continue;
    }
    const found = order(item, best);
    if (found === undefined) return null;
    if (found * side > 0) best = item;
  }
  return best ?? null;
}

function median(items: FeelList): FeelValue {
  const numbers = numbersOf(items)?.toSorted((a, b) => order(a, b) ?? 0);
  if (numbers === undefined || numbers.length === 0) return null;
  const middle = Math.floor(numbers.length / 2);
  const upper = numbers[middle] ?? 0;
  if (numbers.length % 2 === 1) return upper;
  const both = add(numbers[middle - 1] ?? 0, upper);
  return both === null ? null : divide(both, 2);
}

/** Deviation of a sample: the sum of squares over n - 1. */
function deviation(items: FeelList): FeelValue {
  const numbers = numbersOf(items);
  if (numbers === undefined || numbers.length < 2) return null;
  const total = fold(numbers, add, 0);
  const average = total === null ? null : divide(total, numbers.length);
  if (average === null) return null;
  const squares = numbers.map((value) => {
    const distance = subtract(value, average);
    return distance === null ? null : multiply(distance, distance);
  });
  const whole = squares.reduce<FeelNumber | null>(
    (sum, next) => (sum === null || next === null ? null : add(sum, next)),
    0,
  );
  const variance = whole === null ? null : divide(whole, numbers.length - 1);
  return variance === null ? null : squareRoot(variance);
}

function mode(items: FeelList): FeelValue {
  const numbers = numbersOf(items)?.toSorted((a, b) => order(a, b) ?? 0);
  if (numbers === undefined) return null;
  const runs: { value: FeelNumber; count: number }[] = [];
  for (const value of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && equals(last.value, value) === true) last.count += 1;
    else runs.push({ value, count: 1 });
  }
  const most = Math.max(...runs.map((run) => run.count));
  return runs.filter((run) => run.count === most).map((run) => run.value);
}

/** Kleene's "and" (`ends` false) or "or" (`ends` true) over a list. */
function truth(items: FeelList, ends: boolean): boolean | null {
  if (items.includes(ends)) return ends;
  return items.every((item) => item === !ends) ? !ends : null;
}

const distinct = (items: FeelList): FeelValue[] => {
  const kept: FeelValue[] = [];
  for (const item of items) if (!holds(kept, item)) kept.push(item);
  return kept;
};

const holds = (items: FeelList, element: FeelValue): boolean => items.some((item) => equals(item, element) === true);

const flatten = (items: FeelList): FeelValue[] => items.flatMap((item) => (isList(item) ? flatten(item) : [item]));

/** The place 1…length (or -1…-length from the end) as an index from 0; undefined outside. */
const indexAt = (items: FeelList, position: number): number | undefined => {
  const index = position > 0 ? position - 1 : items.length + position;
  return position === 0 || index < 0 || index >= items.length ? undefined : index;
};

function sublist(items: FeelList, start: number, length: number | undefined): FeelValue {
  const index = indexAt(items, start);
  if (index === undefined || (length !== undefined && (length < 0 || index + length > items.length))) return null;
  return items.slice(index, length === undefined ? undefined : index + length);
}

const asList = (value: FeelValue): FeelList => (isList(value) ? value : [value]);

/** Any number of arguments, at least one; by name, in the order of `names`. */
const variadic = (run: (args: FeelList) => FeelValue, names: readonly string[]): FeelFunction => {
  const call = (args: FeelList): FeelValue => (args.length === 0 ? null : run(args));
  const callNamed = (args: ReadonlyMap<string, FeelValue>): FeelValue =>
    args.size <= names.length && [...args.keys()].every((name) => names.includes(name))
      ? call(names.flatMap((name) => args.get(name) ?? []))
      : null;
  return new FeelFunction(
    names.map((name) => ({ name })),
    call,
    undefined,
    callNamed,
  );
};

/** Sorts stably by a function that says whether its first argument precedes its second. */
function sort(items: FeelList, precedes: FeelFunction | undefined): FeelValue {
  if (precedes === undefined) {
    if (items.length > 0 && extreme(items, 1) === null) return null;
    return items.toSorted((a, b) => order(a, b) ?? 0);
  }
  if (precedes.parameters.length !== 2) return null;
  return items.toSorted((a, b) => (precedes.call([a, b]) === true ? -1 : precedes.call([b, a]) === true ? 1 : 0));
}

export const listFunctions: Readonly<Record<string, FeelFunction>> = {
  sum: ofItems(sumOf),
  mean: ofItems(mean),
  min: ofItems((items) => extreme(items, -1)),
  max: ofItems((items) => extreme(items, 1)),
  product: ofItems((items) => {
    const numbers = numbersOf(items);
    return numbers === undefined || numbers.length === 0 ? null : fold(numbers, multiply, 1);
  }),
  median: ofItems(median),
  stddev: ofItems(deviation),
  mode: ofItems((items) => (items.length === 0 ? [] : mode(items))),
  all: ofItems((items) => truth(items, false)),
  any: ofItems((items) => truth(items, true)),
  count: builtin(signature([list("list")], (items) => items.length)),
  "list contains": builtin(signature([list("list"), any("element")], holds)),
  sublist: builtin(signature([list("list"), whole("start position"), optional(whole("length"))], sublist)),
  append: variadic(
    ([first = null, ...items]) => (first === null ? null : [...asList(first), ...items]),
    ["list", "item"],
  ),
  concatenate: variadic(
    (lists) => (lists.every((item) => item !== null) ? lists.flatMap((item) => [...asList(item)]) : null),
    ["list"],
  ),
  union: variadic((lists) => distinct(lists.flatMap((item) => [...asList(item)])), ["list"]),
  "insert before": builtin(
    signature([list("list"), whole("position"), any("newItem")], (items, position, item) => {
      const index = indexAt(items, position);
      return index === undefined ? null : items.toSpliced(index, 0, item);
    }),
  ),
  remove: builtin(
    signature([list("list"), whole("position")], (items, position) => {
      const index = indexAt(items, position);
      return index === undefined ? null : items.toSpliced(index, 1);
    }),
  ),
  "list replace": builtin(
    signature([list("list"), whole("position"), any("newItem")], (items, position, item) => {
      const index = indexAt(items, position);
      return index === undefined ? null : items.toSpliced(index, 1, item);
    }),
    signature([list("list"), callable("match"), any("newItem")], (items, match, item) => {
      if (match.parameters.length !== 2) return null;
      const verdicts = items.map((old) => match.call([old, item]));
      if (!verdicts.every((verdict) => typeof verdict === "boolean")) return null;
      return items.map((old, index) => (verdicts[index] === true ? item : old));
    }),
  ),
  reverse: builtin(signature([list("list")], (items) => items.toReversed())),
  "index of": builtin(
    signature([list("list"), any("match")], (items, match) =>
      items.flatMap((item, index) => (equals(item, match) === true ? [index + 1] : [])),
    ),
  ),
  "distinct values": builtin(signature([list("list")], distinct)),
  flatten: builtin(signature([list("list")], flatten)),
  sort: builtin(signature([list("list"), optional(callable("precedes"))], sort)),
};
