import { innerHashes, pairHash, wordHash } from "../features.ts";
import { ideaFeatures } from "../ideas.ts";
import { normalise } from "../normalise.ts";
import { wordsOf } from "../words.ts";

/** The ways in which texts are compared: words, neighbours among them, pieces inside Latin words, ideas. */
export const kinds = ["words", "pairs", "pieces", "ideas"] as const;
export type Kind = (typeof kinds)[number];
export type ByKind<T> = Readonly<Record<Kind, T>>;

export const byKind = <T>(of: (kind: Kind) => T): ByKind<T> => ({
  words: of("words"),
  pairs: of("pairs"),
  pieces: of("pieces"),
  ideas: of("ideas"),
});

/** A text as term hashes of each kind, repeated when a term is. */
export type Terms = ByKind<readonly number[]>;

/** The terms of a text; of a very long one, of its beginning and end. */
export function termsOf(text: string): Terms {
  const words = wordsOf(normalise(text));
  const hashes = words.map(wordHash);
  return {
    words: hashes,
    pairs: hashes.slice(1).map((hash, at) => pairHash(hashes[at] ?? 0, hash)),
    pieces: words.flatMap(innerHashes),
    ideas: ideaFeatures(hashes),
  };
}
