import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Bilingual, Language } from "@ruyi/kernel";

/** What a part of the console says by itself, by name: ICU messages, once in each language. */
export type Words = Readonly<Record<string, Bilingual>>;

export type Values = Readonly<Record<string, string | number>>;

const engines = {
  zh: setupI18n({ locale: "zh-CN", messages: { "zh-CN": {} } }),
  en: setupI18n({ locale: "en-GB", messages: { "en-GB": {} } }),
} as const satisfies Record<Language, unknown>;

/**
 * A message with its values in place. Messages are read when first said and kept, so an unknown one costs some 20 µs once.
 * @throws Error when the message is not valid ICU, with the message in it.
 */
export function told({ zh, en }: Bilingual, language: Language, values: Values = {}): string {
  const text = language === "zh" ? zh : en;
  const engine = engines[language];
  if (!(text in engine.messages)) engine.load(engine.locale, { [text]: compileMessage(text) });
  return engine._(text, { ...values });
}

/** The same text with longer, accented letters (or wider signs): what still fits then, fits any translation. */
export function pseudo(text: string): string {
  const longer = text.replaceAll(/[aeiou]/g, (letter) => `${pseudoLetters[letter] ?? letter}${letter}`);
  return longer.replaceAll(/\p{Script=Han}{2}/gu, (pair) => `${pair}々`);
}

const pseudoLetters: Readonly<Record<string, string>> = { a: "á", e: "é", i: "í", o: "ó", u: "ú" };
