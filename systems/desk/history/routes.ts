import type { IncomingHttpHeaders } from "node:http";
import { customerId, type MerchantId } from "@ruyi/kernel";
import { type Database, type HttpServer, pageFrom, pageOf, pageQuery, Problem, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { promisesTo } from "./store.ts";

export type HistoryRouteDeps = {
  readonly database: Database;
  /** The merchant an address names, where the caller may read conversations; throws a problem where they may not. */
  readonly readerOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "conversation.read",
  ) => Promise<{ readonly merchantId: MerchantId }>;
};

/** What one customer was promised over time; conversations are in the inbox's lists. */
export function addHistoryRoutes(app: HttpServer, { database, readerOf }: HistoryRouteDeps): void {
  const base = "/v1/merchants/:merchant/customers/:customer";
  const access = { tags: ["desk"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const Params = z.strictObject({ merchant: z.string().max(60), customer: z.string().min(1).max(120) });

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
