import { type Money, cny, customerId, orderId, parcelId, usd } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import type { Order } from "./contract.ts";
import type { Reading, ShopPort } from "./port.ts";

export type PortUnderTest = {
  /**
   * A shop that behaves, freshly filled with the orders of `aShop`: `waiting` (two lines, 699.00 and 129.01),
   * `picking`, `moving`, `delivered`, `unpaid`, and `mixed` (card 700.00, points 128.01), all mei's, in CNY.
   */
  readonly open: () => Promise<ShopPort>;
};

function found<T>(reading: Reading<T>): T {
  if (reading.kind !== "found")
    throw new Error(`The shop was asked for a thing it has and answered "${reading.kind}".`);
  return reading.value;
}

/** What every adapter to a shop must keep. Call it in a test file with a way to open such a shop. */
export function describeShopPort(name: string, { open }: PortUnderTest): void {
  const id = orderId;
  const read = async (shop: ShopPort, order: string): Promise<Order> => found(await shop.order(id(order)));
  const minor = (amounts: readonly Money[]): number => amounts.reduce((all, amount) => all + amount.minor, 0);
  const giveBack = (order: string, key: string, amount = cny(100)) => ({
    orderId: id(order),
    amount,
    key,
    reason: "test",
  });

  describe(`${name}, as a shop`, () => {
    test("shows a customer's orders newest first, at most as many as asked", async () => {
      const shop = await open();
      const orders = found(await shop.ordersOf(customerId("mei"), { limit: 3 }));
      expect(orders).toHaveLength(3);
      const times = orders.map((order) => order.placedAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect(found(await shop.ordersOf(customerId("lin"), { limit: 3 }))).toEqual([]);
    });

    test("finds whom a word may mean: by id, order number, its last four digits, or how a name begins", async () => {
      const shop = await open();
      const { number, customerId: owner } = await read(shop, "delivered");
      const { name } = found(await shop.customer(owner));
      const ids = async (text: string, limit = 5) => found(await shop.find(text, { limit })).map(({ id: who }) => who);
      for (const text of [owner, number, number.slice(-4), name, ` ${name.slice(0, 1)}`, name.toUpperCase()])
        expect({ text, found: await ids(text) }).toMatchObject({ found: expect.arrayContaining([owner]) });
      expect(await ids(owner)).toEqual([owner]);
      expect(await ids("nobody is called this")).toEqual([]);
      expect(await ids("%")).toEqual([]);
    });

    test("says absent of what it does not have", async () => {
      const shop = await open();
      expect(await shop.customer(customerId("nobody"))).toEqual({ kind: "absent" });
      expect(await shop.ordersOf(customerId("nobody"), { limit: 3 })).toEqual({ kind: "absent" });
      expect(await shop.order(id("nothing"))).toEqual({ kind: "absent" });
      expect(await shop.refundByKey("no-such-key")).toEqual({ kind: "absent" });
      expect(await shop.byKey("no-such-key")).toEqual({ kind: "never-seen" });
      expect(await shop.cancel({ orderId: id("nothing"), key: "k" })).toEqual({
        kind: "refused",
        reason: "no-such-order",
      });
    });

    test("cancels a line nobody has packed, and moves no money by itself", async () => {
      const shop = await open();
      const outcome = await shop.cancel({ orderId: id("waiting"), lineIds: ["line-2"], key: "c1" });
      expect(outcome).toMatchObject({ kind: "done", value: { cancelledLineIds: ["line-2"] } });
      const order = await read(shop, "waiting");
      expect(order).toMatchObject({ state: "paid", cancelledLineIds: ["line-2"], refunded: cny(0), refunds: [] });
      await shop.cancel({ orderId: id("waiting"), key: "c2" });
      expect((await read(shop, "waiting")).state).toBe("cancelled");
      expect(await shop.cancel({ orderId: id("waiting"), key: "c3" })).toMatchObject({ reason: "already-cancelled" });
    });

    test("cancels nothing that is being packed or has left", async () => {
      const shop = await open();
      expect(await shop.cancel({ orderId: id("picking"), key: "c1" })).toEqual({
        kind: "refused",
        reason: "being-picked",
      });
      expect(await shop.cancel({ orderId: id("moving"), key: "c2" })).toEqual({
        kind: "refused",
        reason: "already-shipped",
      });
      expect((await read(shop, "moving")).cancelledLineIds).toEqual([]);
    });

    test("changes an address before shipping only", async () => {
      const shop = await open();
      const address = { ...(await read(shop, "waiting")).address, detail: "文一路8号" };
      expect(await shop.changeAddress({ orderId: id("waiting"), address, key: "a1" })).toMatchObject({ kind: "done" });
      expect((await read(shop, "waiting")).address.detail).toBe("文一路8号");
      expect(await shop.changeAddress({ orderId: id("moving"), address, key: "a2" })).toMatchObject({
        reason: "already-shipped",
      });
    });

    test("opens one return for goods that arrived, none for goods that did not", async () => {
      const shop = await open();
      const asked = { orderId: id("delivered"), lineIds: ["line-1"] };
      const first = await shop.createReturn({ ...asked, key: "r1" });
      expect(first).toMatchObject({ kind: "done", value: { sendBy: expect.any(Date), code: expect.any(String) } });
      expect(await shop.createReturn({ ...asked, key: "r2" })).toMatchObject({ reason: "return-already-open" });
      expect((await read(shop, "delivered")).returns).toHaveLength(1);
      const early = { orderId: id("moving"), lineIds: ["line-1"], key: "r3" };
      expect(await shop.createReturn(early)).toMatchObject({ reason: "not-delivered" });
    });

    test("calls a return off while the goods are with the customer, and may open another then", async () => {
      const shop = await open();
      const asked = { orderId: id("delivered"), lineIds: ["line-1"] };
      const first = await shop.createReturn({ ...asked, key: "w1" });
      const returnId = first.kind === "done" ? first.value.returnId : "";
      const off = { orderId: id("delivered"), returnId };
      expect(await shop.cancelReturn({ ...off, key: "w2" })).toEqual({ kind: "done", value: { returnId } });
      expect(await shop.cancelReturn({ ...off, key: "w3" })).toEqual({ kind: "done", value: { returnId } });
      expect((await read(shop, "delivered")).returns).toMatchObject([{ withdrawnAt: expect.any(Date) }]);
      expect(await shop.createReturn({ ...asked, key: "w4" })).toMatchObject({ kind: "done" });
      const nobodys = { orderId: id("delivered"), returnId: "none", key: "w5" };
      expect(await shop.cancelReturn(nobodys)).toMatchObject({ reason: "no-such-return" });
    });

    test("traces a parcel that has left, and answers by when", async () => {
      const shop = await open();
      const asked = { parcelId: parcelId("moving-p1") };
      const first = await shop.requestTrace({ ...asked, key: "t1" });
      expect(first).toMatchObject({ kind: "done", value: { answerBy: expect.any(Date) } });
      expect(await shop.requestTrace({ ...asked, key: "t2" })).toEqual(first);
      expect((await read(shop, "moving")).parcels[0]?.trace).toBeDefined();
      expect(await shop.requestTrace({ parcelId: parcelId("none"), key: "t3" })).toMatchObject({
        reason: "no-such-parcel",
      });
    });

    test("sends goods again in a parcel of their own", async () => {
      const shop = await open();
      const outcome = await shop.reship({ orderId: id("moving"), lineIds: ["line-1"], key: "s1" });
      expect(outcome).toMatchObject({ kind: "done", value: { shipsBy: expect.any(Date) } });
      expect((await read(shop, "moving")).parcels[1]).toMatchObject({ resend: true, state: "waiting" });
      expect(await shop.reship({ orderId: id("waiting"), lineIds: ["line-1"], key: "s2" })).toMatchObject({
        reason: "not-shipped",
      });
    });
  });

  describe(`${name}, refunding`, () => {
    test("refunds once for a key, though asked many times at once", async () => {
      const shop = await open();
      const answers = await Promise.all(Array.from({ length: 8 }, () => shop.refund(giveBack("delivered", "k1"))));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]).toMatchObject({ kind: "done", value: { amount: cny(100), state: "done" } });
      expect((await read(shop, "delivered")).refunded).toEqual(cny(100));
    });

    test("treats two equal refunds under two keys as two", async () => {
      const shop = await open();
      await shop.refund(giveBack("delivered", "k1"));
      await shop.refund(giveBack("delivered", "k2"));
      expect((await read(shop, "delivered")).refunded).toEqual(cny(200));
    });

    test("refuses a key that was used for something else", async () => {
      const shop = await open();
      await shop.refund(giveBack("delivered", "k1"));
      expect(await shop.refund(giveBack("delivered", "k1", cny(101)))).toEqual({
        kind: "refused",
        reason: "key-reused",
      });
      expect(await shop.cancel({ orderId: id("waiting"), key: "k1" })).toEqual({
        kind: "refused",
        reason: "key-reused",
      });
    });

    test("never gives back more than was paid, though many ask at once", async () => {
      const shop = await open();
      const asked = Array.from({ length: 10 }, (_, index) => giveBack("delivered", `k${index}`, cny(99.99)));
      const answers = await Promise.all(asked.map((one) => shop.refund(one)));
      expect(answers.filter((answer) => answer.kind === "done")).toHaveLength(6);
      expect(answers.filter((answer) => answer.kind === "refused" && answer.reason === "nothing-left")).toHaveLength(4);
      expect((await read(shop, "delivered")).refunded).toEqual(cny(599.94));
      expect(await shop.refund(giveBack("delivered", "rest", cny(99.06)))).toMatchObject({ kind: "done" });
      expect(await shop.refund(giveBack("delivered", "cent", cny(0.01)))).toMatchObject({ reason: "nothing-left" });
    });

    test("sends each tender its share, to the cent, and nothing to one that is used up", async () => {
      const shop = await open();
      await shop.refund({ ...giveBack("mixed", "k1", cny(128.01)), tenderId: "tender-2" });
      const over = { ...giveBack("mixed", "k2", cny(0.01)), tenderId: "tender-2" };
      expect(await shop.refund(over)).toMatchObject({ reason: "tender-exhausted" });
      await shop.refund(giveBack("mixed", "k3", cny(333.33)));
      const { refunds } = await read(shop, "mixed");
      expect(refunds.map((refund) => refund.tenders.map((share) => [share.kind, share.amount.minor]))).toEqual([
        [["points", 12_801]],
        [["card", 33_333]],
      ]);
      for (const { amount, tenders } of refunds) expect(minor(tenders.map((share) => share.amount))).toBe(amount.minor);
    });

    test("refuses another currency, nothing at all, and what nobody paid", async () => {
      const shop = await open();
      expect(await shop.refund(giveBack("delivered", "k1", usd(1)))).toMatchObject({ reason: "wrong-currency" });
      expect(await shop.refund(giveBack("delivered", "k2", cny(0)))).toMatchObject({ reason: "not-above-zero" });
      expect(await shop.refund(giveBack("delivered", "k3", cny(-5)))).toMatchObject({ reason: "not-above-zero" });
      expect(await shop.refund(giveBack("unpaid", "k4"))).toMatchObject({ reason: "unpaid" });
    });

    test("can be asked about a key afterwards, refusals included", async () => {
      const shop = await open();
      const done = await shop.refund(giveBack("delivered", "k1"));
      const refused = await shop.cancel({ orderId: id("moving"), key: "k2" });
      expect(await shop.byKey("k1")).toEqual({ kind: "settled", action: "refund", outcome: done });
      expect(await shop.byKey("k2")).toEqual({ kind: "settled", action: "cancel", outcome: refused });
      expect(found(await shop.refundByKey("k1"))).toMatchObject({ state: "done", amount: cny(100) });
    });
  });
}
