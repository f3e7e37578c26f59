import { type Language, type Money, type NewId, type StaffId, unreachable } from "@ruyi/kernel";
import { type Conversation, currentRun, seenAtMost } from "./conversation.ts";
import type { ConversationEvent, EventBody, Speaker } from "./event.ts";
import { handoffLine, type QueueView, waitSecondsOf } from "./handoff.ts";
import type {
  Actor,
  ActResult,
  Assistant,
  Authority,
  Effect,
  FactRecord,
  HandoffReason,
  Intent,
  LookUp,
  Move,
  OpenMove,
  Procedures,
  Progress,
  Proposal,
  Run,
  RunEvent,
  SavedRun,
  Sources,
} from "./needs.ts";

export type Agent = { readonly id: StaffId; readonly name: string; readonly authority?: Authority };

/** Everything that can happen to a conversation. */
export type TurnInput =
  | { readonly kind: "message"; readonly clientMessageId: string; readonly text: string }
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
  | { readonly kind: "take"; readonly agent: Agent; readonly takeOver: boolean }
  | { readonly kind: "reply"; readonly agent: Agent; readonly text: string; readonly clientMessageId?: string }
  | { readonly kind: "note"; readonly agent: Agent; readonly text: string }
  | { readonly kind: "move"; readonly agent: Agent; readonly move: Move }
  | { readonly kind: "give-back"; readonly agent: Agent }
  | { readonly kind: "close"; readonly agent: Agent };

export type TurnRefusal =
  | { readonly kind: "refused"; readonly why: "not-yours" | "taken-by-another" | "closed" | "no-run" }
  | {
      readonly kind: "refused";
      readonly why: "move-refused";
      readonly move: string;
      readonly open: readonly OpenMove[];
    };

export type TurnAnswer =
  | { readonly kind: "done"; readonly offset: number }
  | { readonly kind: "again"; readonly offset: number };

/** What one turn makes: all of it is committed together, or none. */
export type Turn = {
  readonly before: Conversation;
  readonly conversation: Conversation;
  readonly events: readonly ConversationEvent[];
  readonly runs: readonly SavedRun[];
  readonly intents: readonly Intent[];
  readonly answeredIntents: readonly string[];
  readonly promises: readonly { readonly key: string; readonly text: string; readonly dueAt: string }[];
  readonly announcements: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** To be done after the commit; each ends in a turn of its own. */
  readonly lookUps: readonly { readonly runId: string; readonly lookUp: LookUp }[];
  /** Offsets of lines that may be worded otherwise; none of money, law, choices, hand-overs or promises is among them. */
  readonly open: readonly number[];
  readonly answer: TurnAnswer;
};

export type TurnContext = {
  readonly now: Date;
  readonly newId: NewId;
  readonly procedures: Procedures;
  readonly assistant: Assistant;
  readonly sources: Pick<Sources, "peek">;
  /** Undefined until somebody asks: counted only for turns that hand over. */
  readonly queue?: QueueView;
};

export type Decided = Turn | TurnRefusal | { readonly kind: "needs-queue" };

/**
 * Decides a turn from the conversation as it stands. Changes nothing and may be called again with fresher arguments:
 * so a turn that lost a race is simply decided anew.
 */
export function decideTurn(conversation: Conversation, input: TurnInput, context: TurnContext): Decided {
  const again = "clientMessageId" in input && conversation.seen.find(([id]) => id === input.clientMessageId);
  if (again) return untouched(conversation, { kind: "again", offset: again[1] });
  const draft = new Draft(conversation, context);
  const refusal = draft.take(input);
  if (refusal) return refusal;
  if (draft.lacksQueue) return { kind: "needs-queue" };
  return draft.finish();
}

export const isRefusal = (decided: Decided): decided is TurnRefusal => "kind" in decided && decided.kind === "refused";

const untouched = (conversation: Conversation, answer: TurnAnswer): Turn => ({
  before: conversation,
  conversation,
  events: [],
  runs: [],
  intents: [],
  answeredIntents: [],
  promises: [],
  announcements: [],
  lookUps: [],
  open: [],
  answer,
});

const system: Actor = { kind: "system" };

