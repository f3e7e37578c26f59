import type { Id } from "@ruyi/kernel";
import { type Commonness, type Direction, directionOf, joinedBy, likeness } from "./likeness.ts";

export type QuestionId = Id<"question">;

/** What customers ask and the assistant is not sure of, in the words of its most typical message. */
export type Question = {
  readonly id: QuestionId;
  readonly title: string;
  /** How like the title is to all that was asked; a message more like it takes its place. */
  readonly titleLikeness: number;
  readonly language: string;
  readonly direction: Direction;
  readonly messages: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
};

/** Messages less alike than this are different questions. Measured on paraphrases of both languages and unrelated ones. */
const alike = 0.12;

/** Of one merchant this many questions stand open; the least asked make room. */
export const questionsAtMost = 500;

export type Asked = { readonly text: string; readonly language: string; readonly at: Date };

/**
 * The question a message asks among those that are known: joined to the most alike, or a new one. Ids stay as they are
 * whatever joins; the order messages come in is the only thing that decides.
 */
export function askedOf(
  questions: readonly Question[],
  { text, language, at }: Asked,
  commonness: Commonness,
  newId: () => QuestionId,
): Question {
  const message = directionOf(commonness, text);
  let best: Question | undefined;
  let nearest = alike;
  for (const question of questions) {
    const here = likeness(question.direction, message);
    if (here < nearest) continue;
    best = question;
    nearest = here;
  }
  if (!best)
    return {
      ...{ id: newId(), title: text, titleLikeness: 0, language, direction: message, messages: 1 },
      ...{ firstAt: at, lastAt: at },
    };
  const direction = joinedBy(best.direction, best.messages, message);
  const asTitle = likeness(direction, message);
  const isMoreTypical =
    asTitle > Math.max(best.titleLikeness, likeness(direction, directionOf(commonness, best.title)));
  return {
    ...best,
    ...(isMoreTypical ? { title: text, titleLikeness: asTitle, language } : {}),
    direction,
    messages: best.messages + 1,
    lastAt: at > best.lastAt ? at : best.lastAt,
  };
}

/** Two questions that have grown this alike were one all along. */
const same = 0.115;

/**
 * Another question that a question has grown into, undefined where it stands alone. It is joined to the one that was
 * asked first, whose id stays.
 */
export const twinOf = (questions: readonly Question[], question: Question): Question | undefined =>
  questions.find((other) => other.id !== question.id && likeness(other.direction, question.direction) >= same);

/** Two questions as one, under the id of the one that was asked first. */
export function merged(one: Question, other: Question): Question {
  const [first, second] = one.firstAt <= other.firstAt ? [one, other] : [other, one];
  const larger = first.messages >= second.messages ? first : second;
  return {
    ...first,
    title: larger.title,
    titleLikeness: larger.titleLikeness,
    language: larger.language,
    direction: joinedBy(first.direction, first.messages, second.direction, second.messages),
    messages: first.messages + second.messages,
    lastAt: first.lastAt > second.lastAt ? first.lastAt : second.lastAt,
  };
}

/** What somebody thinks a question means: by what customers chose or began afterwards, or by what the reading inclines to. */
export type Suggestion = {
  readonly means: string;
  readonly why: "chosen" | "likely";
  readonly count: number;
  readonly of: number;
};

/** A procedure is suggested when so many of the messages speak for it. */
const enoughChosen = 0.5;
const enoughLikely = 0.25;

export type HeardAs = {
  readonly known: string | undefined;
  readonly thought: readonly { readonly label: string; readonly confidence: number }[];
};

/** Undefined where nothing speaks for any procedure: an article may be what is missing. */
export function suggestionFor(
  messages: readonly HeardAs[],
  isOurs: (procedure: string) => boolean,
): Suggestion | undefined {
  const known = messages.flatMap((message) => message.known ?? []);
  const [chosen] = [...Map.groupBy(known, (each) => each)].toSorted(([, one], [, other]) => other.length - one.length);
  if (chosen && chosen[1].length >= Math.max(1, known.length * enoughChosen))
    return { means: chosen[0], why: "chosen", count: chosen[1].length, of: messages.length };
  const votes = new Map<string, { sum: number; count: number }>();
  for (const { thought } of messages) {
    for (const { label, confidence } of thought) {
      if (!isOurs(label)) continue;
      const vote = votes.get(label) ?? { sum: 0, count: 0 };
      votes.set(label, { sum: vote.sum + confidence, count: vote.count + 1 });
    }
  }
  const [likely] = [...votes].toSorted(([, one], [, other]) => other.sum - one.sum);
  if (!likely || likely[1].sum / messages.length < enoughLikely) return undefined;
  return { means: likely[0], why: "likely", count: likely[1].count, of: messages.length };
}
