import { describe, expect, test } from "vitest";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

describe("something came broken", () => {
  test("a customer of five stars is taken at her word, and has the money at once", async () => {
    const books = shop.books("brightbyte");
    const order = await shop.received("brightbyte", "mei");
    const chat = await shop.chat("brightbyte", "mei");

    await chat.says("my headphones arrived broken, I want my money back");
    expect(chat.answer()).toContain("refund $89.00 to the card ending 4242");
    expect(await books.traces("mei")).toBe(0);

    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(chat.step()).toMatchObject({ procedure: "damaged-or-missing", state: "waiting" });
    expect(await books.paidBack(order.id)).toMatchObject([{ amount: "8900" }]);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test("in Chinese the same words of the same customer do the same", async () => {
    const order = await shop.received("yunshang", "mei");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("大衣收到就是破的，要求退款");
    expect(chat.answer()).toContain("退款¥699.00");
    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(await shop.books("yunshang").paidBack(order.id)).toMatchObject([{ amount: "69900" }]);
    expect(await shop.books("yunshang").outOfBalance()).toEqual([0]);
  });

  test.each([
    ["yunshang", "羽绒服破了，我要退款", "目前1星"],
    ["brightbyte", "my headphones arrived broken, I want my money back", "With 1 star"],
  ] as const)("a customer of one star meets a person, with the reason (%s)", async (slug, words, why) => {
    const chat = await shop.chat(slug, "kai");
    await chat.says(words);
    expect(chat.handoff()).toMatchObject({ reason: "policy" });
    expect(await shop.reasonsOf(slug, chat)).toEqual(["one-star"]);
    expect(chat.messages().some(({ text }) => String(text).includes(why))).toBe(true);
    expect(await shop.books(slug).traces("kai")).toBe(0);
  });

  test.each([
    ["yunshang", "bo", "冲锋衣坏了，要退款", "拉链坏了拉不上", /快递揽收后退款¥529.00/],
    [
      "brightbyte",
      "bo",
      "my headphones are broken, refund please",
      "the left side is silent",
      /when the carrier scans/,
    ],
  ] as const)(
    "one of three stars tells what is broken first, and is paid when the carrier has it (%s)",
    async (slug, who, words, details, promise) => {
      const chat = await shop.chat(slug, who);
      await chat.says(words);
      expect(chat.answer()).toMatch(/请说一下哪里坏了|What is broken or missing/);
      await chat.says(details);
      expect(chat.answer()).toMatch(promise);
      await chat.picks("yes");
      expect(chat.effects()).toEqual({ registerReturn: "done" });
      expect(await shop.books(slug).outOfBalance()).toEqual([0]);
    },
  );

  test.each([
    ["yunshang", "衣服收到是坏的", "补发", "拉链坏了", "补发已安排"],
    [
      "brightbyte",
      "the headphones don't work, please send a replacement",
      "",
      "no sound at all",
      "replacement is arranged",
    ],
  ] as const)(
    "a new customer who wants it sent again gets it sent again (%s)",
    async (slug, words, wish, details, answer) => {
      const chat = await shop.chat(slug, "lin");
      await chat.says(words);
      if (wish !== "") await chat.says(wish);
      await chat.says(details);
      expect(chat.step()).toMatchObject({ step: "resend", state: "confirming" });
      await chat.picks("yes");
      expect(chat.effects()).toEqual({ reship: "done" });
      expect(chat.answer()).toContain(answer);
      const order = await shop.books(slug).order((await shop.received(slug, "lin")).id);
      expect(order.parcels).toHaveLength(2);
    },
  );
});

describe("something is missing", () => {
  test.each([
    ["dailyfresh", "mei", "少发了一袋咖啡，退款", "¥88.00", "东西不用寄回"],
    [
      "dailyfresh",
      "lin",
      "part of my coffee order is missing, I want a refund",
      "CN¥68.00",
      "nothing needs to be sent back",
    ],
  ] as const)("what never came need not be sent back (%s, %s)", async (slug, who, words, amount, answer) => {
    const books = shop.books(slug);
    const order = await shop.received(slug, who);
    const chat = await shop.chat(slug, who);
    await chat.says(words);
    if (chat.step()?.["step"] === "ask-details")
      await chat.says(who === "lin" ? "half of the bags are not in the box" : "少一袋");
    expect(chat.answer()).toContain(amount);
    await chat.picks("yes");

    expect(chat.effects()).toEqual({ refund: "done" });
    expect(chat.answer()).toContain(answer);
    expect((await books.order(order.id)).returns).toEqual([]);
    expect(await books.paidBack(order.id)).toHaveLength(1);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test.each([
    ["dailyfresh", "bo", "坚果少了几包", "算了不用了"],
    ["dailyfresh", "bo", "some of the nuts are missing", "never mind"],
  ] as const)("a change of mind leaves nothing behind (%s, %s: %s)", async (slug, who, words, mind) => {
    const before = await shop.books(slug).traces(who);
    const chat = await shop.chat(slug, who);
    await chat.says(words);
    await chat.says(mind);
    expect(chat.step()).toMatchObject({ state: "ended" });
    expect(chat.effects()).toEqual({});
    expect(await shop.books(slug).traces(who)).toBe(before);
  });
});

test.each([
  ["yunshang", "bo", "去年买的运动裤破了，要退款", "after-claim-days"],
  ["brightbyte", "mei", "the power bank I bought last year is broken, I want a refund", "after-claim-days"],
] as const)("long after delivery a person takes it up as a quality matter (%s)", async (slug, who, words, reason) => {
  const chat = await shop.chat(slug, who);
  await chat.says(words);
  if (chat.choices().length > 0) await chat.picks(1);
  expect(chat.handoff()).toMatchObject({ reason: "policy" });
  expect(await shop.reasonsOf(slug, chat)).toEqual([reason]);
});

test.each([
  ["yunshang", "衣服破了要退款", "办理前要先核对身份"],
  ["brightbyte", "my headphones arrived broken, I want my money back", "identity must be checked first"],
] as const)("a visitor is asked who they are (%s)", async (slug, words, answer) => {
  const chat = await shop.visitor(slug);
  await chat.says(words);
  expect(chat.answer()).toContain(answer);
  expect(chat.of("step")).toEqual([]);
});
