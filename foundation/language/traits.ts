import { featuresOf } from "./features.ts";
import { ideaFeatures } from "./ideas.ts";
import { normalise } from "./normalise.ts";
import { wordsOf } from "./words.ts";

/**
 * What a text is known by, as 32-bit numbers, each once: its words and their pairs, the pieces inside Latin words, the
 * ideas both languages have in common. The same text has the same traits wherever it is read.
 */
export type Traits = {
  readonly plain: readonly number[];
  readonly inner: readonly number[];
  readonly ideas: readonly number[];
};

export function traitsOf(text: string): Traits {
  const words = wordsOf(normalise(text));
  const { plain, inner } = featuresOf(words);
  const ideas = ideaFeatures(words.map(({ hash }) => hash));
  return { plain: [...new Set(plain)], inner: [...new Set(inner)], ideas: [...new Set(ideas)] };
}
