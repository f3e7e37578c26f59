import { advance, type Passage } from "../advance.ts";
import type { Procedure } from "../procedure.ts";
import { placeOf, type Run, type RunEvent } from "../run.ts";

/** A run's log, as it was kept: each event with its number and the step it led to. */
export type LogEvent = { readonly place: number; readonly step: string; readonly event: RunEvent };

/** The steps one event of a log took its run through. */
export type Stretch = { readonly place: number; readonly at: string; readonly passages: readonly Passage[] };

/**
 * Goes a run's way again, event by event, and tells the steps it went through. `run` is the run as it stands or ended;
 * what it learned on the way is learned again from the log. Throws where the log leads elsewhere than it did: then
 * nothing said about this run would be true.
 */
export function stretchesOf(procedure: Procedure, run: Run, log: readonly LogEvent[]): Stretch[] {
  let again = beginning(procedure, run, log[0]?.event.at ?? "");
  return log.map(({ place, step, event }) => {
    const passages: Passage[] = [];
    [again] = advance(procedure, again, event, (passage) => passages.push(passage));
    const came = placeOf(again).step;
    if (came !== step) {
      throw new Error(`Run ${run.id} was at "${step}" after its event ${place} and comes to "${came}" when replayed.`);
    }
    return { place, at: event.at, passages };
  });
}

/** The run as it was before its first event. */
const beginning = (procedure: Procedure, run: Run, at: string): Run => ({
  id: run.id,
  conversationId: run.conversationId,
  customerId: run.customerId,
  procedure: procedure.id,
  version: procedure.version,
  hash: procedure.hash,
  language: run.language,
  zone: run.zone,
  places: [{ procedure: procedure.id, step: procedure.start }],
  facts: {},
  answered: [],
  state: { kind: "asking", since: at },
  count: 0,
  rounds: {},
  done: [],
});
