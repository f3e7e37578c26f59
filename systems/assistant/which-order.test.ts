import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, dayMs } from "@ruyi/kernel";
import { noon } from "./testing.ts";
import { candidatesFor, type OrderSketch } from "./which-order.ts";

const now = noon;
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

const anOrder = (
  number: string,
  state: OrderSketch["state"],
  days: number,
  zh: string,
  ...words: string[]
): OrderSketch => ({
  id: `yu-${number}`,
  number,
  state,
  placedAt: daysAgo(days + 3),
  ...(state === "delivered" || state === "returned" ? { deliveredAt: daysAgo(days) } : {}),
  lines: [{ id: "line-1", title: { zh, en: words[0] ?? zh }, words: [zh, ...words] }],
});

const loafers = anOrder("202611239161", "paid", 0, "真皮乐福鞋", "leather loafers", "乐福鞋", "鞋");
const sneakers = anOrder("202611217080", "shipped", 2, "帆布鞋", "canvas sneakers", "鞋");
const coat = anOrder("202611199859", "returned", 5, "羊毛大衣", "wool coat", "大衣", "外套");
const sweater = anOrder("202609100320", "delivered", 72, "羊绒圆领毛衣", "cashmere sweater", "毛衣");
const beans = anOrder("202611205223", "delivered", 2, "云南咖啡豆", "Yunnan coffee beans", "咖啡");
const nuts = anOrder("202512053142", "delivered", 340, "每日坚果三十袋", "Daily nuts, 30 bags", "坚果");

const meant = (purpose: string, said: string, ...orders: OrderSketch[]): string | null =>
  candidatesFor(purpose, said, orders, { now, zone: "Asia/Shanghai" }).only;

describe("which order is meant", () => {
  test("the one that is named, before one that is likelier and named less well", () => {
    expect(meant("return-and-refund", "乐福鞋不想要了，退货", loafers, sneakers, sweater)).toBe(loafers.id);
  });

  test("the one that is named, even when it has gone back already", () => {
    expect(meant("return-and-refund", "羊毛大衣我要退款", coat, sweater)).toBe(coat.id);
  });

  test("the likeliest, when the words only touch another from long ago", () => {
    expect(meant("damaged-or-missing", "少发了一包", beans, nuts)).toBe(beans.id);
  });

  test.each(["显示已签收，但是我没收到", "the tracking says it was delivered but I never got it"])(
    "a parcel that came, when it says so: %s",
    (said) => {
      expect(meant("where-is-my-parcel", said, sneakers, beans)).toBe(beans.id);
    },
  );

  test("the one on its way, when nothing else is said", () => {
    expect(meant("where-is-my-parcel", "我的快递到哪了", sneakers, beans, loafers)).toBe(sneakers.id);
  });

  test("none, when there is none the matter can concern", () => {
    expect(candidatesFor("change-address", "改地址", [sweater], { now, zone: "UTC" })).toEqual({
      count: 0,
      only: null,
      list: [],
    });
  });

  test("the one whose number is quoted, whatever else is said", () => {
    expect(meant("return-and-refund", "大衣，订单尾号0320", coat, sweater, loafers)).toBe(sweater.id);
  });
});

describe("what was spoken of before", () => {
  const then = (purpose: string, said: string, spokenOf: OrderSketch, ...orders: OrderSketch[]) =>
    candidatesFor(purpose, said, orders, { now, zone: "Asia/Shanghai", spokenOf: spokenOf.id });

  test.each(["cancel it then", "那取消吧", "取消它", "can I return this"])(
    "is meant by “%s”, though another would be likelier",
    (said) => expect(then("cancel-order", said, sneakers, sneakers, loafers).only).toBe(sneakers.id),
  );

  test("is one of two to choose from, where nothing points back to it", () => {
    const { only, list } = then("change-address", "能改送我公司吗", sneakers, sneakers, loafers);
    expect(only).toBe(null);
    expect(list.map(({ id }) => id)).toEqual([sneakers.id, loafers.id]);
  });

  test("is left for the goods that are named, for an order number, and for goods nobody ordered", () => {
    expect(then("cancel-order", "乐福鞋那个取消", sneakers, sneakers, loafers).only).toBe(loafers.id);
    expect(then("cancel-order", "it is order 202611239161", sneakers, sneakers, loafers).only).toBe(loafers.id);
    expect(then("cancel-order", "cancel it, the milk", sneakers, sneakers, loafers).only).not.toBe(sneakers.id);
  });

  test("says nothing where it is none of this customer's", () => {
    expect(then("cancel-order", "cancel it", coat, sneakers, loafers).only).toBe(loafers.id);
  });
});

