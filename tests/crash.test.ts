import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { afterAll, expect, test } from "vitest";
import { createNewId, type MerchantId, minuteMs, seededRandom, secondMs } from "@ruyi/kernel";
import { trialBalance } from "@ruyi/ledger";
import { createDatabase } from "@ruyi/platform";
import { createTenancy, masterKeyIn } from "@ruyi/tenancy";
import { bearer, call } from "./fixtures/http.ts";
import { identityOf } from "./fixtures/identity.ts";
import { aDemoMarket, aHome, databaseUrlOf } from "./fixtures/market.ts";
import { kill, type Serving, startServing } from "./fixtures/serving.ts";
import { bear } from "./fixtures/twins.ts";

/*
 * Two hundred customers ask for their money at once, while the server is killed again and again without a warning.
 * They are patient as real ones are: what got no answer is sent again under the same id. In the end every yes has been
 * paid exactly once, and what was acknowledged is there exactly once.
 */
const customersAtEach = 100;
const slugs = ["yunshang", "brightbyte"] as const;
const kills = 8;
const within = 100 * secondMs;
const seed = 20_261_124;

const connection = await aDemoMarket();
const pool = new Pool({ ...connection, max: 4 });
const database = createDatabase(connection, { connections: 4 });
const home = aHome();
const random = seededRandom(seed);

let server: Serving | undefined;
/** When the server came up last: patience is counted from there, for nobody is answered by a machine that is off. */
let upSince = Date.now();
/** Turned on between lives, so that what is due in a minute need not be waited for. */
let aheadMs = 0;
const now = (): Date => new Date(Date.now() + aheadMs);

async function start(): Promise<Serving> {
  const serving = await startServing({ databaseUrl: databaseUrlOf(connection), home, aheadMs });
  upSince = Date.now();
  return serving;
}

/** Whether somebody who began to wait at `since` is still patient. */
const isPatient = (since: number): boolean => Date.now() < Math.max(since, upSince) + within;

afterAll(async () => {
  if (server) await kill(server);
  await Promise.all([pool.end(), database.close()]);
  rmSync(home, { recursive: true, force: true });
});

type Customer = {
  readonly slug: (typeof slugs)[number];
  readonly id: string;
  readonly opening: string;
  conversation?: { readonly id: string; readonly token: string };
  /** Where each message was acknowledged, by its own id. */
  readonly acknowledged: Map<string, number>;
};

/** Tries until there is an answer that is none of a dying server. */
async function patiently<T>(what: string, attempt: (url: string) => Promise<T | undefined>): Promise<T> {
  let last = "nothing was sent";
  for (const since = Date.now(); isPatient(since); await sleep(50 + random() * 100)) {
    const url = server?.url;
    if (url === undefined) continue;
    const answer = await attempt(url).catch((error: unknown) => void (last = String(error)));
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} got no answer within ${within} ms of a running server; the last: ${last}.`);
}

async function say(customer: Customer, clientMessageId: string, text: string): Promise<void> {
  const { conversation } = customer;
  if (!conversation) throw new Error(`${customer.id} has no conversation to speak in.`);
  const offset = await patiently(`${customer.id}: ${text}`, async (url) => {
    const { status, body } = await call<{ offset: number }>(
      `${url}/v1/customer/conversations/${conversation.id}/messages`,
      { headers: bearer(conversation.token), body: { clientMessageId, text } },
    );
    return status === 200 || status === 201 ? body.offset : undefined;
  });
  customer.acknowledged.set(clientMessageId, offset);
}

type Event = { readonly offset: number; readonly kind: string; readonly state?: string; readonly action?: string };
/** All of a conversation, or what comes after an offset, for which the server lets one wait as a page does. */
const eventsOf = (customer: Customer, { after = 0, waitMs = 0 } = {}): Promise<readonly Event[]> =>
  patiently(`${customer.id}'s events`, async (url) => {
    const { conversation } = customer;
    const address = `${url}/v1/customer/conversations/${conversation?.id}/events?after=${after}&waitMs=${waitMs}`;
    const { status, body } = await call<{ events: Event[] }>(address, { headers: bearer(conversation?.token ?? "") });
    return status === 200 ? body.events : undefined;
  });

const lineOf = ({ offset, kind, state, action, ...rest }: Event & { readonly step?: string }): string =>
  [offset, kind, action, rest.step, state].filter((part) => part !== undefined).join(" ");

const heard = async (customer: Customer, what: (events: readonly Event[]) => boolean): Promise<void> => {
  for (const since = Date.now(); isPatient(since);) {
    const events = await eventsOf(customer);
    if (what(events)) return;
    await eventsOf(customer, { after: events.at(-1)?.offset ?? 0, waitMs: 2 * secondMs });
  }
  throw new Error(`${customer.id} waited ${within} ms: ${(await eventsOf(customer)).map(lineOf).join("; ")}`);
};

