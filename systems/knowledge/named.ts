const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/**
 * Whether a text names a thing. Latin names are whole words, one of it or several: "tops" is no part of "stops", and
 * names a top. Chinese ones may stand anywhere.
 */
export function isNamedIn(text: string, name: string): boolean {
  const [said, meant] = [plain(text), plain(name)];
  if (/[^\p{Script=Latin}\p{N} .,&'/_-]/u.test(meant)) return said.includes(meant);
  const one = spaced(meant).replace(/(?<=[^s])s $/, " ");
  return one.trim() !== "" && ["", "s", "es"].some((end) => spaced(said).includes(`${one.slice(0, -1)}${end} `));
}

/** Its Latin words and numbers, a space around each. */
const spaced = (text: string): string => ` ${text.replaceAll(/[^\p{Script=Latin}\p{N}]+/gu, " ").trim()} `;
