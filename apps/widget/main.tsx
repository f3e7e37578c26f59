import { render } from "preact";
import type { Language } from "@ruyi/kernel";
import { cell } from "./cell.ts";
import { beginChat } from "./chat.ts";
import { identityFrom } from "./identity.ts";
import { type Look, readLook, sheetOf } from "./look.ts";
import look from "./look.css";
import { readOrder } from "./order.ts";
import { present } from "./reading.ts";
import { createShelf, type Shelf } from "./record.ts";
import { createSession } from "./session.ts";
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
  const { merchant, identity, identityUrl, theme, appVersion } = tag.dataset;
  if (!merchant) return console.warn("Ruyi: the script tag needs data-merchant, the shop's name at Ruyi.");
  if (document.querySelector("ruyi-chat")) return;

  const shelf = createShelf(storage(), merchant);
  const language = cell<Language>(firstLanguage(tag, shelf.read().language));
  language.watch(() => shelf.change((kept) => ({ ...kept, language: language.value })));
  const base = new URL(tag.src).origin;
  const session = createSession({
    base,
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
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    appVersion,
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
  const isOpen = cell(false);
  const order = cell(readOrder(tag.dataset["order"]));
  const draft = cell("");

  const host = document.createElement("ruyi-chat");
  if (theme === "light" || theme === "dark") host.dataset["theme"] = theme;
  const root = host.attachShadow({ mode: "open" });
  void lookOf(base, merchant, shelf).then((shown) => {
    root.adoptedStyleSheets = [look, sheetOf(shown)].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    document.body.append(host);
    const drawn = { ...shown, ...namesIn(tag) };
    beginChat({ session, language, isOpen, order, draft, look: drawn, now: () => Date.now() });
    render(<Widget />, root);
  });

  let opener: HTMLElement | undefined;
  document.addEventListener("click", (event) => {
    const asked = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-ruyi-open]") : undefined;
    if (!asked) return;
    event.preventDefault();
    opener = asked;
    order.value = readOrder(asked.dataset["ruyiOrder"]) ?? order.value;
    if (asked.dataset["ruyiSay"]) draft.value = asked.dataset["ruyiSay"];
    isOpen.value = true;
    root.querySelector("textarea")?.focus();
  });
  isOpen.watch(() => {
    if (isOpen.value || !opener) return;
    const back = opener;
    opener = undefined;
    // After the widget has given the focus to its own button.
    setTimeout(() => back.isConnected && back.focus());
  });
  window.addEventListener("online", () => session.networkChanged(true));
  window.addEventListener("offline", () => session.networkChanged(false));
  void session.resume();
}

/** On the very first page the button waits this long for the shop's look; then it comes as it is by itself. */
const lookMs = 600;

/**
 * How the shop wants its chat to look: as it was last, at once, so that nothing on the page changes its colour or place;
 * what has changed meanwhile is for the next page.
 */
async function lookOf(base: string, merchant: string, shelf: Shelf): Promise<Look> {
  const asked = fetch(`${base}/v1/customer/look?merchant=${encodeURIComponent(merchant)}`, { credentials: "omit" })
    .then(async (answer) => (answer.ok ? readLook(await answer.json()) : undefined))
    .catch(() => undefined)
    .then((fresh) => {
      if (fresh) shelf.change((kept) => ({ ...kept, look: fresh }));
      return fresh;
    });
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, lookMs));
  return shelf.read().look ?? (await Promise.race([asked, late])) ?? {};
}

/** The shop's name, where the tag says it. */
function namesIn({ dataset: { name, nameZh, nameEn } }: HTMLScriptElement): Look {
  const [zh, en] = [nameZh ?? name, nameEn ?? name];
  return present({ name: zh && en ? { zh, en } : undefined });
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
