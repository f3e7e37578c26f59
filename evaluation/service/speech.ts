import { between, type Language, pick, type Random } from "@ruyi/kernel";
import type { Goal, Half, Manner } from "./goal.ts";
import { mannersEn, repliesEn, toldEn, wishesEn } from "./wishes-en.ts";
import { mannersZh, repliesZh, toldZh, wishesZh } from "./wishes-zh.ts";

export const wishes = { zh: wishesZh, en: wishesEn } as const;
const told = { zh: toldZh, en: toldEn } as const;
const replies = { zh: repliesZh, en: repliesEn } as const;
const frames = { zh: mannersZh, en: mannersEn } as const;

/** What somebody calls goods in both languages. */
export type GoodsName = Readonly<Record<Language, string>>;

/** A customer's own way of saying things: which of the wordings, and what becomes of them. */
export function createSpeech(random: Random, language: Language, half: Half, manner: Manner) {
  const frame = frames[language];
  let nth = between(random, 0, 2);

  const worded = (goal: Goal, goods: GoodsName, isCurt: boolean): string => {
    const wordings = wishes[language][goal][half];
    const said = (isCurt ? wordings[3] : wordings[nth++ % 3]) ?? wordings[0];
    const other = language === "zh" ? "en" : "zh";
    const called = goods[manner === "mixed" && random() < 0.5 ? other : language];
    return said.replaceAll("{g}", language === "en" ? called.toLowerCase() : called);
  };
  const framed = (kind: "angry" | "polite" | "lie" | "mixed", wish: string): string =>
    pick(random, frame[kind]).replace("{wish}", wish);

  return {
    /** The first words, in as many messages as the manner takes. */
    opening(goal: Goal, goods: GoodsName): string[] {
      const wish = worded(goal, goods, manner === "terse");
      switch (manner) {
        case "vague":
          return [pick(random, frame.vague)];
        case "typo":
          return [language === "zh" ? mistypedZh(random, wish) : mistypedEn(random, wish, goods.en)];
        case "several lines":
          return [pick(random, frame.hello), pick(random, frame.thought), wish];
        case "angry":
        case "polite":
        case "mixed":
          return [framed(manner, wish)];
        case "lying":
          return [framed("lie", wish)];
        case "plain":
        case "switching":
        case "terse":
          return [wish];
      }
    },
    /** The wish once more, in other words. */
    again: (goal: Goal, goods: GoodsName): string => worded(goal, goods, false),
    both: (one: string, other: string): string =>
      language === "zh" ? `${one}，还有，${other}` : `${one}, and also ${other}`,
    /** What is told where a question is open; undefined when nobody wrote what that customer knows. */
    tells: (fact: string): string | undefined => told[language][fact]?.[half === "dev" ? 0 : 1],
    chooses(label: string, place: number): string {
      const way =
        manner === "plain" || manner === "terse" ? replies[language].chosen[0] : pick(random, replies[language].chosen);
      return way
        .replace("{label}", label)
        .replace("{nth}", language === "zh" ? (chinese[place] ?? "") : String(place + 1));
    },
    reply: (kind: "yes" | "no" | "changed" | "none" | "unsure"): string => pick(random, replies[language][kind]),
  };
}
export type Speech = ReturnType<typeof createSpeech>;

const chinese = ["一", "二", "三", "四", "五"];

/** Characters that sound alike and are taken for each other by whoever types by sound. */
const homophones: readonly (readonly [string, string])[] = [
  ...([
    ["快递", "快弟"],
    ["订单", "定单"],
    ["地址", "地止"],
    ["发票", "发漂"],
    ["取消", "取肖"],
    ["包裹", "包果"],
  ] as const),
  ...([
    ["签收", "签受"],
    ["质量", "质亮"],
    ["账号", "帐号"],
    ["优惠", "优会"],
    ["维修", "维休"],
    ["投诉", "投述"],
  ] as const),
  ...([
    ["退款", "退宽"],
    ["降价", "降介"],
    ["物流", "物留"],
    ["客服", "客副"],
    ["换货", "唤货"],
    ["退货", "腿货"],
  ] as const),
  ...([
    ["怎么", "咋么"],
    ["没有", "没由"],
    ["什么", "神么"],
    ["收到", "收道"],
    ["坏", "怀"],
    ["送", "颂"],
    ["换", "唤"],
  ] as const),
];

function mistypedZh(random: Random, text: string): string {
  const found = homophones.filter(([right]) => text.includes(right));
  if (found.length === 0) return text;
  const [right, wrong] = pick(random, found);
  return text.replace(right, wrong);
}

/** Two letters of one long word change places; the goods are spelt as they are, for they are looked up by name. */
function mistypedEn(random: Random, text: string, goods: string): string {
  const kept = new Set(goods.toLowerCase().split(/\W+/));
  const words = [...text.matchAll(/[a-z]{5,}/gi)].filter(([word]) => !kept.has(word.toLowerCase()));
  if (words.length === 0) return text;
  const { 0: word, index } = pick(random, words);
  const at = between(random, 1, word.length - 3);
  const swapped = `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`;
  return text.slice(0, index) + swapped + text.slice(index + word.length);
}
