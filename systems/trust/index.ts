export type { AdvanceState, AdvanceStep } from "./advance.ts";
export { type Authority, type Decider, neededFor, type NeededAuthority } from "./authority.ts";
export { type FactKind, type FactName, nameOf, type TrustFact } from "./fact.ts";
export { availableOf, limitOf } from "./limit.ts";
export {
  type BeginResult,
  createTrust,
  type CustomerAccount,
  type CustomerLimit,
  type PaymentPort,
  type Ruling,
  type RulingResult,
  type Trust,
  type TrustDeps,
} from "./operations.ts";
export {
  defaultPolicy,
  type LimitColumn,
  type MoneyColumn,
  type OutOfBounds,
  type PolicyWishes,
  policyWith,
  type TrustPolicy,
} from "./policy.ts";
export type { PastRefund } from "./past.ts";
export { type KnownOfRefund, type QuoteRequest, type RefundQuote, type RefundRequest, weighRequest } from "./quote.ts";
export { rankOf, rate, type Rating, type RatingReason, ratingVersion, type Standing } from "./rating.ts";
export {
  ratingReasonWords,
  ratingSentences,
  type ReasonWords,
  type RefundReason,
  type RefundReasonCode,
  refundReasonWords,
  refundSentences,
  type Sentences,
} from "./reasons.ts";
export type { DecisionRecord } from "./record.ts";
export {
  afterAnswer,
  decideRefund,
  type GoodsProgress,
  type PaymentState,
  type RefundBasis,
  type RefundDecision,
  type RefundFacts,
  type RefundState,
} from "./refund.ts";
export type { Refund, RefundRef } from "./store.ts";
export { addTrustRoutes, type TrustRouteDeps } from "./routes.ts";
