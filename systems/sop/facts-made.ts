import { variablesOf } from "@ruyi/decision";
import { type Bilingual, languages } from "@ruyi/kernel";
import type { ProcedureSource } from "./procedure-file.ts";
import type { Step, StepId } from "./procedure.ts";
import { type Way, type Ways, waysOf } from "./ways.ts";
import { variablesOfPhrase } from "./wording.ts";

/** Procedures by id, for those that call them. */
export type Parts = ReadonlyMap<string, ProcedureSource>;

/** Facts known on every path to a place, and those known on at least one. */
export type Known = { readonly surely: ReadonlySet<string>; readonly perhaps: ReadonlySet<string> };

const nothing: Known = { surely: new Set(), perhaps: new Set() };

/** Names every expression and phrase may read: the run's own, and what the merchant set. */
export const builtIn: readonly string[] = ["run", "procedure", "now", "identified", "setting"];

/** The ways out of every step, without those that lead nowhere. */
export const waysIn = (source: ProcedureSource): Ways =>
  new Map(
    Object.entries(source.steps).map(([id, step]) => [
      id,
      [...waysOf(id, step), ...waysOff(source, id)].filter(({ to }) => to in source.steps),
    ]),
  );

/** The ways off the path that a person may take from a step. */
const waysOff = ({ overrides = {} }: ProcedureSource, from: StepId): Way[] =>
  Object.entries(overrides).flatMap(([id, override]) =>
    override.from.includes(from) ? [{ from, to: override.to, at: `overrides.${id}`, by: `override ${id}` }] : [],
  );

/** The same ways without those off the path: what must hold of a procedure when everybody keeps to it. */
export const waysOnPath = (ways: Ways): Ways =>
  new Map([...ways].map(([id, out]) => [id, out.filter(({ at }) => !at.startsWith("overrides."))]));

/** What is known on arrival at each step that can be reached, when `given` is known at the start. */
export function knownAt(source: ProcedureSource, parts: Parts, given: ReadonlySet<string>): Map<StepId, Known> {
  return flow(source, parts, given, [source.id]);
}

/** The facts one way out of a step makes. */
export function madeOn(way: Way, step: Step, parts: Parts, callers: readonly string[] = []): Known {
  // Sent on for coming too often, or led off the path: nothing was asked, read or called this time.
  if (way.at === "at-most.then" || way.at.startsWith("overrides.")) return nothing;
  const surely = (...names: readonly string[]): Known => ({ surely: new Set(names), perhaps: new Set(names) });
  switch (step.kind) {
    case "ask":
      return surely(...factsOfAnswer(step));
    case "look-up":
      return way.by === "found" ? surely(...step.facts) : { surely: new Set(), perhaps: new Set(step.facts) };
    case "work-out": {
      const facts = Object.keys(step.facts);
      return way.at === "unknown" ? { surely: new Set(), perhaps: new Set(facts) } : surely(...facts);
    }
    case "decide":
      return way.at === "unknown" ? nothing : surely(step.table);
    case "act": {
      // "refused" may come from `requires`, before anything was tried.
      if (way.by === "done" || way.by === "unknown") return surely(step.action);
      return way.by === "refused" ? { surely: new Set(), perhaps: new Set([step.action]) } : nothing;
    }
    case "call":
      return madeByPart(step, way.by, parts, callers);
    case "say":
    case "promise":
    case "hand-off":
    case "wait":
    case "undo":
    case "end":
      return nothing;
  }
}

/** Facts a step reads: some must be known, for a sentence or a key cannot have a hole; of others unknown is a value. */
export type Reads = { readonly surely: readonly string[]; readonly perhaps: readonly string[] };

