import { describe, expect, test } from "vitest";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

describe("where is my money", () => {
  test("what was paid back is told with its sum and its moment, in a new conversation too", async () => {
    const mei = await shop.chat("yunshang", "mei");
    await mei.says("我要退货，衣服小了");
    await mei.picks("yes");
    await mei.settle();
    const later = await shop.chat("yunshang", "mei");
    await later.says("退款到账了吗");
    await later.settle();
    expect(later.answer()).toMatch(/羊毛大衣的¥699\.00已原路退回，.*办好。/);
    expect(later.of("handoff")).toEqual([]);
  });

  test("what waits for the carrier is said to wait for it", async () => {
    const bo = await shop.chat("brightbyte", "bo");
    await bo.says("I want to return my headphones");
    await bo.picks("yes");
    await bo.settle();
    await bo.says("where's my refund");
    await bo.settle();
    expect(bo.answer()).toMatch(/has not gone out yet: it goes when the carrier scans the parcel/);
  });

  test("who has none is told so, and money is never promised", async () => {
    const lin = await shop.chat("dailyfresh", "lin");
    await lin.says("钱呢");
    await lin.settle();
    expect(lin.answer()).toBe("没有查到退款记录。想退哪一单，直接说就行。");
  });

  test("a visitor is asked who they are first", async () => {
    const guest = await shop.visitor("brightbyte");
    await guest.says("where is my refund");
    await guest.settle();
    expect(guest.of("step")).toEqual([]);
    expect(JSON.stringify(guest.messages())).not.toMatch(/refunded|went back/);
  });
});
