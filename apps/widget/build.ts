import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** The chat, and the self-service form: what a page loads, and how heavy it may be before it is not served. */
const scripts = {
  widget: { input: "main.tsx", budgetBytes: 25 * 1024 },
  form: { input: "form/main.tsx", budgetBytes: 20 * 1024 },
} as const;
type Script = keyof typeof scripts;

/** Makes one script for shops' pages. A shopper on a slow line pays for every byte: throws when it is over its budget. */
async function build(name: Script): Promise<string> {
  const folder = import.meta.dirname;
  const { input, budgetBytes } = scripts[name];
  const built = await rolldown({
    input: join(folder, input),
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
      throw new Error(`The ${name} is ${gzipBytes} bytes gzipped, over its ${budgetBytes}; take something out of it.`);
    }
    return code;
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

/** `node apps/widget/build.ts widget > widget.js`: for a server of static files; ours asks for it the same way. */
const [name = "widget"] = process.argv.slice(2);
if (name !== "widget" && name !== "form") throw new Error(`There is no script "${name}"; build widget or form.`);
process.stdout.write(await build(name));
