import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type ConversationId, type CustomerId, hourMs, type MerchantId, minuteMs, secondMs } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { ConversationEvent } from "../event.ts";
import { createDesk, type Desk, type DeskDeps } from "../operations.ts";
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
import type { News, NewsKind } from "./news.ts";

const database = await aDatabase();
const newId = testIds(67);
const mei = "mei" as CustomerId;

/** Some servers on one database, with one clock that can be turned. */
function aWorld(servers = 1, but: Partial<DeskDeps> = {}) {
  let now = noon;
  const errors: unknown[] = [];
  const procedures = testProcedures();
  const desks = Array.from({ length: servers }, () =>
    createDesk({
      ...{ database, procedures, assistant: testAssistant, sources: testSources(true), actions: testActions() },
      ...{ wording: testWording, namesOf: () => Promise.resolve(new Map()), clock: { now: () => now }, newId },
      onError: (error) => void errors.push(error),
      ...but,
    }),
  );
  return { desks, errors, now: () => now, turn: (ms: number) => (now = new Date(now.getTime() + ms)) };
}

async function begin(
  desk: Desk,
  but: { zone?: string; customerId?: CustomerId | undefined; merchantId?: MerchantId } = {},
) {
  const merchantId = but.merchantId ?? newId("merchant");
  const id = await desk.begin({
    ...{ merchantId, language: "zh", merchantName: { zh: "云裳", en: "Yunshang" } },
    customerId: "customerId" in but ? but.customerId : mei,
    zone: but.zone ?? "Asia/Shanghai",
  });
  await desk.say(merchantId, id, { clientMessageId: `hello ${id}`, text: "say 在的" });
  return { merchantId, id };
}

const some = (kind: NewsKind, at: Date, subject = "p-1"): News => ({
  ...{ subject, kind, happenedAt: at.toISOString() },
  body: { number: "202611223021", title: { zh: "羊毛大衣", en: "Wool coat" } },
});

const unasked = (events: readonly ConversationEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "message" && event.proactive ? [event.text] : []));
const toldIn = async (desk: Desk, { merchantId, id }: { merchantId: MerchantId; id: ConversationId }) =>
  unasked(await desk.eventsAfter(merchantId, id, 0));
const statesOf = async (merchantId: MerchantId): Promise<string[]> =>
  database.transact(merchantId, async (tx) => {
    const { rows } = await sql<{ state: string }>`
      select state from desk.news where merchant_id = ${merchantId} order by happened_at, kind`.execute(tx);
    return rows.map(({ state }) => state);
  });

