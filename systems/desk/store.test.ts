import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { after, type ConversationId, type MerchantId, minuteMs } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { Conversation } from "./conversation.ts";
import { decideTurn } from "./decide-turn.ts";
import * as inbox from "./inbox/store.ts";
import * as store from "./store.ts";
import { aConversation, ning, noon, testAssistant, testIds, testProcedures, testSources } from "./testing.ts";
import type { Turn, TurnInput } from "./turn.ts";

const database = await aDatabase();
const newId = testIds(17);

function decided(conversation: Conversation, input: TurnInput, at = noon): Turn {
  const turn = decideTurn(conversation, input, {
    now: at,
    newId,
    procedures: testProcedures(),
    assistant: testAssistant,
    sources: testSources(true),
    queue: { ahead: 0, urgent: 0, onDuty: 1 },
  });
  if ("kind" in turn) throw new Error(`No turn: ${JSON.stringify(turn)}.`);
  return turn;
}

const message = (text: string, clientMessageId: string = newId("text")): TurnInput => ({
  kind: "message",
  clientMessageId,
  text,
});

async function begun(merchantId: MerchantId = newId("merchant")): Promise<Conversation> {
  const conversation = aConversation({ merchantId, id: newId("conversation") });
  await database.transact(merchantId, (tx) => store.addConversation(tx, conversation));
  return conversation;
}

const commit = (turns: readonly Turn[]): Promise<ReadonlySet<string>> =>
  database.transact(
    turns.map(({ conversation }) => conversation.merchantId),
    (tx) => store.commitTurns(tx, turns, noon),
  );

const logOf = async ({ merchantId, id }: Conversation): Promise<string[]> => {
  const events = await database.transact(merchantId, (tx) => store.eventsAfter(tx, merchantId, id, 0, 100));
  return events.map((event) => `${event.offset} ${event.kind === "message" ? event.text : event.kind}`);
};

const read = async ({ merchantId, id }: Conversation): Promise<Conversation | undefined> =>
  database.transact(merchantId, async (tx) => (await store.conversationById(tx, merchantId, id))?.([]));

