import {
  type MerchantId,
  type Money,
  type TurnableClock,
  after,
  cny,
  createTurnableClock,
  customerId,
  dayMs,
  hourMs,
  money,
  orderId,
  seededRandom,
} from "@ruyi/kernel";
import { type Database, type Fact, startRelay } from "@ruyi/platform";
import { aDatabase } from "@ruyi/platform/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { usualPatience, type Patience } from "./connector.ts";
import { hostile, type MishapRates, none, worldly } from "./market/mishap.ts";
import { createDemoMarket, seedDemoMarket } from "./market/operations.ts";
import { createCommerce } from "./operations.ts";
import type { ShopPort } from "./port.ts";
import { aLine, aMerchantId, anOrder, aShop, newTestId, noon, wait } from "./testing.ts";
import { signWebhook } from "./webhook.ts";

let database: Database;
beforeAll(async () => {
  database = await aDatabase();
});

/** The sweep meets every merchant's intents, so each must find its own shop. */
const shops = new Map<MerchantId, ShopPort>();
/** Long enough for a busy machine; `hasty` is for shops that will not answer anyway. */
const patient: Patience = { answerMs: 2_000, calls: 2, looks: 2, pauseMs: 1 };
const hasty: Patience = { ...patient, answerMs: 60 };

type Setting = {
  rates?: MishapRates;
  clock?: TurnableClock;
  patience?: Patience;
  around?: (shop: ShopPort) => ShopPort;
};

async function aCommerce({
  rates = none,
  clock = createTurnableClock(noon),
  patience = patient,
  around = (shop) => shop,
}: Setting = {}) {
  const merchantId = aMerchantId();
  const market = createDemoMarket({
    database,
    clock,
    wait,
    random: seededRandom(3),
    rates,
    secretOf: () => "a secret",
  });
  const shop = around(market.shopOf(merchantId));
  shops.set(merchantId, shop);
  const make = () =>
    createCommerce({
      database,
      shopOf: (id) => shops.get(id) ?? shop,
      secretsOf: () => ["a secret"],
      clock,
      newId: newTestId,
      wait,
      patience,
    });
  await seedDemoMarket(database, aShop(merchantId));
  return { commerce: make(), restarted: make, merchantId, clock, shop: market.shopOf(merchantId) };
}

/** Counts what reaches the shop, and may keep silent or break for its first calls. */
function watched(silentCalls: number, silence: "before" | "after" = "after") {
  const calls: string[] = [];
  const around = (shop: ShopPort): ShopPort => ({
    ...shop,
    refund: async (asked) => {
      calls.push("refund");
      const silent = calls.filter((call) => call === "refund").length <= silentCalls;
      if (silent && silence === "before") return { kind: "unknown" };
      const outcome = await shop.refund(asked);
      return silent ? { kind: "unknown" } : outcome;
    },
    byKey: async (key) => {
      calls.push("byKey");
      return shop.byKey(key);
    },
  });
  return { calls, around };
}

const hundred = { orderId: orderId("delivered"), amount: cny(100), key: "k", reason: "return" };
const settledFacts = async (merchantId: string): Promise<Fact[]> => {
  const facts: Fact[] = [];
  const read = async (fact: Fact): Promise<void> => {
    if (fact.merchantId === merchantId) facts.push(fact);
  };
  const relay = startRelay(database, [{ name: "test", types: ["commerce.settled", "order.changed"], read }]);
  await relay.deliverAll();
  await relay.stop();
  return facts;
};

