import { connecting } from "../connecting.ts";
import { innerHashes } from "../features.ts";
import { pairHash } from "../hash.ts";
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

export const connectingHashes: readonly number[] = [...connecting].flatMap((text) =>
  wordsOf(text).map(({ hash }) => hash),
);

/** A text as term hashes of each kind, repeated when a term is. */
export type Terms = ByKind<readonly number[]>;

/**
 * The terms of a text; of a very long one, of its beginning and end. Connecting words have no pieces: "do you have" must
 * not make two questions alike.
 */
export function termsOf(text: string): Terms {
  const words = wordsOf(normalise(text));
  const hashes = words.map(({ hash }) => hash);
  return {
    words: hashes,
    pairs: hashes.slice(1).map((hash, at) => pairHash(hashes[at] ?? 0, hash)),
    pieces: words.filter(({ text }) => !connecting.has(text)).flatMap(innerHashes),
    ideas: ideaFeatures(hashes),
  };
}
