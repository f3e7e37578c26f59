import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hourMs, secondMs } from "@ruyi/kernel";
import type { Colleague } from "../fixtures/colleague.ts";
import { bearer, call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { openStaffLine } from "../fixtures/staff-line.ts";

const shop = await aShop();

type Row = {
  readonly id: string;
  readonly customerName: string | null;
  readonly list: string;
  readonly lastLine: { readonly from: string; readonly text: string } | null;
  readonly about: { readonly en: string } | null;
  readonly here: readonly { readonly name: string }[];
  readonly snoozedUntil: string | null;
};

const at = (slug: Slug, rest: string): string => `${shop.url}/v1/merchants/${slug}/${rest}`;
const rows = async (slug: Slug, { headers }: Colleague, view: string, more = ""): Promise<readonly Row[]> =>
  (await call<{ items: Row[] }>(at(slug, `conversations?view=${view}${more}`), { headers })).body.items;
const ids = async (slug: Slug, who: Colleague, view: string): Promise<readonly string[]> =>
  (await rows(slug, who, view)).map(({ id }) => id);
const post = (slug: Slug, { headers }: Colleague, rest: string, body: unknown) =>
  call(at(slug, rest), { headers, body });
const soon = (ms: number): string => new Date(shop.clock.now().getTime() + ms).toISOString();

describe("an agent's lists", () => {
  test("show a conversation where it stands, with what its row needs", async () => {
    const agent = await shop.hires("agent", "yunshang", "Lists Zhou");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退货，衣服小了");
    expect(await ids("yunshang", agent, "assistant")).toContain(chat.id);
    await chat.says("转人工");
    const [row] = (await rows("yunshang", agent, "queue", "&reason=asked&language=zh")).filter(
      ({ id }) => id === chat.id,
    );
    expect(row).toMatchObject({ lastLine: { from: "customer", text: "转人工" }, about: { en: "Return and refund" } });
    // Enough of the name to know a customer again, and no more.
    expect(row?.customerName).toMatch(/^.\*{1,2}$/);

    await agent.takes(chat.id);
    expect(await ids("yunshang", agent, "mine")).toEqual([chat.id]);
    const { body } = await call<{ mine: { count: number; isMore: boolean } }>(at("yunshang", "conversations/counts"), {
      headers: agent.headers,
    });
    expect(body.mine).toEqual({ count: 1, isMore: false });
    expect((await rows("yunshang", agent, "all", "&customer=mei")).map(({ id }) => id)).toContain(chat.id);
  });

  test("are worked through together, each conversation with an outcome of its own", async () => {
    const agent = await shop.hires("agent", "yunshang", "Bulk Zhou");
    const other = await shop.hires("agent", "yunshang", "Bulk Lin");
    const chats = [
      await shop.chat("yunshang", "bo"),
      await shop.chat("yunshang", "lin"),
      await shop.chat("yunshang", "kai"),
    ];
    for (const chat of chats) await chat.says("转人工");
    const [, , last] = chats;
    await other.takes(last?.id ?? "");
    const all = chats.map(({ id }) => id);
    const strange = "01900000-0000-7000-8000-00000000dead";
    const taken = await post("yunshang", agent, "conversations/bulk", { do: "take", ids: [...all, strange] });
    expect(taken.body["outcomes"]).toEqual([
      { id: all[0], done: true, problem: null },
      { id: all[1], done: true, problem: null },
      { id: all[2], done: false, problem: "taken-by-another" },
      { id: strange, done: false, problem: "conversation-not-found" },
    ]);
    await post("yunshang", agent, "conversations/bulk", { do: "close", ids: all.slice(0, 2) });
    expect(await ids("yunshang", agent, "mine")).toEqual([]);
    expect((await ids("yunshang", agent, "closed")).toSorted()).toEqual(expect.arrayContaining(all.slice(0, 2)));
    expect((await post("yunshang", agent, "conversations/bulk", { do: "close", ids: [] })).status).toBe(400);
  });
});

describe("a conversation laid aside", () => {
  test("comes back at its time by itself", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Later Moss");
    const chat = await shop.chat("brightbyte", "bo");
    await chat.says("talk to a human");
    await agent.takes(chat.id);
    const until = soon(hourMs);
    expect((await post("brightbyte", agent, `conversations/${chat.id}/snooze`, { until })).body).toMatchObject({
      snoozedUntil: until,
    });
    expect(await ids("brightbyte", agent, "mine")).toEqual([]);
    expect(await ids("brightbyte", agent, "snoozed")).toEqual([chat.id]);
    shop.turn(hourMs);
    await expect.poll(() => ids("brightbyte", agent, "mine"), { timeout: 20_000 }).toEqual([chat.id]);
  });

  test("comes back at once when the customer writes", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Later Finch");
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("talk to a human");
    await agent.takes(chat.id);
    await post("brightbyte", agent, `conversations/${chat.id}/snooze`, { until: soon(hourMs) });
    await chat.says("are you there?");
    expect(await ids("brightbyte", agent, "mine")).toEqual([chat.id]);
    expect(JSON.stringify(chat.events)).not.toContain("snooze");
    const past = await post("brightbyte", agent, `conversations/${chat.id}/snooze`, { until: soon(-hourMs) });
    expect(past.body["type"]).toContain("snooze-in-the-past");
  });
});

