/** A circuit breaker's memory. */
export type Breaker =
  | { readonly state: "closed"; readonly failures: number }
  | { readonly state: "open"; readonly untilMs: number }
  /** One call is trying whether the other side is back. */
  | { readonly state: "trying"; readonly sinceMs: number };

export type BreakerPolicy = {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** So long nobody calls before one call tries again. */
  readonly openMs: number;
};

export const closedBreaker: Breaker = { state: "closed", failures: 0 };

/** Whether a call may be made now, and the memory after that. A try that never reported back makes room for another. */
export function admit(breaker: Breaker, policy: BreakerPolicy, nowMs: number): [Breaker, boolean] {
  switch (breaker.state) {
    case "closed":
      return [breaker, true];
    case "open":
      return nowMs >= breaker.untilMs ? [{ state: "trying", sinceMs: nowMs }, true] : [breaker, false];
    case "trying":
      return nowMs - breaker.sinceMs >= policy.openMs ? [{ state: "trying", sinceMs: nowMs }, true] : [breaker, false];
  }
}

/** The memory after a call's outcome. A late failure from before it opened does not keep it open for longer. */
export function report(breaker: Breaker, policy: BreakerPolicy, isFine: boolean, nowMs: number): Breaker {
  if (isFine) return breaker.state === "open" ? breaker : closedBreaker;
  const open: Breaker = { state: "open", untilMs: nowMs + policy.openMs };
  switch (breaker.state) {
    case "closed":
      return breaker.failures + 1 >= policy.failures ? open : { state: "closed", failures: breaker.failures + 1 };
    case "open":
      return breaker;
    case "trying":
      return open;
  }
}
