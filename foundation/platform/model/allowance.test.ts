import { expect, test } from "vitest";
import { dayMs } from "@ruyi/kernel";
import { createAllowance } from "./allowance.ts";

const noon = Date.parse("2026-11-24T12:00:00Z");

test("a merchant's calls end with the day's allowance, and begin again with the next day", () => {
  let now = noon;
  const allowance = createAllowance({ now: () => new Date(now) }, 2);
  expect(["a", "a", "a", "b"].map((merchant) => allowance.take(merchant))).toEqual([true, true, false, true]);
  now += dayMs;
  expect(allowance.take("a")).toBe(true);
});

test("an allowance of nothing asks nobody", () => {
  expect(createAllowance({ now: () => new Date(noon) }, 0).take("a")).toBe(false);
});

test("counting a hundred thousand merchants stays small", () => {
  const allowance = createAllowance({ now: () => new Date(noon) }, 1);
  for (let merchant = 0; merchant < 100_000; merchant += 1) expect(allowance.take(String(merchant))).toBe(true);
  expect(allowance.take("99999")).toBe(false);
});