describe("asking a shop for a change", () => {
  test("asks once when it answers, and not again when the same is wanted again", async () => {
    const { calls, around } = watched(0);
    const { commerce, merchantId } = await aCommerce({ around });
    const first = await commerce.refund(merchantId, hundred);
    expect(first).toMatchObject({ kind: "done", value: { amount: cny(100) } });
    expect(await commerce.refund(merchantId, hundred)).toEqual(first);
    expect(calls).toEqual(["refund"]);
  });

  test("looks the key up after silence, and does not ask again for what was done", async () => {
    const { calls, around } = watched(1, "after");
    const { commerce, merchantId, shop } = await aCommerce({ around });
    expect(await commerce.refund(merchantId, hundred)).toMatchObject({ kind: "done" });
    expect(calls).toEqual(["refund", "byKey"]);
    expect(await shop.order(hundred.orderId)).toMatchObject({ value: { refunded: cny(100) } });
  });

  test("asks again, by the same key, for what the shop has never seen", async () => {
    const { calls, around } = watched(1, "before");
    const { commerce, merchantId, shop } = await aCommerce({ around });
    expect(await commerce.refund(merchantId, hundred)).toMatchObject({ kind: "done" });
    expect(calls).toEqual(["refund", "byKey", "refund"]);
    expect(await shop.order(hundred.orderId)).toMatchObject({ value: { refunded: cny(100) } });
  });

  test("says unknown, and asks for nothing more, while nobody can say what happened", async () => {
    const { calls, around } = watched(9, "after");
    const mute = (shop: ShopPort): ShopPort => ({ ...around(shop), byKey: () => new Promise(() => undefined) });
    const { commerce, merchantId } = await aCommerce({ around: mute, patience: hasty });
    expect(await commerce.refund(merchantId, hundred)).toEqual({ kind: "unknown" });
    expect(calls).toEqual(["refund"]);
  });

  test("takes a shop that throws, or never answers, for one that is silent", async () => {
    const broken = (shop: ShopPort): ShopPort => ({
      ...shop,
      order: () => Promise.reject(new Error("connection reset")),
      customer: () => new Promise(() => undefined),
    });
    const { commerce, merchantId } = await aCommerce({ around: broken, patience: hasty });
    expect(await commerce.order(merchantId, hundred.orderId)).toEqual({ kind: "unknown" });
    expect(await commerce.customer(merchantId, customerId("mei"))).toEqual({ kind: "unknown" });
  });

  test("refuses a key that stands for another intent, without troubling the shop", async () => {
    const { calls, around } = watched(0);
    const { commerce, merchantId } = await aCommerce({ around });
    await commerce.refund(merchantId, hundred);
    const other = await commerce.refund(merchantId, { ...hundred, amount: cny(101) });
    expect(other).toEqual({ kind: "refused", reason: "key-reused" });
    expect(calls).toEqual(["refund"]);
  });

  test("tells how far a refund is now, not how far it was when it was first answered", async () => {
    const rates = { ...none, pendingMs: [60_000, 60_000] as const };
    const { commerce, merchantId, clock } = await aCommerce({ rates });
    expect(await commerce.refund(merchantId, hundred)).toMatchObject({ kind: "done", value: { state: "pending" } });
    clock.turn(60_000);
    expect(await commerce.refund(merchantId, hundred)).toMatchObject({ kind: "done", value: { state: "done" } });
    expect(await commerce.settle(merchantId, "k")).toMatchObject({ kind: "done", value: { state: "done" } });
  });

  test("announces what became of an intent once, though it is settled from several sides", async () => {
    const { commerce, merchantId } = await aCommerce();
    await Promise.all([
      commerce.refund(merchantId, hundred),
      commerce.refund(merchantId, hundred),
      commerce.refund(merchantId, hundred),
    ]);
    await commerce.settle(merchantId, "k");
    const facts = await settledFacts(merchantId);
    expect(facts.map((fact) => fact.data)).toEqual([{ key: "k", action: "refund", outcome: "done" }]);
  });
});

