import { expect, test } from "vitest";
import { isNamedIn } from "./named.ts";

test.each([
  ["how do I wash this top", "Tops", true],
  ["it never stops", "Tops", false],
  ["are two dresses too many", "dress", true],
  ["this dress", "Dress", true],
  ["my team", "tea", false],
  ["is DF-1 back", "df-1", true],
  ["is DF-12 back", "df-1", false],
  ["keyboards & mice", "Keyboards & mice", true],
  ["那件羊毛大衣怎么洗", "羊毛大衣", true],
  ["我的 iPhone 壳", "iphone 壳", true],
  ["我喝的是coffee吗", "Coffee", true],
  ["怎么洗", "-", false],
] as const)("in %j, %j is named: %j", (text, name, expected) => expect(isNamedIn(text, name)).toBe(expected));
