import { describe, expect, test } from "vitest";
import type { MessageToRead, OpenMove, Proposal } from "@ruyi/desk";
import type { MerchantId, RunId } from "@ruyi/kernel";
import { createReader } from "./reader.ts";

const asked = (said: string): readonly Proposal[] => {
  const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
  return reader.read(aMessage(said, received)).proposals;
};

const received: OpenMove = {
  move: "answer",
  fact: "received",
  of: "customer",
  freeText: false,
  choices: [
    { id: "yes", label: "I have it" },
    { id: "no", label: "I don't have it" },
  ],
};

const aMessage = (text: string, open: OpenMove): MessageToRead => ({
  merchantId: "01900000-0000-7000-8000-00000000000a" as MerchantId,
  customerId: undefined,
  text,
  now: new Date("2026-11-24T04:00:00Z"),
  zone: "UTC",
  language: "en",
  identified: true,
  merchantName: { zh: "亮比特", en: "BrightByte" },
  memory: undefined,
  run: {
    id: "01900000-0000-7000-8000-000000000001" as RunId,
    procedure: "where-is-my-parcel",
    version: 1,
    step: "ask-received",
    state: "asking",
    title: { zh: "查包裹", en: "Where is my parcel" },
    open: [open],
    wasAskedLast: true,
  },
});

describe("an answer to a question with choices", () => {
  test.each([
    ["I have it", "yes"],
    ["yes I have it, thanks", "yes"],
    ["I don't have it", "no"],
    ["no, I don't have it anywhere", "no"],
    ["yes", "yes"],
  ])("“%s” chooses %s", (said, value) => {
    expect(asked(said)).toEqual([{ kind: "move", move: { move: "answer", fact: "received", value } }]);
  });

  test.each(["I'm not sure I have it", "hm"])("“%s” chooses nothing, and is asked about once more", (said) => {
    expect(asked(said)).toMatchObject([{ kind: "say" }]);
  });
});

test("the words of a choice are that choice, also where they would be a wish for a person elsewhere", () => {
  const way: OpenMove = {
    ...{ move: "answer", fact: "convenient", of: "customer", freeText: false },
    choices: [
      { id: "call", label: "Call me" },
      { id: "words", label: "In writing and slowly" },
    ],
  };
  const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
  expect(reader.read(aMessage("call me", way)).proposals).toEqual([
    { kind: "move", move: { move: "answer", fact: "convenient", value: "call" } },
  ]);
  expect(reader.read(aMessage("Call me", received)).proposals).toEqual([{ kind: "hand-off", reason: "asked" }]);
});

describe("a question answered in the customer's own words", () => {
  const doubt: OpenMove = { move: "answer", fact: "doubt", of: "customer", freeText: true, choices: [] };
  const reader = createReader({
    classify: () => ({ top: [{ label: "damaged-or-missing", confidence: 0.97 }], inScope: 1, rejected: false }),
    titles: new Map([["damaged-or-missing", { zh: "破损少件", en: "Damaged or missing" }]]),
  });
  test.each(["走线歪，吊牌上的字印得模糊", "the seams are crooked and the print is blurred"])(
    "takes “%s” for the answer, though another procedure is about such things",
    (said) => {
      expect(reader.read(aMessage(said, doubt)).proposals).toEqual([
        { kind: "move", move: { move: "answer", fact: "doubt", value: said } },
      ]);
    },
  );
  test.each(["算了，我要说的是另一单少了两件", "can you send the missing part of my other order?", "我想问坏了怎么办"])(
    "is left for another matter by “%s”",
    (said) => {
      expect(reader.read(aMessage(said, doubt)).proposals).toMatchObject([
        { kind: "start", procedure: "damaged-or-missing" },
      ]);
    },
  );
});

const confirming: readonly OpenMove[] = [
  { move: "confirm", action: "refund", label: "退款¥699.00" },
  { move: "decline", action: "refund", label: "先不退" },
  { move: "stop" },
];

