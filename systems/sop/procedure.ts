import type { Bilingual } from "@ruyi/kernel";
import type { TableSource } from "@ruyi/decision";
import type { Parameter, Setting } from "./parameter.ts";

/** A standard operating procedure: data that assistant, staff and forms all execute. */
export type Procedure = {
  readonly id: string;
  readonly version: number;
  readonly title: Bilingual;
  /** What a customer can ask for that starts it; empty for a part that only other procedures call. */
  readonly examples: { readonly zh: readonly string[]; readonly en: readonly string[] };
  /** Who may begin it: anyone, or someone whose identity the shop has signed. */
  readonly identity: "visitor" | "customer";
  /** What a merchant may set within bounds, and how it is set here; both are read under `setting`. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Clauses that places below may change although they are closed by themselves: `tables.trigger`, a strict phrase. */
  readonly open: readonly string[];
  /** Clauses that places below may not change although they are open by themselves. */
  readonly locked: readonly string[];
  readonly facts: Readonly<Record<string, FactSource>>;
  readonly tables: Readonly<Record<string, TableSource>>;
  readonly phrases: Readonly<Record<string, Phrase>>;
  readonly start: string;
  readonly steps: Readonly<Record<string, Step>>;
  /** Ways off the path that a person may take, with a reason and the authority for it; never a machine. */
  readonly overrides?: Readonly<Record<string, Override>>;
  /** The procedures this one calls, by id, pinned with it. */
  readonly parts: Readonly<Record<string, Procedure>>;
  /** SHA-256 of the canonical text of all of the above: what a run pins. */
  readonly hash: string;
};

/** Who can say whether a fact is so (SERVICE-STANDARD §0). */
export type FactSource = "shop" | "carrier" | "pay" | "ledger" | "trust" | "customer" | "staff" | "kb" | "desk";

/**
 * What we say, once in each language. `strict` lines (money, law, safety, read-back) are never reworded.
 * `{order.amount, money}` in the text is a typed variable: a path to a fact, then a format (see `wording.ts`).
 */
export type Phrase = Bilingual & { readonly strict: boolean };

export type Choice = {
  readonly id: string;
  readonly label: Bilingual;
  /** FEEL for the authority it takes to choose this, `"R1"` to `"R3"` or `"two-people"`; none when left out. */
  readonly authority?: string;
};

export type Override = {
  readonly from: readonly StepId[];
  readonly to: StepId;
  readonly authority: "R1" | "R2" | "R3";
  readonly title: Bilingual;
};

/** A step's id. */
export type StepId = string;

/** How often a run may come to a step; the next time it goes on to `then` instead. */
export type Limit = { readonly times: number; readonly then: StepId };

export type Step =
  | {
      readonly kind: "ask";
      readonly of: "customer" | "agent";
      readonly fact: string;
      readonly phrase: string;
      /** Offered answers; or `choicesFrom`, a fact that holds a list of them; or neither, for words of their own. */
      readonly choices?: readonly Choice[];
      readonly choicesFrom?: string;
      readonly freeText: boolean;
      /** Takes several answers at once: the fact is a list of them, and there is one way on, `*`. */
      readonly several?: true;
      /** By the chosen id, where the way parts; `*` for any other answer. */
      readonly next: Readonly<Record<string, StepId>>;
      readonly atMost?: Limit;
    }
  | {
      readonly kind: "look-up";
      readonly facts: readonly string[];
      readonly with: Readonly<Record<string, string>>;
      readonly next: StepId;
      /** Where to go when the source does not know or does not answer. */
      readonly missing: StepId;
      readonly atMost?: Limit;
    }
  | {
      readonly kind: "work-out";
      /** FEEL by fact, in their order: each may read those before it. A fact is as old as the oldest it rests on. */
      readonly facts: Readonly<Record<string, string>>;
      readonly next: StepId;
      /** Where to go when one of them cannot be known: unknown is not no. */
      readonly unknown: StepId;
    }
  | {
      readonly kind: "decide";
      readonly table: string;
      /** By the table's `outcome`. */
      readonly next: Readonly<Record<string, StepId>>;
      /** Where to go when a fact the table needs is not known: unknown is not no. */
      readonly unknown: StepId;
    }
  | {
      readonly kind: "act";
      readonly action: string;
      readonly with: Readonly<Record<string, string>>;
      /** FEEL: must be true when the act is done. */
      readonly requires: string;
      /** The idempotency key, from `{run}`, `{step}` and `{round}`: it names the intent, never order and amount. */
      readonly key: string;
      /** What is read back before the yes; or why none is needed. */
      readonly confirm: Confirmation;
      /** The action that takes it back, or that there is none. */
      readonly undo: { readonly action: string; readonly with: Readonly<Record<string, string>> } | "none";
      readonly next: { readonly done: StepId; readonly refused: StepId; readonly unknown: StepId };
      /** Where an answer that came too late starts again, so that facts are read afresh. */
      readonly refresh?: StepId;
    }
  | { readonly kind: "say"; readonly phrase: string; readonly next: StepId }
  | {
      readonly kind: "wait";
      /** Correlation key of the event waited for, from facts: `return-received:{return.id}`. */
      readonly for: string;
      /** ISO 8601 duration until the wait ends by itself. */
      readonly until: string;
      readonly next: { readonly arrived: StepId; readonly late: StepId };
    }
  | {
      readonly kind: "hand-off";
      readonly reason: HandoffReason;
      /** FEEL for the reason codes that go along. */
      readonly reasons?: string;
      readonly phrase?: string;
      readonly next: StepId;
    }
  | {
      readonly kind: "promise";
      readonly phrase: string;
      /** ISO 8601 duration from now until it is due. */
      readonly due: string;
      readonly next: StepId;
    }
  | {
      readonly kind: "call";
      readonly procedure: string;
      readonly next: Readonly<Record<string, StepId>>;
      readonly atMost?: Limit;
    }
  /** Takes back what the run has done, the last act first; `stuck` when one cannot be taken back or nobody knows. */
  | { readonly kind: "undo"; readonly next: { readonly done: StepId; readonly stuck: StepId } }
  | { readonly kind: "end"; readonly outcome: string };

export type Confirmation =
  | {
      readonly kind: "read-back";
      readonly phrase: string;
      readonly yes: Bilingual;
      readonly no: Bilingual;
      readonly declined: StepId;
    }
  /** The yes to an earlier read-back named this act too. */
  | { readonly kind: "covered-by"; readonly step: StepId }
  | { readonly kind: "not-needed"; readonly why: string };

export type HandoffReason = "asked" | "technical" | "emotional" | "policy" | "unsure";

/** The step, or an error that names the procedure and what to mend. */
export function stepOf(procedure: Procedure, id: StepId): Step {
  const step = procedure.steps[id];
  if (!step) throw new Error(`Procedure "${procedure.id}" has no step "${id}"; check its "next" links.`);
  return step;
}

export function phraseOf(procedure: Procedure, id: string): Phrase {
  const phrase = procedure.phrases[id];
  if (!phrase) throw new Error(`Procedure "${procedure.id}" has no phrase "${id}"; add it under "phrases".`);
  return phrase;
}
