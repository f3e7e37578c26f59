import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entities, readEntities } from "./entities.ts";
import { anyText, hugeTexts } from "./testing.ts";

// A Tuesday, 11:00 in Shanghai.
const now = new Date("2026-11-24T03:00:00Z");
const read = (text: string): Entities => readEntities(text, now, "Asia/Shanghai");
const days = (text: string): string[] => read(text).dates.map(({ from, to }) => (from === to ? from : `${from}/${to}`));

describe("order numbers", () => {
  test.each([
    ["我的订单 ys-261103123456 到哪了", "ys-261103123456"],
    ["where is order BB-261103004821?", "BB-261103004821"],
    ["261103004821怎么还没到", "261103004821"],
    ["订单号：A10203040", "A10203040"],
    ["cancel #W2378156 please", "W2378156"],
    ["order number is 123-4567890-1234567", "123-4567890-1234567"],
  ])("finds the number in %j", (text, number) => expect(read(text).orderNumbers).toEqual([number]));

  test.each([
    ["尾号3021的那单", "3021"],
    ["订单尾号是 0042", "0042"],
    ["后四位7788", "7788"],
    ["order ending 3021", "3021"],
    ["the one ending in 3021", "3021"],
    ["last four digits are 9876", "9876"],
    ["order 3021", "3021"],
    ["#3021", "3021"],
  ])("keeps the tail in %j apart", (text, tail) =>
    expect(read(text)).toMatchObject({ orderTails: [tail], orderNumbers: [] }),
  );

  test("keeps every tail of several", () => {
    expect(read("尾号1234和5678都退").orderTails).toEqual(["1234", "5678"]);
    expect(read("orders ending 1234 and 5678").orderTails).toEqual(["1234", "5678"]);
  });

  test("takes neither telephones nor days nor amounts for orders", () => {
    expect(read("13800138000，2026-11-03，699元，20261103，手机尾号1234")).toMatchObject({
      orderNumbers: [],
      orderTails: [],
      phones: ["13800138000"],
    });
  });

  test("finds again any number it is given by name", () => {
    // No shop's letters are the words that lead to a number: "order is", "order no".
    const numbers = fc
      .stringMatching(/^[a-z]{2}-26(0[1-9]|1[0-2])[0-9]{8}$/)
      .filter((number) => !/^(?:is|no|id|nr)-/.test(number));
    fc.assert(
      fc.property(numbers, (number) => {
        expect(read(`订单${number}取消`).orderNumbers).toEqual([number]);
        expect(read(`please cancel order ${number} today`).orderNumbers).toEqual([number]);
      }),
    );
  });
});

describe("telephones", () => {
  test.each([
    ["电话改成138 0013 8000", "13800138000"],
    ["+86 13800138000", "13800138000"],
    ["call me on (555) 123-4567", "5551234567"],
    ["my number is +44 20 7946 0958", "+442079460958"],
  ])("reads %j", (text, phone) => expect(read(text).phones).toEqual([phone]));
});

describe("amounts", () => {
  test.each([
    ["¥699.00", 69_900, "CNY"],
    ["CN¥1,280.00", 128_000, "CNY"],
    ["退我三百块", 30_000, "CNY"],
    ["9块9", 990, "CNY"],
    ["1.2万元", 1_200_000, "CNY"],
    ["$12.50 please", 1_250, "USD"],
    ["20 bucks", 2_000, "USD"],
    ["£5", 500, "GBP"],
    ["1200日元", 1_200, "JPY"],
  ])("reads %j in minor units", (text, minor, currency) => expect(read(text).amounts).toEqual([{ minor, currency }]));

  test("reads back any amount as the shop writes it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (minor) => {
        const written = (minor / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
        expect(read(`退款¥${written}`).amounts).toEqual([{ minor, currency: "CNY" }]);
        expect(read(`I paid $${written} for it`).amounts).toEqual([{ minor, currency: "USD" }]);
      }),
    );
  });

  test("finds none in counts and sizes", () => {
    expect(read("退2件，42码，3天了").amounts).toEqual([]);
  });
});

