import { type EcommerceData, type EcommerceTables, type EcommerceTask, wayOf } from "./ecommerce-data.ts";
import { nextOrderId } from "./ecommerce-shop.ts";
import { createRecords } from "./records.ts";
import type { Action } from "./retail-data.ts";

/**
 * What the reference's tools do to the data: what our end states are held against and, alone, an executor that does
 * whatever it is told. They ask hardly anything: the policy is left to whoever calls them. An order that is placed is
 * paid once the E-card has been charged for all of it.
 */
export function createEcommerceTools(data: EcommerceData, task: EcommerceTask) {
  const records = createRecords<EcommerceTables>(data.base);
  const { platform, shopId } = task;
  const placed: { readonly way: string; readonly open: Set<string> }[] = [];
  const paid = new Set<string>();
  const textOf = (value: unknown): string => String(value ?? "");
  const round = (amount: number): number => Math.round(amount * 100) / 100;

  /** Charged for first or ordered first: it comes to the same. */
  function settle(): void {
    for (const { way, open } of placed) {
      for (const line of open) if (paid.delete(line)) open.delete(line);
      const order = records.draft("orders", way);
      if (order && open.size === 0 && order.订单状态 === "待付款") order.订单状态 = "已付款";
    }
  }

  function place(userId: string, given: Action["kwargs"]): void {
    const user = records.read("users_info", userId);
    const wanted = Array.isArray(given["product_info_list"]) ? given["product_info_list"] : [];
    const lines = wanted.map((each: { product_id?: unknown; quantity?: unknown }) => {
      const id = textOf(each.product_id);
      return {
        商品ID: id,
        单价: data.products.get(wayOf(platform, shopId, id))?.商品价格 ?? 0,
        数量: Number(each.quantity),
      };
    });
    const id = String(nextOrderId + placed.length);
    const way = wayOf(platform, shopId, userId, id);
    const address = user?.地址信息;
    records.add("orders", way, {
      用户ID: userId,
      订单ID: id,
      订单状态: "待付款",
      订单总金额: round(lines.reduce((sum, line) => sum + line.单价 * line.数量, 0)),
      是否加急: false,
      订单商品列表: lines,
      收货地址: {
        收件人姓名: user?.用户姓名,
        ...address,
        电话号码: address?.电话号码 ?? user?.电话号码,
        详细地址: address?.详细地址 ?? "",
      },
      支付方式: textOf(given["payment"]),
    });
    placed.push({ way, open: new Set(lines.map((line) => `${line.商品ID} ${line.数量}`)) });
  }

  return {
    apply({ name, kwargs }: Action): void {
      const userId = textOf(kwargs["user_id"] ?? task.userId);
      const orderId = textOf(kwargs["order_id"]);
      const way = wayOf(platform, shopId, userId, orderId);
      const user = () => records.draft("users_info", userId);
      const order = records.draft("orders", way);
      switch (`${name} ${textOf(kwargs["action"])}`.trim()) {
        case "manage_order 取消":
          if (order) order.订单状态 = "已取消";
          return;
        case "manage_order 修改":
          if (order && kwargs["address"]) order.收货地址.详细地址 = textOf(kwargs["address"]);
          if (order && kwargs["phone_number"]) order.收货地址.电话号码 = textOf(kwargs["phone_number"]);
          return;
        case "manage_order 增加":
          place(userId, kwargs);
          return settle();
        case "manage_return":
          if (order) order.订单状态 = "已退货";
          return;
        case "manage_exchange 换货": {
          const line = order?.订单商品列表.find((each) => each.商品ID === kwargs["original_product_id"]);
          if (line) line.商品ID = textOf(kwargs["exchange_product_id"]);
          return;
        }
        case "manage_urgent":
          if (order) order.是否加急 = true;
          return;
        case "register_cashback_by_review 返现":
          records.add("register_cashback", way, { registered: true });
          return;
        case "manage_invoice":
          records.add("invoices", orderId, {
            订单ID: orderId,
            发票类型: kwargs["invoice_type"],
            发票抬头: kwargs["title"],
            电话号码: kwargs["phone_number"],
          });
          return;
        case "schedule_service":
          records.add("service", way, {
            服务类型: kwargs["service_type"],
            店铺ID: shopId,
            用户ID: userId,
            订单ID: orderId,
            平台: platform,
            电话号码: kwargs["phone_number"],
            用户姓名: kwargs["user_name"],
            预约日期: kwargs["service_time"],
          });
          return;
        case "manage_ecard 退款": {
          const owner = user();
          if (owner) owner.电子卡余额 = round(owner.电子卡余额 + Number(kwargs["amount"] ?? 0));
          return;
        }
        case "manage_ecard 余额使用": {
          const owner = user();
          const price = data.products.get(wayOf(platform, shopId, textOf(kwargs["product_id"])))?.商品价格 ?? 0;
          if (owner) owner.电子卡余额 = round(owner.电子卡余额 - price * Number(kwargs["quantity"]));
          paid.add(`${textOf(kwargs["product_id"])} ${Number(kwargs["quantity"])}`);
          return settle();
        }
        default:
          return;
      }
    },
    read: records.read,
    changed: () => records.changed(),
  };
}

