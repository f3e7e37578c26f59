import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { createDemoMarket, hostile, type MishapRates, type ShopPort } from "@ruyi/commerce";
import type { ConversationId, CustomerId, MerchantId, RunId } from "@ruyi/kernel";
import { after, between, createNewId, minuteMs, secondMs, seededRandom } from "@ruyi/kernel";
import { type House, wireRooms } from "@ruyi/server";
import { createProcedures, type Move } from "@ruyi/sop";
import { type Case, casesFrom, nextMove } from "./engine/cases.ts";
import { beginLife, type Life } from "./engine/life.ts";
import { prepareTwins, type TwinCase } from "./engine/prepare.ts";
import { wordsFor } from "./engine/words.ts";

export type CrashReport = {
  readonly kills: number;
  /** Where lives ended, by moment. */
  readonly at: Readonly<Record<string, number>>;
  readonly conversations: number;
  /** Acts wished for, and what the shop's own record has of them. */
  readonly acts: number;
  readonly doneByShop: number;
  readonly waitsEnded: number;
  /** Intents, refunds, runs or messages that nobody goes after any more although they are open, or that are gone. */
  readonly lost: number;
  /** Acts the shop did more than once for one wish, refunds paid twice, messages stored twice. */
  readonly twice: number;
  /** Acts the shop did that no run wished for, and results that a run has and the shop does not. */
  readonly strayed: number;
  readonly findings: readonly string[];
  readonly seconds: number;
};

/** A world on a bad day, whose payment side keeps what it promises: delays, doubled deliveries, lost questions and answers. */
const rates: MishapRates = { ...hostile, refundFails: 0, refundReverses: 0 };
/** Time here runs so much faster than the machine's, clocks and waits alike. */
const speed = 15;
const atOnce = 8;
const cohortsPrepared = 12;

type Rooms = ReturnType<typeof wireRooms> & { readonly procedures: ReturnType<typeof createProcedures> };

/** One customer's matter, from the first word until nothing is theirs to do. */
type Matter = TwinCase<Case> & {
  id?: ConversationId;
  readonly made: Move[];
  /** Said and not yet acknowledged: said again under the same number. */
  pending?: { readonly id: string; readonly text: string; readonly move?: Move };
  readonly acknowledged: Map<string, number>;
  said: number;
  rests: boolean;
};

/**
 * Customers have their matters carried out by servers that die at a drawn moment, one after the other, each wired anew
 * from the database; the shop beside them delays, doubles and loses. In the end the shop's own record is compared with
 * the runs'.
 */
