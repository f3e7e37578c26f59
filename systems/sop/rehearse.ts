import type { Money } from "@ruyi/kernel";
import { again, hashesOf, type VersionOf } from "./again.ts";
import { actsAtMost, advance, choicesOf, lookUpsAtMost, partOf } from "./advance.ts";
import { type Procedure, type Step, stepOf } from "./procedure.ts";
import { type ActResult, type Actor, type Effect, type FactRecord, placeOf, type Run, type RunEvent } from "./run.ts";

/** A case of the past: the run as it began, and everything that happened to it. */
export type PastCase = { readonly begun: Run; readonly events: readonly RunEvent[] };

/** What became of a case, in the terms that matter to the people in it. */
export type CaseOutcome = {
  /** The outcome it ended with; undefined when it stands where the past has nothing more to say, at `openAt`. */
  readonly ended: string | undefined;
  readonly openAt: string | undefined;
  readonly acts: readonly { readonly action: string; readonly state: ActResult["state"]; readonly amount?: Money }[];
  readonly handOffs: readonly string[];
  /** By table, the last answer. */
  readonly decisions: Readonly<Record<string, string>>;
  readonly said: readonly string[];
  /** True when the new version did something the past never did, whose answer was taken to be "done". */
  readonly assumed: boolean;
};

export type Difference = "outcome" | "acts" | "amount" | "hand-off" | "decision" | "words" | "open";

export type RehearsedCase = {
  readonly id: string;
  readonly conversationId: string;
  readonly before: CaseOutcome;
  readonly after: CaseOutcome;
  readonly differs: readonly Difference[];
};

export type Rehearsal = {
  readonly cases: number;
  readonly same: number;
  /** Cases decided otherwise, the most different first. A case whose words alone changed is not among them. */
  readonly changed: readonly RehearsedCase[];
  readonly reworded: number;
  /** What the new version pays out beyond the old one, by currency in minor units; below zero where it saves. */
  readonly cost: Readonly<Record<string, number>>;
  /** Old and new outcome with the number of cases that went from the one to the other. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly cases: number }[];
};

/**
 * Plays past cases through another version and says who would be decided differently, and what that costs or saves.
 * The old side is the exact replay of the log; the new side is given what people and machines said then, matched by what
 * was asked and not by its place in the log. Pure.
 */
export function rehearse(before: VersionOf, after: Procedure, cases: readonly PastCase[]): Rehearsal {
  const rehearsed = cases.flatMap((past): RehearsedCase[] => {
    const [outcome, world] = remember(before, past) ?? [];
    if (!outcome || !world) return [];
    const next = play(after, past.begun, world);
    const { id, conversationId } = past.begun;
    return [{ id, conversationId, before: outcome, after: next, differs: differences(outcome, next) }];
  });
  const isDecision = ({ differs }: RehearsedCase): boolean => differs.some((each) => each !== "words");
  const changed = rehearsed.filter(isDecision).toSorted((a, b) => b.differs.length - a.differs.length);
  const moves = new Map<string, { from: string; to: string; cases: number }>();
  for (const { before: from, after: to } of changed) {
    const [was, is] = [nameOf(from), nameOf(to)];
    const move = moves.get(`${was} ${is}`) ?? { from: was, to: is, cases: 0 };
    move.cases += 1;
    moves.set(`${was} ${is}`, move);
  }
  return {
    cases: rehearsed.length,
    same: rehearsed.filter(({ differs }) => differs.length === 0).length,
    changed,
    reworded: rehearsed.length - changed.length - rehearsed.filter(({ differs }) => differs.length === 0).length,
    cost: costOf(rehearsed),
    moves: [...moves.values()].toSorted((a, b) => b.cases - a.cases),
  };
}

const nameOf = ({ ended, openAt }: CaseOutcome): string => ended ?? `open at ${openAt}`;

function differences(before: CaseOutcome, after: CaseOutcome): Difference[] {
  const names = (outcome: CaseOutcome): string => outcome.acts.map(({ action, state }) => `${action} ${state}`).join();
  const amounts = (outcome: CaseOutcome): string => JSON.stringify(paid(outcome));
  const found: [Difference, boolean][] = [
    ["outcome", before.ended !== after.ended],
    ["open", before.openAt !== after.openAt],
    ["acts", names(before) !== names(after)],
    ["amount", amounts(before) !== amounts(after)],
    ["hand-off", before.handOffs.join() !== after.handOffs.join()],
    ["decision", Object.entries(before.decisions).some(([table, was]) => (after.decisions[table] ?? was) !== was)],
    ["words", before.said.join("\n") !== after.said.join("\n")],
  ];
  return found.flatMap(([name, differs]) => (differs ? [name] : []));
}

/** Money that acts moved, done or not yet known, by currency. */
function paid({ acts }: CaseOutcome): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { state, amount } of acts) {
    if (amount && state !== "refused") sums[amount.currency] = (sums[amount.currency] ?? 0) + amount.minor;
  }
  return sums;
}

