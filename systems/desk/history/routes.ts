import type { IncomingHttpHeaders } from "node:http";
import { type Bilingual, type ConversationId, customerId, type MerchantId } from "@ruyi/kernel";
import { type Database, type HttpServer, pageFrom, pageOf, pageQuery, Problem, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { conversationsOf, promisesTo } from "./store.ts";

export type HistoryRouteDeps = {
  readonly database: Database;
  /** The merchant an address names, where the caller may read conversations; throws a problem where they may not. */
  readonly readerOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "conversation.read",
  ) => Promise<{ readonly merchantId: MerchantId }>;
  /** What each conversation was last about, in words; those about nothing yet are left out. */
  readonly aboutOf: (
    merchantId: MerchantId,
    conversations: readonly ConversationId[],
  ) => Promise<ReadonlyMap<ConversationId, Bilingual>>;
};

/** What was said and promised to one customer over time. */
export function addHistoryRoutes(app: HttpServer, { database, readerOf, aboutOf }: HistoryRouteDeps): void {
  const base = "/v1/merchants/:merchant/customers/:customer";
  const access = { tags: ["desk"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const Params = z.strictObject({ merchant: z.string().max(60), customer: z.string().min(1).max(120) });

  app.get(
    `${base}/conversations`,
    {
      schema: {
        ...access,
        summary: "A customer's conversations, the newest first: what about, where they stand",
        params: Params,
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.guid()]) })),
        response: { 200: pageOf(shape.PastConversation), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "conversation.read");
      const { cursor, limit } = request.query;
      const query = {
        customerId: customerId(request.params.customer),
        ...(cursor ? { before: cursor[0] as ConversationId } : {}),
        limit: limit + 1,
      };
      const found = await database.transact(merchantId, (tx) => conversationsOf(tx, merchantId, query));
      const page = pageFrom(found, limit, ({ id }) => [id]);
      const about = await aboutOf(
        merchantId,
        page.items.map(({ id }) => id),
      );
      return {
        items: page.items.map(({ reason, createdAt, updatedAt, ...each }) => ({
          ...each,
          about: about.get(each.id) ?? null,
          reason: reason ?? null,
          createdAt: createdAt.toISOString(),
          updatedAt: updatedAt.toISOString(),
        })),
        next: page.next,
      };
    },
  );

  app.get(
    `${base}/promises`,
    {
      schema: {
        ...access,
        summary: "What a customer was promised, with its due time and what became of it",
        params: Params,
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.iso.datetime(), z.string().max(300)]) })),
        response: { 200: pageOf(shape.MadePromise), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "conversation.read");
      const { cursor, limit } = request.query;
      const query = {
        customerId: customerId(request.params.customer),
        ...(cursor ? { before: { dueAt: new Date(cursor[0]), key: cursor[1] } } : {}),
        limit: limit + 1,
      };
      const found = await database.transact(merchantId, (tx) => promisesTo(tx, merchantId, query));
      return pageFrom(
        found.map(({ dueAt, ...made }) => ({ ...made, dueAt: dueAt.toISOString() })),
        limit,
        ({ dueAt, key }) => [dueAt, key],
      );
    },
  );
}
