import { type Language, type Random, pick } from "@ruyi/kernel";
import type { Mind, Talk } from "./plan.ts";
import { phrasebooks, said } from "./phrasebook.ts";

type Choice = { readonly id: string; readonly label: string };

/** What was put to a customer last. */
export type Put = {
  readonly choices: readonly Choice[];
  /** The fact a procedure asks them for; undefined when it asks for none. */
  readonly fact: string | undefined;
  readonly isReadBack: boolean;
  /** A person has the floor, or is awaited. */
  readonly isWithPerson: boolean;
};

/** What a customer has in mind when they answer. */
export type Answering = {
  readonly talk: Pick<Talk, "matter" | "mind" | "rephrased">;
  readonly language: Language;
  readonly orderId: string;
  readonly lineId: string;
  readonly tail: string;
};

/** What a customer answers; undefined when they leave it at that. */
export function answerOf(
  random: Random,
  { talk, language, orderId, lineId, tail }: Answering,
  put: Put,
): string | undefined {
  const { answers } = phrasebooks[language];
  const { mind, matter } = talk;
  const labelled = (id: string): string | undefined => put.choices.find((choice) => choice.id === id)?.label;
  if (put.isReadBack) {
    const button = labelled(mind.agrees ? "yes" : "no");
    // In front of a person the button is the surest word.
    return button !== undefined && (put.isWithPerson || random() < 0.7)
      ? button
      : pick(random, mind.agrees ? answers.yes : answers.no);
  }
  if (put.fact === "pick") {
    const mine = put.choices.find(
      ({ id }) => id === `${orderId}/${lineId}` || id === orderId || id.startsWith(`${orderId}/`),
    );
    return (mine ?? put.choices.at(-1))?.label;
  }
  if (put.fact === "number") return tail;
  if (put.fact === "damage" || put.fact === "address") return mind[put.fact];
  if (put.fact !== undefined && isAsked(put.fact)) return labelled(mind[put.fact]);
  // Asked what they had not thought of: the first that is offered, or what they have said already.
  if (put.fact !== undefined) return put.choices[0]?.label ?? pick(random, answers.details);

  const isOffer = put.choices.length > 1;
  if (isOffer) return labelled(matter) ?? labelled("none");
  const person = labelled("talk-to-a-person");
  if (person === undefined) return undefined;
  const way = random();
  return way < 0.4 ? person : way < 0.75 ? talk.rephrased : undefined;
}

const isAsked = (fact: string): fact is Extract<keyof Mind, "problem" | "wish" | "received" | "tryStop"> =>
  fact === "problem" || fact === "wish" || fact === "received" || fact === "tryStop";

/** A word of thanks, or to the colleague who has just written. */
export const courtesyOf = (random: Random, language: Language, isWithPerson: boolean): string =>
  said(random, phrasebooks[language].answers[isWithPerson ? "toAgent" : "thanks"]);

/** What somebody adds who waits for a person. */
export const waitingWord = (random: Random, language: Language): string =>
  said(random, phrasebooks[language].answers.waiting);