function costOf(cases: readonly RehearsedCase[]): Record<string, number> {
  const cost: Record<string, number> = {};
  for (const { before, after } of cases) {
    const [was, is] = [paid(before), paid(after)];
    for (const currency of new Set([...Object.keys(was), ...Object.keys(is)])) {
      cost[currency] = (cost[currency] ?? 0) + (is[currency] ?? 0) - (was[currency] ?? 0);
    }
  }
  return cost;
}

type Said<Value> = { readonly value: Value; readonly at: string };

/** What people and machines said in a case, by what they were asked; each list in its order. */
type World = {
  readonly started: RunEvent;
  /** Whether the case came to its end: then what was said last stays true, else the past simply has no more to say. */
  isOver: boolean;
  readonly answers: Map<string, RunEvent[]>;
  readonly facts: Map<string, Said<FactRecord | null>[]>;
  readonly results: Map<string, Said<ActResult>[]>;
  /** A yes or no with how long it took: late then is late here. */
  readonly yeses: Map<string, Said<{ readonly event: RunEvent; readonly afterMs: number }>[]>;
  readonly signals: Map<string, RunEvent[]>;
  /** By step: what was told while a machine was at work. */
  readonly told: Map<string, RunEvent[]>;
  /** By key: when a wait for the world was looked after. */
  readonly wakes: Map<string, string[]>;
};

type Watch = { readonly outcome: () => CaseOutcome; readonly see: (effects: readonly Effect[], run: Run) => void };

/** Gathers the outcome of a case from the effects as they come. */
function watch(procedure: Procedure): Watch {
  const acts = new Map<string, { action: string; state: ActResult["state"]; amount?: Money }>();
  const handOffs: string[] = [];
  const said: string[] = [];
  let run: Run | undefined;
  return {
    see(effects, now) {
      run = now;
      for (const effect of effects) {
        if (effect.kind === "say") said.push(effect.text);
        if (effect.kind === "promise") said.push(effect.text);
        if (effect.kind === "hand-off") handOffs.push([effect.reason, ...effect.reasons].join(" "));
        if (effect.kind === "act") {
          const amount = amountIn(effect.input);
          acts.set(effect.key, { action: effect.action, state: "unknown", ...(amount ? { amount } : {}) });
        }
        if (effect.kind === "acted") {
          const amount = effect.amount ?? acts.get(effect.key)?.amount;
          acts.set(effect.key, { action: effect.action, state: effect.state, ...(amount ? { amount } : {}) });
        }
      }
    },
    outcome: () => {
      const ended = run?.state.kind === "ended" ? run.state.outcome : undefined;
      const place = run && placeOf(run);
      return {
        ended,
        openAt: ended === undefined && place ? `${place.procedure}/${place.step}` : undefined,
        acts: [...acts.values()],
        handOffs,
        decisions: run ? decisionsOf(procedure, run) : {},
        said,
        assumed: false,
      };
    },
  };
}

