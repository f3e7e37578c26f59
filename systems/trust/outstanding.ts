import { after, dayMs } from "@ruyi/kernel";

/** How long an advance has been out, in whole days: every age falls into exactly one. */
export const ageBuckets = ["0-7", "8-14", "15-30", "over-30"] as const;
export type AgeBucket = (typeof ageBuckets)[number];

const firstDay: Readonly<Record<AgeBucket, number>> = { "0-7": 0, "8-14": 8, "15-30": 15, "over-30": 31 };

export type BucketBounds = {
  readonly bucket: AgeBucket;
  /** Given after `after` (undefined: however long ago) and up to `until` (undefined: up to now, or later by a clock's slip). */
  readonly after: Date | undefined;
  readonly until: Date | undefined;
};

/** Each bucket as the times at which its advances were given. Whole days since then decide, so a bucket ends as a day ends. */
export const bucketBounds = (now: Date): readonly BucketBounds[] =>
  ageBuckets.map((bucket, index) => {
    const older = ageBuckets[index + 1];
    return {
      bucket,
      after: older && after(now, -firstDay[older] * dayMs),
      until: index === 0 ? undefined : after(now, -firstDay[bucket] * dayMs),
    };
  });

export function boundsOf(bucket: AgeBucket, now: Date): BucketBounds {
  const found = bucketBounds(now).find((each) => each.bucket === bucket);
  if (!found) throw new Error(`There is no age bucket "${bucket}".`);
  return found;
}

/** Whole days since it was given; zero for what was given a moment ago. */
export const ageInDays = (givenAt: Date, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - givenAt.getTime()) / dayMs));

export function bucketOf(givenAt: Date, now: Date): AgeBucket {
  const days = ageInDays(givenAt, now);
  return ageBuckets.findLast((bucket) => firstDay[bucket] <= days) ?? "0-7";
}
