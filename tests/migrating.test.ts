import { describe, expect, test } from "vitest";
import { call } from "./fixtures/http.ts";
import { aShop } from "./fixtures/shop.ts";

/*
 * An author releases other words and brings what is under way along: each case goes on where it stands, hears the new words from then
 * on, and nobody is told; whoever writes at that very moment is answered once.
 */
const shop = await aShop();
const base = `${shop.url}/v1/merchants/brightbyte/procedures/return-and-refund`;
const { headers } = await shop.hires("author", "brightbyte", "Ada Author");
const agent = await shop.hires("agent", "brightbyte", "Cy Agent");
const reader = await shop.hires("auditor", "brightbyte", "Di Auditor");

type Round = { id: string; state: string; moved: number; stayed: number; left: number; to: { hash: string } };

async function release(en: string): Promise<string> {
  const body = {
    kind: "adaptation",
    changes: { "give-back": { phrases: { kept: { zh: "好，留着也好。", en } } } },
  };
  await call(`${base}/draft`, { method: "PUT", headers, body });
  const made = await call<{ hash: string }>(`${base}/releases`, { headers, body: { reason: "friendlier" } });
  expect(made.status).toBe(201);
  return made.body.hash;
}

async function broughtAlong(): Promise<Round> {
  const begun = await call<Round>(`${base}/migrations`, { headers, body: { reason: "the old words mislead" } });
  expect(begun).toMatchObject({ status: 202, body: { state: "under-way" } });
  await expect
    .poll(async () => (await call<Round>(`${base}/migrations/${begun.body.id}`, { headers })).body.state)
    .toBe("through");
  return (await call<Round>(`${base}/migrations/${begun.body.id}`, { headers: reader.headers })).body;
}

const asking = async (customer: string) => {
  const chat = await shop.chat("brightbyte", customer);
  await chat.says("I want to return something");
  return chat;
};

/** What a colleague reads of a conversation beside its messages. */
const notedIn = async (id: string): Promise<readonly Record<string, unknown>[]> => {
  const url = `${shop.url}/v1/merchants/brightbyte/conversations/${id}/events`;
  const { body } = await call<{ events: Record<string, unknown>[] }>(url, { headers: agent.headers });
  return body.events.filter(({ kind }) => kind === "migrated");
};

describe("cases under way", () => {
  test("go on in the new version where they stand, and the customer is told nothing", async () => {
    const [one, two] = [await asking("bo"), await asking("kai")];
    const heard = [one.events.length, two.events.length];
    const hash = await release("All right, keep our things.");
    expect(await broughtAlong()).toMatchObject({ moved: 2, stayed: 0, left: 0, to: { hash } });
    await one.settle();
    await two.settle();
    expect([one.events.length, two.events.length]).toEqual(heard);
    expect(await notedIn(one.id)).toMatchObject([{ procedure: "return-and-refund", version: expect.any(Number) }]);
    await one.picks("no");
    expect(one.transcript()).toContain("All right, keep our things.");
    const { body } = await call<{ items: unknown[] }>(`${base}/migration`, { headers });
    expect(body.items).toEqual([]);
    const cases = await call<{ items: { conversationId: string }[] }>(
      `${base}/migrations/${(await call<{ items: Round[] }>(`${base}/migrations`, { headers })).body.items[0]?.id}/cases?moved=true`,
      { headers },
    );
    expect(cases.body.items.map(({ conversationId }) => conversationId)).toEqual([one.id, two.id]);
  });

  test("lose nothing of what is said at that very moment, and nothing is answered twice", async () => {
    const chats = await Promise.all(["mei", "bo", "kai", "ana", "lin"].map((customer) => asking(customer)));
    await release("Fine, it stays with you.");
    const [round] = await Promise.all([
      broughtAlong(),
      ...chats.flatMap((chat) => [chat.send("no"), chat.send("talk to a person")]),
    ]);
    expect(round.moved + round.stayed).toBeLessThanOrEqual(chats.length);
    for (const chat of chats) {
      await chat.settle();
      const said = chat.messages().filter(({ from }) => from === "customer");
      expect(said.map(({ text }) => text).toSorted()).toEqual(["I want to return something", "no", "talk to a person"]);
      expect(chat.of("handoff")).toHaveLength(1);
      expect((await notedIn(chat.id)).length).toBeLessThanOrEqual(1);
    }
  });

  test("are brought along by those who may release, and by nobody else", async () => {
    const body = { reason: "mine" };
    expect((await call(`${base}/migrations`, { headers: agent.headers, body })).status).toBe(403);
    expect((await call(`${base}/migrations`, { headers: reader.headers, body })).status).toBe(403);
    expect((await call(`${base}/migrations/${crypto.randomUUID()}`, { headers })).status).toBe(404);
    const { body: told } = await call<{ items: { after: { reason?: string } }[] }>(
      `${shop.url}/v1/merchants/brightbyte/audit?action=procedure.cases-migrated`,
      { headers: (await shop.owner("brightbyte")).headers },
    );
    expect(told.items.map(({ after }) => after.reason)).toEqual(["the old words mislead", "the old words mislead"]);
  });
});
