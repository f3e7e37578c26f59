/**
 * A Petri net: what may happen after what, with places that hold tokens. Transitions are numbered in their order; places
 * too, from zero. Markings are one byte a place, which bounds a place to 255 tokens.
 */
export type Net = {
  readonly places: number;
  readonly initial: Marking;
  readonly final: Marking;
  readonly transitions: readonly Transition[];
};

export type Marking = Uint8Array;

export type Transition = {
  /** What a log calls it; undefined for a step that leaves no trace. */
  readonly label: string | undefined;
  readonly takes: readonly number[];
  readonly gives: readonly number[];
};

/** A net from names: `[label, places it takes from, places it gives to]`; `start` and `end` hold one token each. */
export function netOf(
  start: string,
  end: string,
  transitions: readonly (readonly [string | undefined, readonly string[], readonly string[]])[],
): Net {
  const names = new Map<string, number>();
  const place = (name: string): number => {
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  };
  const [first, last] = [place(start), place(end)];
  const read = transitions.map(([label, takes, gives]) => ({
    label,
    takes: takes.map(place),
    gives: gives.map(place),
  }));
  const marked = (at: number): Marking => {
    const marking = new Uint8Array(names.size);
    marking[at] = 1;
    return marking;
  };
  return { places: names.size, initial: marked(first), final: marked(last), transitions: read };
}

export const isEnabled = (marking: Marking, { takes }: Transition): boolean =>
  takes.every((place) => tokens(marking, place) > 0);

const tokens = (marking: Marking, place: number): number => marking[place] ?? 0;

/** The marking after a transition that is enabled. */
export function fired(marking: Marking, { takes, gives }: Transition): Marking {
  const next = marking.slice();
  for (const place of takes) next[place] = tokens(next, place) - 1;
  for (const place of gives) next[place] = tokens(next, place) + 1;
  return next;
}
