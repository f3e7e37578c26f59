import type { ActionKind, ShopAction } from "./contract.ts";
import { type KeyReading, type Outcome, perform, type Reading, type SettledOutcome, type ShopPort } from "./port.ts";
import { type Wait, within } from "./wait.ts";

/** How long and how often we try before we say that we do not know. */
export type Patience = {
  /** For one answer. */
  readonly answerMs: number;
  /** Times a change is asked for, the first included. */
  readonly calls: number;
  /** Times a key or a fact is looked up before giving up. */
  readonly looks: number;
  /** Before a second try; doubles with each further one. */
  readonly pauseMs: number;
};

/** A customer is waiting: two and a half seconds at the very most before the first "we don't know yet". */
export const usualPatience: Patience = { answerMs: 1_500, calls: 2, looks: 2, pauseMs: 100 };

export type Connector = {
  /**
   * Asks for a change. After silence it first looks the key up and asks again, by the same key, only when the shop
   * has never seen it. `resumed` looks before the first call too: somebody may have asked already.
   */
  readonly carryOut: (key: string, action: ShopAction, resumed?: boolean) => Promise<Outcome<ActionKind>>;
  /** What became of a key; tried again while the shop is silent. */
  readonly lookUp: (key: string) => Promise<KeyReading>;
  /** Reads a fact; tried again while the shop is silent. */
  readonly read: <T>(find: (shop: ShopPort) => Promise<Reading<T>>) => Promise<Reading<T>>;
};

/** Stands between Ruyi and a shop that may be slow, silent or repeat itself. Never throws for what the shop does. */
export function connect(shop: ShopPort, patience: Patience, wait: Wait): Connector {
  const untilAnswered = async <T extends { readonly kind: string }>(
    find: () => Promise<T>,
  ): Promise<T | { readonly kind: "unknown" }> => {
    for (let look = 0; look < patience.looks; look += 1) {
      if (look > 0) await wait(patience.pauseMs * 2 ** (look - 1));
      const answer = await within(patience.answerMs, find, wait);
      if (answer && answer.kind !== "unknown") return answer;
    }
    return { kind: "unknown" };
  };

  const lookUp = (key: string): Promise<KeyReading> => untilAnswered(() => shop.byKey(key));
  const settledOf = (reading: KeyReading): SettledOutcome | undefined =>
    reading.kind === "settled" ? reading.outcome : undefined;

  return {
    lookUp,
    read: (find) => untilAnswered(() => find(shop)),
    async carryOut(key, action, resumed = false) {
      for (let call = 0; call < patience.calls; call += 1) {
        if (resumed || call > 0) {
          const reading = await lookUp(key);
          const settled = settledOf(reading);
          if (settled) return matching(reading, action, settled);
          // Nobody can say whether it was done: asking again now would be a gamble.
          if (reading.kind === "unknown") return { kind: "unknown" };
        }
        const outcome = await within(patience.answerMs, () => perform(shop, key, action), wait);
        if (outcome && outcome.kind !== "unknown") return outcome;
      }
      const last = await lookUp(key);
      const settled = settledOf(last);
      return settled ? matching(last, action, settled) : { kind: "unknown" };
    },
  };
}

/** The shop may know the key from another kind of wish; then its answer is not ours. */
const matching = (reading: KeyReading, action: ShopAction, settled: SettledOutcome): SettledOutcome =>
  reading.kind === "settled" && reading.action !== action.kind ? { kind: "refused", reason: "key-reused" } : settled;