describe("news of a parcel", () => {
  test("is told once in the customer's conversation, however often, late or by whichever server it was heard", async () => {
    const world = aWorld(2);
    const [one, other] = world.desks as [Desk, Desk];
    const talk = await begin(one);
    const at = world.now();
    await Promise.all(
      [one, other, one, other].map((desk) => desk.proactive.heard(talk.merchantId, mei, [some("shipped", at)])),
    );
    world.turn(6 * secondMs);
    await Promise.all([one, other, one, other].map((desk) => desk.proactive.tellDue()));
    await one.proactive.heard(talk.merchantId, mei, [some("shipped", at)]);
    world.turn(minuteMs);
    await Promise.all([one, other].map((desk) => desk.proactive.tellDue()));
    expect(await toldIn(one, talk)).toHaveLength(1);
    expect(await toldIn(one, talk)).toEqual([expect.stringContaining("羊毛大衣（订单尾号3021）12:00已发出")]);
    expect(world.errors).toEqual([]);
  });

  test("that comes together is told together, and what was overtaken not at all", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const at = (minutes: number): Date => new Date(noon.getTime() + minutes * minuteMs);
    await desk.proactive.heard(talk.merchantId, mei, [some("delivered", at(-1))]);
    await desk.proactive.heard(talk.merchantId, mei, [
      some("out-for-delivery", at(-200)),
      some("shipped", at(-3), "p-2"),
    ]);
    world.turn(6 * secondMs);
    await desk.proactive.tellDue();
    const [line = "", ...more] = await toldIn(desk, talk);
    expect(more).toEqual([]);
    expect(line.split("\n")).toHaveLength(2);
    expect(line).not.toContain("派送");
    expect(await statesOf(talk.merchantId)).toEqual(["overtaken", "told", "told"]);
    // What a slower server read before is heard of last, and is news no more.
    await desk.proactive.heard(talk.merchantId, mei, [some("held", at(-100))]);
    world.turn(minuteMs);
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toHaveLength(1);
  });

  test("waits at night for the morning where the customer is, also over a restart", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    // Noon in Shanghai is eleven at night in New York.
    const talk = await begin(desk, { zone: "America/New_York" });
    await desk.proactive.heard(talk.merchantId, mei, [some("delivered", world.now())]);
    for (const hours of [0.01, 1, 8.9]) {
      world.turn(hours * hourMs - (hours === 8.9 ? 1.01 * hourMs : 0));
      await desk.proactive.tellDue();
      expect(await toldIn(desk, talk)).toEqual([]);
    }
    world.turn(1.2 * hourMs);
    const after = createDesk({
      ...{ database, procedures: testProcedures(), assistant: testAssistant, sources: testSources(true) },
      ...{ actions: testActions(), wording: testWording, namesOf: () => Promise.resolve(new Map()), newId },
      ...{ clock: { now: world.now }, onError: (error: unknown) => void world.errors.push(error) },
    });
    await after.proactive.tellDue();
    expect(await toldIn(after, talk)).toHaveLength(1);
  });

  test("is not told to who said no, by word or by switch, from that moment on; and to who said yes again it is", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const { merchantId, id } = talk;
    const happens = async (kind: NewsKind) => {
      world.turn(minuteMs);
      await desk.proactive.heard(merchantId, mei, [some(kind, world.now())]);
      world.turn(6 * secondMs);
    };
    await happens("shipped");
    await desk.say(merchantId, id, { clientMessageId: "no", text: "别再通知我" });
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toEqual([]);
    const [, , , said] = await desk.eventsAfter(merchantId, id, 0);
    expect(said).toMatchObject({ kind: "message", from: "assistant", text: expect.stringContaining("不再主动通知您") });
    expect(await desk.proactive.wishOf(merchantId, id)).toBe(false);

    world.turn(minuteMs);
    await desk.say(merchantId, id, { clientMessageId: "yes", text: "继续通知我" });
    await happens("out-for-delivery");
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toHaveLength(1);
    await desk.proactive.wish(merchantId, id, false);
    await happens("delivered");
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toHaveLength(1);
    expect(await statesOf(merchantId)).toEqual(["unwanted", "told", "unwanted"]);
    const wishes = await database.transact(merchantId, (tx) =>
      sql<{ wanted: boolean; said: number | null }>`
        select wanted, said from desk.news_wish where merchant_id = ${merchantId} order by at`.execute(tx),
    );
    expect(wishes.rows).toEqual([
      { wanted: false, said: 3 },
      { wanted: true, said: expect.any(Number) },
      { wanted: false, said: null },
    ]);
  });

  test("is not told of kinds the merchant switched off, to nobody's conversation, or when it is old", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const { merchantId } = talk;
    const choice = { off: ["shipped" as const], quiet: { from: "22:00", until: "08:00" } };
    await desk.proactive.choose(merchantId, choice, () => Promise.resolve());
    const old = new Date(noon.getTime() - 30 * hourMs);
    await desk.proactive.heard(merchantId, mei, [some("delivered", old, "p-2"), some("shipped", world.now())]);
    await desk.proactive.heard(merchantId, "stranger" as CustomerId, [some("delivered", world.now())]);
    world.turn(6 * secondMs);
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toEqual([]);
    expect((await statesOf(merchantId)).toSorted()).toEqual(["nowhere", "stale", "switched-off"]);
  });

  test("waits while the customer is being asked something, and answers nobody who waits for a person", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const { merchantId, id } = talk;
    await desk.say(merchantId, id, { clientMessageId: "ask", text: "start refund" });
    await desk.proactive.heard(merchantId, mei, [some("shipped", world.now())]);
    world.turn(6 * secondMs);
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toEqual([]);
    await desk.say(merchantId, id, { clientMessageId: "person", text: "person" });
    const waitingSince = (await desk.view(merchantId, id))?.conversation.waitingSince;
    world.turn(11 * minuteMs);
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toHaveLength(1);
    const after = await desk.view(merchantId, id);
    expect(after?.conversation).toMatchObject({ waitingSince, floor: { kind: "queue" } });
  });

  test("a bare yes after it is to nobody's question", async () => {
    const world = aWorld();
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const { merchantId, id } = talk;
    await desk.say(merchantId, id, { clientMessageId: "ask", text: "start refund" });
    world.turn(11 * minuteMs);
    await desk.proactive.heard(merchantId, mei, [some("shipped", world.now())]);
    world.turn(6 * secondMs);
    await desk.proactive.tellDue();
    expect(await toldIn(desk, talk)).toHaveLength(1);
    await desk.say(merchantId, id, { clientMessageId: "yes", text: "yes" });
    const events = await desk.eventsAfter(merchantId, id, 0);
    expect(events.filter(({ kind }) => kind === "effect")).toEqual([]);
  });
});

