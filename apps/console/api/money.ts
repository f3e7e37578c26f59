import { type AccountName, PostingView, TrialBalance } from "@ruyi/ledger/contract";
import {
  type AgeBucket,
  Attention,
  type AttentionState,
  Outstanding,
  OutstandingAdvance,
  RefundSummary,
  RefundView,
} from "@ruyi/trust/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Account = z.infer<typeof AccountName>;
export type Advance = z.infer<typeof OutstandingAdvance>;
export type Bucket = z.infer<typeof AgeBucket>;
export type LookAfter = z.infer<typeof AttentionState>;
export type Posting = z.infer<typeof PostingView>;
export type RefundRecord = z.infer<typeof RefundView>;
export type Trials = z.infer<typeof TrialBalance>;
export type Outcome = "approved" | "refused";

const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

/** The money: refunds somebody must look at, advances that are out, and the books. */
export function money(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, ...rest];
  return {
    attention: (merchant: string) => call(Attention, "GET", pathOf(at(merchant, "refunds", "attention"))),
    refunds: (merchant: string, state: LookAfter, cursor: string | undefined) =>
      call(pageOf(RefundSummary), "GET", pathOf(at(merchant, "refunds"), { state, cursor, limit: 20 })),
    refund: (merchant: string, id: string) => call(RefundView, "GET", pathOf(at(merchant, "refunds", id))),
    rule: (merchant: string, id: string, ruling: { readonly outcome: Outcome; readonly reason: string }) =>
      call(RefundView, "POST", pathOf(at(merchant, "refunds", id, "rulings")), ruling),
    outstanding: (merchant: string) => call(Outstanding, "GET", pathOf(at(merchant, "advances", "outstanding"))),
    advances: (merchant: string, of: { readonly bucket: Bucket; readonly currency: string }, cursor?: string) =>
      call(pageOf(OutstandingAdvance), "GET", pathOf(at(merchant, "advances"), { ...of, cursor, limit: 20 })),
    trial: (merchant: string, day: string | undefined) =>
      call(TrialBalance, "GET", pathOf(at(merchant, "ledger", "trial-balance"), { day })),
    postings: (
      merchant: string,
      of: { readonly account?: Account | undefined; readonly customer?: string | undefined },
      cursor?: string,
    ) => call(pageOf(PostingView), "GET", pathOf(at(merchant, "ledger", "postings"), { ...of, cursor, limit: 20 })),
  };
}
