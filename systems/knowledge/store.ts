import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type Article, type ArticleId, type Content, type Place, shownOf, type State, stateOf } from "./article.ts";
import type { Held } from "./shelf.ts";

type Row = {
  readonly id: ArticleId;
  readonly key: string;
  readonly origin: Article["origin"];
  readonly revision: number;
  readonly number: number;
  readonly draft: WrittenRow | null;
  readonly published: (WrittenRow & { readonly number: number }) | null;
  readonly retired_at: Date | null;
  readonly checked_at: Date;
  readonly changed_at: Date;
};
type WrittenRow = { readonly content: Content; readonly by: string; readonly at: string };

/** An article in a list, with when it last changed: what the list is sorted by. */
export type Listed = Article & { readonly changedAt: Date };

/** The rows of a place: its tables, and the column that says whose they are. */
const rowsOf = (place: Place) => {
  const isMerchant = place.kind === "merchant";
  const table = (name: string) => sql.raw(`knowledge.${name}${isMerchant ? "" : "_above"}`);
  const owner = isMerchant ? place.merchantId : place.kind === "platform" ? "platform" : place.businessId;
  const column = sql.raw(isMerchant ? "merchant_id" : "place");
  return { articles: table("article"), versions: table("version"), shelf: table("shelf"), column, owner };
};

const columns = sql.raw("id, key, origin, revision, number, draft, published, retired_at, checked_at, changed_at");

const written = ({ content, by, at }: WrittenRow) => ({ content, by, at: new Date(at) });

const articleIn = (row: Row): Listed => ({
  id: row.id,
  key: row.key,
  origin: row.origin,
  revision: row.revision,
  number: row.number,
  draft: row.draft ? written(row.draft) : undefined,
  published: row.published ? { ...written(row.published), number: row.published.number } : undefined,
  retiredAt: row.retired_at ?? undefined,
  checkedAt: row.checked_at,
  changedAt: row.changed_at,
});

export type ListQuery = {
  readonly state?: State | undefined;
  /** Words the title, the ways of asking or the answer hold. */
  readonly text?: string | undefined;
  /** What came from outside and nobody has published yet. */
  readonly toReview?: boolean | undefined;
  readonly after?: readonly [changedAt: string, id: string] | undefined;
  readonly limit: number;
};

/** The last changed first. */
export async function articlesOf(tx: Transaction, place: Place, query: ListQuery): Promise<Listed[]> {
  const { articles, column, owner } = rowsOf(place);
  const { state, text, toReview, after, limit } = query;
  const { rows } = await sql<Row>`
    select ${columns} from ${articles} where ${column} = ${owner}
    ${state ? sql`and state = ${state}` : sql``}
    ${toReview ? sql`and state = 'draft' and origin ->> 'kind' <> 'written'` : sql``}
    ${text === undefined ? sql`` : sql`and words like ${`%${escaped(text.toLowerCase())}%`}`}
    ${after ? sql`and (changed_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by changed_at desc, id desc limit ${limit}`.execute(tx);
  return rows.map(articleIn);
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** How many there are of each state. */
export async function countsOf(tx: Transaction, place: Place): Promise<Readonly<Record<State | "toReview", number>>> {
  const { articles, column, owner } = rowsOf(place);
  const { rows } = await sql<{ state: State; count: number; brought: number }>`
    select state, count(*)::int as count, (count(*) filter (where origin ->> 'kind' <> 'written'))::int as brought
    from ${articles} where ${column} = ${owner} group by state`.execute(tx);
  const of = (state: State) => rows.find((row) => row.state === state);
  return {
    draft: of("draft")?.count ?? 0,
    published: of("published")?.count ?? 0,
    retired: of("retired")?.count ?? 0,
    toReview: of("draft")?.brought ?? 0,
  };
}

export async function articleById(
  tx: Transaction,
  place: Place,
  id: string,
  isToChange = false,
): Promise<Listed | undefined> {
  const { articles, column, owner } = rowsOf(place);
  const { rows } = await sql<Row>`
    select ${columns} from ${articles} where ${column} = ${owner} and id = ${id}
    ${isToChange ? sql`for update` : sql``}`.execute(tx);
  return rows[0] && articleIn(rows[0]);
}

/** The articles of a place that have one of these keys. */
export async function idsByKey(
  tx: Transaction,
  place: Place,
  keys: readonly string[],
): Promise<ReadonlyMap<string, ArticleId>> {
  const { articles, column, owner } = rowsOf(place);
  const { rows } = await sql<{ id: ArticleId; key: string }>`
    select id, key from ${articles} where ${column} = ${owner} and key = any (${[...keys]}::text[])`.execute(tx);
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** Writes an article as it now is; a new one, or over what was read for a change in this transaction. */
export async function saveArticle(tx: Transaction, place: Place, article: Article, at: Date): Promise<void> {
  const { articles, column, owner } = rowsOf(place);
  const { id, key, origin, revision, number, draft, published, retiredAt, checkedAt } = article;
  const shown = shownOf(article);
  const { title, words } = textOf(shown, key);
  await sql`
    insert into ${articles} (${column}, id, key, origin, revision, state, title, words, draft, published, number,
      retired_at, checked_at, changed_at)
    values (${owner}, ${id}, ${key}, ${json(origin)}, ${revision}, ${stateOf(article)}, ${title}, ${words},
      ${draft ? json(draft) : null}, ${published ? json(published) : null}, ${number},
      ${retiredAt ?? null}, ${checkedAt}, ${at})
    on conflict (${column}, id) do update set revision = excluded.revision, state = excluded.state,
      title = excluded.title, words = excluded.words, draft = excluded.draft, published = excluded.published,
      number = excluded.number, retired_at = excluded.retired_at, checked_at = excluded.checked_at,
      changed_at = excluded.changed_at`.execute(tx);
}

const json = (value: object) => sql`${JSON.stringify(value)}::jsonb`;

/** The title a list shows, and all it is searched by, in small letters. */
function textOf(content: Content | undefined, key: string): { readonly title: string; readonly words: string } {
  if (content?.kind !== "says") return { title: key, words: key };
  const spoken = Object.values(content.words);
  const all = spoken.flatMap(({ title, asked, answer }) => [title, ...asked, answer]);
  return { title: spoken[0]?.title ?? key, words: [key, ...all].join("\n").toLowerCase() };
}

export async function removeArticle(tx: Transaction, place: Place, id: string): Promise<void> {
  const { articles, column, owner } = rowsOf(place);
  await sql`delete from ${articles} where ${column} = ${owner} and id = ${id}`.execute(tx);
}

/** Something that was in force, or that an article ceased to be. */
export type Version = {
  readonly number: number;
  readonly kind: "published" | "retired";
  readonly content: Content | undefined;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
};

export async function addVersion(tx: Transaction, place: Place, id: ArticleId, version: Version): Promise<void> {
  const { versions, column, owner } = rowsOf(place);
  const { number, kind, content, by, at, reason } = version;
  await sql`
    insert into ${versions} (${column}, article_id, number, kind, content, by_id, at, reason)
    values (${owner}, ${id}, ${number}, ${kind}, ${content ? json(content) : null}, ${by}, ${at}, ${reason})
  `.execute(tx);
}

/** The newest first. */
export async function versionsOf(
  tx: Transaction,
  place: Place,
  id: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<Version[]> {
  const { versions, column, owner } = rowsOf(place);
  const { rows } = await sql<Omit<Version, "content"> & { content: Content | null }>`
    select number, kind, content, by_id as "by", at, reason from ${versions}
    where ${column} = ${owner} and article_id = ${id} and number < ${page.before ?? 2_000_000_000}
    order by number desc limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({ ...row, content: row.content ?? undefined }));
}

