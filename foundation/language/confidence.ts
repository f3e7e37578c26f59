import { type Random, shuffle } from "@ruyi/kernel";
import { type Logistic, type Observation, fitLogistic, logit, probability, sigmoid } from "./logistic.ts";
import { type Corpus, type FitOptions, type Sample, fitModel } from "./fit.ts";
import { type Model, type Scores, likenessTo, scoreWords } from "./model.ts";

/** How sure a classifier is, learned by watching it meet texts it was not taught. */
export type Confidence = {
  /** Whether a text is about any label. */
  readonly inScope: Logistic;
  /** How strongly the signals speak for the first choice being what was meant. */
  readonly right: Logistic;
  /** From that strength to a probability. */
  readonly scale: Logistic;
  /** How strongly differences of score separate the labels behind the first. */
  readonly sharpness: number;
  /** Below this probability of being in scope the answer is "none of these". */
  readonly threshold: number;
};

/** Label numbers, best first; at most `count`. Of equals the one named first. "None" is no label. */
export function ranked({ labelCount }: Model, scores: Float64Array, count: number): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < labelCount; label += 1) {
    const score = scores[label] ?? 0;
    if (best.length === count && score <= least) continue;
    let at = Math.min(best.length, count - 1);
    for (; at > 0 && score > (scores[best[at - 1] ?? 0] ?? 0); at -= 1) best[at] = best[at - 1] ?? 0;
    best[at] = label;
    least = scores[best[best.length - 1] ?? 0] ?? 0;
  }
  return best;
}

/**
 * What speaks for a text being in scope, each more when larger: score, nearness and familiarity at once; the top score;
 * the energy of all scores; the nearest example; known vocabulary; how unlike "none"; the words shared with the first
 * label's examples. Last the share of the first label among all, which speaks for the choice being right but says little
 * about scope.
 */
export function signalsOf(model: Model, read: Scores, first: number, scratch: Float32Array): number[] {
  const { scores, coverage } = read;
  const top = scores[first] ?? 0;
  let energy = 0;
  for (let label = 0; label < model.labelCount; label += 1) energy += Math.exp(4 * ((scores[label] ?? 0) - top));
  const { nearest, shared } = likenessTo(model, read, first, scratch);
  const none = model.lineCount > model.labelCount ? -(scores[model.labelCount] ?? 0) : 0;
  const known = sigmoid(3 * top) * nearest * coverage;
  return [known, top, top + Math.log(energy) / 4, nearest, coverage, none, shared, 1 / energy];
}

const scopeSignals = 7;
const rightSignals = 8;

/** What share of messages is taken to be out of scope: where a shop gives examples of such, it meets them. */
const outOfScopeShare = { withExamples: 0.2, without: 0.1 };

/**
 * A text is rejected when its odds of being in scope have sunk below this part of the usual odds. Chosen on texts of
 * CLINC150's validation part and of labels hidden from HINT3's training parts: above it too many fair questions are
 * turned away, below it too many strange ones answered.
 */
const strictness = 0.5;

/**
 * The largest share of ordinary messages that may be rejected, as far as training can tell, unless one says another. With few examples a label
 * is seen too dimly to tell a stranger by, and more caution is right.
 */
const mostTurnedAway = (examplesPerLabel: number): number => 0.05 + 2 / examplesPerLabel;

/**
 * Learns confidence by hiding labels: in each of several rounds some labels, and a part of every other label's
 * examples, are kept from a model trained on the rest. The hidden labels' texts show it what "none of these" looks
 * like, the kept parts what an ordinary unseen message looks like. Given examples of none take part in both.
 */
export function fitConfidence(
  corpus: Corpus,
  known: readonly Sample[],
  labelCount: number,
  options: FitOptions,
  turnedAway?: number,
): Confidence {
  const { random } = options;
  const rounds = roundsFor(known.length, labelCount);
  const hiddenIn = deal(labelCount, rounds, random);
  const keptIn = deal(known.length, rounds, random);
  const inScope: Observation[] = [];
  const outside: Observation[] = [];
  const right: Observation[] = [];

  for (let round = 0; round < Math.min(rounds, mostRounds(known.length, labelCount)); round += 1) {
    const hide = labelCount > 2;
    const isHidden = ({ label }: Sample): boolean => hide && label >= 0 && hiddenIn[label] === round;
    const taught = known.filter((sample, at) => !isHidden(sample) && keptIn[at] !== round);
    const model = fitModel(corpus, taught, labelCount, options);
    const scratch = new Float32Array(model.examples.norms.length);
    known.forEach((sample, at) => {
      const hidden = isHidden(sample);
      if (sample.kind !== "said" || (!hidden && keptIn[at] !== round)) return;
      const read = scoreWords(model, sample.words, false);
      if (hide)
        for (let label = 0; label < labelCount; label += 1) if (hiddenIn[label] === round) read.scores[label] = -2;
      const [first = 0] = ranked(model, read.scores, 1);
      const signals = signalsOf(model, read, first, scratch);
      if (hidden || sample.label < 0) {
        outside.push({ signals, yes: false, weight: sample.label < 0 ? 1 : 0.2 });
        return;
      }
      inScope.push({ signals, yes: true, weight: 1 });
      right.push({ signals, yes: first === sample.label, weight: 1 });
    });
  }

  const share = known.some(({ label }) => label < 0) ? outOfScopeShare.withExamples : outOfScopeShare.without;
  const odds = share / (1 - share);
  const scope = fitLogistic([...inScope, ...balanced(outside, inScope.length * odds)], scopeSignals);
  const fair = inScope.map(({ signals }) => probability(scope, signals)).sort((a, b) => a - b);
  const allowed = turnedAway ?? mostTurnedAway(known.filter(({ label }) => label >= 0).length / labelCount);
  return {
    inScope: scope,
    ...fitRight(right, outside, odds),
    sharpness: 4,
    threshold: Math.min(strictness / (strictness + odds), fair[Math.floor(fair.length * allowed)] ?? 1),
  };
}

