import { describe, expect, test } from "vitest";
import { candidatesFor, type OrderSketch } from "./which-order.ts";

const now = new Date("2026-11-24T04:00:00Z");
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
  candidatesFor(purpose, said, orders, now, "Asia/Shanghai").only;

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
    expect(candidatesFor("change-address", "改地址", [sweater], now, "UTC")).toEqual({
      count: 0,
      only: null,
      list: [],
    });
  });

  test("the one whose number is quoted, whatever else is said", () => {
    expect(meant("return-and-refund", "大衣，订单尾号0320", coat, sweater, loafers)).toBe(sweater.id);
  });
});
