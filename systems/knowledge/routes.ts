import type { IncomingHttpHeaders } from "node:http";
import { type Clock, type Language, type MerchantId, parseId, type StaffId } from "@ruyi/kernel";
import {
  type HttpServer,
  line,
  pageFrom,
  pageOf,
  pageQuery,
  Problem,
  ProblemError,
  security,
  text,
} from "@ruyi/platform";
import { z } from "zod";
import { ageInDays, type Content, isStale, type Origin, type Place, stateOf } from "./article.ts";
import { contentOf } from "./bring-in/found.ts";
import { fromCsv } from "./bring-in/csv.ts";
import { fromMarkdown } from "./bring-in/markdown.ts";
import { withoutPersons } from "./bring-in/mask.ts";
import * as shape from "./contract.ts";
import type { Changed, Knowledge } from "./operations.ts";
import { questionKinds } from "./question-kinds.ts";
import type { Listed } from "./store.ts";

/** How a question would be answered now, and what was read of it besides. */
export type TriedAnswer = Omit<z.input<typeof shape.Tried>, "candidates">;

export type KnowledgeRouteDeps = {
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  /** Who asks, as somebody who may do this at the merchant of the address; throws a problem otherwise. */
  readonly authorOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "knowledge.read" | "knowledge.write",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
  readonly namesOf: (ids: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
  readonly tried: (merchantId: MerchantId, text: string) => Promise<TriedAnswer>;
  readonly variablesOf: (merchantId: MerchantId, language: Language) => Promise<z.input<typeof shape.VariableView>[]>;
  /** What a page of the web says, read within strict bounds; or why it was not read. */
  readonly readPage: (url: string) => Promise<{ readonly text: string } | { readonly refused: string }>;
  readonly hasConversation: (merchantId: MerchantId, id: string) => Promise<boolean>;
};

const Shops = z.object({ merchant: z.string().max(60) });
const One = Shops.extend({ id: z.guid() });
const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };
const broughtInAtMost = 200;

const Words = z.strictObject({
  title: line({ max: 120 }),
  asked: z.array(line({ max: 200 })).max(60),
  answer: text({ max: 1_200, trim: true }),
});
const Names = z
  .array(line({ max: 80 }))
  .min(1)
  .max(100)
  .optional();
const Version = z
  .string()
  .regex(/^\d{1,6}(?:\.\d{1,6}){0,3}$/, "Write a version as 3.10.2.")
  .meta({ examples: ["3.10.2"] })
  .optional();
const Star = z.int().min(0).max(5);
const Instant = z.iso.datetime({ offset: true }).optional();
const Conditions = z
  .strictObject({
    ...{ from: Instant, until: Instant, regions: Names, categories: Names, products: Names, channels: Names },
    stars: z.strictObject({ from: Star, to: Star }).optional(),
    app: z.strictObject({ from: Version, to: Version }).optional(),
  })
  .meta({ id: "ArticleConditionsText" });
const Address = z
  .url({ protocol: /^https$/ })
  .max(2_000)
  .meta({ examples: ["https://shop.example/help"] });
const ContentText = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("says"),
      words: z.strictObject({ zh: Words.optional(), en: Words.optional() }),
      conditions: Conditions,
      /** The kind of questions it answers. */
      about: z.enum(questionKinds).optional(),
      url: Address.optional(),
      checkEveryDays: z.int().min(1).max(1_000),
    }),
    z.strictObject({ kind: z.literal("hides") }),
  ])
  .meta({ id: "ArticleContentText" });
const Key = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/, "Write a key in small letters, digits and hyphens, as in shipping-fee.")
  .meta({ examples: ["shipping-fee"] });
const Reason = text({ min: 0, max: 300, trim: true });

const BringIn = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["markdown", "csv"]),
    name: line({ max: 200 }),
    text: text({ max: 200_000 }),
    language: z.enum(["zh", "en"]).optional(),
  }),
  z.strictObject({ kind: z.literal("page"), url: Address }),
  z.strictObject({
    kind: z.literal("conversation"),
    id: z.guid(),
    question: line({ max: 120 }),
    answer: text({ max: 1_200, trim: true }),
  }),
]);

