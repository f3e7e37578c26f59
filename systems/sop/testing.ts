import type { ConversationId, RunId } from "@ruyi/kernel";
import { advance, choicesOf, partOf } from "./advance.ts";
import type { Procedure, Step } from "./procedure.ts";
import { stepOf } from "./procedure.ts";
import {
  type ActResult,
  type Actor,
  awaitedKeyOf,
  type Effect,
  type FactRecord,
  placeOf,
  type Run,
  type RunEvent,
  wakeAtOf,
} from "./run.ts";
import { isProcedure, linkProcedures, readProcedure } from "./procedure-file.ts";

/** Noon in Shanghai on an ordinary Tuesday. */
export const noon = "2026-11-24T04:00:00.000Z";

export const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

export const mei: Actor = { kind: "customer", id: "mei" };
export const theSystem: Actor = { kind: "system" };

/** A run that has not begun. */
export const aRun = (procedure: Procedure, but: Partial<Run> = {}): Run => ({
  id: "01900000-0000-7000-8000-000000000001" as RunId,
  conversationId: "01900000-0000-7000-8000-000000000002" as ConversationId,
  customerId: undefined,
  procedure: procedure.id,
  version: procedure.version,
  hash: procedure.hash,
  language: "zh",
  zone: "Asia/Shanghai",
  places: [{ procedure: procedure.id, step: procedure.start }],
  facts: {},
  answered: [],
  state: { kind: "asking", since: noon },
  count: 0,
  rounds: {},
  done: [],
  ...but,
});

/** The procedures of these files, each with the others it calls. */
export function proceduresOf(...texts: readonly string[]): Procedure[] {
  return linkProcedures(
    texts.map((text) => {
      const read = readProcedure(text);
      if (!isProcedure(read)) throw new Error(JSON.stringify(read));
      return read;
    }),
  );
}

export function procedureOf(text: string): Procedure {
  const [procedure] = proceduresOf(text);
  if (!procedure) throw new Error("The text holds no procedure.");
  return procedure;
}

/** A small procedure with one of each that matters: a question, a look-up, an act with a read-back, an agent's word. */
export const smallProcedure = `
id: small
version: 1
title: { zh: 小事, en: Small matter }
facts: { order: shop }
phrases:
  which: { zh: 要哪一个？, en: Which one? }
  read-back: { strict: true, zh: "请确认：退款{order.amount, money}。", en: "Please confirm: refund {order.amount, money}." }
  done: { strict: true, zh: "{order.amount, money}已退。", en: "{order.amount, money} has been refunded." }
  kept: { zh: 好，先不退。, en: "All right, nothing is refunded." }
  how: { zh: 怎么办？, en: What now? }
start: ask
steps:
  ask:
    kind: ask
    fact: size
    phrase: which
    choices: [{ id: big, label: { zh: 大, en: Big } }, { id: small, label: { zh: 小, en: Small } }]
    free-text: true
    next: { big: read, small: kept, "*": read }
  read: { kind: look-up, facts: [order], with: { size: size }, next: refund, missing: hand }
  refund:
    kind: act
    action: refund
    with: { amount: order.amount }
    requires: order.open
    key: "{run}/{step}/{round}"
    confirm: { phrase: read-back, yes: { zh: "退款{order.amount, money}", en: "Refund {order.amount, money}" }, no: { zh: 先不退, en: Not now }, declined: kept }
    undo: none
    next: { done: say-done, refused: hand, unknown: wait }
    refresh: read
  wait: { kind: wait, for: "settled:{refund.key}", until: PT20H, next: { arrived: say-done, late: hand } }
  say-done: { kind: say, phrase: done, next: end }
  kept: { kind: say, phrase: kept, next: end }
  hand: { kind: hand-off, reason: technical, next: person }
  person:
    kind: ask
    of: agent
    fact: decision
    phrase: how
    choices: [{ id: pay, label: { zh: 退, en: Pay }, authority: '"R2"' }, { id: stop, label: { zh: 不退, en: Stop } }]
    next: { pay: refund, stop: end }
  end: { kind: end, outcome: ended }
`;

/** What the sources may answer about a fact; the first is the ordinary answer. */
export type FactsToTell = Readonly<Record<string, readonly unknown[]>>;

