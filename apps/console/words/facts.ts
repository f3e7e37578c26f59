import type { Bilingual } from "@ruyi/kernel";
import type { Words } from "./say.ts";

/** What the rows of a run's facts are called. */
export const factRowWords = {
  order: { zh: "商品", en: "Item" },
  number: { zh: "订单尾号", en: "Order ending" },
  amount: { zh: "可退金额", en: "Refundable" },
  orderState: { zh: "订单", en: "Order" },
  tender: { zh: "付款方式", en: "Paid with" },
  deliveredAt: { zh: "签收", en: "Delivered" },
  parcelState: { zh: "包裹", en: "Parcel" },
  parcelPlace: { zh: "最近到了", en: "Last seen" },
  parcelExpected: { zh: "预计送到", en: "Expected" },
  why: { zh: "依据", en: "Because" },
  returnCode: { zh: "取件码", en: "Pick-up code" },
  sendBy: { zh: "最晚寄出", en: "Send by" },
  refund: { zh: "退款", en: "Refund" },
  damage: { zh: "顾客说的问题", en: "They say" },
  address: { zh: "新地址", en: "New address" },
} as const satisfies Words;

/** What the values are called that come as codes. */
export const factValues: Readonly<Record<string, Bilingual>> = {
  unpaid: { zh: "还没付款", en: "unpaid" },
  paid: { zh: "已付款", en: "paid" },
  picking: { zh: "正在拣货", en: "being packed" },
  shipped: { zh: "已发货", en: "shipped" },
  delivered: { zh: "已签收", en: "delivered" },
  cancelled: { zh: "已取消", en: "cancelled" },
  returned: { zh: "已退回", en: "returned" },
  none: { zh: "没有扫描记录", en: "no scan on record" },
  moving: { zh: "在路上", en: "on its way" },
  held: { zh: "清关中", en: "held at customs" },
  "out-for-delivery": { zh: "派送中", en: "out for delivery" },
  lost: { zh: "丢件", en: "lost" },
  returning: { zh: "正在退回", en: "coming back" },
  done: { zh: "已到账", en: "paid back" },
  refused: { zh: "没有办成", en: "did not go through" },
  unknown: { zh: "结果不明，正在核对", en: "not known, being checked" },
  failed: { zh: "没有退成", en: "failed" },
  reversed: { zh: "被退回", en: "came back" },
};

/** Who says that something is so. */
export const sourceWords: Readonly<Record<string, Bilingual>> = {
  shop: { zh: "店铺", en: "shop" },
  carrier: { zh: "快递公司", en: "carrier" },
  pay: { zh: "支付方", en: "payment" },
  ledger: { zh: "账本", en: "ledger" },
  trust: { zh: "评级", en: "rating" },
  customer: { zh: "顾客", en: "customer" },
  staff: { zh: "同事", en: "colleague" },
  kb: { zh: "知识库", en: "articles" },
  desk: { zh: "系统", en: "system" },
};
