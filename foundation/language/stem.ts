/** An English word without its commonest endings, so that "refunded" and "refunds" meet. Rough on purpose. */
export function stem(word: string): string {
  const size = word.length;
  if (size < 4) return word;
  if (word.endsWith("ies") && size > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ing") && size > 5) return undouble(word.slice(0, -3));
  if (word.endsWith("ed") && size > 4) return undouble(word.slice(0, -2));
  if (word.endsWith("ly") && size > 5) return word.slice(0, -2);
  if (word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is")) {
    return dropE(word.slice(0, -1));
  }
  return dropE(word);
}

const dropE = (word: string): string => (word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word);

function undouble(word: string): string {
  const last = word.at(-1);
  if (word.length > 3 && last === word.at(-2) && last !== "l" && last !== "s") return word.slice(0, -1);
  return dropE(word);
}
