import type { BusinessId, MerchantId } from "@ruyi/kernel";
import { createDirectory, type DirectoryDeps, type MerchantDraft } from "./directory/operations.ts";
import type { Merchant } from "./directory/merchant.ts";
import { createKeys, type KeysDeps } from "./keys/operations.ts";
import type { Post } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { createStaffOperations, type StaffDeps } from "./staff/operations.ts";

export type TenancyDeps = DirectoryDeps & StaffDeps & Omit<KeysDeps, "merchantById" | "merchantBySlug">;

/** Everything tenancy can do. One a process: it remembers merchants, sessions, keys and tokens for a few seconds. */
export const createTenancy = (deps: TenancyDeps) => {
  const directory = createDirectory(deps);
  const { merchantById, merchantBySlug } = directory;
  return { ...directory, ...createStaffOperations(deps), ...createKeys({ ...deps, merchantById, merchantBySlug }) };
};

export type Tenancy = ReturnType<typeof createTenancy>;

export type Seed = {
  readonly business: { readonly id: BusinessId; readonly name: Merchant["name"] };
  readonly merchants: readonly (Omit<MerchantDraft, "defaultLanguage"> & { readonly id: MerchantId })[];
  readonly staff: readonly {
    readonly name: string;
    readonly email: string;
    readonly role: Post["role"];
    /** The slug of where they work; the business itself when absent. */
    readonly merchant?: string;
  }[];
};

const demo: Principal = { kind: "system", name: "demo" };

/**
 * Brings a business with its merchants and people into being; what is there already stays as it is. Each merchant gets
 * an identity secret, nobody a password: an owner hands out sign-in links.
 */
export async function seedTenancy(tenancy: Tenancy, seed: Seed): Promise<void> {
  const { business } = seed;
  if ((await tenancy.listBusinesses({ kind: "business", businessId: business.id }, { limit: 1 })).length === 0) {
    await tenancy.createBusiness(demo, business.name, business.id);
  }
  for (const { id, slug, name, languages, zone, currency, ...chosen } of seed.merchants) {
    const [defaultLanguage = "zh"] = languages;
    const { settings, look, hours } = chosen;
    const draft = {
      ...{ slug, name, languages, defaultLanguage, zone, currency },
      ...(settings ? { settings } : {}),
      ...(look ? { look } : {}),
      ...(hours ? { hours } : {}),
    };
    const made = await tenancy.createMerchant(demo, business.id, draft, id);
    if (made.kind === "refused" && made.reason !== "slug-taken") {
      throw new Error(`Merchant "${slug}" cannot be made (${made.reason}); mend the seed.`);
    }
    const secrets = await tenancy.listIdentitySecrets(demo, id);
    if (secrets?.length === 0) await tenancy.rotateIdentitySecret(demo, id);
  }
  for (const person of seed.staff) {
    const { merchant: slug } = person;
    const at = slug === undefined ? undefined : seed.merchants.find((merchant) => merchant.slug === slug)?.id;
    if (slug !== undefined && at === undefined)
      throw new Error(`${person.name} works at "${slug}", which is not in the seed.`);
    const place = at
      ? ({ kind: "merchant", businessId: business.id, merchantId: at } as const)
      : ({ kind: "business", businessId: business.id } as const);
    const { name, email, role } = person;
    const made = await tenancy.createStaff(demo, { name, email, post: { role, at: place } });
    if (made.kind === "refused" && made.reason !== "email-taken") {
      throw new Error(`${name} cannot be made (${made.reason}); mend the seed.`);
    }
  }
}
