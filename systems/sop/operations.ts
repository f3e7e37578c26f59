import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConversationId, CustomerId, Language, MerchantId, RunId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { advance } from "./advance.ts";
import { remainsOf } from "./asked/answer.ts";
import { runsAfter } from "./heat/store.ts";
import { guidanceFor, wayOf } from "./guidance.ts";
import { createLibrary, type Library } from "./library.ts";
import {
  makeMove,
  type Move,
  type MoveContext,
  type Moved,
  type MoveRefusal,
  type OpenMove,
  openMoves,
} from "./moves.ts";
import { addMoved } from "./migrating/store.ts";
import { isProcedure, linkProcedures, readProcedure } from "./procedure-file.ts";
import type { Procedure } from "./procedure.ts";
import { type Migration, migrationOf } from "./release/migrate.ts";
import {
  type Actor,
  type Effect,
  type FactRecord,
  placeOf,
  type Run,
  type RunEvent,
  type VersionChange,
} from "./run.ts";
import * as store from "./store.ts";

/** The folder of the procedures that come with Ruyi. */
export const standardFolder = join(import.meta.dirname, "library");

/**
 * Reads every `.yaml` of a folder, and for each procedure its customers' words from `examples/<id>.yaml`.
 * Throws with all that is wrong, file by file.
 */