describe("commitTurns", () => {
  test("moves many merchants' conversations at once, each with its own events", async () => {
    const conversations = await Promise.all(Array.from({ length: 30 }, () => begun()));
    const turns = conversations.map((each, index) => decided(each, message(`say ${index}`)));
    const moved = await commit(turns);
    expect(moved).toEqual(new Set(conversations.map(store.keyOf)));
    for (const [index, each] of conversations.entries()) {
      expect(await logOf(each)).toEqual([`1 say ${index}`, `2 ${index}`]);
      expect(await read(each)).toEqual(turns[index]?.conversation);
    }
  });

  test("keeps what a conversation is, through the database and back", async () => {
    const conversation = await begun();
    const turn = decided(conversation, message("danger"));
    await commit([turn]);
    expect(await read(conversation)).toEqual(turn.conversation);
  });

  test("lets the first of two servers through; the other leaves nothing", async () => {
    const conversation = await begun();
    const [one, two] = [decided(conversation, message("say 一")), decided(conversation, message("say 二"))];
    const results = await Promise.all([commit([one]), commit([two])]);
    expect(results.map(({ size }) => size).toSorted()).toEqual([0, 1]);
    const log = await logOf(conversation);
    expect(log).toHaveLength(2);
    expect(new Set(log.map((line) => line.at(-1))).size).toBe(1);
  });

  test("decides race by race: of a batch only the late ones stay behind", async () => {
    const [early, late] = await Promise.all([begun(), begun()]);
    const lateTurn = decided(late, message("say 慢"));
    await commit([decided(late, message("say 快"))]);
    const moved = await commit([decided(early, message("say 早")), lateTurn]);
    expect(moved).toEqual(new Set([store.keyOf(early)]));
    expect(await logOf(late)).toEqual(["1 say 快", "2 快"]);
  });

  test("does not deadlock two servers that write the same conversations in other orders", async () => {
    const conversations = await Promise.all(Array.from({ length: 12 }, () => begun()));
    const turns = (): Turn[] => conversations.map((each) => decided(each, message("hm")));
    const results = await Promise.all([commit(turns()), commit(turns().toReversed()), commit(turns())]);
    expect(results.reduce((sum, { size }) => sum + size, 0)).toBe(conversations.length);
  });

  test("keeps a client's message id once, even past what the conversation remembers", async () => {
    const conversation = await begun();
    const first = decided(conversation, message("hm", "same"));
    await commit([first]);
    const forgetful = { ...first.conversation, seen: [] };
    await expect(commit([decided(forgetful, message("hm", "same"))])).rejects.toMatchObject({ code: "23505" });
    const { merchantId, id } = conversation;
    const offset = await database.transact(merchantId, (tx) => store.offsetOfMessage(tx, merchantId, id, "same"));
    expect(offset).toBe(1);
  });

  test("touches only the merchant's own rows, even when a query forgets", async () => {
    const [mine, theirs] = await Promise.all([begun(), begun()]);
    const turn = decided(theirs, message("hm"));
    const moved = await database.transact(mine.merchantId, (tx) => store.commitTurns(tx, [turn], noon));
    expect(moved.size).toBe(0);
    const seen = await database.transact(mine.merchantId, (tx) =>
      sql`select 1 from desk.conversation where id = ${theirs.id}`.execute(tx),
    );
    expect(seen.rows).toEqual([]);
  });

  test("never changes what was written", async () => {
    const conversation = await begun();
    await commit([decided(conversation, message("hm"))]);
    for (const change of [sql`delete from desk.event`, sql`update desk.event set kind = 'note'`]) {
      await expect(database.transact(conversation.merchantId, (tx) => change.execute(tx))).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});

describe("the queue", () => {
  const waiting = async (merchantId: MerchantId, words: string, at: Date): Promise<ConversationId> => {
    const conversation = await begun(merchantId);
    await commit([decided(conversation, message(words), at)]);
    return conversation.id;
  };

  test("is first come, first served, but for those in danger", async () => {
    const merchantId = newId("merchant");
    const late = await waiting(merchantId, "person", after(noon, 2 * minuteMs));
    const early = await waiting(merchantId, "person", noon);
    const danger = await waiting(merchantId, "danger", after(noon, 3 * minuteMs));
    const listed = await database.transact(merchantId, (tx) =>
      inbox.page(tx, merchantId, { view: "queue", me: ning.id, limit: 10 }),
    );
    expect(listed.map(({ id }) => id)).toEqual([danger, early, late]);
    expect(await database.transact(merchantId, (tx) => store.queueOf(tx, merchantId))).toEqual({
      ahead: 3,
      urgent: 1,
      onDuty: 0,
    });
  });

  test("tells each who waits how many are before them, and nobody else anything", async () => {
    const merchantId = newId("merchant");
    const ids = await Promise.all([
      waiting(merchantId, "danger", after(noon, 3 * minuteMs)),
      waiting(merchantId, "person", noon),
      waiting(merchantId, "person", after(noon, 2 * minuteMs)),
    ]);
    const before = await database.transact(merchantId, (tx) =>
      Promise.all(ids.map((id) => store.queueBefore(tx, merchantId, id))),
    );
    expect(before.map((queue) => queue?.ahead)).toEqual([0, 1, 2]);
    const { id: talking } = await begun(merchantId);
    const others = newId("merchant");
    for (const [whose, id] of [
      [merchantId, talking],
      [others, ids[0]],
    ] as const) {
      const none = await database.transact(whose, (tx) => store.queueBefore(tx, whose, id ?? talking));
      expect(none).toBeUndefined();
    }
  });

  test("counts an agent once, and forgets those who were taken", async () => {
    const merchantId = newId("merchant");
    for (const words of ["person", "hm"]) {
      const conversation = await begun(merchantId);
      const turn = decided(conversation, message(words));
      await commit([turn]);
      await commit([decided(turn.conversation, { kind: "take", agent: ning, takeOver: false })]);
    }
    expect(await database.transact(merchantId, (tx) => store.queueOf(tx, merchantId))).toEqual({
      ahead: 0,
      urgent: 0,
      onDuty: 1,
    });
  });
});

describe("promises", () => {
  test("are kept as they now stand, once a key", async () => {
    const { merchantId, id: conversationId } = await begun();
    const promise = { merchantId, conversationId, key: "k", text: "明天告知。", dueAt: noon.toISOString() };
    const save = (...states: readonly string[]): Promise<void> =>
      database.transact(merchantId, (tx) =>
        store.savePromises(
          tx,
          states.map((state) => ({ ...promise, state })),
        ),
      );
    await save("open");
    await save("kept");
    const { rows } = await database.transact(merchantId, (tx) => sql`select key, state from desk.promise`.execute(tx));
    expect(rows).toEqual([{ key: "k", state: "kept" }]);
    await save("open", "late");
  });
});
