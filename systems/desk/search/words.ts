import { fold } from "@ruyi/language";

/** A text as it is searched, and for each of its units where in the original it stands. */
type Folded = { readonly text: string; readonly origin: readonly number[] };

const isWordly = /[\p{L}\p{N}]/u;
/** Scripts that are written without spaces between words. */
const isDense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** One spelling for what reads the same; all that is neither letter nor digit becomes one space. */
function folded(original: string): Folded {
  let text = "";
  const origin: number[] = [];
  let index = 0;
  for (const letter of original) {
    for (const each of fold(letter)) {
      const shown = isWordly.test(each) ? each : " ";
      if (shown === " " && (text === "" || text.endsWith(" "))) continue;
      text += shown;
      for (let unit = 0; unit < shown.length; unit += 1) origin.push(index);
    }
    index += letter.length;
  }
  origin.push(index);
  return { text, origin };
}

type Run = { readonly kind: "dense" | "word"; readonly letters: readonly string[] };

/** Runs of one kind, in their order. */
function runsOf(text: string): Run[] {
  const runs: { kind: "dense" | "word"; letters: string[] }[] = [];
  let last: { kind: "dense" | "word"; letters: string[] } | undefined;
  for (const letter of text) {
    if (letter === " ") {
      last = undefined;
      continue;
    }
    const kind = isDense.test(letter) ? "dense" : "word";
    if (last?.kind !== kind) {
      last = { kind, letters: [] };
      runs.push(last);
    }
    last.letters.push(letter);
  }
  return runs;
}

/** A word is known by its beginnings of these lengths, so that one can look before one has typed all of it. */
const beginnings = [1, 2, 3, 4, 6] as const;
/** A number is known by its end: that is what people say of it. */
const endLength = 4;
const isNumber = /^\p{N}+$/u;
const endsInNumber = /\p{N}{4}$/u;

/** What a message is found by. */
export function termsOf(message: string): Set<string> {
  const terms = new Set<string>();
  for (const { kind, letters } of runsOf(folded(message).text)) {
    if (kind === "dense") {
      for (const [index, letter] of letters.entries()) {
        terms.add(letter);
        const next = letters[index + 1];
        if (next !== undefined) terms.add(letter + next);
      }
      continue;
    }
    const word = letters.join("");
    if (isNumber.test(word) || endsInNumber.test(word)) terms.add(endOf(word));
    if (isNumber.test(word)) continue;
    // One letter stands for the whole word only.
    if (letters.length === 1) terms.add(word);
    for (const length of beginnings.slice(1))
      if (letters.length >= length) terms.add(letters.slice(0, length).join(""));
  }
  return terms;
}

const endOf = (number: string): string => `#${number.slice(-endLength)}`;

/** What somebody looks for: pieces that must all be there, and the terms that lead to where they may be. */
export type Wanted = { readonly pieces: readonly string[]; readonly terms: readonly string[] };

const piecesAtMost = 8;

/** Undefined when there is nothing in it to look for. */
export function wantedBy(query: string): Wanted | undefined {
  const pieces = [...new Set(folded(query).text.split(" "))].filter((piece) => piece !== "").slice(0, piecesAtMost);
  const terms = new Set<string>();
  for (const { kind, letters } of pieces.flatMap(runsOf)) {
    if (kind === "dense") {
      for (const [index, letter] of letters.entries()) {
        const next = letters[index + 1];
        if (next !== undefined) terms.add(letter + next);
      }
      if (letters.length === 1) terms.add(letters.join(""));
      continue;
    }
    const word = letters.join("");
    const length = beginnings.findLast((each) => each <= letters.length) ?? 1;
    terms.add(isNumber.test(word) || endsInNumber.test(word) ? endOf(word) : letters.slice(0, length).join(""));
  }
  return terms.size === 0 ? undefined : { pieces, terms: [...terms] };
}

/** From and to, in units of the text beside it. */
export type Range = readonly [from: number, to: number];
export type Snippet = { readonly text: string; readonly ranges: readonly Range[] };

const rangesAtMost = 12;
const snippetAtMost = 160;
const snippetLead = 40;

/** The part of a message that shows what was looked for; undefined when not all of it is there. */
export function snippetOf(message: string, { pieces }: Wanted): Snippet | undefined {
  const whole = folded(message);
  const found: Range[] = [];
  for (const piece of pieces) {
    const places = placesOf(whole.text, piece);
    if (places.length === 0) return undefined;
    for (const place of places) {
      found.push([whole.origin[place] ?? 0, whole.origin[place + piece.length] ?? message.length]);
    }
  }
  const ranges = found.toSorted((one, other) => one[0] - other[0]).slice(0, rangesAtMost);
  return cut(message, ranges);
}

function placesOf(text: string, piece: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(piece); at >= 0 && places.length < rangesAtMost; at = text.indexOf(piece, at + 1)) {
    if (standsAlone(text, at, piece)) places.push(at);
  }
  return places;
}

const isOfWord = (unit: string | undefined): boolean =>
  unit !== undefined && isWordly.test(unit) && !isDense.test(unit);

/** A word is met at its beginning, a number at its end, a single letter only when it is the whole word. */
function standsAlone(text: string, at: number, piece: string): boolean {
  const [before, after] = [text[at - 1], text[at + piece.length]];
  const beginsFresh = !isOfWord(piece[0]) || !isOfWord(before);
  const endsThere = !isOfWord(piece.at(-1)) || !isOfWord(after);
  if (piece.length === 1) return beginsFresh && endsThere;
  return isNumber.test(piece) || endsInNumber.test(piece) ? endsThere : beginsFresh;
}

function cut(message: string, ranges: readonly Range[]): Snippet {
  const [first = [0, 0]] = ranges;
  if (message.length <= snippetAtMost) return { text: message, ranges };
  const from = Math.min(Math.max(0, first[0] - snippetLead), message.length - snippetAtMost);
  const to = from + snippetAtMost;
  const [lead, tail] = [from > 0 ? "…" : "", to < message.length ? "…" : ""];
  const shift = lead.length - from;
  const inside = ranges.filter(([start, end]) => start >= from && end <= to);
  return {
    text: `${lead}${message.slice(from, to).toWellFormed()}${tail}`,
    ranges: inside.map(([start, end]) => [start + shift, end + shift]),
  };
}
