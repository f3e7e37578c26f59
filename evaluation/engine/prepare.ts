import type { CustomerId, MerchantId } from "@ruyi/kernel";
import type { House } from "@ruyi/server";
import { type Likeness, type OrderState, orderStates } from "./cases.ts";
import { bearTwins, type Twin } from "./twins.ts";

type Order = { readonly id: string; readonly number: string };

/** What must be known of a case to bear its customer; one without orders has the past alone. */
type Born = {
  readonly number: number;
  readonly slug: string;
  readonly like: Likeness;
  readonly hasNoOrders?: boolean;
};

/** A case with a customer of its own, and that customer's orders. */
export type TwinCase<C extends Born> = {
  readonly case: C;
  readonly customer: string;
  readonly merchantId: MerchantId;
  readonly orders: ReadonlyMap<OrderState, Order>;
};

/** A customer for each case, who has the past and the orders of the one it names; `family` tells them from all others. */
export async function prepareTwins<C extends Born>(
  house: House,
  cases: readonly C[],
  family: string,
): Promise<TwinCase<C>[]> {
  const likeOf = new Map<
    string,
    { readonly merchantId: MerchantId; readonly orders: ReadonlyMap<OrderState, Order> }
  >();
  const plays: TwinCase<C>[] = [];
  const twins: Twin[] = [];
  for (const [place, each] of cases.entries()) {
    const name = `${each.slug} ${each.like}`;
    const like = likeOf.get(name) ?? (await regular(house, each));
    likeOf.set(name, like);
    const customer = `${family}-${each.number}-${place}`;
    const copies = (each.hasNoOrders ? [] : [...like.orders]).map(([state, { id, number: old }], nth) => {
      const number = numberOf(family, each.number, place, nth);
      return { state, of: id, number, id: id.replace(old, number) };
    });
    const { merchantId } = like;
    twins.push({
      merchantId,
      like: each.like,
      name: customer,
      orders: copies.map(({ of: id, number }) => ({ id, number })),
    });
    plays.push({
      case: each,
      customer,
      merchantId,
      orders: new Map(copies.map(({ state, ...order }) => [state, order])),
    });
  }
  await bearTwins(house.database, twins);
  return plays;
}

/** An order number nobody else has: twelve digits, as the market's own. */
const numberOf = (family: string, number: number, place: number, nth: number): string => {
  const kin = [...family].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 97, 7);
  return `7${String(kin).padStart(2, "0")}${String((number * 4 + (place % 4)) * 4 + nth).padStart(9, "0")}`;
};

/** A regular's four orders, by what became of them. */
async function regular(house: House, { slug, like }: Born) {
  const merchant = await house.tenancy.merchantBySlug(slug);
  if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
  const reading = await house.commerce.ordersOf(merchant.id, like as CustomerId, { limit: 50 });
  const all = reading.kind === "found" ? reading.value : [];
  const delivered = all.filter(({ state }) => state === "delivered");
  const found = {
    unshipped: all.find(({ state }) => state === "paid" || state === "picking"),
    "on its way": all.find(({ state }) => state === "shipped"),
    "just delivered": delivered[0],
    "long ago": delivered.at(-1),
  };
  const orders = new Map(
    orderStates.map((state) => {
      const order = found[state];
      if (!order) throw new Error(`${like} has no order that is ${state}.`);
      return [state, { id: String(order.id), number: order.number }] as const;
    }),
  );
  return { merchantId: merchant.id, orders };
}
