import type { Reading } from "@ruyi/language";
import type { OwnWord } from "./own-model.ts";

/** With no evidence there is nothing to trust: its logarithm begins here. */
const leastEvidence = 0.05;
/** Another matter that is less likely than this does not speak for the own one: it may well be none of both. */
const leastOther = 0.2;
/** Probabilities nearer to 0 or 1 say no more than these. */
const leastChance = 1e-4;

/**
 * What speaks for an own word being what was meant, as `trustIn` weighs it: its score, its evidence, how little of the text the own
 * model knows, its nearest example; against it how surely the shared classifier means something else, and where that turns the
 * text away, how surely it does.
 */
export function signalsOf({ top, inScope, rejected }: Reading, word: OwnWord): readonly number[] {
  const other = top.find(({ label }) => label !== word.label)?.confidence ?? 0;
  return [
    word.score,
    Math.log(Math.max(0, word.evidence) + leastEvidence),
    1 - word.known,
    word.nearest,
    -logOdds(Math.max(leastOther, other)),
    rejected ? logOdds(inScope) : 0,
  ];
}

function logOdds(chance: number): number {
  const bounded = Math.min(1 - leastChance, Math.max(leastChance, chance));
  return Math.log(bounded / (1 - bounded));
}

/**
 * Learned from simulated merchants as `evaluation/own-trust.ts` does; to be learned anew when the library grows much. The
 * last is more than was learned (0.73): with that a lesson of three examples took up to eight of the library's strangers, whom
 * everybody's classifier was taught to turn away, for its own, and its rehearsal refused it; with this up to two.
 */
const bias = 4.57;
const weights = [7.52, 0.6, 2.41, 6.28, 0.68, 1.6] as const;

/** How likely an own word is to be what was meant, from 0 to 1. */
export function trustIn(reading: Reading, word: OwnWord): number {
  const signals = signalsOf(reading, word);
  const strength = weights.reduce((sum, weight, at) => sum + weight * (signals[at] ?? 0), bias);
  return 1 / (1 + Math.exp(-strength));
}
