import { render } from "preact";
import { effect, signal } from "@preact/signals";
import type { Language } from "@ruyi/kernel";
import { type Chat, ChatContext } from "./chat.tsx";
import { identityFrom } from "./identity.ts";
import look from "./look.css";
import { createShelf } from "./record.ts";
import { createSession } from "./session.ts";
import { readOrder } from "./shop.ts";
import { Widget } from "./widget.tsx";

/*
 * One script tag puts the chat on any page:
 *
 *   <script src="https://…/widget.js" data-merchant="yunshang" data-identity-url="/ruyi-identity" async></script>
 *
 * README.md lists the attributes. The page's own elements may open the chat with `data-ruyi-open`.
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) mount(script);
  else document.addEventListener("DOMContentLoaded", () => mount(script), { once: true });
}

function mount(tag: HTMLScriptElement): void {
  const { merchant, identity, identityUrl, theme } = tag.dataset;
  if (!merchant) return console.warn("Ruyi: the script tag needs data-merchant, the shop's name at Ruyi.");
  if (document.querySelector("ruyi-chat")) return;

  const shelf = createShelf(storage(), merchant);
  const language = signal<Language>(firstLanguage(tag, shelf.read().language));
  effect(() => {
    if (language.value !== shelf.read().language) shelf.change((kept) => ({ ...kept, language: language.value }));
  });
  const session = createSession({
    base: new URL(tag.src).origin,
    merchant,
    shelf,
    newId,
    identity: () =>
      identityFrom({
        token: identity,
        url: identityUrl,
        fetch: (...call) => fetch(...call),
        now: () => Date.now(),
      }),
    language: () => language.value,
    fetch: (...call) => fetch(...call),
    now: () => Date.now(),
    wait: (ms, ended) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        const end = (): void => {
          clearTimeout(timer);
          resolve();
        };
        ended.addEventListener("abort", end, { once: true });
      }),
  });
  const { nameZh, nameEn, name } = tag.dataset;
  const [zh, en] = [nameZh ?? name, nameEn ?? name];
  const chat: Chat = {
    session,
    language,
    shopName:
      zh && en
        ? {
            zh,
            en,
          }
        : undefined,
    isOpen: signal(false),
    order: signal(readOrder(tag.dataset["order"])),
    draft: signal(""),
    now: () => Date.now(),
  };

  const host = document.createElement("ruyi-chat");
  if (theme === "light" || theme === "dark") host.dataset["theme"] = theme;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  root.adoptedStyleSheets = [sheet];
  document.body.append(host);
  render(
    <ChatContext.Provider value={chat}>
      <Widget />
    </ChatContext.Provider>,
    root,
  );

  let opener: HTMLElement | undefined;
  document.addEventListener("click", (event) => {
    const asked = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-ruyi-open]") : undefined;
    if (!asked) return;
    event.preventDefault();
    opener = asked;
    const order = readOrder(asked.dataset["ruyiOrder"]);
    if (order) chat.order.value = order;
    if (asked.dataset["ruyiSay"]) chat.draft.value = asked.dataset["ruyiSay"];
    chat.isOpen.value = true;
    root.querySelector("textarea")?.focus();
  });
  effect(() => {
    if (chat.isOpen.value || !opener) return;
    const back = opener;
    opener = undefined;
    // After the widget has given the focus to its own button.
    setTimeout(() => back.isConnected && back.focus());
  });
  window.addEventListener("online", () => session.networkChanged(true));
  window.addEventListener("offline", () => session.networkChanged(false));
  void session.resume();
}

/** The browser's storage, where it allows any. */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function firstLanguage(tag: HTMLScriptElement, chosen: Language | undefined): Language {
  const asked = tag.dataset["language"] ?? chosen ?? (document.documentElement.lang || navigator.language);
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** `randomUUID` is only given to pages that came over https. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
