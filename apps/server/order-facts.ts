import { add, type Bilingual, dayMs, hourMs, least, type Money, money, subtract, zero } from "@ruyi/kernel";
import type { OrderSketch } from "@ruyi/assistant";
import type { Order, OrderLine, Parcel, Tender } from "@ruyi/commerce";
import { type FactRecord, OrderCard } from "@ruyi/desk";

/* What procedures know of an order and its parcel, made from what the shop and the carrier say. Pure. */

const staleAfterMs = { domestic: 48 * hourMs, crossBorder: 120 * hourMs };

type State = OrderSketch["state"];

const stateOf = (order: Order): State => (order.state === "partly-shipped" ? "shipped" : order.state);

/** Whether a return was registered for all of these lines. */
const isBack = (order: Order, lines: readonly OrderLine[]): boolean =>
  order.returns.some(({ withdrawnAt, lineIds }) => !withdrawnAt && lines.every(({ id }) => lineIds.includes(id)));

const deliveredAtOf = (order: Order): Date | undefined =>
  order.parcels
    .map(({ deliveredAt }) => deliveredAt)
    .filter((at) => at !== undefined)
    .toSorted((a, b) => b.getTime() - a.getTime())[0];

/** The order as far as it takes to tell which one a customer means. */
export function sketchOf(order: Order): OrderSketch {
  const deliveredAt = deliveredAtOf(order);
  const { id, number, placedAt } = order;
  // What has been given back is not what somebody means who says that something is broken.
  const isGivenBack = isBack(order, order.lines);
  return {
    id,
    number,
    placedAt,
    state: isGivenBack ? "returned" : stateOf(order),
    lines: order.lines,
    ...(deliveredAt ? { deliveredAt } : {}),
  };
}

export type Pick = { readonly orderId: string; readonly lineId: string | undefined };

/** `order`, or `order/line`. */
export function readPick(text: string): Pick {
  const [orderId = "", lineId] = text.split("/");
  return { orderId, lineId };
}

/**
 * The fact `order`: the order or the one line that is meant. `amount` is what may come back for it: the lines' paid
 * share, or everything that is left when the whole order is undone before it ships.
 */
export function orderFact(order: Order, { lineId }: Pick, purpose: string, now: Date): Record<string, unknown> {
  const state = stateOf(order);
  // Before it has left, an order is undone as a whole.
  const isWhole = lineId === undefined || state === "unpaid" || state === "paid" || state === "picking";
  const lines = isWhole ? order.lines : order.lines.filter(({ id }) => id === lineId);
  const [first] = lines;
  if (!first) throw new Error(`Order ${order.id} has no line ${lineId ?? ""}; the pick is not from its list.`);
  const deliveredAt = deliveredAtOf(order);
  const isGivenBack = isBack(order, lines);
  const left = subtract(order.amount, order.refunded);
  const share = lines.reduce((sum, { paid }) => add(sum, paid), zero(order.amount.currency));
  return {
    id: order.id,
    /** What to pick to read this again. */
    pick: lineId === undefined ? order.id : `${order.id}/${lineId}`,
    number: order.number,
    state: isGivenBack ? "returned" : state,
    lineIds: lines.map(({ id }) => id),
    title: titleOf(lines, first),
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    /** What was paid for these lines. */
    price: share,
    amount: purpose === "cancel-order" || state !== "delivered" ? left : least(share, left),
    paid: order.amount,
    refunded: order.refunded,
    tender: tenderWords(order.tenders),
    returnable: lines.every(({ returnable }) => returnable),
    madeToOrder: lines.some((line) => line.class === "custom"),
    deliveredAt: deliveredAt?.toISOString() ?? null,
    daysSinceDelivery: deliveredAt ? Math.floor((now.getTime() - deliveredAt.getTime()) / dayMs) : null,
    hoursSinceDelivery: deliveredAt ? Math.floor((now.getTime() - deliveredAt.getTime()) / hourMs) : null,
    placedAt: order.placedAt.toISOString(),
    daysSincePlaced: Math.floor((now.getTime() - order.placedAt.getTime()) / dayMs),
    promisedBy: order.promisedBy.toISOString(),
    late: order.promisedBy < now,
    /** By how much the promised date was missed; null until it has come. */
    lateHours: deliveredAt ? lateHours(order.promisedBy, deliveredAt) : null,
    /** What goods they are, the most delicate of them: it decides whether sending back makes sense. */
    class: classOf(lines),
    /** Why money has gone back or is on its way back, so that nothing is made good twice. */
    paidBackFor: order.refunds
      .filter(({ state }) => state !== "failed" && state !== "reversed")
      .map(({ reason }) => reason),
  };
}