describe("search", () => {
  test("finds what was said in either language, and order numbers, soon after it was said", async () => {
    const agent = await shop.hires("agent", "yunshang", "Search Zhou");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("围巾的流苏勾丝了，单号SF1062007788，please help");
    const find = async (q: string) => {
      const { body } = await call<{
        items: { conversation: Row; snippet: { text: string; ranges: [number, number][] } }[];
      }>(at("yunshang", `conversations/search?q=${encodeURIComponent(q)}`), { headers: agent.headers });
      return body.items;
    };
    for (const q of ["流苏勾丝", "7788", "SF1062007788", "PLEASE 围巾"]) {
      await expect
        .poll(async () => (await find(q)).map(({ conversation }) => conversation.id), { timeout: 20_000 })
        .toContain(chat.id);
    }
    const [hit] = await find("流苏");
    const [[from, to] = [0, 0]] = hit?.snippet.ranges ?? [];
    expect(hit?.snippet.text.slice(from, to)).toBe("流苏");
    const theirs = await call<{ items: unknown[] }>(
      at("brightbyte", `conversations/search?q=${encodeURIComponent("流苏")}`),
      {
        headers: (await shop.hires("agent", "brightbyte", "Search Reed")).headers,
      },
    );
    expect(theirs.body.items).toEqual([]);
  });
});

describe("a canned reply", () => {
  test("is filled from the conversation, and refused where something is not known", async () => {
    const agent = await shop.hires("agent", "yunshang", "Canned Zhou");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退货，衣服小了");
    const { body } = await call<{ items: { id: string; name: string }[] }>(at("yunshang", "canned-replies"), {
      headers: agent.headers,
    });
    const named = (word: string): string => body.items.find(({ name }) => name.startsWith(word))?.id ?? "";
    const fill = (word: string) =>
      post("yunshang", agent, `canned-replies/${named(word)}/fill`, { conversation: chat.id });
    expect((await fill("order")).body["text"]).toMatch(/^您问的是订单尾号\d{4}的羊毛大衣吗？$/);
    expect((await fill("hello")).body["text"]).toContain("Canned Zhou");
    const lacks = await fill("parcel");
    expect(lacks).toMatchObject({ status: 409, body: { missing: expect.arrayContaining(["parcel.lastPlace"]) } });

    const wrong = await post("yunshang", agent, "canned-replies", { name: "x", zh: "{customer.card, text}", en: "x" });
    expect(wrong.status).toBe(422);
    const kept = await post("yunshang", agent, "canned-replies", { name: "bye", zh: "再见。", en: "Goodbye." });
    expect(kept.status).toBe(201);
    const gone = await call(at("yunshang", `canned-replies/${String(kept.body["id"])}`), {
      method: "DELETE",
      headers: agent.headers,
    });
    expect(gone.status).toBe(204);
  });
});

