import { type HttpServer, pageFrom, pageOf, pageQuery, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { base, common, noProcedure, problems, Shop, type UnderstandingRouteDeps, writes } from "../http/routes.ts";
import type { HeardRow, WhichHeard } from "./store.ts";

/** Kept messages, and what they were about. */
export function addHeardRoutes(app: HttpServer, { understanding, coachOf }: UnderstandingRouteDeps): void {
  app.get(
    `${base}/messages`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "Kept messages, masked, the latest first: of a question; a sample of what was sure; what was misread",
        querystring: z.strictObject({
          question: z.uuid().optional(),
          which: z.enum(["sample", "misread"]).default("misread"),
          ...pageQuery({ key: z.tuple([z.iso.datetime(), z.guid()]), defaultLimit: 20 }),
        }),
        response: { 200: pageOf(shape.HeardView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { question, which: kind, cursor, limit } = request.query;
      const which: WhichHeard = question === undefined ? { kind } : { kind: "question", id: question };
      const found = await understanding.heard(merchantId, which, { before: cursor, limit: limit + 1 });
      return pageFrom(found.map(heardOut), limit, ({ at, id }) => [at, id]);
    },
  );

  app.post(
    `${base}/messages/:message/meaning`,
    {
      schema: {
        ...common,
        params: Shop.extend({ message: z.uuid() }),
        summary: "Says what a kept message was about; it counts in figures, rehearsals and the next calibration",
        body: z.strictObject({ means: shape.Means }),
        response: { 204: z.null(), ...writes },
      },
    },
    async (request, reply) => {
      const { merchant, message } = request.params;
      const { merchantId } = await coachOf(request, merchant, "knowledge.write");
      const done = await understanding.review(merchantId, message, request.body.means);
      if (done === "no-such-procedure") noProcedure(request.body.means);
      if (done === "no-message") throw new ProblemError(404, "no-such-message", "No kept message has this id.");
      return reply.code(204).send(null);
    },
  );
}

const heardOut = (row: HeardRow): z.input<typeof shape.HeardView> => {
  const { id, conversationId, at, text, language, coming, thought, outcome, known, knownBy } = row;
  const told = { id, conversationId, at: at.toISOString(), text, language, coming, outcome, known, knownBy };
  return { ...told, thought: [...thought] };
};
