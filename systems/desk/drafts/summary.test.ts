import { describe, expect, test } from "vitest";
import { noon, testSources } from "../testing.ts";
import { type Known, summaryOf } from "./summary.ts";

const order = testSources(true).cardOf({ order: { value: {}, source: "shop", at: noon.toISOString() } });
const nothing: Known = { about: undefined, asked: [], done: [], promised: [], order: undefined };

describe("a hand-over in three lines", () => {
  test("says what was asked, what was done and promised, and which facts that rests on", () => {
    const known: Known = {
      about: { zh: "退货退款", en: "Return and refund" },
      asked: ["坚果少了一袋", "转人工"],
      done: ["registerReturn", "refund", "refund"],
      promised: ["11月25日（周三）12:00前告知结果。"],
      order,
    };
    expect(summaryOf(known, "Asia/Shanghai", noon)).toEqual({
      zh: [
        "问：退货退款，“坚果少了一袋”“转人工”",
        "办：退货登记、退款；承诺：11月25日（周三）12:00前告知结果",
        "据：订单尾号3021，坚果，¥9.90，已签收（12:00问店铺）",
      ],
      en: [
        "Asked: Return and refund, “坚果少了一袋” “转人工”",
        "Done: return registered, refund sent. Promised: 11月25日（周三）12:00前告知结果",
        "Facts: order ending 3021, Nuts, CN¥9.90, delivered (asked the shop at 12 pm)",
      ],
    });
  });

  test("has three lines and no gap where nothing is known yet", () => {
    expect(summaryOf(nothing, "Europe/London", noon)).toEqual({
      zh: ["问：还没有说", "办：还没有；承诺：没有", "据：没有查过订单"],
      en: ["Asked: nothing yet", "Done: nothing. Promised: nothing", "Facts: no order was looked up"],
    });
  });

  test("quotes a long message in short", () => {
    const [asked = ""] = summaryOf({ ...nothing, asked: ["很长".repeat(500)] }, "UTC", noon).zh;
    expect(asked.length).toBeLessThan(250);
  });
});
