import { after, dayMs, type MerchantId } from "@ruyi/kernel";
import { reviewedSince } from "../heard/store.ts";
import type { UnderstandingDeps } from "../needs.ts";
import { lessonAt, liveVersion } from "../versions/store.ts";
import { changeOf, confusionOf, understoodIn } from "./figures.ts";
import * as store from "./store.ts";

const reviewedAtMost = 1_000;

/** How well messages were understood, and what reads them. */
export function createFigures({ database, clock, classifier, ordinary }: UnderstandingDeps) {
  return {
    /** What was understood in the last days, beside as many days before, and what was meant where somebody told. */
    figures: (merchantId: MerchantId, days: number) =>
      database.transact(merchantId, async (tx) => {
        const now = clock.now();
        const [from, earlier] = [after(now, -days * dayMs), after(now, -2 * days * dayMs)];
        const came = await store.cameBetween(tx, merchantId, from, now);
        const before = understoodIn(await store.cameBetween(tx, merchantId, earlier, from));
        const reviewed = await reviewedSince(tx, merchantId, from, reviewedAtMost);
        const understood = understoodIn(came);
        const version = await liveVersion(tx, merchantId);
        const lesson = version > 0 ? await lessonAt(tx, merchantId, version) : undefined;
        return {
          ...{ from, until: now, understood, before: before.begun, change: changeOf(understood, before) },
          begun: came
            .filter(({ coming }) => coming === "begun" || coming === "chosen")
            .map(({ coming, procedure, count }) => ({ coming, procedure, count }))
            .toSorted((one, other) => other.count - one.count),
          reviewed: reviewed.length,
          confusion: confusionOf(reviewed),
          model: {
            version,
            libraryExamples: ordinary.length,
            threshold: lesson?.mind.confidence?.threshold ?? classifier.confidence.threshold,
            lesson,
          },
        };
      }),
  };
}