describe("days", () => {
  test.each([
    ["今天", "2026-11-24"],
    ["昨天买的", "2026-11-23"],
    ["前天", "2026-11-22"],
    ["明天能到吗", "2026-11-25"],
    ["上周五", "2026-11-20"],
    ["周五前", "2026-11-20"],
    ["这周五", "2026-11-27"],
    ["下周一", "2026-11-30"],
    ["上个星期天", "2026-11-22"],
    ["三天前", "2026-11-21"],
    ["11月3日", "2026-11-03"],
    ["十一月三号", "2026-11-03"],
    ["12月30日", "2026-12-30"],
    ["1月5日", "2027-01-05"],
    ["2026-10-01下的单", "2026-10-01"],
    ["20号到的", "2026-11-20"],
    ["it came on the 3rd", "2026-11-03"],
    ["yesterday", "2026-11-23"],
    ["last Friday", "2026-11-20"],
    ["it came on Friday", "2026-11-20"],
    ["next Monday", "2026-11-30"],
    ["3 Nov", "2026-11-03"],
    ["November 3rd, 2025", "2025-11-03"],
    ["two weeks ago", "2026-11-10"],
    ["上周", "2026-11-16/2026-11-22"],
    ["last week", "2026-11-16/2026-11-22"],
    ["上个月", "2026-10-01/2026-10-31"],
  ])("reads %j", (text, span) => expect(days(text)).toEqual([span]));

  test("count from the day in the reader's zone", () => {
    const night = new Date("2026-11-23T16:30:00Z");
    expect(readEntities("today", night, "Asia/Shanghai").dates[0]?.from).toBe("2026-11-24");
    expect(readEntities("today", night, "America/New_York").dates[0]?.from).toBe("2026-11-23");
  });

  test("that do not exist are left out", () => {
    expect(days("2月30日，13月1日，99/99")).toEqual([]);
  });

  test("are found again however they are written, within half a year", () => {
    fc.assert(
      fc.property(fc.integer({ min: -170, max: 170 }), (shift) => {
        const date = Temporal.PlainDate.from("2026-11-24").add({ days: shift });
        expect(days(`${date.month}月${date.day}日买的`)).toEqual([date.toString()]);
        expect(days(`on ${date.day} ${date.toLocaleString("en-GB", { month: "long" })}`)).toEqual([date.toString()]);
        expect(days(date.toString())).toEqual([date.toString()]);
      }),
    );
  });
});

describe("which one, and how many", () => {
  test.each([
    ["第二个", 2],
    ["2", 2],
    ["选3", 3],
    ["②", 2],
    ["the second one", 2],
    ["option 1", 1],
    ["the last one", -1],
    ["最后一个", -1],
    ["the first", 1],
  ])("reads %j as place %j", (text, place) => expect(read(text).ordinal).toBe(place));

  test.each(["the second time I ask", "last week", "第二天就坏了", "last four digits 1234", "2件", "我要退货"])(
    "finds no place in %j",
    (text) => expect(read(text).ordinal).toBeUndefined(),
  );

  test.each([
    ["退2件", 2],
    ["少了三袋", 3],
    ["我买了3件，坏了1件", 1],
    ["坏了两个", 2],
    ["two of them", 2],
    ["3 bottles leaked", 3],
  ])("reads %j as %j pieces", (text, count) => expect(read(text).quantity).toBe(count));

  test.each(["等了两个月", "3个工作日", "两周", "牛仔裤一条裤腿长吗"])("counts no pieces in %j, or one", (text) =>
    expect(read(text).quantity ?? 1).toBe(1),
  );
});

describe("a person", () => {
  test.each([
    "转人工",
    "我要找真人",
    "叫你们经理来",
    "我要和人说",
    "不要机器人",
    "给我回个电话",
    "客服",
    "please call me back",
    "no more robots",
    "put me through to someone",
    "talk to a human",
    "can I speak to someone",
    "agent",
    "get me a manager please",
    "real person pls",
  ])("is wanted in %j", (text) => expect(read(text).wantsPerson).toBe(true));
  test.each([
    "不用转人工",
    "你是真人吗",
    "are you a human?",
    "我要退货",
    "where is my parcel",
    "the person at the door took it",
    "快递员说放驿站了",
    "家里没有人来收",
    "派件员没给我打电话就写签收",
    "联系电话改一下",
    "the driver never called me",
    "what is my tracking number",
    "the number on my order is wrong",
    "can you get it to someone else",
  ])("is not wanted in %j", (text) => expect(read(text).wantsPerson).toBe(false));
});

describe("addresses", () => {
  test.each([
    ["改到杭州市余杭区青禾路1号", "杭州市余杭区青禾路1号"],
    ["收货地址改成上海市徐汇区华山路20号3单元501，谢谢", "上海市徐汇区华山路20号3单元501"],
    ["please send it to 14 Mill Lane, Leeds instead", "14 Mill Lane, Leeds"],
    ["My new address is 221 Pine Street, Springfield, IL 62701.", "221 Pine Street, Springfield, IL 62701"],
  ])("are read from %j", (text, address) => expect(read(text).address).toBe(address));

  test.each(["我要改地址", "change my address", "快递到哪了", "2 of my items are in the wrong place", "地址写错了"])(
    "are not imagined in %j",
    (text) => expect(read(text).address).toBeUndefined(),
  );
});

describe("any text", () => {
  test("is read without throwing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(text).orderNumbers).toBeInstanceOf(Array);
      }),
    );
  });

  test("of a million characters is read within a moment", () => {
    for (const text of hugeTexts) {
      const start = performance.now();
      read(text);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});
