import type { MessageToRead, Proposal, ReadMessage } from "@ruyi/desk";
import type { Bilingual, Language, MerchantId } from "@ruyi/kernel";
import type { Entities, Mood, Reading } from "@ruyi/language";
import type { Answers, Found } from "../answers.ts";
import { personChoice } from "../lines.ts";
import type { Coming } from "../noticed.ts";
import type { Question } from "../questions.ts";

/** What the reader needs of others. */
export type ReaderNeeds = {
  /** Which procedure a text is about, as this merchant's customers put things. */
  readonly classify: (merchantId: MerchantId, text: string) => Reading;
  /** What customers call each procedure, for choices. */
  readonly titles: ReadonlyMap<string, Bilingual>;
  /** What questions are answered from; none where a merchant has nothing written. */
  readonly answers?: Answers;
  /** What an unclear text may mean, of what is known, in bounded time; undefined where there is nobody to ask. */
  readonly propose?: (merchantId: MerchantId, text: string) => Promise<Proposed> | undefined;
};

/** What the assistant keeps of a conversation between messages. */
export type Memory = {
  /** Messages in a row that led nowhere; the second miss hands over. */
  readonly misses: number;
  /** What was said and not yet understood: several messages may be one. */
  readonly pending: readonly string[];
  /** Procedures and answers offered as choices with the last question. */
  readonly offered: readonly string[];
  /** Words before the matter that were let pass. */
  readonly ledIn: number;
  /** Said hello to, or been hurried, already: the same line is not said twice. */
  readonly greeted: boolean;
  readonly hurried: boolean;
  /** Passages of what was not understood in which somebody else found a fact; our own reading of them counts. */
  readonly quoted: Quoted;
  /** The matter that was begun last: "and the watch?" asks the same of another order. */
  readonly last: string | undefined;
  /** The matter under way, with what was told of it. */
  readonly now: Matter | undefined;
  /** A matter that was left for another before it was done: "back to the return" takes it up with what was told. */
  readonly left: Matter | undefined;
};

export type Matter = { readonly procedure: string; readonly facts: Readonly<Record<string, unknown>> };

export const nothing: Memory = {
  ...{ misses: 0, ledIn: 0, pending: [], offered: [], quoted: {}, greeted: false, hurried: false },
  ...{ last: undefined, now: undefined, left: undefined },
};

/** To leave a question that is open for another matter the words must be surer. */
export const sureToLeave = 0.8;

/** Unless they are put as a wish or a question, and answer nothing that was asked. */
export const sureOfWish = 0.45;

const pendingAtMost = 4;

/** Of a message that was not understood, this much is kept for the next one. */
const pendingLength = 500;

/** Of what was said, this much goes with a procedure. */
export const saidLength = 1_000;

export const person = "talk-to-a-person";

export type Heard = Omit<MessageToRead, "memory"> & {
  /** The text as it is read: small, simplified, put together, with no space around it. */
  readonly plain: string;
  readonly memory: Memory;
  readonly mood: Mood;
  readonly entities: Entities;
  readonly reading: Reading;
  readonly question: Question | undefined;
  readonly found: Found;
};

export type Read = Omit<ReadMessage, "language" | "noticed"> & { readonly memory: Memory; readonly came?: Came };

/** What somebody else proposes that a text means: matters of ours, and passages in which a fact stands. */
export type Proposed = { readonly matters: readonly string[]; readonly quoted: Quoted };

type Quoted = Readonly<Record<string, string>>;

/** What a message came to, and the reading that decided it; left out where it was about no matter of its own. */
export type Came = { readonly to: Coming; readonly procedure?: string; readonly reading: Reading };

export const propose = (...proposals: readonly Proposal[]): Read => ({ memory: nothing, proposals });

export const cameTo = (read: Read, to: Coming, reading: Reading, procedure?: string): Read => ({
  ...read,
  came: { to, reading, ...(procedure === undefined ? {} : { procedure }) },
});

export const isTalking = (run: NonNullable<MessageToRead["run"]>): boolean =>
  run.state !== "waiting" && run.state !== "ended";

/** Whether a run waits for an agent's word: the customer's are then about something else. */
export const asksAgent = ({ open }: NonNullable<MessageToRead["run"]>): boolean =>
  open.some((move) => move.move === "answer" && move.of === "agent");

/** With what came before and was not understood: several messages may be one. */
export const wholeOf = ({ pending }: Memory, text: string): string => [...pending, text].join("\n");

export const withPending = ({ pending }: Memory, text: string): string[] =>
  [...pending, text.slice(0, pendingLength)].slice(-pendingAtMost);

/** Whether a question stands that has no choices, and was the last thing said. */
export const tellsInOwnWords = ({ open, wasAskedLast }: NonNullable<MessageToRead["run"]>): boolean =>
  wasAskedLast === true &&
  open.some((move) => move.move === "answer" && move.of === "customer" && move.freeText && move.choices.length === 0);

export const confidenceOf = (reading: Reading): number => (reading.rejected ? 0 : (reading.top[0]?.confidence ?? 0));

export const titleOf = (id: string, heard: Heard, needs: ReaderNeeds): string =>
  needs.titles.get(id)?.[heard.language] ?? needs.answers?.told(heard, id)?.source.title ?? "";

export const personOf = (language: Language) => ({ id: person, label: personChoice[language] });

export function memoryOf(memory: unknown): Memory {
  if (typeof memory !== "object" || memory === null || !("misses" in memory)) return nothing;
  return { ...nothing, ...(memory as Partial<Memory>) };
}
