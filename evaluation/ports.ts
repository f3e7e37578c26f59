import { sql } from "kysely";
import { type Patience, usualPatience } from "@ruyi/commerce";
import { type ConversationId, minuteMs } from "@ruyi/kernel";
import type { House, RunningServer } from "@ruyi/server";
import type { Move, Run } from "@ruyi/sop";
import { bearer, call } from "../tests/fixtures/http.ts";
import { identityOf } from "../tests/fixtures/identity.ts";
import { anOutsideAi } from "../tests/fixtures/outside-ai.ts";
import { agreed, type Case, casesFrom, nextMove } from "./engine/cases.ts";
import { customerAt } from "./customer.ts";
import { essenceOf, firstDifference } from "./engine/equal.ts";
import { prepareTwins, type TwinCase } from "./engine/prepare.ts";
import { wordsFor } from "./engine/words.ts";

/**
 * The four ways in: a customer and the assistant, a colleague at the desk over HTTP, an outside AI over MCP, a customer
 * who presses on the self-service form.
 */
const ports = ["assistant", "desk", "mcp", "form"] as const;
type Port = (typeof ports)[number];

export type PortsReport = {
  readonly cases: number;
  readonly equal: number;
  readonly unequal: number;
  /** Moves made in each port, and runs compared. */
  readonly moves: Readonly<Record<Port, number>>;
  readonly events: number;
  /** How many cases ended how, by the assistant's port. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
};
export type PortsAnswer = {
  readonly case: number;
  readonly procedure: string;
  readonly slug: string;
  readonly language: string;
  readonly like: string;
  readonly order: string;
  readonly answer: string;
  readonly outcome: string;
  readonly equal: boolean;
  /** Where it differs first: the port, the assistant's line and its own. */
  readonly differs?: readonly [string, string, string];
};

type Served = Pick<RunningServer, "url" | "house">;
/** Where the cases are played; the token is of a colleague who may answer for all shops. */
type Stage = Served & { readonly token: string };
type Options = { readonly cases: number; readonly seed: number; readonly atOnce?: number };

/** A case as it is played in one port, by a customer of its own. */
type Play = TwinCase<Case> & { readonly port: Port };

/** How quickly a busy machine answers is not what is compared: nobody here gives up waiting for a shop. */
export const unhurried: Patience = { ...usualPatience, answerMs: minuteMs };

const movesAtMost = 12;
const settleWithinMs = 30_000;

/**
 * Plays each case in every port, by customers who have lived alike, and compares what stands in the logs: every event of
 * every run, the effects, the shop's orders and our refunds. Nothing may differ but who acted, when, and names.
 */
