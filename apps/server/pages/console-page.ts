import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HttpServer } from "@ruyi/platform";
import { html } from "./markup.ts";
import { icon } from "./page.ts";
import { createScript } from "./script.ts";

const scriptAt = "/pages/console.js";

/** The service console: one document for all of its addresses, its script and its style sheet. */
export function addConsole(app: HttpServer, folder: string, policy: string): void {
  const script = createScript(folder, "console");
  const look = ["tokens.css", "look.css"].map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  const lookAt = `/pages/console-${createHash("sha256").update(look).digest("base64url").slice(0, 12)}.css`;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Ruyi 如一</title>
        <link rel="icon" href="${icon}" />
        <link rel="stylesheet" href="${lookAt}" />
        <script src="${scriptAt}" defer></script>
      </head>
      <body>
        <div id="root"></div>
        <noscript>如一工作台需要 JavaScript。 The Ruyi console needs JavaScript.</noscript>
      </body>
    </html> `.html;
  const hidden = { hide: true } as const;

  for (const path of ["/console", "/console/*", "/sign-in"]) {
    app.get(path, { schema: hidden }, (_request, reply) =>
      reply
        .header("content-security-policy", policy)
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-cache")
        .type("text/html; charset=utf-8")
        .send(document),
    );
  }
  app.get(scriptAt, { schema: hidden }, async (request, reply) => {
    const { code, tag } = await script();
    reply.headers({ "cache-control": "no-cache", etag: tag });
    if (request.headers["if-none-match"] === tag) return reply.code(304).send();
    return reply.type("text/javascript; charset=utf-8").send(code);
  });
  app.get(lookAt, { schema: hidden }, (_request, reply) =>
    reply.header("cache-control", "public, max-age=31536000, immutable").type("text/css; charset=utf-8").send(look),
  );
}
