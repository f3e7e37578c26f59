import {
  type TurnableClock,
  after,
  cny,
  createTurnableClock,
  customerId,
  hourMs,
  money,
  orderId,
  seededRandom,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { assert, array, boolean, integer, property, record } from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "@ruyi/platform";
import { aMerchantId, aShop, describeShopPort, noon, wait } from "../testing.ts";
import { verifyWebhook } from "../webhook.ts";
import { mishapFrom, type MishapRates, none, worldly } from "./mishap.ts";
import { createDemoMarket, seedDemoMarket } from "./operations.ts";
import { decideRefund, refundedAt, refundStateAt, type RefundRow } from "./refund.ts";

let database: Database;
beforeAll(async () => {
  database = await aDatabase();
});

type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };

async function anOpenShop(rates: MishapRates = none, clock: TurnableClock = createTurnableClock(noon)) {
  const merchantId = aMerchantId();
  const sent: Sent[] = [];
  const market = createDemoMarket({
    database,
    clock,
    wait,
    random: seededRandom(11),
    rates,
    secretOf: () => "a secret",
    sendWebhook: async (to, headers, body) => {
      if (to === merchantId) sent.push({ headers, body });
    },
  });
  await seedDemoMarket(database, aShop(merchantId));
  return { shop: market.shopOf(merchantId), market, merchantId, clock, sent };
}

describeShopPort("the demo market", { open: async () => (await anOpenShop()).shop });

describe("the demo market's books", () => {
  test("are filled once: a second filling changes nothing", async () => {
    const merchantId = aMerchantId();
    expect(await seedDemoMarket(database, aShop(merchantId))).toBe(true);
    expect(await seedDemoMarket(database, aShop(merchantId))).toBe(false);
  });

  test("of one shop are closed to another", async () => {
    const [one, other] = [await anOpenShop(), await anOpenShop()];
    await one.shop.refund({ orderId: orderId("delivered"), amount: cny(1), key: "k", reason: "test" });
    expect(await other.shop.byKey("k")).toEqual({ kind: "never-seen" });
    const rows = await database.transact(other.merchantId, (tx) =>
      tx.withTables<{ "market.refund": { key: string } }>().selectFrom("market.refund").select("key").execute(),
    );
    expect(rows).toEqual([]);
  });

  test("keep a past refund, shared over the tenders it came from", async () => {
    const merchantId = aMerchantId();
    const market = aShop(merchantId);
    const orders = market.orders.map((order) => ({
      ...order,
      refunds:
        order.id === "mixed"
          ? [{ key: "past", amount: cny(100), lineIds: ["line-1"], reason: "damaged", at: after(noon, -hourMs) }]
          : [],
    }));
    await seedDemoMarket(database, { ...market, orders });
    const shop = createDemoMarket({
      database,
      clock: createTurnableClock(noon),
      wait,
      random: seededRandom(1),
      rates: none,
      secretOf: () => "s",
    }).shopOf(merchantId);
    const reading = await shop.order(orderId("mixed"));
    expect(reading).toMatchObject({
      kind: "found",
      value: { refunded: cny(100), refunds: [{ state: "done", reason: "damaged" }] },
    });
  });
});

describe("a refund under way", () => {
  test("is pending, then done, and may come back undone, which frees its amount", async () => {
    const rates: MishapRates = {
      ...none,
      pendingMs: [60_000, 60_000],
      refundReverses: 1,
      reversesAfterMs: [hourMs, hourMs],
    };
    const { shop, clock } = await anOpenShop(rates);
    const all = { orderId: orderId("delivered"), amount: cny(699), reason: "return" };
    expect(await shop.refund({ ...all, key: "k1" })).toMatchObject({ kind: "done", value: { state: "pending" } });
    expect(await shop.refund({ ...all, key: "k2" })).toMatchObject({ reason: "nothing-left" });
    clock.turn(60_000);
    expect(await shop.refundByKey("k1")).toMatchObject({ value: { state: "done" } });
    clock.turn(hourMs);
    expect(await shop.refundByKey("k1")).toMatchObject({ value: { state: "reversed" } });
    expect(await shop.order(orderId("delivered"))).toMatchObject({ value: { refunded: cny(0) } });
    expect(await shop.refund({ ...all, key: "k3" })).toMatchObject({ kind: "done" });
  });

  test("is hinted at by signed webhooks when it settles and when it is reversed, not before", async () => {
    const rates: MishapRates = {
      ...none,
      pendingMs: [60_000, 60_000],
      refundReverses: 1,
      reversesAfterMs: [hourMs, hourMs],
    };
    const { shop, clock, market, sent } = await anOpenShop(rates);
    await shop.refund({ orderId: orderId("delivered"), amount: cny(1), key: "k1", reason: "return" });
    await market.sendDue();
    expect(sent).toHaveLength(0);
    clock.turn(60_000);
    await market.sendDue();
    clock.turn(hourMs);
    await market.sendDue();
    await market.sendDue();
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map((one) => one.headers["webhook-id"])).size).toBe(2);
    const last = sent[1];
    expect(last && verifyWebhook(["a secret"], last.headers, last.body, clock.now())).toMatchObject({
      kind: "authentic",
    });
  });
});

