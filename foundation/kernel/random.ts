/** Numbers from 0 (included) to 1 (excluded), handed in like the time. */
export type Random = () => number;

/**
 * A repeatable source from a seed: mulberry32 (T. Ettinger), 32 bits of state, good enough for markets and load,
 * never for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Sixteen bytes of a random source, as fresh ids want them. */
export const bytes16 =
  (random: Random): (() => Uint8Array) =>
  () =>
    Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));

/** A whole number from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** One of the items. Throws on an empty list. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("Pick needs at least one item.");
  return item;
}

/** The items in a new order, every order equally likely (Fisher and Yates). */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
