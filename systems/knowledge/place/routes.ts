import type { IncomingHttpHeaders } from "node:http";
import { type Clock, type Language, parseId, type StaffId } from "@ruyi/kernel";
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
import { ageInDays, type Content, isStale, type Place, stateOf } from "../article.ts";
import * as shape from "../contract.ts";
import type { Changed, Knowledge } from "../operations.ts";
import { questionKinds } from "../question-kinds.ts";
import type { Listed } from "../store.ts";

/** A place as an address names it; the platform is named by neither. */
export type Named = { readonly id?: string; readonly merchant?: string; readonly business?: string };

export type PlaceRouteDeps = {
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  /** Who asks, as somebody who may do this at the place of the address; throws a problem otherwise. */
  readonly authorAt: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    named: Named,
    permission: "knowledge.read" | "knowledge.write",
  ) => Promise<{ readonly place: Place; readonly by: string }>;
  readonly namesOf: (ids: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
};

export const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };

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
    /** Versions of the app: from this one, and until before that one. */
    app: z.strictObject({ from: Version, to: Version }).optional(),
  })
  .meta({ id: "ArticleConditionsText" });
export const Address = z
  .url({ protocol: /^https$/ })
  .max(2_000)
  .meta({ examples: ["https://shop.example/help"] });
export const ContentText = z
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

const OfPlatform = z.object({});
const OfBusiness = z.object({ business: z.uuid() });
const OfShop = z.object({ merchant: z.string().max(60) });
const ofId = { id: z.guid() };
const levels = [
  { base: "/v1/platform/articles", params: OfPlatform, one: OfPlatform.extend(ofId), of: "the platform" },
  { base: "/v1/businesses/:business/articles", params: OfBusiness, one: OfBusiness.extend(ofId), of: "a business" },
  { base: "/v1/merchants/:merchant/articles", params: OfShop, one: OfShop.extend(ofId), of: "a shop" },
] as const;