export async function evaluateCrashes(
  house: House,
  { kills: wanted, seed }: { readonly kills: number; readonly seed: number },
): Promise<CrashReport> {
  const began = performance.now();
  const random = seededRandom(seed);
  const clock = createFastClock(house.clock.now());
  const wait = async (ms: number, signal?: AbortSignal): Promise<void> =>
    void (await sleep(ms / speed, undefined, signal ? { signal } : {}).catch(() => undefined));
  const newId = createNewId(
    () => clock.now().getTime(),
    () => randomBytes(16),
  );
  const market = createDemoMarket({
    ...{ database: house.database, clock, wait, random: seededRandom(seed + 1), rates, secretOf: () => "not signed" },
  });
  const at: Record<string, number> = {};
  let kills = 0;
  let matters = 0;

  const wire = (life: Life): Rooms => {
    const database = life.database(house.database);
    const procedures = life.procedures(createProcedures({ library: house.library, database }));
    const shops = new Map<MerchantId, ShopPort>();
    const shopOf = (merchantId: MerchantId): ShopPort => {
      const shop = shops.get(merchantId) ?? life.shop(market.shopOf(merchantId));
      shops.set(merchantId, shop);
      return shop;
    };
    const onError = (error: unknown, doing: string): void => {
      if (life.endedAt() === undefined) house.onError(error, doing);
    };
    const { assistant } = house;
    const rooms = wireRooms({
      ...{ database, clock, newId, wait, onError, procedures, assistant, shopOf, secretsOf: () => ["not signed"] },
    });
    return { ...rooms, procedures };
  };

  /** Lets lives follow each other until the work is done in one of them. */
  const through = async (work: (rooms: Rooms) => Promise<void>): Promise<void> => {
    for (;;) {
      const isLast = kills >= wanted;
      const life = beginLife(isLast ? undefined : random);
      const rooms = wire(life);
      const working = look(rooms, clock).then(() => work(rooms));
      const outcome = await Promise.race([life.over, working.then(() => undefined)]).catch((error: unknown) => {
        if (life.endedAt() === undefined) throw error;
        return life.endedAt();
      });
      if (outcome === undefined) return void (await rooms.desk.stop(secondMs * speed));
      working.catch(() => undefined);
      kills += 1;
      at[outcome] = (at[outcome] ?? 0) + 1;
      // Leases and looks of the dead are over when the next one begins.
      clock.turn(between(random, 31, 40) * secondMs);
    }
  };

  // Procedures that only look things up have nothing to lose.
  const acting = house.library.startable.filter(({ steps }) => Object.values(steps).some(({ kind }) => kind === "act"));
  const all: Matter[] = [];
  for (let waiting: Matter[] = []; kills < wanted || all.length === 0;) {
    if (waiting.length === 0) {
      const cases = casesFrom(acting, matters + atOnce * cohortsPrepared, seed).slice(matters);
      matters += cases.length;
      const fresh = await prepareTwins(house, cases, `crash-${seed}`);
      waiting = fresh.map((each) => ({ ...each, made: [], acknowledged: new Map(), said: 0, rests: false }));
    }
    const cohort = waiting.splice(0, atOnce);
    all.push(...cohort);
    await through((rooms) => talk(rooms, cohort, clock, wait));
    for (let night = 0; night < 8; night += 1) {
      const wake = await nextWake(house, cohort);
      if (!wake) break;
      clock.turn(Math.max(0, wake.getTime() - clock.now().getTime()) + secondMs);
      await through((rooms) => settled(rooms, cohort, clock, wait));
    }
  }
  // Nobody dies any more: whatever is still open must come to its end by itself.
  for (let night = 0; night < 60 && (await openIn(house, all)) > 0; night += 1) {
    clock.turn((night + 1) * 12 * minuteMs);
    await through((rooms) => settled(rooms, all, clock, wait));
  }
  const audited = await audit(house, all, clock.now());
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { kills, at, conversations: all.length, ...audited, seconds };
}

function createFastClock(start: Date) {
  const from = performance.now();
  let turned = 0;
  return {
    now: () => new Date(start.getTime() + turned + Math.round((performance.now() - from) * speed)),
    turn: (ms: number): void => {
      turned += ms;
    },
  };
}
type FastClock = ReturnType<typeof createFastClock>;
type Wait = (ms: number) => Promise<void>;

/** What each server looks after every two seconds, as `apps/server/sweeps.ts` has it. */
async function look({ desk, procedures, commerce, trust }: Rooms, clock: FastClock): Promise<void> {
  const now = clock.now();
  for (const { merchantId, conversationId, runId } of await procedures.dueRuns(now, 200))
    await desk.submit(merchantId, conversationId, { kind: "woken", runId });
  for (const intent of await procedures.claimIntents(now, after(now, 30 * secondMs), 200)) desk.resume(intent);
  await trust.settle();
  await commerce.settleOpen();
}

const talk = async (rooms: Rooms, cohort: readonly Matter[], clock: FastClock, wait: Wait): Promise<void> => {
  await Promise.all(cohort.map((matter) => speak(rooms, matter, clock, wait)));
};

/** Says what the customer has to say, as far as it goes; begun anew by the next server where this one died. */
async function speak(rooms: Rooms, matter: Matter, clock: FastClock, wait: Wait): Promise<void> {
  const { desk } = rooms;
  const { merchantId } = matter;
  while (!matter.rests) {
    matter.id ??= await desk.begin({
      ...{ merchantId, customerId: matter.customer as CustomerId, language: matter.case.language },
      ...{ zone: "Asia/Shanghai", merchantName: { zh: "店", en: "The shop" } },
    });
    if (matter.said === 0) matter.pending ??= { id: "opening", text: matter.case.opening };
    if (matter.pending) {
      const { id: clientMessageId, text, move } = matter.pending;
      const answer = await desk.say(merchantId, matter.id, { clientMessageId, text });
      if (answer.kind !== "done" && answer.kind !== "again")
        throw new Error(`A message was not taken: ${answer.kind}.`);
      matter.acknowledged.set(clientMessageId, answer.offset);
      matter.said += 1;
      if (move) matter.made.push(move);
      delete matter.pending;
    }
    await quiet(rooms, matter, clock, wait);
    const view = await desk.view(merchantId, matter.id);
    const order = matter.orders.get(matter.case.order);
    const isTheirs = view && view.conversation.floor.kind === "assistant" && matter.said < 12;
    const move = isTheirs
      ? nextMove({ ...matter.case, answer: "yes" } as Case, view.open, matter.made, order?.id ?? "")
      : undefined;
    if (!move) {
      matter.rests = true;
      return;
    }
    const asked = view?.open.find((each) => each.move === move.move);
    matter.pending = { id: `said-${matter.said}`, text: wordsFor(move, asked), move };
  }
}

