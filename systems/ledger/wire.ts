import type { z } from "zod";
import { parseId } from "@ruyi/kernel";
import type * as shape from "./contract.ts";
import type { BookedPosting } from "./store.ts";
import { type Trial, trialSentence } from "./trial.ts";

/** A posting for the wire; its key says whose it is and what happened: `refund:018f…:approved`. */
export function postingOut({ key, at, entries }: BookedPosting): shape.PostingView {
  const [what = "", id = "", event = key] = key.split(":");
  return {
    key,
    at: at.toISOString(),
    event,
    refundId: (what === "refund" && parseId("refund", id)) || null,
    lines: entries.map(({ account, amount }) => ({
      account: account.name,
      customerId: account.customerId ?? null,
      amount: { ...amount },
    })),
  };
}

export const trialOut = (trial: Trial): z.input<typeof shape.TrialView> => ({
  currency: trial.currency,
  debits: trial.debits,
  credits: trial.credits,
  difference: trial.difference,
  sentence: trialSentence(trial),
  accounts: trial.lines.map(({ account, debits, credits, balance }) => ({ account, debits, credits, balance })),
});
