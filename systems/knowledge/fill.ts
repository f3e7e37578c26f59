import type { Language } from "@ruyi/kernel";
import type { Content } from "./article.ts";

/** What a setting of the shop is now, in words: `returnDays` is "7 days". Undefined where there is none of the name. */
export type ValueOf = (name: string, language: Language) => string | undefined;

const place = /\{([A-Za-z][\w.-]*)\}/g;

/** The settings a text names: `{returnDays}`, or `{return-and-refund.returnDays}` where several procedures have one. */
const variablesIn = (text: string): string[] => [...new Set(Array.from(text.matchAll(place), ([, name = ""]) => name))];

/** The text with the settings as they are now; undefined where one is not known: a sentence with a hole is not said. */
export function fill(text: string, language: Language, valueOf: ValueOf): string | undefined {
  let isWhole = true;
  const filled = text.replaceAll(place, (_whole, name: string) => {
    const value = valueOf(name, language);
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? filled : undefined;
}

export type Fault =
  | { readonly kind: "no-words" }
  | { readonly kind: "unknown-variable"; readonly language: Language; readonly name: string }
  | { readonly kind: "stray-brace"; readonly language: Language };

/** Why a content cannot be published. */
export function faultsOf(content: Content, valueOf: ValueOf): Fault[] {
  if (content.kind === "hides") return [];
  const spoken = (["zh", "en"] as const).filter((language) => content.words[language]);
  if (spoken.length === 0) return [{ kind: "no-words" }];
  return spoken.flatMap((language): Fault[] => {
    const answer = content.words[language]?.answer ?? "";
    const unknown = variablesIn(answer).filter((name) => valueOf(name, language) === undefined);
    return [
      ...unknown.map((name): Fault => ({ kind: "unknown-variable", language, name })),
      ...(/[{}]/.test(answer.replaceAll(place, "")) ? [{ kind: "stray-brace", language } as const] : []),
    ];
  });
}
