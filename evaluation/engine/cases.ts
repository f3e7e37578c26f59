import { type Language, pick, type Random, seededRandom } from "@ruyi/kernel";
import type { Move, OpenMove } from "@ruyi/sop";

/** A customer of the demo market that a case's customer has lived as. */
export type Likeness = "mei" | "bo" | "kai" | "lin";
/** Which of their orders a case is about, by what became of it. */
export type OrderState = "unshipped" | "on its way" | "just delivered" | "long ago";
/** What the customer answers to a read-back. */
type Answer = "yes" | "no" | "no, then yes";

export type Case = {
  readonly number: number;
  readonly slug: "yunshang" | "brightbyte" | "dailyfresh";
  readonly language: Language;
  readonly like: Likeness;
  readonly order: OrderState;
  readonly procedure: string;
  readonly opening: string;
  readonly answer: Answer;
  /** Which of several choices is taken where they are not orders. */
  readonly choice: number;
};

const shops = [
  ["yunshang", "zh"],
  ["brightbyte", "en"],
  ["dailyfresh", "zh"],
  ["dailyfresh", "en"],
] as const;
const likenesses: readonly Likeness[] = ["mei", "bo", "kai", "lin"];
export const orderStates: readonly OrderState[] = ["unshipped", "on its way", "just delivered", "long ago"];
const answers: readonly Answer[] = ["yes", "yes", "no", "no, then yes"];

/** The procedures for whose questions this script has a customer's words. */
const spoken = new Set([
  ...["where-is-my-parcel", "cancel-order", "change-address", "return-and-refund", "damaged-or-missing"],
  "talk-to-a-person",
]);
export const withWords = <Of extends { readonly id: string }>(procedures: readonly Of[]): Of[] =>
  procedures.filter(({ id }) => spoken.has(id));

type Startable = { readonly id: string; readonly examples: Readonly<Record<Language, readonly string[]>> };

/** Cases that go through every procedure, shop, customer and order in turn; what is said and answered is drawn. */
export function casesFrom(procedures: readonly Startable[], count: number, seed: number): Case[] {
  const random: Random = seededRandom(seed);
  return Array.from({ length: count }, (_, number) => {
    const procedure = procedures[number % procedures.length];
    if (!procedure) throw new Error("There is no procedure to try.");
    const round = Math.floor(number / procedures.length);
    const [slug, language] = shops[round % shops.length] ?? shops[0];
    const turn = Math.floor(round / shops.length);
    return {
      ...{ number, slug, language, procedure: procedure.id, opening: pick(random, procedure.examples[language]) },
      like: likenesses[turn % likenesses.length] ?? "mei",
      order: orderStates[Math.floor(turn / likenesses.length) % orderStates.length] ?? "unshipped",
      answer: pick(random, answers),
      choice: Math.floor(random() * 1_000),
    };
  });
}

const said: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: {
    address: "杭州市西湖区文三路90号5幢301室，电话13800138000",
    damage: "外壳裂了一道缝，按键也失灵",
    number: "0000",
  },
  en: {
    address: "12 Alder Lane, Flat 3, Bristol BS1 4ST",
    damage: "the shell is cracked and one key is dead",
    number: "0000",
  },
};

/** What somebody says who agrees in words that no reader takes for a bare yes; a colleague or program passes it on. */
export const agreed: Readonly<Record<Language, string>> = {
  zh: "行，那就照你说的来办，麻烦快点",
  en: "right, then do it the way you put it, and soon",
};

/** The case's next move, from what is open: the same one whoever makes it. Undefined when nothing is the customer's. */
export function nextMove(
  { answer, choice, language }: Case,
  open: readonly OpenMove[],
  made: readonly Move[],
  orderId: string,
): Move | undefined {
  if (open.some(({ move }) => move === "confirm")) {
    const declined = made.some(({ move }) => move === "decline");
    return { move: answer === "yes" || (answer === "no, then yes" && declined) ? "confirm" : "decline" };
  }
  const asked = open.find((move) => move.move === "answer");
  if (asked?.move !== "answer" || asked.of !== "customer") return undefined;
  const { fact, choices } = asked;
  const choose = choices.find(({ id }) => id === orderId) ?? choices[(choice + made.length) % choices.length];
  return { move: "answer", fact, value: choose?.id ?? said[language][fact] ?? said[language]["number"] };
}
