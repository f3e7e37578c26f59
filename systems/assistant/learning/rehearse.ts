import type { Reading } from "@ruyi/language";
import { none } from "./own-model.ts";

/** A message of before, and what it was about where somebody knows: a procedure, or `none`. */
export type PastMessage = {
  readonly text: string;
  readonly known: string | undefined;
  /** Of real customers, or an example the library was taught with. */
  readonly from: "traffic" | "library";
  /** It is taught by this very lesson, so that reading it rightly proves nothing. */
  readonly isTaught?: boolean;
};

/** What a reading leads to: a procedure is begun, customers are asked which, or nothing is understood. */
export type Outcome = string;
export const unsure = "unsure";

/** A reading this sure begins a procedure; it moves no money by itself, the read-back still stands before that. */
export const sure = 0.55;

export function outcomeOf({ top: [first], rejected }: Reading): Outcome {
  if (rejected || !first) return none;
  return first.confidence >= sure ? first.label : unsure;
}

/** 2 when it leads where it should, 1 when customers are asked or a person comes, 0 when it leads elsewhere. */
function worthOf(outcome: Outcome, known: string): 0 | 1 | 2 {
  if (outcome === known) return 2;
  if (known === none) return outcome === unsure ? 1 : 0;
  return outcome === unsure || outcome === none ? 1 : 0;
}

export type Change = {
  readonly text: string;
  readonly from: PastMessage["from"];
  readonly known: string | undefined;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly effect: "better" | "worse" | "other";
};

/** How many of known meaning there were, how many led where they should before and after, and what changed. */
export type Tally = {
  readonly known: number;
  readonly rightBefore: number;
  readonly rightAfter: number;
  readonly better: number;
  readonly worse: number;
  readonly other: number;
};

export type Rehearsal = {
  readonly traffic: Tally;
  readonly library: Tally;
  /** Of the words this lesson teaches, how many are now read as it says. */
  readonly taught: { readonly of: number; readonly right: number };
  /** What changed, worse first; a bounded part of it. */
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
};

/** Why a lesson should not go live. */
export type Refusal = {
  readonly kind: "traffic-worse" | "library-worse" | "taught-not-learned";
  readonly count: number;
  readonly of: number;
};

const toldAtMost = 60;

/** Reads the past once as before and once as after a lesson. */
export function rehearse(
  past: readonly PastMessage[],
  before: (text: string) => Reading,
  after: (text: string) => Reading,
  libraryMayLose = partLostByChance,
): Rehearsal {
  const changes: Change[] = [];
  const tally = { traffic: emptyTally(), library: emptyTally() };
  const taught = { of: 0, right: 0 };
  for (const { text, known, from, isTaught } of past) {
    const [was, is] = [outcomeOf(before(text)), outcomeOf(after(text))];
    if (isTaught) {
      taught.of += 1;
      if (is === known) taught.right += 1;
      continue;
    }
    const sum = tally[from];
    const [wasWorth, isWorth] = known === undefined ? [0, 0] : [worthOf(was, known), worthOf(is, known)];
    if (known !== undefined) {
      sum.known += 1;
      if (wasWorth === 2) sum.rightBefore += 1;
      if (isWorth === 2) sum.rightAfter += 1;
    }
    if (was === is) continue;
    const effect = isWorth > wasWorth ? "better" : isWorth < wasWorth ? "worse" : "other";
    sum[effect] += 1;
    changes.push({ text, from, known, before: was, after: is, effect });
  }
  const order = { worse: 0, better: 1, other: 2 } as const;
  return {
    ...tally,
    taught,
    changes: changes.toSorted((one, other) => order[one.effect] - order[other.effect]).slice(0, toldAtMost),
    refusals: refusalsOf(tally.traffic, tally.library, taught, libraryMayLose),
  };
}

/** Between two fits of the same examples this part of the library is read otherwise. */
const partLostByChance = 1 / 4_000;
/** A confidence that fits a shop's customers better moves all that stood at an edge, the library's strangers among it. */
export const partLostToCalibration = 1 / 1_000;

const emptyTally = () => ({ known: 0, rightBefore: 0, rightAfter: 0, better: 0, worse: 0, other: 0 });

/**
 * A lesson may cost one known message or a fiftieth of them more than it wins, and three library examples or a
 * small part of them: less is chance between two fits, more is harm.
 */
function refusalsOf(traffic: Tally, library: Tally, taught: Rehearsal["taught"], libraryMayLose: number): Refusal[] {
  const refusals: Refusal[] = [];
  if (traffic.worse - traffic.better > Math.max(1, traffic.known / 50))
    refusals.push({ kind: "traffic-worse", count: traffic.worse, of: traffic.known });
  if (library.worse - library.better > Math.max(3, library.known * libraryMayLose))
    refusals.push({ kind: "library-worse", count: library.worse, of: library.known });
  if (taught.of > 0 && taught.right * 2 < taught.of)
    refusals.push({ kind: "taught-not-learned", count: taught.of - taught.right, of: taught.of });
  return refusals;
}
