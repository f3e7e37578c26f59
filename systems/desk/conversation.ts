import type { Bilingual, ConversationId, CustomerId, Language, MerchantId, RunId, StaffId } from "@ruyi/kernel";
import type { Speaker } from "./event.ts";
import type { HandoffReason, Run } from "./needs.ts";

/** Who may speak to the customer now: exactly one. */
export type Floor =
  | { readonly kind: "assistant" }
  /** Waiting for a person; the assistant is silent. */
  | { readonly kind: "queue"; readonly since: string; readonly reason: HandoffReason; readonly urgent?: boolean }
  | { readonly kind: "agent"; readonly id: StaffId; readonly name: string };

/** A conversation as it stands: what its log adds up to. */
export type Conversation = {
  readonly merchantId: MerchantId;
  readonly id: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly language: Language;
  readonly zone: string;
  /** Of the shop's app it began in, as that says it; undefined where it says none, and on the web. */
  readonly appVersion?: string | undefined;
  readonly merchantName: Bilingual;
  /** The outside AI that began it and speaks for the customer in it; undefined where they speak themselves. */
  readonly outside: Outside | undefined;
  readonly status: "open" | "closed";
  readonly floor: Floor;
  /** Since when the floor is where it is; of a closed conversation, since when it is closed. */
  readonly floorSince: string;
  /** Why it was handed over last. */
  readonly reason: HandoffReason | undefined;
  /** Laid aside by an agent until a time, or until the customer writes. */
  readonly snoozed: Snooze | undefined;
  readonly nextOffset: number;
  /** The assistant's own memory of it. */
  readonly memory: unknown;
  /** Runs that have not ended; the newest last. */
  readonly runs: readonly Run[];
  /** What is left of the run that ended last, so that it can still be asked why it ended so. */
  readonly over: Run | undefined;
  /** Actions done and promises open, for whoever takes over. */
  readonly done: readonly string[];
  readonly promises: readonly OpenPromise[];
  /** Recent client message ids and their offsets: the same message sent again is answered from here. */
  readonly seen: readonly (readonly [string, number])[];
  /** Places in the log of the customer's last message and of the last question put to them; 0 for none. */
  readonly customerSpokeAt: number;
  readonly askedAt: number;
  /** The run whose question was the last thing said to the customer. */
  readonly askedBy: RunId | undefined;
  /** What was said last, short, and by whom. */
  readonly lastLine: LastLine | undefined;
  /** What the customer said last: while they wait, that is what a list shows. */
  readonly lastHeard: LastLine | undefined;
  /** The customer's first words that nobody has answered yet were said then. */
  readonly waitingSince: string | undefined;
  /** What it was about last: the title of a procedure. */
  readonly about: Bilingual | undefined;
  /** The order it was about last, by its id: "it" is that one. */
  readonly spokenOf: string | undefined;
  /** What the assistant would have said or begun, for the person whose word it is. */
  readonly draft: AssistantDraft | undefined;
  /** The matters of which it is known already on which side of a comparison they stand. */
  readonly drawn: readonly string[];
  readonly createdAt: string;
};

/** A program of the merchant or a partner, as it appears in the conversations it began. */
export type Outside = { readonly id: string; readonly name: string };

/** Never said by itself: a person sends it, mends it, or leaves it. */
export type AssistantDraft = {
  /** The customer's message it answers, by its place in the log. */
  readonly of: number;
  readonly text: string | undefined;
  /** The matter it would begin, and what the customer said for it. */
  readonly start: { readonly procedure: string; readonly facts: Readonly<Record<string, unknown>> } | undefined;
};

export type Snooze = { readonly until: string; readonly by: string };
export type LastLine = { readonly from: Speaker; readonly text: string; readonly at: string };

/** What the customer was told will happen, and by which run; by none, that a person will answer. */
export type OpenPromise = {
  readonly runId?: RunId;
  readonly key: string;
  readonly text: string;
  readonly dueAt: string;
  /** A person was called for it before it was due. */
  readonly isCalled?: true;
};

/** Older ones are still unique in the log; this many are answered without asking it. */
export const seenAtMost = 8;

export function newConversation(request: {
  readonly merchantId: MerchantId;
  readonly id: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly language: Language;
  readonly zone: string;
  readonly appVersion?: string | undefined;
  readonly merchantName: Bilingual;
  readonly outside?: Outside | undefined;
  readonly at: string;
}): Conversation {
  const { at, outside, ...rest } = request;
  return {
    ...{ ...rest, outside },
    status: "open",
    floor: { kind: "assistant" },
    floorSince: at,
    reason: undefined,
    snoozed: undefined,
    nextOffset: 1,
    memory: undefined,
    runs: [],
    over: undefined,
    done: [],
    promises: [],
    seen: [],
    customerSpokeAt: 0,
    askedAt: 0,
    askedBy: undefined,
    lastLine: undefined,
    lastHeard: undefined,
    waitingSince: undefined,
    about: undefined,
    spokenOf: undefined,
    draft: undefined,
    drawn: [],
    createdAt: at,
  };
}

/**
 * The run that words of the customer or moves of an agent concern: the one that asked last, else the newest that is
 * not over; one that waits for the world is left in peace.
 */
export function currentRun({ runs, askedBy }: Conversation): Run | undefined {
  const isOpen = ({ state }: Run): boolean => state.kind !== "waiting" && state.kind !== "ended";
  return runs.find((run) => run.id === askedBy && isOpen(run)) ?? runs.findLast(isOpen) ?? runs.at(-1);
}

/** True while a machine still works on an answer. */
export const isAtWork = (conversation: Conversation): boolean =>
  conversation.runs.some(({ state }) => state.kind === "looking-up" || state.kind === "acting");
