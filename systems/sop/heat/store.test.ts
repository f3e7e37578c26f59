import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { after, bytes16, createNewId, dayMs, hourMs, type MerchantId, type RunId, seededRandom } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { createLibrary } from "../library.ts";
import { createProcedures, loadLibrary } from "../operations.ts";
import { whatSourcesSay } from "../library.fixture.ts";
import type { Procedure } from "../procedure.ts";
import { noon, procedureOf, smallProcedure, wander, type Wandered } from "../testing.ts";
import { placeOf } from "../run.ts";
import { createHeat } from "./operations.ts";
import * as store from "./store.ts";
import { type Count, countsOf, summed } from "./tally.ts";

const random = seededRandom(11);
const newId = createNewId(() => Date.parse(noon), bytes16(random));
const aMerchant = (): MerchantId => newId("merchant");
const at = new Date(noon);
const database = await aDatabase();
const small = procedureOf(smallProcedure);
// A part runs only inside another procedure.
const library = createLibrary([small, ...loadLibrary().startable]);
const procedures = createProcedures({ library, database });
const failures: string[] = [];
const heatOver = (deps: Partial<Parameters<typeof createHeat>[0]> = {}) =>
  createHeat({
    database,
    versionOf: procedures.versionOf,
    onError: (error) => failures.push(String(error)),
    ...deps,
  });
const heat = heatOver();

type Walked = { readonly id: RunId; readonly procedure: Procedure } & Wandered;

/** A run with an id of its own that goes where chance leads it. */
function walked(procedure: Procedure = library.all[Math.floor(random() * library.all.length)] ?? small): Walked {
  const id = newId("run");
  const choices = Array.from({ length: Math.floor(random() * 14) }, () => Math.floor(random() * 40));
  return { id, procedure, ...wander(procedure, choices, whatSourcesSay, { id }) };
}

/** Keeps a run's events as they would have come, some at a time. */
async function keep(merchantId: MerchantId, { trail }: Walked, from = 0, to = trail.length): Promise<void> {
  const events = trail.slice(from, to);
  const run = events.at(-1)?.run;
  if (run) await database.transact(merchantId, (tx) => procedures.save(tx, [{ merchantId, run, events }], at));
}

/** What a merchant's counts must be: each run's log, counted anew. */
const counted = (runs: readonly Walked[]): string[] =>
  told(
    summed(
      runs.flatMap(({ procedure, run, trail }) =>
        countsOf(
          () => procedure,
          run,
          trail.map(({ run: then, event }) => ({ place: then.count, step: placeOf(then).step, event })),
        ),
      ),
    ),
  );
const told = (counts: readonly Count[]): string[] =>
  counts
    .map(({ procedure, hash, day, what, from, to, runs, times }) =>
      [procedure, hash, day, what, from, to, runs, times].join(" "),
    )
    .toSorted();
const kept = async (merchantId: MerchantId): Promise<string[]> => told(await heat.allCounts(merchantId));

describe("the counts of a merchant", () => {
  test("equal a recount from the log, however the events came and however often they were counted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }), async (cuts) => {
        const merchantId = aMerchant();
        const runs = cuts.map(() => walked());
        for (const [index, run] of runs.entries()) await keep(merchantId, run, 0, cuts[index]);
        const ids = runs.map(({ id }) => id);
        await heat.count(merchantId, ids);
        for (const [index, run] of runs.entries()) await keep(merchantId, run, cuts[index]);
        await Promise.all([
          heat.count(merchantId, ids),
          heat.count(merchantId, ids),
          heat.count(merchantId, ids.slice(1)),
        ]);
        const byAndBy = await kept(merchantId);
        expect(byAndBy).toEqual(counted(runs));
        await heat.recount(merchantId);
        expect(await kept(merchantId)).toEqual(byAndBy);
      }),
      { numRuns: 15 },
    );
    expect(failures).toEqual([]);
  });

  test("are made again where they were lost or wrong", async () => {
    const merchantId = aMerchant();
    const runs = Array.from({ length: 30 }, () => walked());
    for (const run of runs) await keep(merchantId, run);
    await database.transact(merchantId, async (tx) => {
      await store.addCounts(tx, merchantId, [
        { procedure: "small", hash: "h", day: "2026-01-01", what: "run", from: "begun", to: "", runs: 9, times: 9 },
      ]);
      await store.markCounted(
        tx,
        merchantId,
        runs.slice(0, 10).map(({ id }) => ({ id, place: 1_000 })),
      );
    });
    await heat.recount(merchantId);
    expect(await kept(merchantId)).toEqual(counted(runs));
  });

  test("are the merchant's own", async () => {
    const [one, other] = [aMerchant(), aMerchant()];
    const run = walked(small);
    await keep(one, run);
    await heat.count(one, [run.id]);
    await heat.count(other, [run.id]);
    expect(await kept(other)).toEqual([]);
    const query = { procedures: ["small"], what: ["run"], from: "2026-11-24", to: "2026-11-24" } as const;
    expect(await database.transact(other, (tx) => store.countsIn(tx, one, query))).toEqual([]);
    expect(await database.transact(one, (tx) => store.countsIn(tx, one, query))).not.toEqual([]);
  });

  test("leave out a run whose version is not kept, say so once, and go on with the others", async () => {
    const merchantId = aMerchant();
    const [good, lost] = [walked(small), walked(small)];
    await keep(merchantId, good);
    await keep(merchantId, lost);
    const without = heatOver({ versionOf: async (_tx, _merchant, hash) => (hash === "gone" ? undefined : small) });
    await database.transact(merchantId, (tx) =>
      // The run's own row names a version that nobody has.
      sql`update sop.run set body = ${JSON.stringify({ ...lost.run, hash: "gone" })}::jsonb
        where merchant_id = ${merchantId} and id = ${lost.id}`.execute(tx),
    );
    failures.length = 0;
    await without.count(merchantId, [good.id, lost.id]);
    await without.count(merchantId, [good.id, lost.id]);
    expect(failures).toEqual([expect.stringMatching(/pins small gone, which is not kept/)]);
    expect(await kept(merchantId)).toEqual(counted([good]));
  });
});

describe("a look through the log", () => {
  test("finds what moved since the last one, of every merchant, and nothing twice", async () => {
    const merchants = [aMerchant(), aMerchant(), aMerchant()];
    const runs = new Map(merchants.map((merchantId) => [merchantId, Array.from({ length: 8 }, () => walked())]));
    for (const [merchantId, all] of runs) for (const run of all) await keep(merchantId, run, 0, 2);
    const first = after(at, 10_000);
    await heat.look(first);
    expect(await heat.countedUntil()).toEqual(first);
    for (const [merchantId, all] of runs) for (const run of all) await keep(merchantId, run, 2);
    // Walks may last weeks: waits are over, colleagues come back.
    const last = after(at, 120 * dayMs);
    await Promise.all([heat.look(last), heatOver().look(last)]);
    await heat.look(last);
    for (const [merchantId, all] of runs) expect(await kept(merchantId)).toEqual(counted(all));
    expect(await heat.countedUntil()).toEqual(last);
  });

  test("reads the log by its time, not the whole of it", async () => {
    const plan = await database.asPlatform(async (tx) => {
      const { rows } = await sql<Record<string, string>>`explain select merchant_id, run_id from sop.run_event
        where at >= ${at} and at < ${after(at, hourMs)}`.execute(tx);
      return rows.map((row) => Object.values(row)[0]).join("\n");
    });
    expect(plan).toContain("run_event_by_time");
  });
});
