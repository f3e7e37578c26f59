import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { minuteMs, secondMs } from "@ruyi/kernel";
import type { Chat } from "../fixtures/chat.ts";
import { bearer, call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

/** Noon where the customer is, so that nothing waits for the morning. */
function turnToNoon(zone: string): void {
  const here = Temporal.Instant.fromEpochMilliseconds(shop.clock.now().getTime()).toZonedDateTimeISO(zone);
  const noon = here.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: "12:00" });
  shop.turn(noon.epochMilliseconds - shop.clock.now().getTime());
}

/** What Mei has bought stays where it is while the clock is turned on. */
async function holdsStill(slug: Slug): Promise<void> {
  const { id: merchantId } = shop.merchant(slug);
  await shop.house.database.transact(merchantId, (tx) =>
    sql`update market.shop_order set moves_at = null where merchant_id = ${merchantId} and customer_id = 'mei'`.execute(
      tx,
    ),
  );
}

/** The carrier delivers a parcel that was on its way, and the shop's webhook says so: `times` times. */
async function delivers(slug: Slug, customer: string, times: number): Promise<string> {
  const { id: merchantId } = shop.merchant(slug);
  const order = (await shop.orders(slug, customer)).find(({ state }) => state === "shipped");
  if (!order) throw new Error(`${customer} has no order on its way at ${slug}.`);
  const at = shop.clock.now().toISOString();
  await shop.house.database.transact(merchantId, async (tx) => {
    await sql`
      update market.shop_order set document = jsonb_set(jsonb_set(jsonb_set(document,
          '{state}', '"delivered"'), '{parcels,0,state}', '"delivered"'), '{parcels,0,deliveredAt}', to_jsonb(${at}::text)),
        moves_at = null
      where merchant_id = ${merchantId} and id = ${order.id}`.execute(tx);
    for (let nth = 0; nth < times; nth += 1) {
      await sql`
        insert into commerce.webhook (merchant_id, id, received_at, body, type, order_id)
        values (${merchantId}, ${`w-${order.id}-${nth}`}, ${at}, '{}', 'order.changed', ${order.id})`.execute(tx);
    }
  });
  return order.number.slice(-4);
}

const unasked = (chat: Chat) => chat.of("message").filter(({ proactive }) => proactive === true);
const isUnasked = ({ kind, proactive }: { kind: string; readonly [name: string]: unknown }): boolean =>
  kind === "message" && proactive === true;

describe("messages unasked", () => {
  test("reach no visitor, who cannot choose them either", async () => {
    const guest = await shop.visitor("brightbyte");
    await guest.says("hello");
    const address = `${shop.url}/v1/customer/conversations/${guest.id}/news`;
    expect((await call(address, { headers: bearer(guest.token) })).body).toEqual({ wanted: null });
    const no = await call(address, { method: "PUT", headers: bearer(guest.token), body: { wanted: true } });
    expect(no.status).toBe(403);
  });

  test("are chosen by the shop, kind by kind, with who chose it in the audit", async () => {
    const { headers } = await shop.owner("dailyfresh");
    const address = `${shop.url}/v1/merchants/dailyfresh/news`;
    expect((await call(address, { headers })).body).toEqual({ off: [], quiet: { from: "22:00", until: "08:00" } });
    const body = { off: ["shipped"], quiet: { from: "21:00", until: "09:00" } };
    expect((await call(address, { method: "PUT", headers, body })).body).toEqual(body);
    expect((await call(address, { headers })).body).toEqual(body);
    const audit = await call<{ items: { before: object; after: object }[] }>(
      `${shop.url}/v1/merchants/dailyfresh/audit?action=news-choice.changed`,
      { headers },
    );
    expect(audit.body.items).toMatchObject([{ before: { off: [] }, after: body }]);
    const agent = await shop.hires("agent", "dailyfresh", "No Chooser");
    expect((await call(address, { method: "PUT", headers: agent.headers, body })).status).toBe(403);
    const wrong = await call(address, {
      method: "PUT",
      headers,
      body: { off: [], quiet: { from: "25:00", until: "08:00" } },
    });
    expect(wrong.status).toBe(400);
  });
});

describe("a parcel that arrives", () => {
  beforeAll(() => Promise.all([holdsStill("yunshang"), holdsStill("brightbyte")]));

  test.each([
    ["yunshang", "谢谢", /订单尾号(\d{4})）\d\d:\d\d已签收/, "别再通知我", /不再主动通知您/],
    [
      "brightbyte",
      "thanks",
      /order ending (\d{4})\) was delivered at/,
      "stop notifying me",
      /won't message you unasked/,
    ],
  ] as const)(
    "is told once in the customer's conversation and language, until they say no (%s)",
    async (slug, words, told, no, heard) => {
      turnToNoon(shop.merchant(slug).zone);
      const chat = await shop.chat(slug, "mei");
      await chat.says(words);
      const tail = await delivers(slug, "mei", 3);
      await new Promise((done) => setTimeout(done, 3_000));
      shop.turn(10 * secondMs);
      const news = await chat.hears(isUnasked, 15_000);
      expect(told.exec(String(news["text"]))?.[1]).toBe(tail);
      expect(news).toMatchObject({ from: "assistant", language: slug === "yunshang" ? "zh" : "en" });
      shop.turn(minuteMs);
      await new Promise((done) => setTimeout(done, 5_000));
      await chat.settle();
      expect(unasked(chat)).toHaveLength(1);

      await chat.says(no);
      expect(chat.answer()).toMatch(heard);
      const address = `${shop.url}/v1/customer/conversations/${chat.id}/news`;
      expect((await call(address, { headers: bearer(chat.token) })).body).toEqual({ wanted: false });
      const again = await call(address, { method: "PUT", headers: bearer(chat.token), body: { wanted: true } });
      expect([again.status, again.body]).toEqual([200, { wanted: true }]);
    },
  );
});
