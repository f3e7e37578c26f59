import { array, assert, asyncProperty, constantFrom, integer, property, record, shuffledSubarray } from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  bytes16,
  type ConversationId,
  createNewId,
  customerId,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  orderId,
  seededRandom,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { noon } from "../testing.ts";
import { asContact, type Concern, happeningOf, joined, type ToldFact } from "./happening.ts";
import { createFigures } from "./operations.ts";
import { addConcerns } from "./store.ts";

const database = await aDatabase();
const figures = createFigures(database);
const newId = createNewId(() => noon.getTime(), bytes16(seededRandom(31)));
const zone = "Asia/Shanghai";
const today = { from: "2026-11-24", to: "2026-11-24" };

const tell = (merchantId: MerchantId, ...facts: readonly ToldFact[]) =>
  database.transact(merchantId, (tx) => figures.take(tx, merchantId, facts));

const talks = Array.from({ length: 6 }, () => newId("conversation"));
const [first, second] = talks as [ConversationId, ConversationId];

const atMs = (ms: number): Date => new Date(noon.getTime() + ms);
const started = (conversationId: ConversationId, ms = 0): ToldFact => ({
  type: "conversation.started",
  at: atMs(ms),
  data: { conversationId },
});
const handed = (conversationId: ConversationId, reason: string, ms = 0): ToldFact => ({
  type: "conversation.handed-off",
  at: atMs(ms),
  data: { conversationId, reason },
});

const someFact = record({
  type: constantFrom("conversation.started", "conversation.handed-off", "promise.made", "promise.kept", "run.ended"),
  conversationId: constantFrom(...talks),
  reason: constantFrom("asked", "policy"),
  minute: integer({ min: -3_000, max: 3_000 }),
}).map(({ type, conversationId, reason, minute }) => ({
  type,
  at: atMs(minute * minuteMs),
  data: { conversationId, reason, key: `${conversationId}/${minute}` },
}));

const someConcern = record({
  customer: constantFrom("mei", "bo"),
  order: constantFrom("o-1", "o-2"),
  conversationId: constantFrom(...talks.slice(0, 3)),
  hour: integer({ min: 0, max: 400 }),
}).map(({ customer, order, conversationId, hour }): Concern => ({
  customerId: customerId(customer),
  orderId: orderId(order),
  conversationId,
  at: atMs(hour * hourMs),
}));

describe("sittings about an order", () => {
  test("come out the same in whatever order and portions their words are told", () => {
    assert(
      property(array(someConcern, { maxLength: 30 }), integer({ min: 0, max: 30 }), (concerns, split) => {
        const whole = joined(concerns.map(asContact));
        const some = joined(concerns.slice(split).map(asContact));
        const both = joined([...some, ...concerns.slice(0, split).map(asContact)]);
        const named = (contacts: typeof whole): string[] => contacts.map((each) => JSON.stringify(each)).toSorted();
        expect(named(both)).toEqual(named(whole));
      }),
    );
  });

  test("in the books, are what a recount of all words makes of them, and mark who came back", async () => {
    const order = array(someConcern, { minLength: 1, maxLength: 24 }).chain((concerns) =>
      shuffledSubarray(concerns, { minLength: concerns.length, maxLength: concerns.length }),
    );
    await assert(
      asyncProperty(order, async (concerns) => {
        const merchantId = newId("merchant");
        for (const concern of concerns)
          await database.transact(merchantId, (tx) => addConcerns(tx, merchantId, [concern]));
        await database.transact(merchantId, (tx) => addConcerns(tx, merchantId, concerns));
        const kept = await database.transact(
          merchantId,
          async (tx) =>
            (
              await sql<{ name: string; back: Date | null }>`
              select customer_id || ' ' || order_id || ' ' || conversation_id || ' ' || extract(epoch from at)::bigint as name,
                back_at as back from desk.contact`.execute(tx)
            ).rows,
        );
        const whole = joined(concerns.map(asContact));
        const expected = whole.map((contact) => {
          const later = whole.filter(
            (each) =>
              each.customerId === contact.customerId &&
              each.orderId === contact.orderId &&
              each.at > contact.lastAt &&
              each.at.getTime() < contact.at.getTime() + 7 * dayMs,
          );
          const back = later.map(({ at }) => at.getTime()).toSorted((a, b) => a - b)[0];
          const name = [contact.customerId, contact.orderId, contact.conversationId, contact.at.getTime() / 1_000].join(
            " ",
          );
          return `${name} ${back ?? "-"}`;
        });
        expect(kept.map(({ name, back }) => `${name} ${back?.getTime() ?? "-"}`).toSorted()).toEqual(
          expected.toSorted(),
        );
      }),
      { numRuns: 25 },
    );
  });
});

