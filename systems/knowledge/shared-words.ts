/** What two texts can share: pairs of Chinese signs, and Latin words of three letters or more. */
export function wordsOf(text: string): ReadonlySet<string> {
  const plain = text.normalize("NFKC").toLowerCase();
  const pairs = (plain.match(/\p{Script=Han}{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );
  return new Set([...pairs, ...(plain.match(/[\p{Script=Latin}\d]{3,}/gu) ?? [])]);
}

export const sharesWords = (text: string, words: ReadonlySet<string>): boolean => !wordsOf(text).isDisjointFrom(words);
