import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  after,
  bytes16,
  type ConversationId,
  createNewId,
  customerId,
  type MerchantId,
  minuteMs,
  seededRandom,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { advance } from "./advance.ts";
import { createLibrary } from "./library.ts";
import { createProcedures } from "./operations.ts";
import type { Run, RunEvent } from "./run.ts";
import * as store from "./store.ts";
import { aRun, mei, noon, procedureOf, smallProcedure } from "./testing.ts";

const newId = createNewId(() => Date.parse(noon), bytes16(seededRandom(3)));
const aMerchant = (): MerchantId => newId("merchant");
const at = new Date(noon);
const database = await aDatabase();
const small = procedureOf(smallProcedure);
const procedures = createProcedures({ library: createLibrary([small]), database });

type Wish = Omit<store.Intent, "merchantId">;
const anIntent = (but: Partial<Wish> = {}): Wish => ({
  key: "run/refund/1",
  runId: newId("run"),
  conversationId: newId("conversation"),
  customerId: customerId("mei"),
  action: "refund",
  input: { amount: { minor: 990, currency: "CNY" } },
  at,
  ...but,
});

/** A run of the small procedure that has begun, with the event that began it. */
function begun(conversationId: ConversationId = newId("conversation")): { run: Run; event: RunEvent } {
  const event: RunEvent = { kind: "started", at: noon, actor: mei, facts: {} };
  const [run] = advance(small, aRun(small, { id: newId("run"), conversationId }), event);
  return { run, event };
}

const save = (merchantId: MerchantId, ...steps: readonly { run: Run; event: RunEvent }[]): Promise<void> =>
  database.transact(merchantId, (tx) => {
    const run = steps.at(-1)?.run;
    return run ? procedures.save(tx, [{ merchantId, run, events: steps }], at) : Promise.resolve();
  });

const open = (merchantId: MerchantId, id: ConversationId): Promise<Run[]> =>
  database.transact(merchantId, (tx) => procedures.openRuns(tx, merchantId, id));

/** The run after an answer: it looks something up, and is due for a second look twenty seconds later. */
function lookingUp({ run }: { run: Run }): { run: Run; event: RunEvent } {
  const event: RunEvent = { kind: "answered", fact: "size", value: "big", at: noon, actor: mei };
  return { run: advance(small, run, event)[0], event };
}

const stopped = ({ run }: { run: Run }): { run: Run; event: RunEvent } => {
  const event: RunEvent = { kind: "stopped", at: noon, actor: mei };
  return { run: advance(small, run, event)[0], event };
};

describe("runs", () => {
  test("come back as they were saved, the conversation's open ones only", async () => {
    const merchantId = aMerchant();
    const first = begun();
    const second = begun(first.run.conversationId);
    await save(merchantId, first);
    await save(merchantId, second);
    expect(await open(merchantId, first.run.conversationId)).toEqual([first.run, second.run]);
    await save(merchantId, stopped(first));
    expect(await open(merchantId, first.run.conversationId)).toEqual([second.run]);
    expect((await procedures.runById(merchantId, first.run.id))?.state.kind).toBe("ended");
  });

  test("are saved for many merchants in one statement", async () => {
    const all = Array.from({ length: 40 }, () => ({ merchantId: aMerchant(), ...begun() }));
    await database.transact(
      all.map(({ merchantId }) => merchantId),
      (tx) =>
        procedures.save(
          tx,
          all.map(({ merchantId, run, event }) => ({ merchantId, run, events: [{ run, event }] })),
          at,
        ),
    );
    for (const { merchantId, run } of all) expect(await procedures.runById(merchantId, run.id)).toEqual(run);
  });

  test("are seen by their own merchant only, even by a query that forgets", async () => {
    const [one, other] = [aMerchant(), aMerchant()];
    const { run, event } = begun();
    await save(one, { run, event });
    expect(await database.transact(other, (tx) => store.runById(tx, one, run.id))).toBeUndefined();
    expect(await database.transact(other, (tx) => store.logOf(tx, one, run.id))).toEqual([]);
    await expect(database.transact(other, (tx) => store.saveRuns(tx, [{ merchantId: one, run }]))).rejects.toThrow(
      /row-level security/,
    );
  });

  test("are due when their wait is over, the longest over first", async () => {
    const merchantId = aMerchant();
    const step = begun();
    const looking = lookingUp(step);
    await save(merchantId, step, looking);
    const dueAt = async (seconds: number): Promise<readonly string[]> =>
      (await procedures.dueRuns(after(at, seconds * 1_000), 1_000)).map(({ runId }) => runId);
    expect(await dueAt(19)).not.toContain(looking.run.id);
    expect(await dueAt(20)).toContain(looking.run.id);
    await save(merchantId, stopped(looking));
    expect(await dueAt(60)).not.toContain(looking.run.id);
  });

  test("that wait for the world are found by what they wait for, in their merchant only", async () => {
    const [one, other] = [aMerchant(), aMerchant()];
    const waiting = (): Run => ({ ...begun().run, state: { kind: "waiting", key: "settled:k", wakeAt: noon } });
    const [mine, theirs] = [waiting(), waiting()];
    await database.transact(one, (tx) => store.saveRuns(tx, [{ merchantId: one, run: mine }]));
    await database.transact(other, (tx) => store.saveRuns(tx, [{ merchantId: other, run: theirs }]));
    expect(await procedures.runsAwaiting(one, "settled:k")).toEqual([
      { merchantId: one, conversationId: mine.conversationId, runId: mine.id },
    ]);
    expect(await procedures.runsAwaiting(one, "settled:another")).toEqual([]);
  });
});

