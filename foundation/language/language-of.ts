import { type Language } from "@ruyi/kernel";
import { hear } from "./normalise.ts";

// Words that carry English grammar. Names of things are left out: they travel between languages.
const englishGrammar = new Set(
  (
    "i im ive id ill me my mine we us our you your youre he she it its they them their this that these those the a an is are was were be been am " +
    "do does did dont doesnt didnt have has had havent hasnt can cant could couldnt will wont would should shall may might must to of in on at for from " +
    "with without by about into and or but if because when where what which who why how not no there here some any still yet just already too very " +
    "want wants wanted need needs get got give gave let make please say said tell told know think isnt arent wasnt wheres whats hows thats theres never " +
    "nothing something anything everything never"
  ).split(" "),
);

const englishTrade = new Set(
  (
    "refund refunds return returns exchange order orders parcel package delivery shipping cancel address change broken damaged missing wrong help human " +
    "agent person item items money back track tracking status hello hi hey thanks thank thx yes yeah yep nope sure confirm sorry bye good morning " +
    "late lost stuff receipt invoice complaint complain representative operator talk speak manager"
  ).split(" "),
);

// Characters of Chinese grammar: pronouns, particles, negation, question and modal words, the commonest verbs.
const chineseGrammar =
  /[我你您他她它咱的了吗呢吧啊呀嘛么着过得地是不没有无在把被给让跟和与就都也还又再才刚要想能会可应该怎哪谁这那几多很太最请帮到来去什为但]/gu;

const courtesy = new Set("ok okay please pls plz thanks thank thx you hi hello hey bye sorry yes no".split(" "));

type Tally = { readonly zh: number; readonly en: number };

function grammarOf(sentence: string): Tally {
  const words = latinWords(sentence).filter((word) => !courtesy.has(word));
  return {
    zh: (sentence.match(chineseGrammar) ?? []).length,
    en: words.filter((word) => englishGrammar.has(word)).length,
  };
}

const latinWords = (text: string): string[] => text.replaceAll("'", "").match(/[a-z]+/g) ?? [];

const decide = ({ zh, en }: Tally): Language | undefined => (zh === en ? undefined : zh > en ? "zh" : "en");

/**
 * The language to answer in. Grammar decides, the last sentence that has any first; names of things do not count:
 * "我的 headphones 坏了" is Chinese, "my 衣服 is too small" English. With nothing to go by, `fallback`.
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const plain = hear(text)
    .replace(/(?:https?:\/\/|www\.)\S{1,300}/g, " ")
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/g, " ");
  for (const sentence of plain.split(/[.。!?;\n]+/).toReversed()) {
    const language = decide(grammarOf(sentence));
    if (language) return language;
  }

  const han = (plain.match(/\p{Script=Han}/gu) ?? []).length;
  const words = latinWords(plain);
  const english = words.filter((word) => englishTrade.has(word) || englishGrammar.has(word)).length;
  if (han > 0) {
    const kind = words.filter((word) => courtesy.has(word)).length;
    return decide({ zh: han / 2, en: words.length - kind / 2 }) ?? "zh";
  }
  const onlyOk = words.every((word) => word === "ok" || word === "okay");
  if ((english > 0 && !onlyOk) || words.length >= 2) return "en";
  return fallback;
}
