import { type Language, minuteMs, unreachable } from "@ruyi/kernel";
import { type Conversation, currentRun } from "./conversation.ts";
import { identityLine } from "./phrases.ts";
import { Draft, type Line } from "./draft.ts";
import { isOffered, movesOfCustomer, wordsOn } from "./form/press.ts";
import type { Actor, MigrationWish, Move, Proposal, ReadMessage, Run, RunEvent, Serving } from "./needs.ts";
import { newsText, promiseDueNote, stopChoice, wishHeard } from "./proactive/news.ts";
import { type Wish, wishIn } from "./proactive/wish.ts";
import { bySystem, stopTalk, system, takeIn } from "./run-progress.ts";
import type { Agent, Decided, Turn, TurnAnswer, TurnContext, TurnInput, TurnRefusal } from "./turn.ts";

/**
 * Decides a turn from the conversation as it stands. Changes nothing and may be called again with fresher arguments:
 * so a turn that lost a race is simply decided anew.
 */
export function decideTurn(conversation: Conversation, input: TurnInput, context: TurnContext): Decided {
  const id = messageIdOf(input);
  const again = id === undefined ? undefined : conversation.seen.find(([seen]) => seen === id);
  if (again) return untouched(conversation, { kind: "again", offset: again[1] });

  const draft = new Draft(conversation, context);
  if (input.kind !== "message") return settled(draft, take(draft, input));
  try {
    return settled(draft, heard(draft, input.text, input.clientMessageId));
  } catch (fault) {
    return rescued(conversation, input, context, fault);
  }
}

const settled = (draft: Draft, refusal: TurnRefusal | undefined): Decided =>
  refusal ?? (draft.lacksQueue ? { kind: "needs-queue" } : draft.finish());

/** A message that cannot be acted on is kept all the same, and a person comes for it. */
function rescued(
  conversation: Conversation,
  { text, clientMessageId }: Extract<TurnInput, { kind: "message" }>,
  context: TurnContext,
  fault: unknown,
): Decided {
  const draft = new Draft(conversation, context);
  store(draft, { text, clientMessageId });
  draft.handOff("technical", ["fault"], undefined);
  const decided = settled(draft, undefined);
  return "kind" in decided ? decided : { ...decided, fault };
}

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

/** Customers and agents number their messages each for themselves. */
function messageIdOf(input: TurnInput): string | undefined {
  if (input.kind === "message") return input.clientMessageId;
  if (input.kind === "outside-move") return input.words?.clientMessageId;
  return input.kind === "reply" && input.clientMessageId !== undefined
    ? `${input.agent.id}/${input.clientMessageId}`
    : undefined;
}

function take(draft: Draft, input: Exclude<TurnInput, { kind: "message" }>): TurnRefusal | undefined {
  switch (input.kind) {
    case "looked-up":
      return happened(draft, input.runId, {
        ...bySystem(draft),
        kind: "looked-up",
        key: input.key,
        facts: input.facts,
      });
    case "signalled":
      return happened(draft, input.runId, {
        ...bySystem(draft),
        kind: "signalled",
        key: input.key,
        facts: input.facts,
      });
    case "acted":
      draft.answeredIntents.push(input.key);
      return happened(draft, input.runId, { ...bySystem(draft), kind: "acted", key: input.key, result: input.result });
    case "woken":
      return happened(draft, input.runId, { ...bySystem(draft), kind: "woken" });
    case "migrate":
      return migrated(draft, input.runId, input.wish);
    case "take":
      return taken(draft, input.agent, input.takeOver);
    case "reply":
      return withFloor(draft, input.agent, () => reply(draft, input));
    case "note":
      draft.log({ kind: "note", by: input.agent.name, text: input.text });
      return undefined;
    case "move":
      return movedByAgent(draft, input.agent, input.move);
    case "news":
      draft.tellUnasked(newsText(input.news, readerOf(draft)), stopChoice(draft.conversation.language));
      draft.newsTold = { person: input.person, keys: input.news };
      return undefined;
    case "promise-near":
      return promiseNear(draft, input.key);
    case "lay-ready":
      return laidAnew(draft, input.of);
    case "begin-draft":
      return withFloor(draft, input.agent, () => begunFromDraft(draft, input.agent, input.of));
    case "outside-move":
      return movedFromOutside(draft, input);
    case "form-start":
      return startedOnForm(draft, input);
    case "form-move":
      return movedOnForm(draft, input);
    case "give-back":
      return withFloor(draft, input.agent, () => {
        draft.wake(input.agent.name);
        draft.change({ draft: undefined });
        draft.giveFloor({ kind: "assistant" });
        draft.log({ kind: "given-back", by: input.agent.name });
      });
    case "close":
      return withFloor(draft, input.agent, () => {
        for (const run of draft.conversation.runs) stopTalk(draft, run, actorOf(input.agent));
        draft.closePromises(undefined, false);
        draft.wake(input.agent.name);
        draft.change({ status: "closed", waitingSince: undefined, draft: undefined });
        draft.giveFloor({ kind: "assistant" });
        draft.log({ kind: "closed", by: input.agent.name });
        draft.announce("conversation.closed", { by: input.agent.id });
      });
    case "snooze":
      return withFloor(draft, input.agent, () => snooze(draft, input.agent, input.until));
    case "unsnooze":
      return withFloor(draft, input.agent, () => draft.wake(input.agent.name));
    case "snooze-due":
      return due(draft);
    default:
      return unreachable(input);
  }
}

