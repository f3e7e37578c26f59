export {
  balanceOf,
  type Exposure,
  lockExposure,
  mustPost,
  openAdvances,
  openAdvancesOf,
  post,
  postMany,
  type PostResult,
  release,
  releaseMany,
  reserve,
  reserveMany,
  statement,
  trialBalance,
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
export type { Balance, StatementLine } from "./store.ts";
