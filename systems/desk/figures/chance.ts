/** Wilson's score interval of a share: where the true share lies, nineteen times in twenty. Defined from one case on. */
export type Share = { readonly share: number; readonly low: number; readonly high: number };

const z95 = 1.959_963_985;
const z90 = 1.644_853_627;

export function shareOf(count: number, of: number): Share | undefined {
  if (of <= 0) return undefined;
  const share = count / of;
  const square = z95 ** 2;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const reach = (z95 / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
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

/** What is usual, and between which counts nine days in ten lie. */
export type Band = { readonly usual: number; readonly low: number; readonly high: number };

/** Each count with half of its neighbours': what is usual at a time of day is much what is usual just before and after. */
export const smoothed = (counts: readonly number[]): number[] =>
  counts.map((count, place) => (count * 2 + (counts[place - 1] ?? count) + (counts[place + 1] ?? count)) / 4);

/**
 * From the counts of some earlier days. Arrivals scatter at least as Poisson's law says; where the days differed more than
 * that, their own spread counts. Undefined for fewer than two days.
 */
export function bandOf(counts: readonly number[]): Band | undefined {
  const days = counts.length;
  if (days < 2) return undefined;
  const usual = counts.reduce((sum, count) => sum + count, 0) / days;
  const spread = counts.reduce((sum, count) => sum + (count - usual) ** 2, 0) / (days - 1);
  const reach = z90 * Math.sqrt(Math.max(usual, spread) * (1 + 1 / days));
  return { usual, low: Math.max(0, usual - reach), high: usual + reach };
}