/**
 * The same goods ordered once more within an hour, by the later of the two: what somebody means who paid twice. Null when
 * there is none that still counts.
 */
export function twinOf(order: Order, orders: readonly Order[]): Record<string, unknown> | null {
  const twin = orders.find(
    (other) =>
      other.id !== order.id &&
      other.state !== "unpaid" &&
      other.state !== "cancelled" &&
      Math.abs(other.placedAt.getTime() - order.placedAt.getTime()) <= hourMs &&
      goodsOf(other) === goodsOf(order),
  );
  if (!twin) return null;
  const [first, second] = twin.placedAt < order.placedAt ? [twin, order] : [order, twin];
  return { pick: second.id, number: second.number, first: first.number, state: stateOf(second) };
}

const goodsOf = ({ lines }: Order): string =>
  lines
    .map(({ productId, variant, quantity }) => `${productId} ${variant?.zh ?? ""} ${quantity}`)
    .toSorted()
    .join("\n");

const lateHours = (promisedBy: Date, deliveredAt: Date): number =>
  Math.max(0, Math.floor((deliveredAt.getTime() - promisedBy.getTime()) / hourMs));

const delicacy: readonly OrderLine["class"][] = ["fresh", "hygiene", "custom", "digital", "ordinary"];

const classOf = (lines: readonly OrderLine[]): OrderLine["class"] =>
  delicacy.find((kind) => lines.some((line) => line.class === kind)) ?? "ordinary";

function titleOf(lines: readonly OrderLine[], first: OrderLine): Bilingual {
  if (lines.length === 1) return first.title;
  return { zh: `${first.title.zh}等${lines.length}样`, en: `${first.title.en} and ${lines.length - 1} more` };
}

/**
 * An order as its customer may see it, from the facts `order` and `parcel`. What came from elsewhere than `orderFact` and
 * `parcelFact`, an imported history say, has no card.
 */
export function cardFrom(facts: Readonly<Record<string, FactRecord>>): OrderCard | undefined {
  const { order, parcel } = facts;
  if (!order) return undefined;
  const values = { ...fieldsOf(order.value), readAt: order.at };
  const whole = OrderCard.safeParse({ ...values, parcel: parcel?.value });
  // Of a parcel that has not left there is nothing to show.
  return (whole.success ? whole : OrderCard.safeParse(values)).data;
}

const fieldsOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

/** The orders a customer most likely comes for, likeliest first: what moves, what came lately, what is to come, the rest. */
export function likelyOrders(orders: readonly Order[], now: Date, atMost: number): readonly Order[] {
  const rank = (order: Order): number => {
    const deliveredAt = deliveredAtOf(order);
    const isOver = order.state === "cancelled" || order.state === "returned" || order.refunded.minor > 0;
    if (isOver) return 4;
    if (order.state === "delivered") return deliveredAt && now.getTime() - deliveredAt.getTime() <= 8 * dayMs ? 1 : 3;
    return stateOf(order) === "shipped" ? (order.promisedBy < now ? 0 : 2) : 2;
  };
  return orders.toSorted((a, b) => rank(a) - rank(b)).slice(0, atMost);
}

/** An order as a whole, as its customer may see it. */
export function cardOf(order: Order, now: Date, readAt: Date): OrderCard | undefined {
  const at = readAt.toISOString();
  const fact = (value: Record<string, unknown>): FactRecord => ({ value, source: "shop", at });
  return cardFrom({
    order: fact(orderFact(order, { orderId: order.id, lineId: undefined }, "show", now)),
    parcel: fact(parcelFact(order, now)),
  });
}

const tenderNames: Readonly<Record<Tender["kind"], Bilingual>> = {
  "wechat-pay": { zh: "微信支付", en: "WeChat Pay" },
  alipay: { zh: "支付宝", en: "Alipay" },
  card: { zh: "银行卡", en: "the card used" },
  "gift-card": { zh: "礼品卡", en: "the gift card" },
  points: { zh: "积分", en: "points" },
  coupon: { zh: "优惠券", en: "the coupon" },
};

/** Where the money goes, in words: each tender gets its share back. */
function tenderWords(tenders: readonly Tender[]): Bilingual {
  const words = tenders.map(({ kind, last4 }) =>
    kind === "card" && last4 !== undefined
      ? { zh: `尾号${last4}的银行卡`, en: `the card ending ${last4}` }
      : tenderNames[kind],
  );
  if (words.length === 0) return { zh: "原付款方式", en: "the original payment method" };
  return { zh: words.map(({ zh }) => zh).join("和"), en: words.map(({ en }) => en).join(" and ") };
}

