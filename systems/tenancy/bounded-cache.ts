export type BoundedCache<Key, Value> = {
  readonly get: (key: Key, nowMs: number) => Value | undefined;
  /** Keeps a value until `ageMs` have gone by, or until the given moment when that is sooner. */
  readonly set: (key: Key, value: Value, nowMs: number, untilMs?: number) => void;
  readonly delete: (key: Key) => void;
  readonly clear: () => void;
  readonly size: () => number;
};

/**
 * At most `limit` values, each for `ageMs` at most; the one unused longest goes first. A stale value is never given out,
 * so `ageMs` is how long another server's change may stay unseen.
 */
export function createBoundedCache<Key, Value>(options: {
  readonly limit: number;
  readonly ageMs: number;
}): BoundedCache<Key, Value> {
  const kept = new Map<Key, { readonly value: Value; readonly untilMs: number }>();
  return {
    get: (key, nowMs) => {
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      if (nowMs >= found.untilMs) return undefined;
      kept.set(key, found);
      return found.value;
    },
    set: (key, value, nowMs, untilMs = Number.POSITIVE_INFINITY) => {
      kept.delete(key);
      kept.set(key, { value, untilMs: Math.min(nowMs + options.ageMs, untilMs) });
      if (kept.size <= options.limit) return;
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    },
    delete: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    size: () => kept.size,
  };
}

/**
 * Reads through a cache of what `load` answered, "nothing" included. Those who ask for the same key at once wait for
 * one load; a load that failed is not kept.
 */
export function createReader<Key, Value>(
  cache: BoundedCache<Key, Promise<Value>>,
  load: (key: Key) => Promise<Value>,
): (key: Key, nowMs: number) => Promise<Value> {
  return (key, nowMs) => {
    const known = cache.get(key, nowMs);
    if (known) return known;
    const loading = load(key);
    cache.set(key, loading, nowMs);
    loading.catch(() => cache.delete(key));
    return loading;
  };
}
