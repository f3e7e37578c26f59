import { between, type ConversationId, customerId, type Language, pick, type RunId, seededRandom } from "@ruyi/kernel";
import {
  type ActResult,
  type Actor,
  advance,
  type Effect,
  type FactRecord,
  makeMove,
  type Move,
  openMoves,
  type Procedure,
  type Run,
  type RunEvent,
} from "@ruyi/sop";

/** The shop behind the procedures: it tells facts and does what it is told, once for each key. It knows no policy. */
export type Shop = {
  /** `null` for what it does not know. */
  readonly lookUp: (facts: readonly string[], input: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  readonly perform: (key: string, action: string, input: Readonly<Record<string, unknown>>) => ActResult;
};

/** What an executor from outside understood: which procedure is wanted, and what the customer said about it. */
export type Offer = { readonly procedure: string; readonly told: Readonly<Record<string, unknown>> };

/** How the read-back is answered: only the first is a customer's yes. */
export type Manner = "yes" | "silent" | "declines" | "declines-then-does" | "unsaid" | "too-late";

/** How an offer ended: carried out, or why not. `why` is the sentence the customer read. */
export type Ending =
  | { readonly kind: "done"; readonly outcome: string; readonly run: Run }
  | { readonly kind: "refused"; readonly reasons: readonly string[]; readonly why?: unknown };

/** Outcomes with which a procedure says that what was asked for has been done or told. */
const carriedOut: ReadonlySet<string> = new Set(["done", "told"]);
const customer: Actor = { kind: "customer", id: "customer" };
const assistant: Actor = { kind: "assistant" };
const system: Actor = { kind: "system" };
/** An outside agent that acts for the customer; its own yes is none unless it names the customer's words. */
const agent: Actor = { kind: "agent", id: "outside", authority: "R3" };
/** More events than any offer takes. */
const eventsAtMost = 200;

export type ConversationOptions = {
  readonly procedures: ReadonlyMap<string, Procedure>;
  readonly shop: Shop;
  readonly language: Language;
  readonly zone: string;
  /** Decides timing, the order of telling, lost and doubled answers of the shop: everything that must not matter. */
  readonly seed: number;
};

/**
 * A conversation in which offers are made to procedures, through the same `advance` and `makeMove` as everywhere:
 * only open moves, machines that answer late or not at all, a customer who takes their time.
 */
export function createConversation({ procedures, shop, language, zone, seed }: ConversationOptions) {
  const random = seededRandom(seed);
  let at = Date.parse("2026-11-24T10:00:00Z") + Math.floor(random() * 86_400_000);
  let runs = 0;
  let known: { readonly id: string; readonly facts: Readonly<Record<string, FactRecord>> } | undefined;
  const now = (): string => new Date(at).toISOString();

  /** From here on the conversation serves this customer. */
  function identify(id: string, account: Readonly<Record<string, unknown>> = { id }): void {
    known = { id, facts: { account: { value: account, source: "desk", at: now() } } };
  }

  function offer({ procedure: id, told }: Offer, manner: Manner = "yes"): Ending {
    const procedure = procedures.get(id);
    if (!procedure) return { kind: "refused", reasons: ["no-procedure"] };
    const asked = factsAskedBy(procedure);
    const said = sayable(procedure, asked, told);
    runs += 1;
    // Some say everything at once, others what they are asked; what nobody asks for is said at the beginning.
    const first = random() < 0.5 ? said : Object.fromEntries(Object.entries(said).filter(([name]) => !asked.has(name)));
    const facts = Object.entries(first).map(
      ([name, value]) => [name, { value, source: "customer", at: now() }] as const,
    );
    const started: RunEvent = {
      kind: "started",
      at: now(),
      actor: assistant,
      facts: { ...Object.fromEntries(facts), ...known?.facts },
    };
    let run = freshRun(procedure, runs);
    let effects: readonly Effect[] = [];
    // What the run does not wait for changes nothing, and what was asked before it stays asked.
    const take = (event: RunEvent): void => {
      const [moved, follows] = advance(procedure, run, event);
      if (moved !== run) [run, effects] = [moved, follows];
    };
    /** Makes an open move; otherwise says why it is none. */
    const move = (wanted: Move, actor: Actor): string | undefined => {
      const made = makeMove(procedure, run, wanted, { at: now(), actor });
      if (made.kind === "refused") return made.why;
      ({ run, effects } = made);
      return undefined;
    };

    let readBacks = 0;
    take(started);
    for (let events = 0; events < eventsAtMost; events += 1) {
      const { state } = run;
      if (state.kind === "ended") return endingOf(run);
      if (state.kind === "asking") {
        const open = openMoves(procedure, run, now()).find((each) => each.move === "answer");
        if (open?.move !== "answer" || open.of === "agent") return handedOver(run, effects);
        at += between(random, 1, 40) * 1_000;
        const value = said[open.fact];
        const why = value === undefined ? "not-said" : move({ move: "answer", fact: open.fact, value }, customer);
        if (why !== undefined) return { kind: "refused", reasons: [why] };
      } else if (state.kind === "confirming") {
        const ending = answerReadBack(readBacks > 0 && manner === "too-late" ? "silent" : manner, move);
        if (ending) return ending;
        readBacks += 1;
      } else if (state.kind === "waiting" || state.kind === "looking-up" || state.kind === "acting") {
        takeAnswer(state, effects, take);
      }
    }
    throw new Error(`Procedure "${id}" did not come to an end in ${eventsAtMost} events.`);
  }

  function freshRun(procedure: Procedure, place: number): Run {
    return {
      id: `${seed}-${place}` as RunId,
      conversationId: `${seed}` as ConversationId,
      customerId: known === undefined ? undefined : customerId(known.id),
      procedure: procedure.id,
      version: procedure.version,
      hash: procedure.hash,
      language,
      zone,
      places: [{ procedure: procedure.id, step: procedure.start }],
      facts: {},
      answered: [],
      state: { kind: "asking", since: now() },
      count: 0,
      rounds: {},
      done: [],
    };
  }

  /** Answers what was read back; undefined when the run goes on. */
  function answerReadBack(
    manner: Manner,
    move: (wanted: Move, actor: Actor) => string | undefined,
  ): Ending | undefined {
    const refused = (reason: string | undefined): Ending => ({ kind: "refused", reasons: [reason ?? "accepted"] });
    switch (manner) {
      case "silent":
        move({ move: "stop" }, customer);
        return refused("no-yes");
      case "unsaid":
        return refused(move({ move: "confirm" }, agent));
      case "declines":
        return move({ move: "decline" }, customer) === undefined ? undefined : refused("not-open");
      case "declines-then-does":
        move({ move: "decline" }, customer);
        return refused(move({ move: "confirm" }, customer));
      case "too-late": {
        // The yes comes when it counts no more: what follows is a fresh read-back, and nobody answers that.
        at += 31 * 60_000;
        move({ move: "confirm" }, customer);
        return undefined;
      }
      case "yes": {
        // Soon; after the facts have grown old; or too late, and then once more.
        at += pick(random, [8, 240, 12 * 60, 31 * 60]) * 1_000;
        const why = move({ move: "confirm" }, customer);
        return why === undefined ? undefined : refused(why);
      }
    }
  }

  /** A machine answers: at once, after having been asked again, or twice. */
  function takeAnswer(
    state: Extract<Run["state"], { key: string; wakeAt: string }>,
    effects: readonly Effect[],
    take: (event: RunEvent) => void,
  ): void {
    const wake = (): void => {
      at = Math.max(at, Date.parse(state.wakeAt));
      take({ kind: "woken", at: now(), actor: system });
    };
    const asked = effects.find((effect) => effect.kind === "look-up" || effect.kind === "act");
    if (!asked || state.kind === "waiting") return wake();
    const isLost = "tries" in state && state.tries < 3 && random() < 0.15;
    // What was asked for may have been done although no answer came: the same key must not do it again.
    const answer = asked.kind === "look-up" ? lookedUp(asked) : acted(asked);
    if (isLost) return wake();
    at += between(random, 20, 3_000);
    take({ ...answer, at: now() });
    if (random() < 0.1) take({ ...answer, at: now() });
  }

  function lookedUp({ key, facts, with: input }: Extract<Effect, { kind: "look-up" }>): RunEvent {
    const found = shop.lookUp(facts, input);
    const records = facts.map((name) => {
      const value = found[name] ?? null;
      return [name, value === null ? null : { value, source: "shop" as const, at: now() }] as const;
    });
    return { kind: "looked-up", key, facts: Object.fromEntries(records), at: now(), actor: system };
  }

  const acted = ({ key, action, input }: Extract<Effect, { kind: "act" }>): RunEvent => ({
    kind: "acted",
    key,
    result: shop.perform(key, action, input),
    at: now(),
    actor: system,
  });

  return { identify, offer };
}

export type Conversation = ReturnType<typeof createConversation>;

const withParts = (procedure: Procedure): Procedure[] => [procedure, ...Object.values(procedure.parts)];

const factsAskedBy = (procedure: Procedure): ReadonlySet<string> =>
  new Set(
    withParts(procedure).flatMap(({ steps }) =>
      Object.values(steps).flatMap((step) => (step.kind === "ask" && step.of === "customer" ? [step.fact] : [])),
    ),
  );

/** Of what somebody says, that which is a customer's to say; facts of others are not told by the customer. */
function sayable(procedure: Procedure, asked: ReadonlySet<string>, told: Offer["told"]): Record<string, unknown> {
  const isTheirs = (name: string): boolean =>
    asked.has(name) || withParts(procedure).some(({ facts }) => facts[name] === "customer");
  return Object.fromEntries(Object.entries(told).filter(([name, value]) => value !== undefined && isTheirs(name)));
}

function endingOf(run: Run): Ending {
  const outcome = run.state.kind === "ended" ? run.state.outcome : "";
  if (carriedOut.has(outcome)) return { kind: "done", outcome, run };
  const verdict = run.facts["verdict"]?.value;
  const reason = outcome === "refused" && isRecord(verdict) ? String(verdict["outcome"]) : outcome;
  const refusal = run.facts["refusal"]?.value;
  const why = outcome === "refused" && isRecord(refusal) ? { why: refusal["why"] } : {};
  return { kind: "refused", reasons: [reason], ...why };
}

/** A person was asked for, or had to be: the one is what was wanted, the other is not. */
function handedOver(run: Run, effects: readonly Effect[]): Ending {
  const handoff = effects.find((effect) => effect.kind === "hand-off");
  if (handoff?.kind === "hand-off" && handoff.reason === "asked") return { kind: "done", outcome: "handed-over", run };
  return { kind: "refused", reasons: ["handed-over"] };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
