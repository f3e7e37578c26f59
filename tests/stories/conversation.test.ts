import { describe, expect, test } from "vitest";
import { none } from "@ruyi/commerce";
import { aShop } from "../fixtures/shop.ts";
import { bearer, call } from "../fixtures/http.ts";

/** Shops that answer in a third of a second, so that there is a while in which something is looked up. */
const shop = await aShop({ rates: { ...none, delayMs: [350, 350], tailMs: [350, 350] } });

describe("a message", () => {
  test("sent twice is stored once, and answered once", async () => {
    const chat = await shop.chat("yunshang", "mei");
    const first = await chat.send("你好", "message-1");
    const again = await chat.send("你好", "message-1");
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    await chat.settle();
    expect(chat.messages().map(({ from }) => from)).toEqual(["customer", "assistant"]);
  });

  test("sent ten times at the same moment is stored once", async () => {
    const chat = await shop.chat("yunshang", "mei");
    const answers = await Promise.all(Array.from({ length: 10 }, () => chat.send("在吗", "message-1")));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.offset)).size).toBe(1);
    await chat.settle();
    expect(chat.messages().filter(({ from }) => from === "customer")).toHaveLength(1);
  });

  test("sent again long after is still known, when fifty others came between", async () => {
    const chat = await shop.chat("brightbyte", "lin");
    const first = await chat.send("talk to a human", "the-first");
    for (let at = 0; at < 50; at += 1) await chat.send(`and ${at}`, `later-${at}`);
    const again = await chat.send("talk to a human", "the-first");
    expect(again).toMatchObject({ status: 200, body: first.body });
  });

  test("several at once in one conversation keep the order in which they were taken", async () => {
    const chat = await shop.chat("yunshang", "bo");
    await chat.says("转人工");
    const texts = Array.from({ length: 30 }, (_, at) => `第${at}句`);
    const answers = await Promise.all(texts.map((text) => chat.send(text)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    await chat.settle();

    const offsets = chat.events.map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(new Set(offsets).size).toBe(offsets.length);
    const told = chat.messages().filter(({ text }) => texts.includes(String(text)));
    expect(told).toHaveLength(30);
    for (const [at, text] of texts.entries()) {
      expect(told.find((message) => message["text"] === text)?.offset).toBe(answers[at]?.body.offset);
    }
  });

  test("is read by a long poll the moment it is there", async () => {
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("你好");
    const last = chat.events.at(-1)?.offset ?? 0;
    const began = Date.now();
    const waiting = call<{ events: unknown[] }>(`${chat.base}/events?after=${last}&waitMs=10000`, {
      headers: bearer(chat.token),
    });
    await chat.send("转人工");
    expect((await waiting).body.events.length).toBeGreaterThan(0);
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});

describe("a conversation", () => {
  test("that was closed opens again with the customer's next word, and remembers", async () => {
    const owner = await shop.owner("yunshang");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("转人工");
    await owner.takes(chat.id);
    await owner.says(chat.id, "已经办好了，还有别的吗？");
    expect((await owner.closes(chat.id)).body.status).toBe("closed");
    expect((await owner.says(chat.id, "还有一句")).body).toMatchObject({ type: expect.stringContaining("closed") });

    await chat.says("还有，我的快递到哪了");
    expect(chat.of("closed")).toHaveLength(1);
    expect(chat.answeredBy()).toBe("assistant");
    expect(chat.answer()).toMatch(/预计.+送到/);
    expect((await owner.sees(chat.id)).status).toBe("open");
  });

  test("given back by a colleague is the assistant's again", async () => {
    const owner = await shop.owner("brightbyte");
    const chat = await shop.chat("brightbyte", "mei");
    await chat.says("talk to a human");
    await owner.takes(chat.id);
    await owner.givesBack(chat.id);
    await chat.says("where is my parcel?");
    expect(chat.answeredBy()).toBe("assistant");
  });

  test("whose subject changes leaves what was only talked about, and keeps what is under way", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("大衣我要退货");
    await chat.says("我的快递到哪了");
    expect(chat.answer()).toMatch(/预计.+送到/);
    expect(chat.of("step").map(({ outcome }) => outcome)).toContain("stopped");

    await chat.says("大衣我要退货");
    await chat.picks("yes");
    await chat.says("我的快递到哪了");
    expect(chat.answer()).toMatch(/预计.+送到/);
    const owner = await shop.owner("yunshang");
    expect((await owner.sees(chat.id)).run).toMatchObject({ procedure: "return-and-refund", state: "waiting" });
  });

  test("knows what “it” is: the order that was spoken of, not a likelier one", async () => {
    const chat = await shop.chat("brightbyte", "mei");
    await chat.says("where is my e-ink reader");
    await chat.says("cancel it then");
    expect(chat.answer()).toMatch(/Shall a colleague try to stop the parcel/);
    expect(chat.transcript()).toContain("E-ink reader has left the warehouse");
  });

  test("answers who knocks while they wait, and promises nothing new", async () => {
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("转人工");
    const promised = chat.of("promise").length;
    await chat.says("人呢");
    expect(chat.answer()).toContain("您还在队里");
    expect(chat.of("promise")).toHaveLength(promised);
    const owner = await shop.owner("yunshang");
    await owner.takes(chat.id);
    await chat.says("人呢？");
    expect(chat.transcript().match(/您还在队里/g)).toHaveLength(1);
  });

  test("keeps what is told before its question comes", async () => {
    const chat = await shop.chat("dailyfresh", "mei");
    await chat.says("鸡蛋碎了仨");
    await chat.says("退钱");
    expect(chat.answer()).toContain("哪一件");
    await chat.says("行");
    expect(chat.answer()).toContain("请确认：退云南咖啡豆1件");
  });

  // What is said while something is looked up is answered with "still looking" and then forgotten: the reader keeps it
  // in its memory, and nobody reads it when the question it answers is put.
  test("does not ask for what was told while it was looking", async () => {
    const chat = await shop.chat("dailyfresh", "bo");
    await chat.says("我要改地址", "上海市徐汇区漕溪北路1号2栋301，李明，13800001111");
    expect(chat.answer()).toContain("请确认");
  });
});

describe("a colleague who takes over while the assistant is looking something up", () => {
  test.each([
    ["yunshang", "我的快递到哪了"],
    ["yunshang", "羽绒服我要退货"],
  ] as const)("has the floor alone: the assistant says nothing more (%s: %s)", async (slug, words) => {
    const owner = await shop.owner(slug);
    const chat = await shop.chat(slug, "kai");
    await chat.send(words);
    expect((await owner.sees(chat.id)).atWork).toBe(true);
    await owner.takes(chat.id);
    await chat.settle();

    const taken = chat.of("taken")[0]?.offset ?? 0;
    expect(chat.messages().filter(({ from, offset }) => from === "assistant" && offset > taken)).toEqual([]);
    expect((await owner.sees(chat.id)).run?.state).not.toBe("looking-up");
    expect(await shop.books(slug).traces("kai")).toBe(0);
  });

  test("finds what was looked up as a note of the assistant's", async () => {
    const owner = await shop.owner("dailyfresh");
    const chat = await shop.chat("dailyfresh", "lin");
    await chat.send("我的快递到哪了");
    await owner.takes(chat.id);
    await chat.settle();
    const notes = (await owner.events(chat.id)).filter(({ kind }) => kind === "note");
    expect(notes).toMatchObject([{ by: "assistant", text: expect.stringContaining("预计") }]);
    expect(chat.of("note")).toEqual([]);
  });
});
