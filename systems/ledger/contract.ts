import { z } from "zod";
import { accounts } from "./posting.ts";

/** Wire shapes of the books, for servers and browsers alike. */

export const AccountName = z.enum(accounts);

export const Money = z.object({ minor: z.int(), currency: z.string() }).meta({ id: "Money" });

export const PostingView = z
  .object({
    key: z.string(),
    at: z.string(),
    /** What happened to the refund: `approved`, `done`, `advance-closed` … */
    event: z.string(),
    refundId: z.string().nullable(),
    /** Debits above zero, credits below; they sum to zero. */
    lines: z.array(z.object({ account: AccountName, customerId: z.string().nullable(), amount: Money })),
  })
  .meta({ id: "Posting" });
export type PostingView = z.infer<typeof PostingView>;

export const TrialView = z
  .object({
    currency: z.string(),
    debits: Money,
    credits: Money,
    /** Zero, or the books are broken. */
    difference: Money,
    sentence: z.object({ zh: z.string(), en: z.string() }),
    accounts: z.array(z.object({ account: AccountName, debits: Money, credits: Money, balance: Money })),
  })
  .meta({ id: "Trial" });

export const TrialBalance = z.object({
  /** The moment up to which entries count. */
  asOf: z.string(),
  /** The merchant's calendar day that ended then; null for now. */
  day: z.string().nullable(),
  trials: z.array(TrialView),
});
