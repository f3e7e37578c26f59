import { describe, expect, test } from "vitest";
import { createNewId, type MerchantId, type OrderId, parseId } from "./id.ts";
import { bytes16, seededRandom, shuffle } from "./random.ts";
import { createTurnableClock } from "./time.ts";

describe("ids", () => {
  test("are UUIDv7, sort by their time, and repeat with the same clock and randomness", () => {
    const make = (): string[] => {
      const clock = createTurnableClock(new Date("2026-11-24T00:00:00Z"));
      const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(7)));
      return Array.from({ length: 50 }, () => {
        clock.turn(1);
        return newId("order");
      });
    };
    const ids = make();
    expect(ids).toEqual(make());
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(50);
    expect(ids.every((id) => parseId("order", id) === id)).toBe(true);
  });

  test("of different kinds do not mix", () => {
    const order = "o-1" as OrderId;
    // @ts-expect-error an order's id cannot stand where a merchant's should
    const merchant: MerchantId = order;
    expect(merchant).toBe(order);
  });

  test("are not made of other text", () => {
    expect(parseId("merchant", "'; drop table merchant; --")).toBeUndefined();
    expect(parseId("merchant", "01900000-0000-7000-8000-0000000000A1")).toBeUndefined();
  });
});

describe("seeded randomness", () => {
  test("gives the same numbers for the same seed, spread from 0 up to 1", () => {
    const [a, b] = [seededRandom(423), seededRandom(423)];
    const numbers = Array.from({ length: 1_000 }, () => a());
    expect(numbers).toEqual(Array.from({ length: 1_000 }, () => b()));
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers.reduce((sum, number) => sum + number, 0) / 1_000).toBeCloseTo(0.5, 1);
  });

  test("shuffles without losing anything", () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    expect(shuffle(seededRandom(1), items).toSorted((x, y) => x - y)).toEqual(items);
  });
});
