import { type Money, dayMs, hourMs } from "@ruyi/kernel";
import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { generateMarket } from "./generate.ts";
import type { Order } from "./market.ts";
import { regulars } from "./regulars.ts";
import { aMarket, marketNoon, ordersOf } from "./testing.ts";

const market = generateMarket({ seed: 2016, now: marketNoon });
const shops = market.merchants.map((merchant) => merchant.slug);
const daysSince = (at: Date): number => (marketNoon.getTime() - at.getTime()) / dayMs;
const total = (amounts: readonly Money[]): number => amounts.reduce((all, amount) => all + amount.minor, 0);
const deliveredAt = (order: Order): Date | undefined => order.parcels.at(-1)?.deliveredAt;
const lately = (order: Order): boolean =>
  order.parcels.some((one) => one.deliveredAt && daysSince(one.deliveredAt) <= 7);
const datesIn = (thing: unknown): Date[] =>
  thing instanceof Date
    ? [thing]
    : typeof thing === "object" && thing !== null
      ? Object.values(thing).flatMap(datesIn)
      : [];

describe("the imagined market", () => {
  test("has 500 customers, some 3,000 orders and at least 25 products a shop", () => {
    expect(market.customers).toHaveLength(500);
    expect(market.orders.length).toBeGreaterThan(2_700);
    expect(market.orders.length).toBeLessThan(3_300);
    for (const merchant of market.merchants) expect(merchant.products.length).toBeGreaterThanOrEqual(25);
  });

  test("is the same market for the same seed and another for another seed", () => {
    expect(aMarket({ seed: 3 })).toEqual(aMarket({ seed: 3 }));
    expect(aMarket({ seed: 4 }).orders).not.toEqual(aMarket({ seed: 3 }).orders);
  });

  test("shares money over lines and tenders to the cent, at any seed", () => {
    assert(
      property(integer({ min: 0, max: 2 ** 31 }), (seed) => {
        for (const order of aMarket({ seed }).orders) {
          expect(total(order.lines.map((line) => line.paid)) + order.shippingFee.minor).toBe(order.amount.minor);
          if (order.state !== "unpaid") expect(total(order.tenders.map((one) => one.amount))).toBe(order.amount.minor);
          expect(total(order.refunds.map((one) => one.amount))).toBeLessThanOrEqual(order.amount.minor);
          for (const line of order.lines) {
            const off = total(line.discounts.map((one) => one.amount));
            expect(line.listPrice.minor * line.quantity - off).toBe(line.paid.minor);
            expect(line.paid.minor).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  test("lets nothing happen in the future, and scans follow one another", () => {
    for (const { parcels, refunds, placedAt, id } of market.orders) {
      for (const { scans } of parcels) {
        const times = [placedAt, ...scans.map((scan) => scan.at), marketNoon].map((at) => at.getTime());
        expect(times, id).toEqual(times.toSorted((a, b) => a - b));
      }
      for (const { at } of refunds) expect(at <= marketNoon && at >= placedAt, id).toBe(true);
    }
    expect(market.history.every(({ at }) => at <= marketNoon)).toBe(true);
    expect(datesIn(market.orders).every((at) => Number.isFinite(at.getTime()))).toBe(true);
  });

  test("knows orders and parcels in every state, at every kind of mishap", () => {
    const parcels = market.orders.flatMap((order) => order.parcels);
    const orderStates = [
      "unpaid",
      "paid",
      "picking",
      "partly-shipped",
      "shipped",
      "delivered",
      "returned",
      "cancelled",
    ];
    expect(new Set(market.orders.map((order) => order.state))).toEqual(new Set(orderStates));
    const parcelStates = ["in-transit", "customs-held", "out-for-delivery", "delivered", "lost"];
    expect(new Set(parcels.map((parcel) => parcel.state))).toEqual(new Set(parcelStates));
    const moving = parcels.filter((parcel) => parcel.state === "in-transit");
    expect(moving.filter(({ scans }) => daysSince(scans.at(-1)?.at ?? marketNoon) > 2).length).toBeGreaterThan(20);
    expect(parcels.filter((parcel) => parcel.deliveryProof?.agreed === false).length).toBeGreaterThan(20);
    expect(market.orders.filter((order) => order.parcels.length === 2).length).toBeGreaterThan(5);
    expect(new Set(market.hidden.troubles.map((one) => one.trouble)).size).toBe(3);
  });

  test("gives every order a number whose last four digits tell one customer's orders apart", () => {
    for (const { id, merchantId } of market.customers) {
      const mine = market.orders.filter((order) => order.customerId === id && order.merchantId === merchantId);
      expect(new Set(mine.map((order) => order.number.slice(-4))).size).toBe(mine.length);
    }
    expect(market.orders.every((order) => /^\d{12}$/.test(order.number))).toBe(true);
    expect(new Set(market.orders.map((order) => order.id)).size).toBe(market.orders.length);
  });

  test("finds a wool coat by what people call it, in both languages", () => {
    const coat = market.merchants[0]?.products[0];
    for (const word of ["羊毛大衣", "大衣", "外套", "衣服", "wool coat", "coat", "jacket", "clothes"]) {
      expect(coat?.words).toContain(word);
    }
  });
});

describe.each(shops.flatMap((slug) => regulars.map(({ id }) => [id, slug] as const)))("%s at %s", (id, slug) => {
  const orders = ordersOf(market, slug, id);
  const recent = orders.filter(lately);

  test("has an order not yet shipped, one on its way with fresh scans, and one delivered long ago", () => {
    expect(orders.filter((order) => order.state === "paid")).toHaveLength(1);
    const moving = orders.filter((order) => order.state === "shipped");
    expect(moving).toHaveLength(1);
    const lastScan = moving[0]?.parcels[0]?.scans.at(-1);
    expect(marketNoon.getTime() - (lastScan?.at.getTime() ?? 0)).toBeLessThan(24 * hourMs);
    expect(orders.some((order) => daysSince(deliveredAt(order) ?? marketNoon) > 60)).toBe(true);
  });

  test("received exactly one order within sixty days: two days ago, ordinary, returnable, one line", () => {
    expect(recent).toHaveLength(1);
    expect(orders.filter((order) => daysSince(deliveredAt(order) ?? new Date(0)) < 60)).toEqual(recent);
    const [order] = recent;
    expect(order?.state).toBe("delivered");
    expect(order?.lines).toHaveLength(1);
    expect(order?.lines[0]).toMatchObject({ class: "ordinary", returnable: true });
    expect(Math.round(daysSince(order ? (deliveredAt(order) ?? marketNoon) : marketNoon))).toBe(2);
    expect(order?.parcels[0]?.deliveryProof).toMatchObject({ kind: "signature", agreed: true });
    expect(order?.refunds).toEqual([]);
  });
});

describe("the four whom every shop knows", () => {
  const paidLately = (id: string, slug: string) => ordersOf(market, slug, id).find(lately);
  const eventsOf = (id: string, slug: string, kind: string) => {
    const merchant = market.merchants.find((one) => one.slug === slug);
    return market.history.filter(
      (one) => one.customerId === id && one.merchantId === merchant?.id && one.kind === kind,
    );
  };

  test("mei's coat cost 699.00 yuan and her headphones less than 300 dollars", () => {
    expect(paidLately("mei", "yunshang")?.amount).toEqual({ minor: 69_900, currency: "CNY" });
    expect(paidLately("mei", "yunshang")?.lines[0]?.title.zh).toBe("羊毛大衣");
    expect(paidLately("mei", "brightbyte")?.amount).toEqual({ minor: 8_900, currency: "USD" });
  });

  test("only one recent order of each is about headphones", () => {
    for (const { id } of regulars) {
      const withHeadphones = ordersOf(market, "brightbyte", id).filter(
        (order) => daysSince(order.placedAt) < 30 && order.lines.some((line) => line.words.includes("headphones")),
      );
      expect(withHeadphones).toHaveLength(1);
    }
  });

  test("bo bought within the limit of three stars in one shop and above it in another", () => {
    expect(paidLately("bo", "dailyfresh")?.amount.minor).toBeLessThanOrEqual(30_000);
    expect(paidLately("bo", "yunshang")?.amount.minor).toBeGreaterThan(30_000);
  });

  test("lin's first orders stay within what newcomers get at once", () => {
    expect(paidLately("lin", "yunshang")?.amount.minor).toBeLessThan(20_000);
    expect(paidLately("lin", "brightbyte")?.amount.minor).toBeLessThanOrEqual(3_000);
    expect(paidLately("lin", "dailyfresh")?.amount.minor).toBeLessThan(20_000);
  });

  test("histories tell them apart by what anyone could see", () => {
    for (const slug of shops) {
      expect(eventsOf("mei", slug, "order-completed").length).toBeGreaterThan(30);
      expect(eventsOf("mei", slug, "return-arrived")).toHaveLength(3);
      expect(eventsOf("mei", slug, "return-missing")).toEqual([]);
      expect(eventsOf("bo", slug, "return-missing")).toHaveLength(1);
      expect(eventsOf("bo", slug, "return-arrived").map((one) => "daysLate" in one && one.daysLate > 0)).toContain(
        true,
      );
      expect(eventsOf("kai", slug, "claim-judged").every((one) => "outcome" in one && one.outcome === "false")).toBe(
        true,
      );
      expect(eventsOf("kai", slug, "claim-judged")).toHaveLength(4);
      expect(eventsOf("kai", slug, "return-missing")).toHaveLength(2);
      expect(eventsOf("lin", slug, "order-completed")).toEqual([]);
      expect(eventsOf("lin", slug, "account-opened")[0]?.at.getTime()).toBeGreaterThan(
        marketNoon.getTime() - 8 * dayMs,
      );
    }
  });

  test("are there at any hour the demo starts", () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const now = new Date(marketNoon.getTime() + hour * hourMs);
      for (const slug of shops) {
        const recent = ordersOf(aMarket({ now }), slug, "mei").flatMap((order) =>
          order.parcels.flatMap((one) => one.deliveredAt ?? []),
        );
        const days = recent.map((at) => (now.getTime() - at.getTime()) / dayMs).filter((age) => age < 60);
        expect(days.length).toBe(1);
        expect(days[0]).toBeGreaterThan(1);
        expect(days[0]).toBeLessThan(3);
      }
    }
  });
});
