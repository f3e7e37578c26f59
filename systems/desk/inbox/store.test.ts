import { describe, expect, test } from "vitest";
import { after, type ConversationId, type CustomerId, hourMs, type MerchantId, minuteMs } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { Conversation } from "../conversation.ts";
import { decideTurn } from "../decide-turn.ts";
import { addConversation, commitTurns } from "../store.ts";
import { aConversation, ning, noon, tao, testAssistant, testIds, testProcedures, testSources } from "../testing.ts";
import type { TurnInput } from "../turn.ts";
import type { View } from "./list.ts";
import * as inbox from "./store.ts";

const database = await aDatabase();
const newId = testIds(43);

/** One shop's conversations, each brought where it is by the turns that lead there. */
function aShopFloor(merchantId: MerchantId = newId("merchant")) {
  const begin = async (but: Partial<Conversation> = {}): Promise<Conversation> => {
    const conversation = aConversation({ merchantId, id: newId("conversation"), ...but });
    await database.transact(merchantId, (tx) => addConversation(tx, conversation));
    return conversation;
  };
  const take = async (conversation: Conversation, input: TurnInput, at: Date = noon): Promise<Conversation> => {
    const turn = decideTurn(conversation, input, {
      now: at,
      newId,
      procedures: testProcedures(),
      assistant: testAssistant,
      sources: testSources(true),
      queue: { ahead: 0, urgent: 0, onDuty: 1 },
    });
    if ("kind" in turn) throw new Error(`No turn: ${JSON.stringify(turn)}.`);
    await database.transact(merchantId, (tx) => commitTurns(tx, [turn], at));
    return turn.conversation;
  };
  const says = (conversation: Conversation, text: string, at?: Date): Promise<Conversation> =>
    take(conversation, { kind: "message", clientMessageId: newId("text"), text }, at);
  const page = (view: View, but: Partial<inbox.ListQuery> = {}): Promise<inbox.Summary[]> =>
    database.transact(merchantId, (tx) => inbox.page(tx, merchantId, { view, me: ning.id, limit: 50, ...but }));
  return {
    merchantId,
    begin,
    take,
    says,
    page,
    ids: async (view: View, but: Partial<inbox.ListQuery> = {}): Promise<ConversationId[]> =>
      (await page(view, but)).map(({ id }) => id),
    counts: () => database.transact(merchantId, (tx) => inbox.counts(tx, merchantId, ning.id)),
    /** Goes through a view page by page. */
    async all(view: View, limit: number): Promise<ConversationId[]> {
      const seen: ConversationId[] = [];
      for (let key: inbox.ListKey | undefined; ;) {
        const found = await page(view, { limit, after: key });
        seen.push(...found.slice(0, limit).map(({ id }) => id));
        const last = found[limit - 1];
        if (found.length <= limit || !last) return seen;
        key = inbox.keyOf(last);
      }
    },
  };
}

