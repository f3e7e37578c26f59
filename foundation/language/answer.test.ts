import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswer } from "./answer.ts";
import { anyText } from "./testing.ts";

const yes = [
  "确认",
  "是",
  "是的",
  "好",
  "好的",
  "可以",
  "行",
  "对",
  "嗯，好的",
  "好的，谢谢",
  "好好好",
  "可以可以",
  "没问题",
  "確認",
  "就这样",
  "OK",
  "ok的",
  "那就好吧",
  "yes",
  "Yes!!!",
  "yes please",
  "ok",
  "okay",
  "sure",
  "go ahead",
  "please do",
  "confirm",
  "I confirm",
  "yes, go ahead",
  "yep, that's right",
  "ＹＥＳ",
  "yes 👍",
  "no problem, go ahead",
  "sure, thanks",
  "可以，谢谢啦",
  "行吧那就这样",
  "好的呀",
  "Yes.",
  "actually yes",
  "y",
];
const no = [
  "不",
  "不用",
  "不用了",
  "不要",
  "先不",
  "先不退",
  "先不办",
  "算了",
  "不是",
  "不可以",
  "不好",
  "不对，地址错了",
  "不用了谢谢",
  "actually no",
  "hm, no",
  "no wait",
  "別",
  "不，我要换货",
  "no",
  "No.",
  "nope",
  "not now",
  "no thanks",
  "no, thank you",
  "don't",
  "never mind",
  "no, the other one",
  "not yet",
  "nah",
  "no thank you very much",
  "不用退了",
];
const neither = [
  "随便",
  "嗯？",
  "嗯",
  "都行",
  "都可以",
  "👍",
  "👌🏻",
  "",
  "  ",
  "maybe",
  "perhaps",
  "I guess",
  "whatever",
  "hmm",
  "好，不过…",
  "好，但是我要换黑色",
  "可以吗",
  "可以退吗？",
  "可以的话先退一件",
  "是不是",
  "好不好",
  "是吗",
  "对吗",
  "行不行",
  "对不起",
  "不好意思",
  "好慢",
  "好了吗",
  "是我买的",
  "行李箱",
  "确认一下",
  "等等",
  "等一下",
  "yes but",
  "yes but only half",
  "yes?",
  "ok, wait",
  "yes no",
  "no, go ahead",
  "if it is free, yes",
  "yes to the coat, no to the jeans",
  "is it ok",
  "sure?",
  "ok so what happens next",
  "yesterday",
  "nothing",
  "know",
  "okra",
  "right",
  "fine",
  "great",
  "退款",
  "cancel",
  "yes, send it to 5 Mill Lane",
  "好的，退到我另一张卡",
  "同意吗",
  "y/n",
  "no?",
  "不行吗",
  "不用退货直接退款",
  "1",
  "a yes",
  "I said yes yesterday",
  "好评返现",
  "可以便宜点么",
];

describe("readAnswer", () => {
  test.each(yes)("takes %j for an explicit yes", (text) => expect(readAnswer(text)).toBe("yes"));
  test.each(no)("takes %j for a no", (text) => expect(readAnswer(text)).toBe("no"));
  test.each(neither)("takes %j for neither", (text) => expect(readAnswer(text)).toBeUndefined());

  test("never finds a yes in a question", () => {
    fc.assert(
      fc.property(fc.constantFrom(...yes), fc.constantFrom("?", "？", "吗", "吗？", "么", " ?!"), (text, end) => {
        expect(readAnswer(text + end)).toBeUndefined();
      }),
    );
  });

  test("never finds a yes beside a condition or another wish", () => {
    const more = fc.constantFrom(
      "，但是",
      "，不过晚点",
      " but not today",
      ", if you pay the shipping",
      "，先别",
      " unless it is late",
      ", and also the other one",
      " 退一半",
    );
    fc.assert(
      fc.property(fc.constantFrom(...yes), more, (text, rest) => {
        expect(readAnswer(text + rest)).not.toBe("yes");
      }),
    );
  });

  test("never finds both, nor a yes in a no", () => {
    fc.assert(
      fc.property(fc.constantFrom(...yes), fc.constantFrom(...no), fc.boolean(), (one, other, first) => {
        expect(readAnswer(first ? `${one}，${other}` : `${other}，${one}`)).not.toBe("yes");
      }),
    );
  });

  test("finds no yes in text made of anything else", () => {
    const said =
      /确|认|定|是|对|好|可以|行|没|同意|办|样|续|y|ok|sure|go|do|it|proceed|confirm|correct|agree|absolut|certain|course|problem|alright/i;
    fc.assert(
      fc.property(anyText, (text) => {
        if (!said.test(text.normalize("NFKC"))) expect(readAnswer(text)).not.toBe("yes");
      }),
    );
  });
});
