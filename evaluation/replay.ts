import { sql } from "kysely";
import type { Language, MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { House } from "@ruyi/server";
import {
  again,
  beginningOf,
  begunIn,
  type Effect,
  hashesOf,
  type LogLine,
  type Procedure,
  type Run,
  type VersionOf,
} from "@ruyi/sop";

export type ReplayReport = {
  readonly runs: number;
  /** Runs that came out in every respect as they are stored. */
  readonly identical: number;
  readonly different: number;
  readonly events: number;
  readonly effects: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** The first runs that differ, and in what. */
  readonly findings: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
};

type Told = { readonly at: string; readonly kind: string; readonly body: Readonly<Record<string, unknown>> };
type Stored = { readonly body: Run; readonly log: readonly LogLine[]; readonly told: readonly Told[] };

const pageOf = 200;

/**
 * Replays stored runs from their logs alone and compares: every step on the way, the state at the end with all that a run
 * keeps, and each effect with what the conversation says was done, to the letter.
 */
export async function evaluateReplay(house: House, { runs: wanted }: { readonly runs: number }): Promise<ReplayReport> {
  const began = performance.now();
  const counts = { runs: 0, identical: 0, events: 0, effects: 0 };
  const byOutcome: Record<string, number> = {};
  const findings: string[] = [];
  const merchants = await house.database.asPlatform(async (tx) => {
    const { rows } = await sql<{ id: MerchantId }>`select distinct merchant_id as id from sop.run order by 1`.execute(
      tx,
    );
    return rows.map(({ id }) => id);
  });
  for (const merchantId of merchants) {
    for (let after = "00000000-0000-0000-0000-000000000000"; counts.runs < wanted;) {
      const page = await house.database.transact(merchantId, async (tx) => {
        const stored = await storedRuns(tx, merchantId, after, Math.min(pageOf, wanted - counts.runs));
        const versions = new Map<string, Procedure | undefined>();
        for (const hash of stored.flatMap(({ body, log }) => hashesOf(body, log)))
          if (!versions.has(hash)) versions.set(hash, await house.procedures.versionOf(tx, merchantId, hash));
        return stored.map((each) => ({ ...each, versionOf: (hash: string) => versions.get(hash) }));
      });
      for (const { versionOf, ...stored } of page) {
        const areKept = hashesOf(stored.body, stored.log).every(versionOf);
        const { differs, effects } = areKept
          ? compare(versionOf, stored)
          : { differs: "its version is gone", effects: 0 };
        const { state, id, procedure: name } = stored.body;
        counts.runs += 1;
        counts.events += stored.log.length;
        counts.effects += effects;
        const outcome = state.kind === "ended" ? state.outcome : state.kind;
        byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
        if (differs === undefined) counts.identical += 1;
        else if (findings.length < 20) findings.push(`${name} ${id}: ${differs}`);
      }
      const last = page.at(-1);
      if (!last) break;
      after = last.body.id;
    }
  }
  const seconds = (performance.now() - began) / 1_000;
  return {
    ...counts,
    different: counts.runs - counts.identical,
    ...{ byOutcome, findings },
    perSecond: Math.round(counts.runs / seconds),
    seconds: Math.round(seconds * 10) / 10,
  };
}

/** A page of runs with their logs and what their conversations tell. */
async function storedRuns(tx: Transaction, merchantId: MerchantId, after: string, limit: number): Promise<Stored[]> {
  const { rows: runs } = await sql<{ id: RunId; conversation: string; body: Run }>`
    select id, conversation_id as conversation, body from sop.run
    where merchant_id = ${merchantId} and id > ${after} order by id limit ${limit}`.execute(tx);
  const { rows: logs } = await sql<{ run: RunId; events: LogLine[] }>`
    select run_id as run, events from sop.run_event
    where merchant_id = ${merchantId} and run_id = any (${runs.map(({ id }) => id)}::uuid[]) order by run_id, place`.execute(
    tx,
  );
  const { rows: told } = await sql<{ conversation: string; at: Date; kind: string; body: Told["body"] }>`
    select conversation_id as conversation, at, kind, body from desk.event
    where merchant_id = ${merchantId} and conversation_id = any (${runs.map(({ conversation }) => conversation)}::uuid[])
    order by conversation_id, "offset"`.execute(tx);
  const logOf = Map.groupBy(logs, ({ run }) => run);
  const toldIn = Map.groupBy(told, ({ conversation }) => conversation);
  return runs.map(({ id, conversation, body }) => ({
    body,
    log: (logOf.get(id) ?? []).flatMap(({ events }) => events),
    told: (toldIn.get(conversation) ?? []).map(({ at, ...each }) => ({ ...each, at: at.toISOString() })),
  }));
}

/** Replays one run; answers the first thing that is not as it is stored. */
function compare(
  versionOf: VersionOf,
  { body, log, told }: Stored,
): { readonly differs?: string; readonly effects: number } {
  const [first] = log;
  if (!first) return { differs: "it has no log", effects: 0 };
  const version = versionOf(begunIn(body, log).hash);
  if (!version) return { differs: "its version is gone", effects: 0 };
  // Which language it began in stands in what was said then; later events carry their own.
  const language = languageAt(told, first.event.at) ?? body.language;
  let run: Run = { ...beginningOf(body, log, version), language };
  const effects: (Effect & { readonly at: string })[] = [];
  for (const { line, run: next, effects: made } of again(versionOf, run, log)) {
    const { place, step, event } = line;
    run = next;
    effects.push(...made.map((effect) => ({ ...effect, at: event.at })));
    const at = run.places.at(-1)?.step;
    if (run.count !== place || at !== step)
      return { differs: `event ${place} led to ${step}, and leads to ${at} as ${run.count}`, effects: effects.length };
  }
  const kept = run.state.kind === "ended" ? { ...run, facts: {} } : run;
  const differs = textOf(kept) === textOf(body) ? unlike(run, effects, told) : "it stands otherwise than it is stored";
  return { ...(differs === undefined ? {} : { differs }), effects: effects.length };
}

/** The first effect that the conversation tells otherwise, or that it tells and the replay has not. */
function unlike(
  run: Run,
  effects: readonly (Effect & { readonly at: string })[],
  told: readonly Told[],
): string | undefined {
  const words = new Set(
    told.flatMap(({ kind, at, body }) => (kind === "message" || kind === "note" ? [textOf([at, body["text"]])] : [])),
  );
  const mine = (key: unknown): boolean => typeof key === "string" && key.startsWith(`${run.id}/`);
  const results: string[] = [];
  const wished = new Map<string, string>();
  const promises: string[] = [];
  for (const effect of effects) {
    if (effect.kind === "say" && !words.has(textOf([effect.at, effect.text])))
      return `it says other words: ${effect.text}`;
    if (effect.kind === "act" && !wished.has(effect.key)) wished.set(effect.key, textOf([effect.key, effect.action]));
    if (effect.kind === "acted") {
      const { kind: _kind, at, ...result } = effect;
      results.push(textOf([at, result]));
    }
    if (effect.kind === "promise") promises.push(textOf([effect.key, effect.text, effect.dueAt]));
    if (effect.kind === "ended" && run.state.kind === "ended" && run.state.outcome !== effect.outcome)
      return `it ends as ${effect.outcome}`;
  }
  const toldOf = (what: string, ...states: readonly string[]): readonly Told[] =>
    told.filter(({ kind, body }) => kind === what && mine(body["key"]) && states.includes(String(body["state"])));
  const same = (ours: readonly string[], theirs: readonly string[]): boolean =>
    textOf(ours.toSorted()) === textOf(theirs.toSorted());
  const requested = toldOf("effect", "requested").map(({ body }) => textOf([body["key"], body["action"]]));
  if (!same([...wished.values()], requested)) return "it wishes for other acts";
  const happened = toldOf("effect", "done", "refused", "unknown").map(({ at, body }) => textOf([at, body]));
  if (!same(results, happened)) return "its acts come out otherwise";
  const made = toldOf("promise", "open").map(({ body }) => textOf([body["key"], body["text"], body["dueAt"]]));
  return same(promises, made) ? undefined : "it promises otherwise";
}

const languageAt = (told: readonly Told[], at: string): Language | undefined =>
  told.find((each) => each.kind === "message" && each.at === at && each.body["from"] !== "customer")?.body[
    "language"
  ] as Language | undefined;

/** One text for equal values, whatever order their fields came in. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
