import { putTogether } from "./pulled-apart.ts";
import { toSimplified } from "./simplified.ts";
import { asHeard } from "./sounds.ts";

/** Longest text that is read; of a longer one, the first and the last halves of this many UTF-16 units. */
export const readableUnits = 4_000;

/** The text itself when short, else its beginning and end: nobody writes a whole book to ask for a parcel. */
export function excerpt(text: string, units = readableUnits): string {
  if (text.length <= units) return text;
  const half = units >> 1;
  return `${text.slice(0, half)}\n${text.slice(-half)}`.toWellFormed();
}

const printableAscii = /^[\x20-\x7e]*$/;
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
  if (printableAscii.test(short)) return putTogether(short.toLowerCase());
  const plain = short
    .toWellFormed()
    .replace(/\s/g, " ")
    .replace(silent, "")
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKC")
    .replace(silent, "")
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[‐-―−]/g, "-");
  return putTogether(toSimplified(plain));
});

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
