import type { Bilingual, Language } from "@ruyi/kernel";
import type { DemoShop } from "./demo-shops.ts";
import { type Html, html } from "./markup.ts";
import { addressOf, type Page, type Reading } from "./page.ts";

const texts = {
  title: { zh: "如一：开放的客服系统", en: "Ruyi: the open service system" },
  sentence: { zh: "系统已就绪。", en: "The system is ready." },
  lede: {
    zh: "每一位顾客，都得到同样公平、及时、有人情味的服务。",
    en: "Every customer gets the same fair, fast and human service.",
  },
  shops: { zh: "演示店铺", en: "Demo shops" },
  shopsNote: {
    zh: "扮演一位顾客，打开聊天，退一件货试试。都是模拟的，不会有真的付款。",
    en: "Play a customer, open the chat, and return something. All simulated; nobody is charged.",
  },
  noShops: { zh: "这个系统没有装演示数据", en: "This system has no demo market" },
  noShopsNote: {
    zh: "要看演示，在新的数据文件夹里启动，或设 RUYI_DEMO=1 再启动。",
    en: "To see one, start with a new data folder, or set RUYI_DEMO=1 and start again.",
  },
  enter: { zh: "进店", en: "Visit" },
  staff: { zh: "店主、客服和开发", en: "Owners, agents and developers" },
  console: { zh: "客服工作台", en: "Service console" },
  consoleNote: { zh: "会话、流程、账目", en: "Conversations, procedures, money" },
  api: { zh: "接口说明", en: "API description" },
  apiNote: { zh: "OpenAPI 3.1，所有接口", en: "OpenAPI 3.1, every route" },
} as const satisfies Readonly<Record<string, Bilingual>>;

const trades: Readonly<Record<string, Bilingual>> = {
  yunshang: { zh: "服饰，中文，人民币", en: "Apparel, in Chinese, priced in CNY" },
  brightbyte: { zh: "电子产品，英文，美元", en: "Electronics, in English, priced in USD" },
  dailyfresh: { zh: "食品，中英文，人民币", en: "Groceries, in both languages, priced in CNY" },
};

/** The first page: the shops to play with, and where everything else is. */
export function frontPage(shops: readonly DemoShop[], reading: Reading, hasConsole: boolean): Page {
  const { language, theme } = reading;
  const say = (word: keyof typeof texts): string => texts[word][language];
  const shopLink = ({ slug, name }: DemoShop): Html =>
    html`<li>
      <a class="door" href="${addressOf(`/shop/${slug}`, { lang: language, theme })}">
        <span class="face big" aria-hidden="true">${name[language].slice(0, 1)}</span>
        <span class="grow"
          ><span class="strong">${name[language]}</span><span class="note">${trades[slug]?.[language]}</span></span
        >
        <span class="go">${say("enter")}</span>
      </a>
    </li>`;
  const link = (href: string, name: string, note: string): Html =>
    html`<li>
      <a class="door" href="${href}"
        ><span class="grow"><span class="strong">${name}</span><span class="note">${note}</span></span></a
      >
    </li>`;
  const body = html`<main id="main" class="front">
    <h1>${say("sentence")}</h1>
    <p class="lede">${say("lede")}</p>
    <section aria-labelledby="shops">
      <h2 id="shops">${shops.length > 0 ? say("shops") : say("noShops")}</h2>
      <p class="note">${shops.length > 0 ? say("shopsNote") : say("noShopsNote")}</p>
      <ul class="doors three">
        ${shops.map(shopLink)}
      </ul>
    </section>
    <section aria-labelledby="staff">
      <h2 id="staff">${say("staff")}</h2>
      <ul class="doors three">
        ${hasConsole && link("/console", say("console"), say("consoleNote"))}
        ${link("/openapi.json", say("api"), say("apiNote"))}
      </ul>
    </section>
  </main>`;
  return { title: texts.title[language], body, path: "/" };
}

/** The language of a page: as its address asks, else the first of the browser's that we have. */
export function languageFor(asked: string | undefined, accepted: string | undefined, otherwise: Language): Language {
  if (asked === "zh" || asked === "en") return asked;
  for (const part of (accepted ?? "").toLowerCase().split(",")) {
    if (part.trim().startsWith("zh")) return "zh";
    if (part.trim().startsWith("en")) return "en";
  }
  return otherwise;
}