describe("the views", () => {
  test("show each conversation in the one where it belongs", async () => {
    const floor = aShopFloor();
    const waits = await floor.says(await floor.begin(), "person");
    const mine = await floor.take(await floor.begin(), { kind: "take", agent: ning, takeOver: false });
    const taos = await floor.take(await floor.begin(), { kind: "take", agent: tao, takeOver: false });
    const talks = await floor.says(await floor.begin(), "say hm");
    let rests = await floor.take(await floor.begin(), { kind: "take", agent: ning, takeOver: false });
    rests = await floor.take(rests, { kind: "snooze", agent: ning, until: after(noon, hourMs).toISOString() });
    let over = await floor.take(await floor.begin(), { kind: "take", agent: ning, takeOver: false });
    over = await floor.take(over, { kind: "close", agent: ning });

    expect(await floor.ids("queue")).toEqual([waits.id]);
    expect(await floor.ids("mine")).toEqual([mine.id]);
    expect(await floor.ids("team")).toEqual([taos.id]);
    expect(await floor.ids("assistant")).toEqual([talks.id]);
    expect(await floor.ids("snoozed")).toEqual([rests.id]);
    expect(await floor.ids("closed")).toEqual([over.id]);
    const all = [over, rests, talks, taos, mine, waits].map(({ id }) => id);
    expect(await floor.ids("all")).toEqual(all.toSorted().toReversed());
    expect(await floor.counts()).toEqual({ mine: 1, queue: 1, team: 1, assistant: 1, snoozed: 1 });
  });

  test("show what was said last, by whom, what it is about and since when somebody waits", async () => {
    const floor = aShopFloor();
    const conversation = await floor.says(await floor.begin(), "start refund");
    await floor.says(conversation, "person", after(noon, minuteMs));
    const [row] = await floor.page("queue");
    expect(row).toMatchObject({
      lastLine: { from: "customer", text: "person" },
      about: { en: "Refund" },
      reason: "asked",
      waitingSince: after(noon, minuteMs).toISOString(),
      customerId: "mei",
    });
    expect(row?.lastLine?.text.length).toBeLessThanOrEqual(140);
  });

  test("are the same whether made from a row or from the conversation in hand", async () => {
    const floor = aShopFloor();
    const conversation = await floor.says(await floor.says(await floor.begin(), "start refund"), "danger");
    const [row] = await floor.page("queue");
    expect(inbox.summaryOf(conversation, noon)).toEqual(row);
  });

  test("page through all, once each, in their order", async () => {
    const floor = aShopFloor();
    for (let index = 0; index < 7; index += 1) {
      await floor.says(await floor.begin(), index === 4 ? "danger" : "person", after(noon, (index % 3) * minuteMs));
    }
    for (const view of ["queue", "all"] as const) {
      const whole = await floor.ids(view);
      expect(await floor.all(view, 2)).toEqual(whole);
      expect(new Set(whole).size).toBe(7);
    }
  });

  test("are narrowed by language, reason and customer", async () => {
    const floor = aShopFloor();
    const zh = await floor.says(await floor.begin(), "person");
    const en = await floor.says(await floor.begin({ language: "en", customerId: "bo" as CustomerId }), "danger");
    expect(await floor.ids("queue", { language: "en" })).toEqual([en.id]);
    expect(await floor.ids("queue", { reason: "asked" })).toEqual([zh.id]);
    expect(await floor.ids("all", { customerId: "bo" as CustomerId })).toEqual([en.id]);
    expect(await floor.ids("all", { reason: "emotional", language: "zh" })).toEqual([]);
  });

  test("show a merchant nothing of another's", async () => {
    const [one, two] = [aShopFloor(), aShopFloor()];
    await one.says(await one.begin(), "person");
    expect(await two.ids("all")).toEqual([]);
    expect(await two.counts()).toEqual({ mine: 0, queue: 0, team: 0, assistant: 0, snoozed: 0 });
  });
});

describe("a rest", () => {
  test("that is over is found by its time, and by no other", async () => {
    const floor = aShopFloor();
    const until = after(noon, hourMs);
    let conversation = await floor.take(await floor.begin(), { kind: "take", agent: ning, takeOver: false });
    conversation = await floor.take(conversation, { kind: "snooze", agent: ning, until: until.toISOString() });
    const due = (at: Date) => database.asPlatform((tx) => inbox.dueSnoozes(tx, at, 10));
    const found = { merchantId: floor.merchantId, id: conversation.id };
    expect(await due(after(until, -1))).not.toContainEqual(found);
    expect(await due(until)).toContainEqual(found);
    await floor.take(conversation, { kind: "snooze-due" }, until);
    expect(await due(until)).not.toContainEqual(found);
    expect(await floor.ids("mine")).toEqual([conversation.id]);
  });
});

test("a mere turn changes nothing that is indexed, so that its row is updated in place", async () => {
  const floor = aShopFloor();
  const { rows: columns } = await database.ownerPool.query<{ name: string }>(`
    select distinct a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = 'desk.conversation'::regclass`);
  const indexed = columns.map(({ name }) => `"${name}"`).join(", ");
  const read = async (id: ConversationId): Promise<unknown> =>
    (await database.ownerPool.query(`select ${indexed} from desk.conversation where id = $1`, [id])).rows;
  let conversation = await floor.says(await floor.begin(), "say 1");
  const before = await read(conversation.id);
  for (const words of ["say 2", "start refund", "hm"]) {
    conversation = await floor.says(conversation, words, after(noon, hourMs));
  }
  expect(columns.length).toBeGreaterThan(5);
  expect(await read(conversation.id)).toEqual(before);
});
