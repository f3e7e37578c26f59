import type { Language, Money } from "@ruyi/kernel";
import type { OrderCard } from "./contract.ts";
import type { AnswerSource, HandoffReason, OfferedChoice } from "./needs.ts";

/** Who said something, as a customer sees it. */
export type Speaker = "customer" | "assistant" | "agent" | "system";

/** What can stand in a conversation's log (CONTRACT §2); offset and time are added when it is written. */
export type EventBody =
  | {
      readonly kind: "message";
      readonly from: Speaker;
      readonly text: string;
      readonly language: Language;
      readonly choices?: readonly OfferedChoice[];
      /** Where an answer is from, and how old that is. */
      readonly sources?: readonly AnswerSource[];
      readonly strict?: boolean;
      readonly clientMessageId?: string;
      /** It says in words what the event beside it says in fields: who shows the one may leave out the other. */
      readonly tells?: "handoff" | "promise";
      /** The agent who wrote it, for colleagues; customers see a working name at most. */
      readonly by?: string;
      /** Nobody asked for it: a parcel moved, or a promise was missed. */
      readonly proactive?: true;
      /** The words on what the customer pressed on the self-service form. */
      readonly channel?: "form";
    }
  | {
      readonly kind: "step";
      readonly run: string;
      readonly procedure: string;
      readonly version: number;
      readonly step: string;
      readonly state: string;
      readonly by: string;
      readonly channel?: "form";
      readonly outcome?: string;
    }
  | {
      readonly kind: "effect";
      readonly action: string;
      readonly state: "requested" | "done" | "refused" | "unknown";
      readonly key: string;
      readonly amount?: Money;
      readonly reasons?: readonly string[];
    }
  | {
      readonly kind: "promise";
      readonly key: string;
      readonly text: string;
      readonly dueAt: string;
      readonly state: "open" | "kept" | "late" | "withdrawn";
    }
  | {
      readonly kind: "handoff";
      readonly reason: HandoffReason;
      readonly reasons: readonly string[];
      readonly queuePlace: number;
      readonly waitSeconds: number;
      /** False while nobody is known to be on duty: the wait is then a figure nobody should be told. */
      readonly estimated: boolean;
      /** What was done and promised so far, so that nobody must tell it again. */
      readonly done: readonly string[];
      readonly promised: readonly string[];
      /** While nobody is there: when somebody comes, and by when the customer is answered. */
      readonly backAt?: string;
      readonly answerBy?: string;
    }
  /** The order a run is about, as its customer may see it; said again when it has changed. */
  | { readonly kind: "order"; readonly run: string; readonly order: OrderCard }
  | { readonly kind: "taken"; readonly by: string }
  | { readonly kind: "given-back"; readonly by: string }
  | { readonly kind: "note"; readonly by: string; readonly text: string }
  /** What the assistant laid ready for the person, in answer to the message at `of`. */
  | { readonly kind: "drafted"; readonly of: number; readonly text?: string; readonly procedure?: string }
  | { readonly kind: "snoozed"; readonly by: string; readonly until: string }
  /** Back in its list; `by` is left out when its time had come or the customer wrote. */
  | { readonly kind: "unsnoozed"; readonly by?: string }
  | { readonly kind: "closed"; readonly by: string }
  /** A run goes on in another version of its procedure, as somebody wished for all its cases. */
  | {
      readonly kind: "migrated";
      readonly run: string;
      readonly procedure: string;
      readonly from: number;
      readonly version: number;
      readonly by: string;
    };

/** An event in its place. */
export type ConversationEvent = EventBody & { readonly offset: number; readonly at: string };

/**
 * The event as the customer may see it; undefined when it is not for them. Who wrote and what was thought of the
 * customer ("angry") is for colleagues; of a hand-over the customer is told the kind of reason and no more.
 */
export function forCustomer(event: ConversationEvent): ConversationEvent | undefined {
  switch (event.kind) {
    case "note":
    case "drafted":
    case "migrated":
    case "snoozed":
    case "unsnoozed":
      return undefined;
    case "handoff":
      return without(event, "reasons");
    default:
      return "by" in event ? without(event, "by") : event;
  }
}

const without = (event: ConversationEvent, name: string): ConversationEvent =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== name)) as ConversationEvent;
