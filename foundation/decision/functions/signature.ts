import { FeelDate, FeelDateTime, FeelDuration, FeelMonths, FeelTime, midnight } from "../calendar.ts";
import { type FeelNumber, isNumber, toInteger } from "../decimal.ts";
import { type FeelContext, FeelFunction, type FeelList, type FeelValue, isContext, isList } from "../value.ts";

/** One parameter of a built-in function: `accept` answers `undefined` for a value of another kind. */
export type Parameter<T> = {
  readonly name: string;
  readonly optional: boolean;
  readonly accept: (value: FeelValue) => { readonly value: T } | undefined;
};

type Accepted<P extends readonly Parameter<unknown>[]> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** One way to call a function. */
export type Signature = {
  readonly parameters: readonly Parameter<unknown>[];
  readonly run: (args: readonly FeelValue[]) => FeelValue;
};

/** A signature: wrong kinds of arguments answer null, a list of one stands for its item where an item is wanted. */
export function signature<const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  run: (...args: Accepted<P>) => FeelValue,
): Signature {
  const call = run as (...args: unknown[]) => FeelValue;
  return {
    parameters,
    run: (args) => {
      const accepted: unknown[] = [];
      for (let index = 0; index < parameters.length; index += 1) {
        const parameter = parameters[index];
        const given = args[index];
        if (parameter === undefined) return null;
        if (given === undefined) {
          if (!parameter.optional) return null;
          accepted.push(undefined);
          continue;
        }
        const fit = parameter.accept(given);
        if (fit === undefined) return null;
        accepted.push(fit.value);
      }
      return call(...accepted);
    },
  };
}

/** A built-in function by its signatures: arguments by place choose by number, arguments by name by their names. */
export function builtin(...signatures: readonly Signature[]): FeelFunction {
  const first = signatures[0];
  const fits = ({ parameters }: Signature, count: number): boolean =>
    count <= parameters.length && parameters.every((parameter, index) => index < count || parameter.optional);
  const call = (args: readonly FeelValue[]): FeelValue => {
    for (const candidate of signatures) {
      if (!fits(candidate, args.length)) continue;
      const value = candidate.run(args);
      if (value !== null) return value;
    }
    return null;
  };
  const callNamed = (args: ReadonlyMap<string, FeelValue>): FeelValue => {
    for (const candidate of signatures) {
      const values = candidate.parameters.map(({ name }) => args.get(name));
      const known = values.filter((value) => value !== undefined).length;
      const complete = candidate.parameters.every(({ optional }, index) => optional || values[index] !== undefined);
      if (known !== args.size || !complete) continue;
      const value = candidate.run(values as readonly FeelValue[]);
      if (value !== null) return value;
    }
    return null;
  };
  return new FeelFunction(
    (first?.parameters ?? []).map(({ name }) => ({ name })),
    call,
    undefined,
    callNamed,
  );
}

/** A function of one list that may also be called with the items one by one: `sum([1, 2])` and `sum(1, 2)`. */
export function ofItems(run: (items: FeelList) => FeelValue): FeelFunction {
  const call = (args: readonly FeelValue[]): FeelValue => {
    if (args.length === 0) return null;
    const [only] = args;
    if (args.length > 1) return run(args);
    return isList(only) ? run(only) : only === null || only === undefined ? null : run([only]);
  };
  return new FeelFunction([{ name: "list" }], call, undefined, (args) => {
    const list = args.get("list");
    return args.size === 1 && list !== undefined ? call([list]) : null;
  });
}

const single = (value: FeelValue): FeelValue => (isList(value) && value.length === 1 ? (value[0] ?? null) : value);

const kind =
  <T>(test: (value: FeelValue) => value is T & FeelValue) =>
  (name: string): Parameter<T> => ({
    name,
    optional: false,
    accept: (value) => {
      if (test(value)) return { value };
      const item = single(value);
      return test(item) ? { value: item } : undefined;
    },
  });

const isText = (value: FeelValue): value is string => typeof value === "string";

export const text = kind<string>(isText);
export const number = kind<FeelNumber>((value): value is FeelNumber & FeelValue => isNumber(value));
export const context = kind<FeelContext>(isContext);
export const callable = kind<FeelFunction>((value): value is FeelFunction => value instanceof FeelFunction);
export const date = kind<FeelDate>((value): value is FeelDate => value instanceof FeelDate);
export const time = kind<FeelTime>((value): value is FeelTime => value instanceof FeelTime);
export const dateTime = kind<FeelDateTime>((value): value is FeelDateTime => value instanceof FeelDateTime);
export const duration = kind<FeelDuration>((value): value is FeelDuration => value instanceof FeelDuration);
export const months = kind<FeelMonths>((value): value is FeelMonths => value instanceof FeelMonths);

/** A date or a date-time; dates count as their midnight. */
export const day = (name: string): Parameter<FeelDateTime> => ({
  name,
  optional: false,
  accept: (given) => {
    const value = single(given);
    if (value instanceof FeelDateTime) return { value };
    return value instanceof FeelDate ? { value: midnight(value) } : undefined;
  },
});

/** A whole number that fits a JS integer; fractions are cut. */
export const whole = (name: string): Parameter<number> => ({
  name,
  optional: false,
  accept: (given) => {
    const value = single(given);
    const integer = isNumber(value) ? toInteger(value) : undefined;
    return integer === undefined ? undefined : { value: integer };
  },
});

/** A list; any other value but null counts as a list of itself. */
export const list = (name: string): Parameter<FeelList> => ({
  name,
  optional: false,
  accept: (value) => (isList(value) ? { value } : value === null ? undefined : { value: [value] }),
});

/** Any value, null included. */
export const any = (name: string): Parameter<FeelValue> => ({ name, optional: false, accept: (value) => ({ value }) });

export const optional = <T>(parameter: Parameter<T>): Parameter<T | undefined> => ({ ...parameter, optional: true });

/** Optional, and null counts as left out. */
export const orNull = <T>(parameter: Parameter<T>): Parameter<T | undefined> => ({
  ...parameter,
  optional: true,
  accept: (value) => (value === null ? { value: undefined } : parameter.accept(value)),
});
