import { SignJWT } from "jose";
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

/** Lends the identity secrets of the demo market in `RUYI_HOME` or `DATABASE_URL`. */
export async function withDemoSecrets<T>(
  terminal: Terminal,
  work: (secretOf: (slug: string) => Promise<string>) => Promise<T>,
): Promise<T> {
  const { withTenancy } = await import("./system.ts");
  return withTenancy(terminal, (tenancy) =>
    work(async (slug) => {
      const merchant = await tenancy.merchantBySlug(slug);
      if (!merchant) throw new CallError(`The system in RUYI_HOME or DATABASE_URL has no merchant "${slug}".`);
      return tenancy.revealIdentitySecret({ kind: "system", name: "demo" }, merchant.id);
    }),
  );
}
