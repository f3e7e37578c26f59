import type { QuestionKind } from "./question-kinds.ts";

/** The kind of questions a text reads like, and how surely, 0 to 1. */
export type KindRead = { readonly kind: QuestionKind; readonly confidence: number };

type Voted = { readonly confidence: number; readonly about?: QuestionKind };

/** A vote alone answers only where it is all but certain. Chosen on the development part of our own messages. */
const weight = 0.8;
/** Of several articles of one kind, one that has no word of the question still gets so much of the vote. */
const least = 0.05;

/** An article on one particular question that is this sure by its own words needs no vote, and none stands against it. */
const speaksForItself = 0.75;

/**
 * Candidates, the surest first, with what the kind of the question says of them. It speaks for the articles of its kind, which
 * share what it says by how well their words fit, and against those of another kind.
 */
export function voted<C extends Voted>(candidates: readonly C[], read: KindRead | undefined): readonly C[] {
  const isParticular = candidates.some(({ about, confidence }) => about === undefined && confidence >= speaksForItself);
  if (!read || isParticular) return candidates;
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
