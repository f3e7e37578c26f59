import { createHash } from "node:crypto";
import type { Clock } from "@ruyi/kernel";
import { type HttpServer, Problem } from "@ruyi/platform";
import { z } from "zod";
import * as contract from "../contract.ts";
import { type Callers, done, forBoth, noSuch, Slug, tags } from "../http/routes.ts";
import type { Tenancy } from "../operations.ts";
import { lookOut, shownLook } from "../wire.ts";
import { plainLook } from "./look.ts";

/** How long a browser goes on with a look it has, and how long with an old one while it asks. */
const cached = "public, max-age=60, stale-while-revalidate=86400";

/** How a merchant's widget looks: for the widget, and for those who choose it. */
export function addLookRoutes(app: HttpServer, tenancy: Tenancy, callers: Callers, clock: Clock): void {
  app.get(
    "/v1/customer/look",
    {
      schema: {
        tags: ["customer"],
        summary: "How a shop's widget looks and begins",
        security: [],
        querystring: z.strictObject({ merchant: z.string().max(60) }),
        response: { 200: contract.ShownLook, 304: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      const merchant = await tenancy.merchantBySlug(request.query.merchant);
      if (!merchant) throw noSuch("merchant");
      const look = shownLook(merchant, clock.now());
      const tag = `"${createHash("sha256").update(JSON.stringify(look)).digest("base64url").slice(0, 16)}"`;
      reply.headers({ "cache-control": cached, etag: tag });
      return request.headers["if-none-match"] === tag ? reply.code(304).send(null) : reply.send(look);
    },
  );

  const Look = z.object({ look: contract.WidgetLook, isChosen: z.boolean() });
  app.get(
    "/v1/merchants/:merchant/look",
    {
      schema: {
        ...forBoth,
        tags,
        summary: "The widget's look, as it was chosen",
        params: Slug,
        response: { 200: Look },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "merchant.read", request.params.merchant);
      return { look: lookOut(merchant.look ?? plainLook), isChosen: merchant.look !== undefined };
    },
  );
  app.put(
    "/v1/merchants/:merchant/look",
    {
      schema: {
        ...forBoth,
        summary: "Choose the widget's look",
        params: Slug,
        body: contract.WidgetLook,
        response: { 200: Look, 422: Problem },
      },
    },
    async (request) => {
      const { principal, merchant: at } = await callers.callerAtMerchant(
        request,
        "merchant.change",
        request.params.merchant,
      );
      const result = await tenancy.changeMerchant(principal, at.id, { look: request.body }, "widget-look.changed");
      const { look = plainLook } = done(result).merchant;
      return { look: lookOut(look), isChosen: true };
    },
  );
}