function amountIn(input: Readonly<Record<string, unknown>>): Money | undefined {
  const { amount } = input;
  return typeof amount === "object" && amount !== null && "minor" in amount && "currency" in amount
    ? (amount as Money)
    : undefined;
}

/** The last answer of each table of the procedure and its parts. */
function decisionsOf(procedure: Procedure, run: Run): Record<string, string> {
  const tables = [procedure, ...Object.values(procedure.parts)].flatMap((part) => Object.keys(part.tables));
  return Object.fromEntries(
    tables.flatMap((table): [string, string][] => {
      const value = run.facts[table]?.value;
      return typeof value === "object" && value !== null && "outcome" in value ? [[table, String(value.outcome)]] : [];
    }),
  );
}

/** Replays a case in its own version, and learns from it what its world said. */
function remember(versionOf: VersionOf, { begun, events }: PastCase): [CaseOutcome, World] | undefined {
  const [started] = events;
  const log = events.map((event) => ({ event }));
  const versions = hashesOf(begun, log).map(versionOf);
  const last = versions.at(-1);
  if (!last || versions.some((version) => !version)) return undefined;
  if (!started) throw new Error(`The log of run ${begun.id} is empty; it cannot be rehearsed.`);
  const world: World = {
    started,
    isOver: false,
    ...{ answers: new Map(), facts: new Map(), results: new Map(), yeses: new Map() },
    ...{ signals: new Map(), told: new Map(), wakes: new Map() },
  };
  const seen = watch(last);
  let run = begun;
  for (const { line, procedure, run: next, effects } of again(versionOf, begun, log)) {
    if (line.event.kind !== "migrated") keepIn(world, procedure, run, line.event);
    seen.see(effects, next);
    run = next;
  }
  world.isOver = run.state.kind === "ended";
  return [seen.outcome(), world];
}

function keepIn(world: World, procedure: Procedure, run: Run, event: RunEvent): void {
  const step = stepAt(procedure, run);
  const { at } = event;
  switch (event.kind) {
    case "answered":
      return push(world.answers, event.fact, event);
    case "confirmed":
    case "declined":
      if (step.kind !== "act" || run.state.kind !== "confirming") return;
      return push(world.yeses, step.action, {
        value: { event, afterMs: Date.parse(at) - Date.parse(run.state.since) },
        at,
      });
    case "looked-up":
      for (const [fact, value] of Object.entries(event.facts)) push(world.facts, fact, { value, at });
      return;
    case "told":
      return push(world.told, placeOf(run).step, event);
    case "acted":
      if (step.kind === "act") push(world.results, step.action, { value: event.result, at });
      if (step.kind === "undo") push(world.results, undoing(run) ?? "", { value: event.result, at });
      return;
    case "signalled":
      return push(world.signals, event.key, event);
    case "woken":
      return keepSilence(world, step, run, at);
    case "started":
    case "stopped":
    // What a person did off the path is not taken to be what they would do in another version.
    case "overridden":
    // Which version it went on in is not the past's word either.
    case "migrated":
      return;
  }
}

/** What nobody answered, until it counted as missing or unknown, is an answer of its kind. */
function keepSilence(world: World, step: Step, { state, done }: Run, at: string): void {
  if (state.kind === "waiting") return push(world.wakes, state.key, at);
  if (state.kind === "looking-up" && step.kind === "look-up" && state.tries >= lookUpsAtMost) {
    for (const fact of step.facts) push(world.facts, fact, { value: null, at });
  }
  if (state.kind !== "acting" || state.tries < actsAtMost) return;
  const action = step.kind === "act" ? step.action : undoing({ done });
  push(world.results, action ?? "", { value: { state: "unknown" }, at });
}

const push = <Value>(lists: Map<string, Value[]>, name: string, value: Value): void => {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
};

/** The next thing said about something; of a case that is over the last one stays true. */
function take<Value>(lists: Map<string, Value[]>, name: string, isOver: boolean): Value | undefined {
  const list = lists.get(name);
  return list && (list.length > 1 || !isOver) ? list.shift() : list?.[0];
}

