import type { ConversationId, CustomerId, Language, Money, RunId } from "@ruyi/kernel";
import type { FactSource, HandoffReason, StepId } from "./procedure.ts";

/** How much of a merchant's money somebody may decide about alone (SERVICE-STANDARD §0, Authority). */
export type Authority = "R1" | "R2" | "R3";

/**
 * Who did something; an agent with the authority they had. An outside AI passes a customer's words on and has none. A
 * customer who pressed on the self-service form rather than writing did so by that channel.
 */
export type Actor = {
  readonly kind: "customer" | "assistant" | "agent" | "outside" | "system";
  readonly id?: string;
  readonly authority?: Authority;
  readonly channel?: "form";
};

/** Something known, who says so, and since when. */
export type FactRecord = { readonly value: unknown; readonly source: FactSource; readonly at: string };

/** One execution of one version of a procedure. */
export type Run = {
  readonly id: RunId;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly procedure: string;
  readonly version: number;
  readonly hash: string;
  readonly language: Language;
  readonly zone: string;
  /** Where it stands, and in which called part; the last place is the current one. */
  readonly places: readonly Place[];
  readonly facts: Readonly<Record<string, FactRecord>>;
  /** The facts that were asked for and answered, so that a second ask is a real one. */
  readonly answered: readonly string[];
  readonly state: RunState;
  /** How many events it has taken; names the next one in its log. */
  readonly count: number;
  /** How often each act was begun, so that a second, separate wish has a key of its own. */
  readonly rounds: Readonly<Record<StepId, number>>;
  /** A yes that was given while the facts behind it are being read again; it counts for the same words only. */
  readonly agreed?: { readonly step: StepId; readonly text: string; readonly at: string } | undefined;
  /** Acts that were done and not taken back, in their order. */
  readonly done: readonly DoneAct[];
  /** How often it came to steps that have a limit, as `procedure/step`. */
  readonly visits?: Readonly<Record<string, number>>;
  /** What tables decided, each table's last word, in their order: what somebody is told who asks why. */
  readonly decided?: readonly Decision[];
};

/** What a table decided, and the values it read: facts may be read again later, the reason stays this one. */
export type Decision = {
  readonly part: string;
  readonly step: StepId;
  readonly table: string;
  /** Of the table's inputs, in their order; null where unknown. */
  readonly values: readonly unknown[];
  /** Null where a fact was missing and nothing was decided. */
  readonly outcome: string | null;
  readonly at: string;
};

/** An act that was done, and what would take it back: known from the start, so that an undo needs no facts read again. */
export type DoneAct = {
  readonly step: StepId;
  readonly action: string;
  readonly key: string;
  readonly undo?: { readonly action: string; readonly input: Readonly<Record<string, unknown>> };
};

export type Place = { readonly procedure: string; readonly step: StepId };

/** What one of two people chose, and why; the other must choose the same. */
export type FirstAnswer = {
  readonly value: string;
  readonly by: Actor;
  readonly at: string;
  readonly reason?: string;
};

export type RunState =
  /**
   * Waits for someone's words: an answer, or a yes or no to what was read back. `since` is when it was asked; `first`
   * is the answer of one person where two must agree.
   */
  | { readonly kind: "asking"; readonly since: string; readonly first?: FirstAnswer }
  | { readonly kind: "confirming"; readonly since: string; readonly key: string; readonly text: string }
  /** Waits for a machine; looked after again at `wakeAt`, `tries` times so far. */
  | { readonly kind: "looking-up"; readonly key: string; readonly tries: number; readonly wakeAt: string }
  | { readonly kind: "acting"; readonly key: string; readonly tries: number; readonly wakeAt: string }
  /** Waits for the world. */
  | { readonly kind: "waiting"; readonly key: string; readonly wakeAt: string }
  | { readonly kind: "ended"; readonly outcome: string; readonly at: string };

/** Everything that can happen to a run. All of it is data, so that a log of events replays to the same run. */
export type RunEvent = { readonly at: string; readonly actor: Actor; readonly language?: Language } & (
  | { readonly kind: "started"; readonly facts: Readonly<Record<string, FactRecord>> }
  | { readonly kind: "answered"; readonly fact: string; readonly value: unknown; readonly reason?: string }
  /** Said by the customer while a machine was still at work: what is known then need not be asked. */
  | { readonly kind: "told"; readonly facts: Readonly<Record<string, FactRecord>> }
  | { readonly kind: "confirmed" }
  | { readonly kind: "declined" }
  /** `null` for a fact the source does not know. */
  | { readonly kind: "looked-up"; readonly key: string; readonly facts: Readonly<Record<string, FactRecord | null>> }
  | { readonly kind: "acted"; readonly key: string; readonly result: ActResult }
  | { readonly kind: "signalled"; readonly key: string; readonly facts: Readonly<Record<string, FactRecord>> }
  | { readonly kind: "woken" }
  /** A person left the path by a way the procedure declares, and said why. */
  | { readonly kind: "overridden"; readonly id: string; readonly reason: string }
  /** The customer does not want it any more. */
  | { readonly kind: "stopped" }
  /** Brought from one version of its procedure to another, where it goes on as it stands. */
  | ({ readonly kind: "migrated" } & VersionChange)
);

/** A version of a procedure, as a run pins it. */
export type VersionRef = { readonly hash: string; readonly version: number };

/** From which version to which, in which round of moving cases, and who wanted it for what reason. */
export type VersionChange = {
  readonly from: VersionRef;
  readonly to: VersionRef;
  readonly migration: string;
  /** As in the audit: `staff:0190…`. */
  readonly by: string;
  readonly reason: string;
};

export type ActResult =
  | { readonly state: "done"; readonly facts?: Readonly<Record<string, unknown>>; readonly amount?: Money }
  | {
      readonly state: "refused";
      readonly reasons: readonly string[];
      readonly facts?: Readonly<Record<string, unknown>>;
      readonly amount?: Money;
    }
  | { readonly state: "unknown"; readonly amount?: Money };

/** What should happen now; `operations` of the callers make it happen once the run is saved. */
export type Effect =
  | {
      readonly kind: "say";
      readonly text: string;
      readonly strict: boolean;
      readonly choices?: readonly OfferedChoice[];
    }
  | {
      readonly kind: "look-up";
      readonly key: string;
      readonly facts: readonly string[];
      readonly with: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "act";
      readonly key: string;
      readonly action: string;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "acted";
      readonly key: string;
      readonly action: string;
      readonly state: "done" | "refused" | "unknown";
      readonly amount?: Money;
      readonly reasons?: readonly string[];
    }
  | { readonly kind: "promise"; readonly key: string; readonly text: string; readonly dueAt: string }
  | {
      readonly kind: "hand-off";
      readonly reason: HandoffReason;
      readonly reasons: readonly string[];
      readonly text?: string;
    }
  | { readonly kind: "ended"; readonly outcome: string };

export type OfferedChoice = { readonly id: string; readonly label: string };

/** When the run must be looked after again by itself; undefined while it waits for people only. */
export const wakeAtOf = (run: Run): string | undefined => ("wakeAt" in run.state ? run.state.wakeAt : undefined);

/** The event or reply the run waits for. */
export const awaitedKeyOf = (run: Run): string | undefined => ("key" in run.state ? run.state.key : undefined);

export const placeOf = (run: Run): Place => {
  const place = run.places.at(-1);
  if (!place) throw new Error(`Run ${run.id} stands nowhere; its record is damaged.`);
  return place;
};
