import type { IncomingHttpHeaders } from "node:http";
import type { BusinessId, Clock } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../../contract.ts";
import { Name } from "../../procedure-file.ts";
import type { Releases } from "../operations.ts";
import { inForceAt } from "../release.ts";
import { Content, contentFrom, findingOut, nothingToRollBack, Reason, releaseOut, unsound } from "../routes.ts";
import type { ReleasePlace } from "../store.ts";

export type PlaceAbove = Exclude<ReleasePlace, { kind: "merchant" }>;

export type AboveRouteDeps = {
  readonly releases: Releases;
  readonly clock: Clock;
  /** Who asks, as one of the place's own staff or of what stands above it; throws a problem where they may not. */
  readonly authorAbove: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    place: PlaceAbove,
    permission: "procedure.read" | "procedure.write" | "procedure.release",
  ) => Promise<{ readonly by: string }>;
};

/** What the platform and a business release for the merchants below them. Nothing is drafted here: content comes with its release. */
export function addAboveRoutes(app: HttpServer, { releases, clock, authorAbove }: AboveRouteDeps): void {
  const OfPlatform = z.object({ id: Name.max(60) });
  const OfBusiness = OfPlatform.extend({ business: z.uuid() });
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const levels = [
    { base: "/v1/platform/procedures/:id", params: OfPlatform, of: "the platform" },
    { base: "/v1/businesses/:business/procedures/:id", params: OfBusiness, of: "a business" },
  ] as const;
  const placeIn = (params: { readonly id: string; readonly business?: string }): PlaceAbove =>
    params.business === undefined
      ? { kind: "platform" }
      : { kind: "business", businessId: params.business as BusinessId };

  for (const { base, params, of } of levels) {
    const common = { tags: ["procedures"], security: security.staff, params };

    app.post(
      `${base}/check`,
      {
        schema: {
          ...common,
          summary: `What the check finds of content that ${of} would release; nothing is kept`,
          body: z.strictObject({ content: Content }),
          response: { 200: shape.ContentCheck, ...problems },
        },
      },
      async (request) => {
        const place = placeIn(request.params);
        await authorAbove(request, place, "procedure.write");
        const { id } = request.params;
        const { body, findings } = await releases.checkAt(place, id, contentFrom(request.body.content));
        return { procedure: id, hash: body?.hash ?? null, findings: findings.map(findingOut) };
      },
    );

    app.get(
      `${base}/releases`,
      {
        schema: {
          ...common,
          summary: `The releases of ${of}, the newest first`,
          querystring: z.strictObject(pageQuery({ key: z.tuple([z.int()]), defaultLimit: 50 })),
          response: { 200: pageOf(shape.ReleaseView), ...problems },
        },
      },
      async (request) => {
        const place = placeIn(request.params);
        await authorAbove(request, place, "procedure.read");
        const { id } = request.params;
        const { cursor, limit } = request.query;
        const [found, newest, above] = await Promise.all([
          releases.releasesOf(place, id, { before: cursor?.[0], limit: limit + 1 }),
          releases.releasesOf(place, id, { limit: 1_000 }),
          releases.aboveHash(place, id),
        ]);
        if (newest.length === 0 && above === undefined)
          throw new ProblemError(
            404,
            "no-such-procedure",
            "No procedure of this name was released here or stands above.",
          );
        const current = inForceAt(newest, clock.now())?.number;
        const items = found.map((release) => releaseOut(release, { isInForce: release.number === current, above }));
        return pageFrom(items, limit, ({ number }) => [number]);
      },
    );

    app.post(
      `${base}/releases`,
      {
        schema: {
          ...common,
          summary: `Releases for all merchants below ${of} that have no release of their own; refused while the check finds anything`,
          body: z.strictObject({
            content: Content,
            reason: Reason,
            effectiveAt: z.iso.datetime({ offset: true }).optional(),
          }),
          response: { 201: shape.ReleaseView, 409: Problem, ...problems },
        },
      },
      async (request, reply) => {
        const place = placeIn(request.params);
        const { by } = await authorAbove(request, place, "procedure.release");
        const { content, reason, effectiveAt } = request.body;
        const made = await releases.release(place, request.params.id, contentFrom(content), {
          by,
          reason,
          ...(effectiveAt === undefined ? {} : { effectiveAt: new Date(effectiveAt) }),
        });
        if (made.kind === "refused") return unsound(made, "content-not-sound");
        const isInForce = made.release.effectiveAt <= clock.now();
        return reply.code(201).send(releaseOut(made.release, { isInForce, above: made.release.aboveHash }));
      },
    );

    app.post(
      `${base}/rollback`,
      {
        schema: {
          ...common,
          summary: `Puts in force again what was before the release of ${of} in force, at once`,
          body: z.strictObject({ reason: Reason }),
          response: { 201: shape.ReleaseView, 409: Problem, ...problems },
        },
      },
      async (request, reply) => {
        const place = placeIn(request.params);
        const { by } = await authorAbove(request, place, "procedure.release");
        const release = await releases.rollBack(place, request.params.id, { by, reason: request.body.reason });
        if (!release) return nothingToRollBack();
        return reply.code(201).send(releaseOut(release, { isInForce: true, above: release.aboveHash }));
      },
    );
  }
}
