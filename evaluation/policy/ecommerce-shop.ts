import type { ActResult } from "@ruyi/sop";
import {
  type EcommerceData,
  type EcommerceOrder,
  type EcommerceTables,
  type EcommerceTask,
  namesOfWay,
  wayOf,
} from "./ecommerce-data.ts";
import type { Shop } from "./executor.ts";
import { createRecords } from "./records.ts";

type Input = Readonly<Record<string, unknown>>;
const text = (input: Input, name: string): string => String(input[name] ?? "");
const number = (input: Input, name: string): number => Number(input[name] ?? 0);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const cents = (yuan: number): number => Math.round(yuan * 100);
const yuan = (minor: number): number => minor / 100;
const cny = (minor: number) => ({ minor, currency: "CNY" });
const both = (words: string) => ({ zh: words, en: words });

/** What is told of an order that only its parcel still knows. */
const noRecord = {
  state: "没有记录",
  total: cny(0),
  payment: "没有记录",
  urgent: false,
  lines: [],
  title: "没有记录",
  address: "没有记录",
  phone: "没有记录",
};

/** The number the data's own tasks know the next order by. */
export const nextOrderId = 1_234_567_890;

type Line = { readonly id: string; readonly count: number; readonly price: number; settled: boolean };

/**
 * The data of one shop on one platform: it tells what is so, and does what it is told; it knows no policy. What it
 * credited, sold and was paid since the conversation began it remembers, as a shop's books would.
 */
