import { secondMs } from "@ruyi/kernel";

/** Buckets in each doubling of a time: a median read from them is less than a tenth off. */
const perDoubling = 4;

/** How long something took, as a bucket that counts can be kept in: 0 is below a second, then four to each doubling. */
export const bucketOf = (ms: number): number =>
  ms < secondMs ? 0 : 1 + Math.floor(Math.log2(ms / secondMs) * perDoubling);

/** The times a bucket holds, in seconds: from the first, up to but without the second. */
export const rangeOf = (bucket: number): readonly [from: number, to: number] =>
  bucket <= 0 ? [0, 1] : [2 ** ((bucket - 1) / perDoubling), 2 ** (bucket / perDoubling)];

/** The middle of many times, in seconds, from how many fell in each bucket; undefined when there are none. */
export function medianOf(buckets: readonly { readonly bucket: number; readonly times: number }[]): number | undefined {
  const sorted = buckets.filter(({ times }) => times > 0).toSorted((one, other) => one.bucket - other.bucket);
  const half = sorted.reduce((sum, { times }) => sum + times, 0) / 2;
  let passed = 0;
  for (const { bucket, times } of sorted) {
    passed += times;
    if (passed < half) continue;
    const [from, to] = rangeOf(bucket);
    return bucket <= 0 ? 0.5 : Math.sqrt(from * to);
  }
  return undefined;
}
