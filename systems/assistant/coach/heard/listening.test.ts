import { describe, expect, test } from "vitest";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { Noticed } from "../../noticed.ts";
import { createListening } from "./listening.ts";

const merchantId = "01900000-0000-7000-8000-00000000000a" as MerchantId;
const conversationId = "01900000-0000-7000-8000-00000000000b" as ConversationId;
const at = new Date("2026-11-24T04:10:00Z");
const noticed = (but: Partial<Noticed>): Noticed => ({
  ...{ text: "养宠卡", coming: "lost", thought: [], inScope: 0.2, rejected: true, isAfterDoubt: false },
  ...but,
});

describe("listening", () => {
  test("keeps what was not understood, and only counts what was", () => {
    const listening = createListening();
    listening.notice({ merchantId, conversationId, at, noticed: noticed({}) });
    for (let n = 0; n < 40; n += 1)
      listening.notice({
        ...{ merchantId, conversationId, at },
        noticed: noticed({ coming: "begun", procedure: "exchange", text: `换货 ${n}` }),
      });
    const heard = listening.take().heard.get(merchantId);
    expect([...(heard?.counts.values() ?? [])]).toMatchObject([
      { coming: "lost", count: 1, hour: "2026-11-24T04:00:00.000Z" },
      { coming: "begun", procedure: "exchange", count: 40 },
    ]);
    const sampled = heard?.kept.filter((each) => each.noticed.coming === "begun") ?? [];
    expect(heard?.kept[0]?.noticed.text).toBe("养宠卡");
    expect(sampled.length).toBeLessThan(15);
    expect(listening.take().heard.size).toBe(0);
  });

  test("takes a choice for what the doubt before it was about, and keeps no words of it", () => {
    const listening = createListening();
    listening.notice({ merchantId, conversationId, at, noticed: noticed({ coming: "chosen", procedure: "exchange" }) });
    listening.notice({ merchantId, conversationId, at, noticed: noticed({ coming: "declined" }) });
    const toPerson = noticed({ coming: "chosen", procedure: "talk-to-a-person" });
    listening.notice({ merchantId, conversationId, at, noticed: toPerson });
    const heard = listening.take().heard.get(merchantId);
    expect(heard?.told).toMatchObject([{ known: "exchange", by: "customer" }]);
    expect(heard?.kept).toEqual([]);
  });

  test("holds a bounded number of messages, and says how many it could not", () => {
    const listening = createListening();
    for (let n = 0; n < 2_100; n += 1) listening.notice({ merchantId, conversationId, at, noticed: noticed({}) });
    const { heard, dropped } = listening.take();
    expect(heard.get(merchantId)?.kept).toHaveLength(2_000);
    expect(dropped).toBe(100);
  });
});
