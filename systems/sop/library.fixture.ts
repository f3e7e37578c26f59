import type { FactsToTell } from "./testing.ts";

const states = ["unpaid", "paid", "picking", "shipped", "delivered", "cancelled", "returned"] as const;
const amount = { minor: 42_900, currency: "CNY" };

const anOrder = (state: string, but: Readonly<Record<string, unknown>> = {}) => ({
  id: "o-1",
  pick: "o-1/l-1",
  number: "20261118073021",
  state,
  lineIds: ["l-1"],
  title: { zh: "羊毛大衣", en: "Wool coat" },
  quantity: 1,
  amount,
  paid: amount,
  refunded: { minor: 0, currency: "CNY" },
  tender: { zh: "支付宝", en: "Alipay" },
  returnable: true,
  madeToOrder: false,
  deliveredAt: state === "delivered" ? "2026-11-22T08:00:00Z" : null,
  daysSinceDelivery: state === "delivered" ? 2 : null,
  placedAt: "2026-11-18T08:00:00Z",
  promisedBy: "2026-11-21T16:00:00Z",
  late: false,
  addressChanges: 0,
  price: amount,
  lateHours: state === "delivered" ? 50 : null,
  class: "ordinary",
  paidBackFor: [],
  twin: null,
  daysSincePlaced: 6,
  hoursSinceDelivery: state === "delivered" ? 20 : null,
  ...but,
});

const aTwin = (state: string) => ({ pick: "o-2", number: "20261118073022", first: "20261118073021", state });

const aParcel = (state: string, but: Readonly<Record<string, unknown>> = {}) => ({
  id: "p-1",
  state,
  stale: false,
  lastPlace: { zh: "杭州转运中心", en: "Hangzhou hub" },
  lastScanAt: "2026-11-23T01:30:00Z",
  expectedAt: "2026-11-25T10:00:00Z",
  deliveredAt: state === "delivered" ? "2026-11-22T08:00:00Z" : null,
  heldFor: null,
  silentDays: 1,
  proof: state === "delivered" ? "photo" : "none",
  placeAgreed: state === "delivered",
  lockerOpened: false,
  ...inside,
  ...but,
});

const inside = {
  crossBorder: false,
  lineIds: ["l-1"],
  title: { zh: "羊毛大衣", en: "Wool coat" },
  worth: amount,
  madeGood: "no",
};

const aQuote = (trigger: string, but: Readonly<Record<string, unknown>> = {}) => ({
  trigger,
  stars: 4,
  reasons: ["rating"],
  why: { zh: "近期有退货没有寄到。", en: "A recent return never arrived." },
  basis: "goods-return",
  smallClaim: false,
  needs: "R2",
  ...but,
});

const coat = { id: "o-1", label: { zh: "羊毛大衣，11月22日送到", en: "Wool coat, arrived 22 Nov" } };
const scarf = { id: "o-2", label: { zh: "围巾，在路上", en: "Scarf, on its way" } };

const aRefund = (state: string, but: Readonly<Record<string, unknown>> = {}) => ({
  state,
  key: "run-1/refund/1",
  amount,
  title: { zh: "羊毛大衣", en: "Wool coat" },
  sentAt: "2026-11-24T08:00:00Z",
  settledAt: "2026-11-24T08:00:04Z",
  ...but,
});

/** What shop, carrier and rating may say to the procedures that come with Ruyi; every row of their tables can occur. */
export const whatSourcesSay: FactsToTell = {
  candidates: [
    { count: 1, only: "o-1", list: [coat] },
    { count: 2, only: null, list: [coat, scarf] },
    { count: 0, only: null, list: [] },
  ],
  order: [
    ...states.map((state) => anOrder(state)),
    anOrder("paid", { madeToOrder: true, late: true }),
    anOrder("paid", { addressChanges: 2, late: true }),
    anOrder("delivered", { returnable: false }),
    anOrder("delivered", { daysSinceDelivery: 10, hoursSinceDelivery: 240, lateHours: 3 }),
    anOrder("delivered", { daysSinceDelivery: 400, daysSincePlaced: 404 }),
    anOrder("delivered", { paidBackFor: ["late", "price", "price"] }),
    anOrder("delivered", { madeToOrder: true, returnable: false }),
    anOrder("paid", { twin: aTwin("paid"), late: true }),
    anOrder("shipped", { twin: aTwin("shipped") }),
    anOrder("delivered", { daysSinceDelivery: 30, deliveredAt: "2026-10-25T08:00:00Z" }),
  ],
  parcel: [
    ...["moving", "held", "out-for-delivery", "delivered", "lost", "returning"].map((state) => aParcel(state)),
    { id: "p-1", state: "none", stale: false, ...inside },
    aParcel("moving", { stale: true }),
    aParcel("moving", { expectedAt: "2026-11-20T10:00:00Z" }),
    aParcel("moving", { stale: true, silentDays: 3 }),
    aParcel("moving", { stale: true, silentDays: 30, crossBorder: true }),
    aParcel("held", { heldFor: { zh: "收件人身份信息", en: "the recipient's identity paper" } }),
    aParcel("delivered", { proof: "none" }),
    aParcel("delivered", { madeGood: "resent" }),
    aParcel("lost", { madeGood: "refunded" }),
  ],
  lastRefund: [
    { state: "none" },
    ...["on-its-way", "after-scan", "with-person", "done", "refused", "failed"].map((state) => aRefund(state)),
  ],
  quote: [
    aQuote("instant", { stars: 5 }),
    aQuote("scan", { stars: 2 }),
    aQuote("person", { stars: 1 }),
    aQuote("no"),
    aQuote("instant", { stars: 3 }),
    aQuote("instant", { stars: 3, smallClaim: true, why: { zh: "", en: "" } }),
    aQuote("instant", { needs: "R3" }),
  ],
  // As the payment side tells it in the end, and as the acts answer.
  refund: ["done", "failed", "reversed"].map((state) => ({ key: "k", state, amount })),
  "refund.done": [{ amount }],
  "registerReturn.done": [{ returnId: "r-1", code: "6-2-1183", sendBy: "2026-11-29T16:00:00Z" }],
  "reship.done": [{ parcelId: "p-2", shipBy: "2026-11-26T16:00:00Z" }],
  "requestTrace.done": [{ traceId: "t-1", answerBy: "2026-11-26T16:00:00Z" }],
};
