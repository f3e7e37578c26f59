import { describe, expect, test } from "vitest";
import { hear } from "@ruyi/language";
import { type Question, questionIn } from "./questions.ts";
import { anOpenRun, classifyByWords, testNeeds } from "./testing.ts";

const nothingBefore = { offered: [], pending: [] };

const kindOf = (text: string, run?: Parameters<typeof questionIn>[1]["run"]): Question["kind"] | undefined =>
  questionIn(hear(text).trim(), {
    ...{ reading: classifyByWords(text), run, titles: testNeeds.titles, before: nothingBefore },
  })?.kind;

describe("a question to a procedure", () => {
  test.each([
    ["为什么不能退货？", "why"],
    ["为什么", "why"],
    ["凭什么不给退", "why"],
    ["怎么不能取消了", "why"],
    ["为什么要我拍照", "why"],
    ["为什么要转人工", "why"],
    ["why was my refund refused?", "why"],
    ["But why can't I return it?", "why"],
    ["why do you need a photo", "why"],
    ["Why a person?", "why"],
    ["why not", "why"],
    ["然后呢", "next"],
    ["那接下来我要做什么？", "next"],
    ["到哪一步了", "next"],
    ["要多久才能有结果", "next"],
    ["what happens next?", "next"],
    ["OK, and then?", "next"],
    ["How long will it take?", "next"],
    ["能取消吗", "whether"],
    ["这个还能不能改地址", "whether"],
    ["大衣可以退货吗？", "whether"],
    ["Can I still cancel it?", "whether"],
    ["May I return this?", "whether"],
    ["is it too late to change the address", "whether"],
    ["如果拆封了还能退货吗", "what-if"],
    ["发货以后还能取消吗", "what-if"],
    ["10天后还能退货吗", "what-if"],
    ["what if I return it after 10 days?", "what-if"],
    ["Can I still cancel once it has shipped?", "what-if"],
  ] as const)("“%s” asks %s", (text, kind) => expect(kindOf(text)).toBe(kind));

  test.each([
    // The parcel's way is another matter's.
    ...[
      "为什么我的快递还没到",
      "怎么还没发货",
      "why is my parcel late?",
      "why hasn't my order shipped",
      "包裹为什么不动了",
    ],
    // A wish, put politely or not.
    ...["帮我取消", "能帮我退货吗", "我要退货", "麻烦改下地址，可以吗", "can you cancel my order", "please cancel it"],
    ...["I want to return this", "不想要了，能取消吗", "I'd like to cancel, can I", "退货", "cancel my order"],
    // Told at length, to be seen to.
    ...["我上周买的大衣收到一看袖子是破的，里面线头也都露出来了，这样的能退货吗", "refund"],
    // No matter of rules.
    ...["你好", "谢谢", "能查一下快递吗", "can I talk to a person", "退货运费谁出", "how much is postage", "怎么退货"],
    ...["签收了但是没东西，怎么办", "为什么天是蓝的", "why are you so expensive"],
  ])("“%s” is none", (text) => expect(kindOf(text)).toBeUndefined());

  test("is none where its own matter is asking already which order it is", () => {
    expect(kindOf("大衣能退货吗", anOpenRun("return-and-refund", "asking", []))).toBeUndefined();
    expect(kindOf("大衣能取消吗", anOpenRun("return-and-refund", "asking", []))).toBe("whether");
  });

  test("“why”, alone, is about what was just answered", () => {
    const before = { offered: ["return-and-refund"], pending: ["大衣能退货吗"] };
    const around = { reading: classifyByWords("为什么"), run: undefined, titles: testNeeds.titles, before };
    expect(questionIn("为什么", around)).toEqual({ kind: "why", procedure: "return-and-refund", said: "大衣能退货吗" });
  });
});