describe("an intent without an answer", () => {
  test("is known as never asked when it never was", async () => {
    const { commerce, merchantId } = await aCommerce();
    expect(await commerce.settle(merchantId, "nothing")).toEqual({ kind: "never-asked" });
  });

  test("is settled by the sweep after a crash, once, from what was written before the call", async () => {
    let dead = true;
    let looks = 0;
    const crash = (shop: ShopPort): ShopPort => ({
      ...shop,
      refund: async (asked) => {
        await shop.refund(asked);
        return dead ? new Promise(() => undefined) : shop.refund(asked);
      },
      byKey: async (key) => {
        looks += 1;
        return dead ? { kind: "unknown" } : shop.byKey(key);
      },
    });
    const { commerce, restarted, merchantId, clock, shop } = await aCommerce({ around: crash });
    expect(await commerce.refund(merchantId, hundred)).toEqual({ kind: "unknown" });
    dead = false;
    const server = restarted();
    looks = 0;
    await server.settleOpen();
    expect(looks).toBe(0);
    clock.turn(60_000);
    await server.settleOpen();
    expect(looks).toBe(1);
    await server.settleOpen();
    expect(await server.settle(merchantId, "k")).toMatchObject({ kind: "done" });
    expect(looks).toBe(1);
    expect(await shop.order(hundred.orderId)).toMatchObject({ value: { refunded: cny(100) } });
  });

  test("is no longer asked for once it is an hour old, only looked up", async () => {
    const { calls, around } = watched(9, "before");
    const { commerce, merchantId, clock } = await aCommerce({ around });
    expect(await commerce.refund(merchantId, hundred)).toEqual({ kind: "unknown" });
    const before = calls.filter((call) => call === "refund").length;
    clock.turn(hourMs + 1);
    expect(await commerce.settleOpen()).toBe(0);
    expect(await commerce.settle(merchantId, "k")).toEqual({ kind: "unknown" });
    expect(calls.filter((call) => call === "refund").length).toBe(before);
  });
});

describe("webhooks", () => {
  const body = (text: string) => Buffer.from(text);
  const changed = body('{"type":"order.changed","data":{"orderId":"delivered","amount":"9999"}}');

  test("are stored once, whoever often they come, and become one announcement each", async () => {
    const { commerce, merchantId } = await aCommerce();
    const headers = signWebhook("a secret", "msg-1", noon, changed);
    const receipts = await Promise.all([1, 2, 3].map(() => commerce.receiveWebhook(merchantId, headers, changed)));
    expect(receipts.map((receipt) => receipt.kind).toSorted()).toEqual(["duplicate", "duplicate", "stored"]);
    await commerce.followHints();
    await commerce.followHints();
    const facts = await settledFacts(merchantId);
    expect(facts.map((fact) => fact.data)).toEqual([{ orderId: "delivered", hint: "order.changed" }]);
  });

  test("that are forged, old or senseless leave no trace", async () => {
    const { commerce, merchantId, clock } = await aCommerce();
    const forged = signWebhook("a guess", "msg-2", noon, changed);
    expect(await commerce.receiveWebhook(merchantId, forged, changed)).toEqual({
      kind: "refused",
      reason: "wrong-signature",
    });
    const senseless = body("[1,2");
    const signed = signWebhook("a secret", "msg-3", noon, senseless);
    expect(await commerce.receiveWebhook(merchantId, signed, senseless)).toEqual({
      kind: "refused",
      reason: "not-understood",
    });
    clock.turn(hourMs);
    const old = signWebhook("a secret", "msg-4", noon, changed);
    expect(await commerce.receiveWebhook(merchantId, old, changed)).toEqual({ kind: "refused", reason: "too-old" });
    await commerce.followHints();
    expect(await settledFacts(merchantId)).toEqual([]);
  });
});

