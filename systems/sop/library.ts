import type { ProcedureSource } from "./procedure-file.ts";
import type { Procedure } from "./procedure.ts";

/** The procedures in force: one version of each. */
export type Library = {
  readonly all: readonly Procedure[];
  readonly byId: (id: string) => Procedure | undefined;
  /** Those a customer's words can start, which have examples. */
  readonly startable: readonly Procedure[];
  /** The files it was read from, by id, before settings are put in. */
  readonly sources: ReadonlyMap<string, ProcedureSource>;
  /** Those files as they are written, comments included. */
  readonly texts: ReadonlyMap<string, string>;
};

export function createLibrary(
  procedures: readonly Procedure[],
  sources: readonly ProcedureSource[] = [],
  texts: ReadonlyMap<string, string> = new Map(),
): Library {
  const byId = new Map(procedures.map((procedure) => [procedure.id, procedure]));
  return {
    all: procedures,
    byId: (id) => byId.get(id),
    sources: new Map(sources.map((source) => [source.id, source])),
    texts,
    startable: procedures.filter(({ examples }) => examples.zh.length + examples.en.length > 0),
  };
}
