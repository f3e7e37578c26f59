import { describe, expect, test } from "vitest";
import { words as formWords } from "./form/words.ts";
import { actionWords, fill, otherAction, stageWords, words } from "./words.ts";

const placesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).toSorted();
const pairs = [
  ...Object.entries(words),
  ...Object.entries(formWords).map(([name, both]) => [`form ${name}`, both] as const),
  ...Object.entries(stageWords),
  ...[...Object.entries(actionWords), ["otherAction", otherAction] as const].flatMap(([name, { asked, done }]) => [
    [`${name} asked`, asked] as const,
    [`${name} done`, done] as const,
  ]),
];

describe("what the widget says by itself", () => {
  test.each(pairs)("%s is there in both languages, with the same places to fill", (_name, { zh, en }) => {
    expect(zh.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    expect(placesIn(zh)).toEqual(placesIn(en));
  });

  test.each(pairs)("%s keeps the voice: no exclamation marks, no dots that trail off", (_name, { zh, en }) => {
    expect(`${zh}${en}`).not.toMatch(/[!！~…]/);
  });

  test("has its places filled, and a missing value left visible", () => {
    expect(fill("{n}条，{other}", { n: 3 })).toBe("3条，{other}");
  });
});
