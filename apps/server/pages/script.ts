import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";

export type Script = { readonly code: string; readonly tag: string };

/**
 * A script for browsers, made from a room's sources when it is first asked for and kept from then on: a tenth of a second once,
 * so that a clone needs no step between installing and starting. Another process makes it, and takes the bundler's
 * threads and memory with it when it ends. What failed is tried again with the next request.
 */
export function createScript(folder: string, name: string): () => Promise<Script> {
  let made: Promise<Script> | undefined;
  return () => {
    made ??= make(folder, name).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

const make = (folder: string, name: string): Promise<Script> =>
  new Promise((resolve, reject) => {
    const options = { maxBuffer: 4 * 1024 * 1024, timeout: 30_000, encoding: "utf8" } as const;
    execFile(process.execPath, [join(folder, "build.ts"), name], options, (error, code, said) => {
      if (error) reject(new Error(`The ${name} could not be built: ${said.trim() || error.message}`, { cause: error }));
      else resolve({ code, tag: `"${createHash("sha256").update(code).digest("base64url").slice(0, 22)}"` });
    });
  });