/** One call of `decideTurn`: the conversation as it changes and what gathers. Lives no longer than that call. */
class Draft {
  lacksQueue = false;
  private conversation: Conversation;
  private readonly before: Conversation;
  private readonly context: TurnContext;
  private readonly at: string;
  private readonly events: ConversationEvent[] = [];
  private readonly saved = new Map<string, { run: Run; events: { run: Run; event: Progress["event"] }[] }>();
  private readonly intents: Intent[] = [];
  private readonly answeredIntents: string[] = [];
  private readonly promises: { key: string; text: string; dueAt: string }[] = [];
  private readonly announcements: { type: string; data: Record<string, unknown> }[] = [];
  private readonly open: number[] = [];
  private readonly lookUps: { runId: string; lookUp: LookUp }[] = [];
  private answerOffset: number | undefined;

  constructor(conversation: Conversation, context: TurnContext) {
    this.before = conversation;
    this.conversation = conversation;
    this.context = context;
    this.at = context.now.toISOString();
  }

  take(input: TurnInput): TurnRefusal | undefined {
    switch (input.kind) {
      case "message":
        return this.message(input.text, input.clientMessageId);
      case "looked-up":
        return this.happened(input.runId, {
          kind: "looked-up",
          key: input.key,
          facts: input.facts,
          ...this.bySystem(),
        });
      case "acted":
        this.answeredIntents.push(input.key);
        return this.happened(input.runId, { kind: "acted", key: input.key, result: input.result, ...this.bySystem() });
      case "signalled":
        return this.happened(input.runId, {
          kind: "signalled",
          key: input.key,
          facts: input.facts,
          ...this.bySystem(),
        });
      case "woken":
        return this.happened(input.runId, { kind: "woken", ...this.bySystem() });
      case "take":
        return this.taken(input.agent, input.takeOver);
      case "reply":
        return this.withFloor(input.agent, () => {
          const { text, clientMessageId, agent } = input;
          this.log({
            ...this.message_("agent", text),
            by: agent.name,
            ...(clientMessageId ? { clientMessageId } : {}),
          });
          if (clientMessageId) this.remember(clientMessageId);
        });
      case "note":
        this.log({ kind: "note", by: input.agent.name, text: input.text });
        return undefined;
      case "move":
        return this.movedByAgent(input.agent, input.move);
      case "give-back":
        return this.withFloor(input.agent, () => {
          this.change({ floor: { kind: "assistant" } });
          this.log({ kind: "given-back", by: input.agent.name });
        });
      case "close":
        return this.withFloor(input.agent, () => {
          this.change({ status: "closed", floor: { kind: "assistant" } });
          this.log({ kind: "closed", by: input.agent.name });
          this.announce("conversation.closed", { by: input.agent.id });
        });
      default:
        return unreachable(input);
    }
  }

  finish(): Turn {
    const runs = this.conversation.runs.filter(({ state }) => state.kind !== "ended");
    return {
      before: this.before,
      conversation: { ...this.conversation, runs, nextOffset: this.before.nextOffset + this.events.length },
      events: this.events,
      runs: [...this.saved.values()].map((saved) => ({ merchantId: this.before.merchantId, ...saved })),
      intents: this.intents,
      answeredIntents: this.answeredIntents,
      promises: this.promises,
      announcements: this.announcements,
      lookUps: this.lookUps,
      open: this.open,
      answer: {
        kind: "done",
        offset: this.answerOffset ?? this.before.nextOffset + Math.max(0, this.events.length - 1),
      },
    };
  }

  private bySystem(): { at: string; actor: Actor } {
    return { at: this.at, actor: system };
  }

  private change(part: Partial<Conversation>): void {
    this.conversation = { ...this.conversation, ...part };
  }

  private log(body: EventBody): number {
    const offset = this.before.nextOffset + this.events.length;
    this.events.push({ ...body, offset, at: this.at });
    if (body.kind === "message" && body.from === "customer") this.change({ customerSpokeAt: offset });
    if (body.kind === "message" && body.choices) this.change({ askedAt: offset });
    return offset;
  }

  private announce(type: string, data: Record<string, unknown>): void {
    this.announcements.push({ type, data: { conversationId: this.before.id, ...data } });
  }

  private remember(clientMessageId: string): void {
    const offset = this.before.nextOffset + this.events.length - 1;
    this.answerOffset = offset;
    this.change({ seen: [...this.conversation.seen, [clientMessageId, offset] as const].slice(-seenAtMost) });
  }

  private message_(
    from: Speaker,
    text: string,
    language: Language = this.conversation.language,
  ): EventBody & { kind: "message" } {
    return { kind: "message", from, text, language };
  }

