import { createRecords } from "./records.ts";
import type { Action, Order, RetailData, RetailTables, Task, User } from "./retail-data.ts";

/**
 * What the reference tools do to the data, quirks included: the measure our end states are held against, and,
 * used alone, an executor that does whatever it is told as far as its tools let it. Written apart from the procedures
 * and from their shop. Answers why nothing was done; undefined when it was.
 */
export function createReferenceTools(data: RetailData) {
  const records = createRecords<RetailTables>(data.base);
  const round = (amount: number): number => Math.round(amount * 100) / 100;

  const tools: Readonly<Record<string, (order: Order, user: User, given: Action["kwargs"]) => string | undefined>> = {
    cancel_pending_order(order, user, { reason }) {
      if (order.status !== "pending") return "the order is not pending";
      if (reason !== "no longer needed" && reason !== "ordered by mistake") return "the reason is none of the two";
      const refunds = order.payment_history.map((payment) => ({ ...payment, transaction_type: "refund" }));
      for (const refund of refunds) addTo(user, refund.payment_method_id, refund.amount);
      order.payment_history.push(...refunds);
      Object.assign(order, { status: "cancelled", cancel_reason: reason });
      return undefined;
    },
    modify_pending_order_address(order, _user, { address1, address2, city, state, country, zip }) {
      if (order.status !== "pending") return "the order is not pending";
      Object.assign(order, { address: { address1, address2, city, state, country, zip } });
      return undefined;
    },
    modify_pending_order_payment(order, user, { payment_method_id: method }) {
      if (order.status !== "pending") return "the order is not pending";
      const payment = user.payment_methods[String(method)];
      const [paid, ...more] = order.payment_history;
      if (!payment) return "there is no such payment method";
      if (!paid || more.length > 0) return "there is not exactly one payment";
      if (paid.payment_method_id === payment.id) return "the payment method is the same";
      if ((payment.balance ?? Number.POSITIVE_INFINITY) < paid.amount) return "the gift card is too small";
      order.payment_history.push(
        { transaction_type: "payment", amount: paid.amount, payment_method_id: payment.id },
        { transaction_type: "refund", amount: paid.amount, payment_method_id: paid.payment_method_id },
      );
      addTo(user, payment.id, -paid.amount);
      addTo(user, paid.payment_method_id, paid.amount);
      return undefined;
    },
    modify_pending_order_items(order, user, given) {
      if (order.status !== "pending") return "the order is not pending";
      const swap = swapOf(order, user, given);
      if (typeof swap === "string") return swap;
      const { difference, method, pairs } = swap;
      order.payment_history.push({
        transaction_type: difference > 0 ? "payment" : "refund",
        amount: Math.abs(difference),
        payment_method_id: method,
      });
      addTo(user, method, -difference);
      for (const [old, wanted] of pairs) {
        const item = order.items.find(({ item_id: id }) => id === old);
        const { variant } = data.items.get(wanted) ?? {};
        if (item && variant) Object.assign(item, { item_id: wanted, price: variant.price, options: variant.options });
      }
      order.status = "pending (item modified)";
      return undefined;
    },
    exchange_delivered_order_items(order, user, given) {
      if (order.status !== "delivered") return "the order is not delivered";
      const swap = swapOf(order, user, given);
      if (typeof swap === "string") return swap;
      Object.assign(order, {
        status: "exchange requested",
        exchange_items: swap.pairs.map(([old]) => old).toSorted(),
        exchange_new_items: swap.pairs.map(([, wanted]) => wanted).toSorted(),
        exchange_payment_method_id: swap.method,
        exchange_price_difference: swap.difference,
      });
      return undefined;
    },
    return_delivered_order_items(order, user, { item_ids: ids, payment_method_id: method }) {
      if (order.status !== "delivered") return "the order is not delivered";
      const payment = user.payment_methods[String(method)];
      if (!payment) return "there is no such payment method";
      const isOriginal = order.payment_history[0]?.payment_method_id === payment.id;
      if (payment.source !== "gift_card" && !isOriginal) return "it is neither the original payment nor a gift card";
      const wanted = textsOf(ids);
      if (!holds(order, wanted)) return "the order does not hold the items";
      Object.assign(order, {
        status: "return requested",
        return_items: wanted.toSorted(),
        return_payment_method_id: payment.id,
      });
      return undefined;
    },
  };

  function addTo(user: User, method: string, amount: number): void {
    const payment = user.payment_methods[method];
    if (payment?.balance !== undefined) payment.balance = round(payment.balance + amount);
  }

  function swapOf(order: Order, user: User, given: Action["kwargs"]) {
    const [old, wanted] = [textsOf(given["item_ids"]), textsOf(given["new_item_ids"])];
    if (!holds(order, old)) return "the order does not hold the items";
    if (old.length !== wanted.length) return "old and new items differ in number";
    const pairs = old.map((id, index) => [id, wanted[index] ?? ""] as const);
    let difference = 0;
    for (const [from, to] of pairs) {
      const item = order.items.find(({ item_id: id }) => id === from);
      const variant = item && data.products.get(item.product_id)?.variants[to];
      if (!item || !variant?.available) return "a new item is not there or not available";
      difference += variant.price - item.price;
    }
    difference = round(difference);
    const payment = user.payment_methods[String(given["payment_method_id"])];
    if (!payment) return "there is no such payment method";
    if ((payment.balance ?? Number.POSITIVE_INFINITY) < difference) return "the gift card is too small";
    return { pairs, difference, method: payment.id };
  }

  return {
    apply({ name, kwargs }: Action): string | undefined {
      if (name === "modify_user_address") {
        const found = records.draft("users", String(kwargs["user_id"]));
        if (!found) return "there is no such user";
        const { address1, address2, city, state, country, zip } = kwargs;
        Object.assign(found, { address: { address1, address2, city, state, country, zip } });
        return undefined;
      }
      const tool = tools[name];
      if (!tool) return undefined;
      const order = records.draft("orders", String(kwargs["order_id"]));
      const user = order && records.draft("users", order.user_id);
      return order && user ? tool(order, user, kwargs) : "there is no such order";
    },
    changed: () => records.changed(),
  };
}

/**
 * What a customer's actions come to by the reference: with all of them, with those the policy allows, and the places of
 * those it does not. That is what the tools themselves refuse, and what they take and the policy does not: an item given
 * back for itself, and anything of another customer's.
 */
export function judgeRetail(data: RetailData, { userId, actions }: Pick<Task, "userId" | "actions">) {
  const [all, allowed] = [createReferenceTools(data), createReferenceTools(data)];
  const judged = new Set<number>();
  for (const [index, action] of actions.entries()) {
    const { kwargs } = action;
    const order = data.base.orders.get(String(kwargs["order_id"]));
    const isAnothers = order !== undefined && order.user_id !== userId;
    const isAnother = kwargs["user_id"] !== undefined && kwargs["user_id"] !== userId;
    const old = textsOf(kwargs["item_ids"]);
    const isForItself = textsOf(kwargs["new_item_ids"]).some((id, place) => id === old[place]);
    all.apply(action);
    const breaks = isAnothers || isAnother || isForItself || allowed.apply(action) !== undefined;
    if (breaks) judged.add(index);
  }
  return { reference: all.changed(), withinPolicy: allowed.changed(), judged };
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const times = (all: readonly string[], one: string): number => all.filter((each) => each === one).length;
function holds(order: Order, ids: readonly string[]): boolean {
  const held = order.items.map(({ item_id: id }) => id);
  return ids.every((id) => times(ids, id) <= times(held, id));
}
