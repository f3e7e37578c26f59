import type { Order } from "@ruyi/commerce";
import { type Bilingual, formatMoney, type Language } from "@ruyi/kernel";
import type { DemoShop, Regular, Shopper } from "./demo-shops.ts";
import { type Html, html } from "./markup.ts";
import { addressOf, type Page, type Reading } from "./page.ts";

const texts = {
  demo: { zh: "演示店铺", en: "Demo shop" },
  demoNote: {
    zh: "店铺、顾客、订单都是模拟的，不会有真的付款。但退款、承诺、转人工都由真的系统来办。",
    en: "The shop, its customers and orders are simulated and nobody is charged. Refunds, promises and hand-overs run through the real system.",
  },
  who: { zh: "您来扮演谁", en: "Who will you be?" },
  whoNote: {
    zh: "同样的请求，换一个人说，再看结果和理由。",
    en: "Ask the same thing as someone else, and compare the outcome and its reasons.",
  },
  orders: { zh: "{name}的订单", en: "{name}'s orders" },
  ordersNote: {
    zh: "选一张订单来问，或者直接打开右下角的聊天。",
    en: "Ask about one of these, or open the chat in the corner.",
  },
  ask: { zh: "问这一单", en: "Ask about this" },
  askAbout: { zh: "问这一单：{title}，尾号{tail}", en: "Ask about this: {title}, order ending {tail}" },
  tail: { zh: "订单尾号{tail}", en: "Order ending {tail}" },
  pieces: { zh: "{n}件", en: "{n} pieces" },
  more: { zh: "另有{n}种", en: "and {n} more" },
  help: { zh: "自己办：不用写，按着选", en: "Do it yourself: choose, nothing to write" },
  try: { zh: "可以这样说", en: "Things to say" },
  tryNote: {
    zh: "点一下，文字会放进聊天框，改了再发也行。",
    en: "Press one and it goes into the chat box, where you can change it first.",
  },
  stars: { zh: "购物评级{n}星", en: "Shopping rating: {n} of 5 stars" },
  starsNew: { zh: "新顾客，还没有评级", en: "New customer, not rated yet" },
  silent: {
    zh: "店铺暂时没有答复，订单看不到。请过一分钟重新载入。",
    en: "The shop isn't answering, so its orders can't be shown. Reload in a minute.",
  },
  refunded: { zh: "已退{amount}", en: "{amount} refunded" },
  none: { zh: "还没有订单", en: "No orders yet" },
  visitor: {
    zh: "只有在这台机器上打开这页，才能扮演顾客；您现在是访客，可以聊天，但查不到订单。",
    en: "Customers can only be played on the machine that runs this page. Here you are a visitor: you can chat, but not look at an order.",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

const stateWords: Readonly<Record<Order["state"], Bilingual>> = {
  unpaid: { zh: "待付款", en: "Not paid" },
  paid: { zh: "待发货", en: "Not shipped" },
  picking: { zh: "配货中", en: "Being packed" },
  "partly-shipped": { zh: "部分发货", en: "Partly shipped" },
  shipped: { zh: "在路上", en: "On its way" },
  delivered: { zh: "已签收", en: "Delivered" },
  returned: { zh: "已退货", en: "Returned" },
  cancelled: { zh: "已取消", en: "Cancelled" },
};

const characters: Readonly<Record<Regular["id"], Bilingual>> = {
  mei: { zh: "老顾客，多年来说到做到", en: "Honest, a customer for years" },
  bo: { zh: "粗心，退货常常晚寄", en: "Careless, sends returns late" },
  kai: { zh: "多次提过不实的要求", en: "Has made false claims before" },
  lin: { zh: "新顾客，第一次下单", en: "New, with a first order" },
};

const sayings: Readonly<Record<Language, readonly string[]>> = {
  zh: ["包裹到哪了", "我想退货", "收到的东西是坏的", "没发货的那单想取消", "转人工"],
  en: [
    "Where is my parcel?",
    "I'd like to return something",
    "It arrived broken",
    "Cancel the order that hasn't shipped",
    "Talk to a person",
  ],
};

export type ShopPageNeeds = {
  readonly shop: DemoShop;
  readonly shoppers: readonly Shopper[];
  readonly chosen: Shopper;
  readonly reading: Reading;
  /** The four can be played from here; elsewhere one is a visitor. */
  readonly mayPlay: boolean;
};

const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

/** A demo merchant's page: whom to play, their orders, and the widget as them. */
export function shopPage({ shop, shoppers, chosen, reading, mayPlay }: ShopPageNeeds): Page {
  const { language, theme } = reading;
  const say = (word: keyof typeof texts, values: Readonly<Record<string, string | number>> = {}): string =>
    fill(texts[word][language], values);
  const path = `/shop/${shop.slug}`;
  const { regular, orders } = chosen;
  const name = regular.name[language];

  const shopper = ({ regular: one, standing }: Shopper): Html => {
    const isChosen = one.id === regular.id;
    const current = isChosen ? html` aria-current="true"` : "";
    return html`<li>
      <a class="shopper" href="${addressOf(path, { customer: one.id, lang: language, theme })}" ${current}>
        <span class="face" aria-hidden="true">${one.name[language].slice(0, 1)}</span>
        <span class="grow"
          ><span class="strong">${one.name[language]}</span
          ><span class="note">${characters[one.id][language]}</span></span
        >
        ${strokes(standing, language)}
      </a>
    </li>`;
  };

  const nameAttributes = html`data-name-zh="${shop.name.zh}" data-name-en="${shop.name.en}"`;
  const identity = mayPlay ? html` data-identity-url="${addressOf(`${path}/identity`, { customer: regular.id })}"` : "";
  const body = html`<main id="main" class="shop">
      <section class="said-once">
        <p class="row wrap"><span class="badge">${say("demo")}</span><span class="note">${say("demoNote")}</span></p>
        <h1>${shop.name[language]}</h1>
        <p class="ways">
          <a
            class="btn"
            href="${addressOf(`${path}/help`, { customer: mayPlay ? regular.id : "visitor", lang: language, theme })}"
            >${say("help")}</a
          >
        </p>
      </section>
      <section class="people" aria-labelledby="who">
        <h2 id="who">${say("who")}</h2>
        <p class="note">${say("whoNote")}</p>
        <ul class="shoppers">
          ${shoppers.map(shopper)}
        </ul>
        <h2 class="later" id="try">${say("try")}</h2>
        <p class="note">${say("tryNote")}</p>
        <ul class="sayings" aria-labelledby="try">
          ${sayings[language].map(
            (saying) =>
              html`<li>
                <button type="button" class="saying" data-ruyi-open data-ruyi-say="${saying}">${saying}</button>
              </li>`,
          )}
        </ul>
      </section>
      <section class="orders" aria-labelledby="orders">
        <h2 id="orders">${say("orders", { name })}</h2>
        <p class="note">${mayPlay ? say("ordersNote") : say("visitor")}</p>
        ${
          orders === undefined
            ? html`<p class="notice">${say("silent")}</p>`
            : orders.length === 0
              ? html`<p class="notice">${say("none")}</p>`
              : html`<ul class="order-list">
                  ${orders.map((order) => orderItem(order, shop, language, say))}
                </ul>`
        }
      </section>
    </main>
    <script
      src="/widget.js"
      data-merchant="${shop.slug}"
      data-language="${language}"
      ${nameAttributes}${theme ? html` data-theme="${theme}"` : ""}${identity}
      async
    ></script>`;
  return { title: `${shop.name[language]} · ${say("demo")}`, body, path, query: { customer: regular.id } };
}

type Say = (word: keyof typeof texts, values?: Readonly<Record<string, string | number>>) => string;

function orderItem(order: Order, shop: DemoShop, language: Language, say: Say): Html {
  const [first] = order.lines;
  if (!first) return html``;
  const title = first.title[language];
  const tail = order.number.slice(-4);
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const details = [
    first.variant?.[language],
    order.lines.length > 1 ? say("more", { n: order.lines.length - 1 }) : undefined,
    pieces > 1 ? say("pieces", { n: pieces }) : undefined,
    say("tail", { tail }),
    order.refunded.minor > 0 ? say("refunded", { amount: formatMoney(order.refunded, language) }) : undefined,
  ].filter((detail) => detail !== undefined);
  return html`<li class="order">
    <span class="pic" aria-hidden="true">${first.title[language].slice(0, 1)}</span>
    <div class="what">
      <p class="name">${title}</p>
      <p class="note">${details.join(" · ")}</p>
    </div>
    <div class="where">
      <p class="num strong">${formatMoney(order.amount, language)}</p>
      <p class="note">
        <span class="state is-${order.state}">${stateWords[order.state][language]}</span>
        ${whenOf(order, shop.zone)[language]}
      </p>
    </div>
    <button
      type="button"
      class="btn"
      data-ruyi-open
      data-ruyi-order="${inSight(order, shop.zone)}"
      aria-label="${say("askAbout", { title, tail })}"
    >
      ${say("ask")}
    </button>
  </li>`;
}

/** As the widget reads an order from a page. */
const inSight = (order: Order, zone: string): string =>
  JSON.stringify({
    id: order.number,
    title: order.lines[0]?.title,
    state: order.state,
    amount: order.amount,
    note: bothOf((language) => `${stateWords[order.state][language]} ${whenOf(order, zone)[language]}`.trim()),
  });

const bothOf = (tell: (language: Language) => string): Bilingual => ({ zh: tell("zh"), en: tell("en") });

/** The date that says most about an order where it is now. */
function whenOf({ state, placedAt, parcels }: Order, zone: string): Bilingual {
  const delivered = parcels.findLast(({ deliveredAt }) => deliveredAt)?.deliveredAt;
  const expected = parcels.findLast(({ expectedAt }) => expectedAt)?.expectedAt;
  if (state === "delivered" && delivered) return bothOf((language) => day(delivered, language, zone));
  if (state === "shipped" && expected) {
    return { zh: `预计${day(expected, "zh", zone)}到`, en: `expected ${day(expected, "en", zone)}` };
  }
  return { zh: `${day(placedAt, "zh", zone)}下单`, en: `ordered ${day(placedAt, "en", zone)}` };
}

const day = (at: Date, language: Language, zone: string): string =>
  new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    month: "long",
    day: "numeric",
    timeZone: zone,
  }).format(at);

/** Five short strokes; the filled ones are the rating. */
function strokes(standing: number | "new", language: Language): Html {
  const label = standing === "new" ? texts.starsNew[language] : fill(texts.stars[language], { n: standing });
  const on = standing === "new" ? 0 : standing;
  return html`<span class="strokes${standing === "new" ? " unknown" : ""}" role="img" aria-label="${label}"
    >${[1, 2, 3, 4, 5].map((place) => html`<i${place <= on ? html` class="on"` : ""}></i>`)}</span
  >`;
}
