import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { aConnection } from "@ruyi/platform/testing";
import { calm, type House, type HouseOptions, openHouse, type Settings, seedDemo, startServer } from "@ruyi/server";
import { unhurried } from "../ports.ts";
import { urlOf } from "./url.ts";

async function settings(): Promise<Settings> {
  const home = mkdtempSync(join(tmpdir(), "ruyi-evaluation-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const databaseUrl = urlOf(await aConnection());
  const quiet = { model: undefined, logLevel: "error" } as const;
  return { port: 0, host: "127.0.0.1", home, demo: true, demoPast: 0, databaseUrl, ...quiet };
}

/** A house with the demo market on a database of the test file's own; it may be closed and opened again. */
export async function aHouse() {
  const its = await settings();
  let house: House = await openHouse(its, { rates: calm });
  afterAll(() => house.close());
  await seedDemo(house);
  const restart = { close: () => house.close(), open: async () => (house = await openHouse(its, { rates: calm })) };
  return { house, restart };
}

/** The same, served. */
export async function aServer(options: HouseOptions = {}) {
  const server = await startServer(await settings(), { rates: calm, patience: unhurried, ...options });
  afterAll(() => server.stop());
  return server;
}