/** Articles of each place of the tree: kept, published, taken back, and what they were. */
export function addPlaceRoutes(app: HttpServer, deps: PlaceRouteDeps): void {
  const { knowledge, clock } = deps;
  for (const level of levels) addRoutesOf(level);

  function addRoutesOf({ base, params, one, of }: (typeof levels)[number]): void {
    const isShop = params === OfShop;
    const given = { tags: ["knowledge"], security: [...security.staff, ...(isShop ? security.program : [])] };
    const common = { ...given, params };
    const ofOne = { ...given, params: one };
    type Asking = { readonly method: string; readonly headers: IncomingHttpHeaders; readonly params: Named };
    const authorAt = (request: Asking, permission: "knowledge.read" | "knowledge.write") =>
      deps.authorAt(request, request.params, permission);

    /** What answered is counted by shop alone. */
    const views = async (place: Place, articles: readonly Listed[]) => {
      const ids = articles.map(({ id }) => id);
      const uses = place.kind === "merchant" ? await knowledge.uses(place.merchantId, ids) : undefined;
      return articles.map((article) => viewOf(article, uses && (uses.get(article.id) ?? 0), clock.now()));
    };
    const viewById = async (place: Place, id: string) => {
      const found = await knowledge.byId(place, id);
      const [view] = found ? await views(place, [found]) : [];
      if (!view) throw noArticle();
      return view;
    };
    const changed = async (place: Place, result: Changed) => {
      if (result.kind === "refused") throw refusal(result);
      return viewById(place, result.article.id);
    };

    app.get(
      base,
      {
        schema: {
          ...common,
          summary: `The articles of ${of}, the last changed first`,
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
        const { place } = await authorAt(request, "knowledge.read");
        const { state, text: words, review, cursor, limit } = request.query;
        const query = { state, text: words, toReview: review === "yes", after: cursor, limit: limit + 1 };
        const page = pageFrom(await knowledge.list(place, query), limit, ({ changedAt, id }) => [
          changedAt.toISOString(),
          id,
        ]);
        return { items: await views(place, page.items as Listed[]), next: page.next };
      },
    );

    app.get(
      `${base}/counts`,
      {
        schema: {
          ...common,
          summary: "How many articles there are of each state",
          response: { 200: shape.ArticleCounts, ...problems },
        },
      },
      async (request) => {
        const { place } = await authorAt(request, "knowledge.read");
        return knowledge.counts(place);
      },
    );

    app.post(
      base,
      {
        schema: {
          ...common,
          summary: "Begin an article. Nobody is told of it before it is published",
          body: z.strictObject({ key: Key.optional(), content: ContentText }),
          response: { 201: shape.ArticleView, ...problems },
        },
      },
      async (request, reply) => {
        const { place, by } = await authorAt(request, "knowledge.write");
        const { key, content } = request.body;
        const result = await knowledge.write(place, { key, content: contentFrom(content) }, by);
        return reply.code(201).send(await changed(place, result));
      },
    );

    app.get(
      `${base}/:id`,
      {
        schema: { ...ofOne, summary: "An article", response: { 200: shape.ArticleView, ...problems } },
      },
      async (request) => {
        const { place } = await authorAt(request, "knowledge.read");
        return viewById(place, request.params.id);
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
        const { place, by } = await authorAt(request, "knowledge.write");
        const { content, revision } = request.body;
        const draft = { content: contentFrom(content), revision };
        return changed(place, await knowledge.saveDraft(place, request.params.id, draft, by));
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
        const { place, by } = await authorAt(request, "knowledge.write");
        const result = await knowledge.discardDraft(place, request.params.id, by);
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
        const { place, by } = await authorAt(request, "knowledge.write");
        const { revision, reason = "" } = request.body;
        const id = request.params.id;
        return changed(place, await knowledge.publish(place, id, { revision, reason }, by));
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
        const { place, by } = await authorAt(request, "knowledge.write");
        const { reason = "" } = request.body;
        return changed(place, await knowledge.retire(place, request.params.id, reason, by));
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
        const { place, by } = await authorAt(request, "knowledge.write");
        return changed(place, await knowledge.checked(place, request.params.id, by));
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
        const { place, by } = await authorAt(request, "knowledge.write");
        const { number } = request.body;
        return changed(place, await knowledge.restore(place, request.params.id, number, by));
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
        const { place } = await authorAt(request, "knowledge.read");
        const { cursor, limit } = request.query;
        await viewById(place, request.params.id);
        const page = { before: cursor?.[0], limit: limit + 1 };
        const found = await knowledge.versions(place, request.params.id, page);
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
  }
}

/** Without names that stand for nothing: an optional field that is undefined is left out. */
export const contentFrom = (content: z.infer<typeof ContentText>): Content =>
  JSON.parse(JSON.stringify(content)) as Content;

export const faultView = (fault: {
  kind: "no-words" | "unknown-variable" | "stray-brace";
  language?: Language;
  name?: string;
}) => ({
  kind: fault.kind,
  language: fault.language ?? null,
  name: fault.name ?? null,
});

export function viewOf(article: Listed, uses: number | undefined, now: Date): z.input<typeof shape.ArticleView> {
  const { id, key, origin, revision, number, draft, published, checkedAt, changedAt } = article;
  const written = ({ content, by, at }: { content: Content; by: string; at: Date }) => ({
    ...{ content, by, at: at.toISOString() },
  });
  const content = published?.content ?? draft?.content;
  return {
    ...{ id, key, state: stateOf(article), origin, revision, number, uses: uses ?? null },
    draft: draft ? written(draft) : null,
    published: published ? { ...written(published), number: published.number } : null,
    checkedAt: checkedAt.toISOString(),
    changedAt: changedAt.toISOString(),
    ageDays: ageInDays(checkedAt, now),
    isStale: content !== undefined && stateOf(article) === "published" && isStale(content, checkedAt, now),
  };
}

const noArticle = (): ProblemError => new ProblemError(404, "no-such-article", "There is no such article here.");

export function refusal(refused: Extract<Changed, { kind: "refused" }>): ProblemError {
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
        "Another article here has this key; change that one, or take another key.",
      );
    case "too-many":
      return new ProblemError(
        409,
        "too-many-articles",
        "A place keeps 1,000 articles at most; drop drafts that nobody needs.",
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
