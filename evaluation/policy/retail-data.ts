import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Address = z.looseObject({ address1: z.string(), address2: z.string(), city: z.string() });
const Payment = z.looseObject({ transaction_type: z.string(), amount: z.number(), payment_method_id: z.string() });
const Order = z.looseObject({
  order_id: z.string(),
  user_id: z.string(),
  address: Address,
  items: z.array(
    z.looseObject({
      name: z.string(),
      product_id: z.string(),
      item_id: z.string(),
      price: z.number(),
      options: z.record(z.string(), z.string()).default({}),
    }),
  ),
  status: z.string(),
  payment_history: z.array(Payment).default([]),
});
const User = z.looseObject({
  name: z.looseObject({ first_name: z.string(), last_name: z.string() }),
  address: Address,
  email: z.string().default(""),
  payment_methods: z
    .record(z.string(), z.looseObject({ id: z.string(), source: z.string(), balance: z.number().optional() }))
    .default({}),
  orders: z.array(z.string()).default([]),
});
const Product = z.looseObject({
  name: z.string(),
  product_id: z.string(),
  variants: z.record(
    z.string(),
    z.looseObject({
      item_id: z.string(),
      options: z.record(z.string(), z.string()).default({}),
      available: z.boolean(),
      price: z.number(),
    }),
  ),
});
export type Order = z.infer<typeof Order>;
export type User = z.infer<typeof User>;
export type Product = z.infer<typeof Product>;

/** An action of a task as the reference names it. */
export type Action = { readonly name: string; readonly kwargs: Readonly<Record<string, unknown>> };
export type Task = { readonly id: string; readonly userId: string; readonly actions: readonly Action[] };

export type RetailTables = { orders: Order; users: User };
export type RetailData = {
  readonly base: { readonly [Name in keyof RetailTables]: ReadonlyMap<string, RetailTables[Name]> };
  readonly products: ReadonlyMap<string, Product>;
  /** Every variant of every product by its item id. */
  readonly items: ReadonlyMap<string, { readonly product: Product; readonly variant: Product["variants"][string] }>;
};

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const tableIn = <T>(path: string, shape: z.ZodType<T>): Map<string, T> =>
  new Map(Object.entries(z.record(z.string(), shape).parse(read(path))));

/** Reads the folder of `orders.json`, `products.json` and `users.json`. */
export function readRetail(folder: string): RetailData {
  const products = tableIn(join(folder, "products.json"), Product);
  const items = [...products.values()].flatMap((product) =>
    Object.values(product.variants).map((variant) => [variant.item_id, { product, variant }] as const),
  );
  return {
    base: { orders: tableIn(join(folder, "orders.json"), Order), users: tableIn(join(folder, "users.json"), User) },
    products,
    items: new Map(items),
  };
}

const TaskText = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  user_id: z.string(),
  actions: z.array(
    z.looseObject({
      name: z.string(),
      kwargs: z.record(z.string(), z.unknown()).optional(),
      arguments: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

export function readRetailTasks(file: string): Task[] {
  return z
    .array(TaskText)
    .parse(read(file))
    .map(({ id, user_id: userId, actions }, index) => ({
      id: String(id ?? index),
      userId,
      actions: actions.map(({ name, kwargs, arguments: named }) => ({ name, kwargs: kwargs ?? named ?? {} })),
    }));
}
