import type { Step, StepId } from "./procedure.ts";

/** One way from a step to another: what must happen for it to be taken. */
export type Way = {
  readonly from: StepId;
  readonly to: StepId;
  /** Where the file names it: `next.found`, `missing`, `confirm.declined`. */
  readonly at: string;
  /** What happens on this way: `found` of a look-up, `done` of an act, an outcome, an answer; `""` where there is one way. */
  readonly by: string;
};

/** All ways out of a step, whether their goals exist or not. */
export function waysOf(from: StepId, step: Step): Way[] {
  const way = (at: string, to: StepId, by: string): Way => ({ from, to, at, by });
  const ways = (next: Readonly<Record<string, StepId>>): Way[] =>
    Object.entries(next).map(([by, to]) => way(`next.${by}`, to, by));
  const tooOften = "atMost" in step && step.atMost ? [way("at-most.then", step.atMost.then, "too often")] : [];
  switch (step.kind) {
    case "ask":
    case "call":
      return [...ways(step.next), ...tooOften];
    case "wait":
    case "undo":
      return ways(step.next);
    case "decide":
      return [...ways(step.next), way("unknown", step.unknown, "unknown")];
    case "work-out":
      return [way("next", step.next, "known"), way("unknown", step.unknown, "unknown")];
    case "look-up":
      return [way("next", step.next, "found"), way("missing", step.missing, "missing"), ...tooOften];
    case "act":
      return [
        ...ways(step.next),
        ...(step.confirm.kind === "read-back" ? [way("confirm.declined", step.confirm.declined, "declined")] : []),
        ...(step.refresh === undefined ? [] : [way("refresh", step.refresh, "a late yes")]),
      ];
    case "say":
    case "promise":
    case "hand-off":
      return [way("next", step.next, "")];
    case "end":
      return [];
  }
}

/** The ways out of each step. */
export type Ways = ReadonlyMap<StepId, readonly Way[]>;

/** Every step that can be reached from `start`, itself included, along ways that `open` lets through. */
export function reachable(start: StepId, ways: Ways, open: (way: Way) => boolean = () => true): Set<StepId> {
  const reached = new Set([start]);
  for (const step of reached) {
    for (const way of ways.get(step) ?? []) if (open(way)) reached.add(way.to);
  }
  return reached;
}

/** A shortest chain of ways from `start` to a step that `isGoal` names; undefined when there is none. */
export function shortestPath(
  start: StepId,
  isGoal: (step: StepId) => boolean,
  ways: Ways,
  open: (way: Way) => boolean = () => true,
): Way[] | undefined {
  const cameBy = new Map<StepId, Way | undefined>([[start, undefined]]);
  for (const [step] of cameBy) {
    if (isGoal(step)) {
      const path: Way[] = [];
      for (let way = cameBy.get(step); way; way = cameBy.get(way.from)) path.unshift(way);
      return path;
    }
    for (const way of ways.get(step) ?? []) if (open(way) && !cameBy.has(way.to)) cameBy.set(way.to, way);
  }
  return undefined;
}

/** Groups of steps among `steps` that lie on circles together. A group of one leads back to itself. */
export function circles(steps: ReadonlySet<StepId>, ways: Ways): Set<StepId>[] {
  const after = new Map([...steps].map((step) => [step, stepsAfter(step, ways, ({ to }) => steps.has(to))]));
  const found: Set<StepId>[] = [];
  for (const [step, onwards] of after) {
    if (!onwards.has(step) || found.some((group) => group.has(step))) continue;
    found.push(new Set([...onwards].filter((other) => after.get(other)?.has(step))));
  }
  return found;
}

/** Steps that can be reached by one way or more; `step` itself only when a circle leads back. */
function stepsAfter(step: StepId, ways: Ways, open: (way: Way) => boolean): Set<StepId> {
  const after = new Set<StepId>();
  for (const way of ways.get(step) ?? []) {
    if (open(way) && !after.has(way.to)) for (const each of reachable(way.to, ways, open)) after.add(each);
  }
  return after;
}
