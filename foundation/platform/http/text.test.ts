import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isStorable, isStorableJson, line, text } from "./text.ts";

describe("text", () => {
  test("takes any well-formed text within its bounds", () => {
    const schema = text({ max: 200 });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), (value) => {
        const expected = value.length <= 200 && !value.includes("\0");
        expect(schema.safeParse(value).success).toBe(expected);
      }),
    );
  });

  test("refuses what the database cannot keep", () => {
    const schema = text({ max: 20 });
    expect(schema.safeParse("a\0b").success).toBe(false);
    expect(schema.safeParse("half \ud83d").success).toBe(false);
    expect(schema.safeParse("一二三😀\n").success).toBe(true);
  });

  test("measures after it has cut the spaces off, when asked to", () => {
    expect(text({ max: 3, trim: true }).parse("  abc  ")).toBe("abc");
    expect(text({ max: 3, trim: true }).safeParse("   ").success).toBe(false);
  });
});

test("a line has no breaks and no control characters", () => {
  const schema = line({ max: 40 });
  expect(schema.parse(" 云裳旗舰店 ")).toBe("云裳旗舰店");
  for (const bad of ["two\nlines", "tab\tbed", "bell\u0007", "page\u2028end"]) {
    expect(schema.safeParse(bad).success).toBe(false);
  }
});

test("a JSON text is storable exactly when all its strings and names are", () => {
  const everyString = (value: unknown): string[] => {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(everyString);
    if (typeof value === "object" && value !== null) return Object.entries(value).flat().flatMap(everyString);
    return [];
  };
  const word = fc.oneof(fc.constantFrom("\0", "\ud800", "\\u0000", "\\\\u0000", "fine", "\ud83d\ude00"), fc.string());
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.dictionary(word, fc.array(word)), (any, made) => {
      const value = { any, made };
      expect(isStorableJson(JSON.stringify(value), value)).toBe(everyString(value).every(isStorable));
    }),
  );
});
