import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { decodeCursor, encodeCursor, pageFrom, pageOf, pageQuery } from "./cursor.ts";

const key = z.tuple([z.number(), z.string()]);

describe("a cursor", () => {
  test("comes back as it went", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ maxLength: 80, unit: "grapheme" }), (at, id) => {
        expect(decodeCursor(encodeCursor([at, id]), key)).toEqual([at, id]);
      }),
    );
  });

  test("of a stranger's making is refused, never thrown at", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (cursor) => {
        const read = decodeCursor(cursor, key);
        expect(read === undefined || key.safeParse(read).success).toBe(true);
      }),
    );
    expect(decodeCursor(encodeCursor(["other", 7]), key)).toBeUndefined();
    expect(decodeCursor("a".repeat(5_000), key)).toBeUndefined();
  });
});

describe("a list's query", () => {
  const query = z.strictObject(pageQuery({ key, maxLimit: 100 }));

  test("starts at the beginning with a sensible length", () => {
    expect(query.parse({})).toEqual({ limit: 50 });
  });

  test("reads its cursor into the sort key", () => {
    expect(query.parse({ cursor: encodeCursor([7, "o-1"]), limit: "10" })).toEqual({ cursor: [7, "o-1"], limit: 10 });
  });

  test("refuses other lists' cursors and lengths out of bounds", () => {
    for (const bad of [{ cursor: "bm90IG91cnM" }, { limit: "0" }, { limit: "101" }, { limit: "ten" }, { page: "2" }]) {
      expect(query.safeParse(bad).success).toBe(false);
    }
  });
});

test("pages put together are the list, whatever their length", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (numbers, limit) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const seen: number[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const [after] = cursor === "" ? [-1] : (decodeCursor(cursor, z.tuple([z.number()])) ?? [-1]);
        const found = sorted.filter((value) => value > after).slice(0, limit + 1);
        const page = pageOf(z.number()).parse(pageFrom(found, limit, (value) => [value]));
        seen.push(...page.items);
        cursor = page.next;
      }
      expect(seen).toEqual(sorted);
    }),
  );
});
