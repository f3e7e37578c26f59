import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWordCache } from "./word-cache.ts";

describe("the word cache", () => {
  test("never holds more than its budget and never mixes owners", () => {
    const owners = [{}, {}, {}];
    const asks = fc.array(fc.tuple(fc.nat(2), fc.nat(30)), { maxLength: 300 });
    fc.assert(
      fc.property(asks, (requests) => {
        const cache = createWordCache<string>(1_000);
        for (const [which, word] of requests) {
          const mine = cache.of(owners[which] ?? {});
          const held = mine.get(`w${word}`);
          if (held === undefined) mine.set(`w${word}`, `${which}:${word}`, 90);
          else expect(held).toBe(`${which}:${word}`);
          expect(cache.usedBytes()).toBeLessThanOrEqual(1_000);
        }
      }),
    );
  });

  test("remembers what is asked for again and again while the rest comes and goes", () => {
    const cache = createWordCache<number>(1_000);
    const mine = cache.of({});
    mine.set("refund", 1, 100);
    for (let at = 0; at < 100; at += 1) {
      mine.set(`rare${at}`, at, 100);
      expect(mine.get("refund")).toBe(1);
    }
    expect(mine.get("rare0")).toBeUndefined();
  });
});
