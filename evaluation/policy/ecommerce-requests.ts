import type { Offer } from "./executor.ts";
import type { Action } from "./retail-data.ts";

/** Tools that read catalogues and pictures: an executor's own notes, which no customer's matter hangs on. */
export const isOwnNote = (name: string): boolean => /^(get_|compare_|think|calculate)/.test(name);

/** By the reference's tool and its `action`, the procedure that is wanted. */
const understood: Readonly<Record<string, string>> = {
  "manage_order 查询": "show-order",
  "manage_order 取消": "cancel-order",
  "manage_order 修改": "change-order",
  "manage_order 增加": "place-order",
  manage_return: "return-order",
  "manage_exchange 查询": "show-order",
  "manage_exchange 换货": "exchange-item",
  "manage_ecard 信息查询": "show-ecard",
  "manage_ecard 余额查询": "show-ecard",
  "manage_ecard 余额使用": "pay-by-ecard",
  "manage_ecard 退款": "refund-to-ecard",
  "register_cashback_by_review 查询": "show-order",
  "register_cashback_by_review 返现": "register-cashback",
  manage_urgent: "urge-order",
  manage_invoice: "issue-invoice",
  schedule_service: "schedule-service",
  transfer_to_specialist: "talk-to-a-person",
};
const facts: Readonly<Record<string, string>> = {
  user_id: "userId",
  order_id: "orderId",
  phone_number: "phone",
  title: "invoiceTitle",
  invoice_type: "invoiceType",
  service_type: "serviceType",
  service_time: "serviceTime",
  user_name: "contact",
  product_id: "productId",
  original_product_id: "original",
  exchange_product_id: "replacement",
};

/** What an action of the reference asks for, in the procedures' words. Amounts are told in fen. */
export function offerOf({ name, kwargs }: Action): Offer {
  const {
    platform,
    shop_id: shopId,
    action,
    product_info_list: products,
    quantity,
    amount,
    expected,
    ...others
  } = kwargs;
  const named = `${name} ${String(action ?? "")}`.trim();
  const procedure = understood[named] ?? understood[name] ?? named;
  const list: readonly { readonly product_id?: unknown; readonly quantity?: unknown }[] = Array.isArray(products)
    ? products
    : [];
  const told = {
    ...Object.fromEntries(Object.entries(others).map(([argument, value]) => [facts[argument] ?? argument, value])),
    ...(platform === undefined || shopId === undefined ? {} : { shop: `${String(platform)}/${String(shopId)}` }),
    ...(quantity === undefined ? {} : { quantity: String(quantity) }),
    ...(amount === undefined ? {} : { amount: String(Math.round(Number(amount) * 100)) }),
    ...(expected === undefined ? {} : { expected: Math.round(Number(expected) * 100) }),
    ...(list.length === 0
      ? {}
      : {
          productIds: list.map((each) => String(each.product_id)),
          quantities: list.map((each) => String(each.quantity)),
        }),
  };
  return { procedure, told: { ...whatIsUnsaid[procedure], ...told } };
}

/** What stays as it is when nothing is said of it. A review's picture has been looked at before its registration is asked for. */
const whatIsUnsaid: Readonly<Record<string, Offer["told"]>> = {
  "change-order": { address: "none", phone: "none" },
  "issue-invoice": { invoiceTitle: "own", phone: "own" },
  "schedule-service": { contact: "own", phone: "own" },
  "register-cashback": { proof: "review" },
};
