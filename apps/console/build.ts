import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import tailwind from "@tailwindcss/vite";
import { build } from "vite";
import { z } from "zod";

/** What an agent's browser loads before the first page shows; what is heavier must be loaded later. */
const firstLoadBudgetBytes = 250 * 1024;

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
);

/** What the document must name: file names within the folder, and their weight when compressed. */
export type BuiltConsole = {
  readonly script: string;
  readonly preloads: readonly string[];
  readonly styles: readonly string[];
  readonly firstLoadGzipBytes: number;
};

/**
 * Builds the console into `folder`, each file beside its gzipped copy, and writes `console.json`, which is read back as
 * `BuiltConsole`. Throws when the first load is over its budget.
 */
async function buildConsole(folder: string): Promise<BuiltConsole> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "error",
    base: "/pages/console/",
    plugins: [tailwind()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      manifest: true,
      target: ["chrome111", "safari16.4", "firefox113"],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: join(import.meta.dirname, "main.tsx"),
        // Shapes shared by several pages are described before `main.tsx` runs; what keeps zod from making code of text
        // must be known even earlier, so it stands in zod's own chunk.
        output: { codeSplitting: { groups: [{ name: "zod", test: /no-code-from-text|node_modules[\\/]zod[\\/]/ }] } },
      },
    },
  });
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8")));
  const entry = Object.values(manifest).find(({ isEntry }) => isEntry);
  if (!entry) throw new Error("The console was built without an entry; look at main.tsx.");
  const first = new Set<typeof entry>();
  const follow = (chunk: typeof entry): void => {
    if (first.has(chunk)) return;
    first.add(chunk);
    for (const name of chunk.imports ?? []) {
      const next = manifest[name];
      if (next) follow(next);
    }
  };
  follow(entry);
  const styles = [...first].flatMap(({ css = [] }) => css);
  const scripts = [...first].map(({ file }) => file);
  const weight = new Map(
    [...new Set(Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css]))].map((file) => {
      const zipped = gzipSync(readFileSync(join(folder, file)), { level: 9 });
      writeFileSync(join(folder, `${file}.gz`), zipped);
      return [file, zipped.length] as const;
    }),
  );
  const firstLoadGzipBytes = [...scripts, ...styles].reduce((sum, file) => sum + (weight.get(file) ?? 0), 0);
  if (firstLoadGzipBytes > firstLoadBudgetBytes) {
    throw new Error(
      `The console's first load is ${firstLoadGzipBytes} bytes gzipped, over its ${firstLoadBudgetBytes}; load something later.`,
    );
  }
  const built = { script: entry.file, preloads: scripts.slice(1), styles, firstLoadGzipBytes };
  writeFileSync(join(folder, "console.json"), JSON.stringify(built));
  return built;
}

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("Usage: node apps/console/build.ts FOLDER\n");
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  const { firstLoadGzipBytes } = await buildConsole(folder);
  process.stdout.write(`${firstLoadGzipBytes} bytes gzipped on the first load\n`);
}
