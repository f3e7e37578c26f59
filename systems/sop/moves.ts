import { type Bilingual, type Language, unreachable } from "@ruyi/kernel";
import { advance, authorityFor, choicesOf, factValues, partOf, type Watch } from "./advance.ts";
import { type Procedure, stepOf } from "./procedure.ts";
import type { Actor, Effect, FirstAnswer, OfferedChoice, Run, RunEvent } from "./run.ts";
import { placeOf } from "./run.ts";
import { word } from "./wording.ts";

/** What may be done with a run as it stands, the same list for assistant, staff, form and outside AI. */
export type OpenMove =
  | {
      readonly move: "answer";
      readonly fact: string;
      /** Whose answer it is: an agent may pass a customer's answer on, never the other way round. */
      readonly of: "customer" | "agent";
      readonly choices: readonly OfferedChoice[];
      readonly freeText: boolean;
      /** The answer may be a list; a single one counts as a list of one. */
      readonly several?: true;
      /** One of two people has chosen this; another must choose the same. */
      readonly first?: FirstAnswer;
    }
  /** A yes to what was read back. It is the customer's; who passes it on names the message (`said`, its offset) that holds it. */
  | { readonly move: "confirm"; readonly action: string; readonly label: string }
  | { readonly move: "decline"; readonly action: string; readonly label: string }
  | { readonly move: "stop" };

/** A way off the path, offered to people alone: it takes a reason and the authority. */
export type OverrideMove = {
  readonly move: "override";
  readonly id: string;
  readonly label: string;
  readonly needs: "R1" | "R2" | "R3";
};

export type Move =
  /** `reason` is for the record, where somebody decides. */
  | { readonly move: "answer"; readonly fact: string; readonly value: unknown; readonly reason?: string }
  | { readonly move: "confirm"; readonly said?: number }
  | { readonly move: "decline" }
  | { readonly move: "stop" }
  | { readonly move: "override"; readonly id: string; readonly reason: string };

export type MoveRefusal = {
  readonly kind: "refused";
  readonly why: MoveRefusalReason;
  readonly open: readonly OpenMove[];
};
export type MoveRefusalReason =
  | "not-open"
  | "not-a-choice"
  | "not-yours"
  | "above-authority"
  /** Two people must agree, and this one has said so already. */
  | "needs-another-person"
  | "needs-the-customers-yes";
export type Moved = {
  readonly kind: "moved";
  readonly run: Run;
  readonly event: RunEvent;
  readonly effects: readonly Effect[];
};

/** The run's open moves, in the run's language. An ended run has none. */
export function openMoves(procedure: Procedure, run: Run, now: string): OpenMove[] {
  const part = partOf(procedure, placeOf(run));
  const step = stepOf(part, placeOf(run).step);
  const values = factValues(run, now, part);
  const reader = { language: run.language, zone: run.zone, now };
  const label = (words: Bilingual): string => word(words[run.language], (path) => reach(values, path), reader);
  switch (run.state.kind) {
    case "ended":
      return [];
    case "asking": {
      if (step.kind !== "ask") return [{ move: "stop" }];
      const choices = choicesOf(step, run).map((choice) => ({ id: choice.id, label: label(choice.label) }));
      const { fact, of, freeText, several } = step;
      const { first } = run.state;
      const more = { ...(several ? { several } : {}), ...(first ? { first } : {}) };
      return [{ move: "answer", fact, of, choices, freeText, ...more }, { move: "stop" }];
    }
    case "confirming": {
      if (step.kind !== "act" || step.confirm.kind !== "read-back") return [{ move: "stop" }];
      const { action, confirm } = step;
      return [
        { move: "confirm", action, label: label(confirm.yes) },
        { move: "decline", action, label: label(confirm.no) },
        { move: "stop" },
      ];
    }
    case "looking-up":
    case "waiting":
      return [{ move: "stop" }];
    // What is under way cannot be stopped by walking away from it.
    case "acting":
      return [];
    default:
      return unreachable(run.state);
  }
}

const reach = (values: Record<string, unknown>, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], values);