export function createEcommerceShop(
  data: EcommerceData,
  { platform, shopId }: Pick<EcommerceTask, "platform" | "shopId">,
) {
  const records = createRecords<EcommerceTables>(data.base);
  const performed = new Map<string, ActResult>();
  const shopName = `${platform}/${shopId}`;
  const ways = new Map(
    [...data.soldBefore, ...data.base.orders.keys()].map((way) => [namesOfWay(way).at(-1) ?? "", way]),
  );
  const credits: { orderId: string; amount: number }[] = [];
  const protectedOrders = new Set<string>();
  const sold: { orderId: string; lines: Line[] }[] = [];
  const prepaid: { id: string; count: number; amount: number }[] = [];

  // --- Facts, with amounts in fen

  const productOf = (id: string) => data.products.get(wayOf(platform, shopId, id));

  function accountOf(id: string, shop: string) {
    const user = records.read("users_info", id);
    if (!user) return { exists: false };
    const balance = cents(user.电子卡余额);
    return {
      exists: true,
      id,
      shop,
      name: user.用户姓名,
      phone: user.电话号码,
      address: user.地址信息?.详细地址 ?? "",
      balance,
      card: cny(balance),
    };
  }

  function orderOf(id: string) {
    const way = ways.get(id);
    if (way === undefined) return { exists: false };
    const order = records.read("orders", way);
    const [ofPlatform, ofShop, customer] = namesOfWay(way);
    const shop = `${ofPlatform}/${ofShop}`;
    if (!order) return { exists: true, id, customer, shop, ...noRecord };
    const lines = order.订单商品列表.map((line) => {
      const title = productOf(line.商品ID)?.商品名称 || line.商品ID;
      return { id: line.商品ID, price: cents(line.单价), quantity: line.数量, title, label: both(title) };
    });
    return {
      exists: true,
      id,
      customer,
      shop,
      state: order.订单状态,
      total: cny(cents(order.订单总金额)),
      payment: order.支付方式,
      urgent: order.是否加急,
      lines,
      title: lines.map((line) => line.title).join("、"),
      address: order.收货地址.详细地址,
      phone: order.收货地址.电话号码 ?? "",
    };
  }

  const productsOf = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => {
      const product = productOf(id);
      if (!product) return [];
      const replacements = product.可换货商品.map((each) => ({
        id: each.商品ID,
        state: each.商品状态,
        title: each.商品描述 || each.商品ID,
      }));
      const { 商品名称: title, 商品状态: state, 商品价格: price } = product;
      return [{ id, title: title || id, state, price: cents(price), replacements }];
    });

  /** What a customer paid by E-card and still has or awaits, with today's price beside it. */
  const paidLinesOf = (customer: string) =>
    [...ways].flatMap(([orderId, way]) => {
      const order = records.read("orders", way);
      const isTheirs = way.startsWith(wayOf(platform, shopId, customer, ""));
      const isOver = order && ["已取消", "已退货", "待付款"].includes(order.订单状态);
      if (!order || !isTheirs || isOver || order.支付方式 !== "京东E卡" || protectedOrders.has(orderId)) return [];
      return order.订单商品列表.map((line) => {
        const now = productOf(line.商品ID)?.商品价格 ?? line.单价;
        return { orderId, id: line.商品ID, price: cents(line.单价), now: cents(now), count: line.数量 };
      });
    });

  function factOf(name: string, input: Input): unknown {
    switch (name) {
      case "account":
        return accountOf(text(input, "customer"), text(input, "shop"));
      case "order":
        return orderOf(text(input, "orderId"));
      case "products":
        return productsOf(texts(input["products"]));
      case "cashback": {
        const way = ways.get(text(input, "orderId"));
        return { registered: way !== undefined && records.read("register_cashback", way)?.registered === true };
      }
      case "credits":
        return credits;
      case "paidLines":
        return paidLinesOf(text(input, "customer"));
      case "cardLines":
        return sold.flatMap(({ lines }) => lines);
      case "prepaid":
        return prepaid;
      default:
        return null;
    }
  }

  // --- Acts

  function credit(orderId: string, minor: number): boolean {
    const [, , customer = ""] = namesOfWay(ways.get(orderId) ?? "");
    const user = records.draft("users_info", customer);
    if (!user) return false;
    user.电子卡余额 = yuan(cents(user.电子卡余额) + minor);
    return true;
  }

  const onOrder: Readonly<Record<string, (order: EcommerceOrder, input: Input) => void>> = {
    cancelOrder(order) {
      order.订单状态 = "已取消";
    },
    returnOrder(order) {
      order.订单状态 = "已退货";
    },
    changeOrder(order, input) {
      order.收货地址.详细地址 = text(input, "address");
      order.收货地址.电话号码 = text(input, "phone");
    },
    exchangeItem(order, input) {
      const line = order.订单商品列表.find((each) => each.商品ID === text(input, "from"));
      if (line) line.商品ID = text(input, "to");
    },
    urgeOrder(order) {
      order.是否加急 = true;
    },
  };

  /** What is kept beside an order, whether there is a record of it or not. */
  const besideOrder: Readonly<Record<string, (orderId: string, input: Input, way: string) => void>> = {
    registerCashback(_orderId, _input, way) {
      records.add("register_cashback", way, { registered: true });
    },
    issueInvoice(订单ID, input) {
      const invoice = { 发票类型: text(input, "type"), 发票抬头: text(input, "title"), 电话号码: text(input, "phone") };
      records.add("invoices", 订单ID, { 订单ID, ...invoice });
    },
    scheduleService(订单ID, input, way) {
      records.add("service", way, {
        服务类型: text(input, "type"),
        店铺ID: shopId,
        用户ID: text(input, "customer"),
        订单ID,
        平台: platform,
        电话号码: text(input, "phone"),
        用户姓名: text(input, "name"),
        预约日期: text(input, "time"),
      });
    },
  };

  function placeOrder(input: Input): ActResult {
    const customer = text(input, "customer");
    const user = records.read("users_info", customer);
    if (!user) return { state: "refused", reasons: ["unknown-customer"] };
    const orderId = String(nextOrderId + sold.length);
    const lines = (input["lines"] as readonly { id: string; price: number; quantity: number }[]).map(
      ({ id, price, quantity }): Line => ({ id, price, count: quantity, settled: takePrepaid(id, quantity) }),
    );
    const way = wayOf(platform, shopId, customer, orderId);
    ways.set(orderId, way);
    records.add("orders", way, {
      用户ID: customer,
      订单ID: orderId,
      订单状态: lines.every(({ settled }) => settled) ? "已付款" : "待付款",
      订单总金额: yuan(number(input, "total")),
      是否加急: false,
      订单商品列表: lines.map(({ id, price, count }) => ({ 商品ID: id, 单价: yuan(price), 数量: count })),
      收货地址: {
        收件人姓名: user.用户姓名,
        电话号码: user.电话号码,
        ...user.地址信息,
        详细地址: user.地址信息?.详细地址 ?? "",
      },
      支付方式: text(input, "payment"),
    });
    sold.push({ orderId, lines: text(input, "payment") === "京东E卡" ? lines : [] });
    return { state: "done", facts: { orderId } };
  }

  function takePrepaid(id: string, count: number): boolean {
    const place = prepaid.findIndex((each) => each.id === id && each.count === count);
    if (place >= 0) prepaid.splice(place, 1);
    return place >= 0;
  }

  function payByEcard(input: Input): ActResult {
    const user = records.draft("users_info", text(input, "customer"));
    if (!user) return { state: "refused", reasons: ["unknown-customer"] };
    const [id, count, amount] = [text(input, "product"), number(input, "quantity"), number(input, "amount")];
    user.电子卡余额 = yuan(cents(user.电子卡余额) - amount);
    const order = sold.find(({ lines }) =>
      lines.some((line) => line.id === id && line.count === count && !line.settled),
    );
    const line = order?.lines.find((each) => each.id === id && each.count === count && !each.settled);
    if (!order || !line) {
      prepaid.push({ id, count, amount });
      return { state: "done" };
    }
    line.settled = true;
    const record = records.draft("orders", ways.get(order.orderId) ?? "");
    if (record && order.lines.every(({ settled }) => settled)) record.订单状态 = "已付款";
    return { state: "done" };
  }

  function act(action: string, input: Input): ActResult {
    const orderId = text(input, "orderId");
    if (action === "placeOrder") return placeOrder(input);
    if (action === "payByEcard") return payByEcard(input);
    if (action === "creditEcard") {
      if (!credit(orderId, number(input, "amount"))) return { state: "refused", reasons: ["unknown-order"] };
      credits.push({ orderId, amount: number(input, "amount") });
      if (input["priceProtection"] === true) protectedOrders.add(orderId);
      return { state: "done" };
    }
    const way = ways.get(orderId);
    const order = way === undefined ? undefined : records.draft("orders", way);
    if (order && onOrder[action]) onOrder[action](order, input);
    else if (way !== undefined && besideOrder[action]) besideOrder[action](orderId, input, way);
    else return { state: "refused", reasons: ["unknown-order"] };
    return { state: "done" };
  }

  const shop: Shop = {
    lookUp: (facts, input) =>
      structuredClone(Object.fromEntries(facts.map((name) => [name, factOf(name, input)] as const))),
    perform(key, action, input) {
      const known = performed.get(key);
      if (known) return known;
      const result = act(action, input);
      performed.set(key, result);
      return result;
    },
  };
  return { shop, shopName, changed: () => records.changed() };
}
