import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { MessageToRead, Proposal } from "@ruyi/desk";
import type { Language } from "@ruyi/kernel";
import { createReader } from "./reader.ts";
import { aMessage, atAddress, atPerson, atReadBack, atWhichOne, lookingUp, testNeeds } from "./testing.ts";

const reader = createReader(testNeeds);
type OpenRun = NonNullable<MessageToRead["run"]>;
/** What a customer says, and where the open run stands when they do. */
type Said = string | readonly [text: string, run: OpenRun];

/** One conversation as read: what was said, and below it what the reader proposes. */
function transcript(title: string, language: Language, said: readonly Said[]): string {
  let memory: unknown;
  let spoken = language;
  const lines = said.flatMap((each) => {
    const [text, run] = typeof each === "string" ? [each, undefined] : each;
    const read = reader.read(aMessage(text, { language: spoken, memory, ...(run ? { run } : {}) }));
    ({ memory, language: spoken } = read);
    const at = run ? ` (${run.procedure}: ${run.state})` : "";
    return [`${text}${at}`, ...read.proposals.map((proposal) => `  → ${inWords(proposal)} [${read.language}]`)];
  });
  return [`# ${title}`, ...lines, ""].join("\n");
}

function inWords(proposal: Proposal): string {
  switch (proposal.kind) {
    case "start":
      return `starts ${proposal.procedure} ${JSON.stringify(proposal.facts)}`;
    case "move":
      return JSON.stringify(proposal.move);
    case "tell":
      return `tells ${JSON.stringify(proposal.facts)}`;
    case "say":
      return `${proposal.text}${(proposal.choices ?? []).map(({ label }) => ` [${label}]`).join("")}`;
    case "hand-off": {
      const why = [proposal.reason, ...(proposal.reasons ?? [])].join(", ");
      return `hands over (${why}${proposal.urgent ? ", urgent" : ""})${proposal.text ? `: ${proposal.text}` : ""}`;
    }
    case "ask-again":
      return "puts the open question again";
    case "silence":
      return "is silent";
  }
}

const conversations: readonly (readonly [string, Language, readonly Said[]])[] = [
  ["opens, and says what it is", "zh", ["在吗", "你是真人吗"]],
  ["opens in English", "en", ["hi", "are you a real person?"]],
  ["vague, then clear", "zh", ["那个东西", "我的大衣坏了，要退款"]],
  ["vague twice: a person comes", "zh", ["嗯那个", "就是上次那个"]],
  ["two matters in one breath are asked about", "zh", ["快递坏了要退货", "第二个"]],
  ["two matters, none of them", "en", ["parcel broken refund", "none of these"]],
  ["one matter split over messages", "zh", ["你好", "我上周买的大衣", "想退"]],
  ["mixed language: the sentence's grammar decides", "zh", ["我的 headphones 到哪了", "where is my 大衣 parcel"]],
  ["an address given at once", "zh", ["改地址，上海市徐汇区漕溪北路1号2栋301，李明，13800001111"]],
  ["told while it looks", "zh", [["上海市徐汇区漕溪北路1号2栋301，李明，13800001111", lookingUp("change-address")]]],
  ["impatient while it looks", "en", [["hello?", lookingUp("where-is-my-parcel")]]],
  [
    "which one",
    "zh",
    [
      ["大衣", atWhichOne("zh")],
      ["第二个", atWhichOne("zh")],
      ["都不是", atWhichOne("zh")],
    ],
  ],
  [
    "which one, not answered twice",
    "en",
    [
      ["hmm", atWhichOne("en")],
      ["dunno", atWhichOne("en")],
    ],
  ],
  ["a change of subject at a question", "zh", [["我要取消订单", atWhichOne("zh")]]],
  [
    "a change of mind",
    "zh",
    [
      ["算了不改了", atAddress()],
      ["算了，不退了", atReadBack("zh")],
    ],
  ],
  [
    "a question about changing one's mind is no change of mind",
    "en",
    [["can I change my mind later?", atReadBack("en")]],
  ],
  ["anger, before anything else", "zh", [["你们什么破店！！！骗子", atReadBack("zh")]]],
  ["distress goes first", "zh", ["我不想活了"]],
  ["distress in English", "en", ["I want to kill myself"]],
  ["legal words", "zh", ["再不处理我就打12315"]],
  ["a child", "en", ["i am 12 and i used my mom's card"]],
  ["grief", "zh", ["我妈妈去世了，她的订单怎么办"]],
  ["a threat", "en", ["i will come to your office and burn it"]],
  ["a person, in the middle of a matter and outside", "zh", [["转人工", atWhichOne("zh")], "转人工"]],
  [
    "thanks, and thanks with something more",
    "en",
    ["thanks!", "thanks but it still has a problem with the zip and nobody answered me"],
  ],
  [
    "a run that waits for an agent is no question to the customer",
    "zh",
    [
      ["好的", atPerson()],
      ["我的快递到哪了", atPerson()],
    ],
  ],
  [
    "not answered at a read-back: it is put again, then a person",
    "zh",
    [
      ["运费谁出", atReadBack("zh")],
      ["嗯？", atReadBack("zh")],
    ],
  ],
];

