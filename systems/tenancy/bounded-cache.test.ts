import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBoundedCache, createReader } from "./bounded-cache.ts";

describe("createBoundedCache", () => {
  test("never keeps more than its limit nor gives out what is too old", () => {
    const step = fc.record({ key: fc.nat(20), write: fc.boolean(), waitMs: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const cache = createBoundedCache<number, number>({ limit, ageMs: 100 });
        const writtenAt = new Map<number, number>();
        let nowMs = 0;
        for (const { key, write, waitMs } of steps) {
          nowMs += waitMs;
          if (write) {
            cache.set(key, nowMs, nowMs);
            writtenAt.set(key, nowMs);
          } else {
            const found = cache.get(key, nowMs);
            if (found !== undefined) expect([writtenAt.get(key), nowMs - found < 100]).toEqual([found, true]);
          }
          expect(cache.size()).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  test("lets go first of what nobody asked for longest", () => {
    const cache = createBoundedCache<string, number>({ limit: 2, ageMs: 1_000 });
    cache.set("a", 1, 0);
    cache.set("b", 2, 0);
    cache.get("a", 1);
    cache.set("c", 3, 2);
    expect([cache.get("a", 3), cache.get("b", 3), cache.get("c", 3)]).toEqual([1, undefined, 3]);
  });

  test("ends a value at its own moment when that comes before its age", () => {
    const cache = createBoundedCache<string, number>({ limit: 2, ageMs: 1_000 });
    cache.set("a", 1, 0, 50);
    expect([cache.get("a", 49), cache.get("a", 50)]).toEqual([1, undefined]);
  });
});

describe("createReader", () => {
  test("loads once for those who ask together, and again after a failure", async () => {
    let loads = 0;
    const read = createReader(createBoundedCache<string, Promise<string>>({ limit: 5, ageMs: 100 }), async (key) => {
      loads += 1;
      if (loads === 1) throw new Error("away");
      return key.toUpperCase();
    });
    await expect(read("a", 0)).rejects.toThrow("away");
    expect(await Promise.all([read("a", 1), read("a", 2)])).toEqual(["A", "A"]);
    expect(loads).toBe(2);
  });
});