export async function versionByNumber(
  tx: Transaction,
  place: Place,
  id: string,
  number: number,
): Promise<Version | undefined> {
  const [found] = await versionsOf(tx, place, id, { before: number + 1, limit: 1 });
  return found?.number === number ? found : undefined;
}

/** Says that what is in force at a place is another than before. */
export async function turnEdition(tx: Transaction, place: Place, at: Date): Promise<void> {
  const { shelf, column, owner } = rowsOf(place);
  await sql`
    insert into ${shelf} as shelf (${column}, edition, changed_at) values (${owner}, 1, ${at})
    on conflict (${column}) do update set edition = shelf.edition + 1, changed_at = excluded.changed_at`.execute(tx);
}

/** What a place has in force, and of which edition that is. */
export async function inForceOf(
  tx: Transaction,
  place: Place,
  limit: number,
): Promise<{ readonly edition: string; readonly held: readonly Held[] }> {
  const { articles, shelf, column, owner } = rowsOf(place);
  const editions = await sql<{ edition: string }>`
    select edition from ${shelf} where ${column} = ${owner}`.execute(tx);
  const { rows } = await sql<Pick<Row, "id" | "key" | "published" | "checked_at">>`
    select id, key, published, checked_at from ${articles}
    where ${column} = ${owner} and state = 'published' order by changed_at desc limit ${limit}`.execute(tx);
  return {
    edition: editions.rows[0]?.edition ?? "0",
    held: rows.flatMap(({ id, key, published, checked_at: checkedAt }) =>
      published ? [{ id, key, from: place.kind, content: published.content, checkedAt }] : [],
    ),
  };
}

/** Whose articles changed since a moment: merchants, and places above them. */
export async function changedSince(
  tx: Transaction,
  since: Date,
): Promise<{ readonly merchants: ReadonlyMap<MerchantId, string>; readonly above: ReadonlyMap<string, string> }> {
  const own = await sql<{ merchant_id: MerchantId; edition: string }>`
    select merchant_id, edition from knowledge.shelf where changed_at >= ${since}`.execute(tx);
  const above = await sql<{ place: string; edition: string }>`
    select place, edition from knowledge.shelf_above where changed_at >= ${since}`.execute(tx);
  return {
    merchants: new Map(own.rows.map(({ merchant_id: id, edition }) => [id, edition])),
    above: new Map(above.rows.map(({ place, edition }) => [place, edition])),
  };
}

/** Counts answers given, by article and day. */
export async function addUses(
  tx: Transaction,
  merchantId: MerchantId,
  uses: readonly { readonly id: string; readonly day: string; readonly count: number }[],
): Promise<void> {
  await sql`
    insert into knowledge.article_use as used (merchant_id, article_id, day, count)
    select ${merchantId}, id, day, count
    from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as use (id uuid, day date, count integer)
    on conflict (merchant_id, article_id, day) do update set count = used.count + excluded.count`.execute(tx);
}

/** How often each of these answered since a day. */
export async function usesOf(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select article_id as id, sum(count)::int as count from knowledge.article_use
    where merchant_id = ${merchantId} and article_id = any (${[...ids]}::uuid[]) and day >= ${since}::date
    group by article_id`.execute(tx);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
