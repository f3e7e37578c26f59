import { type OrderId, after, dayMs, hourMs, orderId } from "@ruyi/kernel";
import { assert, array, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderRecord } from "../contract.ts";
import { aMerchantId, anOrder, aShop, noon } from "../testing.ts";
import { openReturn } from "./counter.ts";
import { happen, nextEvent, type WorldEvent } from "./living.ts";

const merchantId = aMerchantId();
const shopOrder = (id: string): OrderRecord => {
  const order = aShop(merchantId).orders.find((one) => one.id === id);
  if (!order) throw new Error(`The test shop has no order "${id}".`);
  return order;
};

/** Lets an order live until nothing more happens, and says what did. */
function liveOut(order: OrderRecord): { readonly order: OrderRecord; readonly story: string[] } {
  const story: string[] = [];
  let now = order;
  for (let next = nextEvent(now); next && story.length < 50; next = nextEvent(now)) {
    now = happen(now, next.event, next.at);
    story.push(next.event.kind);
  }
  return { order: now, story };
}

describe("the living market", () => {
  test("picks, sends and delivers an order nobody touches", () => {
    const { order, story } = liveOut(anOrder());
    expect(story).toEqual(["picking-began", "collected", "out-for-delivery", "delivered"]);
    expect(order.state).toBe("delivered");
    expect(order.parcels[0]?.scans.map((scan) => scan.kind)).toEqual(["collected", "out-for-delivery", "delivered"]);
  });

  test("sends the rest of an order of which one line went ahead", () => {
    const two = shopOrder("waiting");
    const [first] = liveOut(anOrder()).order.parcels;
    const partly: OrderRecord = { ...two, state: "partly-shipped", parcels: first ? [first] : [] };
    const { order, story } = liveOut(partly);
    expect(story).toEqual(["collected", "out-for-delivery", "delivered"]);
    expect(order.parcels.map((parcel) => parcel.lines.map((line) => line.lineId))).toEqual([["line-1"], ["line-2"]]);
    expect(order.state).toBe("delivered");
  });

  test("leaves a fresh order alone for a day and a half, so that it can still be cancelled", () => {
    const placedAt = after(noon, -5 * hourMs);
    expect(nextEvent(anOrder({ placedAt }))?.at).toEqual(after(placedAt, 36 * hourMs));
  });

  test("brings a return back: a scan, then its arrival, then the order is returned", () => {
    const opened = openReturn(shopOrder("delivered"), ["line-1"], "R1", noon);
    if (!("order" in opened)) throw new Error("A delivered order takes a return.");
    const { order, story } = liveOut(opened.order);
    expect(story).toEqual(["return-scanned", "return-arrived"]);
    expect(order.state).toBe("returned");
    const [back] = order.returns;
    expect(back?.arrivedAt && back.scannedAt && back.arrivedAt > back.scannedAt).toBe(true);
  });

  test("waits in vain for the return of somebody who sends nothing back, and longer for a careless one", () => {
    const opened = openReturn(shopOrder("delivered"), ["line-1"], "R1", noon);
    if (!("order" in opened)) throw new Error("A delivered order takes a return.");
    expect(nextEvent({ ...opened.order, returnHabit: "never" })).toBeUndefined();
    expect(nextEvent({ ...opened.order, returnHabit: "late" })?.at).toEqual(after(noon, 11 * dayMs));
  });

  test("moves no parcel that is stuck without a date, and nothing of an order that was cancelled or not paid", () => {
    expect(nextEvent(shopOrder("moving"))).toBeUndefined();
    expect(nextEvent(shopOrder("unpaid"))).toBeUndefined();
    expect(nextEvent(anOrder({ state: "cancelled", cancelledLineIds: ["line-1"] }))).toBeUndefined();
  });

  test("comes to rest, and an event that already was changes nothing, in any order of events", () => {
    const kinds = constantFrom<WorldEvent["kind"]>(
      "picking-began",
      "collected",
      "out-for-delivery",
      "delivered",
      "return-scanned",
      "return-arrived",
    );
    const starts = constantFrom("waiting", "picking", "moving", "delivered", "mixed");
    assert(
      property(starts, array(tuple(kinds, integer({ min: 0, max: 30 })), { maxLength: 12 }), (start, happenings) => {
        const id: OrderId = orderId(start);
        let order = shopOrder(start);
        let at = noon;
        for (const [kind, days] of happenings) {
          at = after(at, days * dayMs);
          const event = { kind, parcelId: `${id}-p1`, returnId: `${id}-r1` } as WorldEvent;
          const once = happen(order, event, at);
          expect(happen(once, event, after(at, hourMs))).toEqual(once);
          order = once;
        }
        const { order: rested, story } = liveOut(order);
        expect(story.length).toBeLessThan(10);
        expect(rested.amount).toEqual(shopOrder(start).amount);
        const carried = rested.parcels.flatMap((parcel) => parcel.lines.map((line) => line.lineId));
        expect(new Set(carried).size).toBe(carried.length);
      }),
    );
  });
});
