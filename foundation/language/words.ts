import { hashText } from "./hash.ts";
import { stem } from "./stem.ts";

/** A word: `han` is a single Chinese character, anything else a run of letters and digits. */
export type Word = {
  readonly text: string;
  readonly han: boolean;
  /** What it is known by: its stem when it is no character. */
  readonly hash: number;
};

const aCharacter = (text: string): Word => ({ text, han: true, hash: hashText(text) });
const aRun = (text: string): Word => ({ text, han: false, hash: hashText(stem(text)) });

/*
 * The same few thousand words make up nearly all that is ever said. Each is made once and met again by a look at its
 * letters, without cutting it out of its text.
 */
const firstHan = 0x3400;
const lastHan = 0x9fff;
const characters: (Word | undefined)[] = Array.from({ length: lastHan - firstHan + 1 });
const questionMark = aCharacter("?");

function characterOf(code: number): Word {
  return (characters[code - firstHan] ??= aCharacter(String.fromCharCode(code)));
}

/** So many runs are remembered twice over: what was not met since the young ones were last so many is forgotten. */
const mostYoung = 20_000;
const longestKept = 40;
let young = new Map<number, Word>();
let old = new Map<number, Word>();

/** The word that stands in a text from one place to another; `letters` is a hash of what stands there. */
function runAt(text: string, from: number, to: number, letters: number): Word {
  const recent = young.get(letters);
  if (recent && stands(recent.text, text, from, to)) return recent;
  const older = old.get(letters);
  const word = older && stands(older.text, text, from, to) ? older : aRun(text.slice(from, to));
  if (to - from <= longestKept) keep(letters, word);
  return word;
}

function stands(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) !== word.charCodeAt(at - from)) return false;
  return true;
}

function keep(letters: number, word: Word): void {
  if (young.size >= mostYoung) [young, old] = [new Map<number, Word>(), young];
  young.set(letters, word);
}

const isHan = (code: number): boolean => (code >= 0x4e00 && code <= lastHan) || (code >= firstHan && code <= 0x4dbf);

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
  let letters = 0;
  let hasApostrophe = false;
  const end = normalised.length;
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? normalised.charCodeAt(at) : 32;
    const han = isHan(code);
    if (!han && isLetter(code)) {
      if (start < 0) [start, letters] = [at, 0];
      letters = Math.imul(letters ^ code, 0x01000193);
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
      const whole = hasApostrophe ? normalised.slice(start, at).replaceAll("'", "") : undefined;
      words.push(whole === undefined ? runAt(normalised, start, at, letters) : runAt(whole, 0, whole.length, letters));
      start = -1;
      hasApostrophe = false;
    }
    if (han) words.push(characterOf(code));
    else if (code === question) words.push(questionMark);
  }
  return words;
}
