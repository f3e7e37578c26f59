import { describe, expect, test } from "vitest";
import type { OpenMove, Proposal, ReadMessage } from "@ruyi/desk";
import type { Reading } from "@ruyi/language";
import { createReader } from "./reader.ts";
import { aMessage, anOpenRun, atReadBack, atWhichOne, testNeeds } from "./testing.ts";

const reader = createReader({
  ...testNeeds,
  titles: new Map([...testNeeds.titles, ["refund-progress", { zh: "退款进度", en: "Where is my refund" }]]),
});
const says = (text: string, before?: ReadMessage, run?: Parameters<typeof aMessage>[1]): ReadMessage =>
  reader.read(aMessage(text, { memory: before?.memory, ...run }));
const first = ({ proposals }: ReadMessage) => proposals[0];

describe("a matter that was left for another", () => {
  const began = says("大衣坏了，要退款的话你们看着办", undefined);

  test.each(["回到刚才那个", "刚才的大衣", "back to the first one", "so, back to my coat"])(
    "is taken up by “%s” with what was told of it",
    (back) => {
      const broken = says("大衣碎了", began);
      expect(first(broken)).toMatchObject({ kind: "start", procedure: "damaged-or-missing" });
      const run = anOpenRun("damaged-or-missing", "asking", [
        {
          ...{ move: "answer", fact: "wish", of: "customer", freeText: false },
          choices: [{ id: "refund", label: "退款" }],
        },
      ]);
      const wished = says("退款", broken, { run });
      const switched = says("顺便问下，牛仔裤的快递到哪了？", wished, { run: { ...run, open: [] } });
      expect(first(switched)).toMatchObject({ kind: "start", procedure: "where-is-my-parcel" });
      const returned = first(says(back, switched));
      expect(returned).toMatchObject({
        ...{ kind: "start", procedure: "damaged-or-missing" },
        facts: { problem: "damaged", wish: "refund" },
      });
      expect(JSON.stringify(returned)).toContain("大衣碎了");
    },
  );

  test("is not taken up where nothing was left", () => {
    expect(first(says("回到刚才那个"))).toMatchObject({ kind: "say" });
  });

  test("remembers an order that was picked by its name, for the next list may be another", () => {
    const asked = says("我的快递到哪了");
    const picked = says("第二个", asked, { run: atWhichOne("zh") });
    const switched = says("先帮我取消另外那个", picked, { run: anOpenRun("where-is-my-parcel", "asking", []) });
    expect(first(switched)).toMatchObject({ kind: "start", procedure: "cancel-order" });
    const returned = first(says("说回刚才那个快递", switched));
    expect(JSON.stringify(returned)).toContain("牛仔裤");
    expect(JSON.stringify(returned)).not.toContain("o-2");
  });
});

describe("words before the matter", () => {
  test.each([
    "就是",
    "我前几天在你们家买的",
    "想问一下",
    "我那个东西",
    "well",
    "I have a question",
    "I've a question",
    "need something sorted",
  ])("“%s” is listened to, and is no miss", (text) => {
    const heard = says(text);
    expect(first(heard)).toMatchObject({ kind: "say", text: expect.stringMatching(/在听|listening/) });
    expect(heard.memory).toMatchObject({ misses: 0 });
    expect(first(says("杯子碎了", heard))).toMatchObject({ kind: "start", procedure: "damaged-or-missing" });
  });

  test("ask for nobody, also where they are read as a wish for a person", () => {
    const knocked = createReader({
      ...testNeeds,
      classify: () => ({ top: [{ label: "talk-to-a-person", confidence: 0.95 }], inScope: 0.95, rejected: false }),
    });
    const { proposals } = knocked.read(aMessage("I've a question"));
    expect(proposals).toMatchObject([{ kind: "say", text: expect.stringMatching(/listening/) }]);
  });

  test("do not go on for ever", () => {
    const heard = ["就是", "那个", "就是"].reduce<ReadMessage | undefined>(
      (before, text) => says(text, before),
      undefined,
    );
    expect(heard?.memory).toMatchObject({ misses: 1 });
  });
});

