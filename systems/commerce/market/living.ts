import { after, hourMs, parcelId } from "@ruyi/kernel";
import { z } from "zod";
import { OrderRecord, type Parcel, type Return, type Scan } from "../contract.ts";

/**
 * An order in the market's own books: with what the world knows and the shop does not, which is whether this customer
 * sends back what they said they would. The port shows an `OrderRecord`, without it.
 */
export const WorldOrder = OrderRecord.extend({ returnHabit: z.enum(["late", "never"]).exactOptional() });
export type WorldOrder = OrderRecord & { readonly returnHabit?: "late" | "never" };

/** Something the world does to an order by itself, with nobody of Ruyi asking. */
export type WorldEvent =
  | { readonly kind: "picking-began" }
  | { readonly kind: "collected"; readonly parcelId?: string }
  | { readonly kind: "out-for-delivery"; readonly parcelId: string }
  | { readonly kind: "delivered"; readonly parcelId: string }
  | { readonly kind: "return-scanned"; readonly returnId: string }
  | { readonly kind: "return-arrived"; readonly returnId: string };

const pickingAfterMs = 36 * hourMs;
const collectedAfterMs = 44 * hourMs;
const resendAfterMs = 20 * hourMs;
const travelMs = 48 * hourMs;
const lastMileMs = 5 * hourMs;
const sentBackAfterMs = 20 * hourMs;
const lateByMs = 96 * hourMs;
const backAfterMs = 60 * hourMs;

type Due = { readonly at: Date; readonly event: WorldEvent };

/** What happens next to an order when everybody does as they should; undefined when nothing will. */
export function nextEvent(order: WorldOrder): Due | undefined {
  const returns = order.returns.flatMap((one) => returnDue(one, order.returnHabit));
  const due = [...goodsDue(order), ...order.parcels.flatMap(parcelDue(order)), ...returns];
  return due.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
}

function goodsDue(order: OrderRecord): Due[] {
  if (order.state === "paid" && order.parcels.length === 0) {
    return [{ at: after(order.placedAt, pickingAfterMs), event: { kind: "picking-began" } }];
  }
  const packing = order.state === "picking" || order.state === "partly-shipped";
  if (!packing || unpacked(order).length === 0) return [];
  return [{ at: after(order.placedAt, collectedAfterMs), event: { kind: "collected" } }];
}

/** Lines that are wanted and in no parcel yet. */
const unpacked = (order: OrderRecord): OrderRecord["lines"] =>
  order.lines.filter(
    ({ id }) =>
      !order.cancelledLineIds.includes(id) &&
      !order.parcels.some(({ lines }) => lines.some((line) => line.lineId === id)),
  );

/** A parcel without an expected date is stuck somewhere, and stays so until somebody has it traced. */
const parcelDue =
  (order: OrderRecord) =>
  (parcel: Parcel): Due[] => {
    const { id, expectedAt } = parcel;
    if (parcel.state === "waiting") {
      const packedAt = parcel.packedAt ?? order.placedAt;
      return [{ at: after(packedAt, resendAfterMs), event: { kind: "collected", parcelId: id } }];
    }
    if (!expectedAt) return [];
    if (parcel.state === "in-transit") {
      return [{ at: after(expectedAt, -lastMileMs), event: { kind: "out-for-delivery", parcelId: id } }];
    }
    return parcel.state === "out-for-delivery" ? [{ at: expectedAt, event: { kind: "delivered", parcelId: id } }] : [];
  };

function returnDue(
  { id, at, sendBy, scannedAt, arrivedAt, withdrawnAt }: Return,
  habit: WorldOrder["returnHabit"],
): Due[] {
  if (arrivedAt || withdrawnAt) return [];
  if (scannedAt) return [{ at: after(scannedAt, backAfterMs), event: { kind: "return-arrived", returnId: id } }];
  if (habit === "never") return [];
  const sentAt = habit === "late" ? after(sendBy, lateByMs) : after(at, sentBackAfterMs);
  return [{ at: sentAt, event: { kind: "return-scanned", returnId: id } }];
}