/** What merchants know: kept, published, tried and brought in. */
export function addKnowledgeRoutes(app: HttpServer, deps: KnowledgeRouteDeps): void {
  const { knowledge, clock, authorOf } = deps;
  const base = "/v1/merchants/:merchant/articles";
  const common = { tags: ["knowledge"], security: [...security.staff, ...security.program] };
  const ofShop = { ...common, params: Shops };
  const ofOne = { ...common, params: One };
  const at = (merchantId: MerchantId): Place => ({ kind: "merchant", merchantId });

  const views = async (merchantId: MerchantId, articles: readonly Listed[]) => {
    const uses = await knowledge.uses(
      merchantId,
      articles.map(({ id }) => id),
    );
    return articles.map((article) => viewOf(article, uses.get(article.id) ?? 0, clock.now()));
  };
  const viewById = async (merchantId: MerchantId, id: string) => {
    const found = await knowledge.byId(at(merchantId), id);
    const [view] = found ? await views(merchantId, [found]) : [];
    if (!view) throw noArticle();
    return view;
  };
  const changed = async (merchantId: MerchantId, result: Changed) => {
    if (result.kind === "refused") throw refusal(result);
    return viewById(merchantId, result.article.id);
  };

  app.get(
    base,
    {
      schema: {
        ...ofShop,
        summary: "The shop's articles, the last changed first",
        querystring: z.strictObject({
          state: z.enum(shape.articleStates).optional(),
          /** Words that the title, a way of asking or the answer holds. */
          text: line({ max: 100 }).optional(),
          /** What was brought in and nobody has published yet. */
          review: z.literal("yes").optional(),
          ...pageQuery({ key: z.tuple([z.iso.datetime(), z.guid()]), defaultLimit: 50 }),
        }),
        response: { 200: pageOf(shape.ArticleView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      const { state, text: words, review, cursor, limit } = request.query;
      const query = { state, text: words, toReview: review === "yes", after: cursor, limit: limit + 1 };
      const page = pageFrom(await knowledge.list(at(merchantId), query), limit, ({ changedAt, id }) => [
        changedAt.toISOString(),
        id,
      ]);
      return { items: await views(merchantId, page.items as Listed[]), next: page.next };
    },
  );

  app.get(
    `${base}/counts`,
    {
      schema: {
        ...ofShop,
        summary: "How many articles there are of each state",
        response: { 200: shape.ArticleCounts, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      return knowledge.counts(at(merchantId));
    },
  );

  app.get(
    `${base}/above`,
    {
      schema: {
        ...ofShop,
        summary: "What the business and the platform tell the shop's customers, and what the shop says in its stead",
        response: { 200: z.object({ items: z.array(shape.ArticleAbove) }), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      const above = await knowledge.above(merchantId);
      const own = await knowledge.byKeys(
        at(merchantId),
        above.map(({ key }) => key),
      );
      const items = above.map(({ checkedAt, ...each }) => ({
        ...each,
        checkedAt: checkedAt.toISOString(),
        replacedBy: own.get(each.key) ?? null,
      }));
      return { items };
    },
  );

  app.get(
    `${base}/variables`,
    {
      schema: {
        ...ofShop,
        summary: "The settings of procedures that an answer may name, with their values now",
        querystring: z.strictObject({ language: z.enum(["zh", "en"]).default("zh") }),
        response: { 200: z.object({ items: z.array(shape.VariableView) }), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      return { items: await deps.variablesOf(merchantId, request.query.language) };
    },
  );

  app.post(
    `${base}/try`,
    {
      schema: {
        ...ofShop,
        summary: "What the assistant would say to a question now, what it may have meant, and why. Nothing is kept",
        body: z.strictObject({ text: text({ max: 500, trim: true }) }),
        response: { 200: shape.Tried, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      await knowledge.ready(merchantId);
      const said = request.body.text;
      const tried = await deps.tried(merchantId, said);
      const found = knowledge.find(merchantId, {
        text: said,
        language: tried.language,
        at: clock.now(),
        channel: "chat",
      });
      return { ...tried, candidates: found.slice(0, 5).map(({ url: _url, key: _key, ...each }) => each) };
    },
  );

  app.post(
    `${base}/preview`,
    {
      schema: {
        ...ofShop,
        summary: "A content as its customers would read it, and what keeps it from being published. Nothing is kept",
        body: z.strictObject({ content: ContentText, language: z.enum(["zh", "en"]) }),
        response: { 200: shape.PreviewView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      const content = contentFrom(request.body.content);
      const told = await knowledge.preview(merchantId, content, request.body.language);
      const faults = await knowledge.faults(merchantId, content);
      return { text: told?.text ?? null, title: told?.title ?? null, faults: faults.map(faultView) };
    },
  );

  app.post(
    `${base}/import`,
    {
      schema: {
        ...ofShop,
        summary:
          "Bring in a Markdown or CSV text, a page, or an agent's answer: each question as a draft for a person to read",
        body: BringIn,
        response: { 201: shape.BroughtIn, 422: Problem, ...problems },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { origin, contents } = await foundIn(merchantId, request.body);
      if (contents.length === 0) throw new ProblemError(422, "nothing-found", nothingFound[request.body.kind]);
      const taken = contents.slice(0, broughtInAtMost);
      const result = await knowledge.bringIn(at(merchantId), taken, origin, by);
      if (result.kind === "refused") throw refusal(result);
      const articles = result.articles.map((article) => viewOf({ ...article, changedAt: clock.now() }, 0, clock.now()));
      return reply.code(201).send({ articles, left: contents.length - taken.length });
    },
  );

  app.post(
    base,
    {
      schema: {
        ...ofShop,
        summary: "Begin an article. Nobody is told of it before it is published",
        body: z.strictObject({ key: Key.optional(), content: ContentText }),
        response: { 201: shape.ArticleView, ...problems },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { key, content } = request.body;
      const result = await knowledge.write(at(merchantId), { key, content: contentFrom(content) }, by);
      return reply.code(201).send(await changed(merchantId, result));
    },
  );

  app.get(
    `${base}/:id`,
    {
      schema: { ...ofOne, summary: "An article", response: { 200: shape.ArticleView, ...problems } },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      return viewById(merchantId, request.params.id);
    },
  );

  app.put(
    `${base}/:id/draft`,
    {
      schema: {
        ...ofOne,
        summary: "Keep a draft; `revision` is the one its author has seen",
        body: z.strictObject({ content: ContentText, revision: z.int().min(0).max(2_000_000_000) }),
        response: { 200: shape.ArticleView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { content, revision } = request.body;
      const draft = { content: contentFrom(content), revision };
      return changed(merchantId, await knowledge.saveDraft(at(merchantId), request.params.id, draft, by));
    },
  );

  app.delete(
    `${base}/:id/draft`,
    {
      schema: {
        ...ofOne,
        summary: "Drop the draft; an article that was never published goes with it",
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const result = await knowledge.discardDraft(at(merchantId), request.params.id, by);
      if (result.kind === "refused") throw refusal(result);
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${base}/:id/publish`,
    {
      schema: {
        ...ofOne,
        summary: "Tell customers from now on; refused while a setting it names is not known",
        body: z.strictObject({ revision: z.int().min(0).max(2_000_000_000), reason: Reason.optional() }),
        response: { 200: shape.ArticleView, 422: Problem, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { revision, reason = "" } = request.body;
      const { id } = request.params;
      return changed(merchantId, await knowledge.publish(at(merchantId), id, { revision, reason }, by));
    },
  );

  app.post(
    `${base}/:id/retire`,
    {
      schema: {
        ...ofOne,
        summary: "Tell customers no more of it",
        body: z.strictObject({ reason: Reason.optional() }),
        response: { 200: shape.ArticleView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { reason = "" } = request.body;
      return changed(merchantId, await knowledge.retire(at(merchantId), request.params.id, reason, by));
    },
  );

  app.post(
    `${base}/:id/check`,
    {
      schema: {
        ...ofOne,
        summary: "Say that somebody looked and it is still so",
        response: { 200: shape.ArticleView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      return changed(merchantId, await knowledge.checked(at(merchantId), request.params.id, by));
    },
  );

  app.post(
    `${base}/:id/restore`,
    {
      schema: {
        ...ofOne,
        summary: "Make an earlier version the draft again",
        body: z.strictObject({ number: z.int().min(1).max(2_000_000_000) }),
        response: { 200: shape.ArticleView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "knowledge.write");
      const { number } = request.body;
      return changed(merchantId, await knowledge.restore(at(merchantId), request.params.id, number, by));
    },
  );

  app.get(
    `${base}/:id/versions`,
    {
      schema: {
        ...ofOne,
        summary: "What was in force, by whom and why, the newest first",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.int()]), defaultLimit: 20 })),
        response: { 200: pageOf(shape.ArticleVersion), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "knowledge.read");
      const { cursor, limit } = request.query;
      await viewById(merchantId, request.params.id);
      const page = { before: cursor?.[0], limit: limit + 1 };
      const found = await knowledge.versions(at(merchantId), request.params.id, page);
      const staff = found.flatMap(({ by }) => parseId("staff", by.replace(/^staff:/, "")) ?? []);
      const names = await deps.namesOf([...new Set(staff)]);
      const items = found.map(({ content, ...version }, place) => ({
        ...version,
        content: content ?? null,
        before: found[place + 1]?.content ?? null,
        name: names.get(version.by.replace(/^staff:/, "") as StaffId) ?? null,
        at: version.at.toISOString(),
      }));
      return pageFrom(items, limit, ({ number }) => [number]);
    },
  );

  async function foundIn(
    merchantId: MerchantId,
    body: z.infer<typeof BringIn>,
  ): Promise<{ readonly origin: Origin; readonly contents: readonly Content[] }> {
    switch (body.kind) {
      case "markdown":
      case "csv": {
        const found = body.kind === "csv" ? fromCsv(body.text) : fromMarkdown(body.text);
        const contents = found.flatMap((each) => contentOf(each, body.language) ?? []);
        return { origin: { kind: body.kind, name: body.name }, contents };
      }
      case "page": {
        const page = await deps.readPage(body.url);
        if ("refused" in page) throw new ProblemError(422, `page-${page.refused}`, pageRefusals[page.refused]);
        const contents = fromMarkdown(page.text).flatMap((each) => contentOf(each) ?? []);
        return { origin: { kind: "page", url: body.url }, contents };
      }
      case "conversation": {
        if (!(await deps.hasConversation(merchantId, body.id)))
          throw new ProblemError(404, "conversation-not-found", "This shop has no such conversation.");
        const question = withoutPersons(body.question);
        const content = contentOf({ title: question, asked: [question], answer: withoutPersons(body.answer) });
        return { origin: { kind: "conversation", id: body.id }, contents: content ? [content] : [] };
      }
    }
  }
}

const nothingFound = {
  markdown: "There is no heading with text below it. Write each question as a heading and its answer below.",
  csv: "There is no row with a question and an answer. Write the question in the first column and the answer in the second.",
  page: "The page has no heading with text below it, or shows its text only to a browser. Copy the text and bring it in as Markdown.",
  conversation: "The question or its answer is empty.",
} as const;

const pageRefusals: Readonly<Record<string, string>> = {
  address: "Only public addresses that begin with https:// are read.",
  private: "The address leads into a private network, which is not read.",
  "too-large": "The page is larger than 1 MB. Copy the part that matters and bring it in as Markdown.",
  slow: "The page did not answer within 8 seconds. Try again later.",
  "no-text": "The address holds no page of text.",
  status: "The page cannot be read: its server refuses, or it is gone.",
};

/** Without names that stand for nothing: an optional field that is undefined is left out. */
const contentFrom = (content: z.infer<typeof ContentText>): Content => JSON.parse(JSON.stringify(content)) as Content;

const faultView = (fault: {
  kind: "no-words" | "unknown-variable" | "stray-brace";
  language?: Language;
  name?: string;
}) => ({
  kind: fault.kind,
  language: fault.language ?? null,
  name: fault.name ?? null,
});

function viewOf(article: Listed, uses: number, now: Date): z.input<typeof shape.ArticleView> {
  const { id, key, origin, revision, number, draft, published, checkedAt, changedAt } = article;
  const written = ({ content, by, at }: { content: Content; by: string; at: Date }) => ({
    ...{ content, by, at: at.toISOString() },
  });
  const content = published?.content ?? draft?.content;
  return {
    ...{ id, key, state: stateOf(article), origin, revision, number, uses },
    draft: draft ? written(draft) : null,
    published: published ? { ...written(published), number: published.number } : null,
    checkedAt: checkedAt.toISOString(),
    changedAt: changedAt.toISOString(),
    ageDays: ageInDays(checkedAt, now),
    isStale: content !== undefined && stateOf(article) === "published" && isStale(content, checkedAt, now),
  };
}

const noArticle = (): ProblemError => new ProblemError(404, "no-such-article", "This shop has no such article.");

function refusal(refused: Extract<Changed, { kind: "refused" }>): ProblemError {
  switch (refused.reason) {
    case "no-such-article":
      return noArticle();
    case "no-such-version":
      return new ProblemError(404, "no-such-version", "The article has no version of this number that says something.");
    case "changed-by-another":
      return new ProblemError(
        409,
        "changed-by-another",
        "Somebody changed the article meanwhile; read it again first.",
      );
    case "key-taken":
      return new ProblemError(
        409,
        "key-taken",
        "Another article of the shop has this key; change that one, or take another key.",
      );
    case "too-many":
      return new ProblemError(
        409,
        "too-many-articles",
        "A shop keeps 1,000 articles at most; drop drafts that nobody needs.",
      );
    case "nothing-to-publish":
      return new ProblemError(409, "nothing-to-publish", "There is no draft; change something first.");
    case "not-published":
      return new ProblemError(409, "not-published", "The article is not published, so there is nothing to take back.");
    case "not-sound": {
      const faults = refused.faults.map(faultView);
      return new ProblemError(422, "article-not-sound", "Something keeps it from being told; see faults.", {
        extra: { faults },
      });
    }
  }
}
