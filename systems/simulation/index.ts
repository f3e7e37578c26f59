export { streamOf } from "./chance.ts";
export * from "./generate.ts";
export type * from "./market.ts";
export { agentLine, noteOf, rulingOf, waitMsAt } from "./past/colleague.ts";
export { type Life, orderAt } from "./past/life.ts";
export { type Episode, episodesOf, pastDays, type PastPlan, type Talk } from "./past/plan.ts";
export { answerOf, courtesyOf, type Put, waitingWord } from "./past/shopper.ts";
export { regulars, type Regular } from "./regulars.ts";
