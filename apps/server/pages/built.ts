import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file of a built room, and its gzipped copy. */
export type Asset = { readonly path: string; readonly gzip: string; readonly type: string };

export type Built = { readonly folder: string; readonly asset: (name: string) => Asset | undefined };

const root = join(import.meta.dirname, "..", "..", "..");

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/**
 * A browser room built from its sources when it is first asked for, by `build.ts FOLDER` in a process of its own, and kept
 * under a name made from those sources: a few seconds once, so that a clone needs no step between installing and starting.
 * What failed is tried again with the next request.
 */
export function createBuilt(room: string): () => Promise<Built> {
  let made: Promise<Built> | undefined;
  return () => {
    made ??= make(room).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function make(room: string): Promise<Built> {
  const folder = join(cacheFolder(), `${room}-${hashOfSources(room)}`);
  if (!existsSync(folder)) await build(room, folder);
  const names = globSync("assets/*", { cwd: folder }).filter((name) => !name.endsWith(".gz"));
  const assets = new Map(
    names.map((name) => {
      const path = join(folder, name);
      const type = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      return [name.replaceAll("\\", "/"), { path, gzip: `${path}.gz`, type }] as const;
    }),
  );
  return { folder, asset: (name) => assets.get(name) };
}

/** Beside the sources; where those may not be written to, in the system's temporary folder. */
function cacheFolder(): string {
  const own = join(root, ".cache", "built");
  try {
    mkdirSync(own, { recursive: true });
    return own;
  } catch {
    return join(tmpdir(), "ruyi-built");
  }
}

/** Changes with anything that the build reads: the room, the doors it looks through, and the packages. */
function hashOfSources(room: string): string {
  const hash = createHash("sha256");
  const sources = [
    `apps/${room}/**/*.{ts,tsx,css,json}`,
    // The doors, and what stands behind those that name the books' accounts and the ages of advances.
    ...["{systems,apps/server}/**/contract.ts", "systems/ledger/posting.ts", "systems/trust/outstanding.ts"],
    "foundation/kernel/*.ts",
  ];
  for (const file of ["package-lock.json", ...globSync(sources, { cwd: root }).toSorted()]) {
    if (!file.includes("node_modules")) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Built beside its place and moved there whole, so that two processes that build at once do no harm. */
function build(room: string, folder: string): Promise<void> {
  const beside = `${folder}.${randomBytes(4).toString("hex")}`;
  mkdirSync(dirname(folder), { recursive: true });
  return new Promise((resolve, reject) => {
    // What is served is built for serving, also where the server itself runs in a test.
    const env = { ...process.env, NODE_ENV: "production" };
    const options = { timeout: 120_000, encoding: "utf8", env } as const;
    execFile(process.execPath, [join(root, "apps", room, "build.ts"), beside], options, (error, _out, said) => {
      if (error) {
        rmSync(beside, { recursive: true, force: true });
        return reject(new Error(`The ${room} could not be built: ${said.trim() || error.message}`, { cause: error }));
      }
      try {
        renameSync(beside, folder);
      } catch (cause) {
        rmSync(beside, { recursive: true, force: true });
        if (!existsSync(folder)) return reject(new Error(`The ${room} could not be put at ${folder}.`, { cause }));
      }
      resolve();
    });
  });
}