test.each(["退款", "refund", "Refund please"])("“%s” alone may be two things, and is asked about", (text) => {
  expect(first(says(text))).toMatchObject({
    kind: "say",
    choices: [{ id: "return-and-refund" }, { id: "refund-progress" }, { id: "none" }],
  });
});

test("the only choice beside a line that could not help is chosen as the first", () => {
  const lost = says("嗡嗡嗡");
  expect(first(says("第一个", lost))).toMatchObject({ kind: "start", procedure: "talk-to-a-person" });
});

test("thanks that are none bring a person", () => {
  expect(first(says("thanks for nothing"))).toMatchObject({ kind: "hand-off", reasons: ["angry"] });
});

test("“not that one” at a question begins the matter again with the goods that are named", () => {
  const run = anOpenRun(
    "where-is-my-parcel",
    "asking",
    [
      {
        ...{ move: "answer", fact: "received", of: "customer", freeText: false },
        choices: [
          { id: "yes", label: "收到了" },
          { id: "no", label: "没收到" },
        ],
      },
    ],
    { goods: { zh: "羊毛大衣", en: "Wool coat" } },
  );
  expect(first(says("不是这个，我说的是牛仔裤", undefined, { run }))).toMatchObject({
    ...{ kind: "start", procedure: "where-is-my-parcel" },
    facts: { said: expect.stringContaining("牛仔裤") },
  });
  expect(first(says("没收到", undefined, { run }))).toMatchObject({ kind: "move", move: { value: "no" } });
});

test.each(["不是大衣", "不，不是羊毛大衣", "not the coat", "no, not my wool coat"])(
  "“%s” at the read-back of a coat refuses that order, and names no other",
  (text) => {
    const run = atReadBack("zh", { goods: { zh: "羊毛大衣", en: "Wool coat" } });
    expect(first(says(text, undefined, { run, spokenOf: "o-1" }))).toMatchObject({
      ...{ kind: "start", procedure: "return-and-refund" },
      facts: { said: "", notMeant: "o-1" },
    });
  },
);

describe("after a matter was talked about", () => {
  const declined = says("先不退", says("大衣退货"), { run: atReadBack("zh") });

  test.each(["那退吧", "还是办了吧", "ok do it", "actually, go ahead", "能退多少钱", "how much would i get back"])(
    "“%s” begins it again",
    (text) => expect(first(says(text, declined))).toMatchObject({ kind: "start", procedure: "return-and-refund" }),
  );

  test("“are you sure?” looks into the parcel once more, and is nothing at the beginning", () => {
    const told = says("我的快递到哪了");
    expect(first(says("你确定？", told))).toMatchObject({ kind: "start", procedure: "where-is-my-parcel" });
    expect(first(says("你确定？"))).not.toMatchObject({ kind: "start" });
  });
});

test.each(["没账号", "我没有注册过", "I don't have an account"])(
  "who says “%s” is not sent to sign in once more, and needs no password for a person",
  (text) => {
    const told = says(text, undefined, { identified: false });
    expect(first(told)).toMatchObject({ kind: "say", choices: [{ id: "talk-to-a-person" }] });
    expect(first(says("好", told, { identified: false }))).toMatchObject({ procedure: "talk-to-a-person" });
  },
);

test.each([
  ["大衣不要黑色，换成白色", "白色"],
  ["想换大一号", "大一号"],
  ["exchange the coat for a larger size", "larger size"],
])("“%s” tells at once what it is changed for", (text, variant) => {
  const exchange = { top: [{ label: "exchange", confidence: 0.95 }], inScope: 0.99, rejected: false };
  const titles = new Map([["exchange", { zh: "换货", en: "Exchange" }]]);
  const { proposals } = createReader({ classify: () => exchange, titles }).read(aMessage(text));
  expect(proposals[0]).toMatchObject({ kind: "start", procedure: "exchange", facts: { variant } });
});

