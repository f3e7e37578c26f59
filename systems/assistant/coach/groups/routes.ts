import { type HttpServer, pageFrom, pageOf, pageQuery, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { base, common, problems, Shop, type UnderstandingRouteDeps, writes } from "../http/routes.ts";
import type { Understanding } from "../operations.ts";

const One = Shop.extend({ question: z.uuid() });

/** What customers ask and the assistant is not sure of. */
export function addGroupRoutes(app: HttpServer, { understanding, coachOf }: UnderstandingRouteDeps): void {
  app.get(
    `${base}/questions`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "What customers ask and the assistant is not sure of, grouped by likeness, the most asked first",
        querystring: z.strictObject({
          state: shape.QuestionStates.default("open"),
          ...pageQuery({ key: z.tuple([z.int(), z.guid()]), defaultLimit: 20 }),
        }),
        response: { 200: pageOf(shape.QuestionView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { state, cursor, limit } = request.query;
      const found = await understanding.questions(merchantId, state, { before: cursor, limit: limit + 1 });
      return pageFrom(found.map(questionOut), limit, ({ messages, id }) => [messages, id]);
    },
  );

  app.get(
    `${base}/questions/:question`,
    {
      schema: {
        ...common,
        params: One,
        summary: "One question",
        response: { 200: shape.QuestionView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const found = await understanding.question(merchantId, request.params.question);
      return questionOut(found ?? noQuestion());
    },
  );

  app.post(
    `${base}/questions/:question/state`,
    {
      schema: {
        ...common,
        params: One,
        summary: "Lays a question aside, or takes it up again",
        body: z.strictObject({ state: z.enum(["open", "aside"]) }),
        response: { 200: shape.QuestionView, ...writes },
      },
    },
    async (request) => {
      const { merchant, question } = request.params;
      const { merchantId, by } = await coachOf(request, merchant, "knowledge.write");
      const isThere = await understanding.setAside(merchantId, question, request.body.state === "aside", by);
      const found = isThere ? await understanding.question(merchantId, question) : undefined;
      return questionOut(found ?? noQuestion());
    },
  );
}

export function noQuestion(): never {
  throw new ProblemError(404, "no-such-question", "No question has this id; it may have made room for others.");
}

type Question = NonNullable<Awaited<ReturnType<Understanding["question"]>>>;

const questionOut = ({ firstAt, lastAt, suggestion, ...row }: Question): z.input<typeof shape.QuestionView> => ({
  ...row,
  firstAt: firstAt.toISOString(),
  lastAt: lastAt.toISOString(),
  suggestion: suggestion ?? null,
});
