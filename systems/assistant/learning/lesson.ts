import { type Classifier, classify, type Reading, recalibrate, type Traits, traitsOf } from "@ruyi/language";
import { bytesFrom, modelFrom } from "./bytes.ts";
import { readWith, withOwn } from "./mind.ts";
import { none, type OwnExample, type OwnModel, trainOwn } from "./own-model.ts";
import { partLostToCalibration, type PastMessage, rehearse, type Rehearsal } from "./rehearse.ts";

/** All that a lesson is learned from; plain data, so that another thread can learn it. */
export type Lesson = {
  readonly examples: readonly OwnExample[];
  /** The mind in force, that the new one is compared with. */
  readonly before: KeptMind | undefined;
  /** Messages a person or a customer told the meaning of: what confidence is refitted on. */
  readonly reviewed: readonly ReviewedExample[];
  readonly traffic: readonly PastMessage[];
  readonly seed: number;
};

/** A message of known meaning, and for how many it stands: of those that were sure only a sample is kept. */
export type ReviewedExample = OwnExample & { readonly standsFor: number };

/** A mind as it is kept in a row. */
export type KeptMind = {
  readonly own: Uint8Array | undefined;
  readonly confidence: Classifier["confidence"] | undefined;
};

export type Learned = {
  readonly mind: KeptMind;
  readonly rehearsal: Rehearsal;
  readonly facts: LearnedFacts;
  /** Of a confidence that was refitted and left, because known messages would be read worse by it. */
  readonly harm?: Rehearsal;
};

export type LearnedFacts = {
  readonly examples: number;
  readonly labels: number;
  readonly bytes: number;
  /** Messages the confidence was refitted on; 0 where there were too few. */
  readonly reviewed: number;
};

/** What every merchant is read by, and the examples it was taught with. */
export type Common = {
  readonly classifier: Classifier;
  readonly library: readonly OwnExample[];
};

/** Of messages about one of the procedures; those about none teach only beside them. */
export const fewestReviewed = 50;
export const countReviewed = (reviewed: readonly OwnExample[]): number =>
  reviewed.filter(({ label }) => label !== none).length;

/** Learns lessons, and remembers how the library is read by everybody between them. */
export function createLearner({ classifier, library }: Common) {
  type Commonly = { readonly text: string; readonly label: string; readonly traits: Traits; reading?: Reading };
  const known = new Map(
    library.map((each): [string, Commonly] => [each.text, { ...each, traits: traitsOf(each.text) }]),
  );
  const commonly = (text: Commonly): Reading => (text.reading ??= classify(classifier, text.text));
  const inLibrary = library.map(({ text, label }): PastMessage => ({ text, known: label, from: "library" }));

  return ({ examples, before, reviewed, traffic, seed }: Lesson): Learned => {
    const taughtTexts = new Set(examples.map(({ text }) => text));
    const beside = [...known.values()].filter(({ text }) => !taughtTexts.has(text));
    const own = examples.length > 0 ? trainOwn(examples, beside, seed) : undefined;
    const isReviewed = countReviewed(reviewed) >= fewestReviewed;
    const told = reviewed.map((each) => ({ ...each, label: each.label === none ? undefined : each.label }));
    const refitted = isReviewed ? recalibrate(classifier, told).confidence : undefined;

    const reader = (of: OwnModel | undefined, sureness: Classifier["confidence"] | undefined) => (text: string) => {
      const held = sureness ? undefined : known.get(text);
      if (!held) return readWith(classifier, { own: of, confidence: sureness }, text);
      return of ? withOwn(commonly(held), of, held.traits) : commonly(held);
    };
    const past = [...traffic, ...inLibrary];
    const asBefore = reader(before?.own && modelFrom(before.own), before?.confidence);
    const asRefitted = refitted && rehearse(past, asBefore, reader(own, refitted), partLostToCalibration);
    // What was reviewed is what was doubtful: a confidence that harms what is sure was fitted on too little else.
    const isHarmless = asRefitted?.refusals.length === 0;
    const confidence = isHarmless ? refitted : undefined;
    const rehearsal = (confidence && asRefitted) ?? rehearse(past, asBefore, reader(own, undefined));
    const bytes = own && bytesFrom(own);
    return {
      mind: { own: bytes, confidence },
      rehearsal,
      facts: {
        examples: examples.length,
        labels: own?.labels.length ?? 0,
        bytes: bytes?.byteLength ?? 0,
        reviewed: confidence ? reviewed.length : 0,
      },
      ...(asRefitted && !isHarmless ? { harm: asRefitted } : {}),
    };
  };
}
