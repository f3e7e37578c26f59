/*
 * Words that a person still reads although their letters stand apart, are cut by marks, or come from another alphabet:
 * "退 款", "r e f u n d", "k.i.l.l", "rеfund" with a Cyrillic letter in it.
 */

/** Letters of other alphabets that look like Latin ones, in pairs. */
const lookalikes = "аaеeоoрpсcуyхxіiјjѕsԁdһhӏlмmтtкkвbнhгrɡgıiαaοoρpνvτtκkιiυuηnχxβbεeωwσoԛqԝwɑaոnսuօoցgհhքp";
const latinOf = new Map<string, string>();
for (let at = 0; at + 1 < lookalikes.length; at += 2) latinOf.set(lookalikes.charAt(at), lookalikes.charAt(at + 1));

const foreignLetter = /[\u0131\u0251\u0261\u0370-\u03ff\u0400-\u052f\u0561-\u0587]/;
const wordWithForeign = /[a-z\u0131\u0251\u0261\u0370-\u03ff\u0400-\u052f\u0561-\u0587]{2,40}/g;

/** Lookalikes read as Latin letters, in words that hold Latin ones too and in words beside such; other alphabets stay. */
function inOneAlphabet(text: string): string {
  if (!foreignLetter.test(text) || !/[a-z]/.test(text)) return text;
  return text.replace(wordWithForeign, (word) => {
    const latin = [...word].map((letter) => latinOf.get(letter) ?? letter).join("");
    return /^[a-z]+$/.test(latin) ? latin : word;
  });
}

/** Three letters or more, each alone, with the same gap between them. */
const apartLatin = /(?<![a-z0-9'])[a-z]([ .*_·•|/-]{1,2})[a-z](?:\1[a-z]){1,40}(?![a-z0-9'])/g;
/** Three letters alone are more often sizes ("S M L"), but for these. */
const shortWords = new Set(["sue", "die"]);

const gap = String.raw`[\s.,·•*_|/~\-\p{Extended_Pictographic}\u200d\ufe0f]{1,3}`;
const hanApart = new RegExp(String.raw`(?<=\p{Script=Han})${gap}(?=\p{Script=Han})`, "gu");
const hanTogether = /\p{Script=Han}{2}/u;
const hanGap = new RegExp(String.raw`\p{Script=Han}${gap}\p{Script=Han}`, "u");

function joinLatin(run: string): string {
  const joined = run.replaceAll(/[^a-z]+/g, "");
  if (joined.length < 4) return shortWords.has(joined) ? joined : run;
  // "i want a r e f u n d": the article before the letters is a word.
  return /^a [a-z] [a-z] [a-z]/.test(run) ? `a ${joined.slice(1)}` : joined;
}

/** Folded text with such words put together. What is written as usual stays as it is. */
export function putTogether(folded: string): string {
  const latin = inOneAlphabet(folded);
  const joined = latin.replace(apartLatin, joinLatin);
  // Whoever leaves a gap after each and every character leaves it within words; others part their clauses with it.
  return hanGap.test(joined) && !hanTogether.test(joined) ? joined.replace(hanApart, "") : joined;
}