export function loadLibrary(folder: string = standardFolder): Library {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const read = files.map((file) => {
    const examples = textOf(join(folder, "examples", file));
    const text = readFileSync(join(folder, file), "utf8");
    return { file, text, result: readProcedure(text, examples) };
  });
  const wrong = read.flatMap(({ file, result }) =>
    isProcedure(result) ? [] : result.map(({ at, message }) => `${file}: ${at}: ${message}`),
  );
  if (wrong.length > 0) throw new Error(`Procedures cannot be read:\n${wrong.join("\n")}`);
  const sources = read.flatMap(({ result }) => (isProcedure(result) ? [result] : []));
  const texts = read.flatMap(({ text, result }) => (isProcedure(result) ? [[result.id, text] as const] : []));
  return createLibrary(linkProcedures(sources), sources, new Map(texts));
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

export type StartRequest = {
  readonly id: RunId;
  readonly merchantId: MerchantId;
  readonly procedure: string;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly language: Language;
  readonly zone: string;
  readonly facts: Readonly<Record<string, FactRecord>>;
  readonly actor: Actor;
  readonly at: string;
};

export type Progress = { readonly run: Run; readonly event: RunEvent; readonly effects: readonly Effect[] };

/** To which version a run is to be brought, in which round of moving cases, by whom and why. */
export type MigrationWish = Pick<VersionChange, "migration" | "by" | "reason"> & { readonly to: string };
export type Stays = Extract<Migration, { kind: "stays" }>;

/** The procedures a merchant has in force, known without asking the database once they are ready. */
export type InForce = {
  readonly ready: (merchantId: MerchantId) => Promise<void> | undefined;
  readonly at: (merchantId: MerchantId, moment: Date) => Library;
};

/** What others do with procedures and runs, whoever executes them. */
export type Procedures = ReturnType<typeof createProcedures>;

export function createProcedures({
  library,
  database,
  inForce = { ready: () => undefined, at: () => library },
}: {
  readonly library: Library;
  readonly database: Database;
  /** What each merchant has in force; without it everybody has the library. */
  readonly inForce?: InForce;
}) {
  // Versions that runs of this process have pinned; a run of an older version loads its own text.
  const versions = new Map(library.all.map((procedure) => [procedure.hash, procedure]));
  const pinned = new Set<string>();

  const of = (run: Run): Procedure => {
    const procedure = versions.get(run.hash);
    if (!procedure)
      throw new Error(`Run ${run.id} pins ${run.procedure} ${run.hash.slice(0, 8)}, which is not loaded.`);
    return procedure;
  };

  /** The text a merchant's runs have pinned under this hash, or that the library has. */
  async function versionOf(tx: Transaction, merchantId: MerchantId, hash: string): Promise<Procedure | undefined> {
    const known = versions.get(hash) ?? (await store.pinnedVersion(tx, merchantId, hash));
    if (known) versions.set(hash, known);
    return known;
  }

  return {
    library,
    versionOf,

    /** Makes ready what a merchant has in force; undefined where it is, as in all turns but a merchant's first. */
    ready: inForce.ready,

    /** Begins a run. Undefined when there is no such procedure. */
    start(request: StartRequest): Progress | undefined {
      const { facts, actor, at, procedure: id, merchantId, ...rest } = request;
      const procedure = inForce.at(merchantId, new Date(at)).byId(id);
      if (!procedure) return undefined;
      versions.set(procedure.hash, procedure);
      const fresh: Run = {
        ...rest,
        procedure: id,
        version: procedure.version,
        hash: procedure.hash,
        places: [{ procedure: id, step: procedure.start }],
        facts: {},
        state: { kind: "asking", since: at },
        count: 0,
        answered: [],
        rounds: {},
        done: [],
      };
      const event: RunEvent = { kind: "started", at, actor, facts };
      const [run, effects] = advance(procedure, fresh, event);
      return { run, event, effects };
    },

    openMoves: (run: Run, now: string): OpenMove[] => openMoves(of(run), run, now),

    makeMove: (run: Run, move: Move, context: MoveContext): Moved | MoveRefusal =>
      makeMove(of(run), run, move, context),

    /** Hands a run something that is not a person's move: a reply, a signal, the end of a wait. */
    take(run: Run, event: RunEvent): Progress {
      const [moved, effects] = advance(of(run), run, event);
      return { run: moved, event, effects };
    },

    /**
     * Brings a run to another version, which must have been made known; says why it stays where it cannot go on there. "there" when
     * it is in that version already.
     */
    migrate(
      run: Run,
      { to: hash, ...change }: MigrationWish,
      at: string,
    ): Progress | Stays | { readonly kind: "there" } {
      if (run.hash === hash) return { kind: "there" };
      const to = versions.get(hash);
      if (!to) throw new Error(`Version ${hash.slice(0, 8)} of ${run.procedure} is not loaded; make it known first.`);
      const migration = migrationOf(run, of(run), to);
      if (migration.kind === "stays") return migration;
      const from = { hash: run.hash, version: run.version };
      const event: RunEvent = {
        ...{ kind: "migrated", at, actor: { kind: "system" }, ...change, from },
        to: { hash, version: to.version },
      };
      const [moved, effects] = advance(to, run, event);
      return { run: moved, event, effects };
    },

    /** Makes a version known, for runs that are to be brought to it. */
    know: (procedure: Procedure): void => void versions.set(procedure.hash, procedure),

    /** Where the run stands, for an event or a screen. */
    view: (run: Run) => ({
      id: run.id,
      procedure: run.procedure,
      version: run.version,
      step: placeOf(run).step,
      state: run.state.kind,
      about: orderOf(run),
    }),

    titleOf: (run: Run) => of(run).title,

    /** The open moves with what follows from each, and the step's own words. */
    guidance: (run: Run, actor: Actor, now: string) => guidanceFor(of(run), run, actor, now),

    /** What the run knows, with who says so and since when. */
    factsOf: (run: Run) => run.facts,

    /** What is kept of a run that is over, so that it can still be asked why; undefined where nothing was decided. */
    remainsOf: (run: Run): Run | undefined =>
      run.decided && !(run.state.kind === "ended" && run.state.outcome === "stopped") ? remainsOf(run) : undefined,

    /** A run with the version it pinned, for whoever asks about it; undefined where that is not at hand. */
    matterOf(run: Run): { readonly run: Run; readonly procedure: Procedure } | undefined {
      const procedure = versions.get(run.hash);
      return procedure && { run, procedure };
    },

    /** Where the run has been, is, and goes if nothing goes otherwise. */
    async wayOf(tx: Transaction, merchantId: MerchantId, run: Run) {
      return wayOf(of(run), run, await store.logOf(tx, merchantId, run.id));
    },

    needsIdentity: (merchantId: MerchantId, procedure: string, at: string): boolean =>
      inForce.at(merchantId, new Date(at)).byId(procedure)?.identity !== "visitor",

    /** What a customer can begin at this merchant, in the library's order. */
    startable: (merchantId: MerchantId, at: string) =>
      inForce
        .at(merchantId, new Date(at))
        .startable.map(({ id, title, identity }) => ({ id, title, needsIdentity: identity !== "visitor" })),

    /** Writes what became of runs, with the events, in the caller's transaction. */
    async save(tx: Transaction, saved: readonly store.Owned<SavedRun>[], at: Date): Promise<void> {
      for (const { merchantId, run } of saved) {
        const key = `${merchantId} ${run.hash}`;
        if (pinned.has(key)) continue;
        // Only what an earlier transaction committed is remembered: this one may still be undone.
        if (await store.pinnedVersion(tx, merchantId, run.hash)) pinned.add(key);
        else await store.pinVersion(tx, merchantId, of(run), at);
      }
      // Of a run that took several turns only its last state is a row.
      const latest = [...new Map(saved.map((each) => [`${each.merchantId} ${each.run.id}`, each])).values()];
      await store.saveRuns(tx, latest);
      await store.appendEvents(tx, saved);
      await addMoved(tx, saved);
    },

    /** The conversation's open runs, newest last, with the versions they pin made ready. */
    async openRuns(tx: Transaction, merchantId: MerchantId, conversationId: ConversationId): Promise<Run[]> {
      const runs = await store.openRuns(tx, merchantId, conversationId);
      for (const { hash } of runs) await versionOf(tx, merchantId, hash);
      return runs;
    },

    /** Makes ready the version of a run that is over and may still be asked about. */
    async recall(tx: Transaction, merchantId: MerchantId, { hash }: Run): Promise<void> {
      await versionOf(tx, merchantId, hash);
    },

    addIntents: store.addIntents,
    removeIntents: store.removeIntents,

    claimIntents: (now: Date, leaseUntil: Date, limit: number) =>
      database.asPlatform((tx) => store.claimIntents(tx, now, leaseUntil, limit)),
    dueRuns: (now: Date, limit: number) => database.asPlatform((tx) => store.dueRuns(tx, now, limit)),
    runsAwaiting: (merchantId: MerchantId, key: string) =>
      database.transact(merchantId, (tx) => store.runsAwaiting(tx, merchantId, key)),
    logOf: (merchantId: MerchantId, id: RunId) =>
      database.transact(merchantId, (tx) => store.logOf(tx, merchantId, id)),
    /** Those of these runs that have ended, each with its whole log. */
    endedRuns: (merchantId: MerchantId, ids: readonly RunId[]) =>
      database.transact(merchantId, (tx) => store.endedRuns(tx, merchantId, ids)),
    /** A merchant's runs in the order they began, after one of them. */
    runsAfter: (merchantId: MerchantId, after: RunId | undefined, limit: number) =>
      database.transact(merchantId, (tx) => runsAfter(tx, merchantId, after, limit)),
    runById: (merchantId: MerchantId, id: RunId) =>
      database.transact(merchantId, (tx) => store.runById(tx, merchantId, id)),
  };
}

/** The order a run concerns: every procedure knows it as the fact `order`. */
function orderOf({ facts }: Run): string | undefined {
  const order = facts["order"]?.value;
  return typeof order === "object" && order !== null && "id" in order ? String(order.id) : undefined;
}

/** A run as it now stands, and the events that brought it there. */
export type SavedRun = { readonly run: Run; readonly events: readonly store.SavedEvent[] };
