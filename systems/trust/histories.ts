import { after, type CustomerId, dayMs, orderId, type StaffId } from "@ruyi/kernel";
import type { TrustFact } from "./fact.ts";

/** What a customer of the simulated market has behind them, in numbers. Days count back from today. */
export type HistoryPlan = {
  readonly customerDays: number;
  readonly ordersCompleted: number;
  readonly returnsArrived: number;
  readonly lateDaysAgo: readonly number[];
  readonly missingDaysAgo: readonly number[];
  readonly falseClaimDaysAgo: readonly number[];
};

const quiet = { lateDaysAgo: [], missingDaysAgo: [], falseClaimDaysAgo: [] };

/** The four whom every demo shop knows by name, as the market lives them: five stars, three, one, and new. */
export const knownHistories: Readonly<Record<"mei" | "bo" | "kai" | "lin", HistoryPlan>> = {
  mei: { ...quiet, customerDays: 1_580, ordersCompleted: 38, returnsArrived: 3 },
  bo: {
    ...quiet,
    customerDays: 730,
    ordersCompleted: 16,
    returnsArrived: 1,
    lateDaysAgo: [240],
    missingDaysAgo: [97],
  },
  kai: {
    ...quiet,
    customerDays: 410,
    ordersCompleted: 11,
    returnsArrived: 0,
    missingDaysAgo: [112, 252],
    falseClaimDaysAgo: [85, 140, 210, 330],
  },
  lin: { ...quiet, customerDays: 7, ordersCompleted: 0, returnsArrived: 0 },
};

/** The plan as facts, ready for `seedFacts`; `decidedBy` is the person who is on record for what was proven false. */
export function historyOf(customerId: CustomerId, plan: HistoryPlan, now: Date, decidedBy: StaffId): TrustFact[] {
  const ago = (days: number): Date => after(now, -days * dayMs);
  const spread = (index: number, count: number): Date => ago(((index + 0.5) / count) * (plan.customerDays - 1));
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  return [
    { kind: "customer-since", customerId, at: ago(plan.customerDays) },
    ...many(plan.ordersCompleted, (index): TrustFact => ({
      kind: "order-completed",
      customerId,
      orderId: orderId(`past-${customerId}-${index + 1}`),
      at: spread(index, plan.ordersCompleted),
    })),
    ...many(plan.returnsArrived, (index): TrustFact => ({
      kind: "return-arrived",
      customerId,
      returnId: `past-${customerId}-return-${index + 1}`,
      at: spread(index, plan.returnsArrived),
    })),
    ...plan.lateDaysAgo.map((days): TrustFact => ({
      kind: "return-late",
      customerId,
      returnId: `past-${customerId}-late-${days}`,
      at: ago(days),
    })),
    ...plan.missingDaysAgo.map((days): TrustFact => ({
      kind: "return-missing",
      customerId,
      returnId: `past-${customerId}-missing-${days}`,
      at: ago(days),
    })),
    ...plan.falseClaimDaysAgo.map((days): TrustFact => ({
      kind: "claim-proven-false",
      customerId,
      claimId: `past-${customerId}-claim-${days}`,
      decidedBy,
      at: ago(days),
    })),
  ];
}