describe("a promise that nobody has kept", () => {
  /** The act's outcome is not known, and the customer was promised a word by the next noon. */
  async function promised(world: ReturnType<typeof aWorld>) {
    const [desk] = world.desks as [Desk];
    const talk = await begin(desk);
    const { merchantId, id } = talk;
    await desk.say(merchantId, id, { clientMessageId: "ask", text: "start refund" });
    await desk.say(merchantId, id, { clientMessageId: "yes", text: "yes" });
    await expect.poll(async () => (await desk.view(merchantId, id))?.conversation.promises).toHaveLength(1);
    return { desk, ...talk };
  }
  const unknown: Partial<DeskDeps> = { actions: testActions({ perform: () => Promise.resolve({ state: "unknown" }) }) };
  const standing = async (desk: Desk, merchantId: MerchantId, id: ConversationId) =>
    (await desk.view(merchantId, id))?.conversation;

  test("is brought to a person before it is late, once, on however many servers", async () => {
    const world = aWorld(2, unknown);
    const { desk, merchantId, id } = await promised(world);
    const [, other] = world.desks as [Desk, Desk];
    world.turn(23 * hourMs);
    await desk.proactive.watchPromises();
    expect((await standing(desk, merchantId, id))?.floor.kind).toBe("assistant");
    world.turn(50 * minuteMs);
    await Promise.all([desk, other].map(({ proactive }) => proactive.watchPromises()));
    await desk.proactive.watchPromises();
    const events = await desk.eventsAfter(merchantId, id, 0);
    expect(events.filter(({ kind }) => kind === "handoff")).toMatchObject([{ reasons: ["promise-due"] }]);
    expect((await standing(other, merchantId, id))?.floor.kind).toBe("queue");
    expect(world.errors).toEqual([]);

    // A person's answer keeps it.
    await desk.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false });
    await desk.submit(merchantId, id, { kind: "reply", agent: ning, text: "退款已到账。" });
    const [promise] = (await desk.eventsAfter(merchantId, id, 0)).filter(({ kind }) => kind === "promise").slice(-1);
    expect(promise).toMatchObject({ state: "kept" });
    world.turn(hourMs);
    await desk.proactive.watchPromises();
    await desk.proactive.tellDue();
    expect(await toldIn(desk, { merchantId, id })).toEqual([]);
  });

  test("and is missed all the same, is owned to, once, by day", async () => {
    const world = aWorld(2, unknown);
    const { desk, merchantId, id } = await promised(world);
    const [, other] = world.desks as [Desk, Desk];
    world.turn(24 * hourMs + 2 * minuteMs);
    await Promise.all([desk, other].map(({ proactive }) => proactive.watchPromises()));
    await Promise.all([desk, other].map(({ proactive }) => proactive.tellDue()));
    await Promise.all([desk, other].map(({ proactive }) => proactive.watchPromises()));
    await Promise.all([desk, other].map(({ proactive }) => proactive.tellDue()));
    const told = await toldIn(desk, { merchantId, id });
    expect(told).toEqual([expect.stringContaining("说好11月25日（周三）12:00前告诉您结果，没有做到，抱歉。")]);
    expect((await standing(other, merchantId, id))?.floor.kind).toBe("queue");
  });

  test("reminds the person who has the conversation, and takes it out of its rest", async () => {
    const world = aWorld(1, unknown);
    const { desk, merchantId, id } = await promised(world);
    await desk.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false });
    await desk.submit(merchantId, id, { kind: "snooze", agent: ning, until: "2026-11-27T04:00:00.000Z" });
    world.turn(23 * hourMs + 50 * minuteMs);
    await desk.proactive.watchPromises();
    const events = await desk.eventsAfter(merchantId, id, 0);
    expect(events.slice(-2)).toMatchObject([{ kind: "unsnoozed" }, { kind: "note", by: "assistant" }]);
  });
});
