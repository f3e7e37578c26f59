import type { Language } from "@ruyi/kernel";
import type { ArticleId, Content, Place, Words } from "./article.ts";
import type { Circumstances, Holds } from "./conditions.ts";
import { fill, type ValueOf } from "./fill.ts";
import { sharesWords, wordsOf } from "./shared-words.ts";
import { type InForce, inForce } from "./inherit.ts";
import type { QuestionKind } from "./question-kinds.ts";
import { type KindRead, voted } from "./vote.ts";
import { fold, type Index, type Passage, search } from "@ruyi/language";

/** An article as it is in force at one place: what it says, and when somebody last said that it is so. */
export type Held = {
  readonly id: ArticleId;
  readonly key: string;
  /** Whose it is: the merchant's own, or of what stands above. */
  readonly from: Place["kind"];
  readonly content: Content;
  readonly checkedAt: Date;
};

/** All that a merchant's customers can be told: its own articles and those above it. Never changed, only replaced. */
export type Shelf = {
  /** Of what this was made; another edition is another shelf. */
  readonly edition: string;
  readonly index: Index;
  readonly layers: ReadonlyMap<string, readonly Held[]>;
  readonly passages: ReadonlyMap<string, Passed>;
  /** The articles that answer each kind of questions. */
  readonly ofKind: ReadonlyMap<QuestionKind | undefined, readonly Held[]>;
  readonly asksForStars: boolean;
};

type Passed = { readonly held: Held; readonly language: Language };

const languages = ["zh", "en"] as const;

/** What is searched of articles: each in each of its languages, once, but for those that something nearer always speaks for. */
export const passagesOf = (levels: readonly (readonly Held[])[]): Passage[] =>
  spoken(levels.flat()).flatMap(({ id, content }) =>
    content.kind === "hides"
      ? []
      : languages.flatMap((language) => {
          const words = content.words[language];
          return words ? [{ id: `${id}/${language}`, asked: [words.title, ...words.asked], body: words.answer }] : [];
        }),
  );

/** Without those under whose key something nearer holds for everybody: the like of an answer would make it look unsure. */
function spoken(nearestFirst: readonly Held[]): Held[] {
  const settled = new Set<string>();
  return nearestFirst.filter(({ key, content }) => {
    const isOver = settled.has(key);
    if (content.kind === "hides" || Object.keys(content.conditions).length === 0) settled.add(key);
    return !isOver;
  });
}

/** Makes a shelf of what each place has published, the nearest place first, and of the index of its passages. */
export function createShelf(edition: string, levels: readonly (readonly Held[])[], index: Index): Shelf {
  const all = levels.flat();
  const passages = new Map<string, Passed>(
    all.flatMap((held) => languages.map((language) => [`${held.id}/${language}`, { held, language }] as const)),
  );
  const layers = Map.groupBy(all, ({ key }) => key);
  const ofKind = Map.groupBy(all, ({ content }) => aboutOf(content));
  const asksForStars = all.some(({ content }) => content.kind === "says" && content.conditions.stars !== undefined);
  return { edition, index, layers, passages, ofKind, asksForStars };
}

/** All that an article says in one language; found again, since those that are found are few and found often. */
const wordsKnown = new WeakMap<Words, ReadonlySet<string>>();
function wordsSaid({ held: { content }, language }: Passed): ReadonlySet<string> {
  const words = content.kind === "says" ? content.words[language] : undefined;
  if (!words) return new Set();
  const known = wordsKnown.get(words) ?? wordsOf([words.title, ...words.asked, words.answer].join("\n"));
  wordsKnown.set(words, known);
  return known;
}