  /** What a customer wrote: stored first, then read; acted on as far as whoever has the floor leaves room. */
  private message(text: string, clientMessageId: string): TurnRefusal | undefined {
    if (this.conversation.status === "closed") this.change({ status: "open", floor: { kind: "assistant" } });
    if (this.before.nextOffset === 1)
      this.announce("conversation.started", { identified: this.before.customerId !== undefined });
    const at = this.events.length;
    const body = { ...this.message_("customer", text), clientMessageId };
    this.log(body);
    this.remember(clientMessageId);

    const { conversation } = this;
    const run = currentRun(conversation);
    const read = this.context.assistant.read({
      text,
      now: this.context.now,
      zone: conversation.zone,
      language: conversation.language,
      identified: conversation.customerId !== undefined,
      merchantName: conversation.merchantName,
      memory: conversation.memory,
      ...(run ? { run: this.viewOf(run) } : {}),
    });
    this.change({ memory: read.memory, language: read.language });
    const stored = this.events[at];
    if (stored?.kind === "message") this.events[at] = { ...stored, language: read.language };

    for (const proposal of read.proposals) this.dispose(proposal);
    return undefined;
  }

  private viewOf(run: Run) {
    const { procedures } = this.context;
    return { ...procedures.view(run), title: procedures.titleOf(run), open: procedures.openMoves(run, this.at) };
  }

  /** The assistant proposes; here it is decided whether that may be. While a person has the floor only the customer's own moves count. */
  private dispose(proposal: Proposal): void {
    const isAssistants = this.conversation.floor.kind === "assistant";
    switch (proposal.kind) {
      case "silence":
        return;
      case "say":
        if (isAssistants)
          this.log({
            ...this.message_("assistant", proposal.text),
            ...(proposal.choices ? { choices: proposal.choices } : {}),
          });
        return;
      case "hand-off":
        if (isAssistants) this.handOff(proposal.reason, proposal.reasons ?? [], proposal.text);
        return;
      case "move":
        this.movedByCustomer(proposal.move, isAssistants);
        return;
      case "start":
        if (isAssistants) this.start(proposal.procedure, proposal.facts);
        return;
      default:
        unreachable(proposal);
    }
  }

  private customer(): Actor {
    const { customerId } = this.before;
    return { kind: "customer", ...(customerId === undefined ? {} : { id: customerId }) };
  }

  private movedByCustomer(move: Move, isAssistants: boolean): void {
    const run = currentRun(this.conversation);
    if (!run) return;
    const open = this.context.procedures.openMoves(run, this.at).find((each) => each.move === move.move);
    const isOffered =
      open?.move === "confirm" ||
      open?.move === "decline" ||
      (open?.move === "answer" && open.of === "customer" && open.choices.length > 0);
    if (!isAssistants && !isOffered) return;
    const moved = this.context.procedures.makeMove(run, move, {
      at: this.at,
      actor: this.customer(),
      language: this.conversation.language,
    });
    if (moved.kind === "moved") this.absorb(moved, this.customer());
  }

  private start(procedure: string, facts: Readonly<Record<string, unknown>>): void {
    const { procedures } = this.context;
    if (procedures.needsIdentity(procedure) && this.conversation.customerId === undefined) {
      this.log({ ...this.message_("assistant", identityLine[this.conversation.language]), strict: true });
      return;
    }
    // A change of subject leaves what was only being talked about; what is under way stays.
    const left = currentRun(this.conversation);
    if (
      left &&
      (left.state.kind === "asking" || left.state.kind === "confirming" || left.state.kind === "looking-up")
    ) {
      this.absorb(procedures.take(left, { kind: "stopped", at: this.at, actor: this.customer() }), this.customer());
    }
    const progress = procedures.start({
      id: this.context.newId("run"),
      procedure,
      conversationId: this.before.id,
      customerId: this.conversation.customerId,
      language: this.conversation.language,
      zone: this.conversation.zone,
      facts: Object.fromEntries(
        Object.entries(facts).map(([name, value]) => [name, { value, source: "customer" as const, at: this.at }]),
      ),
      actor: { kind: "assistant" },
      at: this.at,
    });
    if (!progress)
      throw new Error(`The assistant proposed "${procedure}", which is not in the library; check its labels.`);
    this.change({ runs: [...this.conversation.runs, progress.run] });
    this.absorb(progress, { kind: "assistant" });
  }

