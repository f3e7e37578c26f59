/** Closes a `switch` over a union: the compiler refuses the call while a kind is left out. */
export function unreachable(value: never): never {
  throw new Error(`No case for ${JSON.stringify(value)}; a new kind needs a branch here.`);
}
