import type { Procedure } from "./procedure.ts";

/** The procedures in force: one version of each. */
export type Library = {
  readonly all: readonly Procedure[];
  readonly byId: (id: string) => Procedure | undefined;
  /** Those a customer's words can start, which have examples. */
  readonly startable: readonly Procedure[];
};

export function createLibrary(procedures: readonly Procedure[]): Library {
  const byId = new Map(procedures.map((procedure) => [procedure.id, procedure]));
  return {
    all: procedures,
    byId: (id) => byId.get(id),
    startable: procedures.filter(({ examples }) => examples.zh.length + examples.en.length > 0),
  };
}
