import {
  again,
  beginningOf,
  begunIn,
  type LogLine,
  type Passage,
  placeOf,
  type Procedure,
  type Run,
  type RunEvent,
  type VersionOf,
} from "@ruyi/sop";
import { netOfProcedure, wayLabel } from "./procedure-net.ts";
import { type Tokens, replay } from "./replay.ts";

/** Who executed a case: the people who made moves in it, an outside AI, or the customer alone, in the form or with the assistant. */
export type Executor =
  | { readonly kind: "person" | "outside"; readonly id: string }
  | { readonly kind: "form" | "assistant" };

/** How the customer came. */
export type Channel = "chat" | "form" | "outside";

/** Parts of the merchant's day. */
export const shifts = ["night", "day", "evening"] as const;
export type Shift = (typeof shifts)[number];

export type Scored = {
  readonly executor: Executor;
  readonly channel: Channel;
  readonly shift: Shift;
  readonly endedAt: string;
  /** The procedure was followed: no way off it, nothing out of turn, nothing left lying by a colleague. */
  readonly inOrder: boolean;
  /** Undefined where the case has no one way to be laid on: it was left before its end, or changed versions. */
  readonly tokens: Tokens | undefined;
  readonly promises: { readonly kept: number; readonly late: number };
  /** Lines to be said to the letter, and those that stand in the conversation to the letter. */
  readonly phrases: { readonly due: number; readonly said: number };
  /** What was known when a person first had to decide; all that was, where nobody had to. Ids and outcomes, never a customer's words. */
  readonly facts: string;
  /** What people decided; how it ended, where nobody had to. */
  readonly outcome: string;
  /** What differed from the procedure or from what was promised, as `kind part/step` with an id where there is one. */
  readonly deviations: readonly string[];
};

/** A line of a conversation, as one text: when, and what. */
export const lineOf = (at: string, text: string): string => `${at} ${text}`;

/**
 * Scores an ended case from its log and from the lines its conversation holds. What only the world or the customer decided counts for nobody
 * and against nobody. Pure. Throws where a version is not kept.
 */
export function scoreOf(
  versionOf: VersionOf,
  run: Run,
  log: readonly LogLine[],
  said: ReadonlySet<string>,
  zone: string,
): Scored {
  const last = versionOf(run.hash);
  const first = versionOf(begunIn(run, log).hash);
  if (!last || !first) throw new Error(`Run ${run.id} pins versions of ${run.procedure} that are not kept.`);
  const trace: string[] = [];
  const deviations: string[] = [];
  const facts: string[] = [];
  const decided: string[] = [];
  const promises = { open: [] as { dueAt: string; at: string }[], kept: 0, late: 0 };
  const phrases = { due: 0, said: 0 };
  const passages: Passage[] = [];
  let before: Run = beginningOf(run, log, first);
  let overridden = false;

  for (const step of again(versionOf, before, log, (passage) => passages.push(passage))) {
    const { event } = step.line;
    const at = placeOf(before);
    const here = `${at.procedure}/${at.step}`;
    if (event.kind === "overridden") {
      deviations.push(`override ${here} ${event.id}`);
      decided.push(`${here}: ${event.id}`);
      overridden = true;
    } else if (event.kind === "stopped" && event.actor.kind === "agent") {
      deviations.push(`left ${here}`);
      decided.push(`${here}: left`);
    } else {
      const told = wordOf(step.procedure, before, event);
      if (told?.by === "staff") decided.push(`${here}: ${told.word}`);
      else if (told && decided.length === 0) facts.push(`${here}: ${told.word}`);
    }
    for (const passage of passages.splice(0)) {
      const { procedure: part, from, to, outcome } = passage;
      if (decided.length === 0) facts.push(...tableOutcome(part, from, step.run));
      const kind = from === undefined ? undefined : part.steps[from]?.kind;
      if (from === undefined || to === undefined || kind === "call" || kind === "end") continue;
      if (outcome === undefined) trace.push(wayLabel(part.id, from, to));
    }
    const isTold = step.effects.some(({ kind }) => kind === "say" || kind === "hand-off" || kind === "promise");
    if (isTold) {
      for (const { dueAt, at: where } of promises.open.splice(0)) {
        if (Date.parse(event.at) <= Date.parse(dueAt)) promises.kept += 1;
        else {
          promises.late += 1;
          deviations.push(`late ${where}`);
        }
      }
    }
    for (const effect of step.effects) {
      if (effect.kind === "promise")
        promises.open.push({ dueAt: effect.dueAt, at: promiseAt(step.procedure, effect.key) });
      if (effect.kind !== "say" || !effect.strict) continue;
      phrases.due += 1;
      if (said.has(lineOf(event.at, effect.text))) phrases.said += 1;
      else deviations.push(`unsaid ${here}`);
    }
    before = step.run;
  }

  const ended = before.state.kind === "ended" ? before.state.outcome : before.state.kind;
  const isWhole = ended !== "stopped" && begunIn(run, log).hash === run.hash;
  const laid = isWhole ? replay(netOf(last), trace) : undefined;
  const forced = overridden ? [] : (laid?.forced ?? []);
  for (const place of forced) deviations.push(`out-of-turn ${trace[place]?.split(">")[0] ?? ""}`);
  const endedAt = log.at(-1)?.event.at ?? "";
  return {
    executor: executorOf(log),
    channel: cameBy(log),
    shift: shiftOf(log[0]?.event.at ?? endedAt, zone),
    endedAt,
    inOrder: !deviations.some((each) => /^(override|left|out-of-turn) /.test(each)),
    tokens: laid && tokensOf(laid),
    promises: { kept: promises.kept, late: promises.late },
    phrases,
    // Where nothing was known when a person decided, the case is equal to no other.
    facts: [run.procedure, ...(decided.length > 0 && facts.length === 0 ? [`of ${run.id} alone`] : facts)]
      .join("\n")
      .slice(0, factsAtMost),
    outcome: (decided.length > 0 ? decided.join("\n") : ended).slice(0, factsAtMost),
    deviations,
  };
}

