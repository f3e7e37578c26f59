import type { Reading } from "@ruyi/commerce";

/**
 * What a shop said, and how sure it is. `known`: said just now; `last-known`: the shop is silent, and this is what it
 * said before; `unknown`: silent, and nothing is remembered; `absent`: the shop says it has no such thing.
 */
export type Told<T> =
  | { readonly state: "known" | "last-known"; readonly value: T; readonly readAt: Date }
  | { readonly state: "unknown" | "absent" };

/** Remembers the last `atMost` readings in memory, so that a silent shop leaves what is known on the screen. */
export function createLastKnown<T>(atMost: number) {
  const remembered = new Map<string, { readonly value: T; readonly readAt: Date }>();
  return {
    /** The reading, or in its silence what was read before under the same key. */
    told(key: string, reading: Reading<T>): Told<T> {
      if (reading.kind === "absent") {
        remembered.delete(key);
        return { state: "absent" };
      }
      if (reading.kind === "unknown") {
        const before = remembered.get(key);
        return before ? { state: "last-known", ...before } : { state: "unknown" };
      }
      const { value, readAt } = reading;
      remembered.delete(key);
      remembered.set(key, { value, readAt });
      const [oldest] = remembered.keys();
      if (remembered.size > atMost && oldest !== undefined) remembered.delete(oldest);
      return { state: "known", value, readAt };
    },
  };
}
