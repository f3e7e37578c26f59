import { rmSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { createTurnableClock, type CustomerId, hourMs, type MerchantId, type RunId } from "@ruyi/kernel";
import { trialBalance } from "@ruyi/ledger";
import { aConnection } from "@ruyi/platform/testing";
import { demoMerchants, regulars } from "@ruyi/simulation";
import { advance, type Run } from "@ruyi/sop";
import { type House, loadDemoPast, openHouse, planDemoPast, seedDemo } from "@ruyi/server";
import { aHome, databaseUrlOf, settingsFor } from "./fixtures/market.ts";

/** A Friday evening in Shanghai, when people write. */
const evening = new Date("2026-11-27T12:40:00Z");
const conversations = 400;

async function aHouse(): Promise<{ readonly house: House; readonly clock: ReturnType<typeof createTurnableClock> }> {
  const databaseUrl = databaseUrlOf(await aConnection());
  const home = aHome();
  const clock = createTurnableClock(evening);
  const house = await openHouse(settingsFor(databaseUrl, home), { clock });
  afterAll(async () => {
    await house.close();
    rmSync(home, { recursive: true, force: true });
  });
  await seedDemo(house);
  return { house, clock };
}

const read = <Row>({ database }: House, merchantId: MerchantId, query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
  database.transact(merchantId, async (tx) => (await query.execute(tx)).rows);

const never = new AbortController().signal;
/** A signal that stops after so many shops' days. */
function after(days: number): AbortSignal {
  const stop = new AbortController();
  let asked = 0;
  return new Proxy(stop.signal, {
    get: (signal, name) => (name === "aborted" ? (asked += 1) > days : Reflect.get(signal, name)),
  });
}

/** What was said, done and paid, row by row; colleagues' ids are left out, for they are new in each system. */
async function digest(of: House): Promise<readonly string[]> {
  const said = sql`select conversation_id::text, "offset"::text, at::text, kind, body::text from desk.event
    where kind in ('message', 'effect', 'promise', 'handoff', 'taken', 'note', 'closed')`;
  const stands = sql`select id::text, customer_id, status, speaker, created_at::text from desk.conversation`;
  const went = sql`select id::text, procedure, state, awaits, wake_at::text from sop.run`;
  const paid = sql`select id::text, intent_key, amount::text, state, settled_at::text from trust.refund`;
  const held = sql`select key, customer_id, amount::text, at::text, expires_at::text from ledger.reservation`;
  const booked = sql`select posting_key, line::text, account, amount::text, at::text from ledger.entry`;
  const ordered = sql`select id, customer_id, placed_at::text, moves_at::text, document::text from market.shop_order`;
  const digests: string[] = [];
  for (const { id } of demoMerchants) {
    for (const rows of [said, stands, went, paid, held, booked, ordered]) {
      const [row] = await read(
        of,
        id,
        sql<{ digest: string }>`
          select count(*) || ' ' || coalesce(sum(hashtextextended(row(t.*)::text, 0)), 0) as digest from (${rows}) as t`,
      );
      digests.push(row?.digest ?? "");
    }
  }
  return digests;
}

const { house } = await aHouse();
const [yunshang, brightbyte] = demoMerchants;
if (!yunshang || !brightbyte) throw new Error("The demo market has lost its shops.");
const before = await digest(house);
await planDemoPast(house, conversations);
const come = await loadDemoPast(house, never);

describe("the demo market's history", () => {
  test("is about as long as was wished, in all three shops", async () => {
    expect(come).toBeGreaterThan(conversations * 0.85);
    expect(come).toBeLessThan(conversations * 1.15);
    for (const { id } of demoMerchants) {
      const [row] = await read(house, id, sql<{ count: number }>`select count(*)::int as count from desk.conversation`);
      expect(row?.count).toBeGreaterThan(20);
    }
  });

  test("comes in once, however often it is asked for", async () => {
    const first = await digest(house);
    await planDemoPast(house, conversations);
    expect(await loadDemoPast(house, never)).toBe(0);
    expect(await digest(house)).toEqual(first);
    expect(first).not.toEqual(before);
  });

  test("goes on where it was cut short, and comes to the same", { timeout: 120_000 }, async () => {
    const { house: other, clock } = await aHouse();
    await planDemoPast(other, conversations);
    const early = await loadDemoPast(other, after(40));
    clock.turn(5 * hourMs);
    const rest = await loadDemoPast(other, never);
    expect(early).toBeGreaterThan(0);
    expect(early + rest).toBe(come);
    expect(await digest(other)).toEqual(await digest(house));
  });

  test("leaves the four whom everyone knows as they were", async () => {
    for (const { id } of demoMerchants) {
      for (const regular of regulars) {
        const [row] = await read(
          house,
          id,
          sql<{ talks: number; orders: number }>`
            select (select count(*)::int from desk.conversation where customer_id = ${regular.id}) as talks,
              (select count(*)::int from market.shop_order where customer_id = ${regular.id}) as orders`,
        );
        expect(row).toEqual({ talks: 0, orders: regular.past.length + 3 });
        const rating = await house.trust.rating(id, regular.id as CustomerId);
        expect(rating.standing).toBe({ mei: 5, bo: 3, kai: 1, lin: "new" }[regular.id]);
      }
    }
  });

  test("numbers every conversation's events without a gap, the last one where the next will follow", async () => {
    for (const { id } of demoMerchants) {
      const wrong = await read(
        house,
        id,
        sql`select c.id from desk.conversation c join desk.event e on e.merchant_id = c.merchant_id and e.conversation_id = c.id
          group by c.id, c.next_offset having count(*) <> c.next_offset - 1 or max(e."offset") <> c.next_offset - 1`,
      );
      expect(wrong).toEqual([]);
    }
  });

  test("holds runs whose logs replay to where they stand", async () => {
    for (const { id } of demoMerchants) {
      const runs = await read(house, id, sql<{ id: RunId; body: Run }>`select id, body from sop.run`);
      expect(runs.length).toBeGreaterThan(15);
      for (const { id: runId, body } of runs) {
        const procedure = house.library.byId(body.procedure);
        const log = await house.procedures.logOf(id, runId);
        if (!procedure) throw new Error(`No procedure ${body.procedure}.`);
        const fresh: Run = {
          ...body,
          ...{ places: [{ procedure: procedure.id, step: procedure.start }], facts: {}, count: 0, done: [] },
          ...{ state: { kind: "asking", since: "" }, answered: [], rounds: {}, agreed: undefined },
        };
        const replayed = log.reduce((run, { event }) => advance(procedure, run, event)[0], fresh);
        expect(replayed.state).toEqual(body.state);
        expect(replayed.places).toEqual(body.places);
      }
    }
  });

  test("has paid what its conversations say, in our books and in the shop's", async () => {
    for (const { id } of demoMerchants) {
      const refunds = await read(
        house,
        id,
        sql<{ told: string | null; paid: string | null; ours: string; mine: boolean }>`
          select r.amount as ours, m.amount_minor as paid, o.customer_id = r.customer_id as mine, (
            select e.body -> 'amount' ->> 'minor' from desk.event e
            where e.merchant_id = r.merchant_id and e.conversation_id = r.conversation_id
              and e.kind = 'effect' and e.body ->> 'key' = r.intent_key limit 1
          ) as told
          from trust.refund r
          left join market.refund m on m.merchant_id = r.merchant_id and m.key = r.intent_key
          left join market.shop_order o on o.merchant_id = r.merchant_id and o.id = r.order_id
          where r.state in ('done', 'sent')`,
      );
      for (const { told, paid, ours, mine } of refunds)
        expect({ told, paid, mine }).toEqual({ told: ours, paid: ours, mine: true });
    }
    const [row] = await read(
      house,
      yunshang.id,
      sql<{ count: number }>`select count(*)::int as count from trust.refund`,
    );
    expect(row?.count).toBeGreaterThan(10);
  });

  test("balances, and what the payment side has confirmed stands in its account", async () => {
    for (const { id, currency } of demoMerchants) {
      const balances = await house.database.transact(id, (tx) => trialBalance(tx, id));
      expect(balances.reduce((sum, { balance }) => sum + balance.minor, 0)).toBe(0);
      const [done] = await read(
        house,
        id,
        sql<{ sum: string }>`select coalesce(sum(amount), 0) as sum from trust.refund where state = 'done'`,
      );
      const cleared = balances.find(({ account }) => account === "channel-clearing")?.balance;
      expect(cleared ?? { minor: 0, currency }).toEqual({ minor: -Number(done?.sum), currency });
    }
  });

  test("talks about orders of the same customer in the state in which they were", async () => {
    for (const { id } of demoMerchants) {
      const strangers = await read(
        house,
        id,
        sql`select r.id from sop.run r
          cross join lateral jsonb_path_query(r.body, '$.facts.order.value.id') as about (id)
          left join market.shop_order o on o.merchant_id = r.merchant_id and o.id = about.id #>> '{}'
          where o.customer_id is distinct from r.customer_id`,
      );
      expect(strangers).toEqual([]);
      const early = await read(
        house,
        id,
        sql`select e.conversation_id from desk.event e where e.kind = 'effect' and e.body ->> 'action' = 'cancelOrder'
          and e.body ->> 'state' = 'done' and not exists (
            select 1 from desk.conversation c join market.shop_order o on o.merchant_id = c.merchant_id
              and o.customer_id = c.customer_id and o.document ->> 'state' = 'cancelled'
            where c.merchant_id = e.merchant_id and c.id = e.conversation_id)`,
      );
      expect(early).toEqual([]);
    }
  });

  test("ends with somebody still waiting, some promises open and most people answered", async () => {
    const [row] = await read(
      house,
      yunshang.id,
      sql<{ waiting: number; handed: number; all: number }>`
        select count(*) filter (where speaker = 'queue')::int as waiting, count(reason)::int as handed, count(*)::int as all
        from desk.conversation`,
    );
    expect(row?.handed).toBeGreaterThan(0);
    expect((row?.handed ?? 0) / (row?.all ?? 1)).toBeLessThan(0.3);
  });
});
