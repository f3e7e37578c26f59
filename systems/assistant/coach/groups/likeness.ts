import { traitsOf } from "@ruyi/language";

/** How telling each trait is: rarer among ordinary messages counts more. Filled a part at a time, so that nothing waits. */
export type Commonness = { readonly seenIn: Map<number, number>; total: number };

export const emptyCommonness = (): Commonness => ({ seenIn: new Map(), total: 0 });

/** Takes ordinary messages in. */
export function takeIn(commonness: Commonness, texts: readonly string[]): void {
  for (const text of texts) {
    commonness.total += 1;
    for (const trait of countedTraits(text)) commonness.seenIn.set(trait, (commonness.seenIn.get(trait) ?? 0) + 1);
  }
}

/** Pieces of words would make every message like every other; words, their pairs and ideas tell a question. */
function countedTraits(text: string): readonly number[] {
  const { plain, ideas } = traitsOf(text);
  return [...plain, ...ideas];
}

/** A text or a question as a direction: traits with weights whose squares add up to one. */
export type Direction = ReadonlyMap<number, number>;

/** The weight of rarity is squared: "do you have" is in half of all questions and says nothing of what is asked. */
export function directionOf({ seenIn, total }: Commonness, text: string): Direction {
  const traits = countedTraits(text);
  const weighed = traits.map((trait) => [trait, Math.log((2 + total) / (1 + (seenIn.get(trait) ?? 0))) ** 2] as const);
  return toUnit(weighed);
}

function toUnit(weighed: readonly (readonly [number, number])[]): Direction {
  const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1;
  return new Map(weighed.map(([trait, weight]) => [trait, weight / length]));
}

/** Cosine, 0 to 1. */
export function likeness(one: Direction, other: Direction): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [trait, weight] of small) sum += weight * (large.get(trait) ?? 0);
  return sum;
}

/** Of a question's traits the heaviest are kept. */
const keptTraits = 64;

/** A question's direction once a message, or another question of `more`, has joined the `count` it had. */
export function joinedBy(question: Direction, count: number, message: Direction, more = 1): Direction {
  const sums = new Map<number, number>();
  const many = Math.min(count, 50);
  for (const [trait, weight] of question) sums.set(trait, weight * many);
  for (const [trait, weight] of message) sums.set(trait, (sums.get(trait) ?? 0) + weight * Math.min(more, 50));
  return toUnit([...sums].toSorted(([, one], [, other]) => other - one).slice(0, keptTraits));
}
