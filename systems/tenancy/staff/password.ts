import { hash, parseOptions, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; some 25 ms on a small core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const minLength = 12;
const maxLength = 256;

export type PasswordRefusal = "too-short" | "too-long" | "too-simple" | "like-your-email";

/** The same key presses give the same bytes on every keyboard. */
const normal = (password: string): string => password.normalize("NFKC");

/**
 * Length is what counts (NIST SP 800-63B): twelve characters, any characters, no rules of composition; only what a
 * guesser tries first is refused.
 */
export function passwordRefusal(password: string, email: string): PasswordRefusal | undefined {
  const text = normal(password);
  const characters = [...text.toLowerCase()];
  if (characters.length < minLength) return "too-short";
  if (characters.length > maxLength) return "too-long";
  const [local = ""] = email.split("@");
  if (text.toLowerCase() === email || (local.length >= 6 && text.toLowerCase().includes(local))) {
    return "like-your-email";
  }
  return new Set(characters).size < 5 || isRow(characters) ? "too-simple" : undefined;
}

/** 1234567890ab and its like: nearly every character follows the one before it. */
function isRow(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.filter((code, index) => index > 0 && Math.abs(code - (codes[index - 1] ?? 0)) <= 1).length;
  return steps >= characters.length - 3;
}

/** In the PHC string format, with its salt of 16 random bytes. */
export const hashPassword = (password: string, salt: Uint8Array): Promise<string> =>
  hash(normal(password), { ...cost, salt });

export type PasswordCheck = { readonly isRight: boolean; readonly needsRehash: boolean };

/** Takes as long for a wrong password as for the right one. */
export async function checkPassword(kept: string, password: string): Promise<PasswordCheck> {
  // Nobody's password is longer; hashing a megabyte would be a gift to whoever sends it.
  if (password.length > maxLength * 2) return { isRight: false, needsRehash: false };
  const isRight = await verify(kept, normal(password));
  const made = parseOptions(kept);
  return { isRight, needsRehash: made.memoryCost < cost.memoryCost || made.timeCost < cost.timeCost };
}
