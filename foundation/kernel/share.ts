/** A share of few or many, with the interval that chance leaves it: Wilson's, at 95 %. Shares are from 0 to 1. */
export type Share = {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

const z = 1.959_963_984_540_054;

/** Undefined of none: a share of nothing is not 0. */
export function shareOf(count: number, of: number): Share | undefined {
  if (of <= 0) return undefined;
  const share = count / of;
  const spread = z ** 2 / of;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((share * (1 - share)) / of + spread / of / 4)) / (1 + spread);
  return {
    count,
    of,
    share,
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === of ? 1 : Math.min(1, middle + half),
  };
}

export type Difference = "more" | "fewer" | "within-chance";

/** Whether a share differs from an earlier one by more than chance (Newcombe's hybrid score interval of the difference). */
export function differenceOf(now: Share | undefined, before: Share | undefined): Difference | undefined {
  if (!now || !before) return undefined;
  const difference = now.share - before.share;
  const down = Math.hypot(now.share - now.low, before.high - before.share);
  const up = Math.hypot(now.high - now.share, before.share - before.low);
  if (difference - down > 0) return "more";
  return difference + up < 0 ? "fewer" : "within-chance";
}
