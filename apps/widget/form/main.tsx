import { render } from "preact";
import type { Language } from "@ruyi/kernel";
import { identityFrom } from "../identity.ts";
import { createShelf } from "../record.ts";
import { Form } from "./form.tsx";
import { createFormSession } from "./session.ts";

/*
 * The self-service form, for a page that has the chat as well:
 *
 *   <div id="ruyi-form"></div>
 *   <script src="https://…/form.js" data-merchant="yunshang" data-identity-url="/ruyi-identity" async></script>
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", () => mount(script), { once: true });
  else mount(script);
}

function mount(tag: HTMLScriptElement): void {
  const { merchant, identity, identityUrl, appVersion } = tag.dataset;
  const root = document.getElementById("ruyi-form");
  if (!merchant || !root)
    return console.warn('Ruyi: the form needs data-merchant on its script tag, and an element with id "ruyi-form".');
  const language: Language = document.documentElement.lang.toLowerCase().startsWith("zh") ? "zh" : "en";
  const session = createFormSession({
    base: new URL(tag.src).origin,
    merchant,
    shelf: createShelf(storage(), merchant),
    identity: () =>
      identityFrom({
        token: identity,
        url: identityUrl,
        fetch: (...call) => fetch(...call),
        now: () => Date.now(),
      }),
    language,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    appVersion,
    fetch: (...call) => fetch(...call),
    newId: () => crypto.getRandomValues(new Uint32Array(4)).join("-"),
    wait: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
        window.addEventListener("online", () => resolve(), { once: true });
      }),
  });
  const chat = document.createElement("button");
  chat.dataset["ruyiOpen"] = "";
  chat.hidden = true;
  document.body.append(chat);
  root.replaceChildren();
  render(<Form session={session} language={language} now={() => Date.now()} openChat={() => chat.click()} />, root);
  void session.open();
}

/** The browser's storage, where it allows any. */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