describe("what stands beside a conversation", () => {
  test("is the run's way, its moves with what follows, its facts with their source, and the step's words", async () => {
    const agent = await shop.hires("agent", "yunshang", "Beside Zhou");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退货，衣服小了");
    const detail = await agent.sees(chat.id);
    expect(detail).toMatchObject({
      suggestion: { strict: true, text: expect.stringContaining("请确认：退羊毛大衣") },
      openMoves: [
        {
          move: "confirm",
          then: { kind: "acts", action: "registerReturn", amount: { minor: 69_900, currency: "CNY" } },
        },
        { move: "decline", then: { kind: "says" } },
        { move: "stop", then: { kind: "ends", outcome: "stopped" } },
      ],
      way: [
        { step: "register-now", kind: "act", state: "now" },
        { state: "to-come" },
        { state: "to-come" },
        { state: "to-come" },
      ],
    });
    const facts = (detail as unknown as { facts: { name: string; source: string; at: string }[] }).facts;
    expect(facts.find(({ name }) => name === "order")).toMatchObject({ source: "shop" });
    expect(facts.every(({ at: since }) => !Number.isNaN(Date.parse(since)))).toBe(true);
  });
});

describe("the staff's line", () => {
  const line = (who: Colleague) => openStaffLine(shop.url, who.headers);

  test("shows a second agent the first at once, and that they type; only one speaks", async () => {
    const [ning, tao] = [
      await shop.hires("agent", "yunshang", "Ning First"),
      await shop.hires("agent", "yunshang", "Tao Second"),
    ];
    const chat = await shop.chat("yunshang", "kai");
    await chat.says("转人工");
    const [one, two] = [await line(ning), await line(tao)];
    const watch = { do: "watch", merchant: "yunshang", conversation: chat.id, after: 0 };
    one.say(watch);
    await one.hears(({ kind }) => kind === "event");
    two.say(watch);
    const isThere = (id: string, isTyping: boolean) => (frame: Readonly<Record<string, unknown>>) =>
      frame["kind"] === "presence" &&
      JSON.stringify(frame["people"]).includes(`"id":"${id}"`) &&
      JSON.stringify(frame["people"]).includes(`"isTyping":${isTyping}`);
    await two.hears(isThere(ning.id, false));
    await one.hears(isThere(tao.id, false));
    one.say({ do: "typing", conversation: chat.id });
    await two.hears(isThere(ning.id, true));
    expect(
      (await rows("yunshang", tao, "queue")).find(({ id }) => id === chat.id)?.here.map(({ name }) => name),
    ).toEqual(expect.arrayContaining(["Ning First", "Tao Second"]));

    await ning.takes(chat.id);
    await two.hears(({ event }) => (event as { kind?: string } | undefined)?.kind === "taken");
    expect((await tao.says(chat.id, "我来")).status).toBe(409);
    expect((await tao.takes(chat.id, { takeOver: true })).status).toBe(200);
    expect((await ning.says(chat.id, "我还在说")).status).toBe(409);
    expect((await ning.events(chat.id)).filter(({ kind }) => kind === "taken")).toMatchObject([
      { by: "Ning First" },
      { by: "Tao Second" },
    ]);
    two.close();
    await one.hears((frame) => frame.kind === "presence" && (frame["people"] as unknown[]).length === 0);
    one.close();
  });

  test("tells what changes in a list, and the events of a conversation from where one was", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Line Reed");
    const hearing = await line(agent);
    hearing.say({ do: "list", merchant: "brightbyte" });
    const chat = await shop.chat("brightbyte", "kai");
    await chat.says("talk to a human");
    const changed = await hearing.hears(
      (frame) =>
        frame.kind === "changed" &&
        (frame["conversation"] as Row).id === chat.id &&
        (frame["conversation"] as Row).list === "queue",
    );
    expect(changed["conversation"]).toMatchObject({ lastLine: { from: "customer" } });

    hearing.say({ do: "watch", merchant: "brightbyte", conversation: chat.id, after: 1 });
    await chat.says("hello?");
    await hearing.hears(({ event }) => (event as { text?: string } | undefined)?.text === "hello?");
    const offsets = hearing.heard.flatMap(({ kind, event }) =>
      kind === "event" ? [(event as { offset: number }).offset] : [],
    );
    expect(offsets).toEqual(offsets.map((_, index) => index + 2));
    hearing.close();
  });

  test("tells the agent that the customer types, and the customer that the agent does, if they ask", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Typing Reed");
    const chat = await shop.chat("brightbyte", "mei");
    await chat.says("talk to a human");
    const address = `${shop.url.replace("http", "ws")}/v1/customer/socket?token=${chat.token}`;
    const frames: Record<string, unknown>[] = [];
    const listens = (socket: WebSocket): Promise<void> => {
      socket.addEventListener(
        "message",
        ({ data }) => void frames.push(JSON.parse(String(data)) as Record<string, unknown>),
      );
      return new Promise((done) => socket.addEventListener("open", () => done()));
    };
    const customer = new WebSocket(`${address}&typing=1`);
    await listens(customer);
    const hearing = await line(agent);
    hearing.say({ do: "watch", merchant: "brightbyte", conversation: chat.id });
    await hearing.hears(({ kind }) => kind === "presence");
    customer.send(JSON.stringify({ kind: "typing" }));
    await hearing.hears((frame) => frame["customerIsTyping"] === true);
    await agent.takes(chat.id);
    hearing.say({ do: "typing", conversation: chat.id });
    await expect
      .poll(() => frames.filter(({ kind }) => kind === "typing"), { timeout: 20_000 })
      .toEqual([{ kind: "typing", from: "agent", forMs: 6 * secondMs }]);
    customer.close();
    hearing.close();
  });

  test("is closed to other sites' pages, to strangers, and to another shop's people", async () => {
    const agent = await shop.hires("agent", "yunshang", "Door Zhou");
    const cookie = { cookie: `ruyi_session=${agent.token}` };
    const ours = await openStaffLine(shop.url, { ...cookie, origin: shop.url });
    ours.say({ do: "list", merchant: "yunshang" });
    ours.say({ do: "list", merchant: "brightbyte" });
    await ours.hears((frame) => frame.kind === "refused" && frame["problem"] === "no-such-merchant");
    ours.say("not json");
    await ours.hears((frame) => frame["problem"] === "not-understood");
    const chat = await shop.chat("brightbyte", "mei");
    ours.say({ do: "watch", merchant: "yunshang", conversation: chat.id });
    await ours.hears((frame) => frame["problem"] === "conversation-not-found");
    ours.close();

    for (const headers of [{ ...cookie, origin: "https://elsewhere.example" }, {}, bearer(randomUUID())]) {
      const foreign = await openStaffLine(shop.url, headers);
      foreign.say({ do: "list", merchant: "yunshang" });
      expect(await foreign.closed).toBe(4401);
      expect(foreign.heard.filter(({ kind }) => kind !== "refused")).toEqual([]);
    }
  });

  test("serves a program with its key", async () => {
    const owner = await shop.owner("yunshang");
    const { body } = await call<{ secret: string }>(at("yunshang", "api-keys"), {
      headers: owner.headers,
      body: { name: "wall board", permissions: ["conversation.read"] },
    });
    const program = await openStaffLine(shop.url, bearer(body.secret));
    program.say({ do: "list", merchant: "yunshang" });
    const chat = await shop.chat("yunshang", "bo");
    await chat.says("转人工");
    await program.hears((frame) => frame.kind === "changed" && (frame["conversation"] as Row).id === chat.id);
    program.close();
  });
});
