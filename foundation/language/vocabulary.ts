/**
 * A set of feature hashes numbered from 0, in one typed table (open addressing, at most two thirds full).
 * No strings are kept: eight bytes a slot.
 */
export type Vocabulary = { readonly size: number; readonly slots: Int32Array; readonly mask: number };

const empty = -1;

/** Numbers the hashes in the order given. */
export function createVocabulary(hashes: readonly number[]): Vocabulary {
  let capacity = 16;
  while (capacity * 2 < hashes.length * 3) capacity *= 2;
  const mask = capacity - 1;
  const slots = new Int32Array(capacity * 2).fill(empty);
  for (const [index, hash] of hashes.entries()) {
    let slot = hash & mask;
    while (slots[slot * 2 + 1] !== empty) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = index;
  }
  return { size: hashes.length, slots, mask };
}

/** The number of a hash, or −1. */
export function indexOfHash({ slots, mask }: Vocabulary, hash: number): number {
  let slot = hash & mask;
  for (;;) {
    const index = slots[slot * 2 + 1] ?? empty;
    if (index === empty || slots[slot * 2] === hash) return index;
    slot = (slot + 1) & mask;
  }
}
