import { type Vocabulary, createVocabulary, indexOfHash } from "../vocabulary.ts";

/** For each term, the units that hold it and how much it says about each (BM25); one block of typed arrays. */
export type Postings = {
  readonly unitCount: number;
  readonly vocabulary: Vocabulary;
  /** Postings of term `t` lie from `starts[t]` up to `starts[t + 1]`. */
  readonly starts: Int32Array;
  readonly units: Int32Array;
  readonly impacts: Float32Array;
  /** How telling a term is; rarer is more. The last is that of a term nobody has used. */
  readonly rarity: Float32Array;
};

/** How soon a repeated term says nothing new, and how much a long unit is held against it. */
const saturation = 1.2;
const lengthShare = 0.6;

export function createPostings(units: readonly (readonly number[])[]): Postings {
  const counts = new Map<number, Map<number, number>>();
  let total = 0;
  units.forEach((terms, unit) => {
    total += terms.length;
    for (const term of terms) {
      const held = counts.get(term) ?? new Map<number, number>();
      counts.set(term, held);
      held.set(unit, (held.get(unit) ?? 0) + 1);
    }
  });
  const usual = total / (units.length || 1) || 1;
  const size = [...counts.values()].reduce((sum, held) => sum + held.size, 0);
  const starts = new Int32Array(counts.size + 1);
  const [holders, impacts] = [new Int32Array(size), new Float32Array(size)];
  const rarityOf = (seenIn: number): number => Math.log(1 + (units.length - seenIn + 0.5) / (seenIn + 0.5));
  const rarity = new Float32Array(counts.size + 1);
  rarity[counts.size] = rarityOf(0);
  let at = 0;
  [...counts.values()].forEach((held, term) => {
    const telling = rarityOf(held.size);
    rarity[term] = telling;
    for (const [unit, count] of held) {
      const length = 1 - lengthShare + (lengthShare * (units[unit]?.length ?? 0)) / usual;
      holders[at] = unit;
      impacts[at] = (telling * count * (saturation + 1)) / (count + saturation * length);
      at += 1;
    }
    starts[term + 1] = at;
  });
  const vocabulary = createVocabulary([...counts.keys()]);
  return { unitCount: units.length, vocabulary, starts, units: holders, impacts, rarity };
}

/** How well each unit answers to the terms: about the share, by rarity, of them that it holds. */
export function scoreUnits(postings: Postings, terms: readonly number[]): Float32Array {
  const { unitCount, vocabulary, starts, units, impacts, rarity } = postings;
  const scores = new Float32Array(unitCount);
  let ideal = 0;
  for (const hash of terms) {
    const term = indexOfHash(vocabulary, hash);
    ideal += rarity[term < 0 ? vocabulary.size : term] ?? 0;
    if (term < 0) continue;
    for (let at = starts[term] ?? 0, end = starts[term + 1] ?? 0; at < end; at += 1) {
      const unit = units[at] ?? 0;
      scores[unit] = (scores[unit] ?? 0) + (impacts[at] ?? 0);
    }
  }
  if (ideal > 0) for (let unit = 0; unit < unitCount; unit += 1) scores[unit] = (scores[unit] ?? 0) / ideal;
  return scores;
}
