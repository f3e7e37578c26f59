const z90 = 1.644_853_627;

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
