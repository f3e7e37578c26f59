/** Lets time pass; ends early, without an error, when the signal says so. Handed in, like the clock. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

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
