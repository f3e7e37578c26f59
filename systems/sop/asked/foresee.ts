import { advance } from "../advance.ts";
import type { Procedure } from "../procedure.ts";
import type { Decision, FactRecord, Run, RunEvent } from "../run.ts";
import { placeOf } from "../run.ts";

/** Facts at hand; undefined where they would have to be asked for. */
export type Peek = (lookUp: {
  readonly kind: "look-up";
  readonly key: string;
  readonly facts: readonly string[];
  readonly with: Readonly<Record<string, unknown>>;
}) => Readonly<Record<string, FactRecord | null>> | undefined;

/** What would come of a matter if it were begun now, as far as it goes without anybody's answer. */
export type Foreseen = {
  readonly run: Run;
  /** What the customer would be told on the way; the question it ends in is left out. */
  readonly said: readonly string[];
  /** What decides whether the matter goes on at all: the procedure's own first decision. */
  readonly gate: Decision | undefined;
  readonly ends: "ended" | "asks" | "which" | "person" | "open";
};

const lookUpsAtMost = 8;

/**
 * Goes through a procedure as if it were begun: the procedure itself, on facts at hand. Nothing is kept and nobody is
 * told, so that what is answered is what would happen.
 */
export function foresee(
  procedure: Procedure,
  { facts, ...who }: Pick<Run, "id" | "conversationId" | "customerId" | "language" | "zone" | "facts">,
  at: string,
  peek: Peek,
): Foreseen {
  const { id, version, hash, start } = procedure;
  let run: Run = {
    ...who,
    ...{ procedure: id, version, hash, places: [{ procedure: id, step: start }], facts: {} },
    ...{ state: { kind: "asking", since: at }, count: 0, answered: [], rounds: {}, done: [] },
  };
  const said: string[] = [];
  const by = { at, actor: { kind: "assistant" } } as const;
  let event: RunEvent | undefined = { ...by, kind: "started", facts };
  for (let lookUps = 0; event && lookUps < lookUpsAtMost; lookUps += 1) {
    const [moved, effects] = advance(procedure, run, event);
    run = moved;
    for (const effect of effects) if (effect.kind === "say") said.push(effect.text);
    const lookUp = effects.find((effect) => effect.kind === "look-up");
    const known = lookUp && peek(lookUp);
    event = lookUp && known ? { ...by, kind: "looked-up", key: lookUp.key, facts: known } : undefined;
  }
  const gate = run.decided?.find(({ part }) => part === id);
  const ends = endOf(procedure, run, gate);
  const endsInQuestion = run.state.kind === "confirming" || ends === "asks" || ends === "which";
  return { run, said: endsInQuestion ? said.slice(0, -1) : said, gate, ends };
}

function endOf(procedure: Procedure, run: Run, gate: Decision | undefined): Foreseen["ends"] {
  if (run.state.kind === "ended") return "ended";
  if (run.state.kind !== "asking") return "open";
  const { procedure: part, step: id } = placeOf(run);
  const step = (part === procedure.id ? procedure : procedure.parts[part])?.steps[id];
  if (step?.kind !== "ask") return "open";
  if (step.of === "agent") return "person";
  return gate ? "asks" : "which";
}
