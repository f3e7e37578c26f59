import { none } from "@ruyi/commerce";
import { dayMs, minuteMs } from "@ruyi/kernel";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type * as desk from "@ruyi/desk/contract";
import type * as books from "@ruyi/ledger/contract";
import type * as server from "@ruyi/server/contract";
import type * as trust from "@ruyi/trust/contract";
import type { Colleague } from "../fixtures/colleague.ts";
import { bearer, call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

/* What a colleague sees of a customer and an owner of the money. The shop's mishaps are turned up while it runs. */

const rates = { ...none };
const shop = await aShop({ rates });
const slug = "yunshang";
const base = `${shop.url}/v1/merchants/${slug}`;

type Caller = Pick<Colleague, "headers">;
const get = async <T>(who: Caller, path: string): Promise<T> => {
  const { status, body } = await call<T>(`${base}/${path}`, { headers: who.headers });
  expect({ path, status }).toEqual({ path, status: 200 });
  return body;
};
const statusOf = async (who: Caller, path: string): Promise<number> =>
  (await call(`${base}/${path}`, { headers: who.headers })).status;
type Page<Item extends z.ZodType> = { readonly items: readonly z.infer<Item>[]; readonly next: string | null };

let agent: Colleague;
let owner: Colleague;
/** A program's key outlives the sessions of people, and so the turning of the clock. */
let program: Caller;
beforeAll(async () => {
  agent = await shop.hires("agent", slug, "Shen Tong");
  owner = await shop.owner(slug);
  const key = await call<{ secret: string }>(`${base}/api-keys`, {
    headers: owner.headers,
    body: { name: "ERP", permissions: ["ledger.read"] },
  });
  program = { headers: bearer(key.body.secret) };
});

describe("a customer is found", () => {
  const find = (text: string) =>
    get<z.infer<typeof server.CustomersFound>>(agent, `customers?find=${encodeURIComponent(text)}`);

  test("by id, order number, its last four digits and name; the list shows enough to know them again", async () => {
    const order = await shop.received(slug, "mei");
    for (const text of ["mei", order.number, order.number.slice(-4), "周梅", "梅"]) {
      const { shop: told, items } = await find(text);
      expect(told.state).toBe("known");
      expect({ text, item: items.find(({ id }) => id === "mei") }).toEqual({
        text,
        item: { id: "mei", name: "周*", language: "zh", city: expect.any(String), standing: 5 },
      });
    }
    expect((await find("nobody of this name")).items).toEqual([]);
  });
});

describe("one customer", () => {
  test("is shown with the contact masked; seeing it whole is on record with its reason", async () => {
    const view = await get<z.infer<typeof server.CustomerView>>(agent, "customers/mei");
    expect(view.profile).toMatchObject({ state: "known", source: "shop", value: { name: "周梅", language: "zh" } });
    const whole = await call<z.infer<typeof server.UnmaskedContact>>(`${base}/customers/mei/contact`, {
      headers: agent.headers,
      body: { reason: "快递要电话" },
    });
    expect(whole.status).toBe(200);
    const { phone, email } = whole.body;
    const masked = view.profile.value?.contact;
    expect(masked).toMatchObject({ phone: `•••• ${phone.slice(-4)}`, email: expect.stringContaining("•••@") });
    for (const secret of [phone, email, whole.body.address.detail]) expect(JSON.stringify(view)).not.toContain(secret);
    const audit = await get<{ items: readonly object[] }>(owner, "audit?subject=customer:mei");
    expect(audit.items).toMatchObject([
      { action: "customer.contact-seen", by: { kind: "staff", id: agent.id }, after: { reason: "快递要电话" } },
    ]);
    const silent = await call(`${base}/customers/mei/contact`, { headers: agent.headers, body: { reason: " " } });
    expect(silent.status).toBe(400);
    expect(await statusOf(agent, "customers/nobody-at-all")).toBe(404);
  });

  test("has orders with lines, parcels and scans, and no address", async () => {
    const orders = await get<z.infer<typeof server.CustomerOrders>>(agent, "customers/mei/orders");
    expect(orders).toMatchObject({ state: "known", source: "shop" });
    const received = await shop.received(slug, "mei");
    const order = orders.value?.find(({ id }) => id === received.id);
    expect(order).toMatchObject({ state: "delivered", lines: [{ title: { zh: "羊毛大衣" }, quantity: 1 }] });
    const scans = order?.parcels[0]?.scans ?? [];
    expect(scans[0]).toMatchObject({ kind: "delivered" });
    expect(scans.map(({ at }) => at)).toEqual(
      scans
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(JSON.stringify(orders)).not.toContain(received.address.detail);
    expect(JSON.stringify(orders)).not.toContain(received.address.phone);
  });

  test("has a rating with every reason in both languages, the limit, and how to rise", async () => {
    const kais = await get<z.infer<typeof trust.RatingView>>(agent, "customers/kai/rating");
    expect(kais).toMatchObject({ standing: 1, limits: [{ limit: { minor: 0, currency: "CNY" } }] });
    expect(kais.reasons.length).toBeGreaterThan(3);
    for (const { fact } of kais.reasons) {
      expect(fact.zh).toMatch(/\p{Script=Han}/u);
      expect(fact.en).toMatch(/[a-z]/);
    }
    expect(kais.waysUp[0]).toMatchObject({ code: "missing", zh: expect.stringMatching(/离2星还差\d+分/) });
    const meis = await get<z.infer<typeof trust.RatingView>>(agent, "customers/mei/rating");
    expect(meis).toMatchObject({
      standing: 5,
      next: null,
      waysUp: [{ code: "top" }],
      limits: [{ limit: { minor: 200_000 }, inUse: { minor: 0 }, left: { minor: 200_000 }, above: null }],
    });
  });
});

test("a return paid at once can be followed from the customer to the last line of the books", async () => {
  const chat = await shop.chat(slug, "mei");
  await chat.says("我要退货，衣服小了");
  await chat.picks("yes");
  expect(chat.effects()).toMatchObject({ refund: "done" });

  const refunds = await get<Page<typeof trust.RefundSummary>>(agent, "refunds?customer=mei");
  expect(refunds.items).toMatchObject([
    { customerId: "mei", state: "done", amount: { minor: 69_900 }, needs: null, reasons: [{ code: "within-limit" }] },
  ]);
  const record = await get<z.infer<typeof trust.RefundView>>(agent, `refunds/${refunds.items[0]?.id}`);
  expect(record).toMatchObject({
    conversationId: chat.id,
    decidedOn: { kind: "instant", standing: 5, ratingVersion: "2026-11", policyVersion: "2026-11" },
    rulings: [],
    advance: { state: "open", ageDays: 0, bucket: "0-7", nextStep: "remind-first" },
    postings: [{ event: "approved" }, { event: "done" }],
  });
  for (const { lines } of record.postings) expect(lines.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(0);

  const rating = await get<z.infer<typeof trust.RatingView>>(agent, "customers/mei/rating");
  expect(rating.limits).toMatchObject([{ inUse: { minor: 69_900 }, left: { minor: 130_100 } }]);

  const talks = await get<Page<typeof desk.ConversationSummary>>(agent, "conversations?view=all&customer=mei");
  expect(talks.items).toMatchObject([{ id: chat.id, status: "open", about: { zh: "退货退款" } }]);
  const advances = await get<Page<typeof trust.OutstandingAdvance>>(agent, "advances?customer=mei");
  expect(advances.items).toMatchObject([{ refundId: record.id, amount: { minor: 69_900 } }]);

  expect(await statusOf(agent, "advances")).toBe(403);
  expect(await statusOf(agent, "ledger/trial-balance")).toBe(403);
  const { trials } = await get<z.infer<typeof books.TrialBalance>>(owner, "ledger/trial-balance");
  expect(trials).toMatchObject([{ currency: "CNY", debits: { minor: 139_800 }, difference: { minor: 0 } }]);
});

test("what somebody must look at is counted, and every count opens", async () => {
  const { states } = await get<z.infer<typeof trust.Attention>>(agent, "refunds/attention");
  expect(states.map(({ state }) => state)).toEqual(["waiting-person", "unknown", "failed"]);
  for (const { state, count } of states) {
    const { items } = await get<Page<typeof trust.RefundSummary>>(agent, `refunds?state=${state}`);
    expect({ state, count }).toEqual({ state, count: items.length });
  }
  expect((await get<Page<typeof trust.RefundSummary>>(agent, "refunds")).items).toMatchObject([{ customerId: "mei" }]);
  expect(await statusOf(agent, "refunds?state=failed&customer=mei")).toBe(400);
  const lately = await get<z.infer<typeof server.CustomersFound>>(agent, "customers");
  expect(lately).toMatchObject({ shop: { state: "known" }, items: [{ id: "mei", name: "周*" }] });
});

test("what a customer was promised is listed with its due time, what falls due last first", async () => {
  const chat = await shop.chat(slug, "bo");
  await chat.says("显示已签收，可是我没收到冲锋衣");
  await chat.says("没收到");
  const kept = await shop.books(slug).promisesIn(chat.id);
  expect(kept.length).toBeGreaterThan(0);
  const { items } = await get<Page<typeof desk.MadePromise>>(agent, "customers/bo/promises");
  expect(items.map(({ text, state }) => ({ text, state }))).toEqual(kept.map(({ text, state }) => ({ text, state })));
  expect(items[0]).toMatchObject({ conversationId: chat.id, state: "open", dueAt: expect.stringMatching(/^20/) });
  expect((await get<Page<typeof desk.MadePromise>>(agent, "customers/lin/promises")).items).toEqual([]);
});

describe("a shop that falls silent", () => {
  test("leaves what it said last, with its age, and says of the rest that it is unknown", async () => {
    const before = await get<z.infer<typeof server.CustomerView>>(agent, "customers/mei");
    const orders = await get<z.infer<typeof server.CustomerOrders>>(agent, "customers/mei/orders");
    shop.turn(10 * minuteMs);
    Object.assign(rates, { lostRequest: 1 });
    try {
      const [after, ordersAfter, never, found] = await Promise.all([
        get<z.infer<typeof server.CustomerView>>(agent, "customers/mei"),
        get<z.infer<typeof server.CustomerOrders>>(agent, "customers/mei/orders"),
        get<z.infer<typeof server.CustomerView>>(agent, "customers/lin"),
        get<z.infer<typeof server.CustomersFound>>(agent, "customers?find=mei"),
      ]);
      expect(after.profile).toEqual({ ...before.profile, state: "last-known" });
      expect(ordersAfter).toEqual({ ...orders, state: "last-known" });
      expect(never.profile).toEqual({ state: "unknown", source: "shop", readAt: null, value: null });
      expect(found).toEqual({
        shop: { state: "unknown", readAt: null },
        items: [{ id: "mei", name: null, language: null, city: null, standing: expect.anything() }],
      });
      // What we know ourselves does not wait for the shop.
      expect((await get<z.infer<typeof trust.RatingView>>(agent, "customers/lin/rating")).standing).toBe("new");
      const contact = await call(`${base}/customers/lin/contact`, {
        headers: agent.headers,
        body: { reason: "要给客户去电话" },
      });
      expect(contact).toMatchObject({ status: 503, body: { type: expect.stringContaining("shop-silent") } });
    } finally {
      Object.assign(rates, none);
    }
    expect((await get<z.infer<typeof server.CustomerView>>(agent, "customers/mei")).profile.state).toBe("known");
  });
});

test("an advance grows older from bucket to bucket, and always equals the books", async () => {
  const outstanding = async () => {
    const { currencies } = await get<z.infer<typeof trust.Outstanding>>(program, "advances/outstanding");
    const [cny] = currencies;
    if (!cny) throw new Error("Something should be outstanding.");
    expect(cny.books).toEqual(cny.total.amount);
    expect(cny.buckets.map(({ bucket }) => bucket)).toEqual(["0-7", "8-14", "15-30", "over-30"]);
    expect(cny.buckets.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(cny.total.amount.minor);
    return cny.buckets.filter(({ count }) => count > 0).map(({ bucket }) => bucket);
  };
  expect(await outstanding()).toEqual(["0-7"]);
  const opened = await get<Page<typeof trust.OutstandingAdvance>>(program, "advances?bucket=0-7&currency=CNY");
  expect(opened.items).toMatchObject([{ customerId: "mei", advance: { bucket: "0-7" } }]);
  shop.turn(8 * dayMs);
  expect(await outstanding()).toEqual(["8-14"]);
  expect((await get<Page<typeof trust.OutstandingAdvance>>(program, "advances?bucket=0-7")).items).toEqual([]);
  shop.turn(23 * dayMs);
  expect(await outstanding()).toEqual(["over-30"]);
});
