import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { BusinessId, Clock, Language, MerchantId, NewId } from "@ruyi/kernel";
import type { Database, Fact, Transaction } from "@ruyi/platform";
import { createIndex, type Index, type Passage } from "@ruyi/language";
import { readOnce } from "@ruyi/platform";
import { type Article, type ArticleId, type Content, type Origin, type Place, stateOf } from "./article.ts";
import { type Fault, faultsOf, type ValueOf } from "./fill.ts";
import { type Candidate, candidatesFor, createShelf, passagesOf, type Question, type Told, toldOf } from "./shelf.ts";
import { type QuestionKind, questionKinds } from "./question-kinds.ts";
import { editionOf, type Kept, outOfDate } from "./shelves.ts";
import * as store from "./store.ts";

export type KnowledgeDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly businessOf: (merchantId: MerchantId) => Promise<BusinessId | undefined>;
  /** The settings of a merchant's procedures as they are in force, in words. */
  readonly valueOf: (merchantId: MerchantId, at: Date) => ValueOf;
  /** Makes the settings ready; undefined where they are. */
  readonly readyValues: (merchantId: MerchantId) => Promise<void> | undefined;
  /** Writes who did what into the audit of a place, in the same transaction. */
  readonly audited: (
    tx: Transaction,
    place: Place,
    entry: { readonly action: string; readonly subject: string; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
  readonly onError: (error: unknown, doing: string) => void;
  /** Prepares passages for the search, away from the replies: of a thousand articles it is a second's work. */
  readonly indexOf: (passages: readonly Passage[]) => Promise<Index>;
};

export type Knowledge = ReturnType<typeof createKnowledge>;

/** An article to begin with, published as it stands. */
export type ArticleSeed = { readonly key: string; readonly content: Content };

export type ArticleDraft = { readonly key?: string | undefined; readonly content: Content };
export type Changed =
  | { readonly kind: "done"; readonly article: Article }
  | {
      readonly kind: "refused";
      readonly reason:
        | "no-such-article"
        | "no-such-version"
        | "changed-by-another"
        | "key-taken"
        | "too-many"
        | "nothing-to-publish"
        | "not-published";
    }
  | { readonly kind: "refused"; readonly reason: "not-sound"; readonly faults: readonly Fault[] };

/** How customers put questions of each kind, in both languages. */
export function loadQuestions(): readonly { readonly text: string; readonly kind: QuestionKind }[] {
  return questionKinds.flatMap((kind) => {
    const file = join(import.meta.dirname, "questions", `${kind}.yaml`);
    const { zh, en } = parse(readFileSync(file, "utf8")) as Record<Language, readonly string[]>;
    return [...zh, ...en].map((text) => ({ text, kind }));
  });
}

/** A place has as many as its people can look after, and its server hold in memory. */
const articlesAtMost = 1_000;
/** Merchants whose articles are at hand; a thousand articles take some 3 MB. */
const merchantsAtMost = 2_000;
/** Servers' clocks differ by no more: what was written this long ago is looked at once more. */
const overlapMs = 60_000;
const usedForDays = 28;
const dayMs = 86_400_000;

/** What merchants know: written, checked, published, and found again for a question. */
export function createKnowledge(deps: KnowledgeDeps) {
  const { database, clock, newId, businessOf, valueOf, audited, onError } = deps;
  const kept = new Map<MerchantId, Kept>();
  const loading = new Map<MerchantId, Promise<void>>();
  let heardAt = clock.now();

  const within = <T>(place: Place, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    place.kind === "merchant" ? database.transact(place.merchantId, work) : database.asPlatform(work);

  async function load(merchantId: MerchantId): Promise<void> {
    const businessId = await businessOf(merchantId);
    const own = await database.transact(merchantId, (tx) =>
      store.inForceOf(tx, { kind: "merchant", merchantId }, articlesAtMost),
    );
    const [business, platform] = await database.asPlatform(
      async (tx) =>
        [
          businessId ? await store.inForceOf(tx, { kind: "business", businessId }, articlesAtMost) : nothing,
          await store.inForceOf(tx, { kind: "platform" }, articlesAtMost),
        ] as const,
    );
    const edition = editionOf(own.edition, business.edition, platform.edition);
    if (kept.get(merchantId)?.shelf.edition === edition) return;
    const levels = [own.held, business.held, platform.held];
    const shelf = createShelf(edition, levels, await deps.indexOf(passagesOf(levels)));
    kept.delete(merchantId);
    kept.set(merchantId, { shelf, businessId });
    const [oldest] = kept.keys();
    if (kept.size > merchantsAtMost && oldest !== undefined) kept.delete(oldest);
  }

  /** Those who ask at once wait for one load. */
  function loadOnce(merchantId: MerchantId): Promise<void> {
    const running = loading.get(merchantId);
    if (running) return running;
    const work = load(merchantId).finally(() => loading.delete(merchantId));
    loading.set(merchantId, work);
    return work;
  }

  /** Takes in what was just committed: a load that began before it does not do. */
  async function takeIn(place: Place): Promise<void> {
    const concerned =
      place.kind === "merchant"
        ? [place.merchantId]
        : [...kept].flatMap(([merchantId, { businessId }]) =>
            place.kind === "platform" || businessId === place.businessId ? [merchantId] : [],
          );
    for (const merchantId of concerned) {
      await loading.get(merchantId);
      await loadOnce(merchantId);
    }
  }

  /** Changes an article that is there, under its row's lock, and says so where what is in force becomes another. */
  async function change(
    place: Place,
    id: string,
    by: string,
    decide: (
      article: Article,
      tx: Transaction,
      at: Date,
    ) => Promise<Changed & { readonly version?: Omit<store.Version, "number" | "at" | "by"> }>,
  ): Promise<Changed> {
    const done = await within(place, async (tx) => {
      const at = clock.now();
      const found = await store.articleById(tx, place, id, true);
      if (!found) return { kind: "refused", reason: "no-such-article" } as const;
      const decided = await decide(found, tx, at);
      if (decided.kind === "refused") return decided;
      const { version } = decided;
      const number = found.number + (version ? 1 : 0);
      const article = { ...decided.article, revision: found.revision + 1, number };
      await store.saveArticle(tx, place, article, at);
      if (version) {
        await store.addVersion(tx, place, article.id, { ...version, number, by, at });
        const action = `article.${version.kind}`;
        const after = { key: article.key, number, reason: version.reason };
        await audited(tx, place, { action, subject: `article:${article.id}`, after }, by, at);
      }
      if (stateOf(found) === "published" || stateOf(article) === "published") await store.turnEdition(tx, place, at);
      return { kind: "done", article, turned: version !== undefined } as const;
    });
    if (done.kind === "done" && stateOf(done.article) !== "draft") await takeIn(place);
    return done;
  }

  async function add(
    tx: Transaction,
    place: Place,
    { key, content }: ArticleDraft,
    origin: Origin,
    by: string,
    taken: Set<string>,
  ): Promise<Article | undefined> {
    const at = clock.now();
    const id = newId("article");
    const wished = key ?? keyFrom(content, id);
    if (taken.has(wished) && key !== undefined) return undefined;
    const own = taken.has(wished) ? `${wished.slice(0, 50)}-${id.slice(-6)}` : wished;
    taken.add(own);
    const article: Article = {
      ...{ id, key: own, origin, revision: 1, number: 0, draft: { content, by, at } },
      ...{ published: undefined, retiredAt: undefined, checkedAt: at },
    };
    await store.saveArticle(tx, place, article, at);
    return article;
  }

  const isFull = async (tx: Transaction, place: Place, more: number): Promise<boolean> => {
    const { draft, published, retired } = await store.countsOf(tx, place);
    return draft + published + retired + more > articlesAtMost;
  };

  return {
    /** Nothing to wait for once a merchant's articles are at hand. */
    ready(merchantId: MerchantId): Promise<void> | undefined {
      const values = deps.readyValues(merchantId);
      if (kept.has(merchantId)) return values;
      return Promise.all([values, loadOnce(merchantId)]).then(() => undefined);
    },

    /** The articles that may answer, the surest first, from memory; none while they are not at hand. */
    find(merchantId: MerchantId, question: Question): readonly Candidate[] {
      const held = kept.get(merchantId);
      return held ? candidatesFor(held.shelf, question, valueOf(merchantId, question.at)) : [];
    },

    /** Whether some article is for customers of a certain standing only; it is asked after for nothing else. */
    asksForStars: (merchantId: MerchantId): boolean => kept.get(merchantId)?.shelf.asksForStars ?? false,

    /** What an article says now. */
    told(merchantId: MerchantId, id: ArticleId, question: Omit<Question, "text">): Told | undefined {
      const held = kept.get(merchantId);
      return held && toldOf(held.shelf, id, question, valueOf(merchantId, question.at));
    },

    /** Makes anew the shelves of which another server changed something. */
    async hearOthers(): Promise<void> {
      if (kept.size === 0) return;
      const since = new Date(heardAt.getTime() - overlapMs);
      const now = clock.now();
      const changed = await database.asPlatform((tx) => store.changedSince(tx, since));
      heardAt = now;
      for (const merchantId of outOfDate(kept, changed)) {
        await loadOnce(merchantId).catch((error: unknown) => onError(error, "reading articles"));
      }
    },

    list: (place: Place, query: store.ListQuery) => within(place, (tx) => store.articlesOf(tx, place, query)),
    counts: (place: Place) => within(place, (tx) => store.countsOf(tx, place)),
    byId: (place: Place, id: string) => within(place, (tx) => store.articleById(tx, place, id)),
    /** The articles of a place by their keys, where it has some. */
    byKeys: (place: Place, keys: readonly string[]) => within(place, (tx) => store.idsByKey(tx, place, keys)),
    versions: (place: Place, id: string, page: { readonly before?: number | undefined; readonly limit: number }) =>
      within(place, (tx) => store.versionsOf(tx, place, id, page)),

    /** How often these answered in the last four weeks. */
    uses: (merchantId: MerchantId, ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
      const since = new Date(clock.now().getTime() - usedForDays * dayMs).toISOString().slice(0, 10);
      return database.transact(merchantId, (tx) => store.usesOf(tx, merchantId, ids, since));
    },

    /** What stands above a merchant and is in force, the nearest first. */
    async above(merchantId: MerchantId) {
      const businessId = await businessOf(merchantId);
      return database.asPlatform(async (tx) => {
        const business = businessId
          ? (await store.inForceOf(tx, { kind: "business", businessId }, articlesAtMost)).held
          : [];
        const platform = (await store.inForceOf(tx, { kind: "platform" }, articlesAtMost)).held;
        return [
          ...business.map((held) => ({ ...held, from: "business" as const })),
          ...platform.map((held) => ({ ...held, from: "platform" as const })),
        ];
      });
    },

    /** Begins an article: a draft that nobody is told before it is published. */
    write: (place: Place, draft: ArticleDraft, by: string): Promise<Changed> =>
      within(place, async (tx) => {
        if (await isFull(tx, place, 1)) return { kind: "refused", reason: "too-many" };
        const wished = draft.key ?? keyFrom(draft.content, "");
        const taken = new Set((await store.idsByKey(tx, place, [wished])).keys());
        const article = await add(tx, place, draft, { kind: "written" }, by, taken);
        return article ? { kind: "done", article } : { kind: "refused", reason: "key-taken" };
      }),

    /** Gives a place that has none these to begin with, published at once. */
    seed: (place: Place, seeds: readonly ArticleSeed[], by: string): Promise<void> =>
      within(place, async (tx) => {
        const at = clock.now();
        const { draft, published, retired } = await store.countsOf(tx, place);
        if (draft + published + retired > 0) return;
        for (const { key, content } of seeds) {
          const number = 1;
          const article: Article = {
            ...{ id: newId("article"), key, origin: { kind: "written" }, revision: 1, number, checkedAt: at },
            ...{ draft: undefined, published: { content, by, at, number }, retiredAt: undefined },
          };
          await store.saveArticle(tx, place, article, at);
          const version = { number, kind: "published", content, by, at, reason: "" } as const;
          await store.addVersion(tx, place, article.id, version);
        }
        await store.turnEdition(tx, place, at);
      }),

    /** Brings in what was written elsewhere, each as a draft for a person to read. */
    bringIn: (
      place: Place,
      contents: readonly Content[],
      origin: Origin,
      by: string,
    ): Promise<
      { readonly kind: "done"; readonly articles: readonly Article[] } | Extract<Changed, { kind: "refused" }>
    > =>
      within(place, async (tx) => {
        if (await isFull(tx, place, contents.length)) return { kind: "refused", reason: "too-many" };
        const wished = contents.map((content) => keyFrom(content, ""));
        const taken = new Set((await store.idsByKey(tx, place, wished)).keys());
        const articles: Article[] = [];
        for (const content of contents) {
          const article = await add(tx, place, { content }, origin, by, taken);
          if (article) articles.push(article);
        }
        const after = { origin, articles: articles.length };
        await audited(tx, place, { action: "articles.brought-in", subject: "articles", after }, by, clock.now());
        return { kind: "done", articles };
      }),

    /** Keeps what an author wrote; `revision` is the one they saw. */
    saveDraft: (
      place: Place,
      id: string,
      { content, revision }: { readonly content: Content; readonly revision: number },
      by: string,
    ) =>
      change(place, id, by, async (article, _tx, at) =>
        article.revision === revision
          ? { kind: "done", article: { ...article, draft: { content, by, at } } }
          : { kind: "refused", reason: "changed-by-another" },
      ),

    /** Drops the draft; an article that was never published goes with it. */
    async discardDraft(place: Place, id: string, by: string): Promise<Changed | { readonly kind: "gone" }> {
      const isGone = await within(place, async (tx) => {
        const found = await store.articleById(tx, place, id, true);
        if (!found || found.number > 0) return false;
        await store.removeArticle(tx, place, id);
        return true;
      });
      if (isGone) return { kind: "gone" };
      return change(place, id, by, async (article) => ({ kind: "done", article: { ...article, draft: undefined } }));
    },

    /** Puts the draft in force, or what was retired again; from then on customers are told. */
    publish: (
      place: Place,
      id: string,
      { reason, revision }: { readonly reason: string; readonly revision: number },
      by: string,
    ): Promise<Changed> =>
      change(place, id, by, async (article, _tx, at) => {
        if (article.revision !== revision) return { kind: "refused", reason: "changed-by-another" };
        const content = article.draft?.content ?? (article.retiredAt ? article.published?.content : undefined);
        if (!content) return { kind: "refused", reason: "nothing-to-publish" };
        const faults = place.kind === "merchant" ? await soundness(place.merchantId, content) : [];
        if (faults.length > 0) return { kind: "refused", reason: "not-sound", faults };
        const published = { content, by, at, number: article.number + 1 };
        return {
          kind: "done",
          article: { ...article, published, draft: undefined, retiredAt: undefined, checkedAt: at },
          version: { kind: "published", content, reason },
        };
      }),

    /** Customers are told no more of it. */
    retire: (place: Place, id: string, reason: string, by: string): Promise<Changed> =>
      change(place, id, by, async (article, _tx, at) => {
        if (stateOf(article) !== "published") return { kind: "refused", reason: "not-published" };
        const version = { kind: "retired", content: article.published?.content, reason } as const;
        return { kind: "done", article: { ...article, retiredAt: at }, version };
      }),

    /** Somebody looked and it is still so. */
    checked: (place: Place, id: string, by: string): Promise<Changed> =>
      change(place, id, by, async (article, _tx, at) => ({ kind: "done", article: { ...article, checkedAt: at } })),

    /** Makes the content of an earlier version the draft, to be looked at and published. */
    restore: (place: Place, id: string, number: number, by: string): Promise<Changed> =>
      change(place, id, by, async (article, tx, at) => {
        const version = await store.versionByNumber(tx, place, id, number);
        if (!version?.content) return { kind: "refused", reason: "no-such-version" };
        return { kind: "done", article: { ...article, draft: { content: version.content, by, at } } };
      }),

    /** What stands in the way of publishing a content at a merchant. */
    faults: (merchantId: MerchantId, content: Content): Promise<readonly Fault[]> => soundness(merchantId, content),

    /** What a customer would read, with the settings filled in; undefined where one is not known. */
    async preview(merchantId: MerchantId, content: Content, language: Language): Promise<Told | undefined> {
      await deps.readyValues(merchantId);
      const at = clock.now();
      // Nothing is known of a customer who is not there: conditions are left aside.
      const always = content.kind === "says" ? { ...content, conditions: {} } : content;
      const id = "preview" as ArticleId;
      const held = { id, key: "preview", from: "merchant", content: always, checkedAt: at } as const;
      return toldOf(createShelf("", [[held]], createIndex([])), id, { at, language }, valueOf(merchantId, at));
    },

    /** Counts that articles answered. May be told a fact twice. */
    async count(tx: Transaction, merchantId: MerchantId, facts: readonly Fact[]): Promise<void> {
      const uses = new Map<string, number>();
      for (const fact of facts) {
        if (!(await readOnce(tx, "knowledge.uses", fact))) continue;
        const day = fact.time.slice(0, 10);
        for (const id of articlesIn(fact.data["sources"])) {
          const key = `${id} ${day}`;
          uses.set(key, (uses.get(key) ?? 0) + 1);
        }
      }
      const rows = Array.from(uses, ([key, count]) => {
        const [id = "", day = ""] = key.split(" ");
        return { id, day, count };
      });
      if (rows.length > 0) await store.addUses(tx, merchantId, rows);
    },
  };

  async function soundness(merchantId: MerchantId, content: Content): Promise<readonly Fault[]> {
    await deps.readyValues(merchantId);
    return faultsOf(content, valueOf(merchantId, clock.now()));
  }
}

const nothing = { edition: "0", held: [] } as const;

/** `article:0190…` among the sources of an answer. */
export const sourceOf = (id: string): string => `article:${id}`;
const articlesIn = (sources: unknown): string[] =>
  Array.isArray(sources)
    ? sources.flatMap((source: unknown) => /^article:([0-9a-f-]{36})$/.exec(String(source))?.[1] ?? [])
    : [];

/** A key from the English title, or else from the article's own id. */
function keyFrom(content: Content, id: string): string {
  const title = content.kind === "says" ? (content.words.en?.title ?? "") : "";
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 50);
  return words.length >= 3 ? words : `article-${id.slice(-12)}`;
}
