import type { Language, RunId } from "@ruyi/kernel";
import type { OrderCard } from "./contract.ts";
import { type Conversation, currentRun, type Floor, type LastLine, seenAtMost } from "./conversation.ts";
import type { ConversationEvent, EventBody, Speaker } from "./event.ts";
import { answerPromise, handoffLine, placeIn, stillInLine } from "./handoff.ts";
import { shortLine } from "./inbox/list.ts";
import type { AnswerSource, HandoffReason, Intent, LookUp, OfferedChoice, Progress, Run } from "./needs.ts";
import type { PromiseState, Turn, TurnContext } from "./turn.ts";

export type Line = {
  readonly text: string;
  readonly choices?: readonly OfferedChoice[];
  readonly sources?: readonly AnswerSource[];
  readonly strict?: boolean;
  readonly by?: string;
  readonly clientMessageId?: string;
  readonly language?: Language;
  readonly tells?: "handoff" | "promise";
  readonly channel?: "form";
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
  draftNeeds: Turn["draftNeeds"];
  newsTold: Turn["newsTold"];
  newsWish: Turn["newsWish"];
  /** Places of lines that may be worded otherwise. */
  readonly open: number[] = [];
  private readonly events: ConversationEvent[] = [];
  private readonly runs = new Map<string, { run: Run; events: { run: Run; event: Progress["event"] }[] }>();
  private readonly promises: PromiseState[] = [];
  private readonly announcements: { type: string; data: Record<string, unknown> }[] = [];
  /** Orders to be shown before the next line, by their runs. */
  private readonly cards = new Map<string, OrderCard>();
  private answerOffset: number | undefined;
  noticed: unknown;
  isUnclear = false;

  constructor(conversation: Conversation, context: TurnContext) {
    this.before = conversation;
    this.conversation = conversation;
    this.context = context;
    this.at = context.now.toISOString();
  }

  finish(): Turn {
    this.showCards();
    const runs = this.conversation.runs.filter(({ state }) => state.kind !== "ended");
    const ended = this.conversation.runs.findLast(({ state }) => state.kind === "ended");
    const over = (ended && this.context.procedures.remainsOf(ended)) ?? this.conversation.over;
    const nextOffset = this.before.nextOffset + this.events.length;
    const current = currentRun(this.conversation);
    const about = current ? this.context.procedures.titleOf(current) : this.conversation.about;
    return {
      before: this.before,
      conversation: { ...this.conversation, runs, over, nextOffset, about },
      events: this.events,
      runs: Array.from(this.runs.values(), (saved) => ({ merchantId: this.before.merchantId, ...saved })),
      intents: this.intents,
      answeredIntents: this.answeredIntents,
      promises: this.promises,
      announcements: this.announcements,
      lookUps: this.lookUps,
      open: this.open,
      ...(this.newsTold ? { newsTold: this.newsTold } : {}),
      ...(this.newsWish ? { newsWish: this.newsWish } : {}),
      ...(this.draftNeeds ? { draftNeeds: this.draftNeeds } : {}),
      answer: { kind: "done", offset: this.answerOffset ?? Math.max(this.before.nextOffset, nextOffset - 1) },
      ...(this.noticed === undefined ? {} : { noticed: this.noticed }),
      ...(this.isUnclear ? { isUnclear: true } : {}),
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
    const { waitingSince = this.at } = this.conversation;
    const heard = this.lineOf("customer", line);
    this.change({ customerSpokeAt: offset, waitingSince, lastLine: heard, lastHeard: heard });
    return offset;
  }

  /** Says a line to the customer. `askedBy` is the run whose question it puts: the next bare yes is to that one only. */
  say(from: Exclude<Speaker, "customer">, line: Line, askedBy?: RunId): number {
    this.showCards();
    const offset = this.log({ kind: "message", from, language: this.conversation.language, ...line });
    const lastLine = this.lineOf(from, line);
    // Who waits for a person is not answered by a machine.
    const waitingSince = this.conversation.floor.kind === "queue" ? this.conversation.waitingSince : undefined;
    this.change({ askedBy, lastLine, waitingSince, ...(line.choices ? { askedAt: offset } : {}) });
    return offset;
  }

  /**
   * Says what nobody asked for: it answers no question, so whoever waits for an answer waits on; and where one stands open, what
   * was offered with that stays the last that was offered.
   */
  tellUnasked(text: string, choice: OfferedChoice): void {
    const { floor, askedBy, language } = this.conversation;
    const from = floor.kind === "assistant" ? "assistant" : "system";
    const offered = askedBy === undefined ? { choices: [choice] } : {};
    this.log({ kind: "message", from, language, text, proactive: true, ...offered });
    this.change({ askedBy: undefined, lastLine: this.lineOf(from, { text }) });
  }

  private lineOf(from: Speaker, { text }: Line): LastLine {
    return { from, text: shortLine(text), at: this.at };
  }

  /** Gives the floor to somebody else; whoever had laid the conversation aside has it back. */
  giveFloor(floor: Floor): void {
    this.change({ floor, floorSince: this.at });
  }

  /** Takes a conversation out of its rest. Without `by`, its time had come or the customer wrote. */
  wake(by?: string): void {
    if (!this.conversation.snoozed) return;
    this.change({ snoozed: undefined });
    this.log({ kind: "unsnoozed", ...(by === undefined ? {} : { by }) });
  }

  /** Shows an order once its run has something to say about it, or the turn is over: with all that is known by then. */
  show(runId: RunId, order: OrderCard): void {
    this.cards.set(runId, order);
  }

  private showCards(): void {
    for (const [run, order] of this.cards) this.log({ kind: "order", run, order });
    this.cards.clear();
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

  promise(runId: RunId | undefined, { key, text, dueAt }: Omit<PromiseState, "state">): void {
    const by = runId === undefined ? {} : { runId };
    this.change({ promises: [...this.conversation.promises, { ...by, key, text, dueAt }] });
    this.settlePromise({ key, text, dueAt, state: "open" });
  }

  /** What a run promised, or the desk itself, is over: told in time, told too late, or no longer wanted. */
  closePromises(runId: RunId | undefined, isTold: boolean): void {
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

  /** Who knocks while they wait is told that they still stand in line, once a message of theirs. */
  reassure(): void {
    const { floor, language, promises } = this.conversation;
    if (floor.kind === "queue") this.say("assistant", { text: stillInLine(language, promises.at(-1)?.text) });
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
    const { staffing, now } = this.context;
    const { away, ...place } = placeIn(queue, isUrgent, staffing, now);
    const back = away?.back;
    const handoff = { reason, reasons, done, promised, ...place };
    const told = back ? { backAt: back.from.toISOString(), answerBy: back.answerBy.toISOString() } : {};
    const offset = this.log({ kind: "handoff", ...handoff, ...told });
    if (text !== undefined) this.say("assistant", { text, strict: true });
    const reader = { language, zone: this.conversation.zone, now };
    const line = handoffLine(reader, { ...handoff, ...(away ? { away } : {}) });
    this.say("assistant", { text: line, tells: "handoff" });
    // Called twice, as when danger shows later, the customer keeps the one promise.
    if (back && this.conversation.promises.every(({ runId }) => runId !== undefined)) {
      const key = `${this.before.id}/answer/${offset}`;
      this.promise(undefined, { key, text: answerPromise(reader, back), dueAt: back.answerBy.toISOString() });
    }
    const since = floor.kind === "queue" ? floor.since : this.at;
    // What a run hands over after its conversation was closed is open again, or nobody could take it.
    this.change({ status: "open" });
    this.giveFloor({ kind: "queue", since, reason, ...(isUrgent ? { urgent: true } : {}) });
    this.change({ reason, waitingSince: this.conversation.waitingSince ?? since });
    this.announce("conversation.handed-off", { reason, reasons });
  }
}
