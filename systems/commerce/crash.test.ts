import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createTurnableClock, hourMs, seededRandom } from "@ruyi/kernel";
import { createDatabase } from "@ruyi/platform";
import { aConnection } from "@ruyi/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { none } from "./market/mishap.ts";
import { createDemoMarket, seedDemoMarket } from "./market/operations.ts";
import { createCommerce } from "./operations.ts";
import { aMerchantId, aShop, newTestId, wait } from "./testing.ts";

let connection: Awaited<ReturnType<typeof aConnection>>;
beforeAll(async () => {
  connection = await aConnection();
});

describe("a server that is killed in the middle of its work", () => {
  test("has every refund it was told of, settles every intent it had written, and pays none twice", async () => {
    const database = createDatabase(connection);
    afterAll(() => database.close());
    const merchantId = aMerchantId();
    await seedDemoMarket(database, aShop(merchantId));

    const told = new Set<string>();
    for (let life = 0; life < 2; life += 1) {
      const enough = told.size + 60;
      const argument = JSON.stringify({ connection, merchantId, life, now: new Date() });
      // Both lives use the same keys: the second asks again for what the first may have done.
      const server = spawn(process.execPath, [join(import.meta.dirname, "crash.fixture.ts"), argument], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const gone = new Promise((resolve) => server.on("exit", resolve));
      for await (const line of createInterface({ input: server.stdout })) {
        if (line.startsWith("done ")) told.add(line.slice(5));
        if (told.size >= enough) server.kill("SIGKILL");
      }
      await gone;
    }
    expect(told.size).toBeGreaterThanOrEqual(120);

    const clock = createTurnableClock(new Date(Date.now() + hourMs / 2));
    const market = createDemoMarket({
      database,
      clock,
      wait,
      random: seededRandom(1),
      rates: none,
      secretOf: () => "s",
    });
    const shop = market.shopOf(merchantId);
    const commerce = createCommerce({
      database,
      shopOf: () => shop,
      secretsOf: () => ["s"],
      clock,
      newId: newTestId,
      wait,
    });
    for (let round = 0; round < 5; round += 1) await commerce.settleOpen();

    type Tables = {
      "market.refund": { key: string; amount_minor: string };
      "commerce.intent": { key: string; outcome: unknown };
    };
    const [refunds, intents] = await database.transact(merchantId, async (tx) => [
      await tx.withTables<Tables>().selectFrom("market.refund").select("key").execute(),
      await tx.withTables<Tables>().selectFrom("commerce.intent").select(["key", "outcome"]).execute(),
    ]);
    expect(intents.filter((intent) => intent.outcome === null)).toEqual([]);
    const keys = (rows: readonly { readonly key: string }[]): string[] => rows.map((row) => row.key).toSorted();
    expect(keys(refunds)).toEqual(keys(intents));
    expect(keys(refunds)).toEqual(expect.arrayContaining([...told]));
  });
});
