import { sameName } from "./syntax.ts";
import { type FeelContext, type FeelValue, fromPlain, isContext } from "./value.ts";

/** Where an expression finds its names; `undefined` means the name is not known here. */
export type Scope = {
  readonly find: (name: string) => FeelValue | undefined;
  /** Follows a way of names through plain objects without converting what lies beside it; `undefined` when it cannot. */
  readonly follow?: (way: readonly string[]) => FeelValue | undefined;
};

/** Names of a plain JS object, converted when first asked for. */
export function plainScope(record: Readonly<Record<string, unknown>>): Scope {
  let known: Map<string, FeelValue> | undefined;
  return {
    follow: (way) => {
      let at: unknown = record;
      for (const name of way) {
        if (typeof at !== "object" || at === null || Object.getPrototypeOf(at) !== Object.prototype) return undefined;
        if (!Object.hasOwn(at, name)) return undefined;
        at = (at as Readonly<Record<string, unknown>>)[name];
      }
      return fromPlain(at);
    },
    find: (name) => {
      const found = known?.get(name);
      if (found !== undefined) return found;
      const key = Object.hasOwn(record, name) ? name : sameName(name, Object.keys(record));
      if (key === undefined) return undefined;
      const value = fromPlain(record[key]);
      if (value !== null && typeof value === "object") (known ??= new Map()).set(name, value);
      return value;
    },
  };
}

export const contextScope = (context: FeelContext, outer: Scope): Scope => ({
  find: (name) => context.get(name) ?? (context.has(name) ? null : outer.find(name)),
});

export const binding = (bound: string, value: FeelValue, outer: Scope): Scope => ({
  find: (name) => (name === bound ? value : outer.find(name)),
});

/** In a filter: the entries of the item when it is a context, then `item`, then what lies around. */
export const itemScope = (item: FeelValue, outer: Scope): Scope => {
  const entries = isContext(item) ? item : undefined;
  return { find: (name) => entries?.get(name) ?? (name === "item" ? item : outer.find(name)) };
};

export const emptyScope: Scope = { find: () => undefined };
