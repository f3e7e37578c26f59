import { type HttpServer, line, pageFrom, pageOf, pageQuery, ProblemError, text } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { access, idFrom, noConversation, One, problems, Shops } from "../http/routes.ts";
import type { Wording } from "../needs.ts";
import type { DeskRouteDeps } from "../routes.ts";
import type { CannedReply } from "./canned-reply.ts";
import type { CannedResult } from "./operations.ts";

const ReplyText = z.strictObject({
  name: line({ max: 40 }),
  zh: text({ max: 1_000 }),
  en: text({ max: 1_000 }),
});

/** What a shop's agents say often: kept by those who may handle conversations, filled in for one of them. */
export function addCannedRoutes(
  app: HttpServer,
  { desk, agentOf, wording }: Pick<DeskRouteDeps, "desk" | "agentOf"> & { readonly wording: Wording },
): void {
  const base = "/v1/merchants/:merchant/canned-replies";
  const { canned } = desk;
  const view = ({ id, name, zh, en }: CannedReply): z.input<typeof shape.CannedReplyView> => {
    const found = wording.variablesOf(zh);
    const paths = typeof found === "string" ? [] : found.map(({ path }) => path);
    return { id, name, zh, en, variables: [...new Set(paths)] };
  };

  app.get(
    base,
    {
      schema: {
        tags: ["desk"],
        summary: "The shop's canned replies, by name",
        security: access,
        params: Shops,
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.string().max(40)]), defaultLimit: 100 })),
        response: { 200: pageOf(shape.CannedReplyView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.read");
      const { cursor, limit } = request.query;
      const page = pageFrom(await canned.list(merchantId, limit + 1, cursor?.[0]), limit, ({ name }) => [name]);
      return { items: page.items.map(view), next: page.next };
    },
  );

  app.post(
    base,
    {
      schema: {
        tags: ["desk"],
        summary: "Keep a reply, in both languages, with typed variables such as {order.number, tail}",
        security: access,
        params: Shops,
        body: ReplyText,
        response: { 201: shape.CannedReplyView, ...problems },
      },
    },
    async (request, reply) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.handle");
      return reply.code(201).send(view(kept(await canned.add(merchantId, request.body))));
    },
  );

  app.put(
    `${base}/:id`,
    {
      schema: {
        tags: ["desk"],
        summary: "Change a canned reply",
        security: access,
        params: One,
        body: ReplyText,
        response: { 200: shape.CannedReplyView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.handle");
      return view(kept(await canned.change(merchantId, replyId(request.params.id), request.body)));
    },
  );

  app.delete(
    `${base}/:id`,
    {
      schema: {
        tags: ["desk"],
        summary: "Take a canned reply away",
        security: access,
        params: One,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.handle");
      if (!(await canned.remove(merchantId, replyId(request.params.id)))) throw noReply();
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${base}/:id/fill`,
    {
      schema: {
        tags: ["desk"],
        summary: "The reply's words for one conversation; 409 names what nobody knows of it",
        security: access,
        params: One,
        body: z.strictObject({ conversation: z.guid(), language: z.enum(["zh", "en"]).optional() }),
        response: { 200: z.object({ text: z.string() }), ...problems },
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.handle");
      const { conversation, language } = request.body;
      const asked = { replyId: replyId(request.params.id), conversationId: idFrom(conversation), language };
      const filled = await desk.fillCanned(merchantId, asked, agent);
      switch (filled.kind) {
        case "filled":
          return { text: filled.text };
        case "lacks":
          throw new ProblemError(409, "canned-reply-lacks", `Not known here: ${filled.missing.join(", ")}.`, {
            extra: { missing: filled.missing },
          });
        case "no-reply":
          throw noReply();
        case "no-conversation":
          throw noConversation();
      }
    },
  );
}

const noReply = (): ProblemError =>
  new ProblemError(404, "canned-reply-not-found", "This shop has no such canned reply.");

function replyId(text: string): string {
  if (!z.guid().safeParse(text).success) throw noReply();
  return text;
}

function kept(result: CannedResult): CannedReply {
  if (result.kind === "done") return result.reply;
  switch (result.reason) {
    case "no-such-reply":
      throw noReply();
    case "name-taken":
      throw new ProblemError(409, "canned-name-taken", "Another reply of this shop has this name; choose another.");
    case "too-many":
      throw new ProblemError(409, "canned-too-many", "A shop keeps 300 replies at the most; take one away first.");
    case "not-fillable":
      throw new ProblemError(422, "canned-not-fillable", result.faults.map(({ message }) => message).join(" "), {
        extra: { faults: result.faults },
      });
  }
}
