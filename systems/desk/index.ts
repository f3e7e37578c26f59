export { OrderCard } from "./contract.ts";
export { addHistoryRoutes, type HistoryRouteDeps } from "./history/routes.ts";
export { type Conversation, currentRun, type Floor, newConversation } from "./conversation.ts";
export type { Staffing } from "./handoff.ts";
export { deskPhrases } from "./phrases.ts";
export { type ConversationEvent, type EventBody, forCustomer } from "./event.ts";
export type {
  Actions,
  Actor,
  ActResult,
  AskingConversation,
  Assistant,
  FactRecord,
  Intent,
  LookUp,
  AnswerSource,
  MessageToRead,
  Notice,
  Move,
  OpenMove,
  Procedures,
  Proposal,
  ReadMessage,
  Sources,
  Wording,
} from "./needs.ts";
export {
  type ConversationView,
  createDesk,
  defaultSettings,
  type Desk,
  type DeskDeps,
  type DeskSettings,
  type PastTalk,
  type Submitted,
} from "./operations.ts";
export { decideTurn } from "./decide-turn.ts";
export type { Agent, PromiseState, Turn, TurnContext, TurnInput, TurnRefusal } from "./turn.ts";
export { addCustomerRoutes, addStaffRoutes, type DeskRouteDeps, type Shop } from "./routes.ts";
export type { Ticket } from "./http/routes.ts";
export { type News, newsKinds } from "./proactive/news.ts";
export { addNewsRoutes } from "./proactive/routes.ts";
export { addOutsideRoutes, type OutsideRouteDeps, type Program } from "./outside/routes.ts";
export { type CasesOf, type Figures, todayIn } from "./figures/operations.ts";
export { factsThatCount, type ToldFact } from "./figures/happening.ts";
export { daysIn, type Period, sameTimeBefore, shifted, windowOf } from "./figures/period.ts";
