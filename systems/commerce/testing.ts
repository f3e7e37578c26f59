import { setTimeout as sleep } from "node:timers/promises";
import {
  type MerchantId,
  type Money,
  after,
  cny,
  createNewId,
  customerId,
  dayMs,
  hourMs,
  orderId,
  parcelId,
  parseId,
  zero,
} from "@ruyi/kernel";
import type { Address, Customer, OrderLine, OrderRecord, Parcel, Tender } from "./contract.ts";
import type { SeedMarket } from "./market/seed.ts";
import type { Wait } from "./wait.ts";

export { describeShopPort, type PortUnderTest } from "./port-suite.ts";

/** The machine's own time. Waiting alone keeps no process alive. */
export const wait: Wait = async (ms, signal) => {
  if (ms <= 0) return;
  try {
    await sleep(ms, undefined, { ref: false, ...(signal ? { signal } : {}) });
  } catch {
    // Aborted: whoever waited has what they waited for.
  }
};

/** Noon in Shanghai on an ordinary Tuesday. */
export const noon = new Date("2026-11-24T04:00:00Z");

let made = 0;
/** Ids in order, different in every call of a test run. */
export const newTestId = createNewId(
  () => noon.getTime(),
  () => {
    made += 1;
    return Uint8Array.from({ length: 16 }, (_, index) => (made >> ((index % 4) * 8)) & 255);
  },
);

export function aMerchantId(): MerchantId {
  const id = parseId("merchant", newTestId("merchant"));
  if (!id) throw new Error("A made id must parse; look at newTestId.");
  return id;
}

export const anAddress = (changes: Partial<Address> = {}): Address => ({
  country: "CN",
  region: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail: "翠苑街12号3幢502室",
  recipient: "周梅",
  phone: "13900000001",
  ...changes,
});

export const aLine = (changes: Partial<OrderLine> = {}): OrderLine => ({
  id: "line-1",
  productId: "ys-001",
  title: { zh: "羊毛大衣", en: "Wool coat" },
  words: ["大衣", "外套", "coat"],
  quantity: 1,
  listPrice: cny(799),
  discounts: [{ kind: "promotion", name: { zh: "立减", en: "Offer" }, amount: cny(100) }],
  paid: cny(699),
  weightGrams: 1_450,
  class: "ordinary",
  returnable: true,
  ...changes,
});

export const aParcel = (changes: Partial<Parcel> = {}): Parcel => ({
  id: parcelId("p-1"),
  trackingNumber: "SW557468547999",
  carrier: "swallow",
  carrierName: { zh: "飞燕速运", en: "Swallow Express" },
  crossBorder: false,
  state: "delivered",
  lines: [{ lineId: "line-1", quantity: 1 }],
  weightGrams: 1_600,
  scans: [{ at: after(noon, -2 * dayMs), place: { zh: "杭州", en: "Hangzhou" }, kind: "delivered" }],
  deliveredAt: after(noon, -2 * dayMs),
  ...changes,
});

/** An order that was paid, and nothing since. Its amount follows from its lines, its one tender from the amount. */
export function anOrder(changes: Partial<OrderRecord> = {}): OrderRecord {
  const lines = changes.lines ?? [aLine()];
  const shippingFee = changes.shippingFee ?? zero("CNY");
  const minor = lines.reduce((all, line) => all + line.paid.minor, shippingFee.minor);
  const amount: Money = { minor, currency: shippingFee.currency };
  const tenders: readonly Tender[] = [{ id: "tender-1", kind: "wechat-pay", amount }];
  return {
    id: orderId("o-1"),
    merchantId: aMerchantId(),
    customerId: customerId("mei"),
    number: "261119319859",
    placedAt: after(noon, -5 * dayMs),
    promisedBy: noon,
    state: "paid",
    lines,
    amount,
    shippingFee,
    tenders,
    address: anAddress(),
    parcels: [],
    returns: [],
    cancelledLineIds: [],
    ...changes,
  };
}

export const aCustomer = (changes: Partial<Customer> = {}): Customer => ({
  id: customerId("mei"),
  name: "周梅",
  language: "zh",
  phone: "13900000001",
  email: "mei@example.com",
  openedAt: after(noon, -1_500 * dayMs),
  address: anAddress(),
  ...changes,
});

/** Orders of every kind the port's promises speak of. `tests` may add more; ids are unique within the merchant. */
export function aShop(merchantId: MerchantId, more: readonly OrderRecord[] = []): SeedMarket {
  const base = (id: string, changes: Partial<OrderRecord>): OrderRecord =>
    anOrder({ id: orderId(id), merchantId, ...changes });
  const two = [
    aLine(),
    aLine({ id: "line-2", productId: "ys-002", paid: cny(129.01), listPrice: cny(129.01), discounts: [] }),
  ];
  const sent = (order: string): Parcel => aParcel({ id: parcelId(`${order}-p1`) });
  const { deliveredAt: _never, ...travelling } = aParcel();
  const moving: Parcel = {
    ...travelling,
    id: parcelId("moving-p1"),
    state: "in-transit",
    scans: [
      { at: after(noon, -9 * hourMs), place: { zh: "嘉兴", en: "Jiaxing" }, kind: "departed", weightGrams: 1_604 },
    ],
  };
  const orders = [
    base("waiting", { lines: two }),
    base("picking", { state: "picking" }),
    base("moving", { state: "shipped", parcels: [moving] }),
    base("delivered", { state: "delivered", parcels: [sent("delivered")] }),
    base("unpaid", { state: "unpaid", tenders: [] }),
    base("mixed", {
      state: "delivered",
      lines: two,
      parcels: [sent("mixed")],
      tenders: [
        { id: "tender-1", kind: "card", last4: "4242", amount: cny(700) },
        { id: "tender-2", kind: "points", amount: cny(128.01) },
      ],
    }),
    ...more,
  ];
  return {
    now: noon,
    merchants: [{ id: merchantId }],
    customers: [
      { ...aCustomer(), merchantId },
      { ...aCustomer({ id: customerId("lin") }), merchantId },
    ],
    orders: orders.map((order) => ({ ...order, refunds: [] })),
  };
}
