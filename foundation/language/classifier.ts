import { seededRandom } from "@ruyi/kernel";
import { type Confidence, fitConfidence, ranked, refitConfidence, signalsOf, surenessOf } from "./confidence.ts";
import { type FitOptions, type Sample, type SampleKind, createCorpus, fitModel } from "./fit.ts";
import { type Model, bytesOf, scoreWords } from "./model.ts";
import { normalise } from "./normalise.ts";
import { withTypo } from "./typo.ts";
import { wordsOf } from "./words.ts";

export type Example = { readonly text: string; readonly label: string };

export type TrainOptions = {
  /** Texts that belong to no label. With them "none of these" is learned from life as well as from hidden labels. */
  readonly outOfScope?: readonly string[];
  /** Labels that are meant some ten times as often as others: in doubt it is one of these. */
  readonly everyday?: readonly string[];
  /** The largest share, 0 to 1, of ordinary messages that may be rejected; by default by the number of examples. */
  readonly turnedAway?: number;
  /** The same seed and examples make the same classifier. */
  readonly seed?: number;
  /** Whether each example is also taught with one slip of the hand; by default up to 4,000 examples. */
  readonly typos?: boolean;
};

/** A trained classifier: typed arrays only, no text of any example. Make one with `train`. */
export type Classifier = {
  readonly labels: readonly string[];
  readonly model: Model;
  readonly confidence: Confidence;
  /** Bytes held in memory, remembered words apart. */
  readonly bytes: number;
};

export type Choice = { readonly label: string; readonly confidence: number };

export type Reading = {
  /** At most five labels, best first; confidence is the probability, 0 to 1, that this label is what was meant. */
  readonly top: readonly Choice[];
  /** Probability, 0 to 1, that the text is about any of the labels. */
  readonly inScope: number;
  /** "None of these", at the product's own threshold. */
  readonly rejected: boolean;
};

/**
 * Learns labels from examples; a few hundred take a fraction of a second. Examples without a letter or digit are
 * skipped. Throws when fewer than two labels remain.
 */
export function train(
  examples: readonly Example[],
  { outOfScope = [], everyday = [], turnedAway, seed = 1, typos }: TrainOptions = {},
): Classifier {
  const labels = [...new Set(examples.map(({ label }) => label))];
  if (labels.length < 2) throw new Error(`A classifier needs examples of at least two labels, found ${labels.length}.`);
  const numberOf = new Map(labels.map((label, at) => [label, at]));
  const random = seededRandom(seed);
  const corpus = createCorpus();
  const know = (text: string, label: number, kind?: SampleKind): Sample =>
    corpus.sample(wordsOf(normalise(text)), label, kind);
  const known = [
    ...examples.map(({ text, label }) => know(text, numberOf.get(label) ?? -1)),
    ...outOfScope.map((text) => know(text, -1)),
    ...labels.map((label, at) => know(asWords(label), at, "name")),
  ].filter(({ words }) => words.length > 0);
  const copies =
    (typos ?? examples.length <= 4000)
      ? examples.map(({ text, label }) => know(withTypo(text, random), numberOf.get(label) ?? -1, "slip"))
      : [];

  const ahead = new Map(everyday.map((label) => [numberOf.get(label) ?? -1, everydayAhead]));
  const options: FitOptions = { cost: 1, tolerance: 0.3, maxPasses: 60, random, ahead };
  const quickly = { ...options, maxPasses: 15, tolerance: 0.5 };
  const confidence = fitConfidence(corpus, known, labels.length, quickly, turnedAway);
  const model = fitModel(corpus, [...known, ...copies], labels.length, options);
  return { labels, model, confidence, bytes: bytesOf(model) };
}

/**
 * Chosen among 0.2 to 0.3 on messages of `evaluation/sets` that nothing was taught from, and so that the commonest matters stay
 * above their floor on the held-out sentences while ever more rare ones are taught.
 */
const everydayAhead = 0.25;

/** A label as one would say it: "card_arrival" and "cardArrival" are "card arrival". Its name teaches like an example. */
const asWords = (label: string): string =>
  label.replaceAll(/[_\-./:]+/g, " ").replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2");

/**
 * A message somebody has looked at; `label` is undefined when it was about none of the labels. One kept of a sample
 * stands for as many messages as were passed over.
 */
export type ReviewedText = { readonly text: string; readonly label: string | undefined; readonly standsFor?: number };

/**
 * The same classifier with its confidence and threshold refitted on reviewed messages; from about 50 of them, and 20
 * about none, it serves better than what training alone can tell. First choices do not change.
 */
export function recalibrate(classifier: Classifier, reviewed: readonly ReviewedText[]): Classifier {
  const { labels, model, confidence } = classifier;
  const observed = reviewed.flatMap(({ text, label, standsFor: weight = 1 }) => {
    const words = wordsOf(normalise(text));
    if (words.length === 0) return [];
    const read = scoreWords(model, words, false);
    const [first = 0] = ranked(model, read.scores, 1);
    const signals = signalsOf(model, read, first, scratchOf(model));
    return [{ signals, inScope: label !== undefined, right: labels[first] === label, weight }];
  });
  return { ...classifier, confidence: refitConfidence(confidence, observed) };
}

const scratches = new WeakMap<Model, Float32Array>();

function scratchOf(model: Model): Float32Array {
  const held = scratches.get(model) ?? new Float32Array(model.examples.norms.length);
  scratches.set(model, held);
  return held;
}

const toldAtMost = 5;

/** Reads one message. Never throws; a text without words is rejected. */
export function classify({ labels, model, confidence }: Classifier, text: string): Reading {
  const words = wordsOf(normalise(text));
  const read = scoreWords(model, words);
  const best = ranked(model, read.scores, toldAtMost);
  const [first = 0] = best;
  const { inScope, right } =
    words.length === 0
      ? { inScope: 0, right: 0 }
      : surenessOf(confidence, signalsOf(model, read, first, scratchOf(model)));

  // What is left of certainty is shared out among those behind the first by their scores.
  const highest = read.scores[first] ?? 0;
  const top: Choice[] = [{ label: labels[first] ?? "", confidence: right }];
  const share = (label: number): number => Math.exp(confidence.sharpness * ((read.scores[label] ?? 0) - highest));
  let all = 0;
  for (let at = 1; at < best.length; at += 1) all += share(best[at] ?? 0);
  const rest = Math.max(0, inScope - right) / (all || 1);
  for (let at = 1; at < best.length; at += 1) {
    const label = best[at] ?? 0;
    top.push({ label: labels[label] ?? "", confidence: Math.min(right, rest * share(label)) });
  }
  return { top, inScope, rejected: inScope < confidence.threshold };
}
