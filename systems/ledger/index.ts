export {
  balanceOf,
  type Exposure,
  foldTotals,
  lockExposure,
  mustPost,
  openAdvances,
  openAdvancesOf,
  post,
  postMany,
  postingOf,
  postings,
  type PostResult,
  release,
  releaseMany,
  reserve,
  reserveMany,
  statement,
  trialBalance,
  trials,
} from "./operations.ts";
export {
  type Account,
  type AccountName,
  accounts,
  balance,
  type Entry,
  isPosting,
  type Posting,
  type PostingDraft,
  type PostingRefusal,
  reversal,
  transfer,
} from "./posting.ts";
export type { ReservationRequest, ReservationResult } from "./reservation.ts";
export type { Balance, BookedPosting, PostingQuery, StatementLine } from "./store.ts";
export { addLedgerRoutes, type LedgerRouteDeps } from "./routes.ts";
export { type AccountTotal, type Trial, trialSentence } from "./trial.ts";
export { postingOut } from "./wire.ts";
