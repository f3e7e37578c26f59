import { describe, expect, test } from "vitest";
import { bearer, call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

describe("talk to a person", () => {
  test.each([
    ["yunshang", "转人工"],
    ["yunshang", "我要找真人客服"],
    ["yunshang", "人工"],
    ["brightbyte", "talk to a human"],
    ["brightbyte", "I want to speak to a real person please"],
    ["brightbyte", "agent"],
  ] as const)("for anybody, at once, with the place in the line (%s: %s)", async (slug, words) => {
    const chat = await shop.visitor(slug);
    await chat.says(words);
    expect(chat.handoff()).toMatchObject({ reason: "asked" });
    expect(Number(chat.handoff()?.["queuePlace"])).toBeGreaterThan(0);
    expect(Number(chat.handoff()?.["waitSeconds"])).toBeGreaterThan(0);
    expect(chat.answer()).toMatch(/您排第|in line/);
  });

  test.each([
    ["yunshang", "我要退货，大衣小了", "转人工"],
    ["brightbyte", "I want to return my headphones", "talk to a human"],
  ] as const)("in the middle of a matter, which stays open for the person (%s)", async (slug, words, wish) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    const step = chat.step();
    expect(step).toMatchObject({ state: "confirming" });

    await chat.says(wish);
    expect(chat.handoff()).toMatchObject({ reason: "asked" });
    const owner = await shop.owner(slug);
    const seen = await owner.sees(chat.id);
    expect(seen.run).toMatchObject({ id: step?.["run"], step: step?.["step"], state: "confirming" });
    expect(seen.openMoves.map(({ move }) => move)).toEqual(["confirm", "decline", "stop"]);
    expect(await shop.books(slug).traces("mei")).toBe(0);
  });

  test.each([
    ["yunshang", "你们什么破店！！！骗子"],
    ["yunshang", "第三次来问了，到底管不管"],
    ["brightbyte", "this is ridiculous, you people are useless"],
    ["brightbyte", "WORST SHOP EVER I AM SO ANGRY"],
  ] as const)("angry words are met by a person, unasked (%s: %s)", async (slug, words) => {
    const chat = await shop.chat(slug, "bo");
    await chat.says(words);
    expect(chat.handoff()).toMatchObject({ reason: "emotional" });
    expect(await shop.reasonsOf(slug, chat)).toEqual(["angry"]);
    expect(chat.handoff()).not.toHaveProperty("reasons");
  });

  test.each([
    ["yunshang", "我不想活了", "safety", "120"],
    ["brightbyte", "I want to kill myself", "safety", "emergency number"],
    ["yunshang", "我要去12315投诉你们，法院见", "legal", "书面答复"],
    ["brightbyte", "you will hear from my lawyer", "legal", "in writing"],
    ["yunshang", "我妈妈去世了，她的订单怎么办", "grieving", "节哀"],
    ["brightbyte", "my husband passed away, what about his order", "grieving", "sorry for your loss"],
  ] as const)("people come before matters (%s: %s)", async (slug, words, reason, answer) => {
    const chat = await shop.chat(slug, "lin");
    await chat.says(words);
    expect(await shop.reasonsOf(slug, chat)).toEqual([reason]);
    expect(chat.messages().some(({ text }) => String(text).includes(answer))).toBe(true);
  });

  test("the place in the line is told as it is now, until somebody comes", async () => {
    const slug = "dailyfresh";
    shop.turnTo(slug, true);
    const [first, second] = [await shop.chat(slug, "bo"), await shop.chat(slug, "lin")];
    const place = async () =>
      (await call<{ place: unknown }>(`${second.base}/place`, { headers: bearer(second.token) })).body;
    expect(await place()).toEqual({ place: null });
    await first.says("转人工");
    await second.says("转人工");
    expect(second.handoff()).toMatchObject({ queuePlace: 2, estimated: false });
    expect(await place()).toMatchObject({ place: { queuePlace: 2, estimated: false } });
    const agent = await shop.hires("agent", slug, "Qiao Lan");
    await agent.takes(first.id);
    expect(await place()).toMatchObject({ place: { queuePlace: 1, estimated: true } });
    await agent.takes(second.id);
    expect(await place()).toEqual({ place: null });
    expect((await call(`${first.base}/place`, { headers: bearer(second.token) })).status).toBe(403);
  });

  test("while a person is awaited the assistant is silent, and what is said is kept for them", async () => {
    const chat = await shop.chat("yunshang", "bo");
    await chat.says("转人工");
    const before = chat.messages().filter(({ from }) => from === "assistant").length;
    await chat.says("我的快递到哪了", "还在吗", "我要退货");
    expect(chat.messages().filter(({ from }) => from === "assistant")).toHaveLength(before);
    const owner = await shop.owner("yunshang");
    const kept = (await owner.events(chat.id)).filter(({ from }) => from === "customer").map(({ text }) => text);
    expect(kept).toEqual(["转人工", "我的快递到哪了", "还在吗", "我要退货"]);
    expect((await owner.queue()).map(({ id }) => id)).toContain(chat.id);
  });
});
