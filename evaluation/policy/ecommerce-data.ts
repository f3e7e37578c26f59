import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Action } from "./retail-data.ts";

const Address = z.looseObject({ 详细地址: z.string().default(""), 电话号码: z.string().optional() });
const Order = z.looseObject({
  用户ID: z.string(),
  订单ID: z.string(),
  订单状态: z.string(),
  订单总金额: z.number(),
  是否加急: z.boolean().default(false),
  订单商品列表: z.array(z.looseObject({ 商品ID: z.string(), 单价: z.number(), 数量: z.number() })),
  收货地址: Address,
  支付方式: z.string().default(""),
});
const User = z.looseObject({
  用户ID: z.string(),
  电话号码: z.string().default(""),
  用户姓名: z.string().default(""),
  电子卡余额: z.number().default(0),
  地址信息: Address.optional(),
});
const Product = z.looseObject({
  商品ID: z.string(),
  商品名称: z.string().default(""),
  商品状态: z.string(),
  商品价格: z.number(),
  可换货商品: z
    .array(z.looseObject({ 商品ID: z.string(), 商品状态: z.string(), 商品描述: z.string().default("") }))
    .default([]),
});
export type EcommerceOrder = z.infer<typeof Order>;
export type EcommerceUser = z.infer<typeof User>;
export type EcommerceProduct = z.infer<typeof Product>;

/** Whether a review was registered stands in the files as a bare boolean; here it is a record like the others. */
export type Cashback = { registered: boolean };
export type EcommerceTables = {
  orders: EcommerceOrder;
  users_info: EcommerceUser;
  invoices: Record<string, unknown>;
  service: Record<string, unknown>;
  register_cashback: Cashback;
};

/** A record's way through the nested files, as one text. */
export const wayOf = (...names: readonly string[]): string => names.join("\t");
export const namesOfWay = (way: string): string[] => way.split("\t");

export type EcommerceData = {
  readonly base: { readonly [Name in keyof EcommerceTables]: ReadonlyMap<string, EcommerceTables[Name]> };
  /** Ways of orders that only the parcels or the bookings still know: the shop sold them and keeps no record. */
  readonly soldBefore: readonly string[];
  /** By platform, shop and product. */
  readonly products: ReadonlyMap<string, EcommerceProduct>;
};

export type EcommerceTask = {
  readonly id: string;
  readonly userId: string;
  readonly shopId: string;
  readonly platform: string;
  readonly actions: readonly Action[];
};

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** A file's records, however deep they lie, by their way. A file that is not there holds none. */
function tableIn<T>(folder: string, name: string, depth: number, shape: z.ZodType<T>): Map<string, T> {
  const path = join(folder, `${name}.json`);
  const records = new Map<string, T>();
  const walk = (value: unknown, names: readonly string[]): void => {
    if (names.length === depth) {
      records.set(wayOf(...names), shape.parse(value));
      return;
    }
    for (const [key, each] of Object.entries(z.record(z.string(), z.unknown()).parse(value)))
      walk(each, [...names, key]);
  };
  if (existsSync(path)) walk(read(path), []);
  return records;
}

export function readEcommerce(folder: string): EcommerceData {
  const loose = z.record(z.string(), z.unknown());
  const orders = tableIn(folder, "orders", 4, Order);
  const parcels = [...tableIn(folder, "logistics", 4, loose).keys(), ...tableIn(folder, "service", 4, loose).keys()];
  const cashback = z.boolean().transform((registered) => ({ registered }));
  return {
    base: {
      orders,
      users_info: tableIn(folder, "users_info", 1, User),
      invoices: tableIn(folder, "invoices", 1, loose),
      service: tableIn(folder, "service", 4, loose),
      register_cashback: tableIn(folder, "register_cashback", 4, cashback),
    },
    soldBefore: [...new Set(parcels)].filter((way) => !orders.has(way)),
    products: tableIn(folder, "products", 3, Product),
  };
}

const TaskText = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  user_id: z.string(),
  shop_id: z.string(),
  platform: z.string(),
  metadata: z.looseObject({
    actions: z
      .array(z.looseObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) }))
      .default([]),
  }),
});

export function readEcommerceTasks(file: string): EcommerceTask[] {
  return z
    .array(TaskText)
    .parse(read(file))
    .map(({ id, user_id: userId, shop_id: shopId, platform, metadata }, index) => ({
      id: String(id ?? index),
      userId,
      shopId,
      platform,
      actions: metadata.actions.map(({ name, arguments: kwargs }) => ({ name, kwargs })),
    }));
}

/** Records by table and way, nested again as the files are. */
export function inLayout(changed: Readonly<Record<string, Readonly<Record<string, object>>>>) {
  const tables: Record<string, Record<string, object>> = {};
  for (const [table, records] of Object.entries(changed)) {
    const nested: Record<string, object> = {};
    for (const [way, record] of Object.entries(records)) {
      const names = namesOfWay(way);
      const last = names.pop() ?? "";
      let place: Record<string, unknown> = nested;
      for (const name of names) place = (place[name] ??= {}) as Record<string, unknown>;
      place[last] = table === "register_cashback" ? (record as Cashback).registered : record;
    }
    tables[table] = nested;
  }
  return tables;
}
