export { OrderCard } from "./contract.ts";
export { addHistoryRoutes, type HistoryRouteDeps } from "./history/routes.ts";
export { type Conversation, type Floor } from "./conversation.ts";
export type { Staffing } from "./handoff.ts";
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
  MessageToRead,
  Move,
  OpenMove,
  Procedures,
  Proposal,
  ReadMessage,
  Sources,
  Wording,
} from "./needs.ts";
export { type ConversationView, createDesk, defaultSettings, type Desk, type DeskSettings } from "./operations.ts";
export { decideTurn } from "./decide-turn.ts";
export type { Agent, Turn, TurnInput, TurnRefusal } from "./turn.ts";
export { addCustomerRoutes, addStaffRoutes, type DeskRouteDeps, type Shop, type Ticket } from "./routes.ts";
