import type { Language } from "@ruyi/kernel";
import { advance, choicesOf, factValues, partOf } from "./advance.ts";
import { type Procedure, stepOf } from "./procedure.ts";
import type { Actor, Effect, OfferedChoice, Run, RunEvent } from "./run.ts";
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
    }
  /** A yes to what was read back. It is the customer's; an agent names the message (`said`, its offset) that holds it. */
  | { readonly move: "confirm"; readonly action: string }
  | { readonly move: "decline"; readonly action: string }
  | { readonly move: "stop" };

export type Move =
  | { readonly move: "answer"; readonly fact: string; readonly value: unknown }
  | { readonly move: "confirm"; readonly said?: number }
  | { readonly move: "decline" }
  | { readonly move: "stop" };

export type MoveRefusal = {
  readonly kind: "refused";
  readonly why: MoveRefusalReason;
  readonly open: readonly OpenMove[];
};
export type MoveRefusalReason = "not-open" | "not-a-choice" | "not-yours" | "needs-the-customers-yes";
export type Moved = {
  readonly kind: "moved";
  readonly run: Run;
  readonly event: RunEvent;
  readonly effects: readonly Effect[];
};

/** The run's open moves, in the run's language. An ended run has none. */
export function openMoves(procedure: Procedure, run: Run, now: string): OpenMove[] {
  const step = stepOf(partOf(procedure, placeOf(run)), placeOf(run).step);
  switch (run.state.kind) {
    case "ended":
      return [];
    case "asking": {
      if (step.kind !== "ask") return [{ move: "stop" }];
      const values = factValues(run, now);
      const reader = { language: run.language, zone: run.zone, now };
      const choices = choicesOf(step, run).map(({ id, label }) => ({
        id,
        label: word(label[run.language], (path) => reach(values, path), reader),
      }));
      return [{ move: "answer", fact: step.fact, of: step.of, choices, freeText: step.freeText }, { move: "stop" }];
    }
    case "confirming": {
      const action = step.kind === "act" ? step.action : "";
      return [{ move: "confirm", action }, { move: "decline", action }, { move: "stop" }];
    }
    case "looking-up":
    case "waiting":
      return [{ move: "stop" }];
    // What is under way cannot be stopped by walking away from it.
    case "acting":
      return [];
  }
}

const reach = (values: Record<string, unknown>, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], values);

export type MoveContext = { readonly at: string; readonly actor: Actor; readonly language?: Language };

/** Makes a move if it is open to this actor; otherwise says why not, and what is. */
export function makeMove(procedure: Procedure, run: Run, move: Move, context: MoveContext): Moved | MoveRefusal {
  const open = openMoves(procedure, run, context.at);
  const why = whyNot(open, move, context.actor);
  if (why) return { kind: "refused", why, open };

  const event = eventOf(move, context);
  const [moved, effects] = advance(procedure, run, event);
  return { kind: "moved", run: moved, event, effects };
}

function whyNot(open: readonly OpenMove[], move: Move, actor: Actor): MoveRefusalReason | undefined {
  const found = open.find((each) => each.move === move.move);
  if (!found) return "not-open";
  if (move.move === "confirm" && actor.kind === "agent" && move.said === undefined) return "needs-the-customers-yes";
  if (move.move !== "answer" || found.move !== "answer") return undefined;
  if (move.fact !== found.fact) return "not-open";
  if (found.of === "agent" && actor.kind !== "agent") return "not-yours";
  const isChoice = found.choices.some(({ id }) => id === move.value);
  return isChoice || (found.freeText && typeof move.value === "string" && move.value.trim() !== "")
    ? undefined
    : "not-a-choice";
}

function eventOf(move: Move, { at, actor, language }: MoveContext): RunEvent {
  const who = { at, actor, ...(language ? { language } : {}) };
  switch (move.move) {
    case "answer":
      return { ...who, kind: "answered", fact: move.fact, value: move.value };
    case "confirm":
      return { ...who, kind: "confirmed" };
    case "decline":
      return { ...who, kind: "declined" };
    case "stop":
      return { ...who, kind: "stopped" };
  }
}
