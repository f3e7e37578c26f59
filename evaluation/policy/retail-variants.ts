import { pick, type Random, seededRandom, shuffle } from "@ruyi/kernel";
import { identifyAs, identifyWith, openRetail, type RetailBench } from "./retail-opening.ts";
import type { Manner } from "./executor.ts";
import { canonical } from "./records.ts";
import type { Action, Order, RetailData, Task } from "./retail-data.ts";
import { offerOf } from "./retail-requests.ts";
import { createReferenceTools } from "./retail-tools.ts";
import type { TriedVariant } from "./trial.ts";

/** Something a task's customer could ask for that the policy does not allow, and the reason that must be given. */
export type Variant = {
  readonly kind: string;
  readonly userId: string;
  /** Who says they are asking: the customer, nobody, or after the customer somebody else. */
  readonly identity?: "nobody" | "stranger" | "another";
  /** Carried out before, as the policy allows. */
  readonly before: readonly Action[];
  readonly action: Action;
  readonly manner?: Manner;
  /** Facts the executor claims beside those that are the customer's to say. */
  readonly forged?: Readonly<Record<string, unknown>>;
  readonly expected: string;
};

/** What is known of an allowed action: the order, its owner, and the tool. */
type Sound = { readonly task: Task; readonly action: Action; readonly order: Order };
type Maker = (
  sound: Sound,
  data: RetailData,
  random: Random,
) =>
  | (Omit<Variant, "userId" | "kind" | "before"> & {
      readonly before?: readonly Action[];
      readonly userId?: string;
    })
  | undefined;

const changesItems = new Set(["modify_pending_order_items", "exchange_delivered_order_items"]);
const takesPayment = new Set([...changesItems, "return_delivered_order_items", "modify_pending_order_payment"]);
const ofDelivered = new Set(["exchange_delivered_order_items", "return_delivered_order_items"]);
const changesOrders = new Set([...takesPayment, "cancel_pending_order", "modify_pending_order_address"]);
const knowsAmount = new Set([...takesPayment, "cancel_pending_order"]);

/** Why an order in this state cannot be had for this tool. */
function stateReason(name: string, state: string): string | undefined {
  if (state === "cancelled") return "cancelled-already";
  if (state === "return requested" || state === "exchange requested") return "settled-already";
  if (ofDelivered.has(name)) return state === "delivered" ? undefined : "not-delivered";
  if (state === "processed") return "in-preparation";
  if (state === "delivered") return "delivered-already";
  return state === "pending" ? undefined : "items-changed-before";
}

const withArguments = (action: Action, kwargs: Action["kwargs"]): Action => ({
  name: action.name,
  kwargs: { ...action.kwargs, ...kwargs },
});
const idsIn = (action: Action, name: string): string[] => {
  const ids = action.kwargs[name];
  return Array.isArray(ids) ? ids.map(String) : [];
};
const aSecond = (name: string, order: Order): Action[] => {
  const order_id = order.order_id;
  const [item] = order.items;
  const method = order.payment_history[0]?.payment_method_id;
  const ids = { item_ids: [item?.item_id], payment_method_id: method };
  const { address1, address2, city } = order.address;
  const address = { address1, address2, city, state: "CA", country: "USA", zip: "94016" };
  const all: Action[] = [
    { name: "cancel_pending_order", kwargs: { order_id, reason: "no longer needed" } },
    { name: "modify_pending_order_address", kwargs: { order_id, ...address } },
    { name: "modify_pending_order_payment", kwargs: { order_id, payment_method_id: method } },
    { name: "modify_pending_order_items", kwargs: { order_id, ...ids, new_item_ids: [item?.item_id] } },
    { name: "return_delivered_order_items", kwargs: { order_id, ...ids } },
    { name: "exchange_delivered_order_items", kwargs: { order_id, ...ids, new_item_ids: [item?.item_id] } },
  ];
  return all.filter((each) => each.name !== name);
};

const endStates: Readonly<Record<string, string>> = {
  cancel_pending_order: "cancelled",
  modify_pending_order_items: "pending (item modified)",
  return_delivered_order_items: "return requested",
  exchange_delivered_order_items: "exchange requested",
};

const manners: Readonly<Record<string, readonly [Manner, string]>> = {
  "no answer to the read-back": ["silent", "no-yes"],
  "a yes that came too late": ["too-late", "no-yes"],
  "an agent's own yes": ["unsaid", "needs-the-customers-yes"],
  declined: ["declines", "kept"],
  "declined, then done": ["declines-then-does", "not-open"],
};

