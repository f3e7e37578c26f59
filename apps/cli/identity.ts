import { SignJWT } from "jose";
import type { Language } from "@ruyi/kernel";
import { type Terminal, CallError } from "./terminal.ts";

/** Signs as the shop would: the customer of a merchant, for five minutes. */
export const signedIdentity = (secret: string, slug: string, customer: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(slug)
    .setSubject(customer)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(secret));

/** What one needs to play the customers of a shop: its identity secret, and whom it knows. */
export type DemoShop = {
  readonly secret: () => Promise<string>;
  readonly customers: () => Promise<readonly { readonly id: string; readonly language: Language }[]>;
};

/** Lends the shops of the demo market in `RUYI_HOME` or `DATABASE_URL`. */
export async function withDemoShops<T>(
  terminal: Terminal,
  work: (shopOf: (slug: string) => Promise<DemoShop>) => Promise<T>,
): Promise<T> {
  const { demoCustomers, withTenancy } = await import("./system.ts");
  return withTenancy(terminal, (tenancy, database) =>
    work(async (slug) => {
      const merchant = await tenancy.merchantBySlug(slug);
      if (!merchant) throw new CallError(`The system in RUYI_HOME or DATABASE_URL has no merchant "${slug}".`);
      return {
        secret: () => tenancy.revealIdentitySecret({ kind: "system", name: "demo" }, merchant.id),
        customers: () => demoCustomers(database, merchant.id),
      };
    }),
  );
}