function store(draft: Draft, line: Pick<Line, "text" | "clientMessageId" | "channel">): number {
  const { conversation, before } = draft;
  if (conversation.status === "closed") {
    draft.change({ status: "open" });
    draft.giveFloor({ kind: "assistant" });
  }
  if (before.nextOffset === 1) draft.announce("conversation.started", { identified: before.customerId !== undefined });
  const by = before.outside ? { by: before.outside.name } : {};
  const offset = draft.hear({ ...line, ...by });
  if (line.clientMessageId !== undefined) draft.remember(line.clientMessageId);
  draft.wake();
  return offset;
}

/** What a customer wrote: stored first, then read; acted on as far as whoever has the floor leaves room. */
function heard(draft: Draft, text: string, clientMessageId: string): undefined {
  const offset = store(draft, { text, clientMessageId });
  const { conversation } = draft;
  const read = readBy(draft, text);
  const wish = conversation.customerId === undefined ? undefined : wishIn(text);
  if (wish) return wished(draft, { wish, said: offset, language: read.language });
  // What is said to a person is not what the assistant has failed to understand.
  const isAssistants = conversation.floor.kind === "assistant";
  const memory = isAssistants ? read.memory : conversation.memory;
  if (isAssistants) draft.noticed = read.noticed;
  draft.change({ memory, language: read.language });
  draft.amend(offset, { language: read.language });
  if (read.knocks) draft.reassure();
  serve(draft, offset, read.proposals);
  // Where a person comes all the same, there is nothing to think over but what is laid ready for them.
  const isAnswered = draft.conversation.floor.kind === "assistant" || draft.conversation.draft?.of === offset;
  draft.isUnclear = isAssistants && isAnswered && read.isUnclear === true;
  return undefined;
}

/**
 * In full the assistant's proposals are disposed of one by one. In another mode it does nothing by itself: a person comes, and
 * finds what it would have said or begun. What shows danger, and the customer's own moves, count in every mode.
 */
function serve(draft: Draft, offset: number, proposals: readonly Proposal[]): void {
  const isAssistants = draft.conversation.floor.kind === "assistant";
  const mode = isAssistants ? modeOf(draft, proposals) : "full";
  const [held, free] = mode === "full" ? [[], proposals] : partedBy(proposals, (each) => isHeldBack(draft, each));
  for (const proposal of free) dispose(draft, proposal);
  if (mode !== "full" && held.length > 0) draft.handOff("technical", [`mode-${mode}`], undefined);
  if (isAssistants ? mode === "draft" && held.length > 0 : mode !== "off") layReady(draft, offset, proposals);
}

