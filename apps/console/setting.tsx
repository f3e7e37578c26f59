import { createContext, useContext } from "react";
import type { Bilingual, Language } from "@ruyi/kernel";
import { type Address, pathTo } from "./address.ts";
import type { Api } from "./api.ts";
import { filled, type Word, words } from "./words.ts";

export type Theme = "light" | "dark";

/** What every part of the console knows of where it stands. */
export type Setting = {
  readonly api: Api;
  readonly language: Language;
  readonly theme: Theme;
  readonly address: Address;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly go: (to: Address, how?: "push" | "replace") => void;
};

const SettingContext = createContext<Setting | undefined>(undefined);
export const SettingProvider = SettingContext.Provider;

export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (!setting) throw new Error("This part stands outside the console; put it inside <SettingProvider>.");
  return setting;
}

export type Say = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

/** The texts of the language that is chosen. */
export function useSay(): Say {
  const { language } = useSetting();
  return (word, values) => filled(words[word][language], values);
}

/** A name from one of the lists in words.ts; where the list has none, the code itself. */
export const named = (list: Readonly<Record<string, Bilingual>>, code: string, language: Language): string =>
  list[code]?.[language] ?? code;

/** A link inside the console: an address like any other, opened without loading the page again. */
export function Link({ to, ...rest }: { readonly to: Address } & React.ComponentProps<"a">) {
  const { go } = useSetting();
  return (
    <a
      {...rest}
      href={pathTo(to)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    />
  );
}
