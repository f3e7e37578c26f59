import { beforeEach, describe, expect, test } from "vitest";
import {
  bytes16,
  createNewId,
  createTurnableClock,
  minuteMs,
  type MerchantId,
  type RunId,
  seededRandom,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { again, beginningOf, begunIn, hashesOf } from "../again.ts";
import { createLibrary } from "../library.ts";
import { createProcedures } from "../operations.ts";
import type { Procedure } from "../procedure.ts";
import { logOf, runById } from "../store.ts";
import { noon, procedureOf, smallProcedure, wander } from "../testing.ts";
import { createMigrating, type MigratingDeps } from "./operations.ts";

const clock = createTurnableClock(new Date(noon));
const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(11)));
const database = await aDatabase();
const old = procedureOf(smallProcedure);
/** Other words of the read-back: whoever has them before them stays. */
const fresh = procedureOf(
  smallProcedure.replace("version: 1", "version: 2").replace("Please confirm: refund", "Please say yes: refund"),
);
const procedures = createProcedures({ library: createLibrary([old]), database });
const tell = { order: [{ id: "o-1", open: true, amount: { minor: 900, currency: "CNY" } }] };
const who = { by: "staff:ada", reason: "clearer words" };

let shop: MerchantId;
let inForce: Procedure;
let audit: string[];
let errors: unknown[];

beforeEach(() => {
  shop = newId("merchant");
  inForce = fresh;
  audit = [];
  errors = [];
});

async function aRunAt(choices: readonly number[]): Promise<RunId> {
  clock.turn(1);
  const { run, trail } = wander(old, choices, tell, { id: newId("run"), conversationId: newId("conversation") });
  await database.transact(shop, (tx) => procedures.save(tx, [{ merchantId: shop, run, events: trail }], clock.now()));
  return run.id;
}
const asking: readonly number[] = [];
const confirming = [0, 0];
const acting = [0, 0, 0];

/** Moves a run as a desk would, in a transaction of its own. */
const moveRun: MigratingDeps["moveRun"] = (merchantId, { id }, wish) =>
  database.transact(merchantId, async (tx) => {
    const stored = await runById(tx, merchantId, id);
    const [run] = stored ? await procedures.openRuns(tx, merchantId, stored.conversationId) : [];
    if (!run) return { kind: "gone" };
    const moved = procedures.migrate(run, wish, clock.now().toISOString());
    if ("kind" in moved) return moved.kind === "there" ? { kind: "moved" } : moved;
    const { run: now, event } = moved;
    await procedures.save(tx, [{ merchantId, run: now, events: [{ run: now, event }] }], clock.now());
    return { kind: "moved" };
  });

async function runOf(id: RunId) {
  const run = await procedures.runById(shop, id);
  if (!run) throw new Error("The run is gone.");
  return run;
}

const made = (but: Partial<MigratingDeps> = {}) =>
  createMigrating({
    ...{ database, procedures, clock, newId, moveRun },
    releases: { libraryOf: () => Promise.resolve(createLibrary([inForce])) },
    audited: (_tx, _merchantId, { action }, by) => Promise.resolve(void audit.push(`${action} ${by}`)),
    onError: (error) => void errors.push(error),
    ...but,
  });
const ended = async (migrating: ReturnType<typeof made>) => {
  const begun = await migrating.begin(shop, "small", who);
  if (!begun) throw new Error("It did not begin.");
  for (let rounds = 0; rounds < 10; rounds += 1) {
    await migrating.work();
    const round = await migrating.round(shop, "small", begun.id);
    if (round?.ended !== undefined) return round;
  }
  throw new Error("It does not end.");
};

/** The run's log, taken again from the beginning, each event in the version the run was in then. */
async function replayed(id: RunId) {
  const run = await runOf(id);
  return database.transact(shop, async (tx) => {
    const log = await logOf(tx, shop, id);
    const versions = new Map<string, Procedure | undefined>();
    for (const hash of hashesOf(run, log)) versions.set(hash, await procedures.versionOf(tx, shop, hash));
    const begun = versions.get(begunIn(run, log).hash);
    if (!begun) throw new Error("The first version is gone.");
    return [...again((hash) => versions.get(hash), beginningOf(run, log, begun), log)].at(-1)?.run;
  });
}