describe("what the customer says is not the one", () => {
  const but = (said: string, refused: readonly OrderSketch[], ...orders: OrderSketch[]) =>
    candidatesFor("invoice", said, orders, {
      ...{ now, zone: "Asia/Shanghai" },
      notMeant: refused.map(({ id }) => id).join("\n"),
    });

  test("is not proposed again, though the words touch it and nothing else", () => {
    expect(but("不是这个，我说的是帆布鞋", [loafers], loafers, sneakers).only).toBe(sneakers.id);
    expect(but("不是这个，我说的是皮鞋", [loafers], loafers)).toEqual({ count: 0, only: null, list: [] });
  });

  test("leaves a choice of the others, where nothing is said of which it is", () => {
    const { only, list } = but("", [loafers], loafers, sneakers, beans);
    expect(only).toBe(null);
    expect(list.map(({ id }) => id).toSorted()).toEqual([beans.id, sneakers.id].toSorted());
  });

  test("is meant all the same where it is then named, for another thing of it may be", () => {
    expect(but("不是那个，是真皮乐福鞋", [loafers], loafers, sneakers).only).toBe(loafers.id);
  });
});

const zone = "Asia/Shanghai";
const purposes = [
  "where-is-my-parcel",
  "cancel-order",
  "change-address",
  "return-and-refund",
  "damaged-or-missing",
  "else",
];
const states = ["unpaid", "paid", "picking", "shipped", "delivered", "cancelled", "returned"] as const;

const aCoat = (number: string, but: Partial<OrderSketch> = {}): OrderSketch => ({
  id: `o-${number}`,
  number,
  state: "delivered",
  placedAt: after(noon, -5 * dayMs),
  deliveredAt: after(noon, -2 * dayMs),
  lines: [{ id: "l-1", title: { zh: "羊毛大衣", en: "Wool coat" }, words: ["羊毛大衣", "wool coat"] }],
  ...but,
});

const jeans = { id: "l-2", title: { zh: "牛仔裤", en: "Blue jeans" }, words: ["牛仔裤", "blue jeans"] };
const orders = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 10_000_000, max: 99_999_999 }),
      state: fc.constantFrom(...states),
      days: fc.integer({ min: 0, max: 400 }),
      lines: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 8, selector: ({ number }) => number },
  )
  .map((made) =>
    made.map(({ number, state, days, lines }) => {
      const at = after(noon, -days * dayMs);
      const coat = aCoat("").lines[0] ?? jeans;
      return aCoat(`20261118${number}`, {
        state,
        placedAt: at,
        deliveredAt: at,
        lines: [coat, jeans, { ...jeans, id: "l-3" }].slice(0, lines),
      });
    }),
  );
const words = fc.oneof(
  fc.constantFrom(
    "",
    "大衣",
    "牛仔裤坏了",
    "my coat",
    "订单尾号3021",
    "the last one",
    "20261118073021",
    "我的快递到哪了",
  ),
  fc.string(),
);

