import { type Random, after, between, hourMs, minuteMs } from "@ruyi/kernel";
import { localTime } from "../calendar.ts";
import type { Order, OrderLine, Parcel, PastReturn, Scan } from "../market.ts";
import { type Draft, placeOrder, shipLines } from "../order.ts";
import { goodProof, signed, weakProof } from "../parcel.ts";

/** An order with all that will become of it, and when the warehouse began on it. `orderAt` shows it as it stood. */
export type Life = { readonly order: Order; readonly pickingAt: Date };

/** How an order stands when its customer writes. */
export type Situation =
  | "not-shipped"
  | "picking"
  | "late"
  | "moving"
  | "overdue"
  | "near"
  | "silent"
  | "vanished"
  | "arrived"
  | "arrived-long-ago"
  | "not-received";

const hours = (random: Random, low: number, high: number): number => between(random, low * 60, high * 60) * minuteMs;

type Course = { readonly placed: number; readonly picking: number; readonly collected: number; readonly there: number };

/** When things happen to an order in this situation, in milliseconds before (below zero) or after its customer writes. */
function courseOf(random: Random, situation: Situation): Course {
  const trip = hours(random, 44, 90);
  const packing = hours(random, 14, 40);
  const shipped = (collected: number, there = collected + trip): Course => ({
    placed: collected - packing,
    picking: collected - Math.min(packing - minuteMs, hours(random, 3, 9)),
    collected,
    there,
  });
  switch (situation) {
    case "not-shipped": {
      const placed = -hours(random, 1, 30);
      const picking = Math.max(hours(random, 1, 4), placed + 36 * hourMs);
      return { placed, picking, collected: picking + hours(random, 3, 9), there: picking + hours(random, 52, 96) };
    }
    case "picking": {
      const picking = -hours(random, 1, 6);
      const collected = hours(random, 2, 9);
      return { placed: picking - hours(random, 24, 34), picking, collected, there: collected + trip };
    }
    case "late": {
      const picking = hours(random, 3, 20);
      const collected = picking + hours(random, 3, 9);
      return { placed: -hours(random, 124, 160), picking, collected, there: collected + trip };
    }
    case "moving":
      return shipped(-Math.round(trip * (0.15 + 0.7 * random())));
    // Sent so long ago that the promised day is over, and not there yet.
    case "overdue":
    case "silent":
    case "vanished":
      return shipped(-hours(random, 110, 170), hours(random, 20, 60));
    case "near":
      return shipped(hours(random, 1, 2) - trip, hours(random, 1, 2));
    case "arrived":
      return shipped(-hours(random, 2, 130) - trip);
    case "arrived-long-ago":
      return shipped(-hours(random, 200, 600) - trip);
    case "not-received":
      return shipped(-hours(random, 3, 40) - trip);
  }
}

/** Places an order and lives it, so that it stands in this situation when its customer writes at `at`. */
export function lifeIn(random: Random, draft: Omit<Draft, "placedAt">, situation: Situation, at: Date): Life {
  const course = courseOf(random, situation);
  const moment = (ms: number): Date => after(at, ms);
  const placed = placeOrder(random, { ...draft, placedAt: moment(course.placed) });
  const deliveredAt = moment(course.there);
  const proof = situation === "not-received" ? weakProof(random) : goodProof(random, placed.address, deliveredAt);
  const shipped = shipLines(random, placed, placed.lines, moment(course.collected), {
    kind: "delivered",
    deliveredAt,
    proof,
  });
  // Of a parcel that is late the carrier says no new date: what counts is the day the shop promised.
  const isLate = situation === "overdue" || situation === "silent" || situation === "vanished";
  const evening = localTime(deliveredAt, draft.merchant.zone, 0, 18);
  const expectedAt = evening > deliveredAt ? evening : after(deliveredAt, 20 * minuteMs);
  const parcels = shipped.parcels.map((parcel) => ({
    ...parcel,
    ...(isLate ? {} : { expectedAt }),
    scans: gapped(random, parcel.scans, situation, at),
  }));
  return { order: { ...shipped, parcels }, pickingAt: moment(course.picking) };
}

