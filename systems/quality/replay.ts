import { fired, isEnabled, type Marking, type Net, type Transition } from "./net.ts";

/** Tokens of a replay (van der Aalst, Process Mining, 2016, §8.2): produced, consumed, missing, remaining. */
export type Tokens = {
  readonly produced: number;
  readonly consumed: number;
  readonly missing: number;
  readonly remaining: number;
};

export type Replay = Tokens & {
  /** Places in the trace whose event could not happen when it did. */
  readonly forced: readonly number[];
  /** Places in the trace whose event the net does not know; they count for nothing here. */
  readonly unknown: readonly number[];
};

/** More silent steps in a row than any procedure has. */
const silentAtMost = 200;

/**
 * Plays a trace on a net and counts what was missing. Among transitions of one label the first that is enabled is taken.
 * Silent transitions are fired where they lead to one that the trace asks for; cheap, and good enough to watch live cases
 * with: `align` finds the best explanation.
 */
export function replay(net: Net, trace: readonly string[]): Replay {
  let marking: Marking = net.initial.slice();
  let produced = sum(net.initial);
  let consumed = 0;
  let missing = 0;
  const forced: number[] = [];
  const unknown: number[] = [];
  const fire = (transition: Transition): void => {
    marking = fired(marking, transition);
    consumed += transition.takes.length;
    produced += transition.gives.length;
  };
  for (const [place, label] of trace.entries()) {
    const named = net.transitions.filter((each) => each.label === label);
    if (named.length === 0) {
      unknown.push(place);
      continue;
    }
    for (const silent of silentTo(net, marking, (at) => named.some((each) => isEnabled(at, each)))) fire(silent);
    const [first] = named;
    const chosen = named.find((each) => isEnabled(marking, each)) ?? first;
    if (!chosen) continue;
    if (!isEnabled(marking, chosen)) {
      forced.push(place);
      for (const at of chosen.takes) {
        if ((marking[at] ?? 0) > 0) continue;
        missing += 1;
        marking[at] = 1;
      }
    }
    fire(chosen);
  }
  const isOver = (at: Marking): boolean => net.final.every((wanted, place) => (at[place] ?? 0) >= wanted);
  for (const silent of silentTo(net, marking, isOver)) fire(silent);
  let left = 0;
  for (const [place, wanted] of net.final.entries()) {
    const found = marking[place] ?? 0;
    consumed += wanted;
    missing += Math.max(0, wanted - found);
    left += Math.max(0, found - wanted);
  }
  return { produced, consumed, missing, remaining: left, forced, unknown };
}

/** The shortest chain of silent transitions to a marking that `isGoal` names; empty when there is none or none is needed. */
function silentTo(net: Net, from: Marking, isGoal: (marking: Marking) => boolean): Transition[] {
  const silent = net.transitions.filter(({ label }) => label === undefined);
  if (silent.length === 0 || isGoal(from)) return [];
  const seen = new Set([from.join()]);
  let edge: { readonly marking: Marking; readonly path: readonly Transition[] }[] = [{ marking: from, path: [] }];
  while (edge.length > 0 && seen.size < silentAtMost) {
    const next: typeof edge = [];
    for (const { marking, path } of edge) {
      for (const transition of silent) {
        if (!isEnabled(marking, transition)) continue;
        const after = fired(marking, transition);
        const name = after.join();
        if (seen.has(name)) continue;
        seen.add(name);
        const longer = [...path, transition];
        if (isGoal(after)) return longer;
        next.push({ marking: after, path: longer });
      }
    }
    edge = next;
  }
  return [];
}

const sum = (marking: Marking): number => marking.reduce((all, tokens) => all + tokens, 0);

/** Fitness of a log, 0 to 1: ½(1 − missing/consumed) + ½(1 − remaining/produced), over all its traces together. */
export function fitness(replays: readonly (Tokens & { readonly cases?: number })[]): number {
  const all = { produced: 0, consumed: 0, missing: 0, remaining: 0 };
  for (const { produced, consumed, missing, remaining, cases = 1 } of replays) {
    all.produced += produced * cases;
    all.consumed += consumed * cases;
    all.missing += missing * cases;
    all.remaining += remaining * cases;
  }
  if (all.consumed === 0 || all.produced === 0) return 1;
  return 0.5 * (1 - all.missing / all.consumed) + 0.5 * (1 - all.remaining / all.produced);
}