/** What is known of a parcel that has not left: nobody has lost it, held it or been silent about it. */
const notShipped = {
  ...{ state: "none", stale: false, silentDays: 0, crossBorder: false, heldFor: null },
  madeGood: "no",
} as const;

/** The fact `parcel`: the one asked for, else the one that is still to come, or the last that came. */
export function parcelFact(order: Order, now: Date, id?: unknown): Record<string, unknown> {
  // What was sent again after it is what a customer waits for now, not the one that was lost.
  const current = order.parcels.filter((each) => !wasResent(order, each));
  const parcel = order.parcels.find((each) => each.id === id) ?? parcelToTellOf(current);
  const scan = parcel?.scans.at(-1);
  const inside = parcel ? contentsOf(order, parcel) : {};
  if (!parcel || parcel.state === "waiting" || !scan) return { id: parcel?.id ?? null, ...notShipped, ...inside };
  const silence = now.getTime() - scan.at.getTime();
  return {
    id: parcel.id,
    state: states[parcel.state],
    stale: silence > (parcel.crossBorder ? staleAfterMs.crossBorder : staleAfterMs.domestic),
    carrier: parcel.carrierName,
    lastPlace: parcel.deliveryProof && parcel.state === "delivered" ? parcel.deliveryProof.place : scan.place,
    lastScanAt: scan.at.toISOString(),
    expectedAt: (parcel.expectedAt ?? order.promisedBy).toISOString(),
    deliveredAt: parcel.deliveredAt?.toISOString() ?? null,
    /** What customs wants before it lets the parcel go. */
    heldFor: parcel.held?.needs ?? null,
    silentDays: Math.max(0, Math.floor(silence / dayMs)),
    ...proofOf(parcel),
    ...inside,
  };
}

/** How the carrier says it was handed over; without a word of it, it proves nothing. */
const proofOf = ({ deliveryProof: proof }: Parcel): Record<string, unknown> => ({
  proof: proof?.kind ?? "none",
  placeAgreed: proof?.agreed ?? false,
  lockerOpened: proof?.lockerOpenedAt !== undefined,
});

/** What is in a parcel, what was paid for it and is not yet paid back, and whether it was made good already. */
function contentsOf(order: Order, parcel: Parcel): Record<string, unknown> {
  const lines = order.lines.filter(({ id }) => parcel.lines.some(({ lineId }) => lineId === id));
  const [first] = lines;
  if (!first) return {};
  const worth = worthOf(order, parcel, lines);
  return {
    crossBorder: parcel.crossBorder,
    lineIds: lines.map(({ id }) => id),
    title: titleOf(lines, first),
    worth,
    madeGood:
      wasResent(order, parcel) || (parcel.resend === true && parcel.state === "waiting")
        ? "resent"
        : worth.minor <= 0
          ? "refunded"
          : "no",
  };
}

/** Whether something of this parcel was sent again after it. */
function wasResent(order: Order, { id, lines, packedAt = order.placedAt }: Parcel): boolean {
  const later = order.parcels.filter((other) => other.resend === true && other.id !== id);
  return later.some(
    (other) =>
      (other.packedAt ?? order.placedAt) > packedAt &&
      other.lines.some(({ lineId }) => lines.some((line) => line.lineId === lineId)),
  );
}

/** The paid share of what is inside, rounded for the customer; the shipping fee too when it is all that was ordered. */
function worthOf(order: Order, parcel: Parcel, lines: readonly OrderLine[]): Money {
  const left = subtract(order.amount, order.refunded);
  const packed = (line: OrderLine): number => parcel.lines.find(({ lineId }) => lineId === line.id)?.quantity ?? 0;
  if (order.lines.every((line) => packed(line) >= line.quantity)) return left;
  const share = lines.reduce(
    (sum, line) => sum + Math.ceil((line.paid.minor * Math.min(packed(line), line.quantity)) / line.quantity),
    0,
  );
  return least(money(share, order.amount.currency), left);
}

const states: Readonly<Record<Parcel["state"], string>> = {
  waiting: "none",
  "in-transit": "moving",
  "customs-held": "held",
  "out-for-delivery": "out-for-delivery",
  delivered: "delivered",
  lost: "lost",
  returned: "returning",
};

const parcelToTellOf = (parcels: readonly Parcel[]): Parcel | undefined =>
  parcels.find(({ state }) => state !== "delivered" && state !== "waiting") ??
  parcels.find(({ state, resend }) => state === "waiting" && resend === true) ??
  parcels.findLast(({ state }) => state === "delivered") ??
  parcels[0];
