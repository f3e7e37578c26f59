/** A value that tells whoever watches it when it has become another. */
export type Cell<Value> = { value: Value } & Watched;
export type Reading<Value> = { readonly value: Value };
/** Calls `then` after each change, until what it returned is called. */
export type Watched = { readonly watch: (then: () => void) => () => void };

export function cell<Value>(first: Value): Cell<Value> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set value(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const tell of [...watchers]) tell();
    },
    watch(then) {
      watchers.add(then);
      return () => void watchers.delete(then);
    },
  };
}

/** What follows from other values, read anew each time: nothing is kept that could disagree with them. */
export const derived = <Value>(read: () => Value): Reading<Value> => ({
  get value() {
    return read();
  },
});

export const watchAll = (cells: readonly Watched[], then: () => void): (() => void) => {
  const stops = cells.map(({ watch }) => watch(then));
  return () => {
    for (const stop of stops) stop();
  };
};