/** What is proposed for one message after the other, at a read-back. */
function talk(texts: readonly string[], open: readonly OpenMove[] = confirming): readonly (readonly Proposal[])[] {
  const reader = createReader({
    classify: () => ({ top: [{ label: "where-is-my-parcel", confidence: 0.9 }], inScope: 1, rejected: false }),
    titles: new Map([["where-is-my-parcel", { zh: "查包裹", en: "Where is my parcel" }]]),
  });
  let memory: unknown;
  return texts.map((text) => {
    const message = { ...aMessage(text, received), language: "zh" as const, memory };
    const goods = { zh: "头戴式耳机", en: "Hush over-ear headphones" };
    const run = message.run && { ...message.run, procedure: "return-and-refund", state: "confirming", open, goods };
    const read = reader.read({ ...message, ...(run ? { run } : {}) });
    memory = read.memory;
    return read.proposals;
  });
}

describe("somebody impatient at a read-back", () => {
  test.each(["快点", "快退！", "赶紧", "就这个", "hurry up", "now", "this one please"])(
    "is told once that one word is left, and nothing is done or left for it: %s",
    (text) => {
      const [first, second] = talk([text, text]);
      expect(first).toMatchObject([{ kind: "say", repeats: true }]);
      expect(JSON.stringify(first)).toMatch(/就差您一句话|One word from you/);
      expect(second).toMatchObject([{ kind: "say", repeats: true }]);
      expect(JSON.stringify(second)).toMatch(/还没有办|Nothing has been done/);
    },
  );

  test.each(["headphones", "the headphones", "耳机"])(
    "who names the goods that are read back means them: %s",
    (text) => {
      expect(JSON.stringify(talk([text])[0])).toMatch(/就差您一句话|One word from you/);
    },
  );

  test("meets a person when that does not help", () => {
    expect(talk(["快点", "快点", "快点"]).at(-1)).toMatchObject([{ kind: "hand-off", reason: "unsure" }]);
  });
});

describe("somebody who asks where their money is", () => {
  test.each([
    ...["退款到账了吗", "怎么还不退款", "上次退的钱呢", "钱退了吗", "退款进度"],
    ...["where's my refund", "did my refund go through", "still waiting for my refund", "refund status"],
  ])("is not offered another refund, and a person looks: %s", (text) => {
    expect(talk([text])[0]).toMatchObject([{ kind: "hand-off", reason: "technical", reasons: ["refund-progress"] }]);
  });

  test.each(["我要退款", "退钱", "不退了", "I want a refund", "refund", "my money back please"])(
    "is somebody else than who wants it back: %s",
    (text) => {
      expect(talk([text])[0]).not.toMatchObject([{ reasons: ["refund-progress"] }]);
    },
  );
});

describe("a question that was half answered before", () => {
  const wish: OpenMove = {
    ...{ move: "answer", fact: "wish", of: "customer", freeText: false },
    choices: [
      { id: "refund", label: "退款" },
      { id: "resend", label: "补发" },
    ],
  };

  test.each([
    ["退钱就行", "refund"],
    ["再寄一个吧", "resend"],
    ["just give me my money back", "refund"],
  ])("is answered by words that would have answered at the beginning: %s", (text, value) => {
    const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
    const message = aMessage(text, wish);
    const run = message.run && { ...message.run, procedure: "damaged-or-missing" };
    expect(reader.read({ ...message, ...(run ? { run } : {}) }).proposals).toEqual([
      { kind: "move", move: { move: "answer", fact: "wish", value } },
    ]);
  });
});

describe("a question of which item it is", () => {
  const which: OpenMove = {
    ...{ move: "answer", fact: "pick", of: "customer", freeText: false },
    choices: [
      { id: "o-1", label: "云南咖啡豆，11月27日送到" },
      { id: "none", label: "都不是" },
    ],
  };
  const says = (text: string): readonly Proposal[] => {
    const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
    const message = aMessage(text, which);
    const run = message.run && { ...message.run, procedure: "damaged-or-missing" };
    return reader.read({ ...message, ...(run ? { run } : {}) }).proposals;
  };

  test.each(["退钱", "money back please"])("keeps “%s” for the question that comes, and is put again", (text) => {
    expect(says(text)).toEqual([{ kind: "tell", facts: { wish: "refund" } }, { kind: "ask-again" }]);
  });

  test.each(["行", "yes"])("with one choice is answered by “%s”", (text) => {
    expect(says(text)).toEqual([{ kind: "move", move: { move: "answer", fact: "pick", value: "o-1" } }]);
  });
});

