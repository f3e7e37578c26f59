import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import {
  after,
  between,
  bytes16,
  type ConversationId,
  createNewId,
  createTurnableClock,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  pick,
  type Random,
  secondMs,
  seededRandom,
} from "@ruyi/kernel";
import { type House, wireRooms } from "@ruyi/server";
import {
  createLibrary,
  createProcedures,
  isProcedure,
  linkProcedures,
  type Procedures,
  readProcedure,
  type Run,
} from "@ruyi/sop";

export type WaitsReport = {
  readonly waits: number;
  readonly days: number;
  readonly ended: number;
  /** Waits that are over and were not ended. */
  readonly lost: number;
  readonly early: number;
  readonly twice: number;
  /** Waits that a look passed over although they were due. */
  readonly passedOver: number;
  /** Waits whose end was worked out again from the calendar of their zone, and those that came out otherwise. */
  readonly againstCalendar: number;
  readonly calendarErrors: number;
  readonly looks: number;
  readonly clockJumps: number;
  /** From nothing to the first look, with all waits that were open then stored. */
  readonly restartSeconds: number;
  readonly openAtRestart: number;
  /** Waits that ended through the desk, offered by two servers at once, and how many a second. */
  readonly throughDesk: number;
  readonly deskPerSecond: number;
  readonly storedPerSecond: number;
  readonly wokenPerSecond: number;
  readonly seconds: number;
};

/** A world of waits begins before clocks change in Europe, America and Oceania. */
const start = new Date("2026-09-20T00:00:00Z");
const days = 90;
const zones = [
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Africa/Cairo"],
  ...["Asia/Shanghai", "America/St_Johns", "UTC"],
];
/** Each run waits twice: twenty-five days at most, so that all are over in time. */
const pairs = [
  ["PT20H", "P5D"],
  ["P1D", "P9D"],
  ["P5D", "PT36H"],
  ["P9D", "P15D"],
  ["PT30M", "P1D"],
] as const;
const lastBegun = (days - 26) * dayMs;
const stored = 4_000;
const woken = 2_000;

const procedureOf = ([first, second]: (typeof pairs)[number], at: number): string => `
id: wait-and-wait-${at}
version: 1
title: { zh: 等两次, en: Wait twice }
identity: visitor
facts: {}
phrases: {}
start: first
steps:
  first: { kind: wait, for: "nothing:${at}", until: ${first}, next: { arrived: over, late: second } }
  second: { kind: wait, for: "nothing:${at}", until: ${second}, next: { arrived: over, late: over } }
  over: { kind: end, outcome: over }
`;

function library() {
  const sources = pairs.map((pair, at) => {
    const read = readProcedure(procedureOf(pair, at));
    if (!isProcedure(read)) throw new Error(`The waiting procedure cannot be read: ${JSON.stringify(read)}.`);
    return read;
  });
  return createLibrary(linkProcedures(sources));
}

type Clock = ReturnType<typeof createTurnableClock>;

/** Two servers on the same rows, as far as waits need them. */
function wire(house: House, clock: Clock) {
  const procedures = createProcedures({ library: waiting, database: house.database });
  const newId = createNewId(
    () => clock.now().getTime(),
    () => randomBytes(16),
  );
  const { database, onError, assistant, market } = house;
  const needs = {
    database,
    clock,
    newId,
    onError,
    assistant,
    procedures,
    shopOf: market.shopOf,
    secretsOf: () => ["none"],
  };
  const server = () => wireRooms({ ...needs, wait: () => Promise.resolve() }).desk;
  return { house, procedures, servers: [server(), server()] as const };
}
const waiting = library();

/** Closes the house with its database, and opens both again. */
export type Restart = { readonly close: () => Promise<void>; readonly open: () => Promise<House> };

/**
 * Stores waits, lets ninety days pass in looks at uneven times, and ends each wait at the first look after it is over. A
 * sample goes through the desk, offered by two servers at once; all others through the rows alone, many at a time, by the
 * same procedures and the same statements. Half way the house is closed and opened again.
 */
