import { type Random } from "@ruyi/kernel";
import { type Logistic, type Observation, fitLogistic, probability } from "./logistic.ts";
import {
  type FitOptions,
  type Model,
  type Sample,
  type Scores,
  deal,
  fitModel,
  nearestExample,
  scoreWords,
} from "./model.ts";
import { type Word } from "./words.ts";

/** How sure a classifier is, learned by watching it meet texts it was not taught. */
export type Confidence = {
  /** Whether a text is about any label. */
  readonly inScope: Logistic;
  /** Whether the first choice is right, for a text that is about some label. */
  readonly right: Logistic;
  /** How strongly differences of score separate the labels behind the first. */
  readonly sharpness: number;
  /** Below this probability of being in scope the answer is "none of these". */
  readonly threshold: number;
};

/** A sample together with its words, as the classifier will meet it. */
export type Known = Sample & { readonly words: readonly Word[] };

/** Label numbers, best first; at most `count`. "None" is no label. */
export function ranked({ labelCount }: Model, scores: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let label = 0; label < labelCount; label += 1) {
    const score = scores[label] ?? 0;
    if (best.length === count && score <= (scores[best[count - 1] ?? 0] ?? 0)) continue;
    let at = best.length;
    while (at > 0 && score > (scores[best[at - 1] ?? 0] ?? 0)) at -= 1;
    best.splice(at, 0, label);
    if (best.length > count) best.pop();
  }
  return best;
}

/**
 * Top score, margin, energy, nearest example, known vocabulary and how unlike "none": each speaks for being in scope
 * when larger.
 */
export function signalsOf(model: Model, read: Scores, scratch: Float32Array): number[] {
  const { scores, coverage } = read;
  const [first = 0, second = first] = ranked(model, scores, 2);
  const top = scores[first] ?? 0;
  const margin = second === first ? 1 : top - (scores[second] ?? 0);
  let energy = 0;
  for (let label = 0; label < model.labelCount; label += 1) energy += Math.exp(4 * ((scores[label] ?? 0) - top));
  const nearest = nearestExample(model, read, first, scratch);
  const none = model.lineCount > model.labelCount ? -(scores[model.labelCount] ?? 0) : 0;
  return [top, margin, top + Math.log(energy) / 4, nearest, coverage, none];
}

const signalCount = 6;
/** What share of messages is taken to be out of scope when nothing better is known. */
const outOfScopeShare = 0.2;

/**
 * Learns confidence by hiding labels: in each of several rounds some labels, and a part of every other label's
 * examples, are kept from a model trained on the rest. The hidden labels' texts show it what "none of these" looks
 * like, the kept parts what an ordinary unseen message looks like. Given examples of none take part in both.
 */
export function fitConfidence(known: readonly Known[], labelCount: number, options: FitOptions): Confidence {
  const { random } = options;
  const rounds = roundsFor(known.length, labelCount);
  const hiddenIn = deal(labelCount, rounds, random);
  const keptIn = deal(known.length, rounds, random);
  const inScope: Observation[] = [];
  const outside: Observation[] = [];
  const right: Observation[] = [];

  for (let round = 0; round < rounds; round += 1) {
    const hide = labelCount > 2;
    const isHidden = ({ label }: Known): boolean => hide && label >= 0 && hiddenIn[label] === round;
    const taught = known.filter((sample, at) => !isHidden(sample) && keptIn[at] !== round);
    const model = fitModel(taught, labelCount, options);
    const scratch = new Float32Array(model.vocabulary.size);
    known.forEach((sample, at) => {
      const hidden = isHidden(sample);
      if (sample.copy || (!hidden && keptIn[at] !== round)) return;
      const read = scoreWords(model, sample.words, false);
      if (hide)
        for (let label = 0; label < labelCount; label += 1) if (hiddenIn[label] === round) read.scores[label] = -2;
      const signals = signalsOf(model, read, scratch);
      if (hidden || sample.label < 0) {
        outside.push({ signals, yes: false, weight: sample.label < 0 ? 1 : Number(process.env.HW ?? 0.2) });
        return;
      }
      inScope.push({ signals, yes: true, weight: 1 });
      right.push({ signals, yes: ranked(model, read.scores, 1)[0] === sample.label, weight: 1 });
    });
  }

  return {
    inScope: fitLogistic(
      [...inScope, ...balanced(outside, (inScope.length * outOfScopeShare) / (1 - outOfScopeShare))],
      signalCount,
    ),
    right: fitLogistic(right, signalCount),
    sharpness: 4,
    threshold: 0.5,
  };
}

const roundsFor = (samples: number, labels: number): number =>
  samples > 4000 ? 3 : Math.max(3, Math.min(labels <= 8 ? labels : 5, 8));

function balanced(observations: readonly Observation[], total: number): Observation[] {
  const sum = observations.reduce((all, { weight }) => all + weight, 0) || 1;
  return observations.map((one) => ({ ...one, weight: (one.weight * total) / sum }));
}

export type Sureness = { readonly inScope: number; readonly right: number };

export const surenessOf = ({ inScope, right }: Confidence, signals: readonly number[]): Sureness => ({
  inScope: probability(inScope, signals),
  right: probability(right, signals),
});

export type { Random };
