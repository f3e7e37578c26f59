import { describe, expect, test } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

const waiting = async (slug: Slug, customer: string) => {
  const found = (await shop.orders(slug, customer)).find(({ state }) => state === "paid");
  if (!found) throw new Error(`${customer} has no order waiting at ${slug}.`);
  return found;
};

const xuhui = "上海市徐汇区漕溪北路100号2栋301，李明，13800001111";
const elm = "12 Elm Street, Portland OR 97201, Bo Chen, 503-555-0100";

describe("change the delivery address", () => {
  test.each([
    ["yunshang", "mei", ["我要改地址", xuhui], "改地址", "漕溪北路100号"],
    ["dailyfresh", "mei", [`改地址，改到${xuhui}`], "好的", "漕溪北路100号"],
    ["brightbyte", "mei", ["change my delivery address please", elm], "yes", "12 Elm Street"],
  ] as const)("before it leaves, after a read-back (%s)", async (slug, who, words, yes, address) => {
    const order = await waiting(slug, who);
    const chat = await shop.chat(slug, who);
    for (const text of words) await chat.says(text);
    expect(chat.answer()).toMatch(/请确认|Please confirm/);
    expect(chat.answer()).toContain(address);
    expect((await shop.books(slug).order(order.id)).address).toEqual(order.address);

    await chat.says(yes);
    expect(chat.effects()).toEqual({ changeAddress: "done" });
    expect(chat.step()).toMatchObject({ procedure: "change-address", state: "ended", outcome: "changed" });
    const changed = await shop.books(slug).order(order.id);
    expect(JSON.stringify(changed.address)).toContain(address);
  });

  test.each([
    ["yunshang", ["我要改地址", xuhui], "算了，还是原来的地址", "地址不改"],
    ["brightbyte", ["change my address", elm], "never mind", "the address stays as it was"],
  ] as const)("a change of mind keeps the old one (%s)", async (slug, words, mind, answer) => {
    const order = await waiting(slug, "bo");
    const chat = await shop.chat(slug, "bo");
    for (const text of words) await chat.says(text);
    await chat.says(mind);
    expect(chat.answer()).toContain(answer);
    expect((await shop.books(slug).order(order.id)).address).toEqual(order.address);
  });

  test("a third change is for a person with authority", async () => {
    for (const house of [1, 2]) {
      const chat = await shop.chat("yunshang", "lin");
      await chat.says("我要改地址");
      await chat.says(`上海市徐汇区漕溪北路${house}号2栋301，李明，13800001111`);
      await chat.picks("yes");
      expect(chat.effects()).toEqual({ changeAddress: "done" });
    }
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("我要改地址");
    expect(chat.handoff()).toMatchObject({ reason: "policy" });
    expect(await shop.reasonsOf("yunshang", chat)).toEqual(["address-changed-twice"]);
  });

  test.each([
    ["yunshang", "乐福鞋那单改一下地址", "已经出库"],
    ["brightbyte", "change the address of the keyboard order", "has left the warehouse"],
  ] as const)("one that has left is for a colleague and the carrier (%s)", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "bo");
    await chat.says(words);
    expect(chat.messages().some(({ text }) => String(text).includes(answer))).toBe(true);
    expect(chat.handoff()).toMatchObject({ reason: "technical" });
    expect(await shop.reasonsOf(slug, chat)).toEqual(["redirect-the-parcel"]);
    expect(chat.effects()).toEqual({});
  });

  test("a script in an address is an address, kept and told as it was written", async () => {
    const order = await waiting("yunshang", "kai");
    const odd = `上海市徐汇区<script>alert(1)</script>路1号'); drop table market.shop_order; --，王五，13800002222`;
    const chat = await shop.chat("yunshang", "kai");
    await chat.says("我要改地址");
    await chat.says(odd);
    await chat.picks("yes");
    expect((await shop.books("yunshang").order(order.id)).address.detail).toBe(odd);
  });

  test.each([
    ["yunshang", "我要改地址", "办理前要先核对身份"],
    ["brightbyte", "change my delivery address", "identity must be checked first"],
  ] as const)("nobody changes the address of somebody they may not be (%s)", async (slug, words, answer) => {
    const chat = await shop.visitor(slug);
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.of("step")).toEqual([]);
  });
});