/** Everything that may happen next to a run: the moves of people, the answers of machines, time. */
export function eventsFor(procedure: Procedure, run: Run, at: string, tell: FactsToTell): RunEvent[] {
  const step = stepOf(partOf(procedure, placeOf(run)), placeOf(run).step);
  const wakeAt = wakeAtOf(run);
  const woken: RunEvent[] =
    wakeAt === undefined ? [] : [{ kind: "woken", at: wakeAt > at ? wakeAt : at, actor: theSystem }];
  const key = awaitedKeyOf(run) ?? "";
  switch (run.state.kind) {
    case "asking":
      return step.kind === "ask" ? answersTo(step, run, at) : [];
    case "confirming":
      return [
        { kind: "confirmed", at: later(at, 60_000), actor: mei },
        { kind: "confirmed", at: later(at, 12 * 60_000), actor: mei },
        { kind: "confirmed", at: later(at, 31 * 60_000), actor: mei },
        { kind: "declined", at, actor: mei },
      ];
    case "looking-up":
      return step.kind === "look-up" ? [...lookedUp(step, key, at, tell), ...woken] : [];
    case "acting":
      if (step.kind === "undo") return [...acted({ action: "undo" }, key, at, tell), ...woken];
      return step.kind === "act" ? [...acted(step, key, at, tell), ...woken] : [];
    case "waiting": {
      const facts = Object.keys(tell).includes("refund") && key.startsWith("settled:") ? tell["refund"] : undefined;
      const told = facts ?? [{ state: "received" }];
      const name = facts ? "refund" : "parcelBack";
      return [
        ...told.map((value): RunEvent => ({
          kind: "signalled",
          key,
          at: later(at, 3_600_000),
          actor: theSystem,
          facts: { [name]: { value, source: "pay", at } },
        })),
        ...woken,
      ];
    }
    case "ended":
      return [];
  }
}

function answersTo(step: Extract<Step, { kind: "ask" }>, run: Run, at: string): RunEvent[] {
  const actor: Actor = step.of === "agent" ? { kind: "agent", id: "ning", authority: "R3" } : mei;
  const values = [...choicesOf(step, run).map(({ id }) => id), ...(step.freeText ? ["说不清", "constructor"] : [])];
  const answers: readonly unknown[] = step.several ? [...values.map((value) => [value]), values] : values;
  return answers.map((value) => ({ kind: "answered", fact: step.fact, value, at: later(at, 5_000), actor }));
}

function lookedUp(step: Extract<Step, { kind: "look-up" }>, key: string, at: string, tell: FactsToTell): RunEvent[] {
  const told = (values: readonly (FactRecord | null)[]): RunEvent => ({
    kind: "looked-up",
    key,
    at,
    actor: theSystem,
    facts: Object.fromEntries(step.facts.map((name, index) => [name, values[index] ?? null])),
  });
  const most = Math.max(...step.facts.map((name) => tell[name]?.length ?? 0));
  const variants = Array.from({ length: most }, (_, index) =>
    told(
      step.facts.map((name) => {
        const values = tell[name] ?? [];
        return values.length === 0 ? null : { value: values[index % values.length], source: "shop", at };
      }),
    ),
  );
  return [...variants, told([])];
}

function acted(step: { readonly action: string }, key: string, at: string, tell: FactsToTell): RunEvent[] {
  const facts = tell[`${step.action}.done`]?.[0] as Readonly<Record<string, unknown>> | undefined;
  const results: ActResult[] = [
    { state: "done", ...(facts ? { facts } : {}) },
    { state: "refused", reasons: ["already-shipped"] },
    { state: "unknown" },
  ];
  return results.map((result) => ({ kind: "acted", key, result, at, actor: theSystem }));
}

export type Wandered = {
  readonly run: Run;
  readonly log: readonly RunEvent[];
  /** After each event, what the run was and what should have happened. */
  readonly trail: readonly { readonly run: Run; readonly event: RunEvent; readonly effects: readonly Effect[] }[];
};

/** Lets things happen to a fresh run, each choice a number: which of the possible events comes next. */
export function wander(
  procedure: Procedure,
  choices: readonly number[],
  tell: FactsToTell,
  but: Partial<Run> = {},
): Wandered {
  let run = aRun(procedure, but);
  const log: RunEvent[] = [];
  const trail: { run: Run; event: RunEvent; effects: readonly Effect[] }[] = [];
  const take = (event: RunEvent): void => {
    const [moved, effects] = advance(procedure, run, event);
    run = moved;
    log.push(event);
    trail.push({ run, event, effects });
  };
  take({ kind: "started", at: noon, actor: { kind: "assistant" }, facts: {} });
  for (const choice of choices) {
    const possible = eventsFor(procedure, run, log.at(-1)?.at ?? noon, tell);
    const event = possible[choice % Math.max(1, possible.length)];
    if (!event) break;
    take(event);
  }
  return { run, log, trail };
}