describe("candidatesFor", () => {
  test("offers nothing but this customer's own orders and their own lines, whatever is said", () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes, "number"), words, orders, (purpose, said, mine) => {
        const { list, only, count } = candidatesFor(purpose, said, mine, { now: noon, zone });
        for (const id of [...list.map((each) => each.id), ...(only === null ? [] : [only])]) {
          const [orderId, lineId] = id.split("/");
          const order = mine.find((each) => each.id === orderId);
          expect(order).toBeDefined();
          if (lineId !== undefined) expect(order?.lines.map((line) => line.id)).toContain(lineId);
        }
        expect(count).toBeGreaterThanOrEqual(list.length);
      }),
      { numRuns: 300 },
    );
  });

  test("takes nothing unasked from somebody who speaks of goods they have none of", () => {
    const { only, count, list } = candidatesFor("where-is-my-parcel", "牛奶到哪了", [sneakers], { now: noon, zone });
    expect({ only, count, offered: list.length }).toEqual({ only: null, count: 2, offered: 1 });
    expect(candidatesFor("where-is-my-parcel", "包裹到哪了", [sneakers], { now: noon, zone }).only).toBe(sneakers.id);
  });

  test("names one when there is one, and only then", () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes, "number"), words, orders, (purpose, said, mine) => {
        const { list, only, count } = candidatesFor(purpose, said, mine, { now: noon, zone });
        expect(only !== null).toBe(count === 1);
        if (only !== null) expect(list).toMatchObject([{ id: only }]);
        // Where something else was named, that it is none of them counts too.
        expect([Math.min(count, 3), Math.min(count - 1, 3)]).toContain(list.length);
      }),
      { numRuns: 300 },
    );
  });

  test("follows an order number above everything else", () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes, "number"), orders, fc.nat(), (purpose, mine, pick) => {
        const meant = mine[pick % Math.max(1, mine.length)];
        if (!meant) return;
        const { list } = candidatesFor(purpose, `订单号${meant.number}`, mine, { now: noon, zone });
        expect(list.length).toBeGreaterThan(0);
        expect(list.every(({ id }) => id.split("/")[0] === meant.id)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("has buttons with no end mark, in both languages", () => {
    const { list } = candidatesFor("return-and-refund", "", [aCoat("20261118073021")], { now: noon, zone });
    expect(list).toEqual([
      { id: "o-20261118073021", label: { zh: "羊毛大衣，11月22日送到", en: "Wool coat, arrived 22 Nov" } },
    ]);
  });

  test("never offers two that read the same, in either language", () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes, "number"), words, orders, (purpose, said, mine) => {
        const { list } = candidatesFor(purpose, said, mine, { now: noon, zone });
        for (const language of ["zh", "en"] as const) {
          expect(new Set(list.map(({ label }) => label[language])).size).toBe(list.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("says of two that are on their way when each was ordered; of two of one day, how their numbers end", () => {
    const moving = (number: string, days: number) =>
      aCoat(number, { state: "shipped", placedAt: after(noon, -days * dayMs) });
    const labels = (...mine: OrderSketch[]) =>
      candidatesFor("where-is-my-parcel", "", mine, { now: noon, zone }).list.map(({ label }) => label.zh);
    expect(labels(moving("20261118073021", 3), moving("20261118073022", 5))).toEqual([
      "羊毛大衣，在路上，11月21日下单",
      "羊毛大衣，在路上，11月19日下单",
    ]);
    expect(labels(moving("20261118073021", 3), moving("20261118073022", 3))).toEqual([
      "羊毛大衣，在路上，尾号3021",
      "羊毛大衣，在路上，尾号3022",
    ]);
  });

  test("tells two of a kind in one order apart by their variants", () => {
    const [coat = jeans] = aCoat("").lines;
    const sized = (id: string, zh: string, en: string) => ({ ...coat, id, variant: { zh, en } });
    const mine = [aCoat("20261118073021", { lines: [sized("a", "M码", "size M"), sized("b", "L码", "size L")] })];
    expect(
      candidatesFor("return-and-refund", "退货", mine, { now: noon, zone }).list.map(({ label }) => label.en),
    ).toEqual(["Wool coat, arrived 22 Nov, size M", "Wool coat, arrived 22 Nov, size L"]);
  });

  test.each([
    ["where-is-my-parcel", "shipped"],
    ["cancel-order", "paid"],
    ["change-address", "paid"],
    ["return-and-refund", "delivered"],
    ["damaged-or-missing", "delivered"],
  ] as const)("takes for %s the order that is %s", (purpose, state) => {
    const mine = (["shipped", "paid", "delivered"] as const).map((each, index) =>
      aCoat(`2026111807302${index}`, { state: each }),
    );
    const { only } = candidatesFor(purpose, "", mine, { now: noon, zone });
    expect(only).toBe(mine.find((order) => order.state === state)?.id);
  });

  test("tells the lines of one order apart by their names, for what concerns a line", () => {
    const coat = aCoat("").lines[0] ?? jeans;
    const mine = [aCoat("20261118073021", { lines: [coat, jeans] })];
    expect(candidatesFor("return-and-refund", "牛仔裤我要退", mine, { now: noon, zone }).only).toBe(
      "o-20261118073021/l-2",
    );
    expect(candidatesFor("return-and-refund", "我要退", mine, { now: noon, zone }).count).toBe(2);
    expect(candidatesFor("where-is-my-parcel", "到哪了", mine, { now: noon, zone }).only).toBe("o-20261118073021");
  });

  test("finds nobody else's order by its last digits", () => {
    const mine = [aCoat("20261118073021")];
    expect(candidatesFor("number", "9999", mine, { now: noon, zone })).toEqual({ count: 0, only: null, list: [] });
    expect(candidatesFor("number", "3021", mine, { now: noon, zone }).only).toBe("o-20261118073021");
  });
});