const warehouse = { zh: "发货仓库", en: "Warehouse" };
const nearby = { zh: "收件地营业部", en: "Local delivery station" };
const inPerson = { zh: "本人签收", en: "Handed to the recipient" };

/** The order after the event. An event that cannot be, such as a second arrival, changes nothing. */
export function happen(order: OrderRecord, event: WorldEvent, at: Date): OrderRecord {
  switch (event.kind) {
    case "picking-began":
      return order.state === "paid" ? { ...order, state: "picking" } : order;
    case "collected":
      return collect(order, event.parcelId, at);
    case "out-for-delivery":
      return withParcel(order, event.parcelId, (parcel) =>
        parcel.state === "in-transit" || parcel.state === "customs-held"
          ? { ...scanned(parcel, { at, place: nearby, kind: "out-for-delivery" }), state: "out-for-delivery" }
          : parcel,
      );
    case "delivered":
      return withParcel(order, event.parcelId, (parcel) =>
        parcel.state === "delivered" || parcel.state === "waiting"
          ? parcel
          : {
              ...scanned(parcel, { at, place: inPerson, kind: "delivered" }),
              state: "delivered",
              deliveredAt: at,
              deliveryProof: { kind: "signature", place: inPerson, agreed: true },
            },
      );
    case "return-scanned":
      return withReturn(order, event.returnId, (one) => (one.scannedAt ? one : { ...one, scannedAt: at }));
    case "return-arrived":
      return withReturn(order, event.returnId, (one) =>
        one.arrivedAt ? one : { ...one, scannedAt: one.scannedAt ?? at, arrivedAt: at },
      );
  }
}

const scanned = (parcel: Parcel, scan: Scan): Parcel => ({ ...parcel, scans: [...parcel.scans, scan] });

function collect(order: OrderRecord, wanted: string | undefined, at: Date): OrderRecord {
  const scan: Scan = { at, place: warehouse, kind: "collected" };
  const expectedAt = after(at, travelMs);
  if (wanted !== undefined) {
    return withParcel(order, wanted, (parcel) =>
      parcel.state === "waiting" ? { ...scanned(parcel, scan), state: "in-transit", expectedAt } : parcel,
    );
  }
  const lines = unpacked(order);
  if (lines.length === 0 || order.state === "unpaid") return order;
  const number = order.parcels.length + 1;
  const parcel: Parcel = {
    id: parcelId(`${order.id}-p${number}`),
    trackingNumber: `SW${order.number}${number}`,
    carrier: "swallow",
    carrierName: { zh: "飞燕速运", en: "Swallow Express" },
    crossBorder: false,
    state: "in-transit",
    lines: lines.map((line) => ({ lineId: line.id, quantity: line.quantity })),
    weightGrams: lines.reduce((all, line) => all + line.weightGrams * line.quantity, 120),
    scans: [scan],
    expectedAt,
  };
  return { ...order, state: "shipped", parcels: [...order.parcels, parcel] };
}

function withParcel(order: OrderRecord, id: string, change: (parcel: Parcel) => Parcel): OrderRecord {
  const parcels = order.parcels.map((parcel) => (parcel.id === id ? change(parcel) : parcel));
  const arrived = parcels.every((parcel) => parcel.state === "delivered");
  return { ...order, parcels, state: order.state === "shipped" && arrived ? "delivered" : order.state };
}

/** An order is returned when everything that was sent and not cancelled is back. */
function withReturn(order: OrderRecord, id: string, change: (one: Return) => Return): OrderRecord {
  const returns = order.returns.map((one) => (one.id === id ? change(one) : one));
  const back = new Set(returns.filter((one) => one.arrivedAt).flatMap((one) => one.lineIds));
  const kept = order.lines.filter((line) => !back.has(line.id) && !order.cancelledLineIds.includes(line.id));
  return { ...order, returns, state: order.state === "delivered" && kept.length === 0 ? "returned" : order.state };
}
