import { describe, expect, test } from "vitest";
import { secondMs } from "@ruyi/kernel";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();
type Rule = { readonly mode: string; readonly share: number; readonly holdOut: string };
type Modes = {
  readonly version: number;
  readonly all: Rule;
  readonly procedures: Readonly<Record<string, Rule>>;
  readonly choices: readonly { readonly id: string }[];
};
type Detail = {
  readonly draft: {
    readonly of: number;
    readonly text: string | null;
    readonly start: { procedure: string } | null;
  } | null;
  readonly summary: { readonly zh: readonly string[]; readonly en: readonly string[] } | null;
  readonly suggestion: object | null;
};
const full: Rule = { mode: "full", share: 100, holdOut: "draft" };

async function choose(slug: "yunshang" | "brightbyte", procedures: Readonly<Record<string, Rule>>, all: Rule = full) {
  const { headers } = await shop.owner(slug);
  const address = `${shop.url}/v1/merchants/${slug}/assistant/modes`;
  const { body } = await call<Modes>(address, { headers });
  return call<Modes>(address, { method: "PUT", headers, body: { version: body.version, all, procedures } });
}
async function detail(slug: "yunshang" | "brightbyte", id: string, headers: Record<string, string>): Promise<Detail> {
  return (await call<Detail>(`${shop.url}/v1/merchants/${slug}/conversations/${id}`, { headers })).body;
}

describe("a shop chooses how far its assistant goes", () => {
  test.each([
    ["yunshang", "我要退货，衣服小了", "退货退款"],
    ["brightbyte", "I want to return my headphones", "Return"],
  ] as const)(
    "as a draft, a person begins with one press what it would have begun (%s)",
    async (slug, words, title) => {
      await choose(slug, { "return-and-refund": { ...full, mode: "draft" } });
      const chat = await shop.chat(slug, "mei");
      await chat.says(words);
      expect(chat.handoff()).toMatchObject({ reason: "technical" });
      expect(chat.of("step")).toEqual([]);
      const ning = await shop.hires("agent", slug, `Ning ${slug}`);
      const seen = await detail(slug, chat.id, ning.headers);
      expect(seen.draft?.start?.procedure).toBe("return-and-refund");
      expect([seen.summary?.zh, seen.summary?.en].flat().join("\n")).toContain(words);
      expect(seen.summary?.zh).toHaveLength(3);

      const at = `${shop.url}/v1/merchants/${slug}/conversations/${chat.id}`;
      await ning.takes(chat.id);
      const pressed = await call<Detail>(`${at}/begin-draft`, { headers: ning.headers, body: { of: seen.draft?.of } });
      expect(pressed.status).toBe(200);
      const begun = await chat.hears(({ kind }) => kind === "step");
      expect(begun).toMatchObject({ procedure: "return-and-refund" });
      expect((await ning.sees(chat.id)).run).toMatchObject({ procedure: "return-and-refund" });
      expect(JSON.stringify((await ning.sees(chat.id)).run)).toContain(title);
      const again = await call(`${at}/begin-draft`, { headers: ning.headers, body: { of: seen.draft?.of } });
      expect([again.status, String(again.body["type"]).split(":").at(-1)]).toEqual([409, "no-such-draft"]);
      await choose(slug, {});
    },
  );

  test.each([
    ["yunshang", "我的包裹到哪了", /送|快递|包裹/],
    ["brightbyte", "where is my parcel", /deliver|arriv|parcel/i],
  ] as const)(
    "as a draft, what it would have said stands ready for the person who sends it (%s)",
    async (slug, words, said) => {
      await choose(slug, { "where-is-my-parcel": { ...full, mode: "draft" } });
      const chat = await shop.chat(slug, "lin");
      await chat.says(words);
      expect(chat.messages().filter(({ from }) => from !== "customer")).toHaveLength(1);
      const agent = await shop.hires("agent", slug, `Sender ${slug}`);
      const { draft } = await detail(slug, chat.id, agent.headers);
      expect(draft?.text).toMatch(said);
      await agent.takes(chat.id);
      const at = `${shop.url}/v1/merchants/${slug}/conversations/${chat.id}/replies`;
      await call(at, { headers: agent.headers, body: { text: draft?.text, draft: "taken" } });
      const heard = await chat.hears(({ kind, from }) => kind === "message" && from === "agent");
      expect(heard).toMatchObject({ text: draft?.text });
      expect((await detail(slug, chat.id, agent.headers)).draft).toBeNull();
      await choose(slug, {});
    },
  );

  test("off brings a person at once, and the customer's wish for one is heard as ever", async () => {
    await choose("brightbyte", {}, { mode: "off", share: 100, holdOut: "off" });
    const chat = await shop.chat("brightbyte", "bo");
    await chat.says("where is my parcel");
    expect(chat.handoff()).toMatchObject({ reason: "technical" });
    const other = await shop.chat("brightbyte", "lin");
    await other.says("talk to a human");
    expect(other.handoff()).toMatchObject({ reason: "asked" });
    await choose("brightbyte", {});
    const after = await shop.chat("brightbyte", "kai");
    await after.says("where is my parcel");
    expect(after.handoff()).toBeUndefined();
  });

  test("a roll-out keeps each customer on one side, in every conversation", async () => {
    await choose("yunshang", {}, { mode: "full", share: 50, holdOut: "off" });
    for (const customer of ["mei", "bo", "kai", "lin"]) {
      const sides = [];
      for (let visit = 0; visit < 2; visit += 1) {
        const chat = await shop.chat("yunshang", customer);
        await chat.says("我的包裹到哪了");
        sides.push(chat.handoff() === undefined);
      }
      expect({ customer, same: sides[0] === sides[1] }).toEqual({ customer, same: true });
    }
    await choose("yunshang", {});
  });

  test("who changed what stands in the audit, and only those who may change the shop can", async () => {
    await choose("yunshang", { "cancel-order": { mode: "off", share: 100, holdOut: "off" } });
    const { headers } = await shop.owner("yunshang");
    const audit = await call<{ items: { before: object; after: object; by: { kind: string } }[] }>(
      `${shop.url}/v1/merchants/yunshang/audit?action=assistant-modes.changed`,
      { headers },
    );
    expect(audit.body.items[0]).toMatchObject({
      by: { kind: "staff" },
      before: { "cancel-order": null },
      after: { "cancel-order": { mode: "off" } },
    });
    const agent = await shop.hires("agent", "yunshang", "Just Agent");
    const address = `${shop.url}/v1/merchants/yunshang/assistant/modes`;
    expect((await call(address, { headers: agent.headers })).status).toBe(200);
    const body = { version: 0, all: full, procedures: {} };
    expect((await call(address, { method: "PUT", headers: agent.headers, body })).status).toBe(403);
    const stale = await call(address, { method: "PUT", headers, body });
    expect([stale.status, String(stale.body["type"]).split(":").at(-1)]).toEqual([409, "changed-meanwhile"]);
    const strange = await choose("yunshang", { "no-such-matter": full });
    expect(strange.status).toBe(422);
    await choose("yunshang", {});
  });
});

