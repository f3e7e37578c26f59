import { type Random, seededRandom } from "@ruyi/kernel";

/** A source of its own for each named part, so that adding a part leaves the others as they were (FNV-1a). */
export function streamOf(seed: number, name: string): Random {
  let hash = 2_166_136_261 ^ seed;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return seededRandom(hash >>> 0);
}

/** One of the choices, each as likely as its weight says. Throws when no weight is above zero. */
export function weighted<T>(random: Random, choices: readonly (readonly [weight: number, choice: T])[]): T {
  const sum = choices.reduce((all, [weight]) => all + weight, 0);
  let left = random() * sum;
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  throw new Error("Weighted choice needs at least one weight above zero.");
}
