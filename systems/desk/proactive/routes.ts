import type { IncomingHttpHeaders } from "node:http";
import type { MerchantId } from "@ruyi/kernel";
import { type HttpServer, Problem, ProblemError, security, type Transaction } from "@ruyi/platform";
import { z } from "zod";
import { access, problems, Shops, type Ticket, ticketFor } from "../http/routes.ts";
import type { Desk } from "../operations.ts";
import { NewsChoice, NewsWish } from "./contract.ts";

export type NewsRouteDeps = {
  readonly desk: Desk;
  readonly ticketOf: (token: string) => Promise<Ticket | undefined>;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly authorOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "merchant.read" | "merchant.change",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
  /** Writes who changed what, in the transaction that changes it. */
  readonly audited: (
    tx: Transaction,
    merchantId: MerchantId,
    change: { readonly before: object; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
};

/** Messages unasked: whether a customer wants them, and which a shop sends. */
export function addNewsRoutes(
  app: HttpServer,
  { desk: { proactive }, ticketOf, authorOf, audited }: NewsRouteDeps,
): void {
  const theirs = "/v1/customer/conversations/:id/news";
  const ofCustomer = {
    tags: ["customer"],
    security: security.conversation,
    params: z.object({ id: z.string() }),
    response: { 200: NewsWish, 401: Problem, 403: Problem, 404: Problem },
  };

  app.get(
    theirs,
    { schema: { ...ofCustomer, summary: "Whether you are told of your parcels and promises unasked" } },
    async (request) => {
      const ticket = await ticketFor({ ticketOf }, request.headers.authorization, request.params.id);
      app.limitMerchant(ticket.merchantId);
      return { wanted: await proactive.wishOf(ticket.merchantId, ticket.conversationId) };
    },
  );

  app.put(
    theirs,
    {
      schema: {
        ...ofCustomer,
        summary: "Choose whether you are told unasked; it holds at once, in every conversation with this shop",
        body: z.strictObject({ wanted: z.boolean() }),
      },
    },
    async (request) => {
      const ticket = await ticketFor({ ticketOf }, request.headers.authorization, request.params.id);
      app.limitMerchant(ticket.merchantId);
      const { wanted } = request.body;
      if (!(await proactive.wish(ticket.merchantId, ticket.conversationId, wanted)))
        throw new ProblemError(
          403,
          "identity-needed",
          "A visitor is told nothing unasked; sign in on the shop's page first.",
        );
      return { wanted };
    },
  );

  const shops = "/v1/merchants/:merchant/news";
  const ofShop = { tags: ["desk"], security: access, params: Shops, response: { 200: NewsChoice, ...problems } };

  app.get(
    shops,
    { schema: { ...ofShop, summary: "What customers are told of unasked, and when it is quiet" } },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "merchant.read");
      return proactive.choice(merchantId);
    },
  );

  app.put(
    shops,
    { schema: { ...ofShop, summary: "Choose what customers are told of unasked", body: NewsChoice } },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "merchant.change");
      const choice = { ...request.body, off: [...new Set(request.body.off)] };
      await proactive.choose(merchantId, choice, (tx, before, at) =>
        audited(tx, merchantId, { before, after: choice }, by, at),
      );
      return choice;
    },
  );
}
