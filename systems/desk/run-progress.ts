import type { Money } from "@ruyi/kernel";
import { unreachable } from "@ruyi/kernel";
import type { OrderCard } from "./contract.ts";
import type { Draft } from "./draft.ts";
import type { Speaker } from "./event.ts";
import type { Actor, Effect, FactRecord, LookUp, Progress, Run } from "./needs.ts";

export const system: Actor = { kind: "system" };

/**
 * Takes in what a run became, and turns its effects into events, wishes and further progress. `actor` is whoever set
 * it off; what follows from it by itself is still theirs.
 */
export function takeIn(draft: Draft, progress: Progress, actor: Actor): void {
  const { run, effects } = progress;
  const { procedures, sources, now } = draft.context;
  const earlier = draft.conversation.runs.find(({ id }) => id === run.id);
  draft.change({ runs: draft.conversation.runs.map((each) => (each.id === run.id ? run : each)) });
  draft.save(progress);
  concern(draft, run, earlier);

  showOrder(draft, run, earlier);
  for (const effect of effects) if (effect.kind === "acted") acted(draft, effect);
  const lookUp = effects.find((effect) => effect.kind === "look-up");
  const known = lookUp && sources.peek(draft.before, lookUp, now);
  // A step whose facts are at hand is passed in the same breath; the run's own log has it.
  if (!known) logStep(draft, run, actor, effects.find((effect) => effect.kind === "ended")?.outcome);
  // Whatever a run says next, or a person who comes for it, is what it promised to tell.
  const isTold = effects.some(({ kind }) => kind === "say" || kind === "hand-off" || kind === "promise");
  if (isTold) draft.closePromises(run.id, true);
  for (const effect of effects) follow(draft, { run, earlier, actor }, effect);
  if (lookUp && known) takeIn(draft, procedures.take(run, lookedUp(draft, lookUp, known)), actor);
  else if (lookUp) draft.lookUps.push({ runId: run.id, lookUp });
}

/** What a run is about is shown when it is found, and again when it has changed. */
function showOrder(draft: Draft, run: Run, earlier: Run | undefined): void {
  const isAsBefore = ["order", "parcel"].every((name) => run.facts[name] === earlier?.facts[name]);
  if (isAsBefore) return;
  const { cardOf } = draft.context.sources;
  const [card, before] = [cardOf(run.facts), earlier && cardOf(earlier.facts)];
  if (card && !isSameOrder(card, before)) draft.show(run.id, card);
}

/** Read again and found as it was, an order is not shown again. */
const isSameOrder = (card: OrderCard, before: OrderCard | undefined): boolean =>
  before !== undefined && JSON.stringify({ ...card, readAt: "" }) === JSON.stringify({ ...before, readAt: "" });

const lookedUp = (draft: Draft, { key }: LookUp, facts: Readonly<Record<string, FactRecord | null>>) => ({
  ...bySystem(draft),
  kind: "looked-up" as const,
  key,
  facts,
});

/** What machines and time do, they do in the language spoken now. */
export const bySystem = ({ at, conversation }: Draft) => ({ at, actor: system, language: conversation.language });

/** A run that has just learned which order it concerns makes the conversation one about that order. */
function concern(draft: Draft, run: Run, earlier: Run | undefined): void {
  const { procedures } = draft.context;
  const { about: orderId, procedure } = procedures.view(run);
  if (orderId === undefined || (earlier && procedures.view(earlier).about === orderId)) return;
  const { customerId } = draft.before;
  draft.change({ spokenOf: orderId });
  draft.announce("conversation.concerned", { customerId: customerId ?? null, orderId, procedure });
}

function logStep(draft: Draft, run: Run, actor: Actor, outcome: string | undefined): void {
  const { id, about: _about, ...view } = draft.context.procedures.view(run);
  const by = actor.id === undefined || actor.kind === "customer" ? actor.kind : `${actor.kind}:${actor.id}`;
  const channel = actor.channel ? { channel: actor.channel } : {};
  draft.log({ kind: "step", run: id, ...view, by, ...channel, ...(outcome === undefined ? {} : { outcome }) });
}

