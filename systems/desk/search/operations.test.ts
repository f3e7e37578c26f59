import { describe, expect, test } from "vitest";
import { after, createTurnableClock, type MerchantId, minuteMs } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { EventBody } from "../event.ts";
import { noon, testIds } from "../testing.ts";
import { createSearch } from "./operations.ts";

const database = await aDatabase();
const newId = testIds(47);

/** Writes what was said straight into the log, as turns would have. */
async function say(
  merchantId: MerchantId,
  texts: readonly string[],
  at: Date = noon,
  kind: EventBody["kind"] = "message",
) {
  const conversationId = newId("conversation");
  const rows = texts.map((text, index) => ({
    merchant_id: merchantId,
    conversation_id: conversationId,
    offset: index + 1,
    at: new Date(at.getTime() + index).toISOString(),
    kind,
    body: kind === "note" ? { by: "阿宁", text } : { from: "customer", text, language: "zh" },
  }));
  await database.ownerPool.query(
    `insert into desk.event (merchant_id, conversation_id, "offset", at, kind, body)
     select * from jsonb_to_recordset($1::jsonb) as r (
       merchant_id uuid, conversation_id uuid, "offset" integer, at timestamptz, kind text, body jsonb)`,
    [JSON.stringify(rows)],
  );
  return conversationId;
}

const clock = createTurnableClock(after(noon, minuteMs));
const search = createSearch({ database, clock });
const found = async (merchantId: MerchantId, query: string, limit = 20): Promise<string[]> =>
  (await search.find(merchantId, query, { limit })).hits.map(({ snippet }) => snippet.text);

describe("search", () => {
  test("finds what was said after it was read, the newest first, notes too", async () => {
    const shop = newId("merchant");
    await say(shop, ["我要退款", "好的"]);
    expect(await found(shop, "退款")).toEqual([]);
    await say(shop, ["退款到了吗", "My refund?"], after(noon, 1_000));
    await say(shop, ["答应他退款"], after(noon, 2_000), "note");
    await search.catchUp();
    expect(await found(shop, "退款")).toEqual(["答应他退款", "退款到了吗", "我要退款"]);
    expect(await found(shop, "REFUND")).toEqual(["My refund?"]);
  });

  test("takes every message in once, however often it reads and whoever reads", async () => {
    const shop = newId("merchant");
    await say(shop, ["羊毛大衣"], after(noon, 3_000));
    const other = createSearch({ database, clock });
    await Promise.all([search.catchUp(), other.catchUp(), search.catchUp()]);
    await search.catchUp();
    await search.lookAgain();
    expect(await found(shop, "大衣")).toEqual(["羊毛大衣"]);
  });

  test("reads on where it was cut off, and finds a turn that was committed late", async () => {
    const shop = newId("merchant");
    await say(shop, ["第一句话"], after(noon, 60_000));
    await search.catchUp();
    await say(shop, ["晚到的话"], after(noon, 5_000));
    await search.catchUp();
    expect(await found(shop, "晚到")).toEqual([]);
    await search.lookAgain();
    expect(await found(shop, "晚到")).toEqual(["晚到的话"]);
  });

  test("pages through everything, once each, over many blocks", async () => {
    const shop = newId("merchant");
    const texts = Array.from({ length: 1_300 }, (_, index) => (index % 2 === 0 ? `包裹${index}` : `退款${index}`));
    await say(shop, texts, after(noon, 70_000));
    await search.catchUp();
    const seen: string[] = [];
    for (let before: number | undefined; ;) {
      const page = await search.find(shop, "包裹", { limit: 50, before });
      seen.push(...page.hits.map(({ snippet }) => snippet.text));
      before = page.next;
      if (before === undefined) break;
    }
    expect(seen).toEqual(texts.filter((text) => text.startsWith("包裹")).toReversed());
  });

  test("knows nothing of another shop, and nothing of an empty wish", async () => {
    const [one, two] = [newId("merchant"), newId("merchant")];
    await say(one, ["退款退款"], after(noon, 80_000));
    await search.catchUp();
    expect(await found(two, "退款")).toEqual([]);
    expect(await found(one, "？！")).toEqual([]);
  });
});
