import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HttpServer, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import { createBuilt } from "./built.ts";
import { type Html, html } from "./markup.ts";
import { icon } from "./page.ts";

const Manifest = z.object({ script: z.string(), preloads: z.array(z.string()), styles: z.array(z.string()) });

const at = "/pages/console";

/** The service console: one document for all of its addresses, and the files it is built into. */
export function addConsole(app: HttpServer, policy: string): { readonly warm: () => Promise<unknown> } {
  const built = createBuilt("console");
  const hidden = { hide: true } as const;

  for (const path of ["/console", "/console/*", "/sign-in"]) {
    app.get(path, { schema: hidden }, async (_request, reply) => {
      const { folder } = await built();
      const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, "console.json"), "utf8")));
      reply.headers({
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
      });
      return reply.type("text/html; charset=utf-8").send(documentOf(manifest).html);
    });
  }

  // Names carry the hash of what is in them, so a browser may keep them for good.
  app.get(
    `${at}/*`,
    { schema: { ...hidden, params: z.object({ "*": z.string().max(200) }) } },
    async (request, reply) => {
      const asset = (await built()).asset(request.params["*"]);
      if (!asset)
        throw new ProblemError(
          404,
          "no-such-file",
          "This version of the console has no such file; load the page again.",
        );
      const zipped = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      reply.headers({
        "cache-control": "public, max-age=31536000, immutable",
        vary: "accept-encoding",
        ...(zipped ? { "content-encoding": "gzip" } : {}),
      });
      return reply.type(asset.type).send(createReadStream(zipped ? asset.gzip : asset.path));
    },
  );
  return { warm: built };
}

function documentOf({ script, preloads, styles }: z.output<typeof Manifest>): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Ruyi 如一</title>
        <link rel="icon" href="${icon}" />
        ${styles.map((file) => html`<link rel="stylesheet" href="${`${at}/${file}`}" />`)}
        ${preloads.map((file) => html`<link rel="modulepreload" href="${`${at}/${file}`}" />`)}
        <script type="module" src="${`${at}/${script}`}"></script>
      </head>
      <body>
        <div id="root"></div>
        <noscript>如一工作台需要 JavaScript。 The Ruyi console needs JavaScript.</noscript>
      </body>
    </html> `;
}
