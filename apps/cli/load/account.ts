/** What a simulated customer sent, and what became of it as far as the customer saw. */
export type SentMessage = {
  readonly clientMessageId: string;
  readonly text: string;
  /** Where the server said it is stored; undefined while it has not acknowledged it. */
  readonly offset: number | undefined;
};

/** The entry of a log as far as accounts need it. */
export type LogEntry = {
  readonly offset: number;
  readonly kind: string;
  readonly from?: string;
  readonly text?: string;
  readonly clientMessageId?: string;
};

export type Account = {
  /** Client messages the server said are stored. */
  readonly acknowledged: number;
  /** Client messages found in the logs, acknowledged or not. */
  readonly stored: number;
  /** Acknowledged, and not where the server said, or without an answer in the log while the assistant had the word. */
  readonly lost: number;
  /** Stored more than once, and places in a log that are taken twice or left out. */
  readonly duplicated: number;
};

/** Whether an event answers a customer: words that are not theirs, or the hand-over to a person. */
export const isAnswer = (event: { readonly kind: string; readonly from?: string }): boolean =>
  event.kind === "handoff" || (event.kind === "message" && event.from !== "customer");

/** Compares what was sent in one conversation with its log, read back after the run. */
export function accountOf(sent: readonly SentMessage[], log: readonly LogEntry[]): Account {
  const entries = log.toSorted((a, b) => a.offset - b.offset);
  const acknowledged = sent.filter(({ offset }) => offset !== undefined);
  const messages = entries.filter(({ kind, from }) => kind === "message" && from === "customer");
  const timesStored = new Map<string, number>();
  for (const { clientMessageId } of messages) {
    if (clientMessageId !== undefined) timesStored.set(clientMessageId, (timesStored.get(clientMessageId) ?? 0) + 1);
  }

  let lost = 0;
  for (const { clientMessageId, text, offset } of acknowledged) {
    const index = entries.findIndex((entry) => entry.offset === offset && entry.kind === "message");
    const entry = entries[index];
    const isThere = entry?.from === "customer" && entry.text === text && entry.clientMessageId === clientMessageId;
    if (!isThere || !(isAnswered(entries.slice(index + 1)) || isWithPerson(entries.slice(0, index)))) lost += 1;
  }
  const again = [...timesStored.values()].reduce((sum, times) => sum + times - 1, 0);
  const strangers = messages.filter(
    ({ clientMessageId }) => !sent.some((each) => each.clientMessageId === clientMessageId),
  );
  const misplaced = entries.filter(({ offset }, index) => offset !== (entries[index - 1]?.offset ?? 0) + 1);
  return {
    acknowledged: acknowledged.length,
    stored: timesStored.size,
    lost,
    duplicated: again + strangers.length + misplaced.length,
  };
}

/** Whether an answer comes before the customer's next message. */
function isAnswered(after: readonly LogEntry[]): boolean {
  const next = after.find((entry) => isAnswer(entry) || (entry.kind === "message" && entry.from === "customer"));
  return next !== undefined && isAnswer(next);
}

/** Whether a person had the word by then, who answers in their own time. */
function isWithPerson(before: readonly LogEntry[]): boolean {
  const last = before.findLast(({ kind }) => kind === "handoff" || kind === "taken" || kind === "given-back");
  return last !== undefined && last.kind !== "given-back";
}

export const noAccount: Account = { acknowledged: 0, stored: 0, lost: 0, duplicated: 0 };

export const addAccounts = (one: Account, other: Account): Account => ({
  acknowledged: one.acknowledged + other.acknowledged,
  stored: one.stored + other.stored,
  lost: one.lost + other.lost,
  duplicated: one.duplicated + other.duplicated,
});

/** The value that a share of all values does not exceed, by the nearest rank; 0 for none. `sorted` rises. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;
