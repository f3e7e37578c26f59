import { connecting } from "./connecting.ts";
import { hashText, pairHash } from "./hash.ts";
import { type Word } from "./words.ts";

/**
 * A text as lists of feature hashes: *plain* (words, adjacent pairs and Chinese triples, with the text's edges) and
 * *inner* (the pieces of 2 to 5 letters inside each word). Each list is scaled to its own length, so that long words do
 * not drown the rest.
 */
export type WordFeatures = { readonly plain: readonly number[]; readonly inner: readonly number[] };

export const edge = hashText("\u0001edge");
const innerSeed = hashText("\u0002inner");

/**
 * Hashes of the pieces of 2 to 5 letters of a word with its edges marked; none for Chinese. Of connecting words only those
 * of 4 and 5, or "do you have" would weigh as much in pieces as what somebody has in mind.
 */
export function innerHashes(word: Word): number[] {
  if (word.han) return [];
  const framed = `<${word.text.slice(0, 24)}>`;
  const pieces: number[] = [];
  for (let size = connecting.has(word.text) ? 4 : 2; size <= 5; size += 1) {
    for (let at = 0; at + size <= framed.length; at += 1) pieces.push(hashText(framed, at, at + size, innerSeed));
  }
  return pieces;
}

/** Hashes of pairs and Chinese triples among word hashes; `marks` says which are Chinese. */
function joinHashes(hashes: readonly number[], marks: readonly boolean[]): number[] {
  const joined: number[] = [];
  const count = hashes.length;
  let before = edge;
  for (let at = 0; at <= count; at += 1) {
    const here = hashes[at] ?? edge;
    const pair = pairHash(before, here);
    joined.push(pair);
    if (at < count && marks[at]) {
      const after = hashes[at + 1] ?? edge;
      if (marks[at - 1] || marks[at + 1]) joined.push(pairHash(pair, after));
    }
    before = here;
  }
  return joined;
}

/** The features of words taken literally. */
export function featuresOf(words: readonly Word[]): WordFeatures {
  const hashes = words.map(({ hash }) => hash);
  const joined = joinHashes(
    hashes,
    words.map((word) => word.han),
  );
  return { plain: [...hashes, ...joined], inner: words.flatMap(innerHashes) };
}
