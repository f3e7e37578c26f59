import type { Passage } from "../advance.ts";
import { again, begunIn, beginningOf, kept, type VersionOf } from "../again.ts";
import type { Procedure } from "../procedure.ts";
import { type Place, placeOf, type Run, type RunEvent } from "../run.ts";

/** A run's log, as it was kept: each event with its number and the step it led to. */
export type LogEvent = { readonly place: number; readonly step: string; readonly event: RunEvent };

/** The steps one event of a log took its run through; or the versions between which it took it, and where it stood. */
export type Stretch = {
  readonly place: number;
  readonly at: string;
  readonly passages: readonly Passage[];
  readonly moved?: { readonly from: Procedure; readonly to: Procedure; readonly places: readonly Place[] };
};

/**
 * Goes a run's way again, event by event, and tells the steps it went through. `run` is the run as it stands or ended;
 * what it learned on the way is learned again from the log. Throws where the log leads elsewhere than it did: then
 * nothing said about this run would be true.
 */
export function stretchesOf(versionOf: VersionOf, run: Run, log: readonly LogEvent[]): Stretch[] {
  const stretches: Stretch[] = [];
  let passages: Passage[] = [];
  let before = kept(versionOf, run, begunIn(run, log).hash);
  const begun = beginningOf(run, log, before);
  for (const { line, procedure, run: stood } of again(versionOf, begun, log, (passage) => passages.push(passage))) {
    const { place, step, event } = line;
    const came = placeOf(stood).step;
    if (came !== step) {
      throw new Error(`Run ${run.id} was at "${step}" after its event ${place} and comes to "${came}" when replayed.`);
    }
    const moved = procedure === before ? {} : { moved: { from: before, to: procedure, places: stood.places } };
    stretches.push({ place, at: event.at, passages, ...moved });
    passages = [];
    before = procedure;
  }
  return stretches;
}