const stepAt = (procedure: Procedure, run: Run): Step => stepOf(partOf(procedure, placeOf(run)), placeOf(run).step);
const undoing = ({ done }: Pick<Run, "done">): string | undefined => done.findLast(({ undo }) => undo)?.undo?.action;
const system: Actor = { kind: "system" };

/** More turns than any case takes: a version that turns in a circle stands there. */
const turnsAtMost = 400;

/** Plays a case in another version, with what was said in the past. */
function play(procedure: Procedure, begun: Run, world: World): CaseOutcome {
  const seen = watch(procedure);
  const { id, hash, version, start } = procedure;
  let run: Run = { ...begun, procedure: id, hash, version, places: [{ procedure: id, step: start }] };
  let event: RunEvent | undefined = world.started;
  let assumed = false;
  for (let turn = 0; event && turn < turnsAtMost; turn += 1) {
    const [next, effects] = advance(procedure, run, event);
    // An event that changes nothing will not change it the next time either.
    if (next === run) break;
    seen.see(effects, next);
    run = next;
    const answer = answerTo(procedure, run, world, event.at);
    assumed ||= answer?.isAssumed === true;
    event = answer?.event;
  }
  return { ...seen.outcome(), assumed };
}

type Answer = { readonly event: RunEvent; readonly isAssumed?: true };

/** What the past has to say to a run that rests; undefined where it never said anything of the kind. */
function answerTo(procedure: Procedure, run: Run, world: World, at: string): Answer | undefined {
  const step = stepAt(procedure, run);
  const { state } = run;
  const notBefore = (time: string): string => (time > at ? time : at);
  const by = (event: RunEvent): Answer => ({ event: { ...event, at: notBefore(event.at) } });
  switch (state.kind) {
    case "asking": {
      if (step.kind !== "ask") return undefined;
      const said = take(world.answers, step.fact, world.isOver);
      if (said?.kind !== "answered") return undefined;
      const isOffered = step.freeText || choicesOf(step, run).some((choice) => choice.id === String(said.value));
      return isOffered ? by(said) : undefined;
    }
    case "confirming": {
      const said = step.kind === "act" ? take(world.yeses, step.action, world.isOver) : undefined;
      if (!said) return undefined;
      const { event, afterMs } = said.value;
      return { event: { ...event, at: new Date(Date.parse(state.since) + afterMs).toISOString() } };
    }
    case "looking-up": {
      const told = world.told.get(placeOf(run).step)?.shift();
      if (told) return by(told);
      if (step.kind !== "look-up" || !step.facts.every((fact) => world.facts.get(fact)?.length)) return undefined;
      const said = step.facts.map((fact) => [fact, take(world.facts, fact, world.isOver)] as const);
      const facts = Object.fromEntries(said.map(([fact, known]) => [fact, known?.value ?? null]));
      const lastAt = said.map(([, known]) => known?.at ?? at).reduce((a, b) => (a > b ? a : b), at);
      return { event: { kind: "looked-up", key: state.key, facts, at: lastAt, actor: system } };
    }
    case "acting": {
      const action = step.kind === "act" ? step.action : undoing(run);
      const said = action === undefined ? undefined : take(world.results, action, world.isOver);
      if (!said && !world.isOver) return undefined;
      const result: ActResult = said?.value ?? { state: "done" };
      const event: RunEvent = { kind: "acted", key: state.key, result, at: notBefore(said?.at ?? at), actor: system };
      return said ? { event } : { event, isAssumed: true };
    }
    case "waiting": {
      const said = take(world.signals, state.key, world.isOver);
      if (said && said.at <= state.wakeAt) return by(said);
      const woken = take(world.wakes, state.key, world.isOver);
      if (!woken && !world.isOver) return undefined;
      const wakeAt = woken ?? state.wakeAt;
      return { event: { kind: "woken", at: notBefore(wakeAt > state.wakeAt ? wakeAt : state.wakeAt), actor: system } };
    }
    case "ended":
      return undefined;
  }
}