/** The matter a message is about, and the mode that is chosen for it; whoever was drawn for a comparison is made known once. */
function modeOf(draft: Draft, proposals: readonly Proposal[]): Serving["mode"] {
  const { conversation, context } = draft;
  if (!context.modes) return "full";
  const run = currentRun(conversation);
  const begun = proposals.find((each) => each.kind === "start");
  const procedure = begun?.procedure ?? (run && context.procedures.view(run).procedure);
  const { mode, side, draw } = context.modes.serving(conversation, procedure);
  const matter = `${draw} ${procedure ?? "*"}`;
  if (side !== "everybody" && !conversation.drawn.includes(matter)) {
    draft.change({ drawn: [...conversation.drawn, matter].slice(-drawnAtMost) });
    const { customerId = null, customerSpokeAt: offset } = draft.conversation;
    draft.announce("conversation.drawn", { customerId, offset, procedure: procedure ?? "*", side, mode, draw });
  }
  return mode;
}
const drawnAtMost = 20;

function isHeldBack(draft: Draft, proposal: Proposal): boolean {
  if (proposal.kind === "silence" || proposal.kind === "hand-off") return false;
  if (proposal.kind !== "move") return true;
  const run = currentRun(draft.conversation);
  return !run || !isOffered(draft.context.procedures.openMoves(run, draft.at), proposal.move);
}

function partedBy<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

/**
 * Lays beside the conversation what the assistant would say or begin, for the person who has the floor or is awaited. It is
 * found by doing it on a copy that is thrown away.
 */
function layReady(draft: Draft, of: number, proposals: readonly Proposal[]): void {
  const meant = proposals.filter(({ kind }) => kind === "start" || kind === "say");
  if (meant.length === 0) return;
  const copy = new Draft({ ...draft.conversation, floor: { kind: "assistant" } }, draft.context);
  for (const proposal of meant) dispose(copy, proposal);
  // What would only call a person has called one already.
  if (copy.lacksQueue || copy.conversation.floor.kind !== "assistant") return;
  const isBegun = copy.conversation.runs.length > draft.conversation.runs.length;
  const { events } = copy.finish();
  const lines = events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
  const text = lines.length > 0 ? lines.join("\n") : undefined;
  const begun = meant.find((each) => each.kind === "start");
  const start = begun && isBegun ? { procedure: begun.procedure, facts: begun.facts } : undefined;
  const [needed] = copy.lookUps;
  if (text === undefined && !start) return;
  if (text === undefined && needed) draft.draftNeeds = { of, lookUp: needed.lookUp };
  draft.change({ draft: { of, text, start } });
  const named = start ? { procedure: start.procedure } : {};
  draft.log({ kind: "drafted", of, ...(text === undefined ? {} : { text }), ...named });
}

/** Lays a draft ready once more, with what has been read for it meanwhile; one that nobody wants any more is left. */
function laidAnew(draft: Draft, of: number): undefined {
  const { draft: laid, floor } = draft.conversation;
  if (laid?.of !== of || laid.text !== undefined || !laid.start || floor.kind === "assistant") return;
  layReady(draft, of, [{ kind: "start", ...laid.start }]);
  // What could not be read is not read again and again.
  draft.draftNeeds = undefined;
}

/** A person begins what the assistant laid ready; from here on the matter is theirs. */
function begunFromDraft(draft: Draft, agent: Agent, of: number): TurnRefusal | undefined {
  const { draft: laid } = draft.conversation;
  if (!laid?.start || laid.of !== of) return { kind: "refused", why: "no-draft" };
  const { procedure, facts } = laid.start;
  draft.change({ draft: undefined });
  start(draft, procedure, facts, actorOf(agent));
  draft.announce("matter.begun-by-colleague", { procedure });
  draft.announce("draft.settled", { how: "used" });
  return undefined;
}

/** What the customer wants of messages unasked is theirs to say, to whoever has the floor, and holds from this turn on. */
function wished(
  draft: Draft,
  { wish, said, language }: { readonly wish: Wish; readonly said: number; readonly language: Language },
): undefined {
  draft.change({ language });
  draft.amend(said, { language });
  draft.newsWish = { wanted: wish === "go-on", said };
  const from = draft.conversation.floor.kind === "assistant" ? "assistant" : "system";
  draft.say(from, { text: wishHeard[wish][language] });
}

const readerOf = ({ conversation: { language, zone }, context: { now } }: Draft) => ({ language, zone, now });

