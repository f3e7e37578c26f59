import type { Bilingual, Money } from "@ruyi/kernel";
import { compileExpression } from "@ruyi/decision";
import { advance, choicesOf, factValues, partOf } from "./advance.ts";
import { type OpenMove, openMoves, type OverrideMove, overridesAt } from "./moves.ts";
import { phraseOf, type Procedure, type Step, type StepId, stepOf } from "./procedure.ts";
import { type Actor, type Effect, placeOf, type Run, type RunEvent } from "./run.ts";
import { word } from "./wording.ts";

/** What would follow at once from a move: made from the procedure itself, by making the move and keeping nothing of it. */
export type Preview =
  | { readonly kind: "acts"; readonly action: string; readonly amount?: Money }
  | { readonly kind: "asks"; readonly text?: string }
  | { readonly kind: "says"; readonly text: string }
  | { readonly kind: "looks-up" }
  | { readonly kind: "hands-over"; readonly reason: string }
  | { readonly kind: "ends"; readonly outcome: string };

export type GuidedChoice = {
  readonly id: string;
  readonly label: string;
  /** The authority it takes: `R1` to `R3`, or `two-people`. */
  readonly needs?: string;
  readonly then?: Preview;
};

export type GuidedMove =
  | (Omit<Extract<OpenMove, { move: "answer" }>, "choices"> & { readonly choices: readonly GuidedChoice[] })
  | ((Exclude<OpenMove, { move: "answer" }> | OverrideMove) & { readonly then?: Preview });

/** What helps a person to go on with a run. */
export type Guidance = {
  readonly moves: readonly GuidedMove[];
  /** The step's own words to the customer, to say once more; strict ones to the letter. */
  readonly line?: { readonly text: string; readonly strict: boolean };
  /** What the procedure asks of the person. */
  readonly question?: string;
};

/** Open moves with what would follow from each, and the step's line. Pure, like the moves themselves. */
export function guidanceFor(procedure: Procedure, run: Run, actor: Actor, now: string): Guidance {
  const part = partOf(procedure, placeOf(run));
  const step = stepOf(part, placeOf(run).step);
  const follow = (event: Omit<RunEvent, "at" | "actor">): { readonly then?: Preview } => {
    const then = previewOf(procedure, run, { ...event, at: now, actor } as RunEvent, part, step);
    return then ? { then } : {};
  };
  const moves = openMoves(procedure, run, now).map((open): GuidedMove => {
    switch (open.move) {
      case "answer": {
        const choices = open.choices.map((choice) => ({
          ...choice,
          ...needsOf(part, step, run, choice.id, now),
          ...follow({ kind: "answered", fact: open.fact, value: choice.id } as Omit<RunEvent, "at" | "actor">),
        }));
        return { ...open, choices };
      }
      case "confirm":
        return { ...open, ...follow({ kind: "confirmed" }) };
      case "decline":
        return { ...open, ...follow({ kind: "declined" }) };
      case "stop":
        return { ...open, ...follow({ kind: "stopped" }) };
    }
  });
  const off = actor.kind !== "agent" ? [] : overridesAt(procedure, run);
  const ways = off.map((way): GuidedMove => ({
    ...way,
    ...follow({ kind: "overridden", id: way.id, reason: way.label } as Omit<RunEvent, "at" | "actor">),
  }));
  return { moves: [...moves, ...ways], ...wordsOf(part, step, run, now) };
}

function wordsOf(part: Procedure, step: Step, run: Run, now: string): Pick<Guidance, "line" | "question"> {
  if (run.state.kind === "confirming") return { line: { text: run.state.text, strict: true } };
  if (run.state.kind !== "asking" || step.kind !== "ask") return {};
  const { strict, ...phrase } = phraseOf(part, step.phrase);
  const text = inWords(phrase, part, run, now);
  if (text === undefined) return {};
  return step.of === "agent" ? { question: text } : { line: { text, strict } };
}

/** Undefined where a variable is not known: a sentence with a hole is no suggestion. */
function inWords(phrase: Bilingual, part: Procedure, run: Run, now: string): string | undefined {
  const values = factValues(run, now, part);
  const reach = (path: string): unknown =>
    path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], values);
  try {
    return word(phrase[run.language], reach, { language: run.language, zone: run.zone, now });
  } catch {
    return undefined;
  }
}

function needsOf(part: Procedure, step: Step, run: Run, choice: string, now: string): { readonly needs?: string } {
  if (step.kind !== "ask") return {};
  const { authority } = choicesOf(step, run).find(({ id }) => id === choice) ?? {};
  return authority === undefined ? {} : { needs: String(compileExpression(authority)(factValues(run, now, part))) };
}

function previewOf(procedure: Procedure, run: Run, event: RunEvent, part: Procedure, step: Step): Preview | undefined {
  try {
    const [, effects] = advance(procedure, run, event);
    return told(effects, run, part, step);
  } catch {
    // A way that cannot be worded from what is known now says nothing of what it would do.
    return undefined;
  }
}

