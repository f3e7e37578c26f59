import { describe, expect, test } from "vitest";
import { bearer, call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

type Card = { readonly number: string; readonly state: string; readonly parcel?: { readonly state: string } };
const likely = async (headers: Readonly<Record<string, string>>) =>
  call<{ orders: Card[]; type?: string }>(`${shop.url}/v1/customer/likely-orders`, { headers });

describe("the order one means", () => {
  test.each([
    ["yunshang", "我的快递到哪了", "shipped", "moving"],
    ["brightbyte", "where is my parcel?", "shipped", "moving"],
  ] as const)("is shown with its parcel, before the words about it (%s)", async (slug, words, state, parcel) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    const kinds = chat.events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "order")).toHaveLength(1);
    expect(kinds.indexOf("order")).toBeLessThan(kinds.lastIndexOf("message"));
    const [mine] = (await shop.orders(slug, "mei")).filter((order) => order.state === state);
    expect(chat.of("order")[0]).toMatchObject({
      run: chat.step()?.["run"],
      order: { number: mine?.number, state, parcel: { state: parcel } },
    });
  });

  test("is the one item that is to be given back, with what was paid for it", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退羊毛大衣");
    expect(chat.of("order")).toMatchObject([
      { order: { title: { zh: "羊毛大衣" }, price: { minor: 69_900, currency: "CNY" }, tender: { zh: "微信支付" } } },
    ]);
    const staff = await (await shop.owner("yunshang")).events(chat.id);
    expect(staff.filter(({ kind }) => kind === "order")).toHaveLength(1);
  });

  test("is not shown of an order that several could be", async () => {
    const chat = await shop.chat("dailyfresh", "mei");
    await chat.says("我有事要问");
    expect(chat.of("order")).toEqual([]);
  });
});

describe("before a word is said", () => {
  test("a customer is shown the order that came lately, then what is still to come", async () => {
    const { status, body } = await likely(bearer(await shop.identity("yunshang", "mei")));
    expect(status).toBe(200);
    const [first, ...others] = body.orders.map(({ state }) => state);
    expect(first).toBe("delivered");
    expect(others).toContain("shipped");
    expect(body.orders.length).toBeLessThanOrEqual(4);
    const mine = new Set((await shop.orders("yunshang", "mei")).map(({ number }) => number));
    expect(body.orders.every(({ number }) => mine.has(number))).toBe(true);
  });

  test("a visitor is shown none, and somebody unknown to the shop is not let in", async () => {
    expect((await likely({ "ruyi-merchant": "yunshang" })).body).toEqual({ orders: [] });
    expect(await likely({})).toMatchObject({ status: 401 });
    expect(await likely(bearer("nonsense"))).toMatchObject({ status: 401 });
    expect(await likely({ "ruyi-merchant": "nowhere" })).toMatchObject({ status: 404 });
  });
});
