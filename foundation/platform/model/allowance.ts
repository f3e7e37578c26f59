import { type Clock, dayMs } from "@ruyi/kernel";

/** How often each merchant may have a model asked in a day; the days are UTC's, and what was not used is not kept. */
export type Allowance = {
  /** Takes one call of the merchant's day; false when none is left. */
  take(merchantId: string): boolean;
};

/** Merchants whose days are counted at once; beyond, whoever was counted longest ago begins anew. */
const countedAtMost = 20_000;

/** Counted in this process alone: of several servers each has an allowance of its own. */
export function createAllowance(clock: Clock, callsADay: number): Allowance {
  let day = -1;
  const used = new Map<string, number>();
  return {
    take(merchantId) {
      const today = Math.floor(clock.now().getTime() / dayMs);
      if (today !== day) {
        day = today;
        used.clear();
      }
      const calls = used.get(merchantId) ?? 0;
      if (calls >= callsADay) return false;
      const [oldest] = used.keys();
      if (calls === 0 && used.size >= countedAtMost && oldest !== undefined) used.delete(oldest);
      used.set(merchantId, calls + 1);
      return true;
    },
  };
}