const beforeItLeaves: readonly string[] = ["待付款", "已付款", "处理中"];

/**
 * What a task's actions come to by the reference: with all of them, with those the policy allows, and the places of those
 * it does not. Judged from the policy alone: states of orders, replacements on sale, and an E-card that is charged for
 * what is ordered in this task and credited with what was cancelled or returned in it, or has become cheaper since.
 */
export function judgeEcommerce(data: EcommerceData, task: EcommerceTask) {
  const [all, allowed] = [createEcommerceTools(data, task), createEcommerceTools(data, task)];
  const judged = new Set<number>();
  const { platform, shopId, userId } = task;
  const due: number[] = [];
  const ordered = task.actions.flatMap(({ kwargs }) => {
    const list = kwargs["payment"] === "京东E卡" ? kwargs["product_info_list"] : undefined;
    return Array.isArray(list) ? list.map((each: { product_id?: unknown }) => String(each.product_id)) : [];
  });
  const own = [...data.base.orders].filter(([way]) => way.startsWith(wayOf(platform, shopId, userId, "")));
  const priceDrops = own.flatMap(([, order]) =>
    order.支付方式 !== "京东E卡"
      ? []
      : order.订单商品列表.map((line) => {
          const now = data.products.get(wayOf(platform, shopId, line.商品ID))?.商品价格 ?? line.单价;
          return (line.单价 - now) * line.数量;
        }),
  );
  for (const [index, action] of task.actions.entries()) {
    const { name, kwargs } = action;
    const order = allowed.read("orders", wayOf(platform, shopId, userId, String(kwargs["order_id"])));
    const state = order?.订单状态 ?? "";
    const amount = Number(kwargs["amount"]);
    const breaks = ((): boolean => {
      if (kwargs["user_id"] !== undefined && kwargs["user_id"] !== userId) return true;
      switch (`${name} ${String(kwargs["action"] ?? "")}`.trim()) {
        case "manage_order 取消":
        case "manage_order 修改":
          return !beforeItLeaves.includes(state);
        case "manage_return":
          return state !== "已签收";
        case "manage_exchange 换货": {
          const product = data.products.get(wayOf(platform, shopId, String(kwargs["original_product_id"])));
          const to = product?.可换货商品.find((each) => each.商品ID === kwargs["exchange_product_id"]);
          return !beforeItLeaves.includes(state) || to?.商品状态 !== "已上架";
        }
        case "manage_ecard 余额使用":
          return !ordered.includes(String(kwargs["product_id"]));
        case "manage_ecard 退款": {
          const total = due.reduce((sum, each) => sum + each, 0);
          return ![...due, total, ...priceDrops].some((each) => each > 0 && Math.abs(each - amount) < 0.005);
        }
        default:
          return false;
      }
    })();
    all.apply(action);
    if (breaks) {
      judged.add(index);
      continue;
    }
    const isSentBack = name === "manage_return" || kwargs["action"] === "取消";
    if (isSentBack && order?.支付方式 === "京东E卡") due.push(order.订单总金额);
    allowed.apply(action);
  }
  return { reference: all.changed(), withinPolicy: allowed.changed(), judged };
}