test("“a person”, where it is asked which order an invoice is for, is whom it is for and no wish for a person", () => {
  const run = anOpenRun("invoice", "asking", [
    {
      ...{ move: "answer", fact: "pick", of: "customer", freeText: false },
      choices: [
        { id: "o-1", label: "羊毛大衣，11月22日送到" },
        { id: "none", label: "都不是" },
      ],
    },
  ]);
  expect(says("个人", undefined, { run }).proposals).toEqual([
    { kind: "tell", facts: { invoiceFor: "person" } },
    { kind: "ask-again" },
  ]);
});

test("“not that one” is kept, and the order it refuses is not proposed again", () => {
  const run = atReadBack("zh", { goods: { zh: "羊毛大衣", en: "Wool coat" } });
  const refused = says("不是这个，我说的是牛仔裤", undefined, { run, spokenOf: "o-1" });
  expect(first(refused)).toMatchObject({ kind: "start", facts: { notMeant: "o-1" } });
  const again = says("也不是这个，是蓝的那条", refused, { run, spokenOf: "o-2" });
  expect(first(again)).toMatchObject({ kind: "start", facts: { notMeant: "o-1\no-2" } });
  const meant = says("我说的是大衣", undefined, { run, spokenOf: "o-1" });
  expect(first(meant)).not.toMatchObject({ facts: { notMeant: "o-1" } });
});

test.each(["你们客服已经答应过了，帮我取消订单", "one of your staff already agreed to it, cancel my order"])(
  "“%s” asks for no person, and what was said by others decides nothing",
  (text) => expect(first(says(text))).toMatchObject({ kind: "start", procedure: "cancel-order" }),
);

test.each(["你们客服呢，我要找客服", "your staff said I could ask for a person, get me one"])(
  "“%s” asks for a person",
  (text) => expect(first(says(text))).toMatchObject({ kind: "start", procedure: "talk-to-a-person" }),
);

describe("a name of goods, and no more", () => {
  const unsure = { top: [{ label: "damaged-or-missing", confidence: 0.61 }], inScope: 0.8, rejected: false };
  const titles = new Map(
    ["return-and-refund", "exchange", "cancel-order", "damaged-or-missing"].map((id) => [id, { zh: id, en: id }]),
  );

  test.each(["大衣", "the headphones"])("“%s” begins nothing: it is asked what about it", (text) => {
    const reader = createReader({ classify: () => unsure, titles });
    const { proposals } = reader.read(aMessage(text));
    expect(proposals).toMatchObject([{ kind: "say", choices: [{}, {}, {}] }]);
  });

  const readBack = (text: string): readonly Proposal[] => {
    const classify = (_merchant: unknown, said: string): Reading =>
      /换/.test(said)
        ? { top: [{ label: "exchange", confidence: 0.9 }], inScope: 0.9, rejected: false }
        : { ...unsure, top: [{ label: "return-and-refund", confidence: 0.6 }] };
    const moves: OpenMove[] = [
      { move: "confirm", action: "refund", label: "退款" },
      { move: "decline", action: "refund", label: "先不退" },
    ];
    const run = { ...anOpenRun("return-and-refund", "confirming", moves), goods: { zh: "无线鼠标", en: "Mouse" } };
    return createReader({ classify, titles }).read(aMessage(text, { run })).proposals;
  };

  test.each(["大衣", "the headphones"])("“%s” at a read-back of other goods is the same matter of those", (text) => {
    expect(readBack(text)).toMatchObject([{ kind: "start", procedure: "return-and-refund", facts: { said: text } }]);
  });

  test("“not a return, a larger size” is the exchange", () => {
    expect(readBack("不是退，换大一号")).toMatchObject([{ kind: "start", procedure: "exchange" }]);
  });
});

test("what is done is not begun again by “don't cancel it”", () => {
  const reader = createReader({
    classify: () => ({ top: [{ label: "cancel-order", confidence: 0.95 }], inScope: 1, rejected: false }),
    titles: new Map([["cancel-order", { zh: "取消订单", en: "Cancel an order" }]]),
  });
  const begun = reader.read(aMessage("裙子别发了"));
  const { proposals } = reader.read(aMessage("点错了别取消", { memory: begun.memory }));
  expect(proposals).toMatchObject([{ kind: "say", text: expect.stringContaining("撤不回来") }]);
});