function readsOf(source: ProcedureSource, step: Step): Reads {
  const phrase = (name: string | undefined): string[] =>
    name === undefined ? [] : namesInWords(source.phrases[name] ?? { zh: "", en: "" });
  const loose = (texts: readonly string[]): string[] => texts.flatMap(namesInExpression);
  switch (step.kind) {
    case "ask": {
      const choices = step.choices ?? [];
      const authorities = choices.flatMap(({ authority }) => (authority === undefined ? [] : [authority]));
      const listed = step.choicesFrom === undefined ? [] : [rootOf(step.choicesFrom)];
      const labels = choices.flatMap(({ label }) => namesInWords(label));
      // An agent is asked on a screen, in words that are not filled in.
      const asked = step.of === "customer" ? phrase(step.phrase) : [];
      return { surely: [...asked, ...labels, ...listed, ...loose(authorities)], perhaps: [] };
    }
    case "look-up":
      return { surely: [], perhaps: loose(Object.values(step.with)) };
    case "work-out": {
      const made = Object.keys(step.facts);
      return { surely: [], perhaps: loose(Object.values(step.facts)).filter((name) => !made.includes(name)) };
    }
    case "decide":
      return {
        surely: [],
        perhaps: loose(source.tables[step.table]?.inputs.map(({ expression }) => expression) ?? []),
      };
    case "act": {
      const { confirm } = step;
      const said =
        confirm.kind === "read-back"
          ? [...phrase(confirm.phrase), ...namesInWords(confirm.yes), ...namesInWords(confirm.no)]
          : [];
      return { surely: said, perhaps: loose([...Object.values(step.with), step.requires]) };
    }
    case "say":
      return { surely: phrase(step.phrase), perhaps: [] };
    case "promise":
      return { surely: phrase(step.phrase).filter((name) => name !== "due"), perhaps: [] };
    case "hand-off":
      return { surely: phrase(step.phrase), perhaps: loose(step.reasons === undefined ? [] : [step.reasons]) };
    case "wait":
      return { surely: namesInKey(step.for), perhaps: [] };
    case "call":
    case "undo":
    case "end":
      return { surely: [], perhaps: [] };
  }
}

/** What a step reads; one that calls a part, what that part must be given. */
export function readsIn(source: ProcedureSource, step: Step, parts: Parts, callers: readonly string[] = []): Reads {
  const inner = step.kind === "call" && !callers.includes(step.procedure) ? parts.get(step.procedure) : undefined;
  return inner ? needsOf(inner, parts, [...callers, source.id]) : readsOf(source, step);
}

/** What a part reads before it has made it: its callers must have. */
export function needsOf(part: ProcedureSource, parts: Parts, callers: readonly string[] = []): Reads {
  const surely = new Set<string>();
  const perhaps = new Set<string>();
  for (const [id, here] of flow(part, parts, new Set(builtIn), [...callers, part.id])) {
    const step = part.steps[id];
    if (!step) continue;
    const reads = readsIn(part, step, parts, callers);
    for (const fact of reads.surely) if (!here.surely.has(fact)) surely.add(fact);
    for (const fact of reads.perhaps) if (!here.perhaps.has(fact)) perhaps.add(fact);
  }
  return { surely: [...surely], perhaps: [...perhaps] };
}

/** The facts a text for people names; none where it cannot be read. */
export function namesInWords(words: Bilingual): string[] {
  return languages.flatMap((language) => {
    try {
      return variablesOfPhrase(words[language] ?? "").map(({ path }) => rootOf(path));
    } catch {
      return [];
    }
  });
}

/** The facts an expression reads; none where it cannot be read. */
export function namesInExpression(text: string): string[] {
  try {
    return variablesOf(text);
  } catch {
    return [];
  }
}

/** The facts a correlation key names: `settled:{refund.key}`. */
export const namesInKey = (key: string): string[] =>
  [...key.matchAll(/\{([^{}]+)\}/g)].map(([, path = ""]) => rootOf(path));

export const rootOf = (path: string): string => path.trim().split(".")[0] ?? "";

/** All facts that some step of a procedure, or of a part it calls, makes. */
export function madeAnywhere(source: ProcedureSource, parts: Parts, callers: readonly string[] = []): Set<string> {
  const made = new Set<string>();
  for (const step of Object.values(source.steps)) {
    if (step.kind === "ask") for (const fact of factsOfAnswer(step)) made.add(fact);
    if (step.kind === "act") made.add(step.action);
    if (step.kind === "decide") made.add(step.table);
    if (step.kind === "look-up") for (const fact of step.facts) made.add(fact);
    if (step.kind === "work-out") for (const fact of Object.keys(step.facts)) made.add(fact);
    if (step.kind !== "call" || callers.includes(step.procedure)) continue;
    const part = parts.get(step.procedure);
    if (part) for (const fact of madeAnywhere(part, parts, [...callers, source.id])) made.add(fact);
  }
  return made;
}

