import { describe, expect, test } from "vitest";
import type { Order, Parcel, Scan } from "@ruyi/commerce";
import { parcelNews } from "./parcel-news.ts";

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
const place = { zh: "杭州", en: "Hangzhou" };
const scan = (kind: Scan["kind"], hour: number): Scan => ({ kind, at: at(hour), place });
const anOrder = (...parcels: readonly Partial<Parcel>[]): Order =>
  ({
    number: "202611223021",
    lines: [
      { id: "l-1", title: { zh: "羊毛大衣", en: "Wool coat" } },
      { id: "l-2", title: { zh: "围巾", en: "Scarf" } },
    ],
    parcels: parcels.map((but, nth) => ({
      ...{
        id: `p-${nth + 1}`,
        lines: [{ lineId: "l-1", quantity: 1 }],
        carrierName: { zh: "中通", en: "ZTO" },
        scans: [],
      },
      ...but,
    })),
  }) as unknown as Order;
const told = (parcel: Partial<Parcel>) =>
  parcelNews(anOrder(parcel)).map(({ kind, happenedAt }) => [kind, new Date(happenedAt).getUTCHours()]);

describe("news of an order's parcels", () => {
  const way = [scan("collected", 1), scan("departed", 2), scan("arrived", 5)];

  test.each([
    ["is none while it waits", { state: "waiting" as const }, []],
    [
      "is one word while it travels, wherever it is seen",
      { state: "in-transit" as const, scans: way },
      [["shipped", 1]],
    ],
    [
      "is that it is out for delivery",
      { state: "out-for-delivery" as const, scans: [...way, scan("out-for-delivery", 6)] },
      [["out-for-delivery", 6]],
    ],
    [
      "is that it was delivered, as the carrier says",
      { state: "delivered" as const, scans: way, deliveredAt: at(8) },
      [["delivered", 8]],
    ],
    [
      "is that customs hold it",
      { state: "customs-held" as const, scans: [...way, scan("customs-held", 7)] },
      [["held", 7]],
    ],
    ["is that it is lost", { state: "lost" as const, scans: [...way, scan("lost", 9)] }, [["lost", 9]]],
    ["is that it comes back", { state: "returned" as const, scans: [...way, scan("returned", 9)] }, [["returning", 9]]],
    ["is none of what nobody recorded", { state: "lost" as const, scans: way }, []],
  ])("%s", (_name, parcel, expected) => {
    expect(told(parcel)).toEqual(expected);
  });

  test("is the same however often it is read: seen elsewhere on its way it is no new word", () => {
    const [before] = parcelNews(anOrder({ state: "in-transit", scans: way.slice(0, 1) }));
    const [after] = parcelNews(anOrder({ state: "in-transit", scans: way }));
    expect(after).toEqual(before);
  });

  test("names what is in each parcel, and what a held one needs", () => {
    const needs = { zh: "身份证照片", en: "a photo of an identity card" };
    const order = anOrder(
      { state: "in-transit", scans: way, lines: ["l-1", "l-2"].map((lineId) => ({ lineId, quantity: 1 })) },
      { state: "customs-held", scans: [scan("customs-held", 7)], held: { reason: "identity-paper", needs } },
    );
    expect(parcelNews(order).map(({ subject, body }) => [subject, body.title?.zh, body.needs?.zh])).toEqual([
      ["p-1", "羊毛大衣等2样", undefined],
      ["p-2", "羊毛大衣", "身份证照片"],
    ]);
  });
});
