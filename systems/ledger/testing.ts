import { cny, customerId, type Money } from "@ruyi/kernel";
import { type Posting, transfer } from "./posting.ts";
import type { ReservationRequest } from "./reservation.ts";

const noon = new Date("2026-11-24T04:00:00Z");

/** Mei's advance of ¥100 on its way to her, unless said otherwise. */
export const anAdvance = (key: string, amount: Money = cny(100)): Posting =>
  transfer({
    key,
    at: noon,
    from: { name: "refund-in-transit" },
    to: { name: "advance-receivable", customerId: customerId("mei") },
    amount,
  });

/** A wish to hold ¥100 of Mei's ¥300, unless said otherwise. */
export const aReservation = (key: string, but: Partial<ReservationRequest> = {}): ReservationRequest => ({
  key,
  customerId: customerId("mei"),
  amount: cny(100),
  limit: cny(300),
  at: noon,
  ...but,
});
