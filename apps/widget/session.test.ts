import { describe, expect, onTestFinished, test } from "vitest";
import type { Identity } from "./identity.ts";
import { createShelf, emptyRecord, type Shelf } from "./record.ts";
import { createSession } from "./session.ts";
import type { Heard } from "./view.ts";

/** A busy machine is no broken chat. */
const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Fault = "lost-request" | "lost-answer" | "broken";

/**
 * A Ruyi server in memory, with a line to it that can be cut, that loses requests or answers, and that forgets its
 * tokens. It stores a client message id once, and answers each message.
 */
function aServer() {
  const log: Heard[] = [];
  const faults: Fault[] = [];
  const stored = new Map<string, number>();
  let isCut = false;
  let conversations = 0;
  let validToken = "";
  let posts = 0;
  let answersLateMs = 0;
  let place: object | null = null;
  const refusesText = "<too much>";

  const add = (event: Omit<Heard, "offset" | "at">): number => {
    const offset = log.length + 1;
    log.push({ offset, at: "2026-11-24T04:00:00.000Z", ...event } as Heard);
    return offset;
  };
  const json = (status: number, body: object): Response => Response.json(body, { status });

  const handle = (url: URL, init: RequestInit): Response => {
    const headers = new Headers(init.headers);
    if (url.pathname === "/v1/customer/conversations") {
      if (headers.get("ruyi-merchant") === "nobody") return json(404, {});
      if (headers.get("authorization") === "Bearer refused") return json(401, {});
      conversations += 1;
      log.length = 0;
      validToken = `token-${conversations}`;
      return json(201, { conversationId: `c${conversations}`, token: validToken });
    }
    if (url.pathname === "/v1/customer/likely-orders") {
      const order = { number: "261119319859", title: { zh: "羊毛大衣", en: "Wool coat" }, state: "delivered" };
      return json(200, { orders: headers.get("authorization") === "Bearer jwt" ? [order, "nonsense"] : [] });
    }
    if (headers.get("authorization") !== `Bearer ${validToken}`) return json(401, {});
    if (url.pathname.endsWith("/messages")) {
      posts += 1;
      const { clientMessageId, text }: { clientMessageId: string; text: string } = JSON.parse(String(init.body));
      if (text === refusesText) return json(400, {});
      const before = stored.get(clientMessageId);
      if (before !== undefined) return json(200, { offset: before });
      const offset = add({ kind: "message", from: "customer", text, clientMessageId });
      stored.set(clientMessageId, offset);
      add({ kind: "message", from: "assistant", text: `heard: ${text}` });
      return json(201, { offset });
    }
    if (url.pathname.endsWith("/place")) return json(200, { place });
    const after = Number(url.searchParams.get("after"));
    return json(200, { events: log.filter(({ offset }) => offset > after), settled: true });
  };

  /** Events are waited for, as the real server does; a message's answer may come after its event. */
  const held = async (url: URL, init: RequestInit): Promise<void> => {
    if (url.pathname.endsWith("/messages")) await sleep(answersLateMs);
    if (!url.pathname.endsWith("/events")) return;
    const after = Number(url.searchParams.get("after"));
    const until = Date.now() + Math.min(Number(url.searchParams.get("waitMs")), 5_000);
    while (log.length <= after && Date.now() < until && !isCut && !init.signal?.aborted) await sleep(2);
  };

  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    await sleep(1);
    const fault = faults.shift();
    if (isCut || fault === "lost-request") throw new TypeError("Failed to fetch");
    if (fault === "broken") return json(503, {});
    const url = new URL(input instanceof Request ? input.url : input);
    const isPost = url.pathname.endsWith("/messages");
    if (!isPost) await held(url, init);
    if (isCut || init.signal?.aborted) throw new TypeError("Failed to fetch");
    const answer = handle(url, init);
    if (isPost) await held(url, init);
    if (fault === "lost-answer") throw new TypeError("Failed to fetch");
    return answer;
  };

  return {
    fetch,
    faults,
    log,
    answerLate: (ms: number) => void (answersLateMs = ms),
    cut: (cut: boolean) => void (isCut = cut),
    forgetTokens: () => void (validToken = "none"),
    queue: (told: object) => {
      place = told;
      add({ kind: "handoff", reason: "asked", queuePlace: 3, waitSeconds: 360, estimated: true });
    },
    say: (text: string) => add({ kind: "message", from: "agent", text }),
    conversations: () => conversations,
    posts: () => posts,
    refusesText,
    texts: () => log.filter(({ kind }) => kind === "message").map((event) => String(event["text"])),
  };
}

