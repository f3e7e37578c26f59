import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type ConversationId, type CustomerId, dayMs, type MerchantId, minuteMs } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { ToldFact } from "../figures/happening.ts";
import { createDesk } from "../operations.ts";
import {
  ning,
  noon,
  testActions,
  testAssistant,
  testIds,
  testProcedures,
  testSources,
  testWording,
} from "../testing.ts";

const database = await aDatabase();
const newId = testIds(71);
const zone = "Asia/Shanghai";
const period = { from: "2026-11-24", to: "2026-11-24" };
let now = noon;
/** Those whose name begins with h are held out. */
const isHeldOut = (customer: string | undefined): boolean => customer?.startsWith("h") ?? false;
const desk = createDesk({
  ...{ database, procedures: testProcedures(), assistant: testAssistant, sources: testSources(true), newId },
  ...{ actions: testActions(), wording: testWording, namesOf: () => Promise.resolve(new Map()) },
  clock: { now: () => now },
  onError: (error) => {
    throw error;
  },
  modes: {
    ready: () => undefined,
    serving: ({ customerId }) =>
      isHeldOut(customerId) ? { mode: "off", side: "held-out", draw: 1 } : { mode: "full", side: "served", draw: 1 },
  },
});

async function comes(merchantId: MerchantId, customer: string | undefined, text: string): Promise<ConversationId> {
  const id = await desk.begin({
    ...{ merchantId, language: "zh", zone, merchantName: { zh: "云裳", en: "Yunshang" } },
    customerId: customer as CustomerId | undefined,
  });
  await desk.say(merchantId, id, { clientMessageId: "1", text });
  return id;
}

/** What was announced is told to the figures, twice. */
async function told(merchantId: MerchantId, ...more: readonly ToldFact[]): Promise<void> {
  const { rows } = await database.transact(merchantId, (tx) =>
    sql<{ type: string; data: Record<string, unknown> }>`
      select type, data from platform.outbox where merchant_id = ${merchantId} order by id`.execute(tx),
  );
  const facts = rows.map(({ type, data }) => ({ type, data, at: new Date(String(data["at"])) }));
  for (let times = 0; times < 2; times += 1)
    await database.transact(merchantId, (tx) => desk.figures.take(tx, merchantId, [...facts, ...more]));
}
const concerned = (conversationId: ConversationId, customerId: string, at: Date): ToldFact => ({
  ...{ type: "conversation.concerned", at },
  data: { conversationId, customerId, orderId: `o-${customerId}` },
});
const effectOf = (merchantId: MerchantId, procedure?: string) =>
  desk.effect.of(merchantId, { period, zone, procedure, now });

describe("the effect of the assistant, from the log", () => {
  test("is nothing where nobody was drawn", async () => {
    expect(await effectOf(newId("merchant"))).toMatchObject({
      draw: null,
      people: { served: 0, heldOut: 0, onBoth: 0 },
    });
  });

  test("counts each person once, by their first matter, with what became of it", async () => {
    now = noon;
    const merchantId = newId("merchant");
    const paid = await comes(merchantId, "s-paid", "start refund");
    await desk.say(merchantId, paid, { clientMessageId: "2", text: "yes" });
    await expect
      .poll(async () => (await desk.eventsAfter(merchantId, paid, 0)).some(({ kind }) => kind === "effect"))
      .toBe(true);
    now = new Date(noon.getTime() + minuteMs);
    await comes(merchantId, "s-paid", "start refund");
    now = noon;
    const back = await comes(merchantId, "s-back", "say 在");
    const held = await comes(merchantId, "h-one", "start refund");
    const guest = await comes(merchantId, undefined, "say 在");
    now = new Date(noon.getTime() + 10 * minuteMs);
    await desk.submit(merchantId, held, { kind: "take", agent: ning, takeOver: false });
    await desk.submit(merchantId, held, { kind: "reply", agent: ning, text: "我来办。" });
    await told(
      merchantId,
      concerned(paid, "s-paid", noon),
      concerned(held, "h-one", noon),
      concerned(back, "s-back", noon),
      concerned(back, "s-back", new Date(noon.getTime() + 2 * dayMs)),
    );
    const early = await effectOf(merchantId);
    expect(early.people).toEqual({ served: 3, heldOut: 1, onBoth: 0 });
    expect(early.measures.find(({ name }) => name === "resolved")?.served.people).toBe(0);

    now = new Date(noon.getTime() + 8 * dayMs);
    const effect = await effectOf(merchantId);
    const measure = (name: string) => effect.measures.find((each) => each.name === name);
    expect(measure("resolved")).toMatchObject({
      ...{ served: { people: 2, estimate: { value: 0.5 } }, heldOut: { people: 1, estimate: { value: 1 } } },
      ...{ verdict: "too-few", difference: null },
    });
    expect(measure("handed-over")).toMatchObject({
      served: { estimate: { value: 0 } },
      heldOut: { estimate: { value: 1 } },
    });
    expect(measure("answered-after")).toMatchObject({
      served: { people: 3, estimate: { value: 0 } },
      heldOut: { people: 1, estimate: { value: 10 * minuteMs } },
    });
    expect((await effectOf(merchantId, "refund")).people).toEqual({ served: 1, heldOut: 1, onBoth: 0 });

    const asked = {
      period,
      zone,
      procedure: undefined,
      now,
      measure: "answered-after" as const,
      side: "served" as const,
    };
    const first = await desk.effect.cases(merchantId, asked, { limit: 2, after: undefined });
    const [, last] = first;
    const rest = await desk.effect.cases(merchantId, asked, {
      limit: 2,
      after: last && [last.at, last.conversationId],
    });
    expect(new Set([...first, ...rest].map(({ conversationId }) => conversationId))).toEqual(
      new Set([paid, back, guest]),
    );
  });

  test("takes out of both sides who stood on both", async () => {
    now = noon;
    const merchantId = newId("merchant");
    const id = await comes(merchantId, "s-moved", "say 在");
    await comes(merchantId, "s-stays", "say 在");
    await told(merchantId, {
      ...{ type: "conversation.drawn", at: new Date(noon.getTime() + minuteMs) },
      data: {
        conversationId: id,
        customerId: "s-moved",
        procedure: "refund",
        draw: 1,
        side: "held-out",
        mode: "off",
        offset: 3,
      },
    });
    expect((await effectOf(merchantId)).people).toEqual({ served: 1, heldOut: 0, onBoth: 1 });
  });
});
