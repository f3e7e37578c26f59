import type { ConversationId, MerchantId, RunId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { hashesOf, type LogLine, type Procedure, type Run } from "@ruyi/sop";
import { asOne } from "./as-one.ts";
import { asOneOut, deviationOut, scoresOf } from "./board.ts";
import { lineOf, scoreOf } from "./score.ts";
import * as store from "./store.ts";

export type QualityDeps = {
  readonly database: Database;
  /** Runs that have ended, each with its whole log; those named that have not, or are not there, are left out. */
  readonly endedRuns: (
    merchantId: MerchantId,
    ids: readonly RunId[],
  ) => Promise<readonly { readonly run: Run; readonly log: readonly LogLine[] }[]>;
  /** The merchant's runs in the order they began, after one of them. */
  readonly runsAfter: (merchantId: MerchantId, after: RunId | undefined, limit: number) => Promise<readonly RunId[]>;
  readonly versionOf: (tx: Transaction, merchantId: MerchantId, hash: string) => Promise<Procedure | undefined>;
  /** The lines of conversations that were said to the letter, and when. */
  readonly strictLinesIn: (
    merchantId: MerchantId,
    ids: readonly ConversationId[],
  ) => Promise<readonly { readonly conversationId: ConversationId; readonly at: string; readonly text: string }[]>;
  readonly zoneOf: (merchantId: MerchantId) => Promise<string>;
  readonly onError: (error: unknown, doing: string) => void;
};

export type Quality = ReturnType<typeof createQuality>;

/** Cases read and scored at once: what scoring needs of memory. */
const atOnce = 100;
const groupsAtMost = 100;
const listedAtMost = 20;
/** Cases the index compares at the most, the latest of a period; some 4 MB. */
const comparedAtMost = 20_000;

/** Scores cases once they have ended, and makes boards of the scores. Nothing waits for it. */
export function createQuality({
  database,
  endedRuns,
  runsAfter,
  versionOf,
  strictLinesIn,
  zoneOf,
  onError,
}: QualityDeps) {
  /** Scores those of these runs that have ended; scored again, nothing is there twice. */
  async function score(merchantId: MerchantId, ids: readonly RunId[]): Promise<void> {
    if (ids.length === 0) return;
    const zone = await zoneOf(merchantId);
    for (let start = 0; start < ids.length; start += atOnce) {
      const scored: store.ScoredRun[] = [];
      const runs = await endedRuns(merchantId, ids.slice(start, start + atOnce));
      const hashes = new Set(runs.flatMap(({ run, log }) => hashesOf(run, log)));
      const versions = new Map<string, Procedure | undefined>();
      await database.transact(merchantId, async (tx) => {
        for (const hash of hashes) versions.set(hash, await versionOf(tx, merchantId, hash));
      });
      if (runs.length === 0) continue;
      const conversations = [...new Set(runs.map(({ run }) => run.conversationId))];
      const lines = Map.groupBy(await strictLinesIn(merchantId, conversations), (line) => line.conversationId);
      for (const { run, log } of runs) {
        const said = new Set(lines.get(run.conversationId)?.map(({ at, text }) => lineOf(at, text)));
        try {
          scored.push({ run, scored: scoreOf((hash) => versions.get(hash), run, log, said, zone) });
        } catch (error) {
          onError(error, `scoring run ${run.id}`);
        }
      }
      await database.transact(merchantId, (tx) => store.saveScored(tx, merchantId, scored));
    }
  }

  return {
    score,

    /** Scores all of a merchant's cases anew. */
    async scoreAll(merchantId: MerchantId): Promise<void> {
      for (let last: RunId | undefined, more = true; more;) {
        const runs = await runsAfter(merchantId, last, atOnce);
        await score(merchantId, runs);
        last = runs.at(-1);
        more = runs.length === atOnce;
      }
    },

    /** The board of a period: scores in all and by group, the index, the worst disagreements, the commonest deviations. */
    board: (merchantId: MerchantId, asked: store.Asked, by: store.Grouping) =>
      database.transact(merchantId, async (tx) => {
        const [total] = await store.sumsBy(tx, merchantId, asked, undefined, 1);
        const groups = await store.sumsBy(tx, merchantId, asked, by, groupsAtMost);
        const cases = await store.decidedCases(tx, merchantId, asked, comparedAtMost);
        const all = asOne(cases, listedAtMost);
        const ofPeople = asOne(
          cases.filter(({ executor }) => executor === "person"),
          0,
        );
        const facts = await store.factsOf(
          tx,
          merchantId,
          all.disagreements.map((each) => each.facts),
        );
        const deviations = await store.deviationsIn(tx, merchantId, asked, listedAtMost);
        return {
          total: scoresOf(total),
          groups: groups.map(({ value, ...sums }) => ({ value, scores: scoresOf(sums) })),
          asOne: { ...asOneOut(all), ofPeople: asOneOut(ofPeople), latest: cases.length },
          disagreements: all.disagreements.flatMap(({ facts: key, pairsApart, outcomes }) => {
            const known = facts.get(key);
            if (!known) return [];
            const told = outcomes.map((each) => ({ outcome: each.outcome, cases: each.cases.length }));
            const lines = known.facts.split("\n").slice(1);
            return [{ key, procedure: known.procedure, facts: lines, pairsApart, outcomes: told }];
          }),
          deviations: deviations.flatMap((row) => deviationOut(row) ?? []),
        };
      }),

    cases: (
      merchantId: MerchantId,
      asked: store.Asked,
      which: store.Which,
      page: { readonly before?: readonly [string, string] | undefined; readonly limit: number },
    ) => database.transact(merchantId, (tx) => store.casesBehind(tx, merchantId, asked, which, page)),
  };
}