/** Asked for the yes, by a step later than what the customer said last. */
const isAsked = (events: readonly Event[], since: number): boolean => {
  const step = events.findLast(({ kind }) => kind === "step");
  return step?.state === "confirming" && step.offset > since;
};
/** Paid, or told honestly that the bank has not answered yet, or led to a person because the shop could not be read. */
const isTold = (events: readonly Event[]): boolean => {
  const last = events.findLast(({ kind, action }) => kind === "effect" && action === "refund");
  return last?.state === "done" || last?.state === "unknown" || events.some(({ kind }) => kind === "handoff");
};

async function askForMoney(customer: Customer, secret: string): Promise<void> {
  await sleep(random() * 25_000);
  customer.conversation = await patiently(`${customer.id}'s door`, async (url) => {
    const headers = bearer(identityOf(secret, customer.slug, customer.id, now()));
    const { status, body } = await call<{ conversationId: string; token: string }>(`${url}/v1/customer/conversations`, {
      method: "POST",
      headers,
    });
    return status === 201 ? { id: body.conversationId, token: body.token } : undefined;
  });
  await say(customer, "opening", customer.opening);
  // After a long night the facts are read afresh and the question is put again; the answer is the same.
  for (let round = 1; ; round += 1) {
    const since = Math.max(...customer.acknowledged.values());
    await heard(customer, (events) => isTold(events) || isAsked(events, since));
    if (isTold(await eventsOf(customer))) return;
    await say(customer, `yes-${round}`, "yes");
  }
}

test(
  "a server killed eight times under two hundred refunds loses nothing and pays nothing twice",
  { timeout: 300_000 },
  async () => {
    server = await start();
    const merchants = await pool.query<{ id: MerchantId; slug: string }>(
      "select merchant_id as id, slug from tenancy.merchant",
    );
    const merchantOf = (slug: string): MerchantId => {
      const found = merchants.rows.find((row) => row.slug === slug);
      if (!found) throw new Error(`There is no merchant "${slug}".`);
      return found.id;
    };
    const customers: Customer[] = [];
    const secrets = new Map<string, string>();
    const tenancy = createTenancy({
      ...{ database, randomBytes, clock: { now } },
      newId: createNewId(Date.now, () => randomBytes(16)),
      masterKey: masterKeyIn(home, randomBytes),
    });
    for (const slug of slugs) {
      const merchantId = merchantOf(slug);
      secrets.set(slug, await tenancy.revealIdentitySecret({ kind: "system", name: "test" }, merchantId));
      const { rows: orders } = await pool.query<{ id: string }>(
        `select id from market.shop_order where merchant_id = $1 and customer_id = 'mei'
           and document ->> 'state' in ('paid', 'delivered') order by placed_at desc limit 2`,
        [merchantId],
      );
      const names = Array.from({ length: customersAtEach }, (_, at) => `${slug}-${at}`);
      await bear({ database, merchantId, of: "mei", names, orderIds: orders.map(({ id }) => id) });
      for (const [at, id] of names.entries()) {
        const returns = slug === "yunshang" ? "我要退货，大衣小了" : "I want to return my headphones";
        const cancels = slug === "yunshang" ? "取消订单" : "cancel my order";
        customers.push({ slug, id, opening: at % 3 === 0 ? cancels : returns, acknowledged: new Map() });
      }
    }

    const asking = Promise.allSettled(customers.map((each) => askForMoney(each, secrets.get(each.slug) ?? "")));
    for (let at = 0; at < kills; at += 1) {
      await sleep(500 + random() * 3_000);
      if (server) await kill(server);
      server = undefined;
      // The last death is followed by a night: leases and looks at unanswered payments are due when it ends.
      if (at === kills - 1) aheadMs += 2 * minuteMs;
      server = await start();
    }
    const outcomes = await asking;
    expect(outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []))).toEqual([]);

    // What the bank does not know of after ten minutes was never sent to it, and is then, under its old key.
    for (let night = 0; ; night += 1) {
      const open = await openAfter(20 * secondMs);
      if (open === undefined) break;
      if (night === 4) throw new Error(`After ${night} nights something is still open: ${JSON.stringify(open)}`);
      await kill(server);
      aheadMs += 12 * minuteMs;
      server = await start();
    }
    const asked = [];
    for (const customer of customers) {
      const events = await eventsOf(customer);
      if (events.some(({ action, state }) => action === "refund" && state === "requested")) asked.push(customer);
    }
    expect(asked.length).toBeGreaterThan(customers.length * 0.9);
    await audit(
      customers,
      asked,
      merchants.rows.map(({ id }) => id),
    );
  },
);

