import { expect, test } from "vitest";
import { evaluateCrashes } from "./crashes.ts";
import { aHouse } from "./engine/testing.ts";

const { house } = await aHouse();
/** A machine with much else to do takes its time. */
const busy = { timeout: 120_000 };

test("servers that die 150 times around their acts and waits lose nothing and do nothing twice", busy, async () => {
  const report = await evaluateCrashes(house, { kills: 150, seed: 3 });
  expect(report).toMatchObject({ kills: 150, lost: 0, twice: 0, strayed: 0, findings: [] });
  // They died at nearly every moment that counts, and there was something to lose.
  expect(Object.keys(report.at).length).toBeGreaterThan(8);
  expect(report.doneByShop).toBeGreaterThan(5);
  expect(report.waitsEnded).toBeGreaterThan(5);
});
