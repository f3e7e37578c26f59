import { type Bilingual, formatMoney, formatTime, type Language, type TimeReader } from "@ruyi/kernel";
import type { OrderCard } from "../contract.ts";
import { actionNames } from "../handoff.ts";
import { shortLine } from "../inbox/list.ts";

/** What a conversation's log and its run say of a matter. */
export type Known = {
  readonly about: Bilingual | undefined;
  /** The customer's words before they were handed over, the oldest first. */
  readonly asked: readonly string[];
  readonly done: readonly string[];
  readonly promised: readonly string[];
  readonly order: OrderCard | undefined;
};

export type Summary = { readonly zh: readonly string[]; readonly en: readonly string[] };

const orderStates: Readonly<Record<OrderCard["state"], Bilingual>> = {
  unpaid: { zh: "待付款", en: "not paid" },
  paid: { zh: "待发货", en: "not shipped" },
  picking: { zh: "拣货中", en: "being picked" },
  shipped: { zh: "在路上", en: "on its way" },
  delivered: { zh: "已签收", en: "delivered" },
  cancelled: { zh: "已取消", en: "cancelled" },
  returned: { zh: "已退货", en: "returned" },
};

/** A hand-over in three lines, by rule: what was asked; what was done and promised; which facts that rests on. */
export function summaryOf(known: Known, zone: string, now: Date): Summary {
  const lines = (language: Language): string[] => {
    const reader = { language, zone, now };
    return [askedLine(known, language), doneLine(known, language), factsLine(known, reader)];
  };
  return { zh: lines("zh"), en: lines("en") };
}

function askedLine({ about, asked }: Known, language: Language): string {
  const words = asked.map(shortLine);
  if (language === "zh") {
    const quoted = words.map((each) => `“${each}”`).join("");
    return `问：${[about?.zh, quoted].filter(Boolean).join("，") || "还没有说"}`;
  }
  const quoted = words.map((each) => `“${each}”`).join(" ");
  return `Asked: ${[about?.en, quoted].filter(Boolean).join(", ") || "nothing yet"}`;
}

function doneLine({ done, promised }: Known, language: Language): string {
  const acts = [...new Set(done)].map((action) => actionNames[action]?.[language] ?? action);
  if (language === "zh") return `办：${acts.join("、") || "还没有"}；承诺：${promised.map(bare).join("；") || "没有"}`;
  return `Done: ${acts.join(", ") || "nothing"}. Promised: ${promised.map(bare).join("; ") || "nothing"}`;
}

const bare = (sentence: string): string => sentence.replace(/[。.]$/, "");

/** A fact carries its age: an hour-old reading is not how things are now. */
function factsLine({ order }: Known, reader: TimeReader): string {
  const { language } = reader;
  if (!order) return language === "zh" ? "据：没有查过订单" : "Facts: no order was looked up";
  const tail = order.number.slice(-4);
  const title = order.title[language];
  const price = formatMoney(order.price, language);
  const read = formatTime(new Date(order.readAt), reader);
  const state = orderStates[order.state][language];
  return language === "zh"
    ? `据：订单尾号${tail}，${title}，${price}，${state}（${read}问店铺）`
    : `Facts: order ending ${tail}, ${title}, ${price}, ${state} (asked the shop at ${read})`;
}
