import { expect, test } from "vitest";
import { evaluatePorts, unhurried } from "../evaluation/ports.ts";
import { aShop } from "./fixtures/shop.ts";

const shop = await aShop({ patience: unhurried });

test("thirty-six cases leave equal logs whoever carries them out: the assistant, a colleague, an outside AI", async () => {
  const { token } = await shop.owner("yunshang");
  const { report, answers } = await evaluatePorts({ ...shop, token }, { cases: 36, seed: 7 });
  expect(answers.filter(({ equal }) => !equal)).toEqual([]);
  expect(report).toMatchObject({ cases: 36, equal: 36, unequal: 0 });
  // Every procedure is tried, and in each port somebody moves.
  expect(new Set(answers.map(({ procedure }) => procedure)).size).toBe(6);
  for (const moves of Object.values(report.moves)) expect(moves).toBeGreaterThan(15);
  expect(new Set(answers.map(({ outcome }) => outcome)).size).toBeGreaterThan(5);
});
