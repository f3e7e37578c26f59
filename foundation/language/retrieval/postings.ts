/** A text as term numbers in rising order and how often it has each. */
export type Bag = { readonly terms: Int32Array; readonly counts: Int32Array; readonly size: number };

/** The bag of several lists of term numbers. */
export function bagOf(lists: readonly Int32Array[]): Bag {
  const size = lists.reduce((sum, { length }) => sum + length, 0);
  const all = new Int32Array(size);
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  const counts = new Int32Array(size);
  let distinct = 0;
  for (const term of all) {
    if (distinct === 0 || all[distinct - 1] !== term) {
      all[distinct] = term;
      distinct += 1;
    }
    counts[distinct - 1] = (counts[distinct - 1] ?? 0) + 1;
  }
  return { terms: all.slice(0, distinct), counts: counts.slice(0, distinct), size };
}

/** For each term, the units that hold it and how much it says about each (BM25). */
export type Postings = {
  readonly unitCount: number;
  /** Postings of term `t` lie from `starts[t]` up to `starts[t + 1]`. */
  readonly starts: Int32Array;
  readonly units: Int32Array;
  readonly impacts: Float32Array;
  /** How telling each term is; the last is that of a term nobody has used. */
  readonly rarity: Float32Array;
};

/** How soon a repeated term says nothing new, and how much a long unit is held against it. */
const saturation = 3;
const lengthShare = 0.9;

/**
 * How telling a term is that so many of the units hold. As if there were thirty texts more, of which a third have each
 * connecting word: by a dozen questions alone, "do you" would seem rare.
 */
function rarityOf(seenIn: number, units: number, isConnecting: boolean): number {
  const holders = seenIn + (isConnecting ? 10 : 0);
  return Math.log(1 + (units + 30 - holders + 0.5) / (holders + 0.5)) ** 1.5;
}

/** Postings of units whose term numbers are below `termCount`; `connecting` marks terms that say little. */
export function createPostings(
  units: readonly Bag[],
  termCount: number,
  connecting: ReadonlySet<number> = new Set(),
): Postings {
  const starts = new Int32Array(termCount + 1);
  let total = 0;
  for (const { terms, size } of units) {
    total += size;
    for (const term of terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  }
  const rarity = new Float32Array(termCount + 1);
  for (let term = 0; term < termCount; term += 1) {
    const seenIn = starts[term + 1] ?? 0;
    rarity[term] = rarityOf(seenIn, units.length, connecting.has(term));
    starts[term + 1] = seenIn + (starts[term] ?? 0);
  }
  rarity[termCount] = rarityOf(0, units.length, false);

  const usual = total / (units.length || 1) || 1;
  const next = starts.slice();
  const holders = new Int32Array(starts[termCount] ?? 0);
  const impacts = new Float32Array(holders.length);
  units.forEach(({ terms, counts, size }, unit) => {
    const resistance = saturation * (1 - lengthShare + (lengthShare * size) / usual);
    terms.forEach((term, at) => {
      const count = counts[at] ?? 0;
      const slot = next[term] ?? 0;
      next[term] = slot + 1;
      holders[slot] = unit;
      impacts[slot] = ((rarity[term] ?? 0) * count * (saturation + 1)) / (count + resistance);
    });
  });
  return { unitCount: units.length, starts, units: holders, impacts, rarity };
}

/**
 * Adds to each unit how well it answers to the terms (−1: one that nobody has used): `share` times about the part, by
 * rarity, of them that it holds.
 */
export function addScores(postings: Postings, terms: Int32Array, share: number, into: Float32Array): void {
  const { starts, units, impacts, rarity } = postings;
  let ideal = 0;
  for (const term of terms) ideal += rarity[term < 0 ? rarity.length - 1 : term] ?? 0;
  const factor = ideal > 0 ? share / ideal : 0;
  for (const term of terms) {
    if (term < 0) continue;
    for (let at = starts[term] ?? 0, end = starts[term + 1] ?? 0; at < end; at += 1) {
      const unit = units[at] ?? 0;
      into[unit] = (into[unit] ?? 0) + factor * (impacts[at] ?? 0);
    }
  }
}