/** Before a promise is late a person is called who can keep it; one who is there, or laid it aside, is reminded. */
function promiseNear(draft: Draft, key: string): undefined {
  const { promises, runs, floor } = draft.conversation;
  const promise = promises.find((each) => each.key === key);
  const run = runs.find(({ id }) => id === promise?.runId);
  if (!promise || promise.isCalled || (run && tellsByItself(run, promise.dueAt, draft.at))) return;
  draft.change({ promises: promises.map((each) => (each === promise ? { ...each, isCalled: true } : each)) });
  draft.wake();
  if (floor.kind === "assistant") draft.handOff("technical", ["promise-due"], undefined);
  else draft.log({ kind: "note", by: "assistant", text: promiseDueNote(promise, readerOf(draft)) });
}

/** A run at work, or about to wake before the time, says itself what it promised; one that overslept does not. */
function tellsByItself({ state: { kind, wakeAt } }: Run, dueAt: string, at: string): boolean {
  if (kind === "looking-up" || kind === "acting") return true;
  if (kind !== "waiting" || wakeAt === undefined) return false;
  return Date.parse(wakeAt) <= Date.parse(dueAt) && Date.parse(wakeAt) > Date.parse(at) - oversleptMs;
}
const oversleptMs = minuteMs;

function readBy(draft: Draft, text: string): ReadMessage {
  const { conversation, context } = draft;
  const run = currentRun(conversation);
  return context.assistant.read({
    merchantId: conversation.merchantId,
    customerId: conversation.customerId,
    text,
    now: context.now,
    zone: conversation.zone,
    ...(conversation.appVersion === undefined ? {} : { appVersion: conversation.appVersion }),
    language: conversation.language,
    identified: conversation.customerId !== undefined,
    merchantName: conversation.merchantName,
    memory: conversation.memory,
    ...(conversation.spokenOf === undefined ? {} : { spokenOf: conversation.spokenOf }),
    ...(context.thoughtOver === undefined ? {} : { thoughtOver: context.thoughtOver }),
    ...(run ? { run: viewOf(draft, run) } : {}),
    matters: { current: run, over: conversation.over, promises: conversation.promises },
  });
}

function viewOf({ context: { procedures, sources }, conversation, at }: Draft, run: Run) {
  const open = procedures.openMoves(run, at);
  const wasAskedLast = conversation.askedBy === run.id;
  const view = procedures.view(run);
  const isAsked = view.state === "confirming" || view.state === "asking";
  const goods = isAsked ? sources.cardOf(procedures.factsOf(run))?.title : undefined;
  return { ...view, title: procedures.titleOf(run), open, wasAskedLast, ...(goods ? { goods } : {}) };
}

/**
 * The assistant proposes; here it is decided whether that may be. While a person has the floor only the customer's own
 * moves count, and what shows danger still calls for somebody at once.
 */
function dispose(draft: Draft, proposal: Proposal): void {
  const isAssistants = draft.conversation.floor.kind === "assistant";
  switch (proposal.kind) {
    case "silence":
      return;
    case "say":
      if (isAssistants) sayForAssistant(draft, proposal);
      return;
    case "ask-again":
      if (isAssistants) askAgain(draft);
      return;
    case "hand-off": {
      const { reason, reasons = [], text, urgent = false } = proposal;
      if (urgent && text !== undefined && draft.conversation.floor.kind === "agent") {
        draft.log({ kind: "note", by: "assistant", text });
        return;
      }
      return draft.handOff(reason, reasons, text, urgent);
    }
    case "move":
      return movedByCustomer(draft, proposal.move, isAssistants);
    case "tell":
      return tell(draft, proposal.facts);
    case "start":
      if (isAssistants) startForAssistant(draft, proposal);
      return;
    default:
      unreachable(proposal);
  }
}

function sayForAssistant(draft: Draft, { text, choices, sources, repeats }: Extract<Proposal, { kind: "say" }>): void {
  const asking = repeats ? currentRun(draft.conversation)?.id : undefined;
  draft.say("assistant", { text, ...(choices ? { choices } : {}), ...(sources ? { sources } : {}) }, asking);
  if (sources) draft.announce("question.answered", { sources: sources.map(({ id }) => id) });
}

