import { describe, expect, test } from "vitest";
import { after, dayMs, hourMs, minuteMs, money, orderId, parcelId } from "@ruyi/kernel";
import type { Order, Refund } from "@ruyi/commerce";
import { aLine, anOrder, aParcel } from "@ruyi/commerce/testing";
import { orderFact, parcelFact, twinOf } from "./order-facts.ts";

const now = new Date("2026-11-24T04:00:00Z");
const cny = (yuan: number) => money(Math.round(yuan * 100), "CNY");
const read = (changes: Parameters<typeof anOrder>[0] = {}, refunds: readonly Refund[] = []): Order => ({
  ...anOrder(changes),
  refunds,
  refunded: money(
    refunds.reduce((sum, { amount }) => sum + amount.minor, 0),
    "CNY",
  ),
});
const aRefund = (changes: Partial<Refund> = {}): Refund => ({
  key: "k",
  orderId: read().id,
  amount: cny(20),
  lineIds: [],
  reason: "late",
  state: "done",
  requestedAt: now,
  tenders: [],
  ...changes,
});

const two = [aLine({ quantity: 2, paid: cny(100.01) }), aLine({ id: "line-2", paid: cny(50) })];
const half = aParcel({ state: "lost", lines: [{ lineId: "line-1", quantity: 1 }] });

describe("what is in a parcel is worth", () => {
  test("the whole order with its shipping fee, when it is all that was ordered", () => {
    const order = read({ state: "shipped", shippingFee: cny(10), parcels: [aParcel({ state: "lost" })] });
    expect(parcelFact(order, now)).toMatchObject({ worth: cny(709), lineIds: ["line-1"], madeGood: "no" });
  });

  test("its share of what was paid, rounded for the customer, when more was ordered", () => {
    expect(parcelFact(read({ state: "shipped", lines: two, parcels: [half] }), now)).toMatchObject({
      worth: cny(50.01),
      title: { en: "Wool coat" },
    });
  });

  test("never more than is left to pay back, and nothing once that is all", () => {
    const order = (paidBack: number) =>
      read({ state: "shipped", parcels: [aParcel({ state: "lost" })] }, [aRefund({ amount: cny(paidBack) })]);
    expect(parcelFact(order(600), now)).toMatchObject({ worth: cny(99), madeGood: "no" });
    expect(parcelFact(order(699), now)).toMatchObject({ worth: cny(0), madeGood: "refunded" });
  });
});

describe("a parcel", () => {
  const lost = aParcel({ state: "lost" });
  const another = aParcel({ id: parcelId("p-2"), state: "waiting", resend: true, packedAt: now });

  test("that was sent again is made good already", () => {
    expect(parcelFact(read({ parcels: [lost, another] }), now)).toMatchObject({
      ...{ id: "p-2", state: "none", madeGood: "resent" },
    });
    expect(parcelFact(read({ parcels: [lost, another] }), now, "p-1")).toMatchObject({ madeGood: "resent" });
  });

  test("that was sent again is not its own replacement", () => {
    const order = read({ parcels: [lost, { ...another, state: "lost", scans: lost.scans }] });
    expect(parcelFact(order, now, "p-2")).toMatchObject({ id: "p-2", madeGood: "no" });
  });

  test("of which the carrier says nothing has no proof of delivery", () => {
    expect(parcelFact(read({ parcels: [aParcel()] }), now)).toMatchObject({
      ...{ proof: "none", placeAgreed: false, lockerOpened: false, silentDays: expect.any(Number) },
    });
  });

  test("in a locker tells whether that was agreed to, and whether it was opened", () => {
    const place = { zh: "3号柜", en: "locker 3" };
    const inLocker = aParcel({ deliveryProof: { kind: "locker", place, agreed: true } });
    expect(parcelFact(read({ parcels: [inLocker] }), now)).toMatchObject({
      ...{ proof: "locker", placeAgreed: true, lockerOpened: false, lastPlace: place },
    });
  });

  test("that has not left says what will be in it", () => {
    const waiting = aParcel({ state: "waiting", scans: [] });
    expect(parcelFact(read({ parcels: [waiting] }), now)).toMatchObject({ state: "none", lineIds: ["line-1"] });
  });
});

describe("an order's twin", () => {
  const at = (minutes: number, id: string, changes: Parameters<typeof anOrder>[0] = {}) =>
    read({ id: orderId(id), number: `26111900000${id.at(-1)}`, placedAt: after(now, minutes * minuteMs), ...changes });

  test("is the same goods ordered again within the hour, told by the later one", () => {
    const [first, second] = [at(0, "o-1"), at(20, "o-2")];
    const told = { pick: "o-2", number: second.number, first: first.number, state: "paid" };
    expect(twinOf(first, [second, first])).toEqual(told);
    expect(twinOf(second, [second, first])).toEqual(told);
  });

  test.each([
    ["hours later", at(90, "o-2")],
    ["cancelled", at(5, "o-2", { state: "cancelled" })],
    ["never paid", at(5, "o-2", { state: "unpaid" })],
    ["of other goods", at(5, "o-2", { lines: [aLine({ productId: "ys-009" })] })],
    ["of another number of pieces", at(5, "o-2", { lines: [aLine({ quantity: 2 })] })],
  ] as const)("is none when the other was %s", (_how, other) => {
    expect(twinOf(at(0, "o-1"), [other])).toBeNull();
  });
});

describe("an order", () => {
  const fact = (order: Order) => orderFact(order, { orderId: order.id, lineId: undefined }, "show", now);
  const came = (hoursAfterPromise: number) =>
    read({
      state: "delivered",
      promisedBy: after(now, -3 * dayMs),
      parcels: [aParcel({ deliveredAt: after(now, -3 * dayMs + hoursAfterPromise * hourMs) })],
    });

  test("is as late as its last parcel, never less than nothing, and unknown until it has come", () => {
    expect(fact(came(30))).toMatchObject({ lateHours: 30 });
    expect(fact(came(-5))).toMatchObject({ lateHours: 0 });
    expect(fact(read({ state: "paid" }))).toMatchObject({ lateHours: null });
  });

  test("is of the most delicate kind that is in it", () => {
    const lines = [aLine(), aLine({ id: "line-2", class: "fresh" })];
    expect(fact(read({ lines }))).toMatchObject({ class: "fresh" });
    expect(fact(read())).toMatchObject({ class: "ordinary" });
  });

  test("knows what money went back for, and forgets what did not arrive", () => {
    const refunds = [aRefund(), aRefund({ key: "k-2", reason: "refund-only", state: "failed" })];
    expect(fact(read({ state: "delivered" }, refunds))).toMatchObject({ paidBackFor: ["late"] });
  });
});