test("conversations are read as they always were", async () => {
  const text = conversations.map(([title, language, said]) => transcript(title, language, said)).join("\n");
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, "transcripts.golden.txt"));
});

describe("at a read-back", () => {
  const moves = (text: string, run: OpenRun, language: Language): readonly unknown[] =>
    reader
      .read(aMessage(text, { run, language }))
      .proposals.flatMap((proposal) => (proposal.kind === "move" ? [proposal.move.move] : []));

  test.each([
    ...["退款¥699.00", "确认", "是", "好", "好的", "可以", "行", "没问题", "确认。", "好的，谢谢", "嗯，可以"],
  ])("“%s” is a yes", (text) => {
    expect(moves(text, atReadBack("zh"), "zh")).toEqual(["confirm"]);
  });

  test.each(["Refund CN¥699.00", "yes", "Yes please", "go ahead", "ok", "sure", "yes, thank you"])(
    "“%s” is a yes in English",
    (text) => {
      expect(moves(text, atReadBack("en"), "en")).toEqual(["confirm"]);
    },
  );

  test.each([
    ...[
      "随便",
      "嗯？",
      "嗯",
      "👍",
      "可能吧",
      "应该可以吧",
      "好吗",
      "可以吗？",
      "是什么意思",
      "等一下",
      "我想想",
      "退多少",
    ],
    ...["好像不对", "可以的话先换货", "如果运费你们出就可以", "要不要问问我妈", "1", "。", "退款"],
    ...[
      "maybe",
      "yes?",
      "is it ok?",
      "ok if you pay the postage",
      "yes but not to that card",
      "whatever",
      "idk",
      "hmm ok i guess not",
    ],
    ...["yes no", "y tho", "go away", "is this right", "sure about that?", "confirm what", "do it tomorrow"],
  ])("“%s” is no yes", (text) => {
    for (const language of ["zh", "en"] as const) {
      expect(moves(text, atReadBack(language), language)).not.toContain("confirm");
    }
  });

  test.each([
    "先不退",
    "不",
    "不要",
    "不用了",
    "算了",
    "先别",
    "我不退了",
    "no",
    "not now",
    "no thanks",
    "never mind",
    "don't",
  ])("“%s” is a no", (text) => {
    expect(moves(text, atReadBack("zh"), "zh")).toEqual(["decline"]);
  });

  test("a bare yes counts only for what was asked last; the button's own words always", () => {
    const run = atReadBack("zh", { wasAskedLast: false });
    expect(moves("好的", run, "zh")).toEqual([]);
    expect(moves("退款¥699.00", run, "zh")).toEqual(["confirm"]);
    const [again] = reader.read(aMessage("好的", { run })).proposals;
    expect(again).toMatchObject({ kind: "say", repeats: true, text: expect.stringContaining("退款¥699.00") });
  });
});

test("what is remembered stays small, however much is said", () => {
  let memory: unknown;
  for (let count = 0; count < 20; count += 1) {
    ({ memory } = reader.read(aMessage("啊".repeat(4_000), { memory, run: lookingUp("where-is-my-parcel") })));
  }
  expect(JSON.stringify(memory).length).toBeLessThan(3_000);
});