describe("a run's log", () => {
  test("replays to the run, from what the database kept", async () => {
    const merchantId = aMerchant();
    const step = begun();
    const looking = lookingUp(step);
    const end = stopped(looking);
    await save(merchantId, step, looking, end);
    const log = await procedures.logOf(merchantId, end.run.id);
    expect(log.map(({ place, event }) => [place, event.kind, event.actor.kind])).toEqual([
      [1, "started", "customer"],
      [2, "answered", "customer"],
      [3, "stopped", "customer"],
    ]);
    const fresh = aRun(small, { id: step.run.id, conversationId: step.run.conversationId });
    expect(log.reduce((run, { event }) => advance(small, run, event)[0], fresh)).toEqual(end.run);
  });

  test("keeps one event in each place, and can be neither changed nor shortened", async () => {
    const merchantId = aMerchant();
    const step = begun();
    await save(merchantId, step);
    await expect(save(merchantId, step)).rejects.toThrow(/duplicate key/);
    const changes = [sql`update sop.run_event set place = 9`, sql`delete from sop.run_event`];
    for (const change of changes) {
      await expect(database.transact(merchantId, (tx) => change.execute(tx))).rejects.toThrow(/permission denied/);
    }
    expect(await procedures.logOf(merchantId, step.run.id)).toHaveLength(1);
  });
});

describe("versions", () => {
  test("are pinned with the first run, so that a later library can still carry it on", async () => {
    const merchantId = aMerchant();
    const step = begun();
    await save(merchantId, step);
    const newer = procedureOf(smallProcedure.replace("version: 1", "version: 2"));
    const later = createProcedures({ library: createLibrary([newer]), database });
    const [run] = await database.transact(merchantId, (tx) => later.openRuns(tx, merchantId, step.run.conversationId));
    if (!run) throw new Error("The run is gone.");
    expect(later.view(run)).toMatchObject({ procedure: "small", version: 1, step: "ask" });
    const moved = later.makeMove(run, { move: "answer", fact: "size", value: "small" }, { at: noon, actor: mei });
    expect(moved).toMatchObject({ kind: "moved", run: { version: 1, state: { kind: "ended" } } });
  });

  test("that are nowhere stop the run with a sentence that names it", () => {
    const lost: Run = { ...begun().run, hash: "0123456789" };
    expect(() => procedures.view(lost)).not.toThrow();
    expect(() => procedures.openMoves(lost, noon)).toThrow(/pins small 01234567, which is not loaded/);
  });
});

describe("intents", () => {
  const lease = after(at, minuteMs);
  const claim = (now: Date, limit = 1_000): Promise<store.Intent[]> =>
    procedures.claimIntents(now, after(now, minuteMs), limit);
  const add = async (merchantId: MerchantId, ...intents: readonly Wish[]): Promise<void> =>
    database.transact(merchantId, (tx) =>
      procedures.addIntents(
        tx,
        intents.map((intent) => ({ merchantId, ...intent })),
        lease,
      ),
    );

  test("are left alone while their maker works on them, then claimed", async () => {
    const merchantId = aMerchant();
    const intent = anIntent({ customerId: undefined });
    await add(merchantId, intent);
    const mine = (claimed: readonly store.Intent[]) => claimed.filter((each) => each.merchantId === merchantId);
    expect(mine(await claim(after(at, minuteMs - 1)))).toEqual([]);
    expect(mine(await claim(lease))).toEqual([{ merchantId, ...intent }]);
    expect(mine(await claim(lease))).toEqual([]);
    expect(mine(await claim(after(lease, minuteMs)))).toHaveLength(1);
  });

  test("are claimed once, by whichever of two servers comes first", async () => {
    const merchantId = aMerchant();
    await add(merchantId, ...Array.from({ length: 60 }, (_, index) => anIntent({ key: `k${index}` })));
    const now = after(lease, 5 * minuteMs);
    const claimed = (await Promise.all(Array.from({ length: 6 }, () => claim(now, 25)))).flat();
    const keys = claimed.filter((each) => each.merchantId === merchantId).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(60);
  });

  test("are wished for once, however often, and gone when answered", async () => {
    const merchantId = aMerchant();
    const other = aMerchant();
    await add(merchantId, anIntent({ key: "same" }), anIntent({ key: "other" }));
    await add(merchantId, anIntent({ key: "same", input: {} }));
    await add(other, anIntent({ key: "same" }));
    await database.transact(merchantId, (tx) => procedures.removeIntents(tx, [{ merchantId, key: "same" }]));
    const left = (await claim(after(lease, 60 * minuteMs))).filter((each) =>
      [merchantId, other].includes(each.merchantId),
    );
    expect(new Set(left.map(({ merchantId: owner, key }) => `${owner} ${key}`))).toEqual(
      new Set([`${merchantId} other`, `${other} same`]),
    );
    expect(left).toHaveLength(2);
  });
});
