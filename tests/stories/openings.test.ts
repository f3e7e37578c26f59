import { describe, expect, test } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

/** What a customer opens with, and the procedure it must lead to. */
const clear: readonly (readonly [Slug, string, string])[] = [
  ["yunshang", "我要退货，衣服小了", "return-and-refund"],
  ["yunshang", "那个\n前天收到的\n大衣\n不想要了", "return-and-refund"],
  ["yunshang", "我要退或", "return-and-refund"],
  ["yunshang", "退貨，尺碼不合", "return-and-refund"],
  ["yunshang", "我要refund，size不合适", "return-and-refund"],
  ["yunshang", "想return这件coat", "return-and-refund"],
  ["yunshang", "快递到哪里啦？？", "where-is-my-parcel"],
  ["yunshang", "我的tracking怎么没更新", "where-is-my-parcel"],
  ["yunshang", "下错单了\n还没发货吧\n帮我取消", "cancel-order"],
  ["yunshang", "我的order要cancel掉", "cancel-order"],
  ["yunshang", "地址写错了", "change-address"],
  ["yunshang", "大衣破了个洞", "damaged-or-missing"],
  ["brightbyte", "i wnat to retrun my hedphones", "return-and-refund"],
  [
    "brightbyte",
    "hi\n\nI got the headphones on Sunday.\nThey're fine but I don't like them.\nHow do I send them back?\n\nMei",
    "return-and-refund",
  ],
  ["brightbyte", "wheres my pakage", "where-is-my-parcel"],
  ["brightbyte", "my parcel 快递 where is it", "where-is-my-parcel"],
  ["brightbyte", "plz cancle my ordr", "cancel-order"],
  ["brightbyte", "i put the wrong adress on my order", "change-address"],
  ["brightbyte", "my headphones arived borken", "damaged-or-missing"],
  ["brightbyte", "HI THERE the box was empty", "damaged-or-missing"],
];

describe("however it is said, the matter is understood", () => {
  test.each(clear)("%s: %j → %s", async (slug, words, procedure) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    expect(chat.of("step")[0]).toMatchObject({ procedure });
    expect(chat.effects()).toEqual({});
  });
});

describe("a hello", () => {
  test.each([
    ["yunshang", ["在吗", "在吗在吗"], "自动助手，可以查包裹", "在的"],
    ["brightbyte", ["are you there", "hello??"], "automated assistant. I can find", "I'm here"],
  ] as const)(
    "is answered once with what can be done, and then in other words (%s)",
    async (slug, words, first, then) => {
      const chat = await shop.chat(slug, "mei");
      await chat.says(words[0]);
      expect(chat.answer()).toContain(first);
      await chat.says(words[1]);
      expect(chat.answer()).toContain(then);
      expect(chat.choices()).toHaveLength(1);
    },
  );
});

describe("what is not clear is asked about, and nothing is done", () => {
  test.each([
    ["yunshang", "怎么回事"],
    ["yunshang", "在吗"],
    ["yunshang", "……"],
    ["yunshang", "你们家东西怎么样"],
    ["brightbyte", "help"],
    ["brightbyte", "hello?"],
    ["brightbyte", "???"],
    ["brightbyte", "I have a question about my thing"],
    ["dailyfresh", "🙃"],
  ] as const)("%s: “%s”", async (slug, words) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    expect(chat.answeredBy()).toBe("assistant");
    expect(chat.effects()).toEqual({});
    expect(chat.of("step").filter(({ state }) => state === "confirming")).toEqual([]);
  });

  test.each([
    ["yunshang", ["天气怎么样", "那股票呢", "讲个笑话"]],
    ["brightbyte", ["what's the weather", "and the lottery numbers?", "tell me a joke"]],
  ] as const)("twice not understood, a person is offered and then comes (%s)", async (slug, words) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words[0]);
    expect(chat.answer()).toMatch(/转人工|person/);
    for (const text of words.slice(1)) await chat.says(text);
    expect(chat.handoff()).toMatchObject({ reason: "unsure" });
  });
});

describe("the answer is in the language of the question", () => {
  test.each([
    ["brightbyte", "我要退货", /请确认|退/],
    ["yunshang", "I want to return the coat", /Please confirm: return 1 × Wool coat, refund CN¥699.00/],
    ["dailyfresh", "where is my parcel", /should arrive on/],
    ["dailyfresh", "我的包裹呢", /预计/],
  ] as const)("%s: %s", async (slug, words, answer) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(words);
    expect(chat.answer()).toMatch(answer);
    expect(chat.messages().at(-1)).toMatchObject({ language: /[\u4e00-\u9fff]/.test(words) ? "zh" : "en" });
  });

  test("and follows when the customer changes it", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退大衣");
    await chat.says("sorry, can you say that in English please?");
    expect(chat.messages().at(-1)).toMatchObject({ language: "en" });
    expect(chat.effects()).toEqual({});
  });
});
