import type { IncomingHttpHeaders } from "node:http";
import {
  type Clock,
  type Currency,
  customerId,
  type MerchantId,
  parseId,
  type RefundId,
  type StaffId,
} from "@ruyi/kernel";
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
  text,
} from "@ruyi/platform";
import { z } from "zod";
import type { Decider } from "./authority.ts";
import * as shape from "./contract.ts";
import type { RefundWithRulings, RulingResult, Trust } from "./operations.ts";
import type { ListPlace, Refund } from "./store.ts";
import * as wire from "./wire.ts";

type Call = { readonly method: string; readonly headers: IncomingHttpHeaders };
type Shop = { readonly merchantId: MerchantId; readonly zone: string };

export type TrustRouteDeps = {
  readonly trust: Trust;
  readonly database: Database;
  readonly clock: Clock;
  /** The merchant an address names, where the caller may do this; throws a problem where they may not. */
  readonly readerOf: (call: Call, slug: string, permission: "customer.read" | "ledger.read") => Promise<Shop>;
  /** The same for a person who may decide about some money; a program is refused, for people answer for money. */
  readonly deciderOf: (call: Call, slug: string) => Promise<Shop & { readonly by: Decider }>;
  readonly namesOf: (staff: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
  /** Currencies of a merchant, the usual one first. */
  readonly currenciesOf: (merchantId: MerchantId) => Promise<readonly Currency[]>;
  /** A person decided: pay what was approved, forget what was remembered. Nobody waits for it. */
  readonly decided: (merchantId: MerchantId, refund: Refund) => void;
};

/** Refunds, advances and ratings, for people and programs of a merchant. */
export function addTrustRoutes(app: HttpServer, deps: TrustRouteDeps): void {
  const { trust, database, clock, readerOf, deciderOf, namesOf } = deps;
  const base = "/v1/merchants/:merchant";
  const Slug = z.strictObject({ merchant: z.string().max(60) });
  const One = Slug.extend({ id: z.string().max(60) });
  const access = { tags: ["trust"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const page = pageQuery({ key: z.tuple([z.iso.datetime(), z.guid()]) });
  const place = (cursor: readonly [string, string] | undefined): { past?: ListPlace } =>
    cursor ? { past: { at: new Date(cursor[0]), id: cursor[1] as RefundId } } : {};

  const readerFor = async (zone: string, refunds: readonly RefundWithRulings[]): Promise<wire.Reader> => ({
    zone,
    now: clock.now(),
    names: await namesOf(wire.peopleIn(refunds)),
  });
  const summaries = async ({ merchantId, zone }: Shop, refunds: readonly RefundWithRulings[]) => {
    const reader = await readerFor(zone, refunds);
    return Promise.all(
      refunds.map(async (each) => wire.summaryOut(each, await trust.neededFor(merchantId, each.refund.amount), reader)),
    );
  };
  const recordOf = async ({ merchantId, zone }: Shop, id: RefundId) => {
    const record = await trust.refundRecord(merchantId, id);
    if (!record) throw noRefund();
    const needs = await trust.neededFor(merchantId, record.refund.amount);
    return wire.refundOut(record, needs, await readerFor(zone, [record]));
  };

  app.get(
    `${base}/refunds`,
    {
      schema: {
        ...access,
        summary:
          "Refunds, newest first: all or a customer's; or those in a state somebody must look at, the oldest first",
        params: Slug,
        querystring: z.strictObject({
          customer: line({ max: 120 }).optional(),
          state: shape.AttentionState.optional(),
          ...page,
        }),
        response: { 200: pageOf(shape.RefundSummary), ...problems },
      },
    },
    async (request) => {
      const shop = await readerOf(request, request.params.merchant, "customer.read");
      const { customer, state, cursor, limit } = request.query;
      const window = { ...place(cursor), limit: limit + 1 };
      if (state && customer !== undefined)
        throw new ProblemError(400, "one-question", "Ask by customer or by state, not by both.");
      const of = customer === undefined ? {} : { customerId: customerId(customer) };
      const found = state
        ? await trust.needingAttention(shop.merchantId, { state, ...window })
        : await trust.newestRefunds(shop.merchantId, { ...of, ...window });
      return pageFrom(await summaries(shop, found), limit, ({ at, id }) => [at, id]);
    },
  );

  app.get(
    `${base}/refunds/attention`,
    {
      schema: {
        ...access,
        summary: "How many refunds wait for a person, are unknown or failed in the last 30 days, and since when",
        params: Slug,
        response: { 200: shape.Attention, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "customer.read");
      return wire.attentionOut(await trust.attention(merchantId), clock.now());
    },
  );

  app.get(
    `${base}/refunds/:id`,
    {
      schema: {
        ...access,
        summary: "One refund: what was decided and on what, by whom, its advance and its postings",
        params: One,
        response: { 200: shape.RefundView, ...problems },
      },
    },
    async (request) => {
      const shop = await readerOf(request, request.params.merchant, "customer.read");
      return recordOf(shop, idFrom(request.params.id));
    },
  );

  app.post(
    `${base}/refunds/:id/rulings`,
    {
      schema: {
        ...access,
        security: security.staff,
        summary:
          "Decide about a refund that waits for a person; above a sum two people must approve, one after the other",
        params: One,
        body: z.strictObject({
          outcome: z.enum(["approved", "refused"]),
          reason: text({ min: 3, max: 1_000, trim: true }),
        }),
        response: { 200: shape.RefundView, ...problems, 409: Problem },
      },
    },
    async (request) => {
      const { by, ...shop } = await deciderOf(request, request.params.merchant);
      const refundId = idFrom(request.params.id);
      const { outcome, reason } = request.body;
      const result = await database.transact(shop.merchantId, (tx) =>
        trust.decideByPerson(tx, shop.merchantId, { refundId, outcome, by, reason }),
      );
      if (result.kind !== "decided" && result.kind !== "first-of-two") throw problemOf(result);
      const record = await recordOf(shop, refundId);
      if (result.kind === "decided") deps.decided(shop.merchantId, result.refund);
      return record;
    },
  );

  app.get(
    `${base}/advances/outstanding`,
    {
      schema: {
        ...access,
        summary: "Money out whose goods are not back, by currency and age, beside what the books say",
        params: Slug,
        response: { 200: shape.Outstanding, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant, "ledger.read");
      const { sums, books } = await trust.outstanding(merchantId);
      return wire.outstandingOut(sums, books, clock.now());
    },
  );

  app.get(
    `${base}/advances`,
    {
      schema: {
        ...access,
        summary: "Outstanding advances, the oldest first: of an age, a currency or a customer",
        params: Slug,
        querystring: z.strictObject({
          bucket: shape.AgeBucket.optional(),
          currency: z.string().length(3).optional(),
          customer: line({ max: 120 }).optional(),
          ...page,
        }),
        response: { 200: pageOf(shape.OutstandingAdvance), ...problems },
      },
    },
    async (request) => {
      const { bucket, currency, customer, cursor, limit } = request.query;
      // Who may see a customer may see what that customer has open; the whole list is the books'.
      const permission = customer === undefined ? "ledger.read" : "customer.read";
      const { merchantId } = await readerOf(request, request.params.merchant, permission);
      const found = await trust.advances(merchantId, {
        ...(bucket === undefined ? {} : { bucket }),
        ...(currency === undefined ? {} : { currency }),
        ...(customer === undefined ? {} : { customerId: customerId(customer) }),
        ...place(cursor),
        limit: limit + 1,
      });
      const now = clock.now();
      return pageFrom(
        found.map((each) => wire.outstandingAdvanceOut(each, now)),
        limit,
        ({ advance, refundId }) => [advance.givenAt, refundId],
      );
    },
  );

  app.get(
    `${base}/customers/:customer/rating`,
    {
      schema: {
        ...access,
        summary: "The shopping rating with every reason, the limit, what is in use and left, and how to rise",
        params: Slug.extend({ customer: z.string().max(120) }),
        response: { 200: shape.RatingView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant, "customer.read");
      const currencies = await deps.currenciesOf(merchantId);
      const account = await trust.account(merchantId, customerId(request.params.customer), currencies);
      return wire.ratingOut(account, zone, clock.now());
    },
  );
}

const noRefund = (): ProblemError => new ProblemError(404, "refund-not-found", "This shop has no such refund.");

function idFrom(value: string): RefundId {
  const id = parseId("refund", value);
  if (!id) throw noRefund();
  return id;
}

function problemOf(result: Exclude<RulingResult, { readonly kind: "decided" | "first-of-two" }>): ProblemError {
  switch (result.kind) {
    case "no-such-refund":
      return noRefund();
    case "not-waiting":
      return new ProblemError(
        409,
        "refund-not-waiting",
        `The refund waits for nobody any more: it is ${result.state}.`,
        {
          extra: { state: result.state },
        },
      );
    case "same-person":
      return new ProblemError(
        409,
        "second-person-needed",
        "You have approved this already; somebody else with the same authority must agree.",
      );
    case "above-authority":
      return new ProblemError(
        403,
        "above-authority",
        result.needed === "two-people"
          ? "This sum takes two people of the highest authority; ask an owner."
          : `This takes authority ${result.needed}; ask somebody who has it.`,
        { extra: { needed: result.needed } },
      );
  }
}