/** Three looks of a server for what is due: what has stood still for so long waits for its time to come. */
const stillMs = 6 * secondMs;

/** What is under way and does not end by itself within so long, or stands still; undefined when all ends. */
async function openAfter(withinMs: number): Promise<Readonly<Record<string, string>> | undefined> {
  const open = `select (select count(*) from sop.intent) as intents, (select count(*) from platform.outbox) as facts,
    (select string_agg(distinct type, ' ') from platform.outbox) as types,
    (select count(*) from trust.refund where state in ('approved', 'sent', 'unknown')) as refunds,
    (select count(*) from commerce.intent where outcome is null) as acts,
    (select count(*) from sop.run where state in ('acting', 'looking-up')) as runs`;
  const until = Date.now() + withinMs;
  let last = { seen: "", since: Date.now() };
  for (; ; await sleep(250)) {
    const [found] = (await pool.query<Record<string, string>>(open)).rows;
    const { types: _types, ...counts } = found ?? {};
    if (Object.values(counts).every((count) => Number(count) === 0)) return undefined;
    const seen = JSON.stringify(found);
    if (seen !== last.seen) last = { seen, since: Date.now() };
    if (Date.now() > Math.min(until, last.since + stillMs)) return found;
  }
}

const count = async (text: string): Promise<number> => Number((await pool.query<{ n: string }>(text)).rows[0]?.n);

async function audit(
  customers: readonly Customer[],
  asked: readonly Customer[],
  merchants: readonly MerchantId[],
): Promise<void> {
  // Nothing is left half done, and nothing is left unknown.
  expect(await count("select count(*) as n from sop.run where state in ('acting', 'looking-up')")).toBe(0);
  expect(await count("select count(*) as n from sop.intent")).toBe(0);
  expect(await count("select count(*) as n from trust.refund where state <> 'done'")).toBe(0);
  expect(await count("select count(*) as n from commerce.intent where outcome is null")).toBe(0);

  // Each yes is one refund in our books and one at the shop, under one key and of one sum.
  const confirmed = await count("select count(*) as n from trust.refund");
  expect(confirmed).toBe(asked.length);
  const matched = await pool.query<{ customer_id: string }>(`
    select r.customer_id from trust.refund r join market.refund m
      on m.merchant_id = r.merchant_id and m.key = r.intent_key and m.order_id = r.order_id
      and m.amount_minor = r.amount and m.currency = r.currency`);
  expect(matched.rows.map((row) => row.customer_id).toSorted()).toEqual(asked.map(({ id }) => id).toSorted());
  expect(
    await count(`select count(*) as n from market.refund m join market.shop_order o using (merchant_id)
      where o.id = m.order_id and o.customer_id like '%-%' and m.key not in (select intent_key from trust.refund)`),
  ).toBe(0);
  expect(
    await count(
      "select count(*) as n from (select 1 from trust.refund group by merchant_id, order_id having count(*) > 1) as twice",
    ),
  ).toBe(0);

  // Every entry has its other side, and what was paid is what left the bank.
  for (const merchantId of merchants) {
    const balances = await database.transact(merchantId, (tx) => trialBalance(tx, merchantId));
    for (const each of Map.groupBy(balances, ({ balance }) => balance.currency).values())
      expect(each.reduce((sum, { balance }) => sum + balance.minor, 0)).toBe(0);
    const { rows } = await pool.query<{ paid: string }>(
      "select coalesce(sum(amount), 0) as paid from trust.refund where merchant_id = $1",
      [merchantId],
    );
    const left = balances.find(({ account }) => account === "channel-clearing")?.balance.minor ?? 0;
    expect(left + Number(rows[0]?.paid)).toBe(0);
    expect(balances.find(({ account }) => account === "refund-in-transit")?.balance.minor ?? 0).toBe(0);
  }

  // What was acknowledged is in the log once, at the place that was told.
  const { rows: said } = await pool.query<{ conversation: string; id: string; offset: number }>(`
    select conversation_id as conversation, client_message_id as id, "offset" from desk.event
    where client_message_id is not null`);
  const stored = Map.groupBy(said, ({ conversation }) => conversation);
  for (const { conversation, acknowledged } of customers) {
    const told = (stored.get(conversation?.id ?? "") ?? []).map(({ id, offset }) => [id, offset] as const);
    expect(told.toSorted(([, a], [, b]) => a - b)).toEqual([...acknowledged].toSorted(([, a], [, b]) => a - b));
  }
  expect(
    await count(`select count(*) as n from (
      select max("offset") - count(*) as holes from desk.event group by merchant_id, conversation_id) as logs where holes <> 0`),
  ).toBe(0);
}
