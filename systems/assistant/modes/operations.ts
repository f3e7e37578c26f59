import { type Clock, type MerchantId, minuteMs, secondMs } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { ModesText } from "./contract.ts";
import { type Drawn, type Modes, plainModes, type Serving, servingOf } from "./mode.ts";
import * as store from "./store.ts";

export type ModesDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown, doing: string) => void;
  /** Writes who changed what, in the transaction that changes it. */
  readonly audited: (
    tx: Transaction,
    merchantId: MerchantId,
    change: { readonly before: object; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
};

export type ModesChange =
  | { readonly kind: "done"; readonly kept: store.Kept }
  | { readonly kind: "refused"; readonly reason: "changed-meanwhile"; readonly version: number };

type Held = { readonly kept: store.Kept; readonly readAt: number };

/** What other servers change is heard every few seconds; what that should miss is read again after this long. */
const freshMs = minuteMs;
/** A change is committed some time after the moment it bears, and servers' clocks differ a little. */
const overlapMs = 10 * secondMs;
const merchantsAtMost = 20_000;
const changesAtOnce = 1_000;

const plain: store.Kept = { modes: plainModes, version: 0, changedAt: new Date(0) };

/** How far the assistant goes, for each merchant: kept at hand, so that no turn asks the database for it. */
export function createModes({ database, clock, onError, audited }: ModesDeps) {
  const held = new Map<MerchantId, Held>();
  const loading = new Map<MerchantId, Promise<void>>();
  let heardAt = clock.now();

  /** An older answer that arrives late does not undo a newer one. */
  function hold(merchantId: MerchantId, kept: store.Kept): void {
    const before = held.get(merchantId);
    const newest = before && before.kept.version > kept.version ? before.kept : kept;
    held.delete(merchantId);
    held.set(merchantId, { kept: newest, readAt: clock.now().getTime() });
    const [oldest] = held.keys();
    if (held.size > merchantsAtMost && oldest !== undefined) held.delete(oldest);
  }

  const read = (merchantId: MerchantId): Promise<store.Kept> =>
    database.transact(merchantId, async (tx) => (await store.modesOf(tx, merchantId)) ?? plain);

  /** Those who ask at once wait for one reading. */
  function load(merchantId: MerchantId): Promise<void> {
    const running = loading.get(merchantId);
    if (running) return running;
    const work = read(merchantId)
      .then((kept) => hold(merchantId, kept))
      .finally(() => loading.delete(merchantId));
    loading.set(merchantId, work);
    return work;
  }

  return {
    /** Nothing to wait for once a merchant is at hand; what may be old is read again beside the reply. */
    ready(merchantId: MerchantId): Promise<void> | undefined {
      const known = held.get(merchantId);
      if (!known) return load(merchantId);
      if (clock.now().getTime() - known.readAt >= freshMs)
        load(merchantId).catch((error: unknown) => onError(error, "reading the assistant's modes"));
      return undefined;
    },

    serving(drawn: Drawn, procedure: string | undefined): Serving {
      return servingOf(held.get(drawn.merchantId)?.kept.modes ?? plainModes, drawn, procedure);
    },

    of: read,

    async change(
      merchantId: MerchantId,
      { version, drawAnew, ...chosen }: ModesText,
      by: string,
    ): Promise<ModesChange> {
      const changed = await database.transact(merchantId, async (tx): Promise<ModesChange> => {
        const before = (await store.modesOf(tx, merchantId)) ?? plain;
        if (before.version !== version)
          return { kind: "refused", reason: "changed-meanwhile", version: before.version };
        const at = clock.now();
        const draw = before.modes.draw + (drawAnew ? 1 : 0);
        const kept = { modes: { ...chosen, draw }, version: version + 1, changedAt: at };
        if (!(await store.keepModes(tx, merchantId, kept)))
          return { kind: "refused", reason: "changed-meanwhile", version: before.version + 1 };
        await audited(tx, merchantId, changesBetween(before.modes, kept.modes), by, at);
        return { kind: "done", kept };
      });
      if (changed.kind === "done") hold(merchantId, changed.kept);
      return changed;
    },

    /** Takes in what other servers changed, of the merchants that are at hand here: one question for all of them. */
    async hearOthers(): Promise<void> {
      const since = new Date(heardAt.getTime() - overlapMs);
      heardAt = clock.now();
      if (held.size === 0) return;
      const changed = await database.asPlatform((tx) => store.changedSince(tx, since, changesAtOnce));
      for (const { merchantId, ...kept } of changed) if (held.has(merchantId)) hold(merchantId, kept);
    },
  };
}

export type ModesOperations = ReturnType<typeof createModes>;

/** What differs, by matter: a record of forty unchanged rules would tell nobody anything. */
function changesBetween(before: Modes, after: Modes): { readonly before: object; readonly after: object } {
  const rulesOf = ({ all, procedures, draw }: Modes): Record<string, unknown> => ({ all, ...procedures, draw });
  const [was, is] = [rulesOf(before), rulesOf(after)];
  const differ = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]),
  );
  const only = (rules: Record<string, unknown>): object =>
    Object.fromEntries(differ.map((name) => [name, rules[name] ?? null]));
  return { before: only(was), after: only(is) };
}
