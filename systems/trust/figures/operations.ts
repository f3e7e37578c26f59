import type { z } from "zod";
import type { MerchantId } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import type { MoneyFigures, RefundCase } from "./contract.ts";
import * as store from "./store.ts";

export type MoneyFigureView = z.infer<typeof MoneyFigures>;
export type RefundCaseView = z.infer<typeof RefundCase>;

/** Figures of money that went back, each with the refunds behind it. */
export const createMoneyFigures = (database: Database) => ({
  /** How long money took that arrived in a window, beside a window of before. */
  of: (merchantId: MerchantId, window: store.Window, before: store.Window): Promise<MoneyFigureView> =>
    database.transact(merchantId, async (tx) => {
      const bars = await store.barsOf(tx, merchantId, window);
      const firstSlow = store.boundsMs.indexOf(store.slowMs) + 1;
      return {
        refunds: {
          ...(await store.paceOf(tx, merchantId, window)),
          paid: await store.paidIn(tx, merchantId, window),
          slow: bars.slice(firstSlow).reduce((sum, count) => sum + count, 0),
          slowMs: store.slowMs,
          histogram: bars.map((count, bar) => ({ belowMs: store.boundsMs[bar] ?? null, count })),
          before: await store.paceOf(tx, merchantId, before),
        },
      };
    }),

  /** The refunds behind the figures, or only the slow ones, the latest first. */
  cases: (
    merchantId: MerchantId,
    of: { readonly window: store.Window; readonly slowOnly: boolean },
    page: Parameters<typeof store.settledRefunds>[3],
  ): Promise<RefundCaseView[]> =>
    database.transact(merchantId, async (tx) => {
      const atLeastMs = of.slowOnly ? store.slowMs : 0;
      const found = await store.settledRefunds(tx, merchantId, { window: of.window, atLeastMs }, page);
      return found.map(({ currency, amount, at, settledAt, ...rest }) => ({
        ...rest,
        amount: { minor: Number(amount), currency },
        at: at.toISOString(),
        settledAt: settledAt.toISOString(),
        tookMs: settledAt.getTime() - at.getTime(),
      }));
    }),
});
