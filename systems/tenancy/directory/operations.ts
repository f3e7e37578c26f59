import { type BusinessId, type Clock, type MerchantId, type NewId, secondMs } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import { actorOf } from "../audit.ts";
import { createBoundedCache, createReader } from "../bounded-cache.ts";
import { allows, type Principal } from "../principal.ts";
import { audit, auditAt } from "../store.ts";
import { type Place, platformPlace } from "../tree.ts";
import {
  type Business,
  changedSettings,
  difference,
  isSlug,
  type Merchant,
  type MerchantRefusal,
  merchantRefusal,
  type MerchantSettings,
  placeOf,
} from "./merchant.ts";
import { addBusiness, addMerchant, businessesBelow, findMerchant, merchantsBelow, saveMerchant } from "./store.ts";

export type DirectoryDeps = { readonly database: Database; readonly clock: Clock; readonly newId: NewId };

export type MerchantDraft = Omit<Merchant, "id" | "businessId" | "settings"> & { readonly settings?: MerchantSettings };
export type MerchantChange = Partial<Omit<Merchant, "id" | "businessId" | "slug">>;

export type MerchantResult =
  | { readonly kind: "done"; readonly merchant: Merchant }
  | ({ readonly kind: "refused" } & (MerchantRefusal | { readonly reason: "not-allowed" | "no-such-place" }));

/** How long another server's change to a merchant may stay unseen here. */
const seenWithinMs = 10 * secondMs;

export const createDirectory = ({ database, clock, newId }: DirectoryDeps) => {
  const cache = { limit: 10_000, ageMs: seenWithinMs };
  const byId = createBoundedCache<MerchantId, Promise<Merchant | undefined>>(cache);
  const bySlug = createBoundedCache<string, Promise<Merchant | undefined>>(cache);
  const readById = createReader(byId, (id) => database.transact(id, (tx) => findMerchant(tx, { id })));
  const readBySlug = createReader(bySlug, (slug) => database.asPlatform((tx) => findMerchant(tx, { slug })));
  const forget = (merchant: Merchant): void => {
    byId.delete(merchant.id);
    bySlug.delete(merchant.slug);
  };

  const directory = {
    /** From memory, at most ten seconds old. */
    merchantById: (id: MerchantId): Promise<Merchant | undefined> => readById(id, clock.now().getTime()),

    /** From memory, at most ten seconds old. Text that is no slug is nobody's. */
    merchantBySlug: (slug: string): Promise<Merchant | undefined> =>
      isSlug(slug) ? readBySlug(slug, clock.now().getTime()) : Promise.resolve(undefined),

    /** The merchants at and below a place, in the order of their ids; the caller may look there. */
    listMerchants: (place: Place, page: { readonly after?: MerchantId; readonly limit: number }): Promise<Merchant[]> =>
      database.asPlatform((tx) => merchantsBelow(tx, place, page)),

    listBusinesses: (
      place: Place,
      page: { readonly after?: BusinessId; readonly limit: number },
    ): Promise<Business[]> => database.asPlatform((tx) => businessesBelow(tx, place, page)),

    /** Undefined when this principal may not. */
    async createBusiness(by: Principal, name: Business["name"], id?: BusinessId): Promise<Business | undefined> {
      if (!allows(by, "merchant.create", platformPlace)) return undefined;
      const business: Business = { id: id ?? newId("business"), name };
      const at = clock.now();
      await database.asPlatform(async (tx) => {
        await addBusiness(tx, business, at);
        const entry = {
          by: actorOf(by),
          action: "business.created",
          subject: `business:${business.id}`,
          after: { name },
        };
        await auditAt(tx, { kind: "business", businessId: business.id }, entry, at, newId);
      });
      return business;
    },

    async createMerchant(
      by: Principal,
      businessId: BusinessId,
      draft: MerchantDraft,
      id?: MerchantId,
    ): Promise<MerchantResult> {
      const place: Place = { kind: "business", businessId };
      if (!allows(by, "merchant.create", place)) return { kind: "refused", reason: "not-allowed" };
      const merchant: Merchant = { id: id ?? newId("merchant"), businessId, settings: {}, ...draft };
      const refusal = merchantRefusal(merchant);
      if (refusal) return { kind: "refused", ...refusal };
      const at = clock.now();
      const result = await database.asPlatform(async (tx): Promise<MerchantResult> => {
        const [business] = await businessesBelow(tx, place, { limit: 1 });
        if (!business) return { kind: "refused", reason: "no-such-place" };
        if (!(await addMerchant(tx, merchant, at))) return { kind: "refused", reason: "slug-taken" };
        const { id: merchantId, businessId: _business, ...after } = merchant;
        const subject = `merchant:${merchantId}`;
        await audit(tx, merchantId, { by: actorOf(by), action: "merchant.created", subject, after }, at, newId);
        return { kind: "done", merchant };
      });
      forget(merchant);
      return result;
    },

    /**
     * Settings are changed name by name: `null` takes one away, those not named stay. `action` is what the audit calls
     * the change.
     */
    async changeMerchant(
      by: Principal,
      merchantId: MerchantId,
      change: MerchantChange,
      action = "merchant.changed",
    ): Promise<MerchantResult> {
      const at = clock.now();
      const result = await database.transact(merchantId, async (tx): Promise<MerchantResult> => {
        const before = await findMerchant(tx, { id: merchantId, lock: true });
        if (!before) return { kind: "refused", reason: "no-such-place" };
        if (!allows(by, "merchant.change", placeOf(before))) return { kind: "refused", reason: "not-allowed" };
        const settings = changedSettings(before.settings, change.settings ?? {});
        const merchant: Merchant = { ...before, ...change, settings };
        const refusal = merchantRefusal(merchant);
        if (refusal) return { kind: "refused", ...refusal };
        await saveMerchant(tx, merchant);
        const subject = `merchant:${merchantId}`;
        const entry = { by: actorOf(by), action, subject, ...difference(before, merchant) };
        await audit(tx, merchantId, entry, at, newId);
        return { kind: "done", merchant };
      });
      if (result.kind === "done") forget(result.merchant);
      return result;
    },
  };
  return directory;
};
