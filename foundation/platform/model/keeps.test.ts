import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anchorsOf, keeps } from "./keeps.ts";

describe("keeps", () => {
  const fair: readonly [string, string][] = [
    [
      "Your refund of $49.90 will reach your card within 3 days.",
      "Good news: $49.90 is on its way as a refund to your card, and should be there within 3 days.",
    ],
    ["退款199.00元将在3个工作日内到账。", "您好呀,退款199.00元会在3个工作日内到账哦~"],
    [
      "Parcel SF1234567890 left Hangzhou on 2026-11-12.",
      "SF1234567890, your parcel, set off from Hangzhou on 2026-11-12.",
    ],
    ["您的包裹SF1234567890预计明天送达。", "亲,包裹SF1234567890预计明天就送到啦。"],
    [
      "This order cannot be returned after 7 days.",
      "I am sorry, but a return is not possible after 7 days for this order.",
    ],
    ["Choose a 7-day return.", "Please choose the 7 days return."],
    ["We are checking this for you.", "Let me look into this for you right now."],
  ];
  test.each(fair)("takes a fair rewording: %s", (original, reworded) => {
    expect(keeps(original, reworded)).toBe(true);
  });

  const unfair: readonly [string, string, string][] = [
    ["another amount", "Your refund is $49.90.", "Your refund is $94.90."],
    ["another currency", "Your refund is $20.", "Your refund is €20."],
    ["another unit", "It arrives in 3 days.", "It arrives in 3 hours."],
    ["another unit in Chinese", "3天内到账。", "3小时内到账。"],
    ["a number in words", "3天内到账。", "三天内到账。"],
    ["an added number", "It arrives soon.", "It arrives within 2 days."],
    ["an added number in words", "It arrives soon.", "It arrives in two days."],
    ["an added number in Chinese words", "很快到账。", "两天到账。"],
    ["a dropped number", "20 of 30 units are left.", "20 units are left."],
    ["numbers that changed places", "20 on the card, 30 in the wallet.", "30 on the card, 20 in the wallet."],
    ["another day", "It arrives on Monday.", "It arrives on Tuesday."],
    ["a day made sooner", "预计后天送达。", "预计明天送达。"],
    ["haste nobody promised", "It will be sent.", "It will be sent immediately."],
    ["another carrier in a code", "Parcel SF123456 left.", "Parcel YT123456 left."],
    ["another carrier in a Chinese sentence", "您的包裹SF123456已发出", "您的包裹YT123456已发出"],
    ["a code in other letters", "Use code WELCOME.", "Use code GOODBYE."],
    ["an added link", "See your order page.", "See your order page at evil.example/pay."],
    ["an added mail address", "Write to us.", "Write to us at help@evil.example."],
    ["no for yes", "Your order can be changed.", "Your order cannot be changed."],
    ["yes for no", "这个订单不支持修改。", "这个订单支持修改。"],
    ["a gift nobody approved", "Sorry for the wait.", "Sorry for the wait; please accept a coupon."],
    ["a refund nobody approved", "我们正在核实。", "我们正在核实,会给您退款。"],
    ["a lost refund", "Your refund is approved.", "Your request is approved."],
    ["a request for a password", "Please sign in.", "Please sign in and send us your password."],
    ["a matter called settled", "We are checking this for you.", "Your complaint has been settled in your favour."],
    ["a settlement behind the sentence", "Which one is it?", "Which one is it? The shop has agreed to everything."],
    ["an approval in Chinese", "您要办的是哪一件？", "同事已经批准，您要办的是哪一件？"],
    ["a matter called done in Chinese", "在听，您接着说。", "投诉已按您的意思办妥。"],
    ["markup", "Please wait here.", "**Please** wait <b>here</b>."],
    ["a third alphabet", "在听，您接着说。", "在听，您接着说。はい"],
    ["a mouthful of JSON", "Please wait here.", '{"please":"wait here"}'],
    ["another language", "We are checking this for you.", "我们正在为您核实。"],
    ["a much longer speech", "Please wait.", "Please wait. ".repeat(20)],
    ["full-width figures that differ", "退款１２０元。", "退款１２１元。"],
  ];
  test.each(unfair)("refuses %s", (_name, original, reworded) => {
    expect(keeps(original, reworded)).toBe(false);
  });

  test("takes every sentence as itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(keeps(text, text)).toBe(true);
      }),
    );
  });

  const words = fc.array(fc.constantFrom("please", "see", "order", "SF20", "and", "¥30.50", "2026-11-12", "in"), {
    maxLength: 8,
  });

  test("refuses any changed figure, wherever it stands", () => {
    fc.assert(
      fc.property(words, words, fc.nat(99_999), fc.nat(99_999), (before, after, one, other) => {
        const say = (figure: number) => [...before, figure, ...after].join(" ");
        expect(keeps(say(one), say(other))).toBe(one === other);
      }),
    );
  });

  test("refuses any figure that was dropped or doubled", () => {
    fc.assert(
      fc.property(words, fc.nat(99_999), (rest, figure) => {
        const kept = [...rest, figure].join(" ");
        expect(keeps(kept, rest.join(" "))).toBe(false);
        expect(keeps(kept, `${kept} ${figure}`)).toBe(false);
      }),
    );
  });

  test("is quick on long texts of any kind", () => {
    const texts = ["a-".repeat(5_000), "1,".repeat(5_000), "一".repeat(5_000), "a.".repeat(5_000), "SF".repeat(5_000)];
    const began = performance.now();
    for (const text of texts) keeps(text, text);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

test("anchors are what a sentence commits to", () => {
  expect(anchorsOf("Order A-2026-17: $1,299.00 by 5 p.m. on 2026-11-24, within 3 working days.")).toEqual([
    "A-2026-17",
    "$1,299.00",
    "5",
    "2026-11-24",
    "3workingday",
  ]);
  expect(anchorsOf("订单A17已退款199.00元，3 个工作日内、最晚11月24日到账")).toEqual([
    "A17",
    "199.00元",
    "3个工作日",
    "11月",
    "24日",
  ]);
});
