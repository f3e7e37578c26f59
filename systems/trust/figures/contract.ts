import { z } from "zod";

/** Wire shapes of money's figures, for servers and browsers alike. */

const count = z.int().nonnegative();
const Pace = z.object({
  /** Refunds whose money was confirmed. */
  count,
  /** From the moment a refund was asked of us to the payment side's yes; null where there was none. */
  medianMs: z.number().nullable(),
  ninetiethMs: z.number().nullable(),
});

export const MoneyFigures = z
  .object({
    refunds: Pace.extend({
      /** In each currency, in minor units. */
      paid: z.array(z.object({ minor: z.int(), currency: z.string() })),
      /** Those that took longer than `slowMs`. */
      slow: count,
      slowMs: z.int(),
      /** How many took less than each bound and no less than the one before; the last has no bound. */
      histogram: z.array(z.object({ belowMs: z.int().nullable(), count })),
      /** A week earlier. */
      before: Pace,
    }),
  })
  .meta({ id: "MoneyFigures" });

/** A refund behind a figure. */
export const RefundCase = z
  .object({
    refundId: z.string(),
    conversationId: z.string().nullable(),
    customerId: z.string(),
    orderId: z.string(),
    amount: z.object({ minor: z.int(), currency: z.string() }),
    at: z.string(),
    settledAt: z.string(),
    tookMs: z.number(),
  })
  .meta({ id: "RefundCase" });
