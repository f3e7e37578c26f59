import {
  after as later,
  type Clock,
  type ConversationId,
  type Id,
  type MerchantId,
  type NewId,
  type RunId,
} from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { MigrationRefusal } from "../release/migrate.ts";
import type { MigrationWish, Procedures } from "../operations.ts";
import type { ReleaseDeps, Releases } from "../release/operations.ts";
import * as store from "./store.ts";

/** What became of a run that was to be brought to another version; "gone" when it had ended by then. */
export type MovedRun =
  | { readonly kind: "moved" | "gone" }
  | { readonly kind: "stays"; readonly reasons: readonly MigrationRefusal[] };

export type MigratingDeps = {
  readonly database: Database;
  readonly procedures: Pick<Procedures, "know">;
  readonly releases: Pick<Releases, "libraryOf">;
  /** Moves one run, in the line of its conversation's turns: nothing that is being decided there is lost or done twice. */
  readonly moveRun: (
    merchantId: MerchantId,
    run: { readonly id: RunId; readonly conversationId: ConversationId },
    wish: MigrationWish,
  ) => Promise<MovedRun>;
  readonly audited: ReleaseDeps["audited"];
  readonly clock: Clock;
  readonly newId: NewId;
  readonly onError: (error: unknown, doing: string) => void;
};

export type MigratingView = store.Migrating & store.Tally;
export type MigratingRounds = ReturnType<typeof createMigrating>;

/** Cases moved at once: their turns share a transaction. */
const atOnce = 100;
/** Pages before other work has its turn. */
const pagesAtOnce = 5;
const leaseMs = 30_000;

/**
 * Brings running cases to the version in force, a page at a time. How far it has come is a row, so that another server goes on where one
 * died; a case is moved once however often its page is read.
 */
export function createMigrating({ database, procedures, releases, moveRun, audited, ...deps }: MigratingDeps) {
  const { clock, newId, onError } = deps;

  const viewOf = async (tx: Transaction, migrating: store.Migrating): Promise<MigratingView> => ({
    ...migrating,
    ...(await store.tallyOf(tx, migrating)),
  });

  /** Moves the next page. False when there was none. */
  async function movePage(migrating: store.Migrating, lease: Date): Promise<store.Migrating | undefined> {
    const { merchantId, id, procedure, toHash, by, reason } = migrating;
    const write = (next: store.Migrating, cases: readonly store.MigratingCase[]): Promise<boolean> =>
      database.transact(merchantId, async (tx) => {
        await store.addCases(tx, merchantId, id, cases);
        return store.saveMigrating(tx, next, lease);
      });

    const to = (await releases.libraryOf(merchantId)).byId(procedure);
    if (to?.hash !== toHash) {
      // Another version came into force: whoever released it decides about the rest.
      await write({ ...migrating, ended: "overtaken", endedAt: clock.now() }, []);
      return undefined;
    }
    procedures.know(to);
    const runs = await database.transact(merchantId, (tx) => store.casesToMove(tx, merchantId, migrating, atOnce));
    const last = runs.at(-1);
    if (!last) {
      await write({ ...migrating, ended: "through", endedAt: clock.now() }, []);
      return undefined;
    }
    const found = await Promise.all(
      runs.map((run) =>
        moveRun(merchantId, run, { to: toHash, migration: id, by, reason }).catch((error: unknown) => {
          onError(error, `bringing run ${run.id} to another version`);
          return { kind: "stays", reasons: [{ why: "failed", about: run.id }] } as const;
        }),
      ),
    );
    const stayed = runs.flatMap(({ id: runId, conversationId }, index): store.MigratingCase[] => {
      const became = found[index];
      return became?.kind === "stays" ? [{ runId, conversationId, moved: false, reasons: became.reasons }] : [];
    });
    const next = { ...migrating, after: last.id };
    return (await write(next, stayed)) ? next : undefined;
  }

  return {
    /**
     * Begins a round to the version in force; one that is under way already is answered instead. Undefined when the merchant has no
     * such procedure.
     */
    async begin(
      merchantId: MerchantId,
      procedure: string,
      { by, reason }: { readonly by: string; readonly reason: string },
    ): Promise<MigratingView | undefined> {
      const to = (await releases.libraryOf(merchantId)).byId(procedure);
      if (!to) return undefined;
      const at = clock.now();
      return database.transact(merchantId, async (tx) => {
        const id = newId("migration");
        const wanted = { merchantId, id, procedure, toHash: to.hash, toVersion: to.version, by, reason, at };
        if (await store.addMigrating(tx, wanted)) {
          const after = { procedure, hash: to.hash, version: to.version, reason };
          const entry = { action: "procedure.cases-migrated", subject: `procedure:${procedure}`, after };
          await audited(tx, { kind: "merchant", merchantId }, entry, by, at);
        }
        const all = await store.migratingsOf(tx, merchantId, procedure, { limit: 50 });
        const found = all.find(({ toHash, ended }) => toHash === to.hash && ended === undefined);
        return found && viewOf(tx, found);
      });
    },

    /** Takes up a round that nobody works on and moves some pages of it; does nothing where there is none. */
    async work(): Promise<void> {
      const now = clock.now();
      const lease = later(now, leaseMs);
      let migrating = await database.asPlatform((tx) => store.claimMigrating(tx, now, lease));
      if (!migrating) return;
      const claimed = migrating;
      for (let page = 0; migrating && page < pagesAtOnce; page += 1) migrating = await movePage(migrating, lease);
      await database.transact(claimed.merchantId, (tx) => store.letGo(tx, claimed, lease, clock.now()));
    },

    round: (merchantId: MerchantId, procedure: string, id: Id<"migration">): Promise<MigratingView | undefined> =>
      database.transact(merchantId, async (tx) => {
        const found = await store.migratingById(tx, merchantId, id);
        return found?.procedure === procedure ? viewOf(tx, found) : undefined;
      }),

    /** The newest first. Undefined of a procedure that the merchant neither has nor had rounds of. */
    async rounds(
      merchantId: MerchantId,
      procedure: string,
      page: { readonly before?: string | undefined; readonly limit: number },
    ): Promise<MigratingView[] | undefined> {
      const views = await database.transact(merchantId, async (tx) => {
        const views: MigratingView[] = [];
        for (const each of await store.migratingsOf(tx, merchantId, procedure, page))
          views.push(await viewOf(tx, each));
        return views;
      });
      const isKnown = views.length > 0 || (await releases.libraryOf(merchantId)).byId(procedure) !== undefined;
      return isKnown ? views : undefined;
    },

    cases: (
      merchantId: MerchantId,
      id: Id<"migration">,
      page: { readonly moved: boolean; readonly after?: string | undefined; readonly limit: number },
    ): Promise<store.MigratingCase[]> => database.transact(merchantId, (tx) => store.casesOf(tx, merchantId, id, page)),
  };
}
