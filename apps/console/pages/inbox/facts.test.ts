import { expect, test } from "vitest";
import { factRows } from "./facts.ts";

const now = Date.parse("2026-11-24T04:30:00Z");
const at = "2026-11-24T04:29:00.000Z";
const order = {
  number: "YS-20263021",
  title: { zh: "羊毛大衣", en: "Wool coat" },
  amount: { minor: 69_900, currency: "CNY" },
};

test("what is known has a row, with who says so and since when; what is not known has none", () => {
  const rows = factRows([{ name: "order", value: { ...order, deliveredAt: null }, source: "shop", at }], "zh", now);
  expect(rows.map(({ id, value }) => [id, value])).toEqual([
    ["order", "羊毛大衣"],
    ["number", "··3021"],
    ["amount", "¥699.00"],
  ]);
  expect(rows.every(({ source, isStale }) => source === "shop" && !isStale)).toBe(true);
  expect(factRows([], "en", now)).toEqual([]);
});

test("others' word grows old; a customer's and our own does not", () => {
  const old = "2026-11-24T04:00:00.000Z";
  const rows = factRows(
    [
      { name: "order", value: { title: order.title }, source: "shop", at: old },
      { name: "damage", value: "杯子碎了", source: "customer", at: old },
    ],
    "en",
    now,
  );
  expect(rows.map(({ id, value, isStale }) => [id, value, isStale])).toEqual([
    ["order", "Wool coat", true],
    ["damage", "杯子碎了", false],
  ]);
});

test("a value in another shape than expected is left out, not shown raw", () => {
  expect(factRows([{ name: "order", value: { amount: "699", title: 7 }, source: "shop", at }], "zh", now)).toEqual([]);
});
