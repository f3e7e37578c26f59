import { describe, expect, test } from "vitest";
import { cellWords, clauseOf, conditionWords, rowSentence } from "./conditions.ts";

describe("a cell in words", () => {
  test.each([
    ["order.state", '"delivered"', "已签收", "delivered"],
    ["order.state", '"unpaid","paid","picking"', "未付款、已付款或在拣货", "unpaid, paid or being picked"],
    ["order.daysSinceDelivery", "<= 7", "最多7", "at most 7"],
    ["order.daysSinceDelivery", "> 7", "多于7", "more than 7"],
    ["candidates.count", "[1..2)", "1到2以下", "1 to below 2"],
    ["candidates.count", "(0..9]", "0以上到9", "above 0 to 9"],
    ["order.state", 'not("delivered")', "不是已签收", "not delivered"],
    ["made.up", '"odd-value", 3', "odd-value或3", "odd-value or 3"],
    ["made.up", "true", "是", "yes"],
    ["order.state", "-", "不论", "any"],
  ])("%s %s", (path, cell, zh, en) => expect(cellWords(path, cell)).toEqual({ zh, en }));

  test.each(["> order.paid", "[order.low..9]", '"open', "(1..2", 'upper case("a")'])(
    "%s has no words, and is shown as it is written",
    (cell) => expect(cellWords("order.state", cell)).toBeUndefined(),
  );

  test("commas and brackets inside quotes part nothing", () => {
    expect(cellWords("made.up", '"a, b","(c"')).toEqual({ zh: "a, b或(c", en: "a, b or (c" });
  });
});

describe("a clause", () => {
  test("says the whole condition, a yes or no as people say it", () => {
    expect(clauseOf("order.returnable", "false")).toEqual({
      zh: "不支持无理由退货",
      en: "it cannot be returned without a reason",
    });
    expect(clauseOf("order.daysSinceDelivery", "> 7")?.en).toBe("it was delivered more than 7 days ago");
    expect(clauseOf("order.state", "-")).toBeUndefined();
  });

  test("of a fact without words names the fact", () => {
    expect(clauseOf("gift.wrapped", "true")).toEqual({ zh: "gift.wrapped", en: "gift.wrapped" });
    expect(clauseOf("gift.colour", '"red"')).toEqual({ zh: "gift.colour是red", en: "gift.colour is red" });
  });
});

describe("a row", () => {
  const inputs = [{ expression: "order.state" }, { expression: "order.returnable" }, { expression: "quote.stars" }];

  test("reads as one sentence, without what it does not ask about", () => {
    expect(rowSentence(inputs, ['"delivered"', "true", "-"], { zh: "可以退", en: "it may be returned" })).toEqual({
      zh: "订单已签收，支持无理由退货：可以退。",
      en: "The order is delivered and it can be returned without a reason: it may be returned.",
    });
  });

  test("that asks nothing holds in any case", () => {
    expect(rowSentence(inputs, ["-", "-", "-"], { zh: "由人决定", en: "a person decides" })).toEqual({
      zh: "不论怎样：由人决定。",
      en: "In any case: a person decides.",
    });
  });
});

describe("a condition", () => {
  test.each([
    ['order.state = "delivered"', "订单已签收", "the order is delivered"],
    ['list contains(["paid","picking"], order.state)', "订单已付款或在拣货", "the order is paid or being picked"],
    ['registerReturn.state = "done"', "登记退货已办成", "“register the return” is done"],
    ["parcel.id != null", "知道包裹", "parcel is known"],
    ["quote.stars >= 4", "评级至少4星", "the rating has at least 4 stars"],
  ])("%s", (feel, zh, en) => expect(conditionWords(feel)).toEqual({ zh, en }));

  test("that is more than words can say has none", () => {
    expect(conditionWords("order.paid.minor - order.refunded.minor > 0")).toBeUndefined();
    expect(conditionWords("a = 1 and b = 2")).toBeUndefined();
  });
});
