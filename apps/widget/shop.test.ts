import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mattersFor, readOrder } from "./shop.ts";

describe("the order a page thinks the customer means", () => {
  test("is read as the page wrote it", () => {
    const order = {
      id: "261119319859",
      title: { zh: "羊毛大衣", en: "Wool coat" },
      state: "delivered",
      amount: { minor: 69_900, currency: "CNY" },
    };
    expect(readOrder(JSON.stringify(order))).toEqual(order);
    expect(readOrder('{"id":"7","title":"Lamp"}')).toEqual({ id: "7", title: { zh: "Lamp", en: "Lamp" }, state: "" });
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