/** The question that stands open, in the procedure's own words and with its choices: the next yes is to it. */
function askAgain(draft: Draft): void {
  const { procedures } = draft.context;
  const run = currentRun(draft.conversation);
  const { line } = run ? procedures.guidance(run, customerOf(draft), draft.at) : {};
  if (!run || !line) return;
  const choices = procedures.openMoves(run, draft.at).flatMap((open) => {
    if (open.move === "answer") return open.of === "customer" ? open.choices : [];
    if (open.move === "stop") return [];
    return [{ id: open.move === "confirm" ? "yes" : "no", label: open.label }];
  });
  const { text, strict } = line;
  draft.say("assistant", { text, ...(strict ? { strict } : {}), ...(choices.length > 0 ? { choices } : {}) }, run.id);
}

/** Whose words they are; the log does not take an outside AI for the customer it speaks for. */
const customerOf = ({ before: { customerId, outside } }: Draft): Actor =>
  outside
    ? { kind: "outside", id: outside.id }
    : { kind: "customer", ...(customerId === undefined ? {} : { id: customerId }) };

function movedByCustomer(draft: Draft, move: Move, isAssistants: boolean): void {
  const { procedures } = draft.context;
  const run = currentRun(draft.conversation);
  if (!run) return;
  if (!isAssistants && !isOffered(procedures.openMoves(run, draft.at), move)) return;
  const actor = customerOf(draft);
  const { customerSpokeAt: said, language } = draft.conversation;
  const made = move.move === "confirm" ? { ...move, said } : move;
  const moved = procedures.makeMove(run, made, { at: draft.at, actor, language });
  if (moved.kind === "moved") takeIn(draft, moved, actor);
}

/** An outside AI's move, and the customer's words that it passes on with it: both are kept, or neither is. */
function movedFromOutside(
  draft: Draft,
  { outside, move, words }: Extract<TurnInput, { kind: "outside-move" }>,
): TurnRefusal | undefined {
  const { procedures } = draft.context;
  const { floor, status, ...of } = draft.conversation;
  if (of.outside?.id !== outside.id) return { kind: "refused", why: "not-yours" };
  if (status === "closed") return { kind: "refused", why: "closed" };
  const run = currentRun(draft.conversation);
  if (!run) return { kind: "refused", why: "no-run" };
  const open = procedures.openMoves(run, draft.at);
  if (floor.kind !== "assistant" && !isOffered(open, move)) return { kind: "refused", why: "taken-by-another" };

  const refused = (why: string): TurnRefusal => ({ kind: "refused", why: "move-refused", move: why, open });
  const read = words && readBy(draft, words.text);
  if (move.move === "confirm" && read?.proposals.some(isNo)) return refused("needs-the-customers-yes");
  const said = words && store(draft, words);
  if (said !== undefined && read) {
    draft.change({ language: read.language });
    draft.amend(said, { language: read.language });
  }
  const made = move.move === "confirm" && said !== undefined ? { ...move, said } : move;
  const actor = customerOf(draft);
  const moved = procedures.makeMove(run, made, { at: draft.at, actor, language: draft.conversation.language });
  if (moved.kind === "refused") return refused(moved.why);
  takeIn(draft, moved, actor);
  return undefined;
}

/** What a customer pressed, and the words on it: both are kept, or neither is. */
function movedOnForm(
  draft: Draft,
  { move, asked, language }: Extract<TurnInput, { kind: "form-move" }>,
): TurnRefusal | undefined {
  const { procedures } = draft.context;
  const run = currentRun(draft.conversation);
  if (!run) return { kind: "refused", why: "no-run" };
  const open = movesOfCustomer(draft.conversation, procedures.openMoves(run, draft.at));
  const refused = (why: string): TurnRefusal => ({ kind: "refused", why: "move-refused", move: why, open });
  const pressed = open.find((each) => each.move === move.move);
  if (!pressed) return refused("not-open");
  if (move.move === "confirm" && asked !== draft.conversation.askedAt) return refused("was-asked-anew");
  if (language) draft.change({ language });
  const actor = onForm(draft);
  const spoken = draft.conversation.language;
  const moved = procedures.makeMove(run, move, { at: draft.at, actor, language: spoken });
  if (moved.kind === "refused") return refused(moved.why);
  store(draft, { text: wordsOn(pressed, move, spoken), channel: "form" });
  takeIn(draft, moved, actor);
  return undefined;
}

