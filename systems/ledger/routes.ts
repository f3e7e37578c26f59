import type { IncomingHttpHeaders } from "node:http";
import { type Clock, customerId, type MerchantId } from "@ruyi/kernel";
import {
  type Database,
  type HttpServer,
  line,
  pageFrom,
  pageOf,
  pageQuery,
  Problem,
  ProblemError,
  security,
} from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { postingOf, postings, trials } from "./operations.ts";
import { postingOut, trialOut } from "./wire.ts";

export type LedgerRouteDeps = {
  readonly database: Database;
  readonly clock: Clock;
  /** The merchant an address names, where the caller may read its books; throws a problem where they may not. */
  readonly readerOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "ledger.read",
  ) => Promise<{ readonly merchantId: MerchantId; readonly zone: string }>;
};

/** The books of a merchant: postings, and the trial balance. They are only read here. */
export function addLedgerRoutes(app: HttpServer, { database, clock, readerOf }: LedgerRouteDeps): void {
  const base = "/v1/merchants/:merchant/ledger";
  const Shop = z.strictObject({ merchant: z.string().max(60) });
  const access = { tags: ["ledger"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };

  app.get(
    `${base}/postings`,
    {
      schema: {
        ...access,
        summary: "Postings, newest first: all, or those of an account, a customer or a refund",
        params: Shop,
        querystring: z.strictObject({
          account: shape.AccountName.optional(),
          customer: line({ max: 120 }).optional(),
          refund: z.guid().optional(),
          ...pageQuery({ key: z.tuple([z.iso.datetime(), z.string().max(300)]) }),
        }),
        response: { 200: pageOf(shape.PostingView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "ledger.read");
      const { account, customer, refund, cursor, limit } = request.query;
      const found = await database.transact(merchantId, (tx) =>
        postings(tx, merchantId, {
          ...(account === undefined ? {} : { account }),
          ...(customer === undefined ? {} : { customerId: customerId(customer) }),
          ...(refund === undefined ? {} : { beginning: `refund:${refund}:` }),
          ...(cursor ? { before: { at: new Date(cursor[0]), key: cursor[1] } } : {}),
          limit: limit + 1,
        }),
      );
      return pageFrom(found.map(postingOut), limit, ({ at, key }) => [at, key]);
    },
  );

  app.get(
    `${base}/postings/:key`,
    {
      schema: {
        ...access,
        summary: "One posting with its lines",
        params: Shop.extend({ key: z.string().max(300) }),
        response: { 200: shape.PostingView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "ledger.read");
      const found = await database.transact(merchantId, (tx) => postingOf(tx, merchantId, request.params.key));
      if (!found) throw new ProblemError(404, "posting-not-found", "The books hold no posting under this key.");
      return postingOut(found);
    },
  );

  app.get(
    `${base}/trial-balance`,
    {
      schema: {
        ...access,
        summary: "Debits against credits in each currency, as of now or of the end of a day in the merchant's zone",
        params: Shop,
        querystring: z.strictObject({ day: z.iso.date().optional() }),
        response: { 200: shape.TrialBalance, ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant, "ledger.read");
      const { day } = request.query;
      const asOf = day === undefined ? undefined : endOf(day, zone);
      const found = await database.transact(merchantId, (tx) => trials(tx, merchantId, asOf));
      return { asOf: (asOf ?? clock.now()).toISOString(), day: day ?? null, trials: found.map(trialOut) };
    },
  );
}

/** The first moment after a calendar day there. */
const endOf = (day: string, zone: string): Date =>
  new Date(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds);
