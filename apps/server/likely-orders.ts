import { OrderCard } from "@ruyi/desk";
import type { CustomerId, MerchantId } from "@ruyi/kernel";
import { type HttpServer, merchantHeader, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import type { FactSources } from "./sources.ts";

export type LikelyOrdersNeeds = {
  readonly sources: Pick<FactSources, "likelyOf">;
  /** Who stands at the door, as for a conversation; throws a problem for nobody. */
  readonly identify: (
    authorization: string | undefined,
    slug: string | undefined,
  ) => Promise<{
    readonly shop: { readonly merchantId: MerchantId };
    readonly customerId: CustomerId | undefined;
  }>;
};

/** What a chat shows before a word is said: the order it thinks you mean, and the next likely ones. */
export function addLikelyOrders(app: HttpServer, { sources, identify }: LikelyOrdersNeeds): void {
  app.get(
    "/v1/customer/likely-orders",
    {
      schema: {
        tags: ["customer"],
        summary: "The orders a customer most likely comes for, likeliest first; a visitor has none",
        security: security.customer,
        response: { 200: z.object({ orders: z.array(OrderCard) }), 401: Problem, 404: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const slug = request.headers[merchantHeader];
      const { shop, customerId } = await identify(request.headers.authorization, Array.isArray(slug) ? slug[0] : slug);
      app.limitMerchant(shop.merchantId);
      reply.header("cache-control", "no-store");
      if (customerId === undefined) return { orders: [] };
      const orders = await sources.likelyOf(shop.merchantId, customerId);
      if (!orders) throw new ProblemError(503, "shop-silent", "The shop does not answer now; ask again in a minute.");
      return { orders: [...orders] };
    },
  );
}
