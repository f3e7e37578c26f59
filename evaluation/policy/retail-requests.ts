import type { Offer } from "./executor.ts";
import type { Action } from "./retail-data.ts";

/** Tools that neither tell a customer anything nor change anything: an executor's own notes. */
export const ownNotes: ReadonlySet<string> = new Set(["think", "calculate"]);

/** By the reference's tool, the procedure that is wanted; by its argument, the fact it tells. */
const understood: Readonly<Record<string, string>> = {
  cancel_pending_order: "cancel-order",
  modify_pending_order_address: "change-address",
  modify_pending_order_payment: "change-payment",
  modify_pending_order_items: "change-items",
  exchange_delivered_order_items: "exchange-items",
  return_delivered_order_items: "return-items",
  modify_user_address: "change-default-address",
  get_order_details: "show-order",
  get_user_details: "show-account",
  get_product_details: "show-product",
  list_all_product_types: "show-products",
  find_user_id_by_email: "identify",
  find_user_id_by_name_zip: "identify",
  transfer_to_human_agents: "talk-to-a-person",
};
const facts: Readonly<Record<string, string>> = {
  order_id: "orderId",
  user_id: "userId",
  product_id: "productId",
  item_ids: "items",
  new_item_ids: "newItems",
  payment_method_id: "paymentMethod",
  first_name: "firstName",
  last_name: "lastName",
};

/** What an action of the reference asks for, in the procedures' words. */
export function offerOf({ name, kwargs }: Action): Offer {
  const told = Object.entries(kwargs).flatMap(([argument, value]) => {
    if (argument === "amount") return [["expected", Math.round(Number(value) * 100)] as const];
    if (argument === "address2" && value === "") return [["address2", "none"] as const];
    return [[facts[argument] ?? argument, value] as const];
  });
  const by =
    name === "find_user_id_by_email" ? { by: "email" } : name === "find_user_id_by_name_zip" ? { by: "name" } : {};
  return { procedure: understood[name] ?? name, told: { ...by, ...Object.fromEntries(told) } };
}
