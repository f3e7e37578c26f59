import type { Language, NewId, StaffId } from "@ruyi/kernel";
import type { Conversation, Outside } from "./conversation.ts";
import type { ConversationEvent } from "./event.ts";
import type { QueueView, Staffing } from "./handoff.ts";
import type { News, NewsKey } from "./proactive/news.ts";
import type {
  ActResult,
  Assistant,
  Authority,
  FactRecord,
  Intent,
  LookUp,
  MigrationWish,
  Modes,
  Move,
  OpenMove,
  Procedures,
  SavedRun,
  Sources,
  WhyStays,
} from "./needs.ts";

export type Agent = { readonly id: StaffId; readonly name: string; readonly authority?: Authority };

/** Everything that can happen to a conversation. */
export type TurnInput =
  | ({ readonly kind: "message" } & Words)
  | {
      readonly kind: "looked-up";
      readonly runId: string;
      readonly key: string;
      readonly facts: Readonly<Record<string, FactRecord | null>>;
    }
  | { readonly kind: "acted"; readonly runId: string; readonly key: string; readonly result: ActResult }
  | {
      readonly kind: "signalled";
      readonly runId: string;
      readonly key: string;
      readonly facts: Readonly<Record<string, FactRecord>>;
    }
  | { readonly kind: "woken"; readonly runId: string }
  | { readonly kind: "migrate"; readonly runId: string; readonly wish: MigrationWish }
  | { readonly kind: "take"; readonly agent: Agent; readonly takeOver: boolean }
  | {
      readonly kind: "reply";
      readonly agent: Agent;
      readonly text: string;
      readonly clientMessageId?: string;
      readonly draft?: DraftSeen;
    }
  | { readonly kind: "note"; readonly agent: Agent; readonly text: string }
  | { readonly kind: "move"; readonly agent: Agent; readonly move: Move }
  /** Begins the matter that the assistant laid ready for the message at this place. */
  | { readonly kind: "begin-draft"; readonly agent: Agent; readonly of: number }
  /** An outside AI makes a move; a yes is the customer's, in their words. */
  | { readonly kind: "outside-move"; readonly outside: Outside; readonly move: Move; readonly words?: Words }
  /** A customer begins a procedure on the self-service form. */
  | { readonly kind: "form-start"; readonly procedure: string; readonly language?: Language }
  /** A customer presses one of their open moves. A yes counts for the question that was `asked` last when they pressed it. */
  | { readonly kind: "form-move"; readonly move: Move; readonly asked?: number; readonly language?: Language }
  /** Something changed that a person wants to hear of unasked. */
  | { readonly kind: "news"; readonly person: string; readonly news: readonly News[] }
  /** A promise is nearly due, and nobody has kept it yet. */
  | { readonly kind: "promise-near"; readonly key: string }
  /** What a draft lacked has been read: it is laid ready anew. */
  | { readonly kind: "lay-ready"; readonly of: number }
  | { readonly kind: "give-back"; readonly agent: Agent }
  | { readonly kind: "close"; readonly agent: Agent }
  | { readonly kind: "snooze"; readonly agent: Agent; readonly until: string }
  | { readonly kind: "unsnooze"; readonly agent: Agent }
  /** The time of a snooze may have come. */
  | { readonly kind: "snooze-due" };

/** Whether a reply began as the assistant's draft, or was written with the draft in sight. */
export type DraftSeen = "taken" | "left";

/** What a customer said, and the number their client gave it. */
export type Words = { readonly clientMessageId: string; readonly text: string };

export type TurnRefusal =
  | {
      readonly kind: "refused";
      readonly why: "not-yours" | "taken-by-another" | "closed" | "no-run" | "past" | "no-draft";
    }
  /** A customer cannot begin this on the form. */
  | { readonly kind: "refused"; readonly why: "with-a-person" | "no-such-procedure" | "needs-identity" }
  | {
      readonly kind: "refused";
      readonly why: "move-refused";
      readonly move: string;
      readonly open: readonly OpenMove[];
    }
  /** A run cannot be brought to the version it was to be brought to. */
  | { readonly kind: "refused"; readonly why: "run-stays"; readonly reasons: readonly WhyStays[] };

export type TurnAnswer =
  | { readonly kind: "done"; readonly offset: number }
  | { readonly kind: "again"; readonly offset: number };

/** A promise as it now stands; its due time is the one in its text. */
export type PromiseState = {
  readonly key: string;
  readonly text: string;
  readonly dueAt: string;
  readonly state: "open" | "kept" | "late" | "withdrawn";
};

/** What one turn makes: all of it is committed together, or none. */
export type Turn = {
  readonly before: Conversation;
  readonly conversation: Conversation;
  readonly events: readonly ConversationEvent[];
  readonly runs: readonly SavedRun[];
  readonly intents: readonly Intent[];
  readonly answeredIntents: readonly string[];
  readonly promises: readonly PromiseState[];
  readonly announcements: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** To be done after the commit; each ends in a turn of its own. */
  readonly lookUps: readonly { readonly runId: string; readonly lookUp: LookUp }[];
  /** News that this turn tells: all of it is waiting still when it is committed, or the turn is not. */
  readonly newsTold?: { readonly person: string; readonly keys: readonly NewsKey[] };
  /** What the customer said of messages unasked. */
  readonly newsWish?: { readonly wanted: boolean; readonly said: number };
  /** To be read after the commit, so that a draft can say more. */
  readonly draftNeeds?: { readonly of: number; readonly lookUp: LookUp };
  /** Offsets of lines that may be worded otherwise; none of money, law, choices, hand-overs or promises is among them. */
  readonly open: readonly number[];
  readonly answer: TurnAnswer;
  /** What the assistant thought of a message it was to answer. */
  readonly noticed?: unknown;
  /** A message it was to answer was not understood, and was not thought over yet. */
  readonly isUnclear?: boolean;
  /** What went wrong while a message was read; it is stored all the same, and a person comes. */
  readonly fault?: unknown;
};

export type TurnContext = {
  readonly now: Date;
  readonly newId: NewId;
  readonly procedures: Procedures;
  readonly assistant: Assistant;
  readonly sources: Pick<Sources, "peek" | "cardOf">;
  /** Left out where the assistant serves everything in full. */
  readonly modes?: Pick<Modes, "serving">;
  /** Undefined until somebody asks: counted only for turns that hand over. */
  readonly queue?: QueueView;
  /** What the message of this turn came to when it was thought over; undefined where it was not. */
  readonly thoughtOver?: unknown;
  /** When people are there; undefined where their merchant has not said, and for turns that do not hand over. */
  readonly staffing?: Staffing;
};

export type Decided = Turn | TurnRefusal | { readonly kind: "needs-queue" };

export const isRefusal = (decided: Decided): decided is TurnRefusal => "kind" in decided && decided.kind === "refused";
