import { type HttpServer, line, pageFrom, pageOf, pageQuery, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import type { Rehearsal } from "../../learning/rehearse.ts";
import * as shape from "../contract.ts";
import { noQuestion } from "../groups/routes.ts";
import {
  base,
  common,
  noProcedure,
  overtaken,
  problems,
  Shop,
  type UnderstandingRouteDeps,
  writes,
} from "../http/routes.ts";
import { noVersion } from "../versions/routes.ts";
import { examplesAtMost, type Taught } from "./operations.ts";

const Reason = line({ min: 3, max: 500 });
const Version = Shop.extend({ version: z.coerce.number().int().min(1).max(1_000_000) });

/** The edits that teach, take back and calibrate. */
export function addTeachingRoutes(app: HttpServer, { understanding, coachOf }: UnderstandingRouteDeps): void {
  app.post(
    `${base}/lessons`,
    {
      schema: {
        ...common,
        params: Shop,
        summary:
          "Teaches what messages mean: trains, rehearses on the past, and is live unless known messages would be read worse",
        body: z.strictObject({
          question: z.uuid().optional(),
          without: z.array(z.uuid()).max(60).optional(),
          texts: z
            .array(line({ max: 500 }))
            .max(60)
            .optional(),
          means: shape.Means,
          reason: Reason.optional(),
          dry: z.boolean().optional(),
        }),
        response: { 200: shape.TaughtView, 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await coachOf(request, request.params.merchant, "knowledge.write");
      const { question, dry, ...wish } = request.body;
      const taught = await understanding.teach(merchantId, { ...wish, questionId: question, isDry: dry }, by);
      return reply.code(taught.kind === "live" ? 201 : 200).send(taughtOut(taught, wish.means));
    },
  );

  app.get(
    `${base}/examples`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "The words a shop has taught and has in force, masked",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.guid()]), defaultLimit: 100 })),
        response: { 200: pageOf(shape.ExampleView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { cursor, limit } = request.query;
      const found = await understanding.examples(merchantId, { after: cursor?.[0], limit: limit + 1 });
      const items = found.map(({ label, ...row }) => ({ ...row, means: label }));
      return pageFrom(items, limit, ({ id }) => [id]);
    },
  );

  app.post(
    `${base}/rehearsals`,
    {
      schema: {
        ...common,
        params: Shop,
        summary:
          "Holds what is in force, learned anew with more examples beside it, against what is live; writes nothing",
        body: z.strictObject({
          examples: z.array(z.strictObject({ text: line({ max: 500 }), means: shape.Means })).max(500),
        }),
        response: { 200: shape.TaughtView, ...writes },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "knowledge.write");
      const examples = request.body.examples.map(({ text, means }) => ({ text, label: means }));
      const named = [...new Set(examples.map(({ label }) => label))].join(", ");
      return taughtOut(await understanding.rehearse(merchantId, examples), named);
    },
  );

  app.post(
    `${base}/lessons/:version/take-back`,
    {
      schema: {
        ...common,
        params: Version,
        summary: "Takes back what one version taught; whatever was taught since stays",
        response: { 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchant, version } = request.params;
      const { merchantId, by } = await coachOf(request, merchant, "knowledge.write");
      return reply.code(201).send(taughtOut(await understanding.takeBack(merchantId, version, by)));
    },
  );

  app.post(
    `${base}/calibrations`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "Refits how sure readings are, on messages whose meaning was told",
        response: { 200: shape.TaughtView, 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await coachOf(request, request.params.merchant, "knowledge.write");
      const taught = await understanding.recalibrate(merchantId, by);
      return reply.code(taught.kind === "live" ? 201 : 200).send(taughtOut(taught));
    },
  );
}

function taughtOut(taught: Taught, means = ""): z.input<typeof shape.TaughtView> {
  switch (taught.kind) {
    case "live":
      return { kind: "live", version: taught.version, rehearsal: rehearsalOut(taught.rehearsal) };
    case "rehearsed":
    case "refused":
      return { kind: taught.kind, version: null, rehearsal: rehearsalOut(taught.rehearsal) };
    case "no-question":
      return noQuestion();
    case "no-such-procedure":
      return noProcedure(means);
    case "no-version":
      return noVersion(0);
    case "overtaken":
      return overtaken();
    case "nothing-to-teach":
      throw new ProblemError(409, "nothing-to-teach", "No message is left to teach. Leave some in, or write texts.");
    case "nothing-to-take-back":
      throw new ProblemError(
        409,
        "nothing-to-take-back",
        "Nothing this version taught is in force; it was taken back, or taught anew since.",
      );
    case "too-many":
      throw new ProblemError(
        409,
        "too-many-examples",
        `A shop teaches at most ${examplesAtMost} examples. Take back what is no longer needed.`,
      );
    case "too-few":
      throw new ProblemError(
        409,
        "too-few-reviewed",
        `It takes ${taught.needed} messages that were told to be about one of the procedures; there are ${taught.count}.`,
      );
  }
}

const rehearsalOut = ({ changes, refusals, ...rest }: Rehearsal): z.input<typeof shape.RehearsalView> => ({
  ...rest,
  changes: changes.map(({ known, ...change }) => ({ ...change, known: known ?? null })),
  refusals: [...refusals],
});
