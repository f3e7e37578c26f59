import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { aConnection } from "@ruyi/platform/testing";
import { calm, openHouse, seedDemo } from "@ruyi/server";
import { evaluateCrashes } from "../evaluation/crashes.ts";
import { databaseUrlOf } from "./fixtures/shop.ts";

const home = mkdtempSync(join(tmpdir(), "ruyi-crashes-"));
const databaseUrl = databaseUrlOf(await aConnection());
const house = await openHouse(
  { port: 0, host: "127.0.0.1", home, demo: true, demoPast: 0, databaseUrl, model: undefined, logLevel: "error" },
  { rates: calm },
);
afterAll(async () => {
  await house.close();
  rmSync(home, { recursive: true, force: true });
});

test("servers that die a hundred and fifty times around their acts and waits lose nothing and do nothing twice", async () => {
  await seedDemo(house);
  const report = await evaluateCrashes(house, { kills: 150, seed: 3 });
  expect(report).toMatchObject({ kills: 150, lost: 0, twice: 0, strayed: 0, findings: [] });
  // They died at every moment that counts, and there was something to lose.
  expect(Object.keys(report.at).length).toBeGreaterThan(8);
  expect(report.doneByShop).toBeGreaterThan(5);
  expect(report.waitsEnded).toBeGreaterThan(5);
});
