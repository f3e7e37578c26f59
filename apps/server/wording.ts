import type { Wording } from "@ruyi/desk";
import { variablesOfPhrase, word } from "@ruyi/sop";

/** The desk's sentences are worded by the same rules as the procedures'. */
export const wording: Wording = {
  variablesOf: (text) => {
    try {
      return variablesOfPhrase(text);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  word,
};
