import type { z } from "zod";
import { differenceOf, type MerchantId, minuteMs, shareOf } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { drawnOf } from "../effect/operations.ts";
import { addDrawn } from "../effect/store.ts";
import type { HandoffReason } from "../needs.ts";
import { bandOf, smoothed } from "./chance.ts";
import type { DeskFigures, FigureCase } from "./contract.ts";
import { concernOf, happeningOf, type ToldFact } from "./happening.ts";
import {
  dayAt,
  daysIn,
  daysOf,
  halfHoursOf,
  knownFrom,
  knownPeriod,
  type Period,
  sameTimeBefore,
  shifted,
  type Window,
  windowOf,
} from "./period.ts";
import * as store from "./store.ts";

/** How soon a person answers in hours (SERVICE-STANDARD §0, A person). */
const answerTargetMs = 2 * minuteMs;
const reasons: readonly HandoffReason[] = ["asked", "emotional", "policy", "technical", "unsure"];
/** What is usual is learned from the same weekday of so many weeks. */
const usualWeeks = 4;

export type FigureView = z.infer<typeof DeskFigures>;
export type CaseView = z.infer<typeof FigureCase>;

/** Which cases behind which figure. */
export type CasesOf =
  | { readonly of: "conversations" }
  | { readonly of: "not-resolved" }
  | { readonly of: "handovers"; readonly reason?: HandoffReason | undefined }
  | { readonly of: "promises" }
  | { readonly of: "promises-broken" };

/** Figures of a desk, each with the cases behind it. */
export function createFigures(database: Database) {
  const figures = {
    /** Takes in what was announced, of one merchant; the same fact twice counts once. */
    async take(tx: Transaction, merchantId: MerchantId, facts: readonly ToldFact[]): Promise<void> {
      await store.addHappenings(
        tx,
        merchantId,
        facts.flatMap((fact) => happeningOf(fact) ?? []),
      );
      await store.addConcerns(
        tx,
        merchantId,
        facts.flatMap((fact) => concernOf(fact) ?? []),
      );
      await addDrawn(
        tx,
        merchantId,
        facts.flatMap((fact) => drawnOf(fact) ?? []),
      );
    },

    /** All figures of a period of the merchant's calendar, as they stand now. */
    of(merchantId: MerchantId, period: Period, zone: string, now: Date): Promise<FigureView> {
      return database.transact(merchantId, async (tx) => {
        const window = windowOf(period, zone);
        const week = windowOf(shifted(period, -7), zone);
        const soFar: Window = now < window.until ? { ...week, until: sameTimeBefore(now, zone, 7) } : week;
        const started = sumOf(await store.countBy(tx, merchantId, "started", window));
        const startedBefore = sumOf(await store.countBy(tx, merchantId, "started", soFar));
        const handed = await store.countBy(tx, merchantId, "handed-off", window);
        const handedBefore = sumOf(await store.countBy(tx, merchantId, "handed-off", soFar));
        const handedShare = shareOf(sumOf(handed), started);
        const handedShareBefore = shareOf(handedBefore, startedBefore);
        const waiting = await store.waitingNow(tx, merchantId);
        return {
          conversations: { count: started, before: startedBefore },
          resolved: await resolvedOf(tx, merchantId, period, zone, now),
          handovers: {
            count: sumOf(handed),
            share: handedShare ?? null,
            byReason: reasons
              .map((reason) => ({ reason, count: handed.get(reason) ?? 0 }))
              .toSorted((a, b) => b.count - a.count),
            before: { count: handedBefore, share: handedShareBefore ?? null },
            difference: differenceOf(handedShare, handedShareBefore) ?? null,
          },
          promises: await store.countPromises(tx, merchantId, window, now),
          waiting: {
            count: waiting.reduce((sum, { count }) => sum + count, 0),
            targetSeconds: answerTargetMs / 1_000,
            queues: waiting.map((queue) => ({ ...queue, longestSince: queue.longestSince.toISOString() })),
          },
          arrivals: await arrivalsOf(tx, merchantId, period, zone, now),
        };
      });
    },

    /** The cases behind a figure, the latest first. */
    cases(
      merchantId: MerchantId,
      of: CasesOf,
      period: Period,
      zone: string,
      page: { readonly limit: number; readonly after: store.CaseCursor | undefined; readonly now: Date },
    ): Promise<CaseView[]> {
      return database.transact(merchantId, async (tx) => {
        const window = windowOf(period, zone);
        const found = await casesOf(tx, merchantId, of, window, page);
        return found.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() }));
      });
    },
  };
  return figures;
}

