import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** What an agent's browser loads before the first conversation shows; what is heavier is not served. */
const budgetBytes = 250 * 1024;

/** Makes the console's script. Throws when it is over its budget. */
async function buildConsole(): Promise<string> {
  const built = await rolldown({
    input: join(import.meta.dirname, "main.tsx"),
    platform: "browser",
    // The libraries mark what a server must not run; nothing of that concerns a browser.
    onLog: (level, log, otherwise) => log.code !== "MODULE_LEVEL_DIRECTIVE" && otherwise(level, log),
    transform: {
      target: ["chrome111", "safari16.4", "firefox113"],
      define: { "process.env.NODE_ENV": '"production"' },
    },
  });
  try {
    const { output } = await built.generate({ format: "iife", minify: true });
    const [{ code }] = output;
    const gzipBytes = gzipSync(code, { level: 9 }).length;
    if (gzipBytes > budgetBytes) {
      throw new Error(`The console is ${gzipBytes} bytes gzipped, over its ${budgetBytes}; load something later.`);
    }
    return code;
  } finally {
    await built.close();
  }
}

/** `node apps/console/build.ts > console.js`: for a server of static files; ours asks for it the same way. */
process.stdout.write(await buildConsole());
