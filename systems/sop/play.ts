import { type ConversationId, customerId, type RunId, unreachable } from "@ruyi/kernel";
import { z } from "zod";
import { advance, partOf, type Watch } from "./advance.ts";
import { makeMove, type Move, type OpenMove, openMoves } from "./moves.ts";
import { type FactSource, type Procedure, stepOf } from "./procedure.ts";
import { type ActResult, type Actor, type Effect, type FactRecord, placeOf, type Run, type RunEvent } from "./run.ts";

const Duration = z.string().regex(/^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/, "durations are like PT30M, P3D");
const Facts = z.record(z.string(), z.unknown());
const Money = z.strictObject({ minor: z.int(), currency: z.string().length(3) });

const By = {
  /** Who moves: the customer, or for what an agent is asked, an agent. */
  by: z.enum(["customer", "assistant", "agent"]).optional(),
  authority: z.enum(["R1", "R2", "R3"]).optional(),
  /** Time that passes before. */
  after: Duration.optional(),
};
const Acted = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("done"), facts: Facts.optional(), amount: Money.optional() }),
  z.strictObject({
    state: z.literal("refused"),
    reasons: z.array(z.string()),
    facts: Facts.optional(),
    amount: Money.optional(),
  }),
  z.strictObject({ state: z.literal("unknown"), amount: Money.optional() }),
]);
const ScriptMove = z.union([
  z.strictObject({ move: z.literal("answer"), fact: z.string(), value: z.unknown(), ...By }),
  z.strictObject({ move: z.literal("confirm"), said: z.int().optional(), ...By }),
  z.strictObject({ move: z.enum(["decline", "stop"]), ...By }),
  z.strictObject({ move: z.literal("override"), id: z.string(), reason: z.string(), ...By }),
  z.strictObject({ lookedUp: Facts, after: Duration.optional() }),
  z.strictObject({ acted: Acted, after: Duration.optional() }),
  z.strictObject({ signalled: Facts, after: Duration.optional() }),
  z.strictObject({ wake: Duration }),
]);
export type ScriptMove = z.infer<typeof ScriptMove>;

/** Moves to play, with what machines and the world answer in between. */
export const Script = z.strictObject({
  language: z.enum(["zh", "en"]).default("zh"),
  zone: z.string().default("Asia/Shanghai"),
  /** When it begins; nothing in a play reads a clock. */
  at: z.iso.datetime({ offset: true }).default("2026-11-24T10:00:00Z"),
  /** The customer's id, or null for a visitor. */
  customer: z.string().min(1).nullable().default("mei"),
  /** Known before it begins, as what the first message said. */
  facts: Facts.default({}),
  moves: z.array(ScriptMove),
});
export type Script = z.infer<typeof Script>;

/** One event of a play, what it led to, and where the run then stood. */
export type PlayLine = {
  readonly at: string;
  readonly event: string;
  readonly said?: unknown;
  readonly effects: readonly Effect[];
  readonly procedure: string;
  readonly step: string;
  readonly state: string;
};

export type Play =
  | { readonly kind: "played"; readonly lines: readonly PlayLine[]; readonly run: Run }
  | {
      readonly kind: "stuck";
      readonly lines: readonly PlayLine[];
      readonly run: Run;
      /** The move that could not be made: its place in the script from 0, and why. */
      readonly move: number;
      readonly why: string;
      readonly open: readonly OpenMove[];
      /** What the run waits for besides, in the words of a script. */
      readonly awaits: readonly string[];
    };

/**
 * Plays a script on a procedure: pure, so that the same script gives the same log. A move that is not open stops the
 * play and shows what is.
 */
