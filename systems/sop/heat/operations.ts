import { after, type MerchantId, minuteMs, type RunId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { hashesOf } from "../again.ts";
import type { Procedure } from "../procedure.ts";
import * as store from "./store.ts";
import { type Count, countsOf, summed } from "./tally.ts";

export type HeatDeps = {
  readonly database: Database;
  /** The text a merchant's runs have pinned under this hash. */
  readonly versionOf: (tx: Transaction, merchantId: MerchantId, hash: string) => Promise<Procedure | undefined>;
  /** Whoever else follows the logs: told which runs moved, once they are counted, and again where that was not heard. */
  readonly alsoTold?: (merchantId: MerchantId, runs: readonly RunId[]) => Promise<void>;
  /** Hears of a run that cannot be counted; the others go on. */
  readonly onError: (error: unknown, doing: string) => void;
};

export type Heat = ReturnType<typeof createHeat>;

/** An event's time is when it was decided; its row may be seen only this much later. */
const lateMs = minuteMs;
/** Runs read, replayed and added at once: what a look needs of memory. */
const atOnce = 500;
/** A look goes through the log in slices of time, long where little happened and short where much did. */
const shortestMs = minuteMs;
const fewRuns = 500;
const manyRuns = 5_000;

/**
 * Counts how runs go: a projection of their logs, made after the commit, so that no reply waits for it. Each run is
 * counted up to a place that is kept with the counts, in one transaction; whatever runs twice adds nothing.
 */
export function createHeat({ database, versionOf, alsoTold, onError }: HeatDeps) {
  /** Adds what these runs did since they were counted last; the caller holds the merchant's counts. */
  async function add(tx: Transaction, merchantId: MerchantId, ids: readonly RunId[]): Promise<void> {
    const counts: Count[] = [];
    const counted: { id: RunId; place: number }[] = [];
    for (const { run, log, counted: before } of await store.loggedRuns(tx, merchantId, ids)) {
      const last = log.at(-1)?.place ?? 0;
      if (last <= before) continue;
      const versions = new Map<string, Procedure | undefined>();
      for (const hash of hashesOf(run, log)) versions.set(hash, await versionOf(tx, merchantId, hash));
      try {
        counts.push(...countsOf((hash) => versions.get(hash), run, log, before));
      } catch (error) {
        onError(error, `counting run ${run.id}`);
      }
      counted.push({ id: run.id, place: last });
    }
    await store.addCounts(tx, merchantId, summed(counts));
    await store.markCounted(tx, merchantId, counted);
  }

  async function count(merchantId: MerchantId, runs: readonly RunId[]): Promise<void> {
    for (let start = 0; start < runs.length; start += atOnce) {
      await database.transact(merchantId, async (tx) => {
        await store.lockCounts(tx, merchantId);
        await add(tx, merchantId, runs.slice(start, start + atOnce));
      });
    }
    await alsoTold?.(merchantId, runs);
  }

  /** Counts one slice of the log from where the last look ended. Undefined when there is nothing left, or another looks. */
  const lookOnce = (now: Date, lengthMs: number): Promise<number | undefined> =>
    database.asPlatform(async (tx) => {
      const mark = await store.claimMark(tx);
      if (mark === undefined) return undefined;
      const since = mark ?? (await store.firstEventAt(tx)) ?? now;
      if (mark !== null && mark.getTime() >= now.getTime()) return undefined;
      const until = new Date(Math.min(now.getTime(), since.getTime() + lengthMs));
      const moved = await store.movedRuns(tx, after(since, -lateMs), after(until, 1));
      for (const [merchantId, runs] of moved) await count(merchantId, runs);
      await store.moveMark(tx, until);
      return [...moved.values()].reduce((sum, { length }) => sum + length, 0);
    });

  return {
    /** Counts what these runs did since they were counted last. */
    count,

    /** Counts what happened since the last look, whoever looked. Servers may call it side by side. */
    async look(now: Date): Promise<void> {
      let lengthMs = 10 * shortestMs;
      for (let found: number | undefined = 0; found !== undefined;) {
        found = await lookOnce(now, lengthMs);
        if (found === undefined) return;
        if (found < fewRuns) lengthMs *= 2;
        if (found > manyRuns) lengthMs = Math.max(shortestMs, lengthMs / 2);
      }
    },

    /** Makes all counts of a merchant again from the logs; whoever reads meanwhile sees those from before. */
    recount: (merchantId: MerchantId): Promise<void> =>
      database.transact(merchantId, async (tx) => {
        await store.lockCounts(tx, merchantId);
        await store.forgetCounts(tx, merchantId);
        for (let last: RunId | undefined, more = true; more;) {
          const runs: RunId[] = await store.runsAfter(tx, merchantId, last, atOnce);
          if (runs.length > 0) await add(tx, merchantId, runs);
          last = runs.at(-1);
          more = runs.length === atOnce;
        }
      }),

    allCounts: (merchantId: MerchantId): Promise<Count[]> =>
      database.transact(merchantId, (tx) => store.allCounts(tx, merchantId)),
    countsIn: (merchantId: MerchantId, query: store.CountQuery) =>
      database.transact(merchantId, (tx) => store.countsIn(tx, merchantId, query)),
    usesOf: (merchantId: MerchantId, procedure: string) =>
      database.transact(merchantId, (tx) => store.usesOf(tx, merchantId, procedure)),
    countedUntil: (): Promise<Date | undefined> => database.asPlatform((tx) => store.markOf(tx)),
  };
}
