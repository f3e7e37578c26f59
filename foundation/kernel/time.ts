/** The time of day as a value handed in; only `apps/` reads the machine's clock. */
export type Clock = { readonly now: () => Date };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** A clock for tests and rehearsals: it stands still until someone turns it. */
export type TurnableClock = Clock & { readonly turn: (ms: number) => void; readonly set: (at: Date) => void };

export function createTurnableClock(start: Date): TurnableClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    turn: (ms) => {
      at += ms;
    },
    set: (moment) => {
      at = moment.getTime();
    },
  };
}