/** A procedure that a customer chose from the list; its title is what they said. */
function startedOnForm(
  draft: Draft,
  { procedure, language }: Extract<TurnInput, { kind: "form-start" }>,
): TurnRefusal | undefined {
  const { merchantId, customerId } = draft.before;
  if (draft.conversation.floor.kind !== "assistant") return { kind: "refused", why: "with-a-person" };
  const chosen = draft.context.procedures.startable(merchantId, draft.at).find(({ id }) => id === procedure);
  if (!chosen) return { kind: "refused", why: "no-such-procedure" };
  if (chosen.needsIdentity && customerId === undefined) return { kind: "refused", why: "needs-identity" };
  if (language) draft.change({ language });
  store(draft, { text: chosen.title[draft.conversation.language], channel: "form" });
  start(draft, procedure, {}, onForm(draft));
  return undefined;
}

/** The customer, who pressed rather than wrote. */
const onForm = ({ before: { customerId } }: Draft): Actor => ({
  kind: "customer",
  ...(customerId === undefined ? {} : { id: customerId }),
  channel: "form",
});

/** Words that are read as a no stand for no yes. */
const isNo = (proposal: Proposal): boolean =>
  proposal.kind === "move" && (proposal.move.move === "decline" || proposal.move.move === "stop");

function tell(draft: Draft, known: Readonly<Record<string, unknown>>): void {
  const run = currentRun(draft.conversation);
  if (run)
    happened(draft, run.id, { ...bySystem(draft), kind: "told", facts: said(draft, known), actor: customerOf(draft) });
}

/** What the customer's words hold, as facts. */
const said = ({ at }: Draft, known: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(known).map(([name, value]) => [name, { value, source: "customer" as const, at }]));

function startForAssistant(draft: Draft, { procedure, facts }: Extract<Proposal, { kind: "start" }>): void {
  const { customerId, language } = draft.conversation;
  const { procedures } = draft.context;
  if (procedures.needsIdentity(draft.before.merchantId, procedure, draft.at) && customerId === undefined)
    draft.say("assistant", { text: identityLine[language], strict: true });
  else start(draft, procedure, facts, { kind: "assistant" });
}

function start(draft: Draft, procedure: string, known: Readonly<Record<string, unknown>>, actor: Actor): void {
  const { procedures, newId } = draft.context;
  const { customerId, language, zone } = draft.conversation;
  // A change of subject leaves what was only being talked about.
  const left = currentRun(draft.conversation);
  if (left) stopTalk(draft, left, customerOf(draft));
  const progress = procedures.start({
    id: newId("run"),
    merchantId: draft.before.merchantId,
    procedure,
    conversationId: draft.before.id,
    customerId,
    language,
    zone,
    facts: said(draft, known),
    actor,
    at: draft.at,
  });
  if (!progress)
    throw new Error(`"${procedure}" was to begin and is not in the library; check the assistant's labels.`);
  draft.change({ runs: [...draft.conversation.runs, progress.run] });
  takeIn(draft, progress, actor);
}

/** Something that is nobody's move reached a run. What comes for a run that ended, or twice, changes nothing. */
function happened(draft: Draft, runId: string, event: RunEvent): undefined {
  const run = draft.conversation.runs.find(({ id }) => id === runId);
  if (!run) return undefined;
  const progress = draft.context.procedures.take(run, event);
  if (progress.run !== run) takeIn(draft, progress, system);
  return undefined;
}

/** Brings a run to another version: colleagues see it, and to the customer nothing is said. */
function migrated(draft: Draft, runId: string, wish: MigrationWish): TurnRefusal | undefined {
  const { procedures } = draft.context;
  const run = draft.conversation.runs.find(({ id }) => id === runId);
  if (!run) return { kind: "refused", why: "no-run" };
  const { version: from, procedure } = procedures.view(run);
  const moved = procedures.migrate(run, wish, draft.at);
  if ("kind" in moved)
    return moved.kind === "there" ? undefined : { kind: "refused", why: "run-stays", reasons: moved.reasons };
  draft.change({ runs: draft.conversation.runs.map((each) => (each.id === runId ? moved.run : each)) });
  draft.save(moved);
  const { version } = procedures.view(moved.run);
  draft.log({ kind: "migrated", run: runId, procedure, from, version, by: wish.by });
  return undefined;
}

