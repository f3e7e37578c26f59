import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Language } from "@ruyi/kernel";
import { pathTo, readAddress } from "./address.ts";
import { type Api, ApiError } from "./api.ts";
import { Inbox } from "./inbox.tsx";
import { Failure, Skeleton } from "./parts.tsx";
import { type Setting, SettingProvider, type Theme, useSetting } from "./setting.tsx";
import { SignIn } from "./sign-in.tsx";
import { words } from "./words.ts";

/** The whole console: reads the address, keeps the reader's language and colours, and shows the page. */
export function Console({ api }: { readonly api: Api }) {
  const path = useSyncExternalStore(subscribeToAddress, () => location.pathname + location.search);
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
    () => ({
      ...{ api, language, setLanguage, setTheme, go },
      theme: theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
      address: readAddress(path),
    }),
    [api, language, theme, path],
  );
  useEffect(() => {
    const page = setting.address.page === "sign-in" ? words.doSignIn : words.inbox;
    document.title = `${page[language]} · ${words.product[language]}`;
  }, [setting, language]);
  return (
    <SettingProvider value={setting}>{setting.address.page === "sign-in" ? <SignIn /> : <Entered />}</SettingProvider>
  );
}

/** What only those who are signed in see; the others are led to the door and back. */
function Entered() {
  const { api, address } = useSetting();
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, staleTime: 60_000 });
  const isOut = me.error instanceof ApiError && me.error.status === 401;
  useEffect(() => {
    if (isOut) go({ page: "sign-in", next: pathTo(address) }, "replace");
  }, [isOut, address]);
  if (me.data && address.page === "inbox") return <Inbox me={me.data} address={address} />;
  if (me.error && !isOut) {
    return (
      <main className="alone">
        <Failure error={me.error} onAgain={() => void me.refetch()} />
      </main>
    );
  }
  return (
    <main className="alone">
      <Skeleton lines={4} />
    </main>
  );
}

const go: Setting["go"] = (to, how = "push") => {
  if (how === "push") history.pushState(null, "", pathTo(to));
  else history.replaceState(null, "", pathTo(to));
  dispatchEvent(new PopStateEvent("popstate"));
};

function subscribeToAddress(changed: () => void): () => void {
  addEventListener("popstate", changed);
  return () => removeEventListener("popstate", changed);
}

function firstLanguage(): Language {
  const asked = kept("language") ?? navigator.language;
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function firstTheme(): Theme | undefined {
  const asked = kept("theme");
  return asked === "light" || asked === "dark" ? asked : undefined;
}

/** How one likes to read is kept on the device, where the browser allows it. */
function kept(name: "language" | "theme"): string | null {
  try {
    return localStorage.getItem(`ruyi.console.${name}`);
  } catch {
    return null;
  }
}

function keep(name: "language" | "theme", value: string): void {
  try {
    localStorage.setItem(`ruyi.console.${name}`, value);
  } catch {
    // Then it holds until the page is left.
  }
}
