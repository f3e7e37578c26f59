import { type ConversationId, customerId, type MerchantId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf, pageQuery } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { access, idFrom, problemName, problems, Shops, summaryViews } from "../http/routes.ts";
import { countsView } from "../http/views.ts";
import type { Desk } from "../operations.ts";
import type { DeskRouteDeps } from "../routes.ts";
import type { Agent, TurnInput } from "../turn.ts";
import { views } from "./list.ts";
import { keyOf } from "./store.ts";

/** An agent's lists, the search, and what is done to several conversations at once. */
export function addInboxRoutes(app: HttpServer, { desk, agentOf }: Pick<DeskRouteDeps, "desk" | "agentOf">): void {
  const base = "/v1/merchants/:merchant/conversations";
  const ListPlace = z.tuple([z.int().min(0).max(1), z.iso.datetime(), z.guid()]);

  app.get(
    base,
    {
      schema: {
        tags: ["desk"],
        summary: "A view of the conversations: mine, queue (longest wait first), team, assistant, snoozed, closed, all",
        security: access,
        params: Shops,
        querystring: z.strictObject({
          view: z.enum(views).default("queue"),
          language: z.enum(["zh", "en"]).optional(),
          reason: z.enum(["asked", "technical", "emotional", "policy", "unsure"]).optional(),
          customer: z.string().min(1).max(120).optional(),
          ...pageQuery({ key: ListPlace }),
        }),
        response: { 200: pageOf(shape.ConversationSummary), ...problems },
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.read");
      const { view, language, reason, customer, cursor, limit } = request.query;
      const found = await desk.page(merchantId, {
        ...{ view, language, reason, limit, me: agent.id, after: cursor },
        customerId: customer === undefined ? undefined : customerId(customer),
      });
      const page = pageFrom(found, limit, keyOf);
      return { items: await summaryViews(desk, merchantId, page.items), next: page.next };
    },
  );

  app.get(
    `${base}/counts`,
    {
      schema: {
        tags: ["desk"],
        summary: "How many stand in each view, counted to 500",
        security: access,
        params: Shops,
        response: { 200: shape.ConversationCounts, ...problems },
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.read");
      return countsView(await desk.counts(merchantId, agent));
    },
  );

  app.get(
    `${base}/search`,
    {
      schema: {
        tags: ["desk"],
        summary: "Messages and notes that hold all these words, the newest first",
        security: access,
        params: Shops,
        querystring: z.strictObject({
          /** Nothing to look for finds nothing. */
          q: z.string().trim().max(200).default(""),
          ...pageQuery({ key: z.tuple([z.int().min(0)]), defaultLimit: 20, maxLimit: 50 }),
        }),
        response: { 200: pageOf(shape.SearchHit), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.read");
      const { q, cursor, limit } = request.query;
      const { hits, next } = await desk.search.find(merchantId, q, { limit, before: cursor?.[0] });
      const ids = [...new Set(hits.map(({ conversationId }) => conversationId))];
      const summaries = await summaryViews(desk, merchantId, await desk.summariesOf(merchantId, ids));
      const byId = new Map(summaries.map((each) => [each.id, each]));
      const items = hits.flatMap(({ conversationId, offset, at, kind, from, snippet }) => {
        const conversation = byId.get(conversationId);
        const { text, ranges } = snippet;
        const shown = { text, ranges: ranges.map(([start, end]): [number, number] => [start, end]) };
        return conversation ? [{ conversation, offset, at: at.toISOString(), kind, from, snippet: shown }] : [];
      });
      return { items, next: next === undefined ? null : cursorOf(next) };
    },
  );

  app.post(
    `${base}/bulk`,
    {
      schema: {
        tags: ["desk"],
        summary: "Take, give back, close or lay aside up to 100 conversations; each has an outcome of its own",
        security: access,
        params: Shops,
        body: shape.BulkText,
        response: { 200: shape.BulkOutcome, ...problems },
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.handle");
      const { body } = request;
      const ids = [...new Set(body.ids)].map(idFrom);
      return { outcomes: await Promise.all(ids.map((id) => doneWith(desk, merchantId, id, inputOf(body, agent)))) };
    },
  );
}

const cursorOf = (number: number): string => pageFrom([number, number], 1, (each) => [each]).next ?? "";

function inputOf(body: shape.BulkText, agent: Agent): TurnInput {
  switch (body.do) {
    case "take":
      return { kind: "take", agent, takeOver: body.takeOver ?? false };
    case "snooze":
      return { kind: "snooze", agent, until: new Date(body.until).toISOString() };
    case "give-back":
    case "close":
    case "unsnooze":
      return { kind: body.do, agent };
  }
}

async function doneWith(desk: Desk, merchantId: MerchantId, id: ConversationId, input: TurnInput) {
  const answer = await desk.submit(merchantId, id, input);
  const isDone = answer.kind === "done" || answer.kind === "again";
  return { id, done: isDone, problem: isDone ? null : problemName(answer) };
}