/** Where a parcel fell silent, its scans stop days before its customer writes; one that vanished is never scanned again. */
function gapped(random: Random, scans: readonly Scan[], situation: Situation, at: Date): readonly Scan[] {
  if (situation !== "silent" && situation !== "vanished") return scans;
  const lastAt = after(at, -hours(random, 52, 90));
  const known = scans.filter((scan) => scan.at < at).slice(0, between(random, 2, 3));
  const first = known[0]?.at ?? lastAt;
  const before = known.map((scan, index) => ({
    ...scan,
    at: after(first, Math.max(0, lastAt.getTime() - first.getTime()) * ((index + 1) / known.length)),
  }));
  return situation === "vanished" ? before : [...before, ...scans.slice(known.length).filter((scan) => scan.at > at)];
}

/** An order of earlier, in one piece and long at home. */
export function oldLife(random: Random, draft: Draft): Life {
  const placed = placeOrder(random, draft);
  const collectedAt = after(placed.placedAt, hours(random, 12, 36));
  const deliveredAt = after(collectedAt, hours(random, 44, 90));
  const journey = { kind: "delivered", deliveredAt, proof: signed } as const;
  const order = shipLines(random, placed, placed.lines, collectedAt, journey);
  return { order, pickingAt: after(collectedAt, -4 * hourMs) };
}

/** The order as anyone could see it at a moment: what had not happened yet is not there. */
export function orderAt({ order, pickingAt }: Life, at: Date): Order {
  const parcels = order.parcels.flatMap((parcel) => parcelAt(parcel, at) ?? []);
  const returns = order.returns.filter((one) => one.at <= at).map((one) => returnAt(one, at));
  const seen = { ...order, parcels, returns, refunds: order.refunds.filter((one) => one.at <= at) };
  if (order.state === "cancelled" || order.state === "unpaid") return seen;
  const sent = parcels.filter(({ scans }) => scans.length > 0);
  if (sent.length === 0) return { ...seen, state: at < pickingAt ? "paid" : "picking" };
  const first = sent.filter(({ resend }) => !resend);
  if (!first.every(({ state }) => state === "delivered")) return { ...seen, state: "shipped" };
  const back = new Set(returns.filter((one) => one.arrivedAt).flatMap((one) => one.lineIds));
  return { ...seen, state: order.lines.every(({ id }) => back.has(id)) ? "returned" : "delivered" };
}

function parcelAt(parcel: Parcel, at: Date): Parcel | undefined {
  if (parcel.scans.length === 0) return (parcel.packedAt ?? at) <= at ? parcel : undefined;
  const scans = parcel.scans.filter((scan) => scan.at <= at);
  const last = scans.at(-1);
  if (!last) return undefined;
  const { deliveredAt, deliveryProof, expectedAt, ...rest } = parcel;
  if (last.kind !== "delivered") {
    const state = last.kind === "out-for-delivery" ? "out-for-delivery" : "in-transit";
    return { ...rest, scans, state, ...(expectedAt ? { expectedAt } : {}) };
  }
  const { lockerOpenedAt, ...proof } = deliveryProof ?? signed;
  return {
    ...rest,
    scans,
    state: "delivered",
    ...(deliveredAt ? { deliveredAt } : {}),
    deliveryProof: { ...proof, ...(lockerOpenedAt && lockerOpenedAt <= at ? { lockerOpenedAt } : {}) },
  };
}

function returnAt({ scannedAt, arrivedAt, ...one }: PastReturn, at: Date): PastReturn {
  return {
    ...one,
    ...(scannedAt && scannedAt <= at ? { scannedAt } : {}),
    ...(arrivedAt && arrivedAt <= at ? { arrivedAt } : {}),
  };
}

/** Lines somebody may give back without a reason come first. */
export const linesToReturn = (order: Order): readonly OrderLine[] => order.lines.filter(({ returnable }) => returnable);