  /** Something that is nobody's move reached a run. What comes for a run that ended, or twice, changes nothing. */
  private happened(runId: string, event: RunEvent): TurnRefusal | undefined {
    const run = this.conversation.runs.find(({ id }) => id === runId);
    if (!run) return undefined;
    const progress = this.context.procedures.take(run, event);
    if (progress.run !== run) this.absorb(progress, system);
    return undefined;
  }

  /** Takes in what a run became, and turns its effects into events, wishes and further progress. */
  private absorb(progress: Progress, actor: Actor): void {
    const { run, effects } = progress;
    this.change({ runs: this.conversation.runs.map((each) => (each.id === run.id ? run : each)) });
    const saved = this.saved.get(run.id);
    const event = { run, event: progress.event };
    this.saved.set(run.id, { run, events: [...(saved?.events ?? []), event] });

    for (const effect of effects) if (effect.kind === "acted") this.acted(effect);
    const lookUp = effects.find((effect) => effect.kind === "look-up");
    const known = lookUp && this.context.sources.peek(this.before, lookUp, this.context.now);
    // A step whose facts are at hand is passed in the same breath; the run's own log has it.
    if (!known) this.logStep(run, actor, effects.find((effect) => effect.kind === "ended")?.outcome);
    for (const effect of effects) if (effect.kind !== "look-up") this.follow(run, effect, actor);
    if (lookUp && known) this.lookedUp(run, lookUp, known, actor);
    else if (lookUp) this.lookUps.push({ runId: run.id, lookUp });
  }

  private logStep(run: Run, actor: Actor, outcome: string | undefined): void {
    const { id, ...view } = this.context.procedures.view(run);
    const by = actor.id === undefined || actor.kind === "customer" ? actor.kind : `${actor.kind}:${actor.id}`;
    this.log({ kind: "step", run: id, ...view, by, ...(outcome === undefined ? {} : { outcome }) });
  }

  private acted(effect: Extract<Effect, { kind: "acted" }>): void {
    const { kind: _acted, ...rest } = effect;
    this.log({ kind: "effect", ...rest });
    this.answeredIntents.push(effect.key);
    if (effect.state === "done") this.change({ done: [...this.conversation.done, effect.action].slice(-20) });
  }

  private follow(run: Run, effect: Effect, actor: Actor): void {
    switch (effect.kind) {
      case "say":
        this.sayForRun(effect, actor);
        return;
      case "act":
        this.wish(run, effect);
        return;
      case "promise":
        this.promises.push({ key: effect.key, text: effect.text, dueAt: effect.dueAt });
        this.change({ promised: [...this.conversation.promised, effect.text].slice(-5) });
        this.log({ ...this.message_(this.voice(actor), effect.text) });
        this.log({ kind: "promise", key: effect.key, text: effect.text, dueAt: effect.dueAt, state: "open" });
        return;
      case "hand-off":
        this.handOff(effect.reason, effect.reasons, effect.text);
        return;
      case "ended":
        this.announce("run.ended", {
          runId: run.id,
          procedure: this.context.procedures.view(run).procedure,
          outcome: effect.outcome,
        });
        return;
      // Seen to by `absorb`, in their own order.
      case "acted":
      case "look-up":
        return;
      default:
        unreachable(effect);
    }
  }

  /** Whose voice a procedure's line has: the one with the floor, or the system's while a person is there or awaited. */
  private voice(actor: Actor): Speaker {
    if (this.conversation.floor.kind === "assistant") return "assistant";
    return actor.kind === "agent" ? "agent" : "system";
  }

  /**
   * While a person has the floor, or is awaited, nothing talks into their conversation but what they or the customer
   * set off; a line a machine was still making then becomes a private suggestion. Money and law are always told.
   */
  private sayForRun(effect: Extract<Effect, { kind: "say" }>, actor: Actor): void {
    const isFree = this.conversation.floor.kind === "assistant" || actor.kind !== "system" || effect.strict;
    if (!isFree) {
      this.log({ kind: "note", by: "assistant", text: effect.text });
      return;
    }
    const voice = this.voice(actor);
    const offset = this.log({
      ...this.message_(voice, effect.text),
      ...(effect.strict ? { strict: true } : {}),
      ...(effect.choices ? { choices: effect.choices } : {}),
    });
    if (voice === "assistant" && !effect.strict && !effect.choices) this.open.push(offset);
  }