export async function evaluatePorts(
  server: RunningServer,
  { cases: count, seed, atOnce = 6 }: Options,
): Promise<{ readonly report: PortsReport; readonly answers: readonly PortsAnswer[] }> {
  const began = performance.now();
  const served = { ...server, token: await firstOwner(server) };
  const cases = casesFrom(served.house.library.startable, count, seed);
  const plays = await prepare(served, cases, seed);
  const doors = await openDoors(served, cases);

  const answers: PortsAnswer[] = [];
  const moves: Record<Port, number> = { assistant: 0, desk: 0, mcp: 0, form: 0 };
  let events = 0;
  const waiting = [...plays];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const played = await Promise.all(next.map((play) => playOne(served, doors, play)));
      for (const { play, made } of played) moves[play.port] += made;
      const [first, ...others] = played;
      if (!first) continue;
      events += first.events;
      const differs = others
        .map(({ play, essence }) => ({ port: play.port, lines: firstDifference(first.essence, essence) }))
        .find(({ lines }) => lines);
      const { number, procedure, slug, language, like, order, answer } = first.play.case;
      answers.push({
        ...{ case: number, procedure, slug, language, like, order, answer, outcome: first.outcome, equal: !differs },
        ...(differs?.lines ? { differs: [differs.port, ...differs.lines] as const } : {}),
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));

  const outcomes: Record<string, number> = {};
  for (const { procedure, outcome } of answers) {
    const name = `${procedure}: ${outcome}`;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  const equal = answers.filter((each) => each.equal).length;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const report = { cases: count, equal, unequal: answers.length - equal, moves, events, outcomes, seconds };
  return { report, answers: answers.toSorted((a, b) => a.case - b.case) };
}

/** Signs in by the link of the first start; answers the session's token. */
async function firstOwner({ url, signInLink }: RunningServer): Promise<string> {
  const body = { token: signInLink?.split("#")[1], carry: "token" };
  return (await call<{ token: string }>(`${url}/v1/sign-in/link`, { body })).body.token;
}

/** A customer for each case and port, who have the regular's past and orders. */
async function prepare({ house }: Served, cases: readonly Case[], seed: number): Promise<Play[][]> {
  const twins = await prepareTwins(
    house,
    cases.flatMap((each) => ports.map(() => each)),
    `port-${seed}`,
  );
  const plays = twins.map((twin, place): Play => ({ ...twin, port: ports[place % ports.length] ?? "assistant" }));
  return cases.map((_each, place) => plays.slice(place * ports.length, (place + 1) * ports.length));
}

type Door = { readonly secret: string; readonly ai: ReturnType<typeof anOutsideAi> };

/** The identity secret of each shop, and an outside AI with a key of it. */
async function openDoors({ url, house }: Served, cases: readonly Case[]): Promise<ReadonlyMap<string, Door>> {
  const by = { kind: "system", name: "evaluation" } as const;
  const doors = new Map<string, Door>();
  for (const slug of new Set(cases.map((each) => each.slug))) {
    const merchant = await house.tenancy.merchantBySlug(slug);
    if (!merchant) continue;
    const draft = { name: "an outside AI", permissions: ["conversation.read", "conversation.handle"] as const };
    const made = await house.tenancy.createApiKey(by, merchant.id, draft);
    if (made.kind !== "done") throw new Error(`No key could be made for "${slug}": ${made.reason}.`);
    const secret = await house.tenancy.revealIdentitySecret(by, merchant.id);
    doors.set(slug, { secret, ai: anOutsideAi(url, made.secret) });
  }
  return doors;
}

type Played = {
  readonly play: Play;
  readonly made: number;
  readonly events: number;
  readonly outcome: string;
  readonly essence: string;
};

async function playOne(served: Stage, doors: ReadonlyMap<string, Door>, play: Play): Promise<Played> {
  const { house } = served;
  const door = doors.get(play.case.slug);
  if (!door) throw new Error(`Nobody opened a door at "${play.case.slug}".`);
  const executor = await executors[play.port](served, door, play);
  const { merchantId } = play;
  const id = executor.id as ConversationId;
  const made: Move[] = [];
  let offset = 0;
  for (;;) {
    const said = await house.desk.saidAfter(merchantId, id, offset, settleWithinMs);
    if (!said.settled) throw new Error(`Case ${play.case.number} did not settle in the ${play.port}'s port.`);
    offset = said.events.at(-1)?.offset ?? offset;
    const view = await house.desk.view(merchantId, id);
    const order = play.orders.get(play.case.order);
    const move = view && made.length < movesAtMost ? nextMove(play.case, view.open, made, order?.id ?? "") : undefined;
    if (!move) break;
    made.push(move);
    const asked = view?.open.find((each) => each.move === move.move);
    const words = wordsFor(move, asked);
    await executor.moves(move, words);
  }
  return { play, made: made.length, ...(await recordOf(house, play, id)) };
}

type Executor = {
  readonly id: string;
  /** Makes the move in this port; `words` are what a customer would tap or say for it. */
  readonly moves: (move: Move, words: string) => Promise<void>;
};

const whoIs = ({ case: { slug, language }, customer }: Play) => ({ slug, language, customer });

const executors: Readonly<Record<Port, (served: Stage, door: Door, play: Play) => Promise<Executor>>> = {
  async assistant(served, door, play) {
    const { id, says } = await customerAt(served, door.secret, whoIs(play));
    await says(play.case.opening);
    return { id, moves: (_move, words) => says(words).then(() => undefined) };
  },

  async desk(served, door, play) {
    const { id, says } = await customerAt(served, door.secret, whoIs(play));
    await says(play.case.opening);
    await served.house.desk.saidAfter(play.merchantId, id as ConversationId, 0, settleWithinMs);
    const base = `${served.url}/v1/merchants/${play.case.slug}/conversations/${id}`;
    const headers = bearer(served.token);
    await call(`${base}/take`, { method: "POST", headers });
    return {
      id,
      async moves(move) {
        const said = move.move === "confirm" ? await says(agreed[play.case.language]) : undefined;
        const body = said === undefined ? move : { ...move, said };
        const { status, body: answer } = await call(`${base}/moves`, { headers, body });
        if (status !== 200)
          throw new Error(`A colleague's move was refused: ${JSON.stringify([play.case, move, answer])}.`);
      },
    };
  },

  async mcp({ house }, { secret, ai }, play) {
    const identity = identityOf(secret, play.case.slug, play.customer, house.clock.now());
    const id = await ai.begins({ identity, language: play.case.language });
    await ai.uses("say", { conversationId: id, text: play.case.opening, waitMs: 0 });
    return {
      id,
      async moves(move) {
        const words = move.move === "confirm" ? { words: agreed[play.case.language] } : {};
        const told = await ai.uses("make_move", { conversationId: id, move, waitMs: 0, ...words });
        if (told.isError)
          throw new Error(`An outside AI's move was refused: ${JSON.stringify([play.case, move, told])}.`);
      },
    };
  },

  async form(served, door, play) {
    const { id, says, presses } = await customerAt(served, door.secret, whoIs(play));
    await says(play.case.opening);
    return { id, moves: (move) => presses(move) };
  },
};

/** Everything that stands about a case: its runs with their logs, what was done, and what the shop and our books have. */
async function recordOf(
  house: House,
  play: Play,
  id: ConversationId,
): Promise<Pick<Played, "essence" | "outcome" | "events">> {
  const { merchantId, customer } = play;
  const ids = [...play.orders.values()].map((order) => order.id);
  const record = await house.database.transact(merchantId, async (tx) => {
    const runs = await sql<{ body: Run; log: object[] }>`
      select r.body, (
        select jsonb_agg(line order by e.place) from sop.run_event e, jsonb_array_elements(e.events) as line
        where e.merchant_id = r.merchant_id and e.run_id = r.id
      ) as log
      from sop.run r where merchant_id = ${merchantId} and conversation_id = ${id} order by r.id`.execute(tx);
    const effects = await sql<{ body: object }>`
      select body from desk.event
      where merchant_id = ${merchantId} and conversation_id = ${id} and kind = 'effect' order by "offset"`.execute(tx);
    const refunds = await sql`
      select order_id, intent_key, state, amount, currency from trust.refund
      where merchant_id = ${merchantId} and customer_id = ${customer} order by at, id`.execute(tx);
    const orders = await sql`
      select document from market.shop_order where merchant_id = ${merchantId} and id = any (${ids}::text[])
      order by id`.execute(tx);
    return { runs: runs.rows, effects: effects.rows, refunds: refunds.rows, orders: orders.rows };
  });
  const names = new Map([
    [customer, "<customer>"],
    ...[...play.orders].map(([state, order]) => [order.number, `<${state}>`] as const),
  ]);
  const last = record.runs.at(-1)?.body.state;
  return {
    essence: essenceOf(record, names),
    outcome: last === undefined ? "no run" : last.kind === "ended" ? last.outcome : last.kind,
    events: record.runs.reduce((sum, { log }) => sum + log.length, 0),
  };
}
