import type { QuestionKind } from "./question-kinds.ts";

/** The kind of questions a text reads like, and how surely, 0 to 1. */
export type KindRead = { readonly kind: QuestionKind; readonly confidence: number };

type Voted = { readonly confidence: number; readonly about?: QuestionKind };

/** A vote alone answers only where it is all but certain. Chosen on the development part of our own messages. */
const weight = 0.9;
/** Of several articles of one kind, one that has no word of the question still gets so much of the vote. */
const least = 0.05;

/**
 * Candidates with what the kind of the question says of them, the surest first. It speaks for the articles of its kind, which
 * share what it says by how well their words fit, and against those of another kind. Of those that answer one particular
 * question it knows nothing.
 */
export function voted<C extends Voted>(candidates: readonly C[], read: KindRead | undefined): readonly C[] {
  if (!read) return candidates;
  const { kind } = read;
  const vote = weight * read.confidence;
  const sum = candidates.reduce((all, { about, confidence }) => all + (about === kind ? confidence + least : 0), 0);
  const confidenceOf = ({ about, confidence }: C): number => {
    if (about === undefined) return confidence;
    if (about !== kind) return confidence * (1 - vote);
    return 1 - (1 - confidence) * (1 - (vote * (confidence + least)) / sum);
  };
  return candidates
    .map((candidate) => ({ ...candidate, confidence: confidenceOf(candidate) }))
    .toSorted((a, b) => b.confidence - a.confidence);
}
