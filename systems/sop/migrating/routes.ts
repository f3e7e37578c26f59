import type { IncomingHttpHeaders } from "node:http";
import { type MerchantId, parseId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { Name } from "../procedure-file.ts";
import type { MigratingRounds, MigratingView } from "./operations.ts";
import type { MigratingCase } from "./store.ts";

export type MigratingRouteDeps = {
  readonly migrating: MigratingRounds;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly authorOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "procedure.read" | "procedure.release",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
};

/** Bringing a merchant's running cases to the version in force, and what became of each. */
export function addMigratingRoutes(app: HttpServer, { migrating, authorOf }: MigratingRouteDeps): void {
  const base = "/v1/merchants/:merchant/procedures/:id/migrations";
  const params = z.object({ merchant: z.string().max(60), id: Name.max(60) });
  const One = params.extend({ migration: z.uuid() });
  const common = { tags: ["procedures"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };

  app.post(
    base,
    {
      schema: {
        ...common,
        params,
        summary:
          "Begins to bring running cases of other versions to the one in force; one that is under way is answered instead",
        body: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
        response: { 202: shape.MigratingView, ...problems },
      },
    },
    async (request, reply) => {
      const { merchant, id } = request.params;
      const { merchantId, by } = await authorOf(request, merchant, "procedure.release");
      const begun = await migrating.begin(merchantId, id, { by, reason: request.body.reason });
      if (!begun) return noProcedure();
      return reply.code(202).send(roundOut(begun));
    },
  );

  app.get(
    base,
    {
      schema: {
        ...common,
        params,
        summary: "The rounds in which running cases were brought to a new version, the newest first",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.uuid()]), defaultLimit: 20 })),
        response: { 200: pageOf(shape.MigratingView), ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.read");
      const { cursor, limit } = request.query;
      const found = await migrating.rounds(merchantId, id, { before: cursor?.[0], limit: limit + 1 });
      return pageFrom((found ?? noProcedure()).map(roundOut), limit, ({ id: round }) => [round]);
    },
  );

  app.get(
    `${base}/:migration`,
    {
      schema: {
        ...common,
        params: One,
        summary: "How far a round has come: moved, stayed, still to be looked at",
        response: { 200: shape.MigratingView, ...problems },
      },
    },
    async (request) => {
      const { merchant, id, migration } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.read");
      const round = parseId("migration", migration);
      return roundOut((round && (await migrating.round(merchantId, id, round))) ?? noRound());
    },
  );

  app.get(
    `${base}/:migration/cases`,
    {
      schema: {
        ...common,
        params: One,
        summary: "The cases of a round that stayed, with the reasons; or those that moved",
        querystring: z.strictObject({
          moved: z.enum(["true", "false"]).default("false"),
          ...pageQuery({ key: z.tuple([z.uuid()]), defaultLimit: 50 }),
        }),
        response: { 200: pageOf(shape.MigratingCase), ...problems },
      },
    },
    async (request) => {
      const { merchant, id, migration } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.read");
      const { cursor, limit, moved } = request.query;
      const round = parseId("migration", migration);
      if (!round || !(await migrating.round(merchantId, id, round))) return noRound();
      const page = { moved: moved === "true", after: cursor?.[0], limit: limit + 1 };
      const found = await migrating.cases(merchantId, round, page);
      return pageFrom(found.map(caseOut), limit, ({ run }) => [run]);
    },
  );
}

const roundOut = ({ id, procedure, by, reason, ...round }: MigratingView): z.input<typeof shape.MigratingView> => ({
  ...{ id, procedure, by, reason, moved: round.moved, stayed: round.stayed, left: round.left },
  to: { hash: round.toHash, version: round.toVersion },
  at: round.at.toISOString(),
  state: round.ended ?? "under-way",
  endedAt: round.endedAt?.toISOString() ?? null,
});

const caseOut = ({ runId, conversationId, moved, reasons }: MigratingCase): z.input<typeof shape.MigratingCase> => ({
  ...{ run: runId, conversationId, moved },
  reasons: reasons.map((reason) => ({ ...reason })),
});

function noProcedure(): never {
  throw new ProblemError(404, "no-such-procedure", "This merchant has no such procedure in force.");
}

function noRound(): never {
  throw new ProblemError(404, "no-such-migration", "This procedure has no such round of moving cases.");
}
