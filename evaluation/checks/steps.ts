import type { ProcedureSource, Step } from "@ruyi/sop";

/** The step with every link put through `to`. */
export function relinked(step: Step, to: (goal: string) => string): Step {
  const each = (next: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(next).map(([by, goal]) => [by, to(goal)]));
  const limit = "atMost" in step && step.atMost ? { atMost: { ...step.atMost, then: to(step.atMost.then) } } : {};
  switch (step.kind) {
    case "ask":
    case "call":
      return { ...step, next: each(step.next), ...limit };
    case "look-up":
      return { ...step, next: to(step.next), missing: to(step.missing), ...limit };
    case "work-out":
      return { ...step, next: to(step.next), unknown: to(step.unknown) };
    case "decide":
      return { ...step, next: each(step.next), unknown: to(step.unknown) };
    case "act": {
      const { next, confirm, refresh } = step;
      return {
        ...step,
        next: { done: to(next.done), refused: to(next.refused), unknown: to(next.unknown) },
        confirm: confirm.kind === "read-back" ? { ...confirm, declined: to(confirm.declined) } : confirm,
        ...(refresh === undefined ? {} : { refresh: to(refresh) }),
      };
    }
    case "wait":
      return { ...step, next: { arrived: to(step.next.arrived), late: to(step.next.late) } };
    case "undo":
      return { ...step, next: { done: to(step.next.done), stuck: to(step.next.stuck) } };
    case "say":
    case "promise":
    case "hand-off":
      return { ...step, next: to(step.next) };
    case "end":
      return step;
  }
}

/** The steps a step can lead to, whether they exist or not. */
function goalsOf(step: Step | undefined): string[] {
  const goals: string[] = [];
  if (step) relinked(step, (goal) => (goals.push(goal), goal));
  return goals;
}

/** Every step that can be come to from one, itself included, without going on from those that `stop` names. */
export function reachedFrom(
  { steps }: Pick<ProcedureSource, "steps">,
  start: string,
  stop: (id: string, step: Step) => boolean = () => false,
): string[] {
  const reached = new Set([start]);
  for (const id of reached) {
    const step = steps[id];
    if (step && !stop(id, step)) for (const goal of goalsOf(step)) if (goal in steps) reached.add(goal);
  }
  return [...reached].filter((id) => id in steps);
}

/** The phrases a step says to the customer, whose variables must have values. */
export function saidBy(step: Step): string[] {
  if (step.kind === "act") return step.confirm.kind === "read-back" ? [step.confirm.phrase] : [];
  if (step.kind === "ask") return step.of === "customer" ? [step.phrase] : [];
  return "phrase" in step && step.phrase !== undefined ? [step.phrase] : [];
}
