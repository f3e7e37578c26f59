/** What the customer has written and not yet seen in the conversation's log, oldest first. */
export type Outbox = readonly Unsent[];

export type Unsent = {
  /** The client message id: the same however often it is sent, so that it is stored once. */
  readonly id: string;
  readonly text: string;
  readonly at: string;
  readonly state: "waiting" | "stored" | "refused";
};

export const put = (outbox: Outbox, { id, text, at }: Omit<Unsent, "state">): Outbox =>
  outbox.some((one) => one.id === id) ? outbox : [...outbox, { id, text, at, state: "waiting" }];

export const mark = (outbox: Outbox, id: string, state: Unsent["state"]): Outbox =>
  outbox.map((one) => (one.id === id ? { ...one, state } : one));

/** The one to send next. One that was refused holds up none that came after it. */
export const nextOf = (outbox: Outbox): Unsent | undefined => outbox.find(({ state }) => state === "waiting");

/** Without those that the log has shown. */
export const without = (outbox: Outbox, heard: ReadonlySet<string>): Outbox =>
  outbox.some(({ id }) => heard.has(id)) ? outbox.filter(({ id }) => !heard.has(id)) : outbox;

/** For a new conversation: what only the old one had stored is not sent again. */
export const forNewConversation = (outbox: Outbox): Outbox => outbox.filter(({ state }) => state !== "stored");

/** Two pages of one shop write to one browser: theirs and ours, each once, in the order they were written. */
export function merge(ours: Outbox, theirs: Outbox): Outbox {
  const all = new Map([...theirs, ...ours].map((one) => [one.id, one]));
  return [...all.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
