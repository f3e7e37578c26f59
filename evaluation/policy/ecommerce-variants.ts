import { pick, type Random } from "@ruyi/kernel";
import { type EcommerceData, type EcommerceOrder, type EcommerceTask, namesOfWay, wayOf } from "./ecommerce-data.ts";
import type { Manner } from "./executor.ts";
import type { Action } from "./retail-data.ts";

/** Something a customer of a task could ask for that the policy does not allow, and the reason that must be given. */
export type EcommerceVariant = {
  readonly kind: string;
  readonly task: EcommerceTask;
  readonly before: readonly Action[];
  readonly action: Action;
  readonly manner?: Manner;
  readonly told?: Readonly<Record<string, unknown>>;
  readonly isKnown?: boolean;
  readonly expected: string;
};

const manners: readonly (readonly [kind: string, manner: Manner, expected: string])[] = [
  ["no answer to the read-back", "silent", "no-yes"],
  ["a yes that came too late", "too-late", "no-yes"],
  ["an agent's own yes", "unsaid", "needs-the-customers-yes"],
  ["declined", "declines", "kept"],
  ["declined, then done", "declines-then-does", "not-open"],
];
const beforeItLeaves: readonly string[] = ["待付款", "已付款", "处理中"];
const over: Readonly<Record<string, string>> = { 已取消: "cancelled-already", 已退货: "returned-already" };

/** Every variant of every kind that the data's orders and the tasks' customers give. */
export function ecommerceVariants(
  data: EcommerceData,
  tasks: readonly EcommerceTask[],
  random: Random,
): EcommerceVariant[] {
  const orders = [...data.base.orders];
  const [first] = tasks;
  if (!first || orders.length === 0) return [];
  const onOrders = orders.flatMap(([way, order]) => {
    const [platform = "", shopId = "", userId = ""] = namesOfWay(way);
    const task: EcommerceTask = { id: order.订单ID, userId, shopId, platform, actions: [] };
    const others = orders.filter(([other]) => namesOfWay(other)[2] !== userId).map(([, each]) => each);
    return data.base.users_info.has(userId) && others.length > 0
      ? variantsOn(data, task, order, pick(random, others), random)
      : [];
  });
  const onTasks = tasks.flatMap((task) =>
    data.base.users_info.has(task.userId) ? variantsOfBuying(data, task, random) : [],
  );
  return [...onOrders, ...onTasks];
}

function variantsOn(
  data: EcommerceData,
  task: EcommerceTask,
  order: EcommerceOrder,
  foreign: EcommerceOrder,
  random: Random,
): EcommerceVariant[] {
  const { 订单ID: order_id, 订单状态: state, 订单总金额: total, 支付方式: payment } = order;
  const who = { platform: task.platform, shop_id: task.shopId, user_id: task.userId };
  const on = (name: string, more: Action["kwargs"] = {}): Action => ({ name, kwargs: { ...who, order_id, ...more } });
  const [line] = order.订单商品列表;
  const product = line && data.products.get(wayOf(task.platform, task.shopId, line.商品ID));
  const replacements = product?.可换货商品 ?? [];
  const good = replacements.find((each) => each.商品状态 === "已上架")?.商品ID ?? "0";

  const cancel = on("manage_order", { action: "取消" });
  const change = on("manage_order", { action: "修改", address: "青禾路1号" });
  const giveBack = on("manage_return");
  const exchange = (from: string | undefined, to: string): Action =>
    on("manage_exchange", { action: "换货", original_product_id: from, exchange_product_id: to });
  const urge = on("manage_urgent");
  const invoice = (type: string): Action =>
    on("manage_invoice", { title: "公司", invoice_type: type, phone_number: "10000000000" });
  const service = (type: string): Action =>
    on("schedule_service", { service_type: type, service_time: "周三", user_name: "王", phone_number: "10000000000" });
  const cashback = on("register_cashback_by_review", { action: "返现" });
  const refund = (amount: number): Action => ({ name: "manage_ecard", kwargs: { ...who, action: "退款", amount } });

  const early = beforeItLeaves.includes(state);
  const isOver = over[state];
  const made: Omit<EcommerceVariant, "task" | "before">[] = [];
  const before: Omit<EcommerceVariant, "task">[] = [];
  const settling = early ? cancel : state === "已签收" ? giveBack : undefined;
  const settled = early ? "cancelled-already" : "returned-already";

  if (!early) {
    for (const [kind, action] of [
      ["cancelled when it had left", cancel],
      ["changed when it had left", change],
      ["exchanged when it had left", exchange(line?.商品ID, good)],
    ] as const)
      made.push({ kind, action, expected: isOver ?? "too-late" });
  }
  if (state !== "已签收")
    made.push({ kind: "returned before it came", action: giveBack, expected: isOver ?? "not-received" });
  if (early) {
    made.push(
      { kind: "a product the order does not hold", action: exchange("1", good), expected: "not-in-order" },
      { kind: "a product that is no replacement", action: exchange(line?.商品ID, "2"), expected: "not-replaceable" },
      ...replacements
        .filter((each) => each.商品状态 !== "已上架")
        .map((each) => ({
          kind: "a replacement not on sale",
          action: exchange(line?.商品ID, each.商品ID),
          expected: "unavailable",
        })),
      { kind: "a change to nothing", action: on("manage_order", { action: "修改" }), expected: "nothing-to-change" },
      {
        kind: "an amount raised",
        action: on("manage_order", { action: "取消", expected: total + 100 }),
        expected: "other-amount",
      },
    );
  }
  if (settling) {
    for (const [kind, manner, expected] of manners) made.push({ kind, action: settling, manner, expected });
    made.push(
      { kind: "nobody knows who asks", action: settling, isKnown: false, expected: "not-identified" },
      {
        kind: "claimed in another's name",
        action: { ...settling, kwargs: { ...settling.kwargs, user_id: foreign.用户ID } },
        expected: "not-yours",
      },
      {
        kind: "in another shop",
        action: { ...settling, kwargs: { ...settling.kwargs, shop_id: "another" } },
        expected: "not-yours",
      },
      {
        kind: "another customer's order",
        action: { ...settling, kwargs: { ...settling.kwargs, order_id: foreign.订单ID } },
        expected: "not-yours",
      },
      {
        kind: "an order nobody has",
        action: { ...settling, kwargs: { ...settling.kwargs, order_id: "0" } },
        expected: "unknown-order",
      },
    );
    for (const action of [settling, change, giveBack, urge, invoice("个人发票"), service("安装")]) {
      before.push({ kind: "something after it was settled", before: [settling], action, expected: settled });
    }
    if (payment === "京东E卡") {
      const more = { action: refund(total + 500), expected: "other-amount" };
      before.push({ kind: "a refund raised", before: [settling], ...more });
    }
  }
  if (payment !== "京东E卡") {
    made.push({
      kind: "a refund to the E-card that is not owed",
      action: refund(total + 3),
      expected: "nothing-due|other-amount",
    });
  }
  if (!isOver) {
    made.push(
      { kind: "a type that is none", action: invoice("专用发票"), expected: "wrong-type" },
      { kind: "a type that is none", action: service("清洗"), expected: "wrong-type" },
    );
  }
  made.push(
    { kind: "no picture of the review", action: cashback, told: { proof: "none" }, expected: "no-proof" },
    {
      kind: "a picture of something else",
      action: cashback,
      told: { proof: "other" },
      expected: "proof-without-review",
    },
    {
      kind: "something no procedure does",
      action: on(pick(random, ["delete_order", "set_balance"])),
      expected: "no-procedure",
    },
  );
  before.push({ kind: "cash back twice", before: [cashback], action: cashback, expected: "registered-already" });
  return [...made.map((each) => ({ before: [], ...each })), ...before].map((each) => ({ ...each, task }));
}