describe("a market that lives on", () => {
  test("scans and takes in a return by itself, and says so in hints", async () => {
    const { shop, clock, market, sent } = await anOpenShop();
    await shop.createReturn({ orderId: orderId("delivered"), lineIds: ["line-1"], key: "r" });
    clock.turn(24 * hourMs);
    await market.live();
    expect(await shop.order(orderId("delivered"))).toMatchObject({
      value: { state: "delivered", returns: [{ scannedAt: after(noon, 20 * hourMs) }] },
    });
    clock.turn(72 * hourMs);
    await market.live();
    expect(await shop.order(orderId("delivered"))).toMatchObject({ value: { state: "returned" } });
    await market.sendDue();
    const about = sent.map((one) => JSON.parse(Buffer.from(one.body).toString("utf8")).data);
    expect(about).toContainEqual({ orderId: "delivered", by: "return-scanned" });
    expect(about).toContainEqual({ orderId: "delivered", by: "return-arrived" });
  });

  test("never scans a return that was called off, and calls off none that a carrier has", async () => {
    const { shop, clock, market } = await anOpenShop();
    const opened = { orderId: orderId("delivered"), lineIds: ["line-1"] };
    const first = await shop.createReturn({ ...opened, key: "a" });
    const returnId = first.kind === "done" ? first.value.returnId : "";
    await shop.cancelReturn({ orderId: orderId("delivered"), returnId, key: "b" });
    clock.turn(24 * hourMs);
    await market.live();
    const calledOff = await shop.order(orderId("delivered"));
    expect(calledOff).not.toMatchObject({ value: { returns: [{ scannedAt: expect.any(Date) }] } });
    const second = await shop.createReturn({ ...opened, key: "c" });
    clock.turn(24 * hourMs);
    await market.live();
    const late = second.kind === "done" ? second.value.returnId : "";
    expect(await shop.cancelReturn({ orderId: orderId("delivered"), returnId: late, key: "d" })).toMatchObject({
      kind: "refused",
      reason: "return-on-its-way",
    });
  });

  test("never shows through the port who sends things back and who does not", async () => {
    const merchantId = aMerchantId();
    const market = aShop(merchantId);
    const tempers = [{ merchantId, customerId: customerId("mei"), temper: "abusive" as const }];
    await seedDemoMarket(database, { ...market, hidden: { tempers } });
    const clock = createTurnableClock(noon);
    const world = createDemoMarket({
      database,
      clock,
      wait,
      random: seededRandom(1),
      rates: none,
      secretOf: () => "s",
    });
    const shop = world.shopOf(merchantId);
    await shop.createReturn({ orderId: orderId("delivered"), lineIds: ["line-1"], key: "r" });
    clock.turn(20 * 24 * hourMs);
    await world.live();
    const reading = await shop.order(orderId("delivered"));
    expect(reading).toMatchObject({ kind: "found", value: { state: "delivered" } });
    expect(JSON.stringify(reading)).not.toMatch(/habit|never|abusive|scannedAt/i);
  });

  test("lets a story make one thing happen now", async () => {
    const { shop, market, merchantId } = await anOpenShop();
    await market.happen(merchantId, orderId("moving"), { kind: "delivered", parcelId: "moving-p1" });
    expect(await shop.order(orderId("moving"))).toMatchObject({
      value: { state: "delivered", parcels: [{ deliveredAt: noon }] },
    });
  });
});

describe("mishaps", () => {
  test("come as often as their rates say, and the same for the same seed", () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 20_000 }, () => mishapFrom(random, { ...worldly, lostReply: 0.1 }));
    };
    const lost = draw(5).filter((mishap) => mishap.answers === "lost").length / 20_000;
    expect(lost).toBeGreaterThan(0.09);
    expect(lost).toBeLessThan(0.11);
    expect(draw(6)).toEqual(draw(6));
    const slow = draw(5).filter((mishap) => mishap.delayMs > 80).length / 20_000;
    expect(slow).toBeGreaterThan(0.01);
    expect(slow).toBeLessThan(0.03);
  });

  test("may lose an answer, never what was done", async () => {
    const { shop } = await anOpenShop({ ...none, lostReply: 1 });
    expect(await shop.refund({ orderId: orderId("delivered"), amount: cny(5), key: "k", reason: "test" })).toEqual({
      kind: "unknown",
    });
    const { shop: calm } = await anOpenShop();
    expect(await calm.customer(customerId("mei"))).toMatchObject({ kind: "found" });
  });
});

describe("decideRefund", () => {
  const tenders = [
    { id: "t1", kind: "card" as const, amount: money(10_000, "CNY") },
    { id: "t2", kind: "points" as const, amount: money(3_333, "CNY") },
  ];
  const facts = { tenders, currency: "CNY" };

  test("keeps every cent, within every tender, through any series of refunds", () => {
    const step = record({ minor: integer({ min: -10, max: 6_000 }), fails: boolean() });
    assert(
      property(array(step, { maxLength: 12 }), (steps) => {
        let earlier: RefundRow[] = [];
        for (const [index, { minor, fails }] of steps.entries()) {
          const amount = money(minor, "CNY");
          const decision = decideRefund({ ...facts, earlier }, { amount }, noon);
          const left = 13_333 - refundedAt(earlier, "CNY", noon).minor;
          expect("shares" in decision).toBe(minor > 0 && minor <= left);
          if (!("shares" in decision)) continue;
          const base = {
            key: `k${index}`,
            orderId: orderId("o"),
            lineIds: [],
            reason: "r",
            requestedAt: noon,
            settlesAt: noon,
          };
          earlier = [...earlier, { ...base, amount, shares: decision.shares, fails }];
          expect(decision.shares.reduce((all, share) => all + share.amount.minor, 0)).toBe(minor);
        }
        for (const tender of tenders) {
          const back = earlier
            .filter((row) => refundStateAt(row, noon).state === "done")
            .flatMap((row) => row.shares.filter((share) => share.tenderId === tender.id))
            .reduce((all, share) => all + share.amount.minor, 0);
          expect(back).toBeLessThanOrEqual(tender.amount.minor);
        }
      }),
    );
  });
});