export async function evaluateWaits(
  first: House,
  options: { readonly waits: number; readonly seed: number; readonly restart: Restart },
): Promise<WaitsReport> {
  const { waits: wanted, seed, restart } = options;
  const began = performance.now();
  const random = seededRandom(seed);
  const clock = createTurnableClock(start);
  const runs = Math.ceil(wanted / 2);
  let rooms = wire(first, clock);

  const merchants = await first.database.asPlatform(async (tx) => {
    const { rows } = await sql<{ id: MerchantId }>`select merchant_id as id from tenancy.merchant order by 1`.execute(
      tx,
    );
    return rows.map(({ id }) => id);
  });
  const talks = await begin(rooms, merchants, Math.min(1_000, Math.ceil(runs / 10)));
  const storing = performance.now();
  const calendar = await store(rooms.procedures, { house: first, merchants, runs, random, talks });
  const storedPerSecond = Math.round((runs / (performance.now() - storing)) * 1_000);

  const counts = { ended: 0, early: 0, passedOver: 0, looks: 0, clockJumps: 0, throughDesk: 0, deskMs: 0, wakeMs: 0 };
  let restartSeconds = 0;
  let openAtRestart = 0;
  /** Every wait that was over then has been offered. */
  let seenTo = start;
  for (const end = after(start, days * dayMs); clock.now() < end;) {
    const drawn = random();
    if (drawn < 0.02) counts.clockJumps += 1;
    // A clock that was set back, a machine that slept, an ordinary round.
    clock.turn(
      drawn < 0.01
        ? -between(random, 1, 60) * minuteMs
        : drawn < 0.02
          ? between(random, 12, 60) * hourMs
          : between(random, 1, 720) * minuteMs,
    );
    await look(rooms, talks, clock, seenTo, counts);
    if (clock.now() > seenTo) seenTo = clock.now();
    if (restartSeconds > 0 || clock.now() < after(start, (days * dayMs) / 2)) continue;
    openAtRestart = await openNow(rooms.house, merchants);
    await restart.close();
    const from = performance.now();
    rooms = wire(await restart.open(), clock);
    await rooms.procedures.dueRuns(clock.now(), woken);
    restartSeconds = Math.round((performance.now() - from) / 10) / 100;
  }
  const { lost, twice } = await audit(rooms.house, merchants, runs);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const { deskMs, wakeMs, ...counted } = counts;
  return {
    ...{ waits: runs * 2, days, ...counted, lost, twice, ...calendar, restartSeconds, openAtRestart },
    deskPerSecond: Math.round((counts.throughDesk / deskMs) * 1_000),
    storedPerSecond,
    wokenPerSecond: Math.round(((counts.ended - counts.throughDesk) / wakeMs) * 1_000),
    seconds,
  };
}

type Rooms = ReturnType<typeof wire>;
type Talk = { readonly merchantId: MerchantId; readonly id: ConversationId };

/** Conversations for the runs whose waits end through the desk. */
async function begin(
  { servers: [desk] }: Rooms,
  merchants: readonly MerchantId[],
  count: number,
): Promise<ReadonlyMap<string, Talk>> {
  const talks = new Map<string, Talk>();
  for (let at = 0; at < count; at += 1) {
    const merchantId = merchants[at % merchants.length];
    if (!merchantId) throw new Error("Nobody keeps a shop here.");
    const about = {
      customerId: undefined,
      language: "en",
      zone: "UTC",
      merchantName: { zh: "店", en: "Shop" },
    } as const;
    const id = await desk.begin({ merchantId, ...about });
    talks.set(id, { merchantId, id });
  }
  return talks;
}

type Storing = {
  readonly house: House;
  readonly merchants: readonly MerchantId[];
  readonly runs: number;
  readonly random: Random;
  readonly talks: ReadonlyMap<string, Talk>;
};

/** Begins all runs and stores them as the desk does, many in one statement. */
async function store(
  procedures: Procedures,
  { house, merchants, runs, random, talks }: Storing,
): Promise<{ readonly againstCalendar: number; readonly calendarErrors: number }> {
  const open = [...talks.values()];
  const newId = createNewId(() => start.getTime(), bytes16(random));
  let againstCalendar = 0;
  let calendarErrors = 0;
  for (let made = 0; made < runs;) {
    // The first few pin their versions, which is then remembered.
    const size =
      made < 2 * pairs.length * merchants.length ? pairs.length * merchants.length : Math.min(stored, runs - made);
    const saved = Array.from({ length: Math.min(size, runs - made) }, (_, place) => {
      const at = made + place;
      const pair = at % pairs.length;
      const begun = after(start, between(random, 0, lastBegun / secondMs) * secondMs).toISOString();
      const zone = pick(random, zones);
      const talk = open[at];
      const merchantId = talk?.merchantId ?? merchants[Math.floor(at / pairs.length) % merchants.length];
      if (!merchantId) throw new Error("There is no merchant to wait at.");
      const progress = procedures.start({
        merchantId,
        ...{ id: newId("run"), procedure: `wait-and-wait-${pair}`, conversationId: talk?.id ?? newId("conversation") },
        ...{ customerId: undefined, language: "en", zone, facts: {}, actor: { kind: "system" }, at: begun },
      });
      if (!progress) throw new Error("A wait could not begin.");
      if (at % 5 === 0) {
        againstCalendar += 1;
        if (!endsRightly(progress.run, begun, pairs[pair]?.[0] ?? "", zone)) calendarErrors += 1;
      }
      return { merchantId, run: progress.run, events: [progress] };
    });
    await house.database.transact(merchants, (tx) => procedures.save(tx, saved, start));
    made += saved.length;
  }
  return { againstCalendar, calendarErrors };
}

const formats = new Map<string, Intl.DateTimeFormat>();
function wallClock(zone: string, at: Date): string {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  return format.format(at);
}