/** Waits until no machine is at work in a matter, looking after what a dead server left. */
async function quiet(rooms: Rooms, { merchantId, id }: Matter, clock: FastClock, wait: Wait): Promise<void> {
  for (let looks = 0; id !== undefined; looks += 1) {
    const view = await rooms.desk.view(merchantId, id);
    if (!view?.isAtWork) return;
    if (looks > 4_000) throw new Error(`Conversation ${id} did not come to rest.`);
    await wait(100);
    if (looks % 40 === 39) await look(rooms, clock);
  }
}

const settled = async (rooms: Rooms, matters: readonly Matter[], clock: FastClock, wait: Wait): Promise<void> => {
  for (const matter of matters) await quiet(rooms, matter, clock, wait);
};

const idsOf = (matters: readonly Matter[]): string[] => matters.flatMap(({ id }) => id ?? []);

/** When the next of their runs is to be woken. */
async function nextWake({ database }: House, matters: readonly Matter[]): Promise<Date | undefined> {
  return database.asPlatform(async (tx) => {
    const { rows } = await sql<{ at: Date | null }>`
      select min(wake_at) as at from sop.run where (merchant_id, conversation_id) in
        (select m, c from unnest(${matters.map(({ merchantId }) => merchantId)}::uuid[],
          ${matters.map(({ id }) => id ?? null)}::uuid[]) as asked (m, c))`.execute(tx);
    return rows[0]?.at ?? undefined;
  });
}

async function one(house: House, query: ReturnType<typeof sql<{ n: string }>>): Promise<number> {
  const { rows } = await house.database.asPlatform((tx) => query.execute(tx));
  return Number(rows[0]?.n ?? 0);
}

/** What is still open of these matters, by what it is. */
async function openOf(house: House, matters: readonly Matter[]): Promise<Readonly<Record<string, number>>> {
  const { rows } = await house.database.asPlatform((tx) =>
    sql<{ what: string; n: string }>`
      select 'intents' as what, count(*) as n from sop.intent
      -- What the shop never got within an hour is asked no more: its run was told so, and a person has the matter.
      union all select 'questions to the shop', count(*) from commerce.intent i where outcome is null and not (
        not exists (select from market.request r where r.merchant_id = i.merchant_id and r.key = i.key)
        and exists (select from desk.event e where e.merchant_id = i.merchant_id and e.kind = 'effect'
          and e.body ->> 'key' = i.key and e.body ->> 'state' = 'unknown'))
      union all select 'refunds ' || state, count(*) from trust.refund where state in ('approved', 'sent', 'unknown') group by 1
      union all select 'runs at work', count(*) from sop.run
        where state in ('acting', 'looking-up') and conversation_id = any (${idsOf(matters)}::uuid[])`.execute(tx),
  );
  return Object.fromEntries(rows.flatMap(({ what, n }) => (Number(n) > 0 ? [[what, Number(n)]] : [])));
}
const openIn = async (house: House, matters: readonly Matter[]): Promise<number> =>
  Object.values(await openOf(house, matters)).reduce((sum, n) => sum + n, 0);

type Audit = Pick<CrashReport, "acts" | "doneByShop" | "waitsEnded" | "lost" | "twice" | "strayed" | "findings">;

