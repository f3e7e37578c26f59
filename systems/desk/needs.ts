import type { Bilingual, ConversationId, CustomerId, Language, MerchantId, Money, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { OrderCard } from "./contract.ts";

/*
 * What the desk needs from rooms it does not know: the procedures of `sop`, a reader of messages, sources of facts and
 * doers of acts. `apps/server` hands them in; their own types fit these shapes.
 */

export type HandoffReason = "asked" | "technical" | "emotional" | "policy" | "unsure";
/** From where an answer is, and when somebody last said that it is so. */
export type AnswerSource = {
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  readonly updatedAt: string;
};
export type OfferedChoice = { readonly id: string; readonly label: string };
export type Authority = "R1" | "R2" | "R3";
export type Actor = {
  readonly kind: "customer" | "assistant" | "agent" | "outside" | "system";
  readonly id?: string;
  readonly authority?: Authority;
  /** By what a customer acted where it was not by writing. */
  readonly channel?: "form";
};
export type FactRecord = { readonly value: unknown; readonly source: FactSource; readonly at: string };
export type FactSource = "shop" | "carrier" | "pay" | "ledger" | "trust" | "customer" | "staff" | "kb" | "desk";

/** A run, of which the desk knows no more than this. */
export type Run = {
  readonly id: RunId;
  readonly customerId: CustomerId | undefined;
  readonly state: { readonly kind: string; readonly key?: string; readonly wakeAt?: string };
  readonly facts: Readonly<Record<string, FactRecord>>;
};

export type RunView = {
  readonly id: RunId;
  readonly procedure: string;
  readonly version: number;
  readonly step: string;
  readonly state: string;
  /** The order it concerns, once that is known. */
  readonly about?: string | undefined;
};

export type RunEvent = { readonly at: string; readonly actor: Actor; readonly language?: Language } & (
  | { readonly kind: "looked-up"; readonly key: string; readonly facts: Readonly<Record<string, FactRecord | null>> }
  | { readonly kind: "acted"; readonly key: string; readonly result: ActResult }
  | { readonly kind: "signalled"; readonly key: string; readonly facts: Readonly<Record<string, FactRecord>> }
  | { readonly kind: "told"; readonly facts: Readonly<Record<string, FactRecord>> }
  | { readonly kind: "woken" }
  | { readonly kind: "stopped" }
);

export type ActResult =
  | { readonly state: "done"; readonly facts?: Readonly<Record<string, unknown>>; readonly amount?: Money }
  | {
      readonly state: "refused";
      readonly reasons: readonly string[];
      readonly facts?: Readonly<Record<string, unknown>>;
      readonly amount?: Money;
    }
  | { readonly state: "unknown"; readonly amount?: Money };

export type Effect =
  | {
      readonly kind: "say";
      readonly text: string;
      readonly strict: boolean;
      readonly choices?: readonly OfferedChoice[];
    }
  | LookUp
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

export type LookUp = {
  readonly kind: "look-up";
  readonly key: string;
  readonly facts: readonly string[];
  readonly with: Readonly<Record<string, unknown>>;
};

export type OpenMove =
  | {
      readonly move: "answer";
      readonly fact: string;
      readonly of: "customer" | "agent";
      readonly choices: readonly OfferedChoice[];
      readonly freeText: boolean;
      readonly several?: true;
      /** One of two people has chosen this; another must choose the same. */
      readonly first?: FirstAnswer;
    }
  | { readonly move: "confirm"; readonly action: string; readonly label: string }
  | { readonly move: "decline"; readonly action: string; readonly label: string }
  | { readonly move: "stop" };

export type FirstAnswer = {
  readonly value: string;
  readonly by: Actor;
  readonly at: string;
  readonly reason?: string;
};

export type Move =
  | { readonly move: "answer"; readonly fact: string; readonly value: unknown; readonly reason?: string }
  | { readonly move: "confirm"; readonly said?: number }
  | { readonly move: "decline" }
  | { readonly move: "stop" }
  | { readonly move: "override"; readonly id: string; readonly reason: string };

export type MoveRefusal = { readonly kind: "refused"; readonly why: string; readonly open: readonly OpenMove[] };
export type Progress = {
  readonly run: Run;
  readonly event: { readonly at: string; readonly actor: Actor };
  readonly effects: readonly Effect[];
};
export type Moved = Progress & { readonly kind: "moved" };

export type SavedRun = {
  readonly merchantId: MerchantId;
  readonly run: Run;
  readonly events: readonly { readonly run: Run; readonly event: Progress["event"] }[];
};

export type Intent = {
  readonly merchantId: MerchantId;
  readonly key: string;
  readonly runId: RunId;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

/** What would follow from a move, as the procedure says. */
export type Preview =
  | { readonly kind: "acts"; readonly action: string; readonly amount?: Money }
  | { readonly kind: "asks"; readonly text?: string }
  | { readonly kind: "says"; readonly text: string }
  | { readonly kind: "looks-up" }
  | { readonly kind: "hands-over"; readonly reason: string }
  | { readonly kind: "ends"; readonly outcome: string };

/** An open move, with what would follow from it and whose authority it takes. */
export type GuidedMove =
  | (Omit<Extract<OpenMove, { move: "answer" }>, "choices"> & {
      readonly choices: readonly (OfferedChoice & { readonly needs?: string; readonly then?: Preview })[];
    })
  | (Exclude<OpenMove, { move: "answer" }> & { readonly then?: Preview })
  /** A way off the path, for people alone. */
  | {
      readonly move: "override";
      readonly id: string;
      readonly label: string;
      readonly needs: string;
      readonly then?: Preview;
    };

export type Guidance = {
  readonly moves: readonly GuidedMove[];
  /** The step's words to the customer; strict ones to the letter. */
  readonly line?: { readonly text: string; readonly strict: boolean };
  /** What the procedure asks of the person. */
  readonly question?: string;
};

/** A place of a run's way: where somebody or something was waited for, is, or will be. */
export type Station = {
  readonly step: string;
  readonly kind: "ask" | "decide" | "look-up" | "act" | "wait";
  readonly about: string;
  readonly state: "done" | "missed" | "unknown" | "now" | "to-come";
  readonly at?: string;
};

/** Sentences with typed variables. */
export type Wording = {
  /** The variables of a text, or what is wrong with one of them. */
  variablesOf(text: string): readonly { readonly path: string; readonly format: string }[] | string;
  /** Fills a text in. Throws where a value is missing or does not fit its format. */
  word(
    text: string,
    values: (path: string) => unknown,
    reader: { readonly language: Language; readonly zone: string; readonly now: string },
  ): string;
};

/** To which version, by its hash, a run is to be brought; in which round of moving cases, by whom and why. */
export type MigrationWish = {
  readonly to: string;
  readonly migration: string;
  readonly by: string;
  readonly reason: string;
};

/** Why a run cannot go on in another version. */
export type WhyStays = {
  readonly why:
    | "ended"
    | "being-done"
    | "no-such-step"
    | "another-step"
    | "other-words"
    | "another-fact"
    | "another-table"
    | "unknown-fact";
  readonly about: string;
};

export type Startable = { readonly id: string; readonly title: Bilingual; readonly needsIdentity: boolean };

/** The procedures, whoever executes them. Method syntax: each room's own run type fits. */
export type Procedures = {
  /** Makes ready what a merchant has in force; undefined where it is already. */
  ready(merchantId: MerchantId): Promise<void> | undefined;
  start(request: {
    readonly id: RunId;
    readonly merchantId: MerchantId;
    readonly procedure: string;
    readonly conversationId: ConversationId;
    readonly customerId: CustomerId | undefined;
    readonly language: Language;
    readonly zone: string;
    readonly facts: Readonly<Record<string, FactRecord>>;
    readonly actor: Actor;
    readonly at: string;
  }): Progress | undefined;
  take(run: Run, event: RunEvent): Progress;
  makeMove(
    run: Run,
    move: Move,
    context: { readonly at: string; readonly actor: Actor; readonly language?: Language },
  ): Moved | MoveRefusal;
  openMoves(run: Run, now: string): readonly OpenMove[];
  /** Brings a run to another version, unless it is there already or has to stay where it is. */
  migrate(
    run: Run,
    wish: MigrationWish,
    at: string,
  ): Progress | { readonly kind: "there" } | { readonly kind: "stays"; readonly reasons: readonly WhyStays[] };
  view(run: Run): RunView;
  titleOf(run: Run): Bilingual;
  guidance(run: Run, actor: Actor, now: string): Guidance;
  factsOf(run: Run): Readonly<Record<string, FactRecord>>;
  /** What is kept of a run that is over, so that it can still be asked why; undefined where nothing was decided in it. */
  remainsOf(run: Run): Run | undefined;
  wayOf(tx: Transaction, merchantId: MerchantId, run: Run): Promise<readonly Station[]>;
  needsIdentity(merchantId: MerchantId, procedure: string, at: string): boolean;
  /** What a customer can begin. */
  startable(merchantId: MerchantId, at: string): readonly Startable[];
  save(tx: Transaction, saved: readonly SavedRun[], at: Date): Promise<void>;
  openRuns(tx: Transaction, merchantId: MerchantId, conversationId: ConversationId): Promise<readonly Run[]>;
  /** Makes ready what a run that is over was decided by. */
  recall(tx: Transaction, merchantId: MerchantId, run: Run): Promise<void>;
  addIntents(tx: Transaction, intents: readonly Intent[], leaseUntil: Date): Promise<void>;
  removeIntents(
    tx: Transaction,
    keys: readonly { readonly merchantId: MerchantId; readonly key: string }[],
  ): Promise<void>;
};

/** What the assistant proposes to do with a message; the procedure and the desk dispose. */
export type Proposal =
  | { readonly kind: "start"; readonly procedure: string; readonly facts: Readonly<Record<string, unknown>> }
  /** What the open run would otherwise ask for, said while a machine was at work. */
  | { readonly kind: "tell"; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly kind: "move"; readonly move: Move }
  | {
      readonly kind: "say";
      readonly text: string;
      readonly choices?: readonly OfferedChoice[];
      /** An answer says where it is from. */
      readonly sources?: readonly AnswerSource[];
      /** It puts the open run's question once more. */
      readonly repeats?: boolean;
    }
  /** The open run's own question in its own words, after something else was answered. */
  | { readonly kind: "ask-again" }
  | {
      readonly kind: "hand-off";
      readonly reason: HandoffReason;
      readonly reasons?: readonly string[];
      readonly text?: string;
      /** Somebody is in danger: before everybody who is not. */
      readonly urgent?: boolean;
    }
  /** Nothing to say: the customer only acknowledged, or a machine is at work. */
  | { readonly kind: "silence" };

export type MessageToRead = {
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId | undefined;
  readonly text: string;
  readonly now: Date;
  readonly zone: string;
  /** Of the shop's app, as that says it. */
  readonly appVersion?: string;
  readonly language: Language;
  readonly identified: boolean;
  readonly merchantName: Bilingual;
  /** What the reader remembered of this conversation, as it returned it last time. */
  readonly memory: unknown;
  /** The order that was spoken of last, by its id. */
  readonly spokenOf?: string;
  /** What a message that was unclear came to when it was thought over. */
  readonly thoughtOver?: unknown;
  readonly run?: RunView & {
    readonly title: Bilingual;
    readonly open: readonly OpenMove[];
    /** False when something else was said or asked since its question: a bare yes is then to nobody knows what. */
    readonly wasAskedLast: boolean;
    /** What goods a read-back or a question is about. */
    readonly goods?: Bilingual;
  };
  /** What may be asked about: the runs that stand open, the one that ended last, and what is promised. */
  readonly matters?: Matters;
};

export type Matters = {
  readonly current: Run | undefined;
  readonly over: Run | undefined;
  readonly promises: readonly { readonly text: string; readonly dueAt: string }[];
};

export type ReadMessage = {
  readonly language: Language;
  readonly memory: unknown;
  /** Asks whether anybody is there, or how much longer: who waits for a person is told where they stand. */
  readonly knocks?: true;
  /** Done in order; later ones see the run that earlier ones made. */
  readonly proposals: readonly Proposal[];
  /** What it thought of the message, for whoever teaches it; told back once the message is kept. */
  readonly noticed?: unknown;
  /** It was not understood, and may be thought over before it is answered so. */
  readonly isUnclear?: boolean;
};

export type Assistant = {
  /** Makes ready what it reads a merchant's messages with; undefined where it is already. */
  ready?(merchantId: MerchantId): Promise<void> | undefined;
  read(message: MessageToRead): ReadMessage;
  /**
   * Thinks an unclear message over, in bounded time; what it comes to is handed to `read` again. Undefined where there is
   * nobody to think, or nothing to think over: the answer stands as it is.
   */
  thinkOver?(message: Pick<MessageToRead, "merchantId" | "text" | "memory">): Promise<unknown> | undefined;
  /** Told after the commit what was thought of a message. Answers at once; what it makes of it can wait. */
  noticed?(notice: Notice): void;
};

export type Notice = {
  readonly merchantId: MerchantId;
  readonly conversationId: ConversationId;
  readonly at: Date;
  /** As the reader said it. */
  readonly noticed: unknown;
};

/** How far the assistant goes in a matter, and on which side of a comparison that stands. */
export type Serving = {
  readonly mode: "full" | "draft" | "off";
  readonly side: "served" | "held-out" | "everybody";
  /** The draw by which people came to their sides. */
  readonly draw: number;
};

/** What a merchant has chosen for its assistant, from memory: no turn waits for it. */
export type Modes = {
  /** Undefined where the merchant's choice is at hand already. */
  ready(merchantId: MerchantId): Promise<void> | undefined;
  serving(conversation: AskingConversation, procedure: string | undefined): Serving;
};

/** Where facts come from. `peek` answers at once from what is fresh in memory, or not at all. */
export type Sources = {
  peek(
    conversation: AskingConversation,
    lookUp: LookUp,
    now: Date,
  ): Readonly<Record<string, FactRecord | null>> | undefined;
  lookUp(conversation: AskingConversation, lookUp: LookUp): Promise<Readonly<Record<string, FactRecord | null>>>;
  /** Fetches ahead what the first message will most likely need. */
  warm(conversation: AskingConversation): void;
  /** The order a run's facts are about, as its customer may see it; undefined when they are about none. */
  cardOf(facts: Readonly<Record<string, FactRecord>>): OrderCard | undefined;
  /** What a run has begun to wait for may have happened already; undefined when it has not. */
  recall(conversation: AskingConversation, key: string): Promise<Readonly<Record<string, FactRecord>> | undefined>;
};

export type AskingConversation = {
  readonly merchantId: MerchantId;
  readonly id: ConversationId;
  readonly customerId: CustomerId | undefined;
  /** Days are the customer's. */
  readonly zone: string;
};

/** Does what an intent wishes, once per key however often it is asked. */
export type Actions = {
  /** In the transaction that makes the intent: reserves limits, posts money. */
  begin(tx: Transaction, intents: readonly Intent[]): Promise<void>;
  perform(intent: Intent): Promise<ActResult>;
};