describe("the assistant's drafts beside an agent's box", () => {
  test("are switched off by each agent for themselves, and stay off", async () => {
    const [pei, lan] = [
      await shop.hires("agent", "yunshang", "Pei Drafts"),
      await shop.hires("agent", "yunshang", "Lan Drafts"),
    ];
    const chat = await shop.chat("yunshang", "bo");
    await chat.says("转人工", "我的包裹到哪了");
    expect((await detail("yunshang", chat.id, pei.headers)).draft?.text).toBeTruthy();
    const address = `${shop.url}/v1/merchants/yunshang/agent-choices`;
    expect((await call(address, { method: "PUT", headers: pei.headers, body: { drafts: false } })).body).toEqual({
      drafts: false,
    });
    expect(await detail("yunshang", chat.id, pei.headers)).toMatchObject({ draft: null, suggestion: null });
    expect((await detail("yunshang", chat.id, lan.headers)).draft?.text).toBeTruthy();
    shop.turn(2 * secondMs);
    expect((await call(address, { headers: pei.headers })).body).toEqual({ drafts: false });
  });

  test("are never shown to the customer", async () => {
    const chat = await shop.chat("brightbyte", "bo");
    await chat.says("talk to a human", "where is my parcel");
    const before = chat.events.length;
    expect(chat.messages().filter(({ from }) => from !== "customer")).toHaveLength(
      chat.messages().filter(({ from, offset }) => from !== "customer" && Number(offset) <= before).length,
    );
    expect(JSON.stringify(chat.events)).not.toContain("draft");
  });
});