const makers: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(
    Object.entries(manners).map(([kind, [manner, expected]]) => [
      kind,
      ({ action }: Sound) => ({ action, manner, expected }),
    ]),
  ),
  "order in another state": ({ action, order, task }, data, random) => {
    const others = (data.base.users.get(task.userId)?.orders ?? []).flatMap((id) => data.base.orders.get(id) ?? []);
    const wrong = others.filter((each) => stateReason(action.name, each.status) !== undefined);
    const other = wrong.length > 0 ? pick(random, wrong) : undefined;
    const expected = other && stateReason(action.name, other.status);
    if (!other || !expected || other.order_id === order.order_id) return undefined;
    return { action: withArguments(action, { order_id: other.order_id }), expected };
  },
  "order in another state, its state forged": (sound, data, random) => {
    const made = makers["order in another state"]?.(sound, data, random);
    const id = made && data.base.orders.get(String(made.action.kwargs["order_id"]));
    if (!made || !id) return undefined;
    const order = { exists: true, id: id.order_id, customer: sound.task.userId, state: sound.order.status };
    return { ...made, forged: { order, verdict: { outcome: "yes" }, account: { id: id.user_id } } };
  },
  "another customer's order": ({ action, task }, data, random) => {
    const others = [...data.base.orders.values()].filter((each) => each.user_id !== task.userId);
    return { action: withArguments(action, { order_id: pick(random, others).order_id }), expected: "not-yours" };
  },
  "another customer's order, claimed as one's own": ({ action, task }, data, random) => {
    const others = [...data.base.orders.values()].filter((each) => each.user_id !== task.userId);
    const other = pick(random, others);
    return {
      action: withArguments(action, { order_id: other.order_id }),
      forged: { account: { id: other.user_id }, identified: true },
      expected: "not-yours",
    };
  },
  "an order nobody has": ({ action }) => ({
    action: withArguments(action, { order_id: "#W0000000" }),
    expected: "unknown-order",
  }),
  "without identification": ({ action }) => ({ action, identity: "nobody", expected: "not-identified" }),
  "somebody nobody knows": ({ action }) => ({ action, identity: "stranger", expected: "not-identified" }),
  "a second customer in one conversation": (_sound, data, random) => {
    const email = pick(random, [...data.base.users.values()]).email;
    return {
      action: { name: "find_user_id_by_email", kwargs: { email } },
      identity: "another",
      expected: "one-customer",
    };
  },
  "another customer's default address": ({ task }, data, random) => {
    const user_id = pick(
      random,
      [...data.base.users.keys()].filter((id) => id !== task.userId),
    );
    const address = { address1: "1 Mill Lane", address2: "", city: "Leeds", state: "CA", country: "USA", zip: "94016" };
    return { action: { name: "modify_user_address", kwargs: { user_id, ...address } }, expected: "not-yours" };
  },
  twice: ({ action }) => {
    const state = endStates[action.name];
    const expected =
      action.name === "modify_pending_order_payment"
        ? "payment-changed-before"
        : state && stateReason(action.name, state);
    return expected ? { before: [action], action, expected } : undefined;
  },
  "something else after it was settled": ({ action, order }, _data, random) => {
    const state = endStates[action.name];
    if (state === undefined) return undefined;
    const second = pick(random, aSecond(action.name, order));
    const expected = stateReason(second.name, state);
    return expected ? { before: [action], action: second, expected } : undefined;
  },
  "a reason that does not count": ({ action }, _data, random) => {
    if (action.name !== "cancel_pending_order") return undefined;
    const reason = pick(random, ["found it cheaper", "changed my mind", "No longer needed", "yes"]);
    return { action: withArguments(action, { reason }), expected: "wrong-reason" };
  },
  "an amount raised": ({ action }, _data, random) =>
    knowsAmount.has(action.name)
      ? {
          action: withArguments(action, { amount: 1_000_000 + Math.floor(random() * 99_999) / 100 }),
          expected: "other-amount",
        }
      : undefined,
  "an item the order does not hold": ({ action, order }, data, random) => {
    const ids = idsIn(action, "item_ids");
    if (ids.length === 0) return undefined;
    const foreign = [...data.items.keys()].filter((id) => order.items.every((item) => item.item_id !== id));
    return {
      action: withArguments(action, { item_ids: [pick(random, foreign), ...ids.slice(1)] }),
      expected: "not-in-order",
    };
  },
  "more of an item than the order holds": ({ action, order }) => {
    const [first] = idsIn(action, "item_ids");
    if (first === undefined) return undefined;
    const held = order.items.filter((item) => item.item_id === first).length;
    const item_ids = Array.from({ length: held + 1 }, () => first);
    const [wanted] = idsIn(action, "new_item_ids");
    const more = wanted === undefined ? {} : { new_item_ids: item_ids.map(() => wanted) };
    return { action: withArguments(action, { item_ids, ...more }), expected: "not-in-order" };
  },
  "an item of another product": (sound, data, random) =>
    withNewItem(
      sound,
      random,
      [...data.items.values()].filter(
        ({ product, variant }) =>
          variant.available && sound.order.items.every((item) => item.product_id !== product.product_id),
      ),
      "other-product",
    ),
  "an item that is not available": (sound, data, random) =>
    withNewItem(
      sound,
      random,
      sameProduct(sound, data).filter(({ variant }) => !variant.available),
      "unavailable",
    ),
  "an item that does not exist": ({ action }) => {
    const ids = idsIn(action, "new_item_ids");
    if (ids.length === 0) return undefined;
    return {
      action: withArguments(action, { new_item_ids: ["0000000000", ...ids.slice(1)] }),
      expected: "unknown-item",
    };
  },
  "the option it already has": ({ action }) => {
    const [first] = idsIn(action, "item_ids");
    if (first === undefined || !changesItems.has(action.name)) return undefined;
    const new_item_ids = [first, ...idsIn(action, "new_item_ids").slice(1)];
    return { action: withArguments(action, { new_item_ids }), expected: "same-option" };
  },
  "fewer new items than old ones": ({ action }) => {
    const ids = idsIn(action, "new_item_ids");
    const [one] = ids;
    if (one === undefined) return undefined;
    const new_item_ids = ids.length > 1 ? ids.slice(1) : [one, one];
    return { action: withArguments(action, { new_item_ids }), expected: "unpaired" };
  },
  "somebody else's payment method": ({ action, task }, data, random) => {
    if (!takesPayment.has(action.name)) return undefined;
    const others = [...data.base.users].filter(([id]) => id !== task.userId);
    const methods = Object.keys(pick(random, others)[1].payment_methods);
    const payment_method_id = methods.length > 0 ? pick(random, methods) : "credit_card_0000000";
    return { action: withArguments(action, { payment_method_id }), expected: "unknown-payment" };
  },
  "a refund to another card": ({ action, order, task }, data, random) => {
    if (action.name !== "return_delivered_order_items") return undefined;
    const original = order.payment_history[0]?.payment_method_id;
    const methods = Object.values(data.base.users.get(task.userId)?.payment_methods ?? {});
    const others = methods.filter(({ id, source }) => source !== "gift_card" && id !== original);
    if (others.length === 0) return undefined;
    return {
      action: withArguments(action, { payment_method_id: pick(random, others).id }),
      expected: "not-original-payment",
    };
  },
  "the payment method it already has": ({ order }) => {
    if (order.status !== "pending") return undefined;
    const payment_method_id = order.payment_history[0]?.payment_method_id;
    const kwargs = { order_id: order.order_id, payment_method_id };
    return { action: { name: "modify_pending_order_payment", kwargs }, expected: "same-payment" };
  },
  "a gift card that is too small for the order": ({ order, task }, data) => {
    if (order.status !== "pending") return undefined;
    const [paid] = order.payment_history;
    const methods = Object.values(data.base.users.get(task.userId)?.payment_methods ?? {});
    const small = methods.find(
      ({ id, balance }) => id !== paid?.payment_method_id && balance !== undefined && balance < (paid?.amount ?? 0),
    );
    if (!small) return undefined;
    const kwargs = { order_id: order.order_id, payment_method_id: small.id };
    return { action: { name: "modify_pending_order_payment", kwargs }, expected: "gift-card-too-small" };
  },
  "a gift card that is too small for the difference": (sound, data, random) => {
    const methods = Object.values(data.base.users.get(sound.task.userId)?.payment_methods ?? {});
    const card = methods.find(({ balance }) => balance !== undefined);
    const [first] = idsIn(sound.action, "item_ids");
    const price = sound.order.items.find(({ item_id: id }) => id === first)?.price ?? 0;
    const dearer = sameProduct(sound, data).filter(
      ({ variant }) => variant.available && variant.price - price > (card?.balance ?? 0),
    );
    if (!card || first === undefined || dearer.length === 0 || !changesItems.has(sound.action.name)) return undefined;
    const kwargs = {
      item_ids: [first],
      new_item_ids: [pick(random, dearer).variant.item_id],
      payment_method_id: card.id,
    };
    return { action: withArguments(sound.action, kwargs), expected: "gift-card-too-small" };
  },
  "something no procedure does": ({ action }, _data, random) => ({
    action: { name: pick(random, ["delete_order", "raise_gift_card", "constructor"]), kwargs: action.kwargs },
    expected: "no-procedure",
  }),
};