/** Days are the zone's own: so many dates later the clock on its wall says the same, or that hour does not exist there. */
function endsRightly({ state }: Run, begun: string, until: string, zone: string): boolean {
  if (state.kind !== "waiting") return false;
  const [from, to] = [new Date(begun), new Date(state.wakeAt)];
  const [, inDays, inHours, inMinutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(until) ?? [];
  if (inDays === undefined)
    return to.getTime() - from.getTime() === Number(inHours ?? 0) * hourMs + Number(inMinutes ?? 0) * minuteMs;
  const [date = "", time = ""] = wallClock(zone, from).split(" ");
  const meant = `${after(new Date(`${date}T00:00:00Z`), Number(inDays) * dayMs)
    .toISOString()
    .slice(0, 10)} ${time}`;
  if (wallClock(zone, to) === meant) return true;
  // The hour was skipped: nowhere around is there a moment with that time.
  return ![-2, -1, -0.5, 0.5, 1, 2].some((hours) => wallClock(zone, after(to, hours * hourMs)) === meant);
}

type Counts = {
  ended: number;
  early: number;
  passedOver: number;
  looks: number;
  throughDesk: number;
  deskMs: number;
  wakeMs: number;
};

/** One look: all that is due is woken. */
async function look(
  { house, procedures, servers }: Rooms,
  talks: ReadonlyMap<string, Talk>,
  clock: Clock,
  seenTo: Date,
  counts: Counts,
): Promise<void> {
  counts.looks += 1;
  const now = clock.now();
  const at = now.toISOString();
  for (;;) {
    const due = await procedures.dueRuns(now, woken);
    if (due.length === 0) return;
    const [throughDesk, rest] = [
      due.filter(({ conversationId }) => talks.has(conversationId)),
      due.filter(({ conversationId }) => !talks.has(conversationId)),
    ];
    const began = performance.now();
    await Promise.all(
      throughDesk.flatMap(({ merchantId, conversationId, runId }) =>
        servers.map((desk) => desk.submit(merchantId, conversationId, { kind: "woken", runId })),
      ),
    );
    const between = performance.now();
    counts.deskMs += between - began;
    counts.throughDesk += throughDesk.length;
    counts.ended += throughDesk.length;
    if (rest.length > 0) {
      const merchants = [...new Set(rest.map(({ merchantId }) => merchantId))];
      await house.database.transact(merchants, async (tx) => {
        const { rows } = await sql<{ merchantId: MerchantId; body: Run }>`
          select merchant_id as "merchantId", body from sop.run where (merchant_id, id) in (
            select * from unnest(${rest.map(({ merchantId }) => merchantId)}::uuid[], ${rest.map(({ runId }) => runId)}::uuid[]))`.execute(
          tx,
        );
        const saved = rows.flatMap(({ merchantId, body }) => {
          const wakeAt = "wakeAt" in body.state ? Date.parse(body.state.wakeAt) : Infinity;
          // What had been over at an earlier look was due there.
          if (wakeAt <= seenTo.getTime()) counts.passedOver += 1;
          const progress = procedures.take(body, { kind: "woken", at, actor: { kind: "system" } });
          if (progress.run === body || wakeAt > now.getTime()) counts.early += 1;
          return progress.run === body ? [] : [{ merchantId, run: progress.run, events: [progress] }];
        });
        counts.ended += saved.length;
        await procedures.save(tx, saved, now);
      });
      counts.wakeMs += performance.now() - between;
    }
  }
}

const numberOf = async (house: House, query: ReturnType<typeof sql<{ n: string }>>): Promise<number> => {
  const { rows } = await house.database.asPlatform((tx) => query.execute(tx));
  return Number(rows[0]?.n ?? 0);
};

const openNow = (house: House, merchants: readonly MerchantId[]): Promise<number> =>
  numberOf(
    house,
    sql`select count(*) as n from sop.run where merchant_id = any (${merchants}::uuid[]) and procedure like 'wait-and-wait-%' and wake_at is not null`,
  );

/** Runs that did not end, and those whose log has another number of endings than they had waits. */
async function audit(
  house: House,
  merchants: readonly MerchantId[],
  runs: number,
): Promise<{ readonly lost: number; readonly twice: number }> {
  const ended = await numberOf(
    house,
    sql`select count(*) as n from sop.run where merchant_id = any (${merchants}::uuid[]) and procedure like 'wait-and-wait-%' and state = 'ended'`,
  );
  const often = (sign: ">" | "<") =>
    numberOf(
      house,
      sql`select count(*) as n from (
        select e.run_id from sop.run r join sop.run_event e on e.merchant_id = r.merchant_id and e.run_id = r.id,
          jsonb_array_elements(e.events) as line
        where r.merchant_id = any (${merchants}::uuid[]) and r.procedure like 'wait-and-wait-%'
        group by e.run_id
        having count(*) filter (where line -> 'event' ->> 'kind' = 'woken') ${sql.raw(sign)} 2) as runs`,
    );
  return { lost: runs - ended + (await often("<")), twice: await often(">") };
}
