import type { Begun, CustomerRoutes, Event } from "../customer-routes.ts";

export type TalkLimits = {
  /** How long an answer may take. */
  readonly answerMs: number;
  /** How long a settled conversation must stay silent to have answered by silence. */
  readonly silenceMs: number;
  /** How long one look at the events may wait for one, while an answer is due and while none is. */
  readonly lookMs: number;
  readonly idleLookMs: number;
  /** Before a failed look is tried again. */
  readonly pauseMs: number;
};

export const patientLimits: TalkLimits = {
  answerMs: 30_000,
  silenceMs: 3_000,
  lookMs: 1_000,
  idleLookMs: 20_000,
  pauseMs: 300,
};

/**
 * Talks through a conversation: says each line once the one before is answered, and shows every event once, in order.
 * Answers the lines that stayed without an answer. An answer has come when nothing is under way any more and something
 * followed the line, or a person has the word.
 */
export async function talk(options: {
  readonly routes: CustomerRoutes;
  readonly conversation: Begun;
  readonly lines: AsyncIterable<string>;
  readonly newMessageId: () => string;
  readonly show: (event: Event) => void;
  readonly limits: TalkLimits;
}): Promise<readonly string[]> {
  const { routes, conversation, lines, newMessageId, show, limits } = options;
  const ended = new AbortController();
  let seen = 0;
  let isSettled = false;
  let quietSince = performance.now();
  let hasPerson = false;
  let isClosed = false;
  let isDue = false;
  let failure: unknown;
  let wake: () => void = () => undefined;

  const take = (event: Event): void => {
    // A look may bring again what an earlier one brought.
    if (event.offset <= seen) return;
    seen = event.offset;
    quietSince = performance.now();
    if (event.kind === "handoff" || event.kind === "taken") hasPerson = true;
    if (event.kind === "given-back") hasPerson = false;
    if (event.kind === "closed") isClosed = true;
    show(event);
  };

  const look = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const waitMs = isDue ? limits.lookMs : limits.idleLookMs;
      const found = await routes.events(conversation, seen, waitMs, ended.signal);
      if (found) {
        for (const event of found.events.toSorted((a, b) => a.offset - b.offset)) take(event);
        isSettled = found.settled;
        wake();
      } else if (!ended.signal.aborted) {
        await new Promise((done) => setTimeout(done, limits.pauseMs));
      }
    }
  };
  const looking = look().catch((error: unknown) => {
    failure = error;
    wake();
  });

  /** Waits for the answer to the message at `offset`; false when none came in time. */
  const answered = async (offset: number): Promise<boolean> => {
    for (const until = performance.now() + limits.answerMs; performance.now() < until;) {
      if (failure !== undefined) throw failure;
      const isQuiet = performance.now() - quietSince >= limits.silenceMs;
      if (seen >= offset && isSettled && (seen > offset || hasPerson || isClosed || isQuiet)) return true;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.min(200, limits.silenceMs));
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    return false;
  };

  const unanswered: string[] = [];
  try {
    for await (const line of lines) {
      const text = line.trim();
      if (text === "") continue;
      isDue = true;
      isSettled = false;
      const offset = await routes.say(conversation, { clientMessageId: newMessageId(), text });
      if (!(await answered(offset))) unanswered.push(text);
      isDue = false;
    }
  } finally {
    ended.abort();
    await looking;
  }
  return unanswered;
}
