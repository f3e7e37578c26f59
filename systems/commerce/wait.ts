import { setTimeout as sleep } from "node:timers/promises";

/** Lets time pass; ends early, without an error, when the signal says so. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The machine's own time. Waiting alone keeps no process alive. */
export const wait: Wait = async (ms, signal) => {
  if (ms <= 0) return;
  try {
    await sleep(ms, undefined, { ref: false, ...(signal ? { signal } : {}) });
  } catch {
    // Aborted: whoever waited has what they waited for.
  }
};

const tooLate = Symbol("too late");

/** The work's answer, or undefined when it takes longer than `ms` or throws: then nobody knows. */
export async function within<T>(ms: number, work: () => Promise<T>, wait: Wait): Promise<T | undefined> {
  const over = new AbortController();
  const working = (async () => work())();
  // A failure after the time-out has nobody to tell.
  working.catch(() => undefined);
  try {
    const first = await Promise.race([working, wait(ms, over.signal).then(() => tooLate)]);
    return first === tooLate ? undefined : (first as T);
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