test.each(["人呢", "有人吗？", "还要等多久", "hello?", "how much longer", "still waiting"])(
  "“%s” knocks: who waits is told so",
  (text) => {
    const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
    expect(reader.read(aMessage(text, received)).knocks).toBe(true);
    expect(reader.read(aMessage(`${text}，大衣破了`, received)).knocks).toBeUndefined();
  },
);

describe("after one order, another", () => {
  /** The matter of a parcel was answered; what is said next is not understood by itself. */
  const next = (text: string): readonly Proposal[] => {
    let said = "";
    const reader = createReader({
      classify: () => {
        const isFirst = said === "where's my parcel";
        const top = isFirst ? [{ label: "where-is-my-parcel", confidence: 0.9 }] : [];
        return { top, inScope: isFirst ? 1 : 0, rejected: !isFirst };
      },
      titles: new Map([["where-is-my-parcel", { zh: "查包裹", en: "Where is my parcel" }]]),
    });
    let memory: unknown;
    let proposals: readonly Proposal[] = [];
    for (said of ["where's my parcel", text]) {
      const { run: _none, ...message } = aMessage(said, received);
      ({ memory, proposals } = reader.read({ ...message, memory }));
    }
    return proposals;
  };

  test.each(["the watch", "and my blue coat?", "what about the other one", "那大衣呢", "手表呢？"])(
    "the same is asked of it: %s",
    (text) => {
      expect(next(text)).toMatchObject([{ kind: "start", procedure: "where-is-my-parcel", facts: { said: text } }]);
    },
  );

  test.each(["my money?", "人呢", "钱呢", "the person", "然后呢", "thanks", "no"])(
    "but not of what is no order: %s",
    (text) => {
      expect(next(text)).not.toMatchObject([{ procedure: "where-is-my-parcel" }]);
    },
  );
});

describe("an answer in one's own words, and a correction", () => {
  const asking = (text: string, procedure: string, open: readonly OpenMove[], goods?: { zh: string; en: string }) => {
    const exchange = { top: [{ label: "exchange", confidence: 0.76 }], inScope: 1, rejected: false };
    const reader = createReader({
      classify: () => exchange,
      titles: new Map(["exchange", "cancel-order"].map((id) => [id, { zh: id, en: id }])),
    });
    const message = aMessage(text, received);
    const run = message.run && { ...message.run, procedure, open, ...(goods ? { goods } : {}) };
    return reader.read({ ...message, ...(run ? { run } : {}) }).proposals;
  };
  const newContact: OpenMove = { move: "answer", fact: "newContact", of: "customer", freeText: true, choices: [] };
  const readBack: readonly OpenMove[] = [
    { move: "confirm", action: "cancelOrder", label: "Cancel" },
    { move: "decline", action: "cancelOrder", label: "Not now" },
  ];
  const coat = { zh: "羊毛大衣", en: "Wool coat" };

  test.each(["换成 hao@example.com", "改为13711112222", "change it to hao@example.com"])(
    "what it is to become is told, and no wish for an exchange: %s",
    (text) => {
      expect(asking(text, "change-contact", [newContact])).toEqual([
        { kind: "move", move: { move: "answer", fact: "newContact", value: text } },
      ]);
    },
  );

  test.each(["不是这个，我说的是牛奶", "not that one, I mean the milk"])(
    "other goods than those read back begin the same matter anew: %s",
    (text) => {
      expect(asking(text, "cancel-order", readBack, coat)).toMatchObject([
        { kind: "start", procedure: "cancel-order", facts: { said: text } },
      ]);
    },
  );

  test.each(["我说的就是这个", "that is what I mean", "I mean this one"])(
    "what points at what is read back is no other goods, and no yes: %s",
    (text) => {
      expect(asking(text, "cancel-order", readBack, coat)).toMatchObject([{ kind: "say", repeats: true }]);
    },
  );
});