/** The ways off the path where a run stands; none while something is being done that cannot be left. */
export function overridesAt(procedure: Procedure, run: Run): OverrideMove[] {
  if (run.state.kind === "ended" || run.state.kind === "acting") return [];
  const place = placeOf(run);
  return Object.entries(partOf(procedure, place).overrides ?? {}).flatMap(([id, { from, authority, title }]) =>
    from.includes(place.step) ? [{ move: "override", id, label: title[run.language], needs: authority }] : [],
  );
}

export type MoveContext = { readonly at: string; readonly actor: Actor; readonly language?: Language };

/** Makes a move if it is open to this actor; otherwise says why not, and what is. */
export function makeMove(
  procedure: Procedure,
  run: Run,
  move: Move,
  context: MoveContext,
  watch?: Watch,
): Moved | MoveRefusal {
  const open = openMoves(procedure, run, context.at);
  const why =
    move.move === "override"
      ? whyNoOverride(overridesAt(procedure, run), move, context.actor)
      : (whyNot(open, move, context.actor) ?? whyNotTheirs(procedure, run, move, context));
  if (why) return { kind: "refused", why, open };

  const event = eventOf(move, context);
  const [moved, effects] = advance(procedure, run, event, watch);
  return { kind: "moved", run: moved, event, effects };
}

function whyNoOverride(
  offered: readonly OverrideMove[],
  { id, reason }: Extract<Move, { move: "override" }>,
  actor: Actor,
): MoveRefusalReason | undefined {
  if (actor.kind !== "agent") return "not-yours";
  const found = offered.find((each) => each.id === id);
  if (!found || reason.trim().length < 3) return "not-open";
  return (actor.authority ?? "") < found.needs ? "above-authority" : undefined;
}

function whyNot(open: readonly OpenMove[], move: Move, actor: Actor): MoveRefusalReason | undefined {
  const found = open.find((each) => each.move === move.move);
  if (!found) return "not-open";
  const isPassedOn = actor.kind === "agent" || actor.kind === "outside";
  if (move.move === "confirm" && isPassedOn && move.said === undefined) return "needs-the-customers-yes";
  if (move.move !== "answer" || found.move !== "answer") return undefined;
  if (move.fact !== found.fact) return "not-open";
  if (found.of === "agent" && actor.kind !== "agent") return "not-yours";
  const fits = (value: unknown): boolean =>
    found.choices.some(({ id }) => id === value) ||
    (found.freeText && typeof value === "string" && value.trim() !== "");
  const values: readonly unknown[] = found.several && Array.isArray(move.value) ? move.value : [move.value];
  return values.length > 0 && values.every(fits) ? undefined : "not-a-choice";
}

/** Why the choice is not this actor's to make; where two must agree, each of them must have the highest authority. */
function whyNotTheirs(
  procedure: Procedure,
  run: Run,
  move: Move,
  { at, actor }: MoveContext,
): "above-authority" | "needs-another-person" | undefined {
  const part = partOf(procedure, placeOf(run));
  const step = stepOf(part, placeOf(run).step);
  if (move.move !== "answer" || step.kind !== "ask" || run.state.kind !== "asking") return undefined;
  const needed = authorityFor(step, run, move.value, at, part);
  if (needed === undefined) return undefined;
  const { authority = "" } = actor;
  if (needed !== "two-people") return needed === "nobody" || authority < needed ? "above-authority" : undefined;
  if (authority !== "R3") return "above-authority";
  const { first } = run.state;
  return first && first.value === String(move.value) && first.by.id === actor.id ? "needs-another-person" : undefined;
}

function eventOf(move: Move, { at, actor, language }: MoveContext): RunEvent {
  const who = { at, actor, ...(language ? { language } : {}) };
  switch (move.move) {
    case "answer":
      return {
        ...{ ...who, kind: "answered", fact: move.fact, value: move.value },
        ...(move.reason === undefined ? {} : { reason: move.reason }),
      };
    case "confirm":
      return { ...who, kind: "confirmed" };
    case "decline":
      return { ...who, kind: "declined" };
    case "stop":
      return { ...who, kind: "stopped" };
    case "override":
      return { ...who, kind: "overridden", id: move.id, reason: move.reason };
  }
}