describe("bringing running cases to the version in force", () => {
  test("moves each that can move, and says of the others why they stay", async () => {
    const [one, two, three] = [await aRunAt(asking), await aRunAt(confirming), await aRunAt(acting)];
    const migrating = made();
    const round = await ended(migrating);
    expect(round).toMatchObject({ ended: "through", moved: 1, stayed: 2, left: 0, toHash: fresh.hash, ...who });
    expect(audit).toEqual(["procedure.cases-migrated staff:ada"]);
    expect(await runOf(one)).toMatchObject({ hash: fresh.hash, version: 2, state: { kind: "asking" } });
    expect([(await runOf(two)).hash, (await runOf(three)).hash]).toEqual([old.hash, old.hash]);
    const stayed = await migrating.cases(shop, round.id, { moved: false, limit: 10 });
    expect(stayed.map(({ runId, reasons }) => [runId, reasons.map(({ why }) => why)])).toEqual([
      [two, ["other-words"]],
      [three, expect.arrayContaining(["being-done"])],
    ]);
    const moved = await migrating.cases(shop, round.id, { moved: true, limit: 10 });
    expect(moved.map(({ runId }) => runId)).toEqual([one]);
  });

  test("leaves a log that says so, and from which the run comes out as it stands", async () => {
    const id = await aRunAt(asking);
    const { id: migration } = await ended(made());
    const log = await procedures.logOf(shop, id);
    expect(log.at(-1)).toMatchObject({
      place: 2,
      step: "ask",
      event: {
        ...{ kind: "migrated", migration, ...who },
        ...{ from: { hash: old.hash, version: 1 }, to: { hash: fresh.hash, version: 2 } },
      },
    });
    expect(await replayed(id)).toEqual(await runOf(id));
    // And there and back again.
    inForce = old;
    clock.turn(minuteMs);
    expect(await ended(made())).toMatchObject({ moved: 1, stayed: 0 });
    expect((await runOf(id)).hash).toBe(old.hash);
    expect(await replayed(id)).toEqual(await runOf(id));
  });

  test("asks for words in the new version from then on", async () => {
    const id = await aRunAt(asking);
    await ended(made());
    const run = await runOf(id);
    const answered = { kind: "answered", fact: "size", value: "big", at: noon, actor: { kind: "customer" } } as const;
    const { run: reading } = procedures.take(run, answered);
    if (reading.state.kind !== "looking-up") throw new Error("It does not look up.");
    const order = { value: tell.order[0], source: "shop" as const, at: noon };
    const found = {
      kind: "looked-up",
      key: reading.state.key,
      facts: { order },
      at: noon,
      actor: { kind: "system" },
    } as const;
    const { effects } = procedures.take({ ...reading, language: "en" }, { ...found, language: "en" });
    expect(effects.flatMap((effect) => (effect.kind === "say" ? [effect.text] : []))).toEqual([
      expect.stringContaining("Please say yes: refund"),
    ]);
  });

  test("is begun once, and a round that is under way is answered to whoever asks again", async () => {
    await aRunAt(asking);
    const migrating = made();
    const [one, other] = [await migrating.begin(shop, "small", who), await migrating.begin(shop, "small", who)];
    expect(other?.id).toBe(one?.id);
    expect(one).toMatchObject({ moved: 0, stayed: 0, left: 1 });
    expect(audit).toHaveLength(1);
    expect(await migrating.begin(shop, "nothing", who)).toBeUndefined();
    expect(await ended(migrating)).toMatchObject({ id: one?.id, moved: 1 });
  });

  test("goes on where a server died, and moves and counts each case once", async () => {
    const ids = [];
    for (let count = 0; count < 250; count += 1) ids.push(await aRunAt(asking));
    // The first server dies having moved a hundred and some, before it wrote how far it had come.
    let moves = 0;
    const dying = made({
      moveRun: (merchantId, run, wish) => {
        moves += 1;
        return moves > 130 ? new Promise(() => undefined) : moveRun(merchantId, run, wish);
      },
    });
    const begun = await dying.begin(shop, "small", who);
    void dying.work();
    await expect.poll(async () => (await dying.rounds(shop, "small", { limit: 1 }))?.[0]?.moved).toBe(130);

    const next = made();
    await next.work();
    expect((await next.rounds(shop, "small", { limit: 1 }))?.[0]).toMatchObject({ moved: 130, ended: undefined });
    clock.turn(minuteMs);
    await next.work();
    const round = begun && (await next.round(shop, "small", begun.id));
    expect(round).toMatchObject({ moved: 250, stayed: 0, left: 0, ended: "through" });
    for (const id of ids)
      expect((await procedures.logOf(shop, id)).map(({ event }) => event.kind)).toEqual(["started", "migrated"]);
  });

  test("stops where another version comes into force meanwhile", async () => {
    await aRunAt(asking);
    const migrating = made();
    await migrating.begin(shop, "small", who);
    inForce = old;
    await migrating.work();
    expect(await migrating.rounds(shop, "small", { limit: 5 })).toMatchObject([{ ended: "overtaken", moved: 0 }]);
  });

  test("holds up no other case for one that breaks", async () => {
    const [one, two] = [await aRunAt(asking), await aRunAt(asking)];
    const migrating = made({
      moveRun: (merchantId, run, wish) =>
        run.id === one ? Promise.reject(new Error("It breaks.")) : moveRun(merchantId, run, wish),
    });
    const round = await ended(migrating);
    expect(round).toMatchObject({ moved: 1, stayed: 1 });
    expect(await migrating.cases(shop, round.id, { moved: false, limit: 5 })).toMatchObject([
      { runId: one, reasons: [{ why: "failed" }] },
    ]);
    expect((await runOf(two)).hash).toBe(fresh.hash);
    expect(errors).toHaveLength(1);
  });

  test("shows one shop nothing of another's rounds", async () => {
    await aRunAt(asking);
    const migrating = made();
    const { id } = await ended(migrating);
    const other = newId("merchant");
    expect(await migrating.round(other, "small", id)).toBeUndefined();
    expect(await migrating.rounds(other, "small", { limit: 5 })).toEqual([]);
    expect(await migrating.cases(other, id, { moved: true, limit: 5 })).toEqual([]);
  });
});