describe("what happened", () => {
  test("is counted once however often and in whatever portions it is told, as a recount of it says", async () => {
    await assert(
      asyncProperty(array(someFact, { maxLength: 40 }), integer({ min: 0, max: 40 }), async (facts, split) => {
        const merchantId = newId("merchant");
        await tell(merchantId, ...facts.slice(split));
        await tell(merchantId, ...facts);
        await tell(merchantId, ...facts.slice(0, split));
        const { rows } = await database.transact(merchantId, (tx) =>
          sql<{ tally: number; recount: number }>`
            select (select count(*)::int from (
                select kind, slot, detail, count from desk.tally
                except
                select kind, date_bin('15 minutes', at, 'epoch'), detail, count(*)::int from desk.happening group by 1, 2, 3
              ) as wrong) as tally,
              (select coalesce(sum(count), 0)::int from desk.tally) as recount`.execute(tx),
        );
        const told = new Set(
          facts.flatMap((fact) => happeningOf(fact) ?? []).map((each) => JSON.stringify({ ...each, detail: "" })),
        );
        expect(rows[0]).toEqual({ tally: 0, recount: told.size });
      }),
      { numRuns: 25 },
    );
  });
});

describe("a day's figures", () => {
  test("tell who came and was handed over, and open to them", async () => {
    const merchantId = newId("merchant");
    await aConversation(merchantId, first);
    await aConversation(merchantId, second);
    await tell(
      merchantId,
      started(first, -hourMs),
      started(second),
      handed(second, "policy", minuteMs),
      started(first, -8 * dayMs),
    );
    const told = await figures.of(merchantId, today, zone, atMs(hourMs));
    expect(told.conversations).toEqual({ count: 2, before: 0 });
    expect(told.handovers).toMatchObject({ count: 1, share: { share: 0.5 }, difference: null });
    expect(told.handovers.byReason[0]).toEqual({ reason: "policy", count: 1 });
    const page = { limit: 10, after: undefined, now: noon };
    const cases = await figures.cases(merchantId, { of: "handovers", reason: "policy" }, today, zone, page);
    expect(cases).toMatchObject([{ conversationId: second, detail: "policy" }]);
    expect(await figures.cases(merchantId, { of: "handovers", reason: "asked" }, today, zone, page)).toEqual([]);
    const all = await figures.cases(merchantId, { of: "conversations" }, today, zone, { ...page, limit: 1 });
    const rest = await figures.cases(merchantId, { of: "conversations" }, today, zone, {
      ...page,
      after: { at: new Date(all[0]?.at ?? ""), conversationId: all[0]?.conversationId ?? "" },
    });
    expect([...all, ...rest].map(({ conversationId }) => conversationId)).toEqual([second, first]);
  });

  test("say nothing of a quiet that is not known yet, and compare the week that is", async () => {
    const merchantId = newId("merchant");
    await aConversation(merchantId, first);
    const asked = (order: string, daysAgo: number): ToldFact => ({
      type: "conversation.concerned",
      at: atMs(-daysAgo * dayMs),
      data: { conversationId: first, customerId: "mei", orderId: order },
    });
    await tell(merchantId, asked("o-1", 10), asked("o-1", 7), asked("o-2", 10), asked("o-3", 9), asked("o-4", 0));
    const { resolved } = await figures.of(merchantId, today, zone, noon);
    expect(resolved).toMatchObject({ from: "2026-11-10", to: "2026-11-16", contacts: 3, cameBack: 1 });
    expect(resolved.knownFrom).toBe("2026-12-01T16:00:00.000Z");
    expect(resolved.resolved?.share).toBeCloseTo(2 / 3);
    const known = { from: resolved.from, to: resolved.to };
    const cases = await figures.cases(merchantId, { of: "not-resolved" }, known, zone, {
      ...{ limit: 10, after: undefined, now: noon },
    });
    expect(cases.map(({ detail }) => detail)).toEqual(["o-1"]);
  });

  test("show half hours beside the same weekday of four weeks, and nothing for what is to come", async () => {
    const merchantId = newId("merchant");
    const weeks = [1, 2, 3, 4].flatMap((week) =>
      Array.from({ length: 12 }, (_, place) =>
        started(newId("conversation"), -week * 7 * dayMs + (place - 4) * 7.5 * minuteMs),
      ),
    );
    await tell(merchantId, started(first, 5 * minuteMs), ...weeks);
    const { arrivals } = await figures.of(merchantId, today, zone, atMs(10 * minuteMs));
    expect(arrivals.each).toBe("half-hour");
    expect(arrivals.parts).toHaveLength(48);
    expect(arrivals.parts[24]).toMatchObject({ from: noon.toISOString(), count: 1, usual: { usual: 4 } });
    expect(arrivals.parts[25]?.count).toBeNull();
    const week = await figures.of(merchantId, { from: "2026-11-18", to: "2026-11-24" }, zone, noon);
    expect(week.arrivals.each).toBe("day");
    expect(week.arrivals.parts.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  test("are one merchant's alone", async () => {
    const [mine, theirs] = [newId("merchant"), newId("merchant")];
    await tell(mine, started(first));
    expect((await figures.of(theirs, today, zone, noon)).conversations.count).toBe(0);
    await expect(database.transact(theirs, (tx) => figures.take(tx, mine, [started(second)]))).rejects.toThrow(
      /row-level/,
    );
  });
});

const aConversation = (merchantId: MerchantId, id: ConversationId) =>
  database.transact(merchantId, (tx) =>
    sql`insert into desk.conversation (merchant_id, id, language, status, speaker, next_offset, body, created_at, updated_at)
      values (${merchantId}, ${id}, 'zh', 'open', 'assistant', 1, '{}', ${noon}, ${noon})`.execute(tx),
  );
