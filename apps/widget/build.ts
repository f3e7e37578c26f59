import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** A shopper on a slow line pays for every byte; what is heavier than this is not served. */
export const budgetBytes = 25 * 1024;

export type Bundle = { readonly code: string; readonly gzipBytes: number };

/** Makes the one script a shop's page loads. Throws when it is over its budget. */
export async function buildWidget(): Promise<Bundle> {
  const folder = import.meta.dirname;
  const built = await rolldown({
    input: join(folder, "main.tsx"),
    platform: "browser",
    transform: {
      target: ["chrome100", "safari16.4", "firefox101"],
      // The older way to call for elements is shorter, and all of these bytes are a shopper's.
      jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" },
      inject: { h: ["preact", "h"], Fragment: ["preact", "Fragment"] },
    },
    plugins: [{ name: "look", load: (id) => (id.endsWith(".css") ? textModule(id) : null) }],
  });
  try {
    const { output } = await built.generate({ format: "iife", minify: true });
    const [{ code }] = output;
    const gzipBytes = gzipSync(code, { level: 9 }).length;
    if (gzipBytes > budgetBytes) {
      throw new Error(`The widget is ${gzipBytes} bytes gzipped, over its ${budgetBytes}; take something out of it.`);
    }
    return { code, gzipBytes };
  } finally {
    await built.close();
  }
}

const textModule = (file: string) => ({
  code: `export default ${JSON.stringify(smaller(readFileSync(file, "utf8")))};`,
  moduleType: "js" as const,
});

/** A style sheet without its comments and idle spaces. Ours has neither in strings, where they would count. */
const smaller = (css: string): string =>
  css
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([{}:;,>]) ?/g, (all, sign: string) => (sign === ":" ? all.trimEnd() : sign))
    .replaceAll(";}", "}")
    .replaceAll(/\b0\./g, ".")
    .trim();

/** `node apps/widget/build.ts > widget.js`: for a server of static files; ours asks for it the same way. */
if (import.meta.main) {
  const { code } = await buildWidget();
  process.stdout.write(code);
}