/**
 * Whether all that makes a fact are look-ups that read it themselves, here or in a part that is called: then whoever
 * began brought it, and it is only read afresh.
 */
export function isOnlyReadAgain(
  source: ProcedureSource,
  parts: Parts,
  fact: string,
  callers: readonly string[] = [],
): boolean {
  const makers = Object.values(source.steps).filter((step) => {
    if (step.kind === "ask") return factsOfAnswer(step).includes(fact);
    if (step.kind === "act") return step.action === fact;
    if (step.kind === "decide") return step.table === fact;
    if (step.kind === "look-up") return step.facts.includes(fact);
    if (step.kind === "work-out") return fact in step.facts;
    const part = step.kind === "call" ? parts.get(step.procedure) : undefined;
    return part !== undefined && madeAnywhere(part, parts, [source.id]).has(fact);
  });
  return makers.every((step) => {
    if (step.kind === "look-up") return Object.values(step.with).some((text) => namesInExpression(text).includes(fact));
    const part = step.kind === "call" && !callers.includes(step.procedure) ? parts.get(step.procedure) : undefined;
    return part !== undefined && isOnlyReadAgain(part, parts, fact, [...callers, source.id]);
  });
}

/** An agent's answer is kept with who gave it. */
const factsOfAnswer = (step: Extract<Step, { kind: "ask" }>): string[] =>
  step.of === "agent" ? [step.fact, `${step.fact}By`] : [step.fact];

/** What a part adds by the time it ends with `outcome`; `*` stands for every outcome the caller does not name. */
function madeByPart(
  call: Extract<Step, { kind: "call" }>,
  outcome: string,
  parts: Parts,
  callers: readonly string[],
): Known {
  const part = parts.get(call.procedure);
  if (!part || callers.includes(part.id)) return nothing;
  const known = flow(part, parts, new Set(), [...callers, part.id]);
  const ends = [...known].filter(([id]) => {
    const step = part.steps[id];
    if (step?.kind !== "end") return false;
    return outcome === "*" ? !(step.outcome in call.next) : step.outcome === outcome;
  });
  return ends.map(([, at]) => at).reduce<Known | undefined>(join, undefined) ?? nothing;
}

function flow(
  source: ProcedureSource,
  parts: Parts,
  given: ReadonlySet<string>,
  callers: readonly string[],
): Map<StepId, Known> {
  const known = new Map<StepId, Known>();
  if (!(source.start in source.steps)) return known;
  known.set(source.start, { surely: given, perhaps: given });
  const ways = waysIn(source);
  const made = new Map<Way, Known>();
  const open = new Set([source.start]);
  for (const id of open) {
    open.delete(id);
    const [step, here] = [source.steps[id], known.get(id)];
    if (!step || !here) continue;
    for (const way of ways.get(id) ?? []) {
      const adds = made.get(way) ?? madeOn(way, step, parts, callers);
      made.set(way, adds);
      const before = known.get(way.to);
      const after = join(before, {
        surely: new Set([...here.surely, ...adds.surely]),
        perhaps: new Set([...here.perhaps, ...adds.perhaps]),
      });
      if (before && sameSize(before, after)) continue;
      known.set(way.to, after);
      open.add(way.to);
    }
  }
  return known;
}

/** What is known where two paths meet. */
function join(one: Known | undefined, other: Known): Known {
  if (!one) return other;
  return {
    surely: new Set([...one.surely].filter((fact) => other.surely.has(fact))),
    perhaps: new Set([...one.perhaps, ...other.perhaps]),
  };
}

// `surely` only shrinks and `perhaps` only grows, so equal sizes mean equal sets.
const sameSize = (one: Known, other: Known): boolean =>
  one.surely.size === other.surely.size && one.perhaps.size === other.perhaps.size;