export type Figures = ReturnType<typeof createFigures>;

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function casesOf(
  tx: Transaction,
  merchantId: MerchantId,
  of: CasesOf,
  window: Window,
  page: { readonly limit: number; readonly after: store.CaseCursor | undefined; readonly now: Date },
): Promise<store.Case[]> {
  switch (of.of) {
    case "conversations":
      return store.happeningCases(tx, merchantId, { kind: "started", window }, page);
    case "handovers":
      return store.happeningCases(tx, merchantId, { kind: "handed-off", detail: of.reason, window }, page);
    case "not-resolved":
      return store.returnCases(tx, merchantId, window, page);
    case "promises":
      return store.promiseCases(tx, merchantId, { broken: false, window, now: page.now }, page);
    case "promises-broken":
      return store.promiseCases(tx, merchantId, { broken: true, window, now: page.now }, page);
  }
}

async function resolvedOf(tx: Transaction, merchantId: MerchantId, asked: Period, zone: string, now: Date) {
  const known = knownPeriod(asked, now, zone);
  const earlier = shifted(known, -7);
  const told = await store.countContacts(tx, merchantId, windowOf(known, zone));
  const before = await store.countContacts(tx, merchantId, windowOf(earlier, zone));
  const resolved = shareOf(told.contacts - told.cameBack, told.contacts);
  const resolvedBefore = shareOf(before.contacts - before.cameBack, before.contacts);
  return {
    ...known,
    knownFrom: known === asked ? null : knownFrom(asked, zone).toISOString(),
    ...told,
    resolved: resolved ?? null,
    before: { ...earlier, ...before, resolved: resolvedBefore ?? null },
    difference: differenceOf(resolved, resolvedBefore) ?? null,
  };
}

/** One day by its half hours beside what is usual then; a longer period by its days. */
async function arrivalsOf(tx: Transaction, merchantId: MerchantId, period: Period, zone: string, now: Date) {
  if (daysIn(period) > 1) {
    const bounds = [
      ...daysOf(period).map((day) => windowOf({ from: day, to: day }, zone).from),
      windowOf(period, zone).until,
    ];
    const [counts = []] = await store.countBetween(tx, merchantId, "started", [bounds]);
    return { each: "day" as const, parts: partsOf(bounds, counts, [], now) };
  }
  const today = halfHoursOf(period.from, zone);
  const weeks = Array.from({ length: usualWeeks }, (_, week) =>
    halfHoursOf(shifted(period, -7 * (week + 1)).from, zone),
  );
  const [counts = [], ...earlier] = await store.countBetween(tx, merchantId, "started", [today, ...weeks]);
  // A week before the shop's first conversation says nothing about what is usual.
  const lived = earlier.filter((week) => week.some((count) => count > 0)).map(smoothed);
  return { each: "half-hour" as const, parts: partsOf(today, counts, lived, now) };
}

const partsOf = (
  bounds: readonly Date[],
  counts: readonly number[],
  earlier: readonly (readonly number[])[],
  now: Date,
) =>
  counts.map((count, index) => ({
    from: (bounds[index] ?? now).toISOString(),
    count: (bounds[index] ?? now) <= now ? count : null,
    usual: bandOf(earlier.map((week) => week[index] ?? 0)) ?? null,
  }));

/** Today's day in a zone, for who asks for none. */
export const todayIn = (zone: string, now: Date): Period => ({ from: dayAt(now, zone), to: dayAt(now, zone) });
