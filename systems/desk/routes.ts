import type { IncomingHttpHeaders } from "node:http";
import {
  type Bilingual,
  type Clock,
  type CustomerId,
  type Language,
  type MerchantId,
  parseId,
  type RunId,
} from "@ruyi/kernel";
import { type HttpServer, line, merchantHeader, Problem, ProblemError, security, text } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { forCustomer } from "./event.ts";
import { follow } from "./feed.ts";
import { addCannedRoutes } from "./canned/routes.ts";
import { addDraftRoutes } from "./drafts/routes.ts";
import { addFormRoutes } from "./form/routes.ts";
import {
  access,
  bearerOf,
  detailOf,
  idFrom,
  noConversation,
  One,
  problemOf,
  problems,
  type Ticket,
  ticketFor,
} from "./http/routes.ts";
import { addInboxRoutes } from "./inbox/routes.ts";
import type { Wording } from "./needs.ts";
import { addStaffSocket } from "./socket/routes.ts";
import { customer, typingForMs } from "./presence/book.ts";
import type { Desk } from "./operations.ts";
import type { Agent, TurnInput } from "./turn.ts";

export type Shop = {
  readonly merchantId: MerchantId;
  readonly name: Bilingual;
  readonly language: Language;
  readonly zone: string;
};

export type LogLine = {
  readonly place: number;
  readonly step: string;
  readonly event: {
    readonly at: string;
    readonly kind: string;
    readonly actor: { readonly kind: string; readonly id?: string; readonly channel?: string };
  };
};

export type DeskRouteDeps = {
  readonly desk: Desk;
  readonly clock: Clock;
  /** Who stands at the door: an identity the shop signed, or a visitor of a shop. Throws a problem for neither. */
  readonly identify: (
    authorization: string | undefined,
    slug: string | undefined,
  ) => Promise<{ readonly shop: Shop; readonly customerId: CustomerId | undefined }>;
  readonly mint: (
    ticket: Ticket & { readonly customerId?: CustomerId },
  ) => Promise<{ readonly token: string; readonly expiresAt: Date }>;
  readonly ticketOf: (token: string) => Promise<Ticket | undefined>;
  /** The member of staff or program behind a request and the merchant the address names; throws a problem where it may not. */
  readonly agentOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "conversation.read" | "conversation.handle",
  ) => Promise<{ readonly merchantId: MerchantId; readonly agent: Agent }>;
  readonly wording: Wording;
  readonly logOf: (merchantId: MerchantId, runId: RunId) => Promise<readonly LogLine[]>;
};

const ClientMessageId = line({ max: 100 });
const MessageBody = z.strictObject({ clientMessageId: ClientMessageId, text: text({ max: 4_000 }) });
const Conversation = z.object({ id: z.string() });