function acted(draft: Draft, { kind: _acted, ...effect }: Extract<Effect, { kind: "acted" }>): void {
  draft.log({ kind: "effect", ...effect });
  draft.answeredIntents.push(effect.key);
  if (effect.state === "done") draft.change({ done: [...draft.conversation.done, effect.action].slice(-20) });
}

type Moment = { readonly run: Run; readonly earlier: Run | undefined; readonly actor: Actor };

function follow(draft: Draft, moment: Moment, effect: Effect): void {
  const { run, actor } = moment;
  switch (effect.kind) {
    case "say":
      return sayForRun(draft, moment, effect);
    case "act":
      return wish(draft, moment, effect);
    case "promise":
      draft.say(voice(draft, actor), { text: effect.text, strict: true, tells: "promise" });
      return draft.promise(run.id, effect);
    case "hand-off":
      return draft.handOff(effect.reason, effect.reasons, effect.text);
    case "ended":
      draft.closePromises(run.id, false);
      return draft.announce("run.ended", {
        runId: run.id,
        procedure: draft.context.procedures.view(run).procedure,
        outcome: effect.outcome,
      });
    // Seen to by `takeIn`, in their own order.
    case "acted":
    case "look-up":
      return;
    default:
      unreachable(effect);
  }
}

/** Whose voice a procedure's line has: the one with the floor, or the system's while a person is there or awaited. */
function voice(draft: Draft, actor: Actor): Exclude<Speaker, "customer"> {
  if (draft.conversation.floor.kind === "assistant") return "assistant";
  return actor.kind === "agent" ? "agent" : "system";
}

/**
 * While a person has the floor, or is awaited, nothing talks into their conversation but what they or the customer
 * set off; a line a machine was still making then becomes a private suggestion. Money and law are always told.
 */
function sayForRun(draft: Draft, { run, actor }: Moment, effect: Extract<Effect, { kind: "say" }>): void {
  const { text, strict, choices } = effect;
  const isFree = draft.conversation.floor.kind === "assistant" || actor.kind !== "system" || strict;
  if (!isFree) {
    draft.log({ kind: "note", by: "assistant", text });
    return;
  }
  const line = { text, ...(strict ? { strict } : {}), ...(choices ? { choices } : {}) };
  const from = voice(draft, actor);
  const offset = draft.say(from, line, asks(run) ? run.id : undefined);
  if (from === "assistant" && !strict && !choices) draft.open.push(offset);
}

const asks = ({ state }: Run): boolean => state.kind === "asking" || state.kind === "confirming";

function wish(draft: Draft, { run, earlier }: Moment, effect: Extract<Effect, { kind: "act" }>): void {
  const { merchantId, id: conversationId, customerId } = draft.before;
  const { key, action, input } = effect;
  draft.intents.push({
    merchantId,
    key,
    runId: run.id,
    conversationId,
    customerId,
    action,
    input,
    at: draft.context.now,
  });
  // Asked again because nobody answered: it is still the one request.
  if (earlier?.state.kind === "acting" && earlier.state.key === key) return;
  const amount = moneyIn(input["amount"]);
  draft.log({ kind: "effect", action, state: "requested", key, ...(amount ? { amount } : {}) });
}

const moneyIn = (value: unknown): Money | undefined =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value ? (value as Money) : undefined;

/** Ends a run that is only being talked about; what is under way, or waits for the world, stays. */
export function stopTalk(draft: Draft, run: Run, actor: Actor): void {
  const { kind } = run.state;
  if (kind !== "asking" && kind !== "confirming" && kind !== "looking-up") return;
  const stopped = { kind: "stopped" as const, at: draft.at, actor, language: draft.conversation.language };
  takeIn(draft, draft.context.procedures.take(run, stopped), actor);
}