describe("on the worst of days", () => {
  test("200 refunds at once are each settled by asking, none twice, none lost", { timeout: 60_000 }, async () => {
    const merchantId = aMerchantId();
    const clock = { now: () => new Date() };
    const orders = Array.from({ length: 40 }, (_, index) =>
      anOrder({
        merchantId,
        id: orderId(`chaos-${index}`),
        lines: [aLine({ paid: cny(100), listPrice: cny(100), discounts: [] })],
      }),
    );
    const market = createDemoMarket({
      database,
      clock,
      wait,
      random: seededRandom(99),
      rates: hostile,
      secretOf: () => "s",
    });
    const shop = market.shopOf(merchantId);
    const served = { database, shopOf: () => shop, secretsOf: () => ["s"], clock, newId: newTestId, wait };
    const commerce = createCommerce({ ...served, patience: hasty });
    const afterwards = createCommerce({ ...served, patience: patient });
    await seedDemoMarket(database, aShop(merchantId, orders));

    // Five refunds of 30.00 for each order of 100.00: three fit, and a failed or reversed one makes room for another.
    const asked = Array.from({ length: 200 }, (_, index) => ({
      orderId: orderId(`chaos-${index % 40}`),
      amount: money(3_000, "CNY"),
      key: `chaos-intent-${index}`,
      reason: "return",
    }));
    const heard = new Map<string, string>();
    await Promise.all(
      asked.map(async (one) => {
        // The customer's phone is no better than the rest: every third one asks twice.
        const [outcome] = await Promise.all([
          commerce.refund(merchantId, one),
          ...(heard.size % 3 === 0 ? [commerce.refund(merchantId, one)] : []),
        ]);
        heard.set(one.key, outcome.kind);
      }),
    );
    const firstHeard = new Map(heard);
    expect([...heard.values()].filter((kind) => kind === "unknown").length).toBeGreaterThan(0);

    for (let round = 0; round < 60; round += 1) {
      const open = [...heard].filter(([, kind]) => kind === "unknown").slice(0, 50);
      if (open.length === 0) break;
      const settled = await Promise.all(
        open.map(async ([key]) => [key, await afterwards.settle(merchantId, key)] as const),
      );
      for (const [key, { kind }] of settled) heard.set(key, kind);
    }
    for (const [key, kind] of firstHeard) if (kind !== "unknown") expect(heard.get(key)).toBe(kind);
    expect([...heard.values()].every((kind) => kind === "done" || kind === "refused")).toBe(true);

    type Row = { key: string; order_id: string; amount_minor: string; fails: boolean; reverses_at: Date | null };
    const rows = await database.transact(merchantId, (tx) =>
      tx.withTables<{ "market.refund": Row }>().selectFrom("market.refund").selectAll().execute(),
    );
    const done = [...heard].filter(([, kind]) => kind === "done").map(([key]) => key);
    expect(rows.map((row) => row.key).toSorted()).toEqual(done.toSorted());
    expect(done.length).toBeGreaterThanOrEqual(120);
    for (const { id, amount } of orders) {
      const kept = rows.filter((row) => row.order_id === id && !row.fails && row.reverses_at === null);
      expect(kept.reduce((all, row) => all + Number(row.amount_minor), 0)).toBeLessThanOrEqual(amount.minor);
      const reading = await createDemoMarket({
        database,
        clock,
        wait,
        random: seededRandom(1),
        rates: none,
        secretOf: () => "s",
      })
        .shopOf(merchantId)
        .order(id);
      const back: Money | undefined = reading.kind === "found" ? reading.value.refunded : undefined;
      expect(back?.minor).toBeLessThanOrEqual(amount.minor);
    }
  });
});

describe("the demo's market", () => {
  test("of 3,000 orders is filled in well under two seconds, and an ordinary day is quick", async () => {
    const merchantId = aMerchantId();
    const orders = Array.from({ length: 3_000 }, (_, index) =>
      anOrder({ merchantId, id: orderId(`many-${index}`), placedAt: after(noon, -(index % 300) * dayMs) }),
    );
    const started = performance.now();
    await seedDemoMarket(database, aShop(merchantId, orders));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(usualPatience.answerMs).toBeGreaterThanOrEqual(worldly.tailMs[1]);
  });
});