const sameProduct = ({ action, order }: Sound, data: RetailData) => {
  const [first] = idsIn(action, "item_ids");
  const product = order.items.find((item) => item.item_id === first)?.product_id;
  return [...data.items.values()].filter(
    ({ product: each, variant }) => each.product_id === product && variant.item_id !== first,
  );
};

function withNewItem(
  { action }: Sound,
  random: Random,
  items: readonly { readonly variant: { readonly item_id: string } }[],
  expected: string,
) {
  const ids = idsIn(action, "new_item_ids");
  if (ids.length === 0 || items.length === 0) return undefined;
  const new_item_ids = [pick(random, items).variant.item_id, ...ids.slice(1)];
  return { action: withArguments(action, { new_item_ids }), expected };
}

/** Makes `count` variants of what tasks do rightly, of every kind in turn. Equal seeds make equal variants. */
export function retailVariants(
  data: RetailData,
  tasks: readonly Task[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Variant[] {
  const random = seededRandom(seed);
  const sound = tasks.flatMap((task) => soundActions(data, task));
  const variants: Variant[] = [];
  const kinds = Object.entries(makers);
  // Some kinds fit few tasks; a round in which none fits ends the search.
  for (let found = true; found && variants.length < count && sound.length > 0;) {
    found = false;
    for (const [kind, make] of kinds) {
      const made = firstFitting(shuffle(random, sound).slice(0, 60), (each) => {
        const variant = make(each, data, random);
        return variant && { kind, userId: each.task.userId, before: [], ...variant };
      });
      if (!made || variants.length >= count) continue;
      variants.push(made);
      found = true;
    }
  }
  return variants;
}

function firstFitting<Each, Made>(all: readonly Each[], make: (each: Each) => Made | undefined): Made | undefined {
  for (const each of all) {
    const made = make(each);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** First actions on an order that the tools accept and that give no item back for itself. */
function soundActions(data: RetailData, task: Task): Sound[] {
  const seen = new Set<string>();
  return task.actions.flatMap((action) => {
    const order = data.base.orders.get(String(action.kwargs["order_id"]));
    if (!order || !changesOrders.has(action.name) || seen.has(order.order_id)) return [];
    if (order.user_id !== task.userId) return [];
    seen.add(order.order_id);
    const old = idsIn(action, "item_ids");
    if (idsIn(action, "new_item_ids").some((id, index) => id === old[index])) return [];
    return createReferenceTools(data).apply(action) === undefined ? [{ task, action, order }] : [];
  });
}

/** Tries a variant against the procedures, and against the bare tools; not when what should come before is refused. */
export function tryVariant(bench: RetailBench, variant: Variant, seed: number): TriedVariant[] {
  const { conversation, changed } = openRetail(bench, seed);
  const { kind, userId, identity, before, action, manner = "yes", forged = {}, expected } = variant;
  if (identity === "stranger") identifyWith(conversation, { by: "email", email: "nobody@example.org" });
  else if (identity !== "nobody") identifyAs(conversation, bench.data, userId, seed);
  if (before.some((each) => conversation.offer(offerOf(each)).kind !== "done")) return [];
  const was = canonical(changed());
  const { procedure, told } = offerOf(action);
  const ending = conversation.offer({ procedure, told: { ...told, ...forged } }, manner);

  const tools = createReferenceTools(bench.data);
  for (const each of before) tools.apply(each);
  const stood = canonical(tools.changed());
  tools.apply(action);
  const tried: TriedVariant = {
    kind,
    expected,
    reasons: ending.kind === "refused" ? ending.reasons : undefined,
    hasChanged: canonical(changed()) !== was,
    bareToolsChange: canonical(tools.changed()) !== stood,
  };
  return [tried];
}
