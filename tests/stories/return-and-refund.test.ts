import { minuteMs } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { buyAgain } from "../fixtures/twins.ts";

const shop = await aShop();

describe("a customer of five stars gives something back", () => {
  test("in Chinese: the money is there at once, the goods come later, and the books close", async () => {
    const books = shop.books("yunshang");
    const order = await shop.received("yunshang", "mei");
    const chat = await shop.chat("yunshang", "mei");

    await chat.says("我要退货，衣服小了");
    expect(chat.answer()).toContain("退羊毛大衣1件，退款¥699.00，原路退到微信支付");
    expect(chat.choices().map(({ label }) => label)).toEqual(["退款¥699.00", "先不退"]);
    expect(await books.traces("mei")).toBe(0);

    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(chat.of("effect").at(-1)).toMatchObject({ amount: { minor: 69_900, currency: "CNY" } });
    expect(chat.answer()).toContain("¥699.00已退到微信支付");
    expect(chat.step()).toMatchObject({ procedure: "return-and-refund", version: 1, state: "waiting" });

    expect(await books.paidBack(order.id)).toMatchObject([{ amount: "69900" }]);
    expect(await books.balance("advance-receivable", "CNY", "mei")).toBe(69_900);
    expect(await books.balance("channel-clearing", "CNY")).toBe(-69_900);
    expect(await books.held("mei", "CNY")).toBe(69_900);
    expect(await books.outOfBalance()).toEqual([0]);

    const [back] = (await books.order(order.id)).returns;
    const merchantId = shop.merchant("yunshang").id;
    await shop.house.market.happen(merchantId, order.id, { kind: "return-scanned", returnId: back?.id ?? "" });
    await shop.house.market.happen(merchantId, order.id, { kind: "return-arrived", returnId: back?.id ?? "" });
    await chat.hears(({ text }) => String(text).includes("羊毛大衣已收到，退货办完了"));

    expect(chat.step()).toMatchObject({ state: "ended", outcome: "refunded" });
    // The run may hear of the parcel from the shop a moment before the books do.
    await expect.poll(() => books.balance("advance-receivable", "CNY", "mei"), { timeout: 10_000 }).toBe(0);
    expect(await books.balance("returned-sales", "CNY")).toBe(69_900);
    expect(await books.held("mei", "CNY")).toBe(0);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test("in English: the same, in dollars, to the card", async () => {
    const order = await shop.received("brightbyte", "mei");
    const chat = await shop.chat("brightbyte", "mei");

    await chat.says("I'd like to return the headphones, they don't fit me");
    await chat.says("yes, go ahead");

    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(chat.answer()).toContain("$89.00 has been refunded to the card ending 4242");
    expect(await shop.books("brightbyte").paidBack(order.id)).toMatchObject([{ amount: "8900" }]);
    expect(await shop.books("brightbyte").outOfBalance()).toEqual([0]);
  });

  test("asked for again, it is not paid again", async () => {
    const books = shop.books("yunshang");
    const coat = (await shop.orders("yunshang", "mei")).find(({ state }) => state === "returned");
    const before = await books.traces("mei");
    const chat = await shop.chat("yunshang", "mei");

    await chat.says("羊毛大衣我要退款");
    expect(chat.answer()).toContain("已经取消或退过了");
    expect(await books.paidBack(coat?.id ?? "")).toHaveLength(1);
    expect(await books.traces("mei")).toBe(before);
  });
});

describe("a customer whose word has failed", () => {
  test.each([
    ["yunshang", "我要退货，衣服小了", /1星，退款由同事决定/, /可以申诉/],
    ["brightbyte", "I want to return my headphones and get a refund", /With 1 star, a colleague decides/, /appeal/],
  ] as const)("is led to a person, with the reason and a way up (%s)", async (slug, words, why, wayUp) => {
    const chat = await shop.chat(slug, "kai");
    await chat.says(words);

    expect(chat.handoff()).toMatchObject({ reason: "policy", queuePlace: 1 });
    expect(await shop.reasonsOf(slug, chat)).toEqual(["one-star"]);
    const said = chat.messages().map(({ text }) => String(text));
    expect(said.some((text) => why.test(text) && wayUp.test(text))).toBe(true);
    expect(chat.effects()).toEqual({});
    expect(await shop.books(slug).traces("kai")).toBe(0);
  });
});

test.each([
  ["yunshang", "我要退货，衣服小了", "办理前要先核对身份"],
  ["brightbyte", "I want to return my headphones", "identity must be checked first"],
] as const)("a visitor is asked who they are before anything is looked up (%s)", async (slug, words, answer) => {
  const chat = await shop.visitor(slug);
  await chat.says(words);
  expect(chat.answer()).toContain(answer);
  expect(chat.of("step")).toEqual([]);
});

describe("a sum above the instant limit", () => {
  test.each([
    ["yunshang", "夹克不合适，我要退货", "CNY", 52_900, /快递揽收后退款¥529.00/, /快递已揽收，¥529.00已退/],
    [
      "brightbyte",
      "I want to return my headphones",
      "USD",
      9_900,
      /when the carrier scans/,
      /\$99\.00 has been refunded/,
    ],
  ] as const)("is paid when the carrier has the parcel (%s)", async (slug, words, currency, minor, promise, paid) => {
    const books = shop.books(slug);
    const order = await shop.received(slug, "bo");
    const chat = await shop.chat(slug, "bo");

    await chat.says(words);
    expect(chat.answer()).toMatch(promise);
    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done" });
    expect(await books.paidBack(order.id)).toEqual([]);

    const [back] = (await books.order(order.id)).returns;
    const merchantId = shop.merchant(slug).id;
    await shop.house.market.happen(merchantId, order.id, { kind: "return-scanned", returnId: back?.id ?? "" });
    await chat.hears(({ text }) => paid.test(String(text)));

    expect(await books.paidBack(order.id)).toMatchObject([{ amount: String(minor) }]);
    expect(await books.held("bo", currency)).toBe(0);
    expect(await books.outOfBalance()).toEqual([0]);
  });
});

describe("a yes is the customer's, clear, and in time", () => {
  test.each([
    ["yunshang", "随便", "还没有办"],
    ["yunshang", "👍", "还没有办"],
    ["yunshang", "可能吧", "还没有办"],
    ["brightbyte", "maybe", "Nothing has been done yet"],
    ["brightbyte", "whatever", "Nothing has been done yet"],
    ["brightbyte", "👍", "Nothing has been done yet"],
  ] as const)("%s: “%s” is no yes, and is asked about once more", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "lin");
    await chat.says(slug === "yunshang" ? "我要退货" : "I want to return my headphones");
    expect(chat.step()).toMatchObject({ state: "confirming" });
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.choices().map(({ id }) => id)).toEqual(["yes", "no"]);
    expect(await shop.books(slug).traces("lin")).toBe(0);
  });

  test.each([
    ["yunshang", "算了，不退了", "没有费用，也不影响评级"],
    ["brightbyte", "never mind, I'll keep them", "no effect on your rating"],
  ] as const)("a change of mind at the read-back moves nothing and costs nothing (%s)", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "lin");
    await chat.says(slug === "yunshang" ? "我要退货" : "I want to return my headphones");
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.step()).toMatchObject({ state: "ended", outcome: "kept" });
    expect(await shop.books(slug).traces("lin")).toBe(0);
  });

  test("a yes half an hour later is asked for anew, and then counts", async () => {
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("I want to return my headphones");
    shop.turn(31 * minuteMs);

    await chat.says("yes");
    expect(chat.step()).toMatchObject({ state: "confirming" });
    expect(await shop.books("brightbyte").traces("lin")).toBe(0);

    await chat.says("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
  });
});