type Server = ReturnType<typeof aServer>;

function aChat(
  server: Server,
  {
    shelf = createShelf(undefined, "yunshang"),
    identity = { kind: "signed", token: "jwt", person: "mei" },
    merchant = "yunshang",
    wait = (): Promise<void> => sleep(2),
  }: {
    readonly shelf?: Shelf;
    readonly identity?: Identity;
    readonly merchant?: string;
    readonly wait?: (ms: number, ended: AbortSignal) => Promise<void>;
  } = {},
) {
  let ids = 0;
  let who = identity;
  const session = createSession({
    base: "http://shop.example",
    ...{ merchant, shelf },
    identity: () => Promise.resolve(who),
    zone: "Asia/Shanghai",
    language: () => "zh",
    fetch: server.fetch,
    now: () => 0,
    newId: () => `${Math.random()}-${(ids += 1)}`,
    wait,
  });
  onTestFinished(() => session.stop());
  const shown = (): readonly string[] =>
    session.view.value.entries.flatMap((entry) => (entry.kind === "said" ? [entry.text] : []));
  return { session, shown, becomes: (next: Identity) => void (who = next) };
}

describe("a chat", () => {
  test("shows what was said and what was answered, each once, in order", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    session.send("二");
    await soon(shown).toEqual(["一", "heard: 一", "二", "heard: 二"]);
    expect(session.outbox.value).toEqual([]);
    expect(server.conversations()).toBe(1);
  });

  test.each<Fault>(["lost-request", "lost-answer", "broken"])(
    "neither loses nor doubles a message when every second request ends as %s",
    async (fault) => {
      const server = aServer();
      const { session, shown } = aChat(server);
      session.send("零");
      await soon(shown).toHaveLength(2);
      server.faults.push(...Array.from({ length: 40 }, (_, index) => (index % 2 ? fault : ("" as Fault))));
      for (const text of ["一", "二", "三"]) session.send(text);
      await soon(shown).toEqual(["零", "一", "二", "三"].flatMap((text) => [text, `heard: ${text}`]));
      await soon(() => session.outbox.value).toEqual([]);
      expect(server.texts()).toHaveLength(8);
    },
  );

  test("keeps what is written offline, says so, and sends it once the line is back", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    await soon(shown).toHaveLength(2);
    server.cut(true);
    session.networkChanged(false);
    session.send("二");
    session.send("三");
    await soon(() => session.line.value).toBe("down");
    server.say("同事：在");
    expect(session.outbox.value.map(({ text }) => text)).toEqual(["二", "三"]);
    server.cut(false);
    session.networkChanged(true);
    await soon(shown).toEqual(["一", "heard: 一", "同事：在", "二", "heard: 二", "三", "heard: 三"]);
    expect(session.line.value).toBe("up");
  });

  test("hears the answer as soon as one message gets through, however long it had meant to wait", async () => {
    const server = aServer();
    const untilWoken = (_ms: number, ended: AbortSignal): Promise<void> =>
      new Promise((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
    const { session, shown } = aChat(server, { wait: untilWoken });
    session.send("一");
    await soon(shown).toHaveLength(2);
    server.cut(true);
    await soon(() => session.line.value).toBe("down");
    server.cut(false);
    session.send("二");
    await soon(shown).toEqual(["一", "heard: 一", "二", "heard: 二"]);
  });

  test("goes on in a new page, with what the last one had not sent", async () => {
    const server = aServer();
    const shelf = createShelf(undefined, "yunshang");
    const first = aChat(server, { shelf });
    first.session.send("一");
    await soon(first.shown).toHaveLength(2);
    server.cut(true);
    first.session.send("二");
    await soon(() => first.session.line.value).toBe("down");
    first.session.stop();
    server.cut(false);
    const second = aChat(server, { shelf });
    await second.session.resume();
    await soon(second.shown).toEqual(["一", "heard: 一", "二", "heard: 二"]);
    expect(server.conversations()).toBe(1);
  });

  test("shows the next person nothing of the last", async () => {
    const server = aServer();
    const shelf = createShelf(undefined, "yunshang");
    const meis = aChat(server, { shelf });
    meis.session.send("我的地址");
    await soon(meis.shown).toHaveLength(2);
    meis.session.stop();
    const bos = aChat(server, { shelf, identity: { kind: "signed", token: "jwt-2", person: "bo" } });
    await bos.session.resume();
    expect(bos.shown()).toEqual([]);
    expect(shelf.read()).toEqual({ ...emptyRecord, person: "bo" });
  });

  test("begins anew when the server knows its token no more, and what was said stays in sight", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    await soon(shown).toHaveLength(2);
    server.forgetTokens();
    session.send("二");
    await soon(shown).toEqual(["一", "heard: 一", "二", "heard: 二"]);
    expect(server.conversations()).toBe(2);
  });

  test("goes on as a visitor's when the shop's identity is refused twice", async () => {
    const server = aServer();
    const { session, shown } = aChat(server, { identity: { kind: "signed", token: "refused", person: "mei" } });
    session.send("一");
    await soon(shown).toHaveLength(2);
    expect(session.isVisitor.value).toBe(true);
  });

  test("waits for a shop that cannot say who is here, rather than take a customer for a visitor", async () => {
    const server = aServer();
    const { session, shown, becomes } = aChat(server, { identity: { kind: "unreachable" } });
    session.send("一");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.conversations()).toBe(0);
    becomes({ kind: "signed", token: "jwt", person: "mei" });
    await soon(shown).toHaveLength(2);
  });

  test("gives a message back that the server will never take, and sends the others", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send(server.refusesText);
    session.send("二");
    await soon(shown).toEqual(["二", "heard: 二"]);
    expect(session.outbox.value).toMatchObject([{ text: server.refusesText, state: "refused" }]);
  });

  test("stops asking when there is no such shop", async () => {
    const server = aServer();
    const { session } = aChat(server, { merchant: "nobody", identity: { kind: "visitor" } });
    session.send("一");
    await soon(() => session.line.value).toBe("misplaced");
    expect(server.posts()).toBe(0);
  });

  test("says that something is under way until it is answered, also when the answer overtakes the receipt", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    await soon(() => shown().length === 2 && !session.isAwaited.value).toBe(true);
    server.answerLate(60);
    session.send("二");
    await soon(shown).toHaveLength(4);
    await sleep(120);
    expect(session.isAwaited.value).toBe(false);
  });

  test("counts what came while it was out of sight", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    await soon(shown).toHaveLength(2);
    session.see();
    expect(session.unseen.value).toBe(0);
    server.say("同事：在");
    await soon(() => session.unseen.value).toBe(1);
  });

  test("asks before a word is said what a customer most likely comes for, and nothing for a visitor", async () => {
    const { session } = aChat(aServer());
    expect(session.likely.value).toBeUndefined();
    await session.meet();
    expect(session.likely.value?.map(({ number }) => number)).toEqual(["261119319859"]);
    const visit = aChat(aServer(), { identity: { kind: "visitor" } });
    await visit.session.meet();
    expect(visit.session.likely.value).toEqual([]);
    expect(visit.session.isVisitor.value).toBe(true);
  });

  test("shows nobody the orders of the one before", async () => {
    const { session, becomes } = aChat(aServer());
    await session.meet();
    becomes({ kind: "signed", token: "another", person: "bo" });
    session.send("一");
    await soon(() => session.likely.value).toBeUndefined();
  });

  test("hears while it waits for a person how the line moves on", async () => {
    const server = aServer();
    const { session, shown } = aChat(server);
    session.send("一");
    await soon(shown).toHaveLength(2);
    server.queue({ queuePlace: 1, waitSeconds: 60, estimated: true, at: "2026-11-24T04:01:00.000Z" });
    await soon(() => session.view.value.entries.at(-1)).toMatchObject({ kind: "queue", place: 1 });
  });
});