/** Holds the runs' logs against the shop's own record, key by key. */
async function audit(house: House, matters: readonly Matter[], now: Date): Promise<Audit> {
  const ids = idsOf(matters);
  const rowsOf = <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
    house.database.asPlatform(async (tx) => (await query.execute(tx)).rows);
  const effects = await rowsOf(sql<{ key: string; state: string; n: string }>`
    select body ->> 'key' as key, body ->> 'state' as state, count(*) as n from desk.event
    where kind = 'effect' and conversation_id = any (${ids}::uuid[]) group by 1, 2`);
  const results = await rowsOf(sql<{ run: RunId; kind: string; key: string | null; state: string | null; n: string }>`
    select e.run_id as run, line -> 'event' ->> 'kind' as kind, line -> 'event' ->> 'key' as key,
      line -> 'event' -> 'result' ->> 'state' as state, count(*) as n
    from sop.run r join sop.run_event e on e.merchant_id = r.merchant_id and e.run_id = r.id,
      jsonb_array_elements(e.events) as line
    where r.conversation_id = any (${ids}::uuid[]) and line -> 'event' ->> 'kind' in ('acted', 'woken', 'signalled')
    group by 1, 2, 3, 4`);
  const requests = await rowsOf(sql<{ key: string; outcome: { kind: string } | null }>`
    select key, outcome from market.request where key like '%/%'`);
  const refunds = await rowsOf(sql<{ key: string; order: string }>`
    select key, order_id as "order" from market.refund where key like '%/%'`);
  const ours = await rowsOf(sql<{ key: string; state: string }>`
    select intent_key as key, state from trust.refund`);
  const messages = await rowsOf(sql<{ conversation: string; id: string; offset: number }>`
    select conversation_id as conversation, client_message_id as id, "offset" from desk.event
    where client_message_id is not null and conversation_id = any (${ids}::uuid[])`);
  const holes = await one(
    house,
    sql`select count(*) as n from (select max("offset") - count(*) as holes from desk.event
      where conversation_id = any (${ids}::uuid[]) group by conversation_id) as logs where holes <> 0`,
  );
  const overdue = await one(
    house,
    sql`select count(*) as n from sop.run
      where conversation_id = any (${ids}::uuid[]) and wake_at <= ${after(now, -minuteMs)}`,
  );

  const wished = new Set(effects.filter(({ state }) => state === "requested").map(({ key }) => key));
  const doneByShop = new Set(requests.filter(({ outcome }) => outcome?.kind === "done").map(({ key }) => key));
  const refundedTwice = [...Map.groupBy(refunds, ({ order }) => order)].filter(([, each]) => each.length > 1);
  const told = Map.groupBy(messages, ({ conversation }) => conversation);
  const open = await openOf(house, matters);
  let lost = (await openIn(house, matters)) + holes + overdue;
  let twice = refundedTwice.length;
  let strayed = 0;
  const findings: string[] = [];
  const find = (what: string): void => {
    if (findings.length < 20) findings.push(what);
  };
  if (lost > 0) find(`open: ${JSON.stringify({ ...open, holes, overdue })}`);
  for (const [order] of refundedTwice) find(`refunded twice: ${order}`);

  for (const { key, state, n } of effects) {
    if (Number(n) > 1 && (state === "done" || state === "requested")) {
      twice += 1;
      find(`${state} ${n} times: ${key}`);
    }
  }
  const doneByRuns = results.filter(({ kind, state }) => kind === "acted" && state === "done");
  for (const { key, n } of doneByRuns) {
    if (Number(n) > 1) twice += 1;
    if (key !== null && !doneByShop.has(key)) {
      strayed += 1;
      find(`a run has done what the shop has not: ${key}`);
    }
  }
  for (const key of doneByShop) {
    if (wished.has(key)) continue;
    strayed += 1;
    find(`the shop has done what no run wished for: ${key}`);
  }
  const answered = new Set(effects.filter(({ state }) => state !== "requested").map(({ key }) => key));
  for (const key of wished) {
    if (answered.has(key)) continue;
    lost += 1;
    find(`wished for and never answered: ${key}`);
  }
  for (const { key, state } of ours) {
    if (state === "done" && !refunds.some((refund) => refund.key === key)) {
      strayed += 1;
      find(`our books have a refund the shop has not: ${key}`);
    }
  }
  for (const { id, acknowledged } of matters) {
    const stored = Map.groupBy(told.get(id ?? "") ?? [], (each) => each.id);
    for (const [clientMessageId, offset] of acknowledged) {
      const found = stored.get(clientMessageId) ?? [];
      if (found.length > 1) twice += 1;
      if (found.length === 1 && found[0]?.offset === offset) continue;
      lost += 1;
      find(`acknowledged at ${offset} and not there: ${clientMessageId} of ${id}`);
    }
  }
  const waitsEnded = results.reduce((sum, { kind, n }) => sum + (kind === "acted" ? 0 : Number(n)), 0);
  return { acts: wished.size, doneByShop: doneByShop.size, waitsEnded, lost, twice, strayed, findings };
}
