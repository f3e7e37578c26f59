import { after, dayMs, hourMs, parcelId, type ParcelId } from "@ruyi/kernel";
import type { ActionResult, Address, OrderRecord, Parcel, RefusalReason } from "../contract.ts";

/** What the shop's counter says to a wish: the order as it then is and the answer, or why not. */
export type Counter<
  Kind extends "cancel" | "change-address" | "create-return" | "cancel-return" | "request-trace" | "reship",
> = { readonly order: OrderRecord; readonly value: ActionResult<Kind> } | { readonly refused: RefusalReason };

const hasLeft = (parcel: Parcel): boolean => parcel.state !== "waiting";
const carries = (parcel: Parcel, lineId: string): boolean => parcel.lines.some((line) => line.lineId === lineId);
const knows = (order: OrderRecord, lineIds: readonly string[]): boolean =>
  lineIds.every((lineId) => order.lines.some((line) => line.id === lineId));

/** Only what nobody has begun to pack can be called back. */
export function cancelLines(order: OrderRecord, lineIds?: readonly string[]): Counter<"cancel"> {
  if (lineIds && !knows(order, lineIds)) return { refused: "no-such-line" };
  const open = order.lines.map((line) => line.id).filter((lineId) => !order.cancelledLineIds.includes(lineId));
  const wanted = lineIds ?? open;
  if (wanted.length === 0 || wanted.some((lineId) => !open.includes(lineId))) return { refused: "already-cancelled" };
  if (order.parcels.some((parcel) => hasLeft(parcel) && wanted.some((lineId) => carries(parcel, lineId)))) {
    return { refused: "already-shipped" };
  }
  if (order.state === "picking") return { refused: "being-picked" };

  const cancelledLineIds = [...order.cancelledLineIds, ...wanted];
  const kept = open.filter((lineId) => !wanted.includes(lineId));
  const parcels = order.parcels.filter(
    (parcel) => hasLeft(parcel) || parcel.lines.some((line) => kept.includes(line.lineId)),
  );
  const shipped =
    kept.length > 0 && kept.every((lineId) => parcels.some((parcel) => hasLeft(parcel) && carries(parcel, lineId)));
  const arrived = shipped && parcels.every((parcel) => parcel.state === "delivered");
  const state = kept.length === 0 ? "cancelled" : arrived ? "delivered" : shipped ? "shipped" : order.state;
  return {
    order: { ...order, state, cancelledLineIds, parcels },
    value: { orderId: order.id, cancelledLineIds: wanted },
  };
}

export function changeAddress(order: OrderRecord, address: Address): Counter<"change-address"> {
  if (order.state === "cancelled") return { refused: "already-cancelled" };
  if (order.parcels.some(hasLeft)) return { refused: "already-shipped" };
  if (order.state === "picking") return { refused: "being-picked" };
  return { order: { ...order, address }, value: { orderId: order.id, address } };
}

/** Opens a return for goods that have arrived. Whether it is owed is not the counter's question. */
export function openReturn(
  order: OrderRecord,
  lineIds: readonly string[],
  code: string,
  now: Date,
): Counter<"create-return"> {
  if (!knows(order, lineIds)) return { refused: "no-such-line" };
  const arrived = (lineId: string): boolean =>
    order.parcels.some((parcel) => parcel.state === "delivered" && carries(parcel, lineId));
  if (!lineIds.every(arrived)) return { refused: "not-delivered" };
  const earlier = order.returns.filter(
    (one) => one.withdrawnAt === undefined && one.lineIds.some((lineId) => lineIds.includes(lineId)),
  );
  if (earlier.some((one) => one.arrivedAt)) return { refused: "already-returned" };
  if (earlier.some((one) => one.sendBy > now)) return { refused: "return-already-open" };

  const returnId = `${order.id}-r${order.returns.length + 1}`;
  const sendBy = after(now, 7 * dayMs);
  const returns = [...order.returns, { id: returnId, code, lineIds, at: now, sendBy }];
  return { order: { ...order, returns }, value: { returnId, code, sendBy } };
}

/** Calls a return off while the goods are still with the customer. */
export function withdrawReturn(order: OrderRecord, returnId: string, now: Date): Counter<"cancel-return"> {
  const wanted = order.returns.find((one) => one.id === returnId);
  if (!wanted) return { refused: "no-such-return" };
  if (wanted.scannedAt || wanted.arrivedAt) return { refused: "return-on-its-way" };
  const returns = order.returns.map((one) => (one === wanted ? { ...one, withdrawnAt: one.withdrawnAt ?? now } : one));
  return { order: { ...order, returns }, value: { returnId } };
}

/** Asks the carrier to look; while it looks, the same search is answered. */
export function traceParcel(order: OrderRecord, wanted: ParcelId, now: Date): Counter<"request-trace"> {
  const parcel = order.parcels.find((one) => one.id === wanted);
  if (!parcel) return { refused: "no-such-parcel" };
  if (!hasLeft(parcel)) return { refused: "not-shipped" };
  const running = parcel.trace && parcel.trace.answerBy > now ? parcel.trace : undefined;
  const trace = running ?? { id: `${parcel.id}-t${now.getTime()}`, openedAt: now, answerBy: after(now, 48 * hourMs) };
  const parcels = order.parcels.map((one) => (one === parcel ? { ...one, trace } : one));
  return { order: { ...order, parcels }, value: { traceId: trace.id, answerBy: trace.answerBy } };
}

/** Packs the lines once more into a parcel that waits for its courier. */
export function shipAgain(
  order: OrderRecord,
  lineIds: readonly string[],
  tracking: string,
  now: Date,
): Counter<"reship"> {
  if (!knows(order, lineIds)) return { refused: "no-such-line" };
  if (order.state === "unpaid") return { refused: "unpaid" };
  if (lineIds.some((lineId) => order.cancelledLineIds.includes(lineId))) return { refused: "already-cancelled" };
  const first = order.parcels.find((parcel) => lineIds.some((lineId) => carries(parcel, lineId)));
  if (!first || !hasLeft(first)) return { refused: "not-shipped" };

  const lines = order.lines.filter((line) => lineIds.includes(line.id));
  const parcel: Parcel = {
    id: parcelId(`${order.id}-p${order.parcels.length + 1}`),
    trackingNumber: tracking,
    carrier: first.carrier,
    carrierName: first.carrierName,
    crossBorder: first.crossBorder,
    state: "waiting",
    lines: lines.map(({ id: lineId, quantity }) => ({ lineId, quantity })),
    weightGrams: lines.reduce((all, line) => all + line.weightGrams * line.quantity, 120),
    scans: [],
    packedAt: now,
    resend: true,
  };
  const value = { parcelId: parcel.id, shipsBy: after(now, dayMs) };
  return { order: { ...order, parcels: [...order.parcels, parcel] }, value };
}