  private lookedUp(run: Run, { key }: LookUp, facts: Readonly<Record<string, FactRecord | null>>, actor: Actor): void {
    const progress = this.context.procedures.take(run, { kind: "looked-up", key, facts, ...this.bySystem() });
    // What somebody's own move set off is still theirs; nothing else is said in a colleague's name.
    this.absorb(progress, actor);
  }

  private wish(run: Run, effect: Extract<Effect, { kind: "act" }>): void {
    const { merchantId, id: conversationId, customerId } = this.before;
    this.intents.push({
      ...{ merchantId, key: effect.key, runId: run.id, conversationId, customerId },
      ...{ action: effect.action, input: effect.input, at: this.context.now },
    });
    const amount = moneyIn(effect.input["amount"]);
    this.log({
      kind: "effect",
      action: effect.action,
      state: "requested",
      key: effect.key,
      ...(amount ? { amount } : {}),
    });
  }

  private handOff(reason: HandoffReason, reasons: readonly string[], text: string | undefined): void {
    if (this.conversation.floor.kind !== "assistant") return;
    const { queue } = this.context;
    if (!queue) {
      this.lacksQueue = true;
      return;
    }
    const { done, promised, language } = this.conversation;
    const handoff = { reason, reasons, done, promised, queuePlace: queue.ahead + 1, waitSeconds: waitSecondsOf(queue) };
    this.log({ kind: "handoff", ...handoff });
    if (text !== undefined) this.log(this.message_("assistant", text));
    this.log(this.message_("assistant", handoffLine(language, handoff)));
    this.change({ floor: { kind: "queue", since: this.at, reason } });
    this.announce("conversation.handed-off", { reason, reasons });
  }

  private taken(agent: Agent, takeOver: boolean): TurnRefusal | undefined {
    const { floor, status } = this.conversation;
    if (status === "closed") return { kind: "refused", why: "closed" };
    if (floor.kind === "agent" && floor.id === agent.id) return undefined;
    if (floor.kind === "agent" && !takeOver) return { kind: "refused", why: "taken-by-another" };
    this.change({ floor: { kind: "agent", id: agent.id, name: agent.name } });
    this.log({ kind: "taken", by: agent.name });
    this.announce("conversation.taken", { by: agent.id });
    return undefined;
  }

  private withFloor(agent: Agent, work: () => void): TurnRefusal | undefined {
    const { floor, status } = this.conversation;
    if (status === "closed") return { kind: "refused", why: "closed" };
    if (floor.kind !== "agent" || floor.id !== agent.id) {
      return { kind: "refused", why: floor.kind === "agent" ? "taken-by-another" : "not-yours" };
    }
    work();
    return undefined;
  }

  private movedByAgent(agent: Agent, move: Move): TurnRefusal | undefined {
    const { id, authority } = agent;
    const actor: Actor = { kind: "agent", id, ...(authority ? { authority } : {}) };
    const run = currentRun(this.conversation);
    let refusal: TurnRefusal | undefined;
    const notHeld = this.withFloor(agent, () => {
      if (!run) {
        refusal = { kind: "refused", why: "no-run" };
        return;
      }
      if (move.move === "confirm" && move.said !== undefined && !this.holdsTheYes(move.said)) {
        const open = this.context.procedures.openMoves(run, this.at);
        refusal = { kind: "refused", why: "move-refused", move: "needs-the-customers-yes", open };
        return;
      }
      const moved = this.context.procedures.makeMove(run, move, { at: this.at, actor });
      if (moved.kind === "moved") this.absorb(moved, actor);
      else refusal = { kind: "refused", why: "move-refused", move: moved.why, open: moved.open };
    });
    return notHeld ?? refusal;
  }

  /** A yes that an agent passes on must be the customer's last word, said after the read-back. */
  private holdsTheYes(offset: number): boolean {
    const { customerSpokeAt, askedAt } = this.conversation;
    return offset === customerSpokeAt && offset > askedAt;
  }
}

const identityLine: Readonly<Record<Language, string>> = {
  zh: "办理前要先核对身份：请在店铺的订单页登录后打开这个聊天。不要把密码或验证码告诉任何人，这里也不会问。想找同事，随时说“转人工”。",
  en: "To act on an order, identity must be checked first: sign in on the shop's order page and open this chat there. Never tell anyone a password or code; it will not be asked for here. A person is available at any time: say “talk to a person”.",
};

const moneyIn = (value: unknown): Money | undefined =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value ? (value as Money) : undefined;
