import type { Language, RunId } from "@ruyi/kernel";
import type { Conversation } from "./conversation.ts";
import { seenAtMost } from "./conversation.ts";
import type { ConversationEvent, EventBody, Speaker } from "./event.ts";
import { handoffLine, placeOf, waitSecondsOf } from "./handoff.ts";
import type { HandoffReason, Intent, LookUp, OfferedChoice, Progress, Run } from "./needs.ts";
import type { PromiseState, Turn, TurnContext } from "./turn.ts";

export type Line = {
  readonly text: string;
  readonly choices?: readonly OfferedChoice[];
  readonly strict?: boolean;
  readonly by?: string;
  readonly clientMessageId?: string;
  readonly language?: Language;
};

/** A turn as it is being made: the conversation as it changes, and what gathers. Lives no longer than that. */
export class Draft {
  conversation: Conversation;
  /** Somebody is handed over, and nobody has counted the queue yet. */
  lacksQueue = false;
  readonly before: Conversation;
  readonly context: TurnContext;
  readonly at: string;
  readonly intents: Intent[] = [];
  readonly answeredIntents: string[] = [];
  readonly lookUps: { runId: string; lookUp: LookUp }[] = [];
  /** Places of lines that may be worded otherwise. */
  readonly open: number[] = [];
  private readonly events: ConversationEvent[] = [];
  private readonly runs = new Map<string, { run: Run; events: { run: Run; event: Progress["event"] }[] }>();
  private readonly promises: PromiseState[] = [];
  private readonly announcements: { type: string; data: Record<string, unknown> }[] = [];
  private answerOffset: number | undefined;

  constructor(conversation: Conversation, context: TurnContext) {
    this.before = conversation;
    this.conversation = conversation;
    this.context = context;
    this.at = context.now.toISOString();
  }

  finish(): Turn {
    const runs = this.conversation.runs.filter(({ state }) => state.kind !== "ended");
    const nextOffset = this.before.nextOffset + this.events.length;
    return {
      before: this.before,
      conversation: { ...this.conversation, runs, nextOffset },
      events: this.events,
      runs: Array.from(this.runs.values(), (saved) => ({ merchantId: this.before.merchantId, ...saved })),
      intents: this.intents,
      answeredIntents: this.answeredIntents,
      promises: this.promises,
      announcements: this.announcements,
      lookUps: this.lookUps,
      open: this.open,
      answer: { kind: "done", offset: this.answerOffset ?? Math.max(this.before.nextOffset, nextOffset - 1) },
    };
  }

  change(part: Partial<Conversation>): void {
    this.conversation = { ...this.conversation, ...part };
  }

  /** Writes an event in the next place of the log, and answers that place. */
  log(body: EventBody): number {
    const offset = this.before.nextOffset + this.events.length;
    this.events.push({ ...body, offset, at: this.at });
    return offset;
  }

  /** Mends an event of this very turn: a message is stored before it is read. */
  amend(offset: number, part: { readonly language: Language }): void {
    const place = offset - this.before.nextOffset;
    const event = this.events[place];
    if (event?.kind === "message") this.events[place] = { ...event, ...part };
  }

  hear(line: Line): number {
    const offset = this.log({ kind: "message", from: "customer", language: this.conversation.language, ...line });
    this.change({ customerSpokeAt: offset });
    return offset;
  }

  /** Says a line to the customer. `askedBy` is the run whose question it puts: the next bare yes is to that one only. */
  say(from: Exclude<Speaker, "customer">, line: Line, askedBy?: RunId): number {
    const offset = this.log({ kind: "message", from, language: this.conversation.language, ...line });
    this.change({ askedBy, ...(line.choices ? { askedAt: offset } : {}) });
    return offset;
  }

  /** A message's own id, by which it is known when it is sent again. */
  remember(clientMessageId: string): void {
    const offset = this.before.nextOffset + this.events.length - 1;
    this.answerOffset = offset;
    this.change({ seen: [...this.conversation.seen, [clientMessageId, offset] as const].slice(-seenAtMost) });
  }

  announce(type: string, data: Record<string, unknown>): void {
    this.announcements.push({ type, data: { conversationId: this.before.id, at: this.at, ...data } });
  }

  save({ run, event }: Progress): void {
    const saved = this.runs.get(run.id);
    this.runs.set(run.id, { run, events: [...(saved?.events ?? []), { run, event }] });
  }

  promise(runId: RunId, { key, text, dueAt }: Omit<PromiseState, "state">): void {
    this.change({ promises: [...this.conversation.promises, { runId, key, text, dueAt }] });
    this.settlePromise({ key, text, dueAt, state: "open" });
  }

  /** What a run promised is over: told in time, told too late, or no longer wanted. */
  closePromises(runId: RunId, isTold: boolean): void {
    const { promises } = this.conversation;
    if (promises.length === 0) return;
    for (const { runId: by, key, text, dueAt } of promises) {
      if (by !== runId) continue;
      const isInTime = Date.parse(this.at) <= Date.parse(dueAt);
      this.settlePromise({ key, text, dueAt, state: isTold ? (isInTime ? "kept" : "late") : "withdrawn" });
    }
    this.change({ promises: promises.filter((each) => each.runId !== runId) });
  }

  private settlePromise(promise: PromiseState): void {
    this.promises.push(promise);
    this.log({ kind: "promise", ...promise });
    const { key, dueAt, state } = promise;
    this.announce(`promise.${state === "open" ? "made" : state}`, { key, dueAt });
  }

  /** Calls a person, unless one is there or called already. `isUrgent` puts the conversation before all that are not. */
  handOff(reason: HandoffReason, reasons: readonly string[], text: string | undefined, isUrgent = false): void {
    const { floor } = this.conversation;
    if (floor.kind !== "assistant" && !(isUrgent && floor.kind === "queue" && !floor.urgent)) return;
    const { queue } = this.context;
    if (!queue) {
      this.lacksQueue = true;
      return;
    }
    const { done, language } = this.conversation;
    const promised = this.conversation.promises.map((promise) => promise.text);
    const place = { queuePlace: placeOf(queue, isUrgent), waitSeconds: waitSecondsOf(queue, isUrgent) };
    const handoff = { reason, reasons, done, promised, ...place };
    this.log({ kind: "handoff", ...handoff });
    if (text !== undefined) this.say("assistant", { text, strict: true });
    this.say("assistant", { text: handoffLine(language, { ...handoff, isKnown: queue.onDuty > 0 }) });
    const since = floor.kind === "queue" ? floor.since : this.at;
    // What a run hands over after its conversation was closed is open again, or nobody could take it.
    const inLine = { kind: "queue", since, reason, ...(isUrgent ? { urgent: true } : {}) } as const;
    this.change({ status: "open", floor: inLine });
    this.announce("conversation.handed-off", { reason, reasons });
  }
}
