import { describe, expect, test } from "vitest";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import type { ConversationEvent } from "./event.ts";
import { createDesk, defaultSettings, type Desk, type DeskDeps } from "./operations.ts";
import {
  ning,
  noon,
  testActions,
  testAssistant,
  testIds,
  testProcedures,
  testSources,
  testWording,
} from "./testing.ts";

const database = await aDatabase();
const newId = testIds(23);

type World = { readonly desk: Desk; readonly errors: unknown[]; readonly batches: number[] };

function aDesk(but: Partial<DeskDeps> = {}, settings = defaultSettings): World {
  const errors: unknown[] = [];
  const batches: number[] = [];
  const desk = createDesk(
    {
      database,
      procedures: testProcedures(),
      assistant: testAssistant,
      sources: testSources(false),
      actions: testActions(),
      wording: testWording,
      namesOf: () => Promise.resolve(new Map()),
      clock: { now: () => noon },
      newId,
      onError: (error) => void errors.push(error),
      onBatch: (size) => void batches.push(size),
      ...but,
    },
    settings,
  );
  return { desk, errors, batches };
}

const begin = (
  desk: Desk,
  merchantId: MerchantId = newId("merchant"),
): Promise<readonly [MerchantId, ConversationId]> =>
  desk
    .begin({
      merchantId,
      customerId: "mei" as never,
      language: "zh",
      zone: "Asia/Shanghai",
      merchantName: { zh: "云裳", en: "Yunshang" },
    })
    .then((id) => [merchantId, id] as const);

const textsOf = (events: readonly ConversationEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "message" ? [event.text] : []));

