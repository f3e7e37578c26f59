import type { Language } from "@ruyi/kernel";
import { detectLanguage } from "@ruyi/language";
import type { Content } from "../article.ts";

/** A question and its answer as they were found in a text. */
export type FoundText = { readonly title: string; readonly asked: readonly string[]; readonly answer: string };

const titleLength = 120;
const answerLength = 1_200;
const checkEveryDays = 180;

/** What was found, as the content of a draft: bounded, on one line where that is asked, in the language it is written in. */
export function contentOf({ title, asked, answer }: FoundText, language?: Language): Content | undefined {
  const words = {
    title: oneLine(title).slice(0, titleLength).trim(),
    asked: [...new Set(asked.map(oneLine))].filter((each) => each !== "").slice(0, 60),
    answer: shortened(storable(answer).trim()),
  };
  if (words.title === "" || words.answer === "") return undefined;
  const spoken = language ?? detectLanguage(`${words.title} ${words.answer}`, "zh");
  return { kind: "says", words: { [spoken]: words }, conditions: {}, checkEveryDays };
}

/** Text the database can keep. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");

const oneLine = (text: string): string =>
  storable(text)
    .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, " ")
    .slice(0, 200)
    .trim();

/** Cut at the end of a sentence, so that a person who reads it sees that there was more. */
function shortened(text: string): string {
  if (text.length <= answerLength) return text;
  const cut = text.slice(0, answerLength - 1);
  const end = Math.max(...["。", "！", "？", ". ", "\n"].map((mark) => cut.lastIndexOf(mark)));
  return `${cut.slice(0, end > answerLength / 2 ? end + 1 : undefined).trimEnd()}…`;
}