/** Labels and examples are dealt into so many parts; each round keeps one part back. */
const roundsFor = (samples: number, labels: number): number =>
  samples * labels > 100_000 ? 4 : Math.max(3, Math.min(labels, 6));

/** Thousands of examples show enough in one round, and a round costs as much as the model itself. */
const mostRounds = (samples: number, labels: number): number => (samples * labels > 100_000 ? 1 : 6);

function balanced(observations: readonly Observation[], total: number): Observation[] {
  const sum = observations.reduce((all, { weight }) => all + weight, 0) || 1;
  return observations.map((one) => ({ ...one, weight: (one.weight * total) / sum }));
}

/** A reviewed text's signals, how the first choice fared, and for how many messages it stands. */
export type Reviewed = {
  readonly signals: readonly number[];
  readonly inScope: boolean;
  readonly right: boolean;
  readonly weight: number;
};

const fewestReviewed = 50;
const fewestReviewedOutside = 20;

/**
 * Confidence refitted on reviewed messages of real traffic, which hidden labels can only imitate. What the reviewed are
 * too few to tell stays as it was. The threshold becomes the one that would have sorted the reviewed best.
 */
export function refitConfidence(before: Confidence, reviewed: readonly Reviewed[]): Confidence {
  const inside = reviewed.filter(({ inScope }) => inScope);
  if (inside.length < fewestReviewed) return before;
  const weighed = (one: Reviewed, yes: boolean): Observation => ({ signals: one.signals, yes, weight: one.weight });
  const outside = reviewed.filter((one) => !one.inScope);
  const right = inside.map((one) => weighed(one, one.right));
  const strangers = outside.map((one) => weighed(one, false));
  if (outside.length < fewestReviewedOutside)
    return { ...before, scale: fitScale(before.right, [...right, ...strangers]) };

  const { inScope, carried } = rescaled(before.inScope, [...inside.map((one) => weighed(one, true)), ...strangers]);
  const scale = fitScale(before.right, [...right, ...strangers]);
  // The strangers among the reviewed are few: nobody is let in who was turned away before.
  const threshold = Math.max(bestThreshold(inScope, reviewed), carried(before.threshold));
  return { ...before, inScope, scale, threshold };
}

/**
 * What speaks for a text stays as hidden labels have taught it; how strongly is learned anew. Some hundred messages show
 * two numbers well and seven badly: fitted from the ground, they forgot what the library says of strangers.
 */
function rescaled(model: Logistic, observations: readonly Observation[]) {
  const { centre, scale, weights, bias } = fitScale(model, observations);
  const slope = (weights[0] ?? 0) / (scale[0] ?? 1);
  const moved = (strength: number): number => bias + (strength - (centre[0] ?? 0)) * slope;
  return {
    inScope: { ...model, weights: model.weights.map((weight) => weight * slope), bias: moved(model.bias) },
    /** What a probability of before is now. */
    carried: (before: number): number => sigmoid(moved(Math.log(before / (1 - before)))),
  };
}

/**
 * Fitted with as much weight on texts of no label as on all others, so that a stranger ranks below a doubtful choice;
 * then scaled back to the share in which the two really come.
 */
function fitRight(
  right: readonly Observation[],
  outside: readonly Observation[],
  odds: number,
): Pick<Confidence, "right" | "scale"> {
  const model = fitLogistic([...right, ...balanced(outside, right.length)], rightSignals);
  return { right: model, scale: fitScale(model, [...right, ...balanced(outside, right.length * odds)]) };
}

const fitScale = (model: Logistic, observations: readonly Observation[]): Logistic =>
  fitLogistic(
    observations.map((one) => ({ ...one, signals: [logit(model, one.signals)] })),
    1,
  );

/** The probability below which rejecting leaves most of the reviewed sorted rightly, both kinds weighing alike in part. */
function bestThreshold(inScope: Logistic, reviewed: readonly Reviewed[]): number {
  const judged = reviewed
    .map((one) => ({ ...one, probability: probability(inScope, one.signals) }))
    .sort((a, b) => a.probability - b.probability);
  const sum = (all: readonly Reviewed[]): number => all.reduce((total, { weight }) => total + weight, 0);
  const outside = sum(judged.filter((one) => !one.inScope));
  // Between counting every message alike and counting both kinds alike: strangers are few, but each wrong answer costs.
  const worth = Math.sqrt((sum(judged) - outside) / outside);
  let gain = 0;
  let best = 0;
  let threshold = 0;
  judged.forEach((one, at) => {
    gain += one.weight * (one.inScope ? (one.right ? -1 : 0) : worth);
    if (gain > best) {
      best = gain;
      threshold = (one.probability + (judged[at + 1]?.probability ?? 1)) / 2;
    }
  });
  return threshold;
}

/** Probabilities that a text is about some label, and that it is about the first choice. */
export type Sureness = { readonly inScope: number; readonly right: number };

export const surenessOf = ({ inScope, right, scale }: Confidence, signals: readonly number[]): Sureness => ({
  inScope: probability(inScope, signals),
  right: probability(scale, [logit(right, signals)]),
});

/** Deals positions into `parts` piles of nearly equal size, in an order chance decides. */
function deal(count: number, parts: number, random: Random): Int32Array {
  const piles = new Int32Array(count);
  shuffle(random, [...Array.from({ length: count }).keys()]).forEach((position, turn) => {
    piles[position] = turn % parts;
  });
  return piles;
}
