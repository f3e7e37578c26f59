/** What a word is made of: `han` is a single Chinese character, `latin` any other run of letters and digits. */
export type Word = { readonly text: string; readonly han: boolean };

const isHan = (code: number): boolean => (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf);

/** Letters and digits of any alphabet; the check is cheap for ASCII and falls back to Unicode. */
const isLetter = (code: number): boolean =>
  code < 128
    ? (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
    : code >= 0xaa && !isPunctuation(code);

const isPunctuation = (code: number): boolean =>
  (code >= 0x2000 && code <= 0x2bff) ||
  (code >= 0x3000 && code <= 0x303f) ||
  (code >= 0xff00 && code <= 0xff0f) ||
  (code >= 0xff1a && code <= 0xff20) ||
  (code >= 0xfe10 && code <= 0xfe6f) ||
  (code >= 0xd800 && code <= 0xf8ff) ||
  code === 0xd7 ||
  code === 0xf7 ||
  code === 0xfffd ||
  (code >= 0xa0 && code <= 0xbf);

const apostrophe = 39;
const question = 63;

/**
 * Words of normalised text, in order. Chinese is one character a word; an apostrophe inside a word is dropped
 * ("don't" is "dont"); a question mark is a word of its own, since it changes what is asked; emoji and other marks
 * separate words.
 */
export function wordsOf(normalised: string): Word[] {
  const words: Word[] = [];
  let start = -1;
  let hasApostrophe = false;
  const end = normalised.length;
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? normalised.charCodeAt(at) : 32;
    const han = isHan(code);
    if (!han && isLetter(code)) {
      if (start < 0) start = at;
      continue;
    }
    if (
      code === apostrophe &&
      start >= 0 &&
      isLetter(normalised.charCodeAt(at + 1)) &&
      !isHan(normalised.charCodeAt(at + 1))
    ) {
      hasApostrophe = true;
      continue;
    }
    if (start >= 0) {
      const raw = normalised.slice(start, at);
      words.push({ text: hasApostrophe ? raw.replaceAll("'", "") : raw, han: false });
      start = -1;
      hasApostrophe = false;
    }
    if (han) words.push({ text: normalised.charAt(at), han: true });
    else if (code === question) words.push({ text: "?", han: true });
  }
  return words;
}
