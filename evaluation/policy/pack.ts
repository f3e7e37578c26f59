import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isProcedure, linkProcedures, type Procedure, readProcedure } from "@ruyi/sop";

/** The procedures a written policy became, by id. Throws when a file is no procedure. */
export function readPack(name: "retail" | "ecommerce-zh"): ReadonlyMap<string, Procedure> {
  const folder = join(import.meta.dirname, "..", "packs", name);
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const sources = files.map((file) => {
    const source = readProcedure(readFileSync(join(folder, file), "utf8"));
    if (isProcedure(source)) return source;
    throw new Error(`${file} is no procedure: ${source.map(({ at, message }) => `${at}: ${message}`).join("; ")}`);
  });
  return new Map(linkProcedures(sources).map((procedure) => [procedure.id, procedure]));
}