export function playScript(procedure: Procedure, script: Script): Play {
  const sourceOf = sourcesOf(procedure);
  let at = new Date(script.at).toISOString();
  let run = freshRun(procedure, script, at);
  const lines: PlayLine[] = [];
  const take = (event: string, said: unknown, moved: Run, effects: readonly Effect[]): void => {
    run = moved;
    const { procedure: id, step } = placeOf(run);
    lines.push({
      at,
      event,
      ...(said === undefined ? {} : { said }),
      effects,
      procedure: id,
      step,
      state: run.state.kind,
    });
  };

  const facts = asFacts(script.facts, () => "customer", at);
  take(
    "started",
    script.facts,
    ...advance(procedure, run, { kind: "started", at, actor: { kind: "assistant" }, facts }),
  );
  for (const [index, move] of script.moves.entries()) {
    const passes = "wake" in move ? move.wake : move.after;
    if (passes !== undefined) at = later(at, passes, script.zone);
    const done = makeScriptMove(procedure, run, move, at, sourceOf);
    if (typeof done === "string") {
      return {
        kind: "stuck",
        lines,
        run,
        move: index,
        why: done,
        open: openMoves(procedure, run, at),
        awaits: awaitedBy(procedure, run),
      };
    }
    take(...done);
  }
  return { kind: "played", lines, run };
}

type Taken = [event: string, said: unknown, run: Run, effects: readonly Effect[]];

/** Makes one move of a script, or says why it cannot be made. */
export function makeScriptMove(
  procedure: Procedure,
  run: Run,
  move: ScriptMove,
  at: string,
  sourceOf: (fact: string) => FactSource,
  watch?: Watch,
): Taken | string {
  if ("move" in move) return makePersonsMove(procedure, run, move, at, watch);
  const key = "key" in run.state ? run.state.key : "";
  const event = ((): [RunEvent, unknown] => {
    const who = { at, actor: { kind: "system" } as const };
    if ("lookedUp" in move) {
      const known = asFacts(move.lookedUp, sourceOf, at);
      const unknown = Object.keys(move.lookedUp).filter((fact) => move.lookedUp[fact] === null);
      const facts = { ...known, ...Object.fromEntries(unknown.map((fact) => [fact, null])) };
      return [{ ...who, kind: "looked-up", key, facts }, move.lookedUp];
    }
    if ("acted" in move) return [{ ...who, kind: "acted", key, result: resultOf(move.acted) }, move.acted];
    if ("signalled" in move) {
      return [{ ...who, kind: "signalled", key, facts: asFacts(move.signalled, sourceOf, at) }, move.signalled];
    }
    return [{ ...who, kind: "woken" }, undefined];
  })();
  const [moved, effects] = advance(procedure, run, event[0], watch);
  if (moved !== run) return [event[0].kind, event[1], moved, effects];
  return event[0].kind === "woken" ? "nothing-due" : "not-awaited";
}

function makePersonsMove(
  procedure: Procedure,
  run: Run,
  scripted: Extract<ScriptMove, { move: string }>,
  at: string,
  watch: Watch | undefined,
): Taken | string {
  const open = openMoves(procedure, run, at);
  const asked = open.find((each) => each.move === "answer");
  const isAgents = scripted.move === "override" || (scripted.move === "answer" && asked?.of === "agent");
  const kind = scripted.by ?? (isAgents ? "agent" : "customer");
  // An agent of a script has all authority unless the script says less.
  const actor: Actor = kind === "agent" ? { kind, id: "agent", authority: scripted.authority ?? "R3" } : { kind };
  const move = moveFrom(scripted);
  const made = makeMove(procedure, run, move, { at, actor }, watch);
  if (made.kind === "refused") return made.why;
  return [made.event.kind, move.move === "answer" ? { [move.fact]: move.value } : undefined, made.run, made.effects];
}

function moveFrom(scripted: Extract<ScriptMove, { move: string }>): Move {
  switch (scripted.move) {
    case "answer":
      return { move: "answer", fact: scripted.fact, value: scripted.value };
    case "confirm":
      return { move: "confirm", ...(scripted.said === undefined ? {} : { said: scripted.said }) };
    case "decline":
    case "stop":
      return { move: scripted.move };
    case "override":
      return { move: "override", id: scripted.id, reason: scripted.reason };
    default:
      return unreachable(scripted);
  }
}

function resultOf(acted: z.infer<typeof Acted>): ActResult {
  const amount = acted.amount === undefined ? {} : { amount: acted.amount };
  if (acted.state === "unknown") return { state: "unknown", ...amount };
  const facts = acted.facts === undefined ? {} : { facts: acted.facts };
  if (acted.state === "done") return { state: "done", ...facts, ...amount };
  return { state: "refused", reasons: acted.reasons, ...facts, ...amount };
}

