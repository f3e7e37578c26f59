import type { IncomingHttpHeaders } from "node:http";
import { type Clock, languages, type MerchantId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { dayOf } from "./heat/tally.ts";
import { daysBefore, type Period, type Reading } from "./reading/operations.ts";

export type ProcedureRouteDeps = {
  readonly reading: Reading;
  readonly clock: Clock;
  /** The merchant an address names, to a member of staff or a program who may read its procedures; throws a problem otherwise. */
  readonly readerOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
  ) => Promise<{ readonly merchantId: MerchantId; readonly zone: string }>;
};

const Name = z.string().max(100);
const Hash = z.string().regex(/^[0-9a-f]{64}$/, "A version's hash is 64 hexadecimal digits.");
const daysAtMost = 366;

/** What staff and programs read of a merchant's procedures. */
export function addProcedureRoutes(app: HttpServer, { reading, clock, readerOf }: ProcedureRouteDeps): void {
  const base = "/v1/merchants/:merchant/procedures";
  const Shop = z.object({ merchant: z.string().max(60) });
  const One = Shop.extend({ id: Name });
  const common = {
    tags: ["procedures"],
    security: [...security.staff, ...security.program],
  };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const today = (zone: string): string => dayOf(clock.now().toISOString(), zone);

  app.get(
    base,
    {
      schema: {
        ...common,
        summary: "All procedures, with the runs of the last 7 and 30 days, how they ended, and what the check found",
        params: Shop,
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.string()]), defaultLimit: 100 })),
        response: { 200: shape.ProcedureList, ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant);
      const { cursor, limit } = request.query;
      const [all, countedUntil] = await Promise.all([reading.list(merchantId, today(zone)), reading.countedUntil()]);
      // The list has an order of its own, so a page begins after the procedure the last one ended with.
      const start = cursor ? all.findIndex(({ id }) => id === cursor[0]) + 1 : 0;
      const page = pageFrom(all.slice(start, start + limit + 1), limit, ({ id }) => [id]);
      return { ...page, countedUntil: countedUntil?.toISOString() ?? null };
    },
  );

  app.get(
    `${base}/:id`,
    {
      schema: {
        ...common,
        summary: "One version of a procedure, as a drawing, as prose and as tables; the one in force without a hash",
        params: One,
        querystring: z.strictObject({ hash: Hash.optional() }),
        response: { 200: shape.ProcedureView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant);
      return (await reading.portrait(merchantId, request.params.id, request.query.hash)) ?? missing();
    },
  );

  app.get(
    `${base}/:id/bpmn`,
    {
      schema: {
        ...common,
        summary:
          "One version with its parts as BPMN 2.0 XML with diagrams, named in one language; to be drawn, not to be run",
        params: One,
        querystring: z.strictObject({ hash: Hash.optional(), language: z.enum(languages).default("en") }),
        response: {
          200: { description: "BPMN 2.0", content: { "application/xml": { schema: z.string() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { merchantId } = await readerOf(request, request.params.merchant);
      const { id } = request.params;
      const { hash, language } = request.query;
      const xml = (await reading.bpmn(merchantId, id, language, hash)) ?? missing();
      return reply
        .type("application/xml; charset=utf-8")
        .header("content-disposition", `attachment; filename="${encodeURIComponent(id)}.bpmn"`)
        .send(xml);
    },
  );

  app.get(
    `${base}/:id/versions`,
    {
      schema: {
        ...common,
        summary: "The versions this merchant's runs have used, and the one in force",
        params: One,
        response: { 200: shape.VersionList, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant);
      const items = await reading.versions(merchantId, request.params.id);
      if (items.length === 0) missing();
      return { items, next: null };
    },
  );

  app.get(
    `${base}/:id/changes`,
    {
      schema: {
        ...common,
        summary: "What changed from one version to another, in words; without hashes, what the one in force changed",
        params: One,
        querystring: z.strictObject({ from: Hash.optional(), to: Hash.optional() }),
        response: { 200: shape.Changes, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await readerOf(request, request.params.merchant);
      return (await reading.changes(merchantId, request.params.id, request.query)) ?? missing();
    },
  );

  app.get(
    `${base}/:id/heat`,
    {
      schema: {
        ...common,
        summary: "How the runs that began on the last days went through it: steps, ways, ends, and time spent",
        params: One,
        querystring: z.strictObject({
          hash: Hash.optional(),
          days: z.coerce.number().int().min(1).max(daysAtMost).default(30),
        }),
        response: { 200: shape.HeatView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant);
      const { hash, days } = request.query;
      const period: Period = { from: daysBefore(today(zone), days - 1), to: today(zone) };
      const query = { ...period, ...(hash === undefined ? {} : { hash }) };
      return (await reading.heat(merchantId, request.params.id, query)) ?? missing();
    },
  );
}

function missing(): never {
  throw new ProblemError(404, "no-such-procedure", "This merchant has no such procedure, or no such version of it.");
}
