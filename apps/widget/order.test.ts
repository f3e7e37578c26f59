import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mattersFor, orderFrom, readOrder, wayOf } from "./order.ts";

describe("the order a page thinks the customer means", () => {
  test("is read as the page wrote it", () => {
    const order = {
      id: "261119319859",
      title: { zh: "羊毛大衣", en: "Wool coat" },
      state: "delivered",
      amount: { minor: 69_900, currency: "CNY" },
    };
    const { id: number, amount: price, ...read } = order;
    expect(readOrder(JSON.stringify(order))).toEqual({ ...read, number, price });
    expect(readOrder('{"id":"7","title":"Lamp"}')).toEqual({
      number: "7",
      title: { zh: "Lamp", en: "Lamp" },
      state: "",
    });
  });

  test("is nothing when the page wrote something else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const order = readOrder(text);
        expect(order === undefined || typeof order.title.zh === "string").toBe(true);
      }),
    );
    expect(readOrder(null)).toBeUndefined();
  });

  test("brings up what people want of it where it is now", () => {
    const labels = (state: string) => mattersFor(state).map(({ label }) => label);
    expect(labels("paid")).toContain("askCancel");
    expect(labels("shipped")[0]).toBe("askParcel");
    expect(labels("delivered")).toEqual(["askReturn", "askDamaged"]);
  });
});

describe("an order as the server tells it", () => {
  const card = {
    number: "261119319859",
    title: { zh: "羊毛大衣", en: "Wool coat" },
    quantity: 1,
    price: { minor: 69_900, currency: "CNY" },
    state: "shipped",
    tender: { zh: "微信支付", en: "WeChat Pay" },
    placedAt: "2026-11-20T04:00:00.000Z",
    deliveredAt: null,
    readAt: "2026-11-24T04:00:00.000Z",
  };
  const parcel = (state: string) => ({
    state,
    carrier: { zh: "青鸟快递", en: "Bluebird" },
    lastScanAt: "2026-11-23T04:00:00.000Z",
    expectedAt: "2026-11-25T04:00:00.000Z",
  });
  const way = (state: string, more: object = {}): string[] => {
    const order = orderFrom({ ...card, ...more, parcel: parcel(state) });
    return order ? wayOf(order).map(({ name, is, at }) => `${name} ${is} ${at?.slice(5, 10) ?? ""}`.trim()) : [];
  };

  test("keeps what is known of it, and has no way without a parcel", () => {
    const { readAt: _age, deliveredAt: _none, ...known } = card;
    const order = orderFrom(card);
    expect(order).toEqual(known);
    expect(order && wayOf(order)).toEqual([]);
  });

  test("shows its parcel's way: what is passed, where it is, what is expected", () => {
    expect(way("moving")).toEqual(["placed done 11-20", "moving now 11-23", "near to-come", "arrived to-come 11-25"]);
    expect(way("out-for-delivery")).toEqual([
      "placed done 11-20",
      "moving done",
      "near now 11-23",
      "arrived to-come 11-25",
    ]);
    expect(way("delivered", { deliveredAt: "2026-11-24T04:00:00.000Z" }).at(-1)).toBe("arrived done 11-24");
  });

  test.each(["held", "lost", "returning"])("expects nothing of a parcel that is %s", (state) => {
    expect(way(state)).toEqual(["placed done 11-20", `${state} missed 11-23`, "near to-come", "arrived to-come"]);
  });

  test("is nothing when the server told something else", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const order = orderFrom(value);
        expect(order === undefined || typeof order.title.en === "string").toBe(true);
      }),
    );
  });
});
