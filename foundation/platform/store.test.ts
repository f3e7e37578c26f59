import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createNewId, type MerchantId } from "@ruyi/kernel";
import { announce, type Fact, readOnce, startJobs, startRelay } from "./index.ts";
import { aDatabase } from "./testing.ts";

let counter = 0;
const newId = createNewId(
  () => Date.now(),
  () =>
    Uint8Array.from({ length: 16 }, (_, index) => (index === 0 ? (counter += 1) % 256 : (counter * 31 + index) % 256)),
);
const aMerchant = (): MerchantId => newId("merchant");
const at = new Date("2026-11-24T00:00:00Z");

const database = await aDatabase();

const keep = (merchantId: MerchantId, key: string, n: number) =>
  database.transact(merchantId, (tx) =>
    announce(tx, [{ merchantId, key, type: "test.counted", data: { n } }], at, newId),
  );

const rowsSeen = (merchants: MerchantId | readonly MerchantId[]) =>
  database.transact(merchants, async (tx) => {
    const { rows } = await sql<{ merchant_id: string }>`select merchant_id from platform.outbox`.execute(tx);
    return rows.map((row) => row.merchant_id);
  });

describe("row-level security", () => {
  test("shows a transaction the rows of its own merchants and no others", async () => {
    const [a, b, c] = [aMerchant(), aMerchant(), aMerchant()];
    for (const merchant of [a, b, c]) await keep(merchant, "k", 1);
    expect(await rowsSeen(a)).toEqual([a]);
    expect((await rowsSeen([a, b])).toSorted()).toEqual([a, b].toSorted());
    expect(await rowsSeen([])).toEqual([]);
  });

  test("refuses a row written for another merchant", async () => {
    const [a, b] = [aMerchant(), aMerchant()];
    await expect(
      database.transact(a, (tx) => announce(tx, [{ merchantId: b, key: "k", type: "t.t", data: {} }], at, newId)),
    ).rejects.toThrow(/row-level security/);
  });

  test("hides tables above the merchants from the app's role", async () => {
    await expect(
      database.transact(aMerchant(), (tx) => sql`select * from platform.outbox_bucket`.execute(tx)),
    ).rejects.toThrow(/permission denied/);
  });
});

describe("the outbox", () => {
  test("keeps nothing of a transaction that was undone", async () => {
    const merchantId = aMerchant();
    const undone = database.transact(merchantId, async (tx) => {
      await announce(tx, [{ merchantId, key: "k", type: "test.counted", data: { n: 1 } }], at, newId);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await rowsSeen(merchantId)).toEqual([]);
  });

  test("delivers every fact, each key's in order, though two relays work and a reader fails now and then", async () => {
    const merchantId = aMerchant();
    const keys = Array.from({ length: 12 }, (_, index) => `order-${index}`);
    for (let n = 0; n < 10; n += 1) for (const key of keys) await keep(merchantId, key, n);

    const taken = new Map<string, number[]>();
    let reads = 0;
    const read = async (fact: Fact): Promise<void> => {
      if (fact.merchantId !== merchantId) return;
      reads += 1;
      if (reads % 17 === 0) throw new Error("a reader that stumbles");
      await database.transact(merchantId, async (tx) => {
        if (!(await readOnce(tx, "counter", fact))) return;
        taken.set(fact.subject, [...(taken.get(fact.subject) ?? []), fact.data["n"] as number]);
      });
    };
    const reader = { name: "counter", types: ["test.counted"], read };
    const relays = [startRelay(database, [reader], { everyMs: 20 }), startRelay(database, [reader], { everyMs: 20 })];
    await expect.poll(() => [...taken.values()].flat().length, { timeout: 15_000 }).toBe(120);
    for (const relay of relays) await relay.stop();

    for (const key of keys) expect(taken.get(key)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await rowsSeen(merchantId)).toEqual([]);
  });

  test("counts a fact that comes twice once", async () => {
    const merchantId = aMerchant();
    const fact: Fact = {
      specversion: "1.0",
      id: newId("fact"),
      source: "ruyi/test",
      type: "test.counted",
      subject: "k",
      time: at.toISOString(),
      merchantId,
      data: {},
    };
    const take = () => database.transact(merchantId, (tx) => readOnce(tx, "counter", fact));
    expect([await take(), await take()]).toEqual([true, false]);
  });
});

describe("jobs", () => {
  test("runs a job that was sent", async () => {
    const jobs = await startJobs(database, () => undefined);
    const done: string[] = [];
    await jobs.work<{ name: string }>("greet", async ({ name }) => void done.push(name));
    await jobs.send("greet", { name: "mei" });
    await expect.poll(() => done, { timeout: 10_000 }).toEqual(["mei"]);
    await jobs.stop();
  });
});
