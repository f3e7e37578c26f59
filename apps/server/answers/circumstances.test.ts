import { describe, expect, test } from "vitest";
import type { Order } from "@ruyi/commerce";
import { aLine, anOrder } from "@ruyi/commerce/testing";
import { zero } from "@ruyi/kernel";
import { circumstancesFrom } from "./circumstances.ts";

const now = new Date("2026-11-24T04:00:00Z");
const inRegion = (region: string, changes: Parameters<typeof anOrder>[0] = {}): Order => {
  const order = anOrder(changes);
  return { ...order, address: { ...order.address, region }, refunded: zero(order.amount.currency), refunds: [] };
};

describe("what a customer's orders say of who asks", () => {
  test("is the province that all of them go to, and no more of any address", () => {
    const known = circumstancesFrom([inRegion("湖北省"), inRegion("湖北省")], undefined, now);
    expect(known.region).toBe("湖北省");
    const { detail, phone, recipient, city } = inRegion("湖北省").address;
    for (const part of [detail, phone, recipient, city]) expect(JSON.stringify(known)).not.toContain(part);
  });

  test("is only what is likely where they go to two", () => {
    const known = circumstancesFrom([inRegion("湖北省"), inRegion("新疆")], undefined, now);
    expect(known.region).toBeUndefined();
    expect(known.likely?.regions).toHaveLength(1);
  });

  test("leaves out orders that were cancelled, and is nothing of who never ordered", () => {
    expect(circumstancesFrom([inRegion("湖北省"), inRegion("新疆", { state: "cancelled" })], 4, now)).toMatchObject({
      region: "湖北省",
      stars: 4,
    });
    expect(circumstancesFrom([], undefined, now)).toEqual({});
  });

  test("names the goods of the order they most likely come for, in both languages", () => {
    const order = inRegion("湖北省");
    const names = circumstancesFrom([order], undefined, now).likely?.products ?? [];
    const { title, productId } = order.lines[0] ?? { title: { zh: "", en: "" }, productId: "" };
    expect(names).toEqual(expect.arrayContaining([productId, title.zh, title.en]));
  });

  test("names their categories where the shop says them, and none where it does not", () => {
    const outerwear = inRegion("湖北省", { lines: [aLine({ category: { zh: "外套", en: "Outerwear" } })] });
    expect(circumstancesFrom([outerwear], undefined, now).likely?.categories).toEqual(["外套", "Outerwear"]);
    expect(circumstancesFrom([inRegion("湖北省")], undefined, now).likely?.categories).toEqual([]);
  });
});
