/** A case as the index sees it: who decided, what was known, and what came of it. */
export type DecidedCase = {
  readonly id: string;
  /** Equal for cases whose deciding facts are equal. */
  readonly facts: string;
  readonly outcome: string;
  readonly executor: string;
};

export type AsOne = {
  /** Of all pairs of cases with equal facts, the share with equal outcome; undefined where there is no pair. */
  readonly index: number | undefined;
  /** 95 %, by leaving each group out in turn (jackknife), within 0 to 1; undefined below three groups of two. */
  readonly interval: readonly [number, number] | undefined;
  readonly pairs: number;
  readonly groups: number;
  /** Groups that disagree, the most disagreeing pairs first. */
  readonly disagreements: readonly Disagreement[];
};

export type Disagreement = {
  readonly facts: string;
  readonly pairsApart: number;
  /** Each outcome with its cases, the most common first. */
  readonly outcomes: readonly { readonly outcome: string; readonly cases: readonly DecidedCase[] }[];
};

/**
 * The as-one index: ten thousand as one means that equal cases end equally, whoever handles them. It compares pairs, so that a
 * large group that splits weighs more than many small ones that agree by having nobody to disagree with.
 */
export function asOne(cases: readonly DecidedCase[], listed = 20): AsOne {
  const groups = [...Map.groupBy(cases, ({ facts }) => facts)]
    .map(([facts, members]) => judged(facts, members))
    .filter(({ pairs }) => pairs > 0);
  const pairs = groups.reduce((all, group) => all + group.pairs, 0);
  const equal = groups.reduce((all, group) => all + group.equal, 0);
  const index = pairs === 0 ? undefined : equal / pairs;
  return {
    index,
    interval: index === undefined ? undefined : intervalOf(groups, pairs, equal),
    pairs,
    groups: groups.length,
    disagreements: groups
      .filter(({ pairs: all, equal: same }) => same < all)
      .map(({ facts, pairs: all, equal: same, outcomes }) => ({ facts, pairsApart: all - same, outcomes }))
      .toSorted((a, b) => b.pairsApart - a.pairsApart)
      .slice(0, listed),
  };
}

type Group = {
  readonly facts: string;
  readonly pairs: number;
  readonly equal: number;
  readonly outcomes: Disagreement["outcomes"];
};

function judged(facts: string, members: readonly DecidedCase[]): Group {
  const outcomes = [...Map.groupBy(members, ({ outcome }) => outcome)]
    .map(([outcome, cases]) => ({ outcome, cases }))
    .toSorted((a, b) => b.cases.length - a.cases.length);
  const pairsOf = (count: number): number => (count * (count - 1)) / 2;
  const equal = outcomes.reduce((all, { cases }) => all + pairsOf(cases.length), 0);
  return { facts, pairs: pairsOf(members.length), equal, outcomes };
}

/** Groups are what varies by chance, not pairs: pairs of one group share their cases. */
function intervalOf(groups: readonly Group[], pairs: number, equal: number): readonly [number, number] | undefined {
  const count = groups.length;
  if (count < 3) return undefined;
  const without = groups.map((group) => (equal - group.equal) / (pairs - group.pairs));
  const mean = without.reduce((all, each) => all + each, 0) / count;
  const spread = without.reduce((all, each) => all + (each - mean) ** 2, 0);
  const error = Math.sqrt(((count - 1) / count) * spread);
  const index = equal / pairs;
  return [Math.max(0, index - 1.96 * error), Math.min(1, index + 1.96 * error)];
}
