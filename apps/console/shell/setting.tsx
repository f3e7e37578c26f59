import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Language } from "@ruyi/kernel";

export type Theme = "light" | "dark";

/** How one reads: kept on the device, never on the server. */
export type Setting = {
  readonly language: Language;
  readonly theme: Theme;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
};

const SettingContext = createContext<Setting | undefined>(undefined);

export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (!setting) throw new Error("This part stands outside the console; put it inside <SettingProvider>.");
  return setting;
}

/** Keeps the reader's language and colours, and tells the document. */
export function SettingProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    keep("language", language);
  }, [language]);
  useEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
    if (theme) keep("theme", theme);
  }, [theme]);
  const setting = useMemo<Setting>(
    () => ({ language, setLanguage, setTheme, theme: theme ?? systemTheme() }),
    [language, theme],
  );
  return <SettingContext value={setting}>{children}</SettingContext>;
}

const systemTheme = (): Theme => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function firstLanguage(): Language {
  const asked = kept("language") ?? navigator.language;
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function firstTheme(): Theme | undefined {
  const asked = kept("theme");
  return asked === "light" || asked === "dark" ? asked : undefined;
}

type Kept = "language" | "theme" | "pseudo";

export function kept(name: Kept): string | null {
  try {
    return localStorage.getItem(`ruyi.console.${name}`);
  } catch {
    return null;
  }
}

function keep(name: Kept, value: string): void {
  try {
    localStorage.setItem(`ruyi.console.${name}`, value);
  } catch {
    // Then it holds until the page is left.
  }
}
