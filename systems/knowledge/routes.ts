import type { Language, MerchantId } from "@ruyi/kernel";
import { type HttpServer, line, Problem, ProblemError, security, text } from "@ruyi/platform";
import { z } from "zod";
import type { Content, Origin, Place } from "./article.ts";
import { contentOf } from "./bring-in/found.ts";
import { fromCsv } from "./bring-in/csv.ts";
import { fromMarkdown } from "./bring-in/markdown.ts";
import { withoutPersons } from "./bring-in/mask.ts";
import * as shape from "./contract.ts";
import {
  addPlaceRoutes,
  Address,
  ContentText,
  contentFrom,
  faultView,
  type PlaceRouteDeps,
  problems,
  refusal,
  viewOf,
} from "./place/routes.ts";

/** How a question would be answered now, and what was read of it besides. */
export type TriedAnswer = Omit<z.input<typeof shape.Tried>, "candidates">;

export type KnowledgeRouteDeps = PlaceRouteDeps & {
  readonly tried: (merchantId: MerchantId, text: string) => Promise<TriedAnswer>;
  readonly variablesOf: (merchantId: MerchantId, language: Language) => Promise<z.input<typeof shape.VariableView>[]>;
  /** What a page of the web says, read within strict bounds; or why it was not read. */
  readonly readPage: (url: string) => Promise<{ readonly text: string } | { readonly refused: string }>;
  readonly hasConversation: (merchantId: MerchantId, id: string) => Promise<boolean>;
};

const Shops = z.object({ merchant: z.string().max(60) });
const broughtInAtMost = 200;

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
  const { knowledge, clock } = deps;
  addPlaceRoutes(app, deps);
  const base = "/v1/merchants/:merchant/articles";
  const common = { tags: ["knowledge"], security: [...security.staff, ...security.program] };
  const ofShop = { ...common, params: Shops };
  const at = (merchantId: MerchantId): Place => ({ kind: "merchant", merchantId });
  const authorOf = async (
    request: Parameters<PlaceRouteDeps["authorAt"]>[0],
    merchant: string,
    permission: Parameters<PlaceRouteDeps["authorAt"]>[2],
  ): Promise<{ readonly merchantId: MerchantId; readonly by: string }> => {
    const { place, by } = await deps.authorAt(request, { merchant }, permission);
    if (place.kind !== "merchant") throw new Error(`"${merchant}" names a shop and led to the ${place.kind}.`);
    return { merchantId: place.merchantId, by };
  };

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