function variantsOfBuying(data: EcommerceData, task: EcommerceTask, random: Random): EcommerceVariant[] {
  const { platform, shopId, userId } = task;
  const who = { platform, shop_id: shopId, user_id: userId };
  const onSale = [...data.products.values()].filter((each) => each.商品状态 === "已上架");
  const balance = data.base.users_info.get(userId)?.电子卡余额 ?? 0;
  if (onSale.length === 0) return [];
  const buy = (id: string, quantity: unknown, payment = "京东E卡"): Action => ({
    name: "manage_order",
    kwargs: { ...who, action: "增加", payment, product_info_list: [{ product_id: id, quantity }] },
  });
  const pay = (id: string, quantity: unknown): Action => ({
    name: "manage_ecard",
    kwargs: { ...who, action: "余额使用", product_id: id, quantity },
  });
  const { 商品ID: any, 商品价格: price } = pick(random, onSale);
  const tooMany = Math.floor(balance / price) + 1;
  const cheap = onSale.filter((each) => each.商品价格 * 2 < balance);
  const affordable = cheap.length > 0 ? pick(random, cheap).商品ID : undefined;
  const other = cheap.find((each) => each.商品ID !== affordable)?.商品ID;
  const made: EcommerceVariant[] = [
    { kind: "bought beyond the E-card", action: buy(any, tooMany), expected: "ecard-too-small" },
    { kind: "paid beyond the E-card", action: pay(any, tooMany), expected: "ecard-too-small" },
    { kind: "a product nobody sells", action: buy("0", 1), expected: "unknown-product" },
    { kind: "a product nobody sells", action: pay("0", 1), expected: "unknown-product" },
    {
      kind: "a number that is none",
      action: buy(any, pick(random, [0, -1, 1.5, "x"]), "微信"),
      expected: "wrong-quantity",
    },
    { kind: "a way to pay that is none", action: buy(any, 1, "白条"), expected: "not-a-choice" },
  ].map((each) => ({ ...each, task, before: [] }));
  if (affordable !== undefined) {
    const [order, paying] = [buy(affordable, 1), pay(affordable, 1)];
    made.push({ kind: "paid twice", task, before: [order, paying], action: paying, expected: "already-paid" });
    made.push({
      kind: "paid twice before it was ordered",
      task,
      before: [paying],
      action: paying,
      expected: "already-paid",
    });
    for (const [kind, manner, expected] of manners)
      made.push({ kind, task, before: [], action: order, manner, expected });
    if (other !== undefined) {
      made.push({
        kind: "paid for what was not ordered",
        task,
        before: [order],
        action: pay(other, 1),
        expected: "not-in-order",
      });
    }
  }
  return made;
}
