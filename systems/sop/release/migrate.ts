import { isDeepStrictEqual } from "node:util";
import { builtIn, knownAt, readsIn, waysIn } from "../facts-made.ts";
import { type Procedure, type Step, stepOf } from "../procedure.ts";
import { type Place, placeOf, type Run } from "../run.ts";
import { reachable } from "../ways.ts";

/** Why a running case cannot go on in another version. `about` names the step, fact or table. */
export type MigrationRefusal = {
  readonly why:
    | "ended"
    | "being-done"
    | "no-such-step"
    | "another-step"
    | "other-words"
    | "another-fact"
    | "another-table"
    | "unknown-fact";
  readonly about: string;
};

export type Migration =
  | { readonly kind: "can-move"; readonly run: Run }
  | { readonly kind: "stays"; readonly reasons: readonly MigrationRefusal[] };

/**
 * Whether a running case can go on in another version: each step it stands at is there and waits for the same, and every fact
 * it knows means the same, said by the same source or decided by the same table. What was read back to the customer must be in the
 * same words, for a yes is to words. What the other version has found out by then, and reads from there on, the case must know
 * too. Nothing is moved while it is being done. Pure.
 */
export function migrationOf(run: Run, from: Procedure, to: Procedure): Migration {
  const { state } = run;
  if (state.kind === "ended") return { kind: "stays", reasons: [{ why: "ended", about: state.outcome }] };
  const reasons: MigrationRefusal[] = [];
  if (state.kind === "acting") reasons.push({ why: "being-done", about: placeOf(run).step });
  reasons.push(...run.places.flatMap((place) => stepReasons(run, place, from, to)));
  for (const fact of Object.keys(run.facts)) reasons.push(...factReasons(fact, from, to));
  if (reasons.length === 0) reasons.push(...run.places.flatMap((place) => lacking(run, place, to)));
  if (reasons.length > 0) return { kind: "stays", reasons };
  return { kind: "can-move", run: { ...run, hash: to.hash, version: to.version } };
}

const partIn = (procedure: Procedure, id: string): Procedure | undefined =>
  id === procedure.id ? procedure : procedure.parts[id];

function stepReasons(run: Run, place: Place, from: Procedure, to: Procedure): MigrationRefusal[] {
  const about = `${place.procedure}/${place.step}`;
  const [old, fresh] = [partIn(from, place.procedure), partIn(to, place.procedure)];
  const [was, is] = [old?.steps[place.step], fresh?.steps[place.step]];
  if (!old || !was || !fresh || !is) return [{ why: "no-such-step", about }];
  if (!isDeepStrictEqual(waitsFor(was), waitsFor(is))) return [{ why: "another-step", about }];
  if (run.state.kind !== "confirming" || place !== placeOf(run)) return [];
  if (was.kind !== "act" || was.confirm.kind !== "read-back") return [];
  const { phrase } = was.confirm;
  return isDeepStrictEqual(old.phrases[phrase], fresh.phrases[phrase]) ? [] : [{ why: "other-words", about }];
}

/** What must be the same of a step at which a run stands; where it leads from there may differ. */
function waitsFor(step: Step): unknown {
  switch (step.kind) {
    case "ask": {
      const { kind, of, fact, choices, choicesFrom, freeText, several } = step;
      return {
        kind,
        of,
        fact,
        choicesFrom,
        freeText,
        several,
        choices: choices?.map(({ id, authority }) => [id, authority]),
      };
    }
    case "look-up":
      return { kind: step.kind, facts: step.facts };
    case "act": {
      const { kind, action, with: input, requires, key, confirm, undo } = step;
      return { kind, action, input, requires, key, undo, confirm: { ...confirm, declined: undefined } };
    }
    case "wait":
      return { kind: step.kind, for: step.for };
    case "call":
      return { kind: step.kind, procedure: step.procedure };
    default:
      return { kind: step.kind };
  }
}

/** Facts that are sure to be known here in the version moved to, that are read from here on, and that the case never learned. */
function lacking(run: Run, place: Place, to: Procedure): MigrationRefusal[] {
  const part = partIn(to, place.procedure);
  if (!part) return [];
  const parts = new Map(Object.entries(to.parts));
  const known = knownAt(part, parts, new Set(builtIn)).get(place.step);
  const read = new Set(
    [...reachable(place.step, waysIn(part))].flatMap((id) => {
      const { surely, perhaps } = readsIn(part, stepOf(part, id), parts);
      return [...surely, ...perhaps];
    }),
  );
  return [...(known?.surely ?? [])].flatMap((fact): MigrationRefusal[] =>
    read.has(fact) && !(fact in run.facts) && !builtIn.includes(fact)
      ? [{ why: "unknown-fact", about: `${part.id}/${fact}` }]
      : [],
  );
}

function factReasons(fact: string, from: Procedure, to: Procedure): MigrationRefusal[] {
  const parts = [from.id, ...Object.keys(from.parts)];
  return parts.flatMap((id): MigrationRefusal[] => {
    const [old, fresh] = [partIn(from, id), partIn(to, id)];
    // A part that is not called any more says nothing of facts; that the run does not stand in it is told elsewhere.
    if (!old || !fresh) return [];
    if (!isDeepStrictEqual(old.tables[fact], fresh.tables[fact]))
      return [{ why: "another-table", about: `${id}/${fact}` }];
    return old.facts[fact] === fresh.facts[fact] ? [] : [{ why: "another-fact", about: `${id}/${fact}` }];
  });
}
