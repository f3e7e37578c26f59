import type { Bilingual } from "@ruyi/kernel";
import { regulars } from "@ruyi/simulation";
import type { DemoShop } from "./demo-shops.ts";
import { html } from "./markup.ts";
import { addressOf, type Page, type Reading } from "./page.ts";

const texts = {
  title: { zh: "自己办", en: "Do it yourself" },
  lede: {
    zh: "不用写，按着选就行。退多少、退到哪里，办之前先给您看清楚。",
    en: "Nothing to write: choose, one step at a time. The steps are those of the chat, and what will be done is read back to you first.",
  },
  shop: { zh: "回到{name}", en: "Back to {name}" },
  as: { zh: "您是{name}", en: "You are {name}" },
  visitor: { zh: "您是访客", en: "You are a visitor" },
  noScript: {
    zh: "这一页要用脚本。请打开浏览器的脚本，或者用店铺页面上的其他方式联系。",
    en: "This page needs scripts. Please allow them, or use another way shown on the shop's page.",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type HelpPageNeeds = {
  readonly shop: DemoShop;
  /** Whom one plays; the first of the four where nobody is named, and a visitor under any other name. */
  readonly customer: string | undefined;
  readonly reading: Reading;
  /** The four can be played from here; elsewhere one is a visitor. */
  readonly mayPlay: boolean;
};

/** A demo merchant's self-service form, with the chat in the corner: both are one conversation. */
export function helpPage({ shop, customer = "mei", reading, mayPlay }: HelpPageNeeds): Page {
  const { language, theme } = reading;
  const say = (word: keyof typeof texts, name = ""): string => texts[word][language].replace("{name}", name);
  const path = `/shop/${shop.slug}/help`;
  const regular = mayPlay ? regulars.find(({ id }) => id === customer) : undefined;
  const as = regular?.id ?? "visitor";
  const identity = regular
    ? html` data-identity-url="${addressOf(`/shop/${shop.slug}/identity`, { customer: regular.id })}"`
    : "";
  const nameAttributes = html`data-name-zh="${shop.name.zh}" data-name-en="${shop.name.en}"`;
  const back = addressOf(`/shop/${shop.slug}`, { customer: regular?.id, lang: language, theme });
  const body = html`<main id="main" class="help">
      <p class="row wrap">
        <a class="quiet back" href="${back}">${say("shop", shop.name[language])}</a>
        <span class="note">${regular ? say("as", regular.name[language]) : say("visitor")}</span>
      </p>
      <h1>${say("title")}</h1>
      <p class="lede">${say("lede")}</p>
      <div id="ruyi-form"><div class="soon"></div></div>
      <noscript><p class="notice">${say("noScript")}</p></noscript>
    </main>
    <script src="/form.js" data-merchant="${shop.slug}" ${identity} async></script>
    <script
      src="/widget.js"
      data-merchant="${shop.slug}"
      data-language="${language}"
      ${nameAttributes}${theme ? html` data-theme="${theme}"` : ""}${identity}
      async
    ></script>`;
  return { title: `${say("title")} · ${shop.name[language]}`, body, path, query: { customer: as } };
}