function told(effects: readonly Effect[], run: Run, part: Procedure, from: Step): Preview | undefined {
  const act = effects.find((effect) => effect.kind === "act");
  if (act) {
    const amount = moneyOf(act.input["amount"]) ?? coveredAmount(part, from, run);
    return { kind: "acts", action: act.action, ...(amount ? { amount } : {}) };
  }
  const said = effects.find((effect) => effect.kind === "say");
  if (said?.choices) return { kind: "asks", text: said.text };
  const over = effects.find((effect) => effect.kind === "hand-off");
  if (over) return { kind: "hands-over", reason: over.reason };
  if (said) return { kind: "says", text: said.text };
  if (effects.some(({ kind }) => kind === "look-up")) return { kind: "looks-up" };
  const end = effects.find((effect) => effect.kind === "ended");
  return end ? { kind: "ends", outcome: end.outcome } : undefined;
}

/** The sum of an act that the same yes covers: whoever agrees to a return agrees to its refund. */
function coveredAmount(part: Procedure, step: Step, run: Run): Money | undefined {
  const [id] = Object.entries(part.steps).find(([, each]) => each === step) ?? [];
  for (const each of Object.values(part.steps)) {
    if (each.kind !== "act" || each.confirm.kind !== "covered-by" || each.confirm.step !== id) continue;
    const expression = each.with["amount"];
    const amount =
      expression === undefined ? undefined : moneyOf(compileExpression(expression)(factValues(run, "", part)));
    if (amount) return amount;
  }
  return undefined;
}

const moneyOf = (value: unknown): Money | undefined =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value ? (value as Money) : undefined;

/** A place of a run's way, as people follow it: where somebody or something was waited for. */
export type Station = {
  readonly step: StepId;
  readonly kind: "ask" | "decide" | "look-up" | "act" | "wait";
  /** What it is about: the fact asked for, the action, what is waited for. */
  readonly about: string;
  readonly state: "done" | "missed" | "unknown" | "now" | "to-come";
  readonly at?: string;
};

type Logged = { readonly step: StepId; readonly event: Pick<RunEvent, "at" | "kind"> };

/** How many stations ahead are shown; where the way parts, nobody knows which. */
const aheadAtMost = 3;

/** The stations a run has passed, the one where it is, and those that come if nothing goes otherwise. */
export function wayOf(procedure: Procedure, run: Run, log: readonly Logged[]): Station[] {
  const passed: Station[] = [];
  for (const [index, { step: id, event }] of log.entries()) {
    const before = log[index - 1];
    const last = passed.at(-1);
    if (before?.step === id && last?.step === id) continue;
    const left = leaving(event);
    if (last && left) passed[passed.length - 1] = { ...last, state: left };
    const step = findStep(procedure, id);
    if (step && isStation(step)) passed.push({ ...stationOf(id, step), state: "done", at: event.at });
  }
  const isOver = run.state.kind === "ended";
  const here = passed.at(-1);
  if (isOver || !here || here.step !== placeOf(run).step) return passed.filter(({ kind }) => kind !== "look-up");
  return [
    ...passed.slice(0, -1).filter(({ kind }) => kind !== "look-up"),
    { ...here, state: "now" },
    ...stationsAhead(procedure, run),
  ];
}

/** What became of the station that this event left. */
function leaving(event: Logged["event"]): Station["state"] | undefined {
  if (event.kind === "woken") return "missed";
  if (event.kind !== "acted") return undefined;
  const { result } = event as Extract<RunEvent, { kind: "acted" }>;
  return result.state === "refused" ? "missed" : result.state;
}

/** What comes next of a run if nothing goes otherwise. */
export function stationsAhead(procedure: Procedure, run: Run): Station[] {
  const part = partOf(procedure, placeOf(run));
  const found: Station[] = [];
  const seen = new Set<StepId>([placeOf(run).step]);
  for (let id = onwards(stepOf(part, placeOf(run).step)); id !== undefined && !seen.has(id);) {
    seen.add(id);
    const step: Step = stepOf(part, id);
    if (isStation(step) && step.kind !== "look-up") found.push({ ...stationOf(id, step), state: "to-come" });
    if (found.length === aheadAtMost) break;
    id = onwards(step);
  }
  return found;
}

/** The way on when all goes well; undefined where it parts or ends. */
function onwards(step: Step): StepId | undefined {
  switch (step.kind) {
    case "act":
      return step.next.done;
    case "wait":
      return step.next.arrived;
    case "say":
    case "promise":
    case "hand-off":
    case "look-up":
    case "work-out":
      return step.next;
    case "ask": {
      const ways = [...new Set(Object.values(step.next))];
      return ways.length === 1 ? ways[0] : undefined;
    }
    case "undo":
      return step.next.done;
    case "decide":
    case "call":
    case "end":
      return undefined;
  }
}

type StationStep = Extract<Step, { kind: "ask" | "look-up" | "act" | "wait" }>;
const isStation = (step: Step): step is StationStep =>
  step.kind === "ask" || step.kind === "act" || step.kind === "wait" || step.kind === "look-up";

function stationOf(step: StepId, found: StationStep): Pick<Station, "step" | "kind" | "about"> {
  const about =
    found.kind === "ask"
      ? found.fact
      : found.kind === "act"
        ? found.action
        : found.kind === "wait"
          ? (found.for.split(":")[0] ?? "")
          : found.facts.join(" ");
  return { step, kind: found.kind === "ask" && found.of === "agent" ? "decide" : found.kind, about };
}

/** A log names steps without their part; ids are told apart within a procedure and its parts. */
const findStep = (procedure: Procedure, id: StepId): Step | undefined =>
  procedure.steps[id] ?? Object.values(procedure.parts).find(({ steps }) => steps[id])?.steps[id];
