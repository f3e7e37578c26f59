import { fired, isEnabled, type Marking, type Net } from "./net.ts";

/** One line of an explanation: what the log and the procedure did side by side. */
export type AlignedMove =
  /** Both did it. */
  | { readonly kind: "both"; readonly label: string; readonly at: number }
  /** The log has it, the procedure does not allow it here. */
  | { readonly kind: "log-only"; readonly label: string; readonly at: number }
  /** The procedure asks for it, the log does not have it. Silent steps cost nothing. */
  | { readonly kind: "procedure-only"; readonly label: string | undefined };

export type Alignment = { readonly cost: number; readonly moves: readonly AlignedMove[] };

/** What a deviation costs, by label; whole numbers of zero or more. One for each, where nothing else is said. */
export type Costs = { readonly skipped: (label: string) => number; readonly added: (label: string) => number };

const oneEach: Costs = { skipped: () => 1, added: () => 1 };

type Node = {
  readonly at: number;
  readonly marking: Marking;
  readonly cost: number;
  readonly by: AlignedMove | undefined;
  readonly from: Node | undefined;
};

/** States looked at before a trace is given up as too far from any path; a few seconds' work. */
const statesAtMost = 400_000;

/**
 * The cheapest explanation of a trace by a net: an optimal alignment (Adriansyah 2014), found as a shortest path over
 * (place in the trace, marking) with a queue by cost. Undefined when the net cannot end, or the search grew too large.
 */
export function align(net: Net, trace: readonly string[], costs: Costs = oneEach): Alignment | undefined {
  const done = new Set<string>();
  // Costs are small whole numbers, so a list for each cost is a queue without a heap.
  const waiting: Node[][] = [[{ at: 0, marking: net.initial, cost: 0, by: undefined, from: undefined }]];
  const reach = (from: Node, by: AlignedMove, at: number, marking: Marking, step: number): void => {
    const cost = from.cost + step;
    (waiting[cost] ??= []).push({ at, marking, cost, by, from });
  };
  for (let cost = 0; cost < waiting.length; cost += 1) {
    const edge = waiting[cost] ?? [];
    for (let node = edge.pop(); node; node = edge.pop()) {
      const { at, marking } = node;
      const name = `${at}:${marking.join()}`;
      if (done.has(name)) continue;
      done.add(name);
      if (done.size > statesAtMost) return undefined;
      if (at === trace.length && isFinal(net, marking)) return { cost, moves: pathOf(node) };

      const label = trace[at];
      if (label !== undefined) reach(node, { kind: "log-only", label, at }, at + 1, marking, costs.added(label));
      for (const transition of net.transitions) {
        if (!isEnabled(marking, transition)) continue;
        const after = fired(marking, transition);
        if (label !== undefined && transition.label === label)
          reach(node, { kind: "both", label, at }, at + 1, after, 0);
        const skip = transition.label === undefined ? 0 : costs.skipped(transition.label);
        reach(node, { kind: "procedure-only", label: transition.label }, at, after, skip);
      }
    }
  }
  return undefined;
}

const isFinal = (net: Net, marking: Marking): boolean => net.final.every((tokens, place) => marking[place] === tokens);

function pathOf(last: Node): AlignedMove[] {
  const moves: AlignedMove[] = [];
  for (let node: Node | undefined = last; node?.by; node = node.from) moves.push(node.by);
  return moves.toReversed();
}

/** 1 for a perfect fit, 0 when nothing fits: one less the cost over the worst cost (all of the log added, the shortest path skipped). */
export function alignedFitness(net: Net, trace: readonly string[], found: Alignment, costs: Costs = oneEach): number {
  const shortest = align(net, [], costs)?.cost ?? 0;
  const worst = trace.reduce((all, label) => all + costs.added(label), shortest);
  return worst === 0 ? 1 : 1 - found.cost / worst;
}
