import { describe, expect, test } from "vitest";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

describe("where is my parcel", () => {
  test.each([
    ["yunshang", "我的快递到哪了", /羊绒圆领毛衣预计.+送到。最近一次记录：武汉市分拨中心/],
    ["brightbyte", "where is my parcel?", /E-ink reader should arrive on .+ The last scan was at Tacoma depot/],
    ["dailyfresh", "包裹怎么还没到", /五常大米十斤预计.+送到/],
    ["dailyfresh", "has my order been shipped? where is it now?", /Wuchang rice, 5 kg should arrive on/],
  ] as const)("is answered with where it is, and since when that is known (%s: %s)", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    expect(chat.answer()).toMatch(answer);
    expect(chat.step()).toMatchObject({ procedure: "where-is-my-parcel", state: "ended", outcome: "answered" });
    expect(await shop.books(slug).traces("mei")).toBe(0);
  });

  test.each([
    ["yunshang", "显示已签收，可是我没收到大衣", "没收到", "查件"],
    ["brightbyte", "tracking says delivered but I never got my headphones", "no", "trace it"],
  ] as const)(
    "one that says delivered is traced when it is not there, and a result is promised (%s)",
    async (slug, words, no, promise) => {
      const chat = await shop.chat(slug, "mei");
      await chat.says(words);
      expect(chat.step()).toMatchObject({ step: "ask-received", state: "asking" });
      await chat.says(no);

      expect(chat.effects()).toEqual({ requestTrace: "done" });
      expect(chat.of("promise")).toMatchObject([{ state: "open" }]);
      expect(chat.answer()).toContain(promise);
      const due = new Date(String(chat.of("promise")[0]?.["dueAt"])).getTime() - shop.clock.now().getTime();
      expect(due).toBeGreaterThan(23 * 3_600_000);
      expect(await shop.books(slug).promisesIn(chat.id)).toMatchObject([{ state: "open" }]);
    },
  );

  test.each([
    ["yunshang", "大衣显示已签收", "收到了"],
    ["brightbyte", "it says my headphones were delivered, is that right?", "yes I have it"],
  ] as const)("one that is there after all needs nothing more (%s)", async (slug, words, yes) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    expect(chat.step()).toMatchObject({ step: "ask-received", state: "asking" });
    await chat.says(yes);
    expect(chat.step()).toMatchObject({ state: "ended", outcome: "answered" });
    expect(chat.effects()).toEqual({});
  });

  test.each([
    ["yunshang", "我的快递到哪了", "办理前要先核对身份"],
    ["brightbyte", "where is my parcel?", "identity must be checked first"],
  ] as const)("is not told to somebody nobody knows (%s)", async (slug, words, answer) => {
    const chat = await shop.visitor(slug);
    await chat.says(words);
    expect(chat.answer()).toContain(answer);
    expect(chat.of("step")).toEqual([]);
  });

  test.each([
    ["yunshang", "我的快递到哪了", /没有查到/],
    ["brightbyte", "where is my parcel?", /can't find an order/],
  ] as const)("is not made up for somebody who has none (%s)", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "somebody-new");
    await chat.says(words);
    expect(chat.answer()).toMatch(answer);
  });
});
