import { type Choice, type Classifier, classify, type Reading, type Traits, traitsOf } from "@ruyi/language";
import { none, type OwnModel, ownWord } from "./own-model.ts";
import { trustIn } from "./trust.ts";

/** How one merchant's messages are read: as everybody's, with what this merchant has taught on top. */
export type Mind = {
  readonly own: OwnModel | undefined;
  /** Refitted on this merchant's reviewed messages; the shared one where there were too few. */
  readonly confidence: Classifier["confidence"] | undefined;
};

/** Above this an own "none of ours" turns a message away. */
const sureOfNone = 0.5;
const toldAtMost = 5;

/** Reads a message as its merchant's customers put things. Without a mind this is the shared reading, to the bit. */
export function readWith(shared: Classifier, mind: Mind | undefined, text: string): Reading {
  const classifier = mind?.confidence ? { ...shared, confidence: mind.confidence } : shared;
  const reading = classify(classifier, text);
  return mind?.own ? withOwn(reading, mind.own, traitsOf(text)) : reading;
}

/** A shared reading and an own word as one: what the own word leaves of certainty stays with the shared reading. */
export function withOwn(reading: Reading, own: OwnModel, traits: Traits): Reading {
  const word = ownWord(own, traits);
  if (!word) return reading;
  // The very words that were taught are what they were taught to be, whatever else they sound like.
  const isTaught = word.nearest > 0.995;
  const sure = isTaught ? 0.99 : trustIn(reading, word);
  return word.label === none ? lessOf(reading, sure) : moreOf(reading, word.label, sure);
}

const lessOf = ({ top, inScope, rejected }: Reading, sure: number): Reading => ({
  top: top.map(({ label, confidence }) => ({ label, confidence: confidence * (1 - sure) })),
  inScope: inScope * (1 - sure),
  rejected: rejected || sure >= sureOfNone,
});

function moreOf({ top, inScope, rejected }: Reading, label: string, sure: number): Reading {
  const before = top.find((each) => each.label === label)?.confidence ?? 0;
  const others = top.filter((each) => each.label !== label);
  const mixed: Choice[] = [
    { label, confidence: sure + (1 - sure) * before },
    ...others.map((each) => ({ label: each.label, confidence: (1 - sure) * each.confidence })),
  ];
  return {
    top: mixed.toSorted((one, other) => other.confidence - one.confidence).slice(0, toldAtMost),
    inScope: sure + (1 - sure) * inScope,
    rejected: rejected && sure < sureOfNone,
  };
}
