import { advance, type Watch } from "./advance.ts";
import type { Procedure } from "./procedure.ts";
import type { Effect, Run, RunEvent, VersionRef } from "./run.ts";

/** The version with this hash; undefined where it is not kept. */
export type VersionOf = (hash: string) => Procedure | undefined;

type Event = { readonly event: RunEvent };

/** The version a run began in: where it was brought to others since, the one it was brought from first. */
export function begunIn({ hash, version }: VersionRef, log: readonly Event[]): VersionRef {
  for (const { event } of log) if (event.kind === "migrated") return event.from;
  return { hash, version };
}

/** The hashes of all versions a run has been in, in their order. */
export const hashesOf = (run: VersionRef, log: readonly Event[]): string[] => [
  begunIn(run, log).hash,
  ...log.flatMap(({ event }) => (event.kind === "migrated" ? [event.to.hash] : [])),
];

/** A run as it was before its first event, in the version it began in. */
export function beginningOf(run: Run, log: readonly Event[], begun: Procedure): Run {
  const { id, conversationId, customerId, procedure, language, zone } = run;
  return {
    ...{ id, conversationId, customerId, procedure, language, zone },
    ...begunIn(run, log),
    places: [{ procedure: begun.id, step: begun.start }],
    ...{ facts: {}, answered: [], rounds: {}, done: [], count: 0 },
    state: { kind: "asking", since: log[0]?.event.at ?? "" },
  };
}

/** What one event of a log made of its run, and the version it was then in. */
export type Again<Line> = {
  readonly line: Line;
  readonly procedure: Procedure;
  readonly run: Run;
  readonly effects: readonly Effect[];
};

/**
 * Takes the events of a run's log again, each in the version the run was in then. `begun` is the run before the first of them; see
 * `beginningOf`. Pure. Throws where a version is not kept.
 */
export function* again<Line extends Event>(
  versionOf: VersionOf,
  begun: Run,
  log: readonly Line[],
  watch?: Watch,
): Generator<Again<Line>> {
  let run = begun;
  for (const line of log) {
    const { event } = line;
    const procedure = kept(versionOf, run, event.kind === "migrated" ? event.to.hash : run.hash);
    const [next, effects] = advance(procedure, run, event, watch);
    run = next;
    yield { line, procedure, run, effects };
  }
}

export function kept(versionOf: VersionOf, { id, procedure }: Run, hash: string): Procedure {
  const version = versionOf(hash);
  if (!version) throw new Error(`Run ${id} pins ${procedure} ${hash.slice(0, 8)}, which is not kept.`);
  return version;
}
