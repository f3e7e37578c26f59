import { expect, test } from "vitest";
import { ageInDays, type Content, isStale } from "./article.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const daysLater = (days: number): Date => new Date(noon.getTime() + days * 86_400_000);
const content: Content = { kind: "says", words: {}, conditions: {}, checkEveryDays: 30 };

test("an article grows old by whole days, and is stale once nobody has looked for as long as it says", () => {
  expect([0, 0.9, 1, 29.9, 30].map((days) => ageInDays(noon, daysLater(days)))).toEqual([0, 0, 1, 29, 30]);
  expect([29.9, 30].map((days) => isStale(content, noon, daysLater(days)))).toEqual([false, true]);
  expect(isStale({ kind: "hides" }, noon, daysLater(999))).toBe(false);
});
