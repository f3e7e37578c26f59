import { putTogether } from "./pulled-apart.ts";
import { simplified, toSimplified } from "./simplified.ts";
import { asHeard } from "./sounds.ts";

/** Longest text that is read; of a longer one, the first and the last halves of this many UTF-16 units. */
export const readableUnits = 4_000;

/** The text itself when short, else its beginning and end: nobody writes a whole book to ask for a parcel. */
export function excerpt(text: string, units = readableUnits): string {
  if (text.length <= units) return text;
  const half = units >> 1;
  return `${text.slice(0, half)}\n${text.slice(-half)}`.toWellFormed();
}

// Controls, zero-width and direction marks, variation selectors and the like say nothing.
const silent = /[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu;

/** The same function, which need not work twice on one text: a message is read by half a dozen readers in a row. */
function rememberingLast(read: (text: string) => string): (text: string) => string {
  let last = "";
  let answer = "";
  return (text) => {
    if (text !== last) [last, answer] = [text, read(text)];
    return answer;
  };
}

/**
 * One spelling for what a reader sees as the same: half width, lower case, simplified characters, straight quotes,
 * no invisible marks, words that were pulled apart put together. Applying it twice changes nothing. Never throws; lone surrogates become U+FFFD.
 */
export const fold = rememberingLast((text: string): string => {
  const short = excerpt(text);
  return foldEveryday(short) ?? putTogether(respell(short));
});

const respell = (text: string): string =>
  toSimplified(
    text
      .toWellFormed()
      .replace(/\s/g, " ")
      .replace(silent, "")
      .normalize("NFKC")
      .toLowerCase()
      .normalize("NFKC")
      .replace(silent, "")
      .replace(/[‘’‚‛′`´]/g, "'")
      .replace(/[“”„‟″«»]/g, '"')
      .replace(/[‐-―−]/g, "-"),
  );

/*
 * Nearly every message is made of letters that are folded each by itself, whatever stands beside it. Those are looked up
 * in one table; a text that holds any other takes the long way.
 */
const everyday = new Uint16Array(0x10000);
for (const [first, last] of [
  [0x09, 0x0d],
  [0x20, 0x7e],
  [0x2010, 0x201f],
  [0x3000, 0x3003],
  [0x3008, 0x3011],
  [0xff01, 0xff5e],
  [0xffe5, 0xffe5],
] as const) {
  for (let code = first; code <= last; code += 1) {
    const plain = respell(String.fromCharCode(code));
    if (plain.length === 1) everyday[code] = plain.charCodeAt(0);
  }
}
const [firstHan, lastHan] = [0x4e00, 0x9fff];
for (let code = firstHan; code <= lastHan; code += 1) everyday[code] = code;
for (const [from, to] of simplified) everyday[from.charCodeAt(0)] = to.charCodeAt(0);

/** Where a text is folded, used again for the next. An excerpt is one unit longer than what is readable. */
const folded = new Uint16Array(readableUnits + 1);

const isLatin = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39;

/** The folded text; undefined when it holds an unusual letter, or letters that stand so that they may have been pulled apart. */
function foldEveryday(text: string): string | undefined {
  let isFolded = true;
  let letters = 0;
  let alone = 0;
  let characters = 0;
  let isTogether = false;
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const plain = everyday[code] ?? 0;
    if (plain === 0) return undefined;
    folded[at] = plain;
    if (plain !== code) isFolded = false;
    if (isLatin(plain)) letters += 1;
    else if (letters > 0) {
      // Three letters in a row that stand alone may be a word; two make it worth a look.
      alone = letters === 1 ? alone + 1 : 0;
      if (alone === 2) return undefined;
      letters = 0;
    }
    if (plain >= firstHan && plain <= lastHan) {
      characters += 1;
      if (before >= firstHan && before <= lastHan) isTogether = true;
    }
    before = plain;
  }
  if ((letters === 1 && alone === 1) || (characters > 1 && !isTogether)) return undefined;
  return isFolded ? text : Reflect.apply(String.fromCharCode, undefined, folded.subarray(0, text.length));
}

/** The folded text with the words of the trade as they were meant, where they were typed by their sound. */
export const hear = rememberingLast((text: string): string => asHeard(fold(text)));

const mayHoldFacts = /[\d@]|www|http/;

/**
 * Folded text with addresses, amounts, dates and long numbers replaced by what kind of thing they are, so that
 * "order 88213021" and "order 77120044" teach the classifier the same lesson.
 */
export const normalise = rememberingLast((text: string): string => {
  const folded = hear(text);
  if (!mayHoldFacts.test(folded)) return folded;
  return folded
    .replace(/(?:https?:\/\/|www\.)[^\s\p{Script=Han}]{1,200}/gu, " zurl ")
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/g, " zmail ")
    .replace(
      /(?:[¥$€£]|\b(?:rmb|usd|cny|rs)\.? ?)\d[\d,]{0,12}(?:\.\d{1,2})?|\d[\d,]{0,12}(?:\.\d{1,2})? ?(?:元|块|rmb\b|usd\b|dollars?\b|bucks\b)/g,
      " zmoney ",
    )
    .replace(/\b\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}月\d{1,2}[日号]/g, " zdate ")
    .replace(/[a-z]{0,6}[-#]?\d[\d-]{4,40}(?![\d.])/g, " zcode ");
});
