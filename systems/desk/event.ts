import type { Language, Money } from "@ruyi/kernel";
import type { HandoffReason, OfferedChoice } from "./needs.ts";

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
      readonly strict?: boolean;
      readonly clientMessageId?: string;
      /** The agent who wrote it, for colleagues; customers see a working name at most. */
      readonly by?: string;
    }
  | {
      readonly kind: "step";
      readonly run: string;
      readonly procedure: string;
      readonly version: number;
      readonly step: string;
      readonly state: string;
      readonly by: string;
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
      /** What was done and promised so far, so that nobody must tell it again. */
      readonly done: readonly string[];
      readonly promised: readonly string[];
    }
  | { readonly kind: "taken"; readonly by: string }
  | { readonly kind: "given-back"; readonly by: string }
  | { readonly kind: "note"; readonly by: string; readonly text: string }
  | { readonly kind: "snoozed"; readonly by: string; readonly until: string }
  /** Back in its list; `by` is left out when its time had come or the customer wrote. */
  | { readonly kind: "unsnoozed"; readonly by?: string }
  | { readonly kind: "closed"; readonly by: string };

/** An event in its place. */
export type ConversationEvent = EventBody & { readonly offset: number; readonly at: string };

/** Events only colleagues see. */
const internal = new Set<EventBody["kind"]>(["note", "snoozed", "unsnoozed"]);

/** The event as the customer may see it; undefined when it is not for them. */
export function forCustomer(event: ConversationEvent): ConversationEvent | undefined {
  if (internal.has(event.kind)) return undefined;
  if ("by" in event && event.by !== undefined) {
    const { by: _who, ...rest } = event;
    return rest as ConversationEvent;
  }
  return event;
}
