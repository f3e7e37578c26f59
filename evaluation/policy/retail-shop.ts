import type { ActResult } from "@ruyi/sop";
import type { Shop } from "./executor.ts";
import { createRecords } from "./records.ts";
import type { Order, RetailData, RetailTables, User } from "./retail-data.ts";

const cents = (dollars: number): number => Math.round(dollars * 100);
const dollars = (minor: number): number => minor / 100;
const kinds: Readonly<Record<string, string>> = {
  gift_card: "gift card",
  credit_card: "credit card",
  paypal: "PayPal account",
};

type Input = Readonly<Record<string, unknown>>;
const text = (input: Input, name: string): string => String(input[name] ?? "");
const number = (input: Input, name: string): number => Number(input[name] ?? 0);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The retail data as a shop: it tells what is so, and does what it is told. Whether that may be done it does not ask. */
export function createRetailShop(data: RetailData) {
  const records = createRecords<RetailTables>(data.base);
  const performed = new Map<string, ActResult>();

  // --- Facts, with amounts in cents

  function accountOf(id: string) {
    const user = records.read("users", id);
    if (!user) return { exists: false };
    return { exists: true, id, payments: paymentsOf(user), orders: user.orders.join(", ") };
  }

  const paymentsOf = (user: User) =>
    Object.values(user.payment_methods).map(({ id, source, balance }) => {
      const kind = kinds[source] ?? source;
      const label = `${kind} ${id.slice(-4)}`;
      // A payment method is also one of the answers to "which one?", so its label is there in both languages.
      return { id, kind, balance: balance === undefined ? null : cents(balance), label: { zh: label, en: label } };
    });

  function matchOf(input: Input) {
    const wanted = (found: string, name: string): boolean => found.toLowerCase() === text(input, name).toLowerCase();
    const found = [...data.base.users.keys()].find((id) => {
      const user = records.read("users", id);
      if (!user) return false;
      if ("email" in input) return wanted(user.email, "email");
      const { first_name: first, last_name: last } = user.name;
      return wanted(first, "firstName") && wanted(last, "lastName") && user.address["zip"] === text(input, "zip");
    });
    return found === undefined ? { exists: false } : { exists: true, id: found };
  }

  function orderOf(id: string) {
    const order = records.read("orders", id);
    if (!order) return { exists: false };
    const lines = order.items.map((item) => {
      const title = titleOf(item.name, item.options);
      return { id: item.item_id, product: item.product_id, price: cents(item.price), title, label: both(title) };
    });
    return {
      exists: true,
      id,
      customer: order.user_id,
      state: order.status,
      lines,
      title: order.items.map(({ name }) => name).join(", "),
      total: { minor: lines.reduce((sum, { price }) => sum + price, 0), currency: "USD" },
      payments: order.payment_history.map((payment) => ({
        kind: payment.transaction_type,
        amount: cents(payment.amount),
        method: payment.payment_method_id,
      })),
    };
  }

  const optionsOf = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => {
      const found = data.items.get(id);
      if (!found) return [];
      const { product, variant } = found;
      const title = titleOf(product.name, variant.options);
      const { available, price } = variant;
      return [{ id, product: product.product_id, price: cents(price), available, title }];
    });

  function productOf(id: string) {
    const product = data.products.get(id);
    if (!product) return { exists: false };
    const variants = Object.values(product.variants);
    const available = variants.filter((variant) => variant.available).length;
    return { exists: true, id, title: product.name, options: variants.length, available };
  }

  function factOf(name: string, input: Input): unknown {
    switch (name) {
      case "account":
        return accountOf(text(input, "customer"));
      case "match":
        return matchOf(input);
      case "order":
        return orderOf(text(input, "orderId"));
      case "options":
        return optionsOf(texts(input["items"]));
      case "product":
        return productOf(text(input, "productId"));
      case "range": {
        const titles = [...data.products.values()].map((product) => product.name);
        return { count: titles.length, titles: titles.join(", ") };
      }
      default:
        return null;
    }
  }

  // --- Acts

  function credit(userId: string, method: string, minor: number): void {
    const card = records.draft("users", userId)?.payment_methods[method];
    if (card?.balance !== undefined) card.balance = dollars(cents(card.balance) + minor);
  }

  function pay(order: Order, kind: "payment" | "refund", minor: number, method: string): void {
    order.payment_history.push({ transaction_type: kind, amount: dollars(minor), payment_method_id: method });
  }

  const acts: Readonly<Record<string, (order: Order, input: Input) => void>> = {
    cancelOrder(order, input) {
      order.status = "cancelled";
      order["cancel_reason"] = text(input, "reason");
      pay(order, "refund", number(input, "amount"), text(input, "method"));
      if (input["atOnce"] === true) credit(order.user_id, text(input, "method"), number(input, "amount"));
    },
    changeAddress(order, input) {
      order.address = input["address"] as Order["address"];
    },
    changePayment(order, input) {
      const amount = number(input, "amount");
      pay(order, "payment", amount, text(input, "method"));
      pay(order, "refund", amount, text(input, "before"));
      if (input["fromGiftCard"] === true) credit(order.user_id, text(input, "method"), -amount);
      if (input["atOnce"] === true) credit(order.user_id, text(input, "before"), amount);
    },
    changeItems(order, input) {
      const difference = number(input, "difference");
      pay(order, difference > 0 ? "payment" : "refund", Math.abs(difference), text(input, "method"));
      if (input["fromGiftCard"] === true) credit(order.user_id, text(input, "method"), -difference);
      const untouched = [...order.items];
      for (const { from, to } of input["pairs"] as readonly { from: string; to: string }[]) {
        const place = untouched.findIndex((item) => item.item_id === from);
        const [item] = untouched.splice(place, 1);
        const found = data.items.get(to);
        if (item && found)
          Object.assign(item, { item_id: to, price: found.variant.price, options: found.variant.options });
      }
      order.status = "pending (item modified)";
    },
    requestReturn(order, input) {
      order.status = "return requested";
      order["return_items"] = texts(input["items"]).toSorted();
      order["return_payment_method_id"] = text(input, "method");
    },
    requestExchange(order, input) {
      const pairs = input["pairs"] as readonly { from: string; to: string }[];
      order.status = "exchange requested";
      order["exchange_items"] = pairs.map(({ from }) => from).toSorted();
      order["exchange_new_items"] = pairs.map(({ to }) => to).toSorted();
      order["exchange_payment_method_id"] = text(input, "method");
      order["exchange_price_difference"] = dollars(number(input, "difference"));
    },
  };

  function act(action: string, input: Input): ActResult {
    if (action === "changeDefaultAddress") {
      const user = records.draft("users", text(input, "customer"));
      if (!user) return { state: "refused", reasons: ["unknown-customer"] };
      user.address = input["address"] as User["address"];
      return { state: "done" };
    }
    const order = records.draft("orders", text(input, "orderId"));
    const perform = acts[action];
    if (!order || !perform) return { state: "refused", reasons: [order ? "unknown-act" : "unknown-order"] };
    perform(order, input);
    return { state: "done" };
  }

  const shop: Shop = {
    lookUp: (facts, input) => Object.fromEntries(facts.map((name) => [name, factOf(name, input)])),
    perform(key, action, input) {
      const known = performed.get(key);
      if (known) return known;
      const result = act(action, input);
      performed.set(key, result);
      return result;
    },
  };
  return { shop, changed: () => records.changed() };
}

const both = (title: string) => ({ zh: title, en: title });
const titleOf = (name: string, options: Readonly<Record<string, string>>): string => {
  const particulars = Object.values(options).join(", ");
  return particulars === "" ? name : `${name} (${particulars})`;
};