/** What a script may answer to a run that waits for no person. */
function awaitedBy(procedure: Procedure, run: Run): string[] {
  const step = stepOf(partOf(procedure, placeOf(run)), placeOf(run).step);
  switch (run.state.kind) {
    case "looking-up":
      return step.kind === "look-up" ? [`lookedUp ${step.facts.join(", ")}`] : [];
    case "acting":
      if (step.kind === "act") return [`acted ${step.action}`];
      return step.kind === "undo" ? [`acted ${run.done.findLast(({ undo }) => undo)?.undo?.action ?? ""}`] : [];
    case "waiting":
      return [`signalled ${run.state.key}`, `wake at ${run.state.wakeAt}`];
    case "asking":
    case "confirming":
    case "ended":
      return [];
    default:
      return unreachable(run.state);
  }
}

/** A run of a script that has not begun. */
export function freshRun(procedure: Procedure, { language, zone, customer }: Script, at: string): Run {
  return {
    id: "play" as RunId,
    conversationId: "play" as ConversationId,
    customerId: customer === null ? undefined : customerId(customer),
    procedure: procedure.id,
    version: procedure.version,
    hash: procedure.hash,
    language,
    zone,
    facts: {},
    answered: [],
    rounds: {},
    done: [],
    count: 0,
    places: [{ procedure: procedure.id, step: procedure.start }],
    state: { kind: "asking", since: at },
  };
}

/** Who can say a fact, as the procedure or a part of it declares. */
export function sourcesOf(procedure: Procedure): (fact: string) => FactSource {
  const declared = [procedure, ...Object.values(procedure.parts)].map(({ facts }) => facts);
  return (fact) => declared.find((facts) => fact in facts)?.[fact] ?? "desk";
}

function asFacts(
  values: Readonly<Record<string, unknown>>,
  sourceOf: (fact: string) => FactSource,
  at: string,
): Record<string, FactRecord> {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(known.map(([fact, value]) => [fact, { value, source: sourceOf(fact), at }]));
}

export const later = (at: string, duration: string, zone: string): string =>
  new Date(
    Temporal.Instant.from(at).toZonedDateTimeISO(zone).add(Temporal.Duration.from(duration)).epochMilliseconds,
  ).toISOString();

/** The log of a play for people: each event with what was said and done, and where the run then stood. */
export function logText({ lines, run }: Play): string {
  const zone = run.zone;
  const told = lines.flatMap(({ at, event, said, effects, procedure, step, state }) => {
    const given = said === undefined || isEmpty(said) ? "" : ` ${JSON.stringify(said)}`;
    const time = Temporal.Instant.from(at)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: "second" });
    return [
      `${time}  ${event}${given}`,
      ...effects.map((effect) => `  ${effectText(effect)}`),
      `  → ${procedure}/${step}: ${state}`,
    ];
  });
  return `${told.join("\n")}\n`;
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "say": {
      const offered = (effect.choices ?? []).map(({ id, label }) => `[${id}: ${label}]`).join(" ");
      return `says${effect.strict ? " strictly" : ""}: ${effect.text}${offered === "" ? "" : ` ${offered}`}`;
    }
    case "look-up":
      return `looks up ${effect.facts.join(", ")} with ${JSON.stringify(effect.with)}`;
    case "act":
      return `acts: ${effect.action} ${JSON.stringify(effect.input)} under key ${effect.key}`;
    case "acted":
      return `${effect.action} is ${effect.state}${effect.reasons ? `: ${effect.reasons.join(", ")}` : ""}`;
    case "promise":
      return `promises by ${effect.dueAt}: ${effect.text}`;
    case "hand-off": {
      const why = [effect.reason, ...effect.reasons].join(", ");
      return `hands over to a person (${why})${effect.text === undefined ? "" : `: ${effect.text}`}`;
    }
    case "ended":
      return `ends: ${effect.outcome}`;
    default:
      return unreachable(effect);
  }
}

/** Reads a script; problems with their place. */
export function readScript(data: unknown): Script | readonly { readonly at: string; readonly message: string }[] {
  const read = Script.safeParse(data);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => ({ at: path.map(String).join("."), message }));
}

export const isScript = (read: ReturnType<typeof readScript>): read is Script => !Array.isArray(read);