const factsAtMost = 4_000;

const tokensOf = ({ produced, consumed, missing, remaining }: Tokens): Tokens => ({
  ...{ produced, consumed, missing, remaining },
});

const nets = new WeakMap<Procedure, ReturnType<typeof netOfProcedure>>();
function netOf(procedure: Procedure): ReturnType<typeof netOfProcedure> {
  const net = nets.get(procedure) ?? netOfProcedure(procedure);
  nets.set(procedure, net);
  return net;
}

/** The promise's step, from its key: `run/step/count`; of the part that has it. */
function promiseAt(procedure: Procedure, key: string): string {
  const step = key.split("/")[1] ?? "";
  const part = [procedure, ...Object.values(procedure.parts)].find(({ steps }) => steps[step]?.kind === "promise");
  return `${part?.id ?? procedure.id}/${step}`;
}

type Word = { readonly by: "staff" | "others"; readonly word: string };

/** What an event says of the case, in words that hold nothing of anybody: ids of choices, states, what is missing. */
function wordOf(procedure: Procedure, run: Run, event: RunEvent): Word | undefined {
  const place = placeOf(run);
  const part = place.procedure === procedure.id ? procedure : procedure.parts[place.procedure];
  const step = part?.steps[place.step];
  switch (event.kind) {
    case "answered": {
      if (step?.kind !== "ask") return undefined;
      const given = [event.value].flat().map(String);
      const known = given.filter((value) => step.choices?.some(({ id }) => id === value));
      return { by: step.of === "agent" ? "staff" : "others", word: known.length > 0 ? known.join("+") : "…" };
    }
    case "confirmed":
    case "declined":
      return { by: "others", word: event.kind };
    case "looked-up": {
      const missing = Object.entries(event.facts).flatMap(([name, value]) => (value === null ? [name] : []));
      return missing.length === 0 ? undefined : { by: "others", word: `no ${missing.join(", ")}` };
    }
    case "acted":
      return { by: "others", word: event.result.state };
    case "signalled":
      return { by: "others", word: "came" };
    case "woken":
      return run.state.kind === "waiting" ? { by: "others", word: "time was up" } : undefined;
    case "stopped":
      return { by: "others", word: "stopped" };
    default:
      return undefined;
  }
}

/** What a table answered, when its step is left. */
function tableOutcome(part: Procedure, from: string | undefined, run: Run): string[] {
  const step = from === undefined ? undefined : part.steps[from];
  if (step?.kind !== "decide") return [];
  const value = run.facts[step.table]?.value;
  const outcome = typeof value === "object" && value !== null && "outcome" in value ? String(value.outcome) : "unknown";
  return [`${part.id}/${step.table} = ${outcome}`];
}

const cameBy = (log: readonly LogLine[]): Channel => {
  if (log.some(({ event }) => event.actor.kind === "outside")) return "outside";
  return log.some(({ event }) => event.actor.channel === "form") ? "form" : "chat";
};

/** The last person who made a move; else an outside AI; else the form, where the customer pressed in it; else the assistant. */
function executorOf(log: readonly LogLine[]): Executor {
  for (const kind of ["agent", "outside"] as const) {
    const actor = log.findLast(({ event }) => event.actor.kind === kind)?.event.actor;
    if (actor) return { kind: kind === "agent" ? "person" : "outside", id: actor.id ?? "" };
  }
  return { kind: cameBy(log) === "form" ? "form" : "assistant" };
}

/** By the merchant's clock: night until eight, day until four, evening until midnight. */
export function shiftOf(at: string, zone: string): Shift {
  const { hour } = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return hour < 8 ? "night" : hour < 16 ? "day" : "evening";
}
