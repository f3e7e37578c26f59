import type { Language } from "@ruyi/kernel";
import { type QuestionKind, questionKinds } from "@ruyi/knowledge/contract";
import type { Article, Content, Saying } from "../../api/knowledge.ts";

/* An article's content as it stands in fields, and back. */

type Shown = Pick<Article, "key"> & {
  readonly draft: { readonly content: Content } | null;
  readonly published: { readonly content: Content } | null;
};

/** What an article is called: in the reader's language, or else in its own. */
export function titleOf({ key, draft, published }: Shown, language: Language): string {
  const content = draft?.content ?? published?.content;
  if (content?.kind !== "says") return key;
  const { zh, en } = content.words;
  return (language === "zh" ? (zh ?? en) : (en ?? zh))?.title ?? key;
}

export type WordsFields = { readonly title: string; readonly asked: string; readonly answer: string };

/** As typed: lines for ways of asking, lists with commas, days of a calendar. */
export type Fields = {
  readonly zh: WordsFields;
  readonly en: WordsFields;
  readonly from: string;
  readonly until: string;
  readonly stars: string;
  readonly regions: string;
  readonly categories: string;
  readonly products: string;
  readonly appFrom: string;
  readonly appTo: string;
  readonly about: string;
  readonly url: string;
  readonly checkEveryDays: string;
};

const noWords: WordsFields = { title: "", asked: "", answer: "" };
export const emptyFields: Fields = {
  ...{ zh: noWords, en: noWords, from: "", until: "", stars: "", regions: "", categories: "", products: "" },
  ...{ appFrom: "", appTo: "", about: "", url: "", checkEveryDays: "180" },
};

export function fieldsOf({ words, conditions, about, url, checkEveryDays }: Saying): Fields {
  const of = (language: Language): WordsFields => {
    const said = words[language];
    return said ? { title: said.title, asked: said.asked.join("\n"), answer: said.answer } : noWords;
  };
  const list = (values: readonly string[] | undefined): string => (values ?? []).join(", ");
  return {
    zh: of("zh"),
    en: of("en"),
    from: conditions.from?.slice(0, 10) ?? "",
    until: conditions.until?.slice(0, 10) ?? "",
    stars: conditions.stars ? String(conditions.stars.from) : "",
    regions: list(conditions.regions),
    categories: list(conditions.categories),
    products: list(conditions.products),
    appFrom: conditions.app?.from ?? "",
    appTo: conditions.app?.to ?? "",
    about: about ?? "",
    url: url ?? "",
    checkEveryDays: String(checkEveryDays),
  };
}

const most = 60;

/** What is not filled in is left out. Conditions that have no field here stay as they were. */
export function contentFrom(fields: Fields, before?: Saying): Saying {
  const said = (language: Language) => {
    const { title, asked, answer } = fields[language];
    if (title.trim() === "" || answer.trim() === "") return {};
    const ways = [...new Set(linesIn(asked))].slice(0, most);
    return { [language]: { title: title.trim(), asked: ways, answer: answer.trim() } };
  };
  const list = (name: "regions" | "categories" | "products") => {
    const values = [...new Set(fields[name].split(/[,，、;；]/).map((each) => each.trim()))].filter(Boolean);
    return values.length > 0 ? { [name]: values } : {};
  };
  const { from, until, stars, appFrom, appTo, url } = fields;
  const channels = before?.conditions.channels;
  const app = { ...(appFrom.trim() ? { from: appFrom.trim() } : {}), ...(appTo.trim() ? { to: appTo.trim() } : {}) };
  return {
    kind: "says",
    words: { ...said("zh"), ...said("en") },
    conditions: {
      ...(from ? { from: `${from}T00:00:00.000Z` } : {}),
      ...(until ? { until: `${until}T00:00:00.000Z` } : {}),
      ...(stars ? { stars: { from: Number(stars), to: before?.conditions.stars?.to ?? 5 } } : {}),
      ...{ ...list("regions"), ...list("categories"), ...list("products") },
      ...(channels ? { channels } : {}),
      ...(Object.keys(app).length > 0 ? { app } : {}),
    },
    ...aboutIn(fields.about),
    ...(url.trim() ? { url: url.trim() } : {}),
    checkEveryDays: Math.min(1_000, Math.max(1, Math.round(Number(fields.checkEveryDays) || 180))),
  };
}

function aboutIn(chosen: string): { readonly about?: QuestionKind } {
  const about = questionKinds.find((kind) => kind === chosen);
  return about ? { about } : {};
}

const linesIn = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim().slice(0, 200))
    .filter(Boolean);

/** A title without an answer, or an answer without a title. */
export const isHalf = ({ title, answer }: WordsFields): boolean => (title.trim() === "") !== (answer.trim() === "");

/** How long an answer is to read: signs in Chinese, words in English. */
export const lengthOf = (answer: string, language: Language): number =>
  language === "zh" ? answer.trim().length : answer.trim().split(/\s+/).filter(Boolean).length;
export const readsWell: Readonly<Record<Language, number>> = { zh: 60, en: 40 };
