/** What may stand where a phrase has a variable, by the variable's format. */
const holes: Readonly<Record<string, string>> = {
  money: String.raw`[^\s，。；:]{1,24}`,
  tail: "[A-Za-z0-9]{1,4}",
  count: "[^。.]{1,24}",
  duration: "[^。.]{1,40}",
  date: "[^。]{1,60}",
  time: "[^。]{1,40}",
  moment: "[^。]{1,80}",
};
const anyText = "[^]{0,400}?";
const placeholder = /\{[^{}]+\}/g;

/** A phrase with its variables as holes: what fills them is a fact, everything else stands to the letter. */
function patternOf(phrase: string): RegExp {
  const fixed = phrase.split(placeholder).map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const variables = phrase.match(placeholder) ?? [];
  const filled = fixed.map((part, place) => {
    const [, format = ""] = variables[place]?.slice(1, -1).split(",") ?? [];
    return place < variables.length ? part + (holes[format.trim()] ?? anyText) : part;
  });
  return new RegExp(`^${filled.join("")}$`);
}

/** Whether a text is one of the phrases, filled in. What is only holes would be any text, and is none. */
export function oneOf(phrases: Iterable<string>): (text: string) => boolean {
  const patterns = [...new Set(phrases)]
    .filter((phrase) => phrase.replaceAll(placeholder, "").trim().length > 1)
    .map(patternOf);
  return (text) => patterns.some((pattern) => pattern.test(text));
}
