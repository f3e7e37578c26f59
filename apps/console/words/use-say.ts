import { useCallback } from "react";
import type { Bilingual, Language } from "@ruyi/kernel";
import { kept, useSetting } from "../shell/setting.tsx";
import { pseudo, told, type Values, type Words } from "./say.ts";

export type Say<W extends Words> = (word: keyof W, values?: Values) => string;

/** Says the words of one part in the reader's language. */
export function useSay<W extends Words>(words: W): Say<W> {
  const { language } = useSetting();
  return useCallback(
    (word, values) => {
      const entry = words[word];
      if (!entry) throw new Error(`There is no word "${String(word)}"; add it to the part's words.`);
      const text = told(entry, language, values);
      return isPseudo ? pseudo(text) : text;
    },
    [words, language],
  );
}

/** For tests of the layout only: `localStorage["ruyi.console.pseudo"] = "1"`. */
const isPseudo = kept("pseudo") === "1";

/** A name from a list of names by code; where the list has none, the code itself. */
export const named = (list: Readonly<Record<string, Bilingual>>, code: string, language: Language): string =>
  list[code]?.[language] ?? code;
