import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Mood, readMood } from "./mood.ts";
import { anyText, hugeTexts } from "./testing.ts";

const shows: readonly (readonly [keyof Mood, readonly string[], readonly string[]])[] = [
  [
    "angry",
    [
      "垃圾店，骗子！",
      "第三次找你们了",
      "THIS IS THE WORST SHOP EVER",
      "I'm fed up with you",
      "到底管不管",
      "how stupid are you people",
    ],
    [
      ...["我要退货", "where is my order", "这大衣质量太差，想退", "the quality is terrible, I want to return it"],
      ...["换成我妈妈的号码", "娃他妈已经买了，别发了", "垃圾桶少了一个盖子", "like an idiot I paid again"],
    ],
  ],
  [
    "distress",
    [
      ...[
        "我不想活了",
        "活着没意思",
        "I want to die",
        "I'm going to kill myself",
        "thinking of suicdie",
        "I watn to die",
      ],
      ...[
        "不 想 活 了",
        "bu xiang huo le",
        "不如一了百了",
        "我想自沙",
        "k i l l myself",
        "i want to d.i.e",
        "sucide",
        "k1ll myself",
      ],
      ...["no point living any more", "nobody will miss me"],
    ],
    ["the qualtiy of life here", "热死了", "气死我了", "my phone is dead", "dying to get it"],
  ],
  [
    "threat",
    ["我要砸了你们店", "我去你们公司闹", "I will kill you", "I know where you live"],
    ["快递员把杯子打碎了", "this is killing the battery", "你们发货太慢"],
  ],
  [
    "legal",
    [
      ...["我要打12315", "找律师起诉你们", "I'll sue you", "see you in small claims court"],
      ...["我要起訴", "wo yao qi su", "我要告你们", "去工商投诉", "s u e", "I'm taking you to court"],
    ],
    [
      "退货流程是什么",
      "告诉我退货流程",
      "用工商银行付的款",
      "press the button",
      "tell me what to press",
      "court shoes",
      "寄回去的单号是SF123456789",
      "send it to Elm Court 6",
    ],
  ],
  [
    "minor",
    [
      "我今年12岁",
      "我今年十二歲",
      "我是小朋友",
      "我上三年级",
      "im 12 and used the card",
      "我是小学生",
      "I'm 13 years old",
      "I used my mom's card",
    ],
    ["买了12岁孩子穿的", "I'm 13 days late", "给我妈买的大衣", "my mom bought it"],
  ],
  [
    "grieving",
    ["我爸去世了", "办后事", "my husband passed away", "she died last week", "our old dog died this morning"],
    [
      ...["my phone died", "the battery died after two days", "走了三天还没到"],
      ...["my number died along with my phone", "the lifetime umbrella died at six weeks"],
    ],
  ],
  [
    "changeOfMind",
    ["算了不退了", "先不办", "never mind", "changed my mind, I'll keep it"],
    [
      "我要退货",
      "cancel my order",
      "我改主意了，这单不要了",
      "changed my mind, no longer need this order",
      "where did the driver leave it",
    ],
  ],
  ["thanks", ["谢谢", "thank you so much"], ["我要退货", "thanks for nothing"]],
  [
    "sarcastic",
    ["呵呵，真棒，又发错了", "你们可真会做生意", "thanks for nothing", "great, another broken one", "oh wonderful"],
    ["真棒，谢谢", "great, thanks", "你们服务真好"],
  ],
  [
    "greeting",
    ["你好", "hello there", "在吗", "are you there?", "anybody here"],
    ["我说你好几遍了", "highlight", "his coat", "you therefore"],
  ],
];

describe.each(shows)("readMood: %s", (mood, yes, no) => {
  test.each(yes)("shows in %j", (text) => expect(readMood(text)[mood]).toBe(true));
  test.each(no)("does not show in %j", (text) => expect(readMood(text)[mood]).toBe(false));
});

test("reads the mood of any text, also of a million characters, within a moment", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(typeof readMood(text).angry).toBe("boolean");
    }),
  );
  for (const text of hugeTexts) {
    const start = performance.now();
    readMood(text);
    expect(performance.now() - start).toBeLessThan(500);
  }
});
