import { afterEach, describe, expect, test } from "vitest";
import { customerRoutes, type Event } from "../customer-routes.ts";
import { type Misbehaviour, type PretendedServer, pretendServer } from "../testing.ts";
import { talk, type TalkLimits } from "./talk.ts";

const limits: TalkLimits = { answerMs: 1_500, silenceMs: 120, lookMs: 50, idleLookMs: 500, pauseMs: 10 };
const servers: PretendedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function talkTo(how: Misbehaviour, lines: readonly string[]) {
  const server = await pretendServer(how);
  servers.push(server);
  const routes = customerRoutes(server.url, { tryForMs: 1_000, pauseMs: 10 });
  const conversation = await routes.begin({ visitorOf: "yunshang" });
  const shown: Event[] = [];
  let count = 0;
  const unanswered = await talk({
    routes,
    conversation,
    lines: asyncLines(lines),
    newMessageId: () => `m-${(count += 1)}`,
    show: (event) => shown.push(event),
    limits,
  });
  return { server, shown, unanswered, texts: shown.map(({ text }) => text) };
}

async function* asyncLines(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe("talk", () => {
  test("waits for each answer before the next line, as a person would", async () => {
    const { texts, unanswered } = await talkTo({ answerMs: 60 }, ["one", "two", "", "three"]);
    expect(texts).toEqual(["one", "about one", "two", "about two", "three", "about three"]);
    expect(unanswered).toEqual([]);
  });

  test("stores a line once when its acknowledgement is lost on the way", async () => {
    const { server, texts } = await talkTo({ cutPosts: 2 }, ["one"]);
    expect(server.requests.filter((request) => request.endsWith("/messages"))).toHaveLength(3);
    expect(texts).toEqual(["one", "about one"]);
  });

  test("looks again when the connection drops, and misses nothing", async () => {
    const { texts } = await talkTo({ cutLooks: 3 }, ["one", "two"]);
    expect(texts).toEqual(["one", "about one", "two", "about two"]);
  });

  test("shows an event once, however often it comes", async () => {
    const { shown } = await talkTo({ repeats: true }, ["one", "two"]);
    expect(shown.map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
  });

  test("shows every event of an answer that comes in parts", async () => {
    const { texts } = await talkTo({ answersTo: (text) => [`${text} a`, `${text} b`] }, ["one"]);
    expect(texts).toEqual(["one", "one a", "one b"]);
  });

  test("takes a settled silence for an answer", async () => {
    const { texts, unanswered } = await talkTo({ answersTo: () => [] }, ["thanks", "bye"]);
    expect(texts).toEqual(["thanks", "bye"]);
    expect(unanswered).toEqual([]);
  });

  test("names the line that nobody answered in time", async () => {
    const { unanswered } = await talkTo({ answerMs: 5_000 }, ["one"]);
    expect(unanswered).toEqual(["one"]);
  });

  test("says which server does not answer at all", async () => {
    const routes = customerRoutes("http://127.0.0.1:9", { tryForMs: 50, pauseMs: 10 });
    await expect(routes.begin({ visitorOf: "yunshang" })).rejects.toThrow(/Nothing answers at http:\/\/127\.0\.0\.1:9/);
  });
});
