import type { BusinessId, MerchantId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf } from "@ruyi/platform";
import * as contract from "../contract.ts";
import { type Callers, notAllowed, after, done, forBoth, forStaff, Page, Slug } from "../http/routes.ts";
import { merchantOut } from "../wire.ts";
import type { Tenancy } from "../operations.ts";
import { allows } from "../principal.ts";
import { firstSteps, type ShopSeen } from "./first-steps.ts";
import { placeOf } from "./merchant.ts";

/** What other rooms know of a merchant, for the guide of its first day. */
export type WorldSeen = {
  readonly shopSeen: (merchantId: MerchantId) => Promise<ShopSeen>;
  readonly hasConversation: (merchantId: MerchantId) => Promise<boolean>;
};

/** Businesses and merchants. */
export function addDirectoryRoutes(
  app: HttpServer,
  tenancy: Tenancy,
  callers: Callers,
  { shopSeen, hasConversation }: WorldSeen,
): void {
  app.get(
    "/v1/businesses",
    {
      schema: {
        ...forStaff,
        summary: "The businesses one sees",
        querystring: Page,
        response: { 200: pageOf(contract.Business) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const place = (await callers.signedInOf(request)).staff.post.at;
      const found = await tenancy.listBusinesses(place, { ...after<BusinessId>(cursor), limit: limit + 1 });
      return pageFrom(found, limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/businesses",
    {
      schema: {
        ...forStaff,
        summary: "A new business",
        body: contract.NewBusiness,
        response: { 201: contract.Business },
      },
    },
    async (request, reply) => {
      const business = await tenancy.createBusiness(await callers.principalOf(request), request.body.name);
      if (!business) throw notAllowed();
      return reply.code(201).send(business);
    },
  );

  app.get(
    "/v1/merchants",
    {
      schema: {
        ...forBoth,
        summary: "The merchants one sees",
        querystring: Page,
        response: { 200: pageOf(contract.Merchant) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const principal = await callers.principalOf(request);
      const place = await callers.standsAt(principal);
      if (!allows(principal, "merchant.read", place)) throw notAllowed();
      const found = await tenancy.listMerchants(place, { ...after<MerchantId>(cursor), limit: limit + 1 });
      return pageFrom(found.map(merchantOut), limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/merchants",
    {
      schema: {
        ...forStaff,
        summary: "A new merchant",
        body: contract.NewMerchant,
        response: { 201: contract.Merchant },
      },
    },
    async (request, reply) => {
      const { businessId, ...draft } = request.body;
      const by = await callers.principalOf(request);
      const { merchant } = done(await tenancy.createMerchant(by, businessId as BusinessId, draft));
      return reply.code(201).send(merchantOut(merchant));
    },
  );
  app.get(
    "/v1/merchants/:merchant",
    { schema: { ...forBoth, summary: "One merchant", params: Slug, response: { 200: contract.Merchant } } },
    async (request) =>
      merchantOut((await callers.callerAtMerchant(request, "merchant.read", request.params.merchant)).merchant),
  );
  app.patch(
    "/v1/merchants/:merchant",
    {
      schema: {
        ...forBoth,
        summary: "Change a merchant",
        params: Slug,
        body: contract.MerchantChange,
        response: { 200: contract.Merchant },
      },
    },
    async (request) => {
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "merchant.change",
        request.params.merchant,
      );
      return merchantOut(done(await tenancy.changeMerchant(principal, merchant.id, request.body)).merchant);
    },
  );

  app.get(
    "/v1/merchants/:merchant/first-steps",
    {
      schema: {
        ...forStaff,
        summary: "What a new merchant still lacks before its first customer",
        params: Slug,
        response: { 200: contract.FirstSteps },
      },
    },
    async (request) => {
      const { staff } = await callers.signedInOf(request);
      const { merchant } = await callers.callerAtMerchant(request, "merchant.change", request.params.merchant);
      const [shop, isSpokenIn, colleagues] = await Promise.all([
        shopSeen(merchant.id),
        hasConversation(merchant.id),
        tenancy.countColleagues(placeOf(merchant), staff.id),
      ]);
      const { hasPassword } = staff;
      const hasHours = merchant.hours !== undefined;
      const steps = firstSteps({ hasPassword, shop, hasConversation: isSpokenIn, colleagues, hasHours });
      return { steps: [...steps], shop: { orders: 0, ...shop }, colleagues };
    },
  );
}