/** Looks until nothing is under way any more. */
async function settled(desk: Desk, merchantId: MerchantId, id: ConversationId): Promise<string[]> {
  for (let looks = 0; looks < 200; looks += 1) {
    const { events, settled: isSettled } = await desk.customerEvents(merchantId, id, 0, 0);
    if (isSettled) return textsOf(events);
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("It did not settle.");
}

describe("a desk", () => {
  test("carries many conversations at once, in few transactions, each in its own order", async () => {
    const { desk, batches, errors } = aDesk();
    const all = await Promise.all(Array.from({ length: 60 }, () => begin(desk)));
    await Promise.all(
      all.flatMap(([merchantId, id]) =>
        [1, 2, 3].map((number) => desk.say(merchantId, id, { clientMessageId: `m${number}`, text: `say ${number}` })),
      ),
    );
    for (const [merchantId, id] of all) {
      expect(textsOf(await desk.eventsAfter(merchantId, id, 0))).toEqual(["say 1", "1", "say 2", "2", "say 3", "3"]);
    }
    expect(batches.length).toBeLessThan(180);
    expect(Math.max(...batches)).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  test("looks up, acts and tells, each after the commit that wished for it", async () => {
    const { desk, errors } = aDesk();
    const [merchantId, id] = await begin(desk);
    await desk.say(merchantId, id, { clientMessageId: "a", text: "start refund" });
    expect(await settled(desk, merchantId, id)).toContain("请确认：退款¥9.90。");
    await desk.say(merchantId, id, { clientMessageId: "b", text: "yes" });
    expect((await settled(desk, merchantId, id)).at(-1)).toBe("¥9.90已退。");
    expect(errors).toEqual([]);
  });

  test("answers a message sent again with its first place, long after", async () => {
    const { desk } = aDesk();
    const [merchantId, id] = await begin(desk);
    const first = await desk.say(merchantId, id, { clientMessageId: "first", text: "hm" });
    for (let count = 0; count < 20; count += 1) {
      await desk.say(merchantId, id, { clientMessageId: `m${count}`, text: "hm" });
    }
    const again = await desk.say(merchantId, id, { clientMessageId: "first", text: "hm" });
    expect([first, again]).toEqual([
      { kind: "done", offset: 1 },
      { kind: "again", offset: 1 },
    ]);
    expect(await desk.eventsAfter(merchantId, id, 0)).toHaveLength(21);
  });

  test("shares a conversation with another server: every message is there once, in one order", async () => {
    const procedures = testProcedures();
    const [one, two] = [aDesk({ procedures }), aDesk({ procedures })];
    const [merchantId, id] = await begin(one.desk);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        (index % 2 === 0 ? one : two).desk.say(merchantId, id, { clientMessageId: `m${index}`, text: `hm ${index}` }),
      ),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(answers.map(() => "done"));
    const events = await one.desk.eventsAfter(merchantId, id, 0);
    expect(events.map(({ offset }) => offset)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(new Set(textsOf(events)).size).toBe(24);
    expect([...one.errors, ...two.errors]).toEqual([]);
  });

  test("brings a run to another version once, whichever server is asked, and loses no word that is said meanwhile", async () => {
    const procedures = testProcedures();
    const [one, two] = [aDesk({ procedures }), aDesk({ procedures })];
    const [merchantId, id] = await begin(one.desk);
    await one.desk.say(merchantId, id, { clientMessageId: "start", text: "start talk" });
    const runId = (await one.desk.view(merchantId, id))?.run?.id ?? "";
    const wish = { to: "2", migration: "m-1", by: "staff:ada", reason: "clearer words" };
    const answers = await Promise.all([
      ...Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? one : two).desk.say(merchantId, id, { clientMessageId: `m${index}`, text: `hm ${index}` }),
      ),
      ...[one, two, one, two].map(({ desk }) => desk.submit(merchantId, id, { kind: "migrate", runId, wish })),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(answers.map(() => "done"));
    const events = await one.desk.eventsAfter(merchantId, id, 0);
    expect(events.filter(({ kind }) => kind === "migrated")).toHaveLength(1);
    expect(textsOf(events).filter((text) => text.startsWith("hm"))).toHaveLength(12);
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_event, index) => index + 1));
    expect([...one.errors, ...two.errors]).toEqual([]);
  });

  test("says no only of what is so: another server may have let the floor go", async () => {
    const [one, two] = [aDesk().desk, aDesk().desk];
    const [merchantId, id] = await begin(one);
    await one.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false });
    await two.submit(merchantId, id, { kind: "give-back", agent: ning });
    const other = { ...ning, id: newId("staff"), name: "小陶" };
    const taken = await one.submit(merchantId, id, { kind: "take", agent: other, takeOver: false });
    expect(taken.kind).toBe("done");
  });

  test("lets a turn that cannot be written fail alone", async () => {
    const begin1 = testActions({
      begin: (_tx, intents) =>
        intents.some(({ conversationId }) => conversationId === poisoned)
          ? Promise.reject(new Error("This one cannot be begun."))
          : Promise.resolve(),
    });
    const { desk } = aDesk({ actions: begin1 });
    const all = await Promise.all(Array.from({ length: 12 }, () => begin(desk)));
    const poisoned = all[5]?.[1];
    await Promise.all(
      all.map(([merchantId, id]) => desk.say(merchantId, id, { clientMessageId: "a", text: "start refund" })),
    );
    for (const [merchantId, id] of all) await settled(desk, merchantId, id);
    const answers = await Promise.allSettled(
      all.map(([merchantId, id]) => desk.say(merchantId, id, { clientMessageId: "b", text: "yes" })),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      all.map(([, id]) => (id === poisoned ? "rejected" : "fulfilled")),
    );
    // The run still stands where it stood: the yes can be given again.
    const [merchantId, id] = all[5] ?? all[0] ?? [];
    if (!merchantId || !id) throw new Error("There is no sixth conversation.");
    expect((await desk.view(merchantId, id))?.run?.state).toBe("confirming");
  });

  test("keeps a message that breaks the reading, calls a person, and reports it", async () => {
    const { desk, errors } = aDesk();
    const [merchantId, id] = await begin(desk);
    expect(await desk.say(merchantId, id, { clientMessageId: "a", text: "boom" })).toMatchObject({ kind: "done" });
    expect((await desk.view(merchantId, id))?.conversation.floor.kind).toBe("queue");
    expect(errors).toHaveLength(1);
  });

  test("remembers no more conversations than it may, and reads the others again", async () => {
    const { desk } = aDesk({}, { ...defaultSettings, keptAtMost: 3 });
    const all = [];
    for (let count = 0; count < 8; count += 1) all.push(await begin(desk));
    for (const round of [1, 2]) {
      for (const [merchantId, id] of all) {
        const answer = await desk.say(merchantId, id, { clientMessageId: `m${round}`, text: "hm" });
        expect(answer).toEqual({ kind: "done", offset: round });
      }
    }
  });

  test("knows no conversation of another shop, and none that is not there", async () => {
    const { desk } = aDesk();
    const [merchantId, id] = await begin(desk);
    const none = { kind: "no-conversation" };
    expect(await desk.say(newId("merchant"), id, { clientMessageId: "a", text: "hm" })).toEqual(none);
    expect(await desk.say(merchantId, newId("conversation"), { clientMessageId: "a", text: "hm" })).toEqual(none);
    expect(await desk.view(newId("merchant"), id)).toBeUndefined();
  });

  test("reports work that fails after the answer, and leaves it to be found by its row", async () => {
    const procedures = testProcedures();
    const actions = testActions({ perform: () => Promise.reject(new Error("The shop is away.")) });
    const { desk, errors } = aDesk({ procedures, actions });
    const [merchantId, id] = await begin(desk);
    await desk.say(merchantId, id, { clientMessageId: "a", text: "start refund" });
    await settled(desk, merchantId, id);
    await desk.say(merchantId, id, { clientMessageId: "b", text: "yes" });
    await new Promise((done) => setTimeout(done, 30));
    expect(errors).toHaveLength(1);
    const [intent] = procedures.intents.values();
    if (!intent) throw new Error("The intent is gone.");
    const { desk: another } = aDesk({ procedures });
    another.resume(intent);
    await another.stop();
    expect((await settled(another, merchantId, id)).at(-1)).toBe("¥9.90已退。");
    expect(procedures.intents.size).toBe(0);
  });

  test("wakes a reader who waits for news, and lets one go who has waited enough", async () => {
    const { desk } = aDesk({ clock: { now: () => new Date() } });
    const [merchantId, id] = await begin(desk);
    const news = desk.customerEvents(merchantId, id, 0, 5_000);
    await desk.say(merchantId, id, { clientMessageId: "a", text: "say 来了" });
    expect(textsOf((await news).events)).toContain("来了");
    expect(await desk.customerEvents(merchantId, id, 99, 40)).toEqual({ events: [], settled: true });
    const leaving = new AbortController();
    const waiting = desk.customerEvents(merchantId, id, 99, 5_000, leaving.signal);
    leaving.abort();
    expect((await waiting).events).toEqual([]);
  });

  test("lets no answer of the assistant through that was being made when a person took over", async () => {
    const procedures = testProcedures();
    // One server's words take their time, and another server's agent is quicker.
    let finish = (): void => undefined;
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((done) => {
      begun = done;
    });
    const reword = async ({ text }: { readonly text: string }): Promise<string> => {
      begun();
      await new Promise<void>((done) => {
        finish = done;
      });
      return text;
    };
    const [slow, quick] = [aDesk({ procedures, reword }), aDesk({ procedures })];
    const [merchantId, id] = await begin(slow.desk);
    const said = slow.desk.say(merchantId, id, { clientMessageId: "a", text: "start talk" });
    await isBegun;
    const taken = await quick.desk.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false });
    expect(taken.kind).toBe("done");
    finish();
    expect(await said).toMatchObject({ kind: "done" });
    const events = await quick.desk.eventsAfter(merchantId, id, 0);
    // What it would have said stands as a draft, for colleagues alone.
    expect(events.map((event) => (event.kind === "message" ? event.from : event.kind))).toEqual([
      ...["taken", "customer", "drafted"],
    ]);
    expect([...slow.errors, ...quick.errors]).toEqual([]);
  });

  test("never speaks for the assistant after a person took over, however the two race", async () => {
    const procedures = testProcedures();
    const [one, two] = [aDesk({ procedures }), aDesk({ procedures })];
    for (let round = 0; round < 12; round += 1) {
      const [merchantId, id] = await begin(one.desk);
      const texts = ["say 一", "start refund", "say 二", "start talk"];
      await Promise.all([
        ...texts.map((text, index) => one.desk.say(merchantId, id, { clientMessageId: `m${index}`, text })),
        two.desk.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false }),
      ]);
      await settled(one.desk, merchantId, id);
      const events = await two.desk.eventsAfter(merchantId, id, 0);
      const takenAt = events.findIndex(({ kind }) => kind === "taken");
      const after = events.slice(takenAt).flatMap((event) => (event.kind === "message" ? [event] : []));
      // Money and law are always told; nothing else of a machine's is.
      expect(after.filter(({ from, strict }) => from === "assistant" || (from === "system" && !strict))).toEqual([]);
      expect(takenAt).toBeGreaterThanOrEqual(0);
    }
  });

  test("tells its lists and who is where to another server's watchers", async () => {
    const clock = { now: () => new Date() };
    const [one, two] = [aDesk({ clock }), aDesk({ clock })];
    const [merchantId, id] = await begin(one.desk);
    const changed: string[] = [];
    const here: string[][] = [];
    two.desk.watchLists(merchantId, ({ list }) => changed.push(list));
    two.desk.presence.watch(merchantId, id, (people) => here.push(people.map(({ name }) => name)));
    await one.desk.say(merchantId, id, { clientMessageId: "a", text: "person" });
    one.desk.presence.here(merchantId, id, ning);
    await expect
      .poll(async () => {
        await Promise.all([two.desk.hearOthersLists(), two.desk.presence.hearOthers()]);
        return { changed, here };
      })
      .toEqual({ changed: ["queue"], here: [["阿宁"]] });
    await one.desk.submit(merchantId, id, { kind: "take", agent: ning, takeOver: false });
    await two.desk.hearOthersLists();
    await two.desk.hearOthersLists();
    expect(changed).toEqual(["queue", "agent"]);
    expect([...(await two.desk.presence.at(merchantId, [id])).values()]).toEqual([[{ id: ning.id, name: "阿宁" }]]);
  });
});