/** What customers, shop fronts and widgets use. */
export function addCustomerRoutes(app: HttpServer, deps: DeskRouteDeps): void {
  const { desk, identify, mint } = deps;
  addFormRoutes(app, deps);

  app.post(
    "/v1/customer/conversations",
    {
      config: { idempotency: false },
      schema: {
        tags: ["customer"],
        summary: "Begin a conversation",
        security: security.customer,
        body: z
          .strictObject({
            language: z.enum(["zh", "en"]).optional(),
            /** Where the customer is, as IANA names it; dates are told for there. One we do not know is as none. */
            zone: z.string().max(60).optional(),
            /** Of the shop's app that asks, such as 8.2.1; articles may be for some versions. */
            appVersion: line({ min: 0, max: 60 }).optional(),
          })
          .nullish(),
        response: { 201: shape.Begun, 401: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const slug = request.headers[merchantHeader];
      const { shop, customerId } = await identify(request.headers.authorization, Array.isArray(slug) ? slug[0] : slug);
      app.limitMerchant(shop.merchantId);
      const { merchantId, name } = shop;
      const { language = shop.language, zone: theirs, appVersion } = request.body ?? {};
      const zone = theirs !== undefined && isZone(theirs) ? theirs : shop.zone;
      const id = await desk.begin({ merchantId, customerId, language, zone, appVersion, merchantName: name });
      const { token, expiresAt } = await mint({
        merchantId,
        conversationId: id,
        ...(customerId ? { customerId } : {}),
      });
      return reply.code(201).send({ conversationId: id, token, expiresAt: expiresAt.toISOString() });
    },
  );

  app.post(
    "/v1/customer/conversations/:id/messages",
    {
      config: { idempotency: false },
      schema: {
        tags: ["customer"],
        summary: "Say something; answered after it is durable",
        security: security.conversation,
        params: Conversation,
        body: MessageBody,
        response: { 200: shape.Stored, 201: shape.Stored, 401: Problem, 403: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const ticket = await ticketFor(deps, request.headers.authorization, request.params.id);
      app.limitMerchant(ticket.merchantId);
      const answer = await desk.say(ticket.merchantId, ticket.conversationId, request.body);
      if (answer.kind === "done") return reply.code(201).send({ offset: answer.offset });
      if (answer.kind === "again") return reply.code(200).send({ offset: answer.offset });
      throw problemOf(answer);
    },
  );

  app.get(
    "/v1/customer/conversations/:id/events",
    {
      schema: {
        tags: ["customer"],
        summary: "Events after an offset, waiting for one if asked to",
        security: security.conversation,
        params: Conversation,
        querystring: z.strictObject({
          after: z.coerce.number().int().min(0).max(2_000_000_000).default(0),
          waitMs: z.coerce.number().int().min(0).max(30_000).default(0),
        }),
        response: { 200: shape.Events, 401: Problem, 403: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const { merchantId, conversationId } = await ticketFor(deps, request.headers.authorization, request.params.id);
      const { after, waitMs } = request.query;
      const gone = new AbortController();
      // The answer closes with its request; the line beneath it serves many more.
      reply.raw.once("close", () => gone.abort());
      const ended = AbortSignal.any([gone.signal, app.closing]);
      return desk.customerEvents(merchantId, conversationId, after, waitMs, ended);
    },
  );

  app.get(
    "/v1/customer/conversations/:id/place",
    {
      schema: {
        tags: ["customer"],
        summary: "Your place in the queue for a person, as it is now; ask once a minute",
        security: security.conversation,
        params: Conversation,
        response: { 200: shape.PlaceInQueue, 401: Problem, 403: Problem, 404: Problem },
      },
    },
    async (request) => {
      const { merchantId, conversationId } = await ticketFor(deps, request.headers.authorization, request.params.id);
      app.limitMerchant(merchantId);
      const place = await desk.placeOf(merchantId, conversationId);
      if (!place) return { place: null };
      const { away, ...told } = place;
      const back = away?.back ? { backAt: away.back.from.toISOString() } : {};
      return { place: { ...told, ...back, at: deps.clock.now().toISOString() } };
    },
  );

  app.get(
    "/v1/customer/socket",
    {
      websocket: true,
      schema: {
        tags: ["customer"],
        summary: "The same events, pushed; the token as bearer, as `token`, or as the sub-protocol after `ruyi`",
        querystring: z.strictObject({
          conversation: z.string().max(60).optional(),
          after: z.coerce.number().int().min(0).default(0),
          token: z.string().max(2_000).optional(),
          /** `1` for clients that show when somebody types: frames `{"kind":"typing"}` then come, and may be sent. */
          typing: z.literal("1").optional(),
        }),
      },
    },
    async (socket, request) => {
      const offered = String(request.headers["sec-websocket-protocol"] ?? "")
        .split(",")
        .map((each) => each.trim());
      const token =
        request.query.token ?? bearerOf(request.headers.authorization) ?? offered.find((each) => each.length > 20);
      const ticket = token === undefined ? undefined : await deps.ticketOf(token);
      const { conversation, after, typing } = request.query;
      if (!ticket || (conversation !== undefined && conversation !== ticket.conversationId)) {
        socket.close(4401, "A conversation token is needed.");
        return;
      }
      const { merchantId, conversationId } = ticket;
      // Frames of one turn leave in one write: the calls into the system are what a push costs.
      const line = request.raw.socket;
      const told = (frames: readonly object[]): void => {
        line.cork();
        for (const frame of frames) socket.send(JSON.stringify(frame));
        line.uncork();
      };
      const feed = follow(
        desk,
        [merchantId, conversationId],
        after,
        (events) => told(events.flatMap((event) => forCustomer(event) ?? [])),
        () => socket.close(1011, "Connect again."),
      );
      const { presence } = desk;
      // Only for clients that asked: others would take it for an event.
      const leave = typing
        ? presence.watch(merchantId, conversationId, (people) => {
            const isTyping = people.some(({ id, isTyping }) => isTyping && id !== customer);
            if (isTyping) told([{ kind: "typing", from: "agent", forMs: typingForMs }]);
          })
        : () => undefined;
      const end = (): void => {
        feed.stop();
        leave();
        if (isHere) presence.left(merchantId, conversationId, customer);
      };
      let isHere = false;
      let heardAt = 0;
      socket.on("message", (data: Buffer) => {
        const now = deps.clock.now().getTime();
        // The one thing a customer says here; anything more often, or anything else, is passed over.
        if (now - heardAt < 1_000 || !isTypingFrame(data)) return;
        heardAt = now;
        isHere = true;
        presence.typing(merchantId, conversationId, { id: customer, name: "" });
      });
      socket.on("close", end);
      socket.on("error", end);
      await feed.ready;
    },
  );
}

/** What agents and programs of a merchant use: the queue, a conversation, and what may be done in it. */
export function addStaffRoutes(app: HttpServer, deps: DeskRouteDeps): void {
  const { desk, agentOf } = deps;
  const base = "/v1/merchants/:merchant/conversations";
  addInboxRoutes(app, deps);
  addCannedRoutes(app, deps);
  addDraftRoutes(app, deps);
  addStaffSocket(app, deps);

  app.get(
    `${base}/:id`,
    {
      schema: {
        tags: ["desk"],
        summary: "Where a conversation stands, with the run's open moves",
        security: access,
        params: One,
        response: { 200: shape.ConversationDetail, ...problems },
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.read");
      return detailOf(desk, merchantId, idFrom(request.params.id), agent);
    },
  );

  app.get(
    `${base}/:id/events`,
    {
      schema: {
        tags: ["desk"],
        summary: "The conversation's log, with what only colleagues see",
        security: access,
        params: One,
        querystring: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
        response: { 200: z.object({ events: z.array(shape.EventView) }), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.read");
      const id = idFrom(request.params.id);
      if (!(await desk.view(merchantId, id))) throw noConversation();
      return { events: await desk.eventsAfter(merchantId, id, request.query.after) };
    },
  );

  app.get(
    `${base}/:id/runs/:run/log`,
    {
      schema: {
        tags: ["desk"],
        summary: "Who did what in a run, event by event",
        security: access,
        params: One.extend({ run: z.string() }),
        response: { 200: z.object({ log: z.array(shape.RunLogLine) }), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await agentOf(request, request.params.merchant, "conversation.read");
      if (!(await desk.view(merchantId, idFrom(request.params.id)))) throw noConversation();
      const runId = parseId("run", request.params.run);
      const log = runId ? await deps.logOf(merchantId, runId) : [];
      if (log.length === 0) throw new ProblemError(404, "run-not-found", "This conversation has no such run.");
      return {
        log: log.map(({ place, step, event: { at, kind, actor } }) => ({
          ...{ place, at, kind, step },
          actor: actor.kind,
          actorId: actor.id ?? null,
          ...(actor.channel === undefined ? {} : { channel: actor.channel }),
        })),
      };
    },
  );

  const act = <Body extends z.ZodType>(
    name: string,
    summary: string,
    body: Body,
    input: (body: z.output<Body>, agent: Agent) => TurnInput,
  ): void => {
    app.post(
      `${base}/:id/${name}`,
      {
        schema: {
          tags: ["desk"],
          summary,
          security: access,
          params: One,
          body,
          response: { 200: shape.ConversationDetail, ...problems },
        },
      },
      async (request) => {
        const { params, body: given } = request as unknown as { params: z.output<typeof One>; body: z.output<Body> };
        const { merchantId, agent } = await agentOf(request, params.merchant, "conversation.handle");
        const id = idFrom(params.id);
        const answer = await desk.submit(merchantId, id, input(given, agent));
        if (answer.kind !== "done" && answer.kind !== "again") throw problemOf(answer);
        return detailOf(desk, merchantId, id, agent);
      },
    );
  };
  const Nothing = z.strictObject({}).nullish();

  act(
    "take",
    "Take the floor: from then on only you speak",
    z.strictObject({ takeOver: z.boolean().optional() }).nullish(),
    (body, agent) => ({
      ...{ kind: "take", agent, takeOver: body?.takeOver ?? false },
    }),
  );
  act("moves", "Make one of the run's open moves", shape.MoveText, (move, agent) => ({
    kind: "move",
    agent,
    move: bare(move),
  }));
  act(
    "replies",
    "Say something to the customer",
    z.strictObject({
      text: text({ max: 4_000 }),
      clientMessageId: ClientMessageId.optional(),
      /** Whether it began as the assistant's draft, or was written with the draft in sight; counted, and nothing else. */
      draft: z.enum(["taken", "left"]).optional(),
    }),
    ({ text: said, clientMessageId, draft }, agent) => ({
      kind: "reply",
      agent,
      text: said,
      ...(clientMessageId ? { clientMessageId } : {}),
      ...(draft ? { draft } : {}),
    }),
  );
  act(
    "begin-draft",
    "Begin the matter that the assistant laid ready for the customer's message",
    z.strictObject({ of: z.int().positive() }),
    ({ of }, agent) => ({ kind: "begin-draft", agent, of }),
  );
  act(
    "notes",
    "A note only colleagues see",
    z.strictObject({ text: text({ max: 4_000 }) }),
    ({ text: note }, agent) => ({
      ...{ kind: "note", agent, text: note },
    }),
  );
  act(
    "snooze",
    "Lay the conversation aside until a time, or until the customer writes",
    z.strictObject({ until: z.iso.datetime() }),
    ({ until }, agent) => ({ kind: "snooze", agent, until: new Date(until).toISOString() }),
  );
  act("unsnooze", "Take the conversation out of its rest", Nothing, (_body, agent) => ({ kind: "unsnooze", agent }));
  act("give-back", "Give the floor back to the assistant", Nothing, (_body, agent) => ({ kind: "give-back", agent }));
  act("close", "Close the conversation", Nothing, (_body, agent) => ({ kind: "close", agent }));
}

export const bare = ({ ...move }: z.output<typeof shape.MoveText>): Extract<TurnInput, { kind: "move" }>["move"] => {
  if (move.move === "confirm") return { move: "confirm", ...(move.said === undefined ? {} : { said: move.said }) };
  if (move.move !== "answer") return move;
  const { reason, ...answer } = move;
  return reason === undefined ? answer : { ...answer, reason };
};

function isTypingFrame(data: Buffer): boolean {
  if (data.length > 200) return false;
  try {
    return (JSON.parse(data.toString("utf8")) as { readonly kind?: unknown } | null)?.kind === "typing";
  } catch {
    return false;
  }
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
