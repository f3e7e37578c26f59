import { describe, expect, test } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

const waiting = async (slug: Slug, customer: string) => {
  const found = (await shop.orders(slug, customer)).find(({ state }) => state === "paid");
  if (!found) throw new Error(`${customer} has no order waiting at ${slug}.`);
  return found;
};

describe("cancel an order", () => {
  test.each([
    ["yunshang", "mei", "取消订单", "取消并退款¥429.00", "已取消，¥429.00已退到微信支付"],
    ["brightbyte", "mei", "I want to cancel my order", "yes please go ahead", "$179.00 has been refunded"],
    ["dailyfresh", "lin", "帮我取消草莓那单", "确认", "已取消，¥39.00已退到微信支付"],
    // What is owed goes back at once, whatever the rating.
    ["brightbyte", "kai", "please cancel the sleep band", "Cancel and refund $49.90", "$49.90 has been refunded"],
  ] as const)("before it leaves, the money goes back in full (%s, %s)", async (slug, who, words, yes, answer) => {
    const books = shop.books(slug);
    const order = await waiting(slug, who);
    const chat = await shop.chat(slug, who);
    await chat.says(words);
    expect(chat.answer()).toMatch(/请确认：取消订单|Please confirm: cancel order/);
    expect(await books.traces(who)).toBe(0);

    await chat.says(yes);
    expect(chat.effects()).toEqual({ cancelOrder: "done", refund: "done" });
    expect(chat.answer()).toContain(answer);
    expect(chat.step()).toMatchObject({ procedure: "cancel-order", state: "ended", outcome: "cancelled" });
    expect((await books.order(order.id)).state).toBe("cancelled");
    expect(await books.paidBack(order.id)).toMatchObject([{ amount: String(order.amount.minor) }]);
    expect(await books.held(who, order.amount.currency)).toBe(0);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test.each([
    ["yunshang", "bo", "取消订单", "算了，不取消了", "好，不取消，订单照常"],
    ["brightbyte", "bo", "cancel my order", "never mind, keep it", "the order stays as it is"],
    ["brightbyte", "lin", "cancel my order", "no", "the order stays as it is"],
  ] as const)("a change of mind keeps the order (%s, %s: %s)", async (slug, who, words, mind, answer) => {
    const order = await waiting(slug, who);
    const chat = await shop.chat(slug, who);
    await chat.says(words);
    await chat.says(mind);
    expect(chat.answer()).toContain(answer);
    expect(chat.step()).toMatchObject({ state: "ended", outcome: "kept" });
    expect((await shop.books(slug).order(order.id)).state).toBe("paid");
    expect(await shop.books(slug).traces(who)).toBe(0);
  });

  test.each([
    ["yunshang", "随便"],
    ["yunshang", "我再想想"],
    ["brightbyte", "maybe"],
    ["brightbyte", "👍"],
  ] as const)("%s: “%s” is no yes", async (slug, words) => {
    const chat = await shop.chat(slug, "bo");
    await chat.says(slug === "yunshang" ? "取消订单" : "cancel my order");
    await chat.says(words);
    expect(chat.answer()).toMatch(/还没有办|Nothing has been done yet/);
    expect(await shop.books(slug).traces("bo")).toBe(0);
  });

  test.each([
    ["yunshang", "取消乐福鞋那单", "乐福鞋已经出库", "stop-the-parcel"],
    ["brightbyte", "cancel the keyboard order", "has left the warehouse", "stop-the-parcel"],
  ] as const)(
    "one that has left can only be stopped on its way, by a colleague (%s)",
    async (slug, words, answer, reason) => {
      const chat = await shop.chat(slug, "bo");
      await chat.says(words);
      expect(chat.messages().some(({ text }) => String(text).includes(answer))).toBe(true);
      await chat.picks("yes");
      expect(chat.handoff()).toMatchObject({ reason: "technical" });
      expect(await shop.reasonsOf(slug, chat)).toEqual([reason]);
      expect(chat.effects()).toEqual({});
    },
  );

  test.each([
    ["yunshang", "取消冲锋衣的订单", "已经签收，不能取消"],
    ["brightbyte", "cancel the headphones order", "has been delivered and can't be cancelled"],
  ] as const)("one that has arrived cannot be cancelled any more (%s)", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "bo");
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.effects()).toEqual({});
  });

  test("asked for twice at once, it is cancelled once and refunded once", async () => {
    const order = await waiting("yunshang", "kai");
    const chats = [await shop.chat("yunshang", "kai"), await shop.chat("yunshang", "kai")];
    for (const chat of chats) await chat.says("取消订单");
    await Promise.all(chats.map((chat) => chat.picks("yes")));

    expect(await shop.books("yunshang").paidBack(order.id)).toMatchObject([{ amount: String(order.amount.minor) }]);
    expect(chats.map((chat) => chat.effects()["refund"]).filter((state) => state === "done")).toHaveLength(1);
    expect(await shop.books("yunshang").outOfBalance()).toEqual([0]);
  });

  test.each([
    ["yunshang", "取消订单", "办理前要先核对身份"],
    ["brightbyte", "cancel my order", "identity must be checked first"],
  ] as const)("nobody cancels for somebody they may not be (%s)", async (slug, words, answer) => {
    const chat = await shop.visitor(slug);
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.of("step")).toEqual([]);
  });
});