function taken(draft: Draft, agent: Agent, takeOver: boolean): TurnRefusal | undefined {
  const { floor, status } = draft.conversation;
  if (status === "closed") return { kind: "refused", why: "closed" };
  if (floor.kind === "agent" && floor.id === agent.id) return undefined;
  if (floor.kind === "agent" && !takeOver) return { kind: "refused", why: "taken-by-another" };
  draft.wake(agent.name);
  draft.giveFloor({ kind: "agent", id: agent.id, name: agent.name });
  draft.log({ kind: "taken", by: agent.name });
  draft.announce("conversation.taken", { by: agent.id });
  return undefined;
}

function withFloor(draft: Draft, agent: Agent, work: () => TurnRefusal | void): TurnRefusal | undefined {
  const { floor, status } = draft.conversation;
  if (status === "closed") return { kind: "refused", why: "closed" };
  if (floor.kind === "agent" && floor.id !== agent.id) return { kind: "refused", why: "taken-by-another" };
  if (floor.kind !== "agent") return { kind: "refused", why: "not-yours" };
  return work() ?? undefined;
}

/** Laid aside: still this agent's, out of their list until then. Later ones replace earlier ones. */
function snooze(draft: Draft, agent: Agent, until: string): TurnRefusal | undefined {
  if (Date.parse(until) <= Date.parse(draft.at)) return { kind: "refused", why: "past" };
  draft.change({ snoozed: { until, by: agent.name } });
  draft.log({ kind: "snoozed", by: agent.name, until });
  return undefined;
}

function due(draft: Draft): undefined {
  const { snoozed } = draft.conversation;
  if (snoozed && Date.parse(snoozed.until) <= Date.parse(draft.at)) draft.wake();
}

function reply(draft: Draft, input: Extract<TurnInput, { kind: "reply" }>): void {
  const clientMessageId = messageIdOf(input);
  const line = { text: input.text, by: input.agent.name };
  draft.say("agent", { ...line, ...(clientMessageId === undefined ? {} : { clientMessageId }) });
  if (clientMessageId !== undefined) draft.remember(clientMessageId);
  settleDraft(draft, input);
  draft.closePromises(undefined, true);
  // A person who was called for a promise keeps it with their answer.
  const called = draft.conversation.promises.filter(({ isCalled }) => isCalled);
  for (const runId of new Set(called.map((promise) => promise.runId))) draft.closePromises(runId, true);
}

/** What became of a draft is counted where the person had it before them; answered, the message needs no draft any more. */
function settleDraft(draft: Draft, { text, draft: seen }: Extract<TurnInput, { kind: "reply" }>): void {
  const { draft: laid } = draft.conversation;
  draft.change({ draft: undefined });
  if (!seen) return;
  const isAsItWas = laid?.text?.trim() === text.trim();
  draft.announce("draft.settled", { how: seen === "left" ? "unused" : isAsItWas ? "used" : "edited" });
}

const actorOf = ({ id, authority }: Agent): Actor => ({ kind: "agent", id, ...(authority ? { authority } : {}) });

function movedByAgent(draft: Draft, agent: Agent, move: Move): TurnRefusal | undefined {
  const { procedures } = draft.context;
  const actor = actorOf(agent);
  let refusal: TurnRefusal | undefined;
  const notHeld = withFloor(draft, agent, () => {
    const run = currentRun(draft.conversation);
    if (!run) {
      refusal = { kind: "refused", why: "no-run" };
      return;
    }
    const { language } = draft.conversation;
    const moved =
      move.move === "confirm" && move.said !== undefined && !holdsTheYes(draft, move.said)
        ? { kind: "refused" as const, why: "needs-the-customers-yes", open: procedures.openMoves(run, draft.at) }
        : procedures.makeMove(run, move, { at: draft.at, actor, language });
    if (moved.kind === "moved") takeIn(draft, moved, actor);
    else refusal = { kind: "refused", why: "move-refused", move: moved.why, open: moved.open };
  });
  return notHeld ?? refusal;
}

/** A yes that an agent passes on must be the customer's last word, said after the read-back. */
function holdsTheYes({ conversation: { customerSpokeAt, askedAt } }: Draft, offset: number): boolean {
  return offset === customerSpokeAt && offset > askedAt;
}
