import { type HttpServer, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { Name } from "../procedure-file.ts";
import type { Releases } from "../release/operations.ts";
import { Content, contentFrom, type ReleaseRouteDeps } from "../release/routes.ts";
import type { Studio } from "./operations.ts";

export type StudioRouteDeps = {
  readonly studio: Studio;
  readonly releases: Pick<Releases, "discardDraft">;
  readonly authorOf: ReleaseRouteDeps["authorOf"];
};

const Place = z.strictObject({ rule: z.string().max(60), at: z.string().max(300) });

/** What an author's page asks while a draft is written. */
export function addStudioRoutes(app: HttpServer, { studio, releases, authorOf }: StudioRouteDeps): void {
  const base = "/v1/merchants/:merchant/procedures/:id";
  const params = z.object({ merchant: z.string().max(60), id: Name.max(60) });
  const common = { tags: ["procedures"], security: [...security.staff, ...security.program], params };
  const problems = { 401: Problem, 403: Problem, 404: Problem };

  app.get(
    `${base}/text`,
    {
      schema: {
        ...common,
        summary: "The text of the draft, of what is in force, or of an earlier release, with those of its parts",
        querystring: z.strictObject({
          of: z.union([z.enum(["draft", "in-force"]), z.coerce.number().int().positive()]).default("in-force"),
        }),
        response: { 200: shape.StudioTexts, ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.read");
      const { of } = request.query;
      const found = await studio.texts(merchantId, id, of);
      if (found) return found;
      if (of === "draft") throw new ProblemError(404, "no-such-draft", "There is no draft of this procedure.");
      throw new ProblemError(
        404,
        "no-such-procedure",
        "This merchant has no such procedure, or no such release of it.",
      );
    },
  );

  app.post(
    `${base}/draft/reading`,
    {
      schema: {
        ...common,
        summary: "Reads and checks a text without keeping it: the drawing, what the check finds, what would change",
        body: Content,
        response: { 200: shape.StudioReading, ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.write");
      return studio.read(merchantId, id, contentFrom(request.body));
    },
  );

  app.post(
    `${base}/draft/play`,
    {
      schema: {
        ...common,
        summary: "Plays the case that shows a finding: what happens, step by step",
        body: z.strictObject({ content: Content, finding: Place }),
        response: { 200: shape.StudioPlay, ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.write");
      const { content, finding } = request.body;
      const lines = await studio.play(merchantId, id, contentFrom(content), finding);
      if (!lines) {
        const detail = "No way was found to play this case; it is told by its place alone.";
        throw new ProblemError(404, "nothing-to-play", detail);
      }
      return { lines: lines.map((line) => ({ ...line })) };
    },
  );

  app.delete(
    `${base}/draft`,
    {
      schema: {
        ...common,
        summary: "Throws the draft away; what is in force stays",
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.write");
      await releases.discardDraft(merchantId, id);
      return reply.code(204).send(null);
    },
  );
}
