import { describe, expect, test } from "vitest";
import { call } from "./fixtures/http.ts";
import { aShop } from "./fixtures/shop.ts";

/*
 * What ended is scored from its log, whoever executed it: the history of the demo market when it came in, and what ends now within a
 * minute. Every figure opens to its cases.
 */
const shop = await aShop({ past: 240 });
const owner = await shop.owner("yunshang");
const base = `${shop.url}/v1/merchants/yunshang/quality`;

type Share = { count: number; of: number; share: number; low: number; high: number } | null;
type Scores = {
  cases: number;
  fitness: number | null;
  order: Share;
  decisions: Share;
  timing: Share;
  phrases: Share;
};
type AsOne = { index: number | null; low: number | null; high: number | null; pairs: number };
type Board = {
  from: string;
  to: string;
  total: Scores;
  groups: { value: string; name: string | null; scores: Scores }[];
  asOne: AsOne & { ofPeople: AsOne; latest: number };
  disagreements: { key: string; facts: string[]; outcomes: { outcome: string; cases: number }[] }[];
  deviations: { deviation: string; kind: string; procedure: string; step: string; cases: NonNullable<Share> }[];
};
type Cases = {
  items: { run: string; conversationId: string; executor: string; deviations: string[] }[];
  next: string | null;
};

const day = (ago: number): string => {
  const today = Temporal.Instant.from(shop.clock.now().toISOString()).toZonedDateTimeISO(
    shop.merchant("yunshang").zone,
  );
  return today.toPlainDate().subtract({ days: ago }).toString();
};
const month = `from=${day(35)}&to=${day(0)}`;
const board = async (query: string): Promise<Board> => {
  const { status, body } = await call<Board>(`${base}?${month}&${query}`, { headers: owner.headers });
  expect({ status, body: status === 200 ? {} : body }).toEqual({ status: 200, body: {} });
  return body;
};
const cases = async (query: string): Promise<Cases> =>
  (
    await call<Cases>(`${base}/cases?${month}&${query.includes("limit=") ? query : `limit=200&${query}`}`, {
      headers: owner.headers,
    })
  ).body;

describe("a shop's quality", () => {
  test("has four scores, each with its interval: few cases are no bare hundred per cent", async () => {
    const { total, asOne } = await board("by=executor");
    expect(total.cases).toBeGreaterThan(20);
    for (const share of [total.order, total.decisions, total.timing, total.phrases]) {
      if (!share) throw new Error("Something was not scored.");
      expect(share.count).toBeLessThanOrEqual(share.of);
      expect(share.low).toBeLessThan(share.high);
      expect(share.low).toBeLessThan(1);
    }
    // The procedure disposes: what went by it fits it, and what must be said to the letter was.
    expect(total.phrases?.share).toBe(1);
    expect(total.fitness).toBeGreaterThan(0.99);
    expect(asOne.latest).toBe(total.cases);
    expect(asOne.index).toBeGreaterThan(0.5);
  });

  test("is told apart by executor, person, part of the day, channel and procedure, and the parts are the whole", async () => {
    const whole = (await board("by=executor")).total.cases;
    for (const by of ["executor", "shift", "channel", "procedure"]) {
      const { groups } = await board(`by=${by}`);
      expect({ by, cases: groups.reduce((sum, { scores }) => sum + scores.cases, 0) }).toEqual({ by, cases: whole });
    }
    const people = (await board("by=person")).groups;
    expect(people.length).toBeGreaterThan(0);
    expect(people.every(({ name }) => name !== null)).toBe(true);
    const [first] = people;
    const { total } = await board(`by=executor&only=person:${first?.value}`);
    expect(total.cases).toBe(first?.scores.cases);
  });

  test("opens every figure to its cases", async () => {
    const { total, deviations, disagreements } = await board("by=executor");
    const all = await cases("");
    expect(all.items).toHaveLength(Math.min(200, total.cases));
    const missedOf = (share: Share): number => (share ? share.of - share.count : 0);
    expect((await cases("missed=order")).items).toHaveLength(missedOf(total.order));
    expect((await cases("missed=decisions")).items).toHaveLength(missedOf(total.decisions));
    for (const { deviation, cases: how } of deviations) {
      const found = await cases(`deviation=${encodeURIComponent(deviation)}`);
      expect(found.items.length).toBeGreaterThanOrEqual(how.count);
      expect(found.items.every((each) => each.deviations.includes(deviation))).toBe(true);
    }
    for (const { key, outcomes } of disagreements) {
      const found = await cases(`equal=${key}`);
      expect(found.items).toHaveLength(outcomes.reduce((sum, each) => sum + each.cases, 0));
    }
    const [one] = all.items;
    const url = `${shop.url}/v1/merchants/yunshang/conversations/${one?.conversationId}`;
    expect((await call(url, { headers: owner.headers })).status).toBe(200);
  });

  test("comes in pages that miss nobody", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Cases = await cases(`limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ run }) => run));
      cursor = page.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength((await board("by=shift")).total.cases);
  });

  test("holds what ends now, once the log has been looked through", async () => {
    const before = (await cases("")).items.length;
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退货，衣服小了");
    await chat.picks("no");
    shop.turn(120_000);
    // A look that meets the server's own leaves the log to it.
    const looked = async (): Promise<number> => {
      await shop.house.heat.look(shop.clock.now());
      return (await cases("")).items.length;
    };
    await expect.poll(looked).toBe(before + 1);
    const { items } = await cases("");
    expect(items[0]).toMatchObject({ conversationId: chat.id, executor: "assistant" });
  });

  test("is for those who read reports; a period that is none is refused with what is accepted", async () => {
    const agent = await shop.hires("agent", "yunshang", "Cy Agent");
    expect((await call(base, { headers: agent.headers })).status).toBe(403);
    expect((await call(`${base}?from=2026-11-24&to=2026-11-23`, { headers: owner.headers })).status).toBe(400);
    expect((await call(`${base}?from=2026-01-01&to=2026-11-23`, { headers: owner.headers })).status).toBe(400);
  });
});
