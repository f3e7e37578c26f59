import { createHmac } from "node:crypto";
import type { Order } from "@ruyi/commerce";
import { type CustomerId, customerId } from "@ruyi/kernel";
import { regulars } from "@ruyi/simulation";
import { demoBusiness, type Merchant } from "@ruyi/tenancy";
import type { House } from "../house.ts";

export type DemoShop = Pick<Merchant, "id" | "slug" | "name" | "languages" | "zone" | "defaultLanguage">;
export type Regular = (typeof regulars)[number];
export type Shopper = {
  readonly regular: Regular;
  readonly standing: number | "new";
  /** Newest first; undefined when the shop does not answer. */
  readonly orders: readonly Order[] | undefined;
};

export type DemoShops = {
  /** Empty on a system without the demo market. */
  readonly list: () => Promise<readonly DemoShop[]>;
  readonly named: (slug: string) => Promise<DemoShop | undefined>;
  readonly shoppers: (shop: DemoShop, orders: number) => Promise<readonly Shopper[]>;
  /** Signs as the shop would, for one of the four everyone knows; undefined for anybody else. */
  readonly identityOf: (shop: DemoShop, customer: string) => Promise<string | undefined>;
};

const identitySeconds = 300;

/** The shops that may be played with: those of the demo business and no others, whoever else is in the system. */
export function createDemoShops({ tenancy, commerce, trust, clock }: House): DemoShops {
  const list = (): Promise<readonly DemoShop[]> =>
    tenancy.listMerchants({ kind: "business", businessId: demoBusiness.id }, { limit: 10 });

  return {
    list,
    named: async (slug) => (await list()).find((shop) => shop.slug === slug),

    shoppers: ({ id }, limit) =>
      Promise.all(
        regulars.map(async (regular) => {
          const customer: CustomerId = customerId(regular.id);
          const [reading, { standing }] = await Promise.all([
            commerce.ordersOf(id, customer, { limit }),
            trust.rating(id, customer),
          ]);
          const orders = reading.kind === "found" ? reading.value : reading.kind === "absent" ? [] : undefined;
          return { regular, standing, orders };
        }),
      ),

    async identityOf({ id, slug }, customer) {
      if (!regulars.some((regular) => regular.id === customer)) return undefined;
      const secret = await tenancy.revealIdentitySecret({ kind: "system", name: "demo shop" }, id);
      const seconds = Math.floor(clock.now().getTime() / 1_000);
      return signed(secret, { iss: slug, sub: customer, iat: seconds, exp: seconds + identitySeconds });
    },
  };
}

/** A JWT signed HS256, as a shop's own server makes one (CONTRACT §2). */
function signed(secret: string, claims: Readonly<Record<string, string | number>>): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