describe("two devices at the same moment", () => {
  /** Asks on both, taps the choices named where one is put, and lets both say yes at once. */
  async function bothAgree(slug: Slug, customer: string, words: string, picks: readonly [number, number]) {
    const chats = [await shop.chat(slug, customer), await shop.chat(slug, customer)] as const;
    for (const [at, chat] of chats.entries()) {
      await chat.says(words);
      if (chat.choices().some(({ id }) => id === "none")) await chat.picks(picks[at] ?? 1);
      expect(chat.choices().map(({ id }) => id)).toEqual(["yes", "no"]);
    }
    await Promise.all(chats.map((chat) => chat.picks("yes")));
    return chats;
  }

  test("share one limit: what no longer fits is not paid at once", async () => {
    const slug = "yunshang";
    const order = await shop.received(slug, "lin");
    await buyAgain(shop.house.database, shop.merchant(slug).id, order);

    const chats = await bothAgree(slug, "lin", "我要退货", [1, 2]);

    const states = (await shop.books(slug).refundsOf("lin")).map(({ state }) => state).toSorted();
    expect(states).toEqual(["done", "waiting-scan"]);
    expect(await shop.books(slug).held("lin", "CNY")).toBe(16_900);
    expect(await shop.books(slug).outOfBalance()).toEqual([0]);
    const second = chats.find((chat) => chat.effects()["refund"] === "refused");
    expect(second?.of("effect").at(-1)).toMatchObject({ reasons: ["limit-in-use"] });
    expect(
      second
        ?.messages()
        .map(({ text }) => String(text))
        .join(),
    ).not.toMatch(/额度以内|马上退款。|refunded now/);
  });

  test("about one order are paid once", async () => {
    const slug = "brightbyte";
    const [who = ""] = await shop.strangers(slug, 5, 1);
    const order = await shop.received(slug, who);

    await bothAgree(slug, who, "I want to return it", [1, 1]);

    expect(await shop.books(slug).paidBack(order.id)).toHaveLength(1);
    expect((await shop.books(slug).refundsOf(who)).map(({ state }) => state)).toEqual(["done"]);
    expect(await shop.books(slug).outOfBalance()).toEqual([0]);
  });
});

describe("what cannot be given back", () => {
  test.each([
    ["yunshang", "bo", "牛仔裤想退，去年买的", /不能无理由退了|没有查到|已经取消或退过/],
    [
      "brightbyte",
      "mei",
      "I'd like to return the power bank I bought last year",
      /are over|already cancelled or returned/,
    ],
  ] as const)("is told with the reason, and money stays (%s)", async (slug, customer, words, answer) => {
    const before = await shop.books(slug).traces(customer);
    const chat = await shop.chat(slug, customer);
    await chat.says(words);
    if (chat.choices().length > 0) await chat.picks(1);
    expect(chat.answer()).toMatch(answer);
    expect(await shop.books(slug).traces(customer)).toBe(before);
  });

  test.each([
    ["yunshang", "kai", "乐福鞋不想要了，退货", "还没发货，可以直接取消"],
    ["brightbyte", "bo", "I want to return the seven-port hub", "hasn't shipped, so it can simply be cancelled"],
  ] as const)("because it has not left yet is offered to be cancelled (%s)", async (slug, customer, words, answer) => {
    const chat = await shop.chat(slug, customer);
    await chat.says(words);
    expect(chat.messages().some(({ text }) => String(text).includes(answer))).toBe(true);
    expect(chat.step()).toMatchObject({ state: "confirming" });
    await chat.picks("no");
    expect(chat.effects()).toEqual({});
  });
});