/** Somebody wrote this very question to be answered so: no likeness is surer, and others are hardly meant. */
const wordForWord = 0.99;
const bareOf = (text: string): string =>
  fold(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
const isAskedSo = (text: string, { held: { content }, language }: Passed): boolean => {
  const said = bareOf(text);
  const asked = content.kind === "says" ? (content.words[language]?.asked ?? []) : [];
  return said !== "" && asked.some((question) => bareOf(question) === said);
};

const aboutOf = (content: Content): QuestionKind | undefined => (content.kind === "says" ? content.about : undefined);

export type Question = Circumstances & {
  readonly text: string;
  readonly language: Language;
  /** The kind of questions it reads like, where it reads like one. */
  readonly kind?: KindRead | undefined;
};

/** An article that may answer, how surely, and whether it holds for who asks. */
export type Candidate = Told & {
  readonly confidence: number;
  readonly holds: Exclude<Holds, "no">;
  readonly about?: QuestionKind;
};

/** What a customer is told, and from where. */
export type Told = {
  readonly id: ArticleId;
  readonly key: string;
  readonly from: Place["kind"];
  readonly title: string;
  readonly text: string;
  readonly url?: string;
  readonly updatedAt: string;
};

const lookedAt = 12;

/** The articles that may answer, the surest first, each once and as it is in force. */
export function candidatesFor(shelf: Shelf, question: Question, valueOf: ValueOf): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const take = (held: Held, confidence: number): void => {
    if (found.has(held.key)) return;
    const speaking = inForce(shelf.layers.get(held.key) ?? [], question);
    // What another place says in its stead is found by its own words.
    if (speaking?.layer !== held) return;
    const told = tell(speaking, question.language, valueOf);
    const about = aboutOf(held.content);
    if (told) found.set(held.key, { ...told, confidence, holds: speaking.holds, ...(about ? { about } : {}) });
  };
  // What is not for who asks is no rival of what is: it would only make that look unsure.
  const isOpen = (id: string): boolean => {
    const held = shelf.passages.get(id)?.held;
    return held !== undefined && inForce(shelf.layers.get(held.key) ?? [], question)?.layer === held;
  };
  const likely = search(shelf.index, question.text, lookedAt, isOpen).flatMap(({ id, confidence }) => {
    const passage = shelf.passages.get(id);
    // A likeness without one word in common is none.
    return passage && sharesWords(question.text, wordsSaid(passage)) ? [{ passage, confidence }] : [];
  });
  const asWritten = likely.filter(({ passage }) => isAskedSo(question.text, passage));
  for (const { passage } of asWritten) take(passage.held, wordForWord);
  for (const { passage, confidence } of likely) take(passage.held, asWritten.length > 0 ? confidence / 2 : confidence);
  const { kind } = question;
  for (const held of (kind && shelf.ofKind.get(kind.kind)) ?? []) take(held, 0);
  return voted([...found.values()], kind);
}

/** What an article says, or what is said in its stead now; undefined where it is not in force, or names a setting nobody knows. */
export function toldOf(
  shelf: Shelf,
  id: ArticleId,
  question: Omit<Question, "text">,
  valueOf: ValueOf,
): Told | undefined {
  const key = languages.map((language) => shelf.passages.get(`${id}/${language}`)?.held.key).find(Boolean);
  const speaking = inForce(shelf.layers.get(key ?? "") ?? [], question);
  return speaking && tell(speaking, question.language, valueOf);
}

function tell({ layer: { id, key, from, content, checkedAt } }: InForce<Held>, language: Language, valueOf: ValueOf) {
  if (content.kind === "hides") return undefined;
  const spoken = wordsIn(content.words, language);
  if (!spoken) return undefined;
  const text = fill(spoken.words.answer, spoken.language, valueOf);
  if (text === undefined) return undefined;
  const { title } = spoken.words;
  const url = content.url === undefined ? {} : { url: content.url };
  return { id, key, from, title, text, ...url, updatedAt: checkedAt.toISOString() };
}

/** In the language asked for, or else in the one it is written in. */
function wordsIn(words: Partial<Readonly<Record<Language, Words>>>, language: Language) {
  for (const each of [language, ...languages]) {
    const found = words[each];
    if (found) return { words: found, language: each };
  }
  return undefined;
}
