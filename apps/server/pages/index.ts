import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import type { Language } from "@ruyi/kernel";
import { type HttpServer, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import type { House } from "../house.ts";
import { addConsole } from "./console-page.ts";
import { createDemoShops } from "./demo-shops.ts";
import { frontPage, languageFor } from "./front-page.ts";
import { documentOf, type Page, type Reading } from "./page.ts";
import { createScript, type Script } from "./script.ts";
import { helpPage } from "./help-page.ts";
import { shopPage } from "./shop-page.ts";

export type PagesNeeds = {
  readonly house: House;
  /** Where the widget's sources are. */
  readonly widgetFolder: string;
};

type Asking = { readonly ip: string; readonly headers: IncomingHttpHeaders };
type Answering = {
  readonly headers: (values: Readonly<Record<string, string>>) => unknown;
  readonly type: (type: string) => unknown;
};

const ordersShown = 8;

/** Nothing inline, nothing of others; only the shop's own server is asked. Pages of ours stand in nobody's frame. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** What people open in a browser: the first page, the demo shops, and the widget's script for any shop's page. */
export function addPages(app: HttpServer, { house, widgetFolder }: PagesNeeds): void {
  const demo = createDemoShops(house);
  const scripts = { widget: createScript(widgetFolder, "widget"), form: createScript(widgetFolder, "form") };
  const look = readFileSync(join(import.meta.dirname, "look.css"), "utf8");
  const lookAt = `/pages/look-${createHash("sha256").update(look).digest("base64url").slice(0, 12)}.css`;
  const Asked = z.object({
    lang: z.string().max(10).optional(),
    theme: z.string().max(10).optional(),
    customer: z.string().max(20).optional(),
  });
  const hidden = { hide: true } as const;
  addConsole(app, pagePolicy);

  const readingOf = (request: Asking, asked: z.output<typeof Asked>, otherwise: Language): Reading => ({
    language: languageFor(asked.lang, request.headers["accept-language"], otherwise),
    theme: asked.theme === "light" || asked.theme === "dark" ? asked.theme : undefined,
  });
  const show = (reply: Answering, page: Page, reading: Reading): string => {
    reply.headers({
      "content-security-policy": pagePolicy,
      "content-language": reading.language,
      vary: "accept-language",
    });
    reply.type("text/html; charset=utf-8");
    return documentOf(page, reading, lookAt);
  };

  app.get("/", { schema: { ...hidden, querystring: Asked } }, async (request, reply) => {
    const reading = readingOf(request, request.query, "en");
    const hasConsole = app.hasRoute({ method: "GET", url: "/console" });
    return show(reply, frontPage(await demo.list(), reading, hasConsole), reading);
  });

  const Slug = z.object({ slug: z.string().max(60) });
  app.get("/shop/:slug", { schema: { ...hidden, params: Slug, querystring: Asked } }, async (request, reply) => {
    const shop = await demo.named(request.params.slug);
    if (!shop) throw noShop();
    const reading = readingOf(request, request.query, shop.defaultLanguage);
    const shoppers = await demo.shoppers(shop, ordersShown);
    const chosen = shoppers.find(({ regular }) => regular.id === request.query.customer) ?? shoppers[0];
    if (!chosen) throw noShop();
    return show(reply, shopPage({ shop, shoppers, chosen, reading, mayPlay: isFromHere(request) }), reading);
  });

  app.get("/shop/:slug/help", { schema: { ...hidden, params: Slug, querystring: Asked } }, async (request, reply) => {
    const shop = await demo.named(request.params.slug);
    if (!shop) throw noShop();
    const reading = readingOf(request, request.query, shop.defaultLanguage);
    const { customer } = request.query;
    return show(reply, helpPage({ shop, customer, reading, mayPlay: isFromHere(request) }), reading);
  });

  app.post(
    "/shop/:slug/identity",
    {
      config: { idempotency: false },
      schema: { ...hidden, params: Slug, querystring: z.object({ customer: z.string().max(20) }) },
    },
    async (request) => {
      const shop = await demo.named(request.params.slug);
      if (!shop) throw noShop();
      if (!isFromHere(request) || !isOwnPage(request)) {
        throw new ProblemError(403, "demo-only-here", "Customers of the demo are played on the machine that runs it.");
      }
      const identity = await demo.identityOf(shop, request.query.customer);
      if (identity === undefined) throw new ProblemError(404, "no-such-customer", "The demo has mei, bo, kai and lin.");
      return { identity };
    },
  );

  for (const name of ["widget", "form"] as const) serveScript(app, `/${name}.js`, scripts[name]);

  app.get(lookAt, { schema: hidden }, (_request, reply) =>
    reply.header("cache-control", "public, max-age=31536000, immutable").type("text/css; charset=utf-8").send(look),
  );
}

/** A script for any shop's page. */
function serveScript(app: HttpServer, path: string, script: () => Promise<Script>): void {
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const { code, tag } = await script();
    reply.headers({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=300, stale-while-revalidate=86400",
      etag: tag,
    });
    if (request.headers["if-none-match"] === tag) return reply.code(304).send();
    return reply.type("text/javascript; charset=utf-8").send(code);
  });
}

const noShop = (): ProblemError =>
  new ProblemError(404, "no-such-demo-shop", "There is no demo shop of this name here.");

/**
 * True for a browser on this very machine that calls it by its own name. A name that merely leads here (a proxy's, or one
 * that a stranger's page has rebound) is not.
 */
function isFromHere({ ip, headers }: Asking): boolean {
  const isLoopback = ip === "127.0.0.1" || ip === "::1" || ip === "::ffff:127.0.0.1";
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return isLoopback && (host === "localhost" || host === "127.0.0.1" || host === "[::1]");
}

/** True unless the browser says that a page of another site began the request. */
const isOwnPage = ({ headers }: Asking): boolean =>
  headers["sec-fetch-site"] === undefined || headers["sec-fetch-site"] === "same-origin";
