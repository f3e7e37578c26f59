import { type HttpServer, Problem, security } from "@ruyi/platform";
import { z } from "zod";
import { isAtWork } from "../conversation.ts";
import { type ConversationEvent, forCustomer } from "../event.ts";
import { noConversation, problemOf, type Ticket, ticketFor } from "../http/routes.ts";
import type { Move, OpenMove } from "../needs.ts";
import type { Desk } from "../operations.ts";
import { BeginText, FormStanding, OfferedProcedure, PressText } from "./contract.ts";
import type { Standing } from "./operations.ts";

const Conversation = z.object({ id: z.string() });
const problems = { 401: Problem, 403: Problem, 404: Problem, 409: Problem };

export type FormRouteDeps = {
  readonly desk: Desk;
  readonly ticketOf: (token: string) => Promise<Ticket | undefined>;
};

/** For a customer who would rather press than write: the same procedures and the same open moves, as a form. */
export function addFormRoutes(app: HttpServer, deps: FormRouteDeps): void {
  const { desk } = deps;
  const base = "/v1/customer/conversations/:id";

  const enter = async (request: {
    readonly headers: { readonly authorization?: string | undefined };
    readonly params: { readonly id: string };
  }): Promise<Ticket> => {
    const ticket = await ticketFor(deps, request.headers.authorization, request.params.id);
    app.limitMerchant(ticket.merchantId);
    return ticket;
  };

  app.get(
    `${base}/procedures`,
    {
      schema: {
        tags: ["customer"],
        summary: "The procedures you may begin; without a signed identity those about no order",
        security: security.conversation,
        params: Conversation,
        response: { 200: z.object({ procedures: z.array(OfferedProcedure) }), ...problems },
      },
    },
    async (request) => {
      const { merchantId, conversationId } = await enter(request);
      const offered = await desk.form.offered(merchantId, conversationId);
      if (!offered) throw noConversation();
      return { procedures: offered.map(({ id, title }) => ({ id, title })) };
    },
  );

  app.get(
    `${base}/form`,
    {
      schema: {
        tags: ["customer"],
        summary: "Where your matter stands: what is asked, your open moves, promises, and how a refund goes on",
        security: security.conversation,
        params: Conversation,
        response: { 200: FormStanding, ...problems },
      },
    },
    async (request) => standingOf(desk, await enter(request)),
  );

  app.post(
    `${base}/runs`,
    {
      schema: {
        tags: ["customer"],
        summary: "Begin a procedure; what was only being talked about is left",
        security: security.conversation,
        params: Conversation,
        body: BeginText,
        response: { 201: FormStanding, ...problems },
      },
    },
    async (request, reply) => {
      const ticket = await enter(request);
      const { procedure, language } = request.body;
      const input = { kind: "form-start", procedure, ...(language ? { language } : {}) } as const;
      const answer = await desk.submit(ticket.merchantId, ticket.conversationId, input);
      if (answer.kind !== "done" && answer.kind !== "again") throw problemOf(answer);
      return reply.code(201).send(await standingOf(desk, ticket));
    },
  );

  app.post(
    `${base}/moves`,
    {
      schema: {
        tags: ["customer"],
        summary: "Make one of your open moves; any other is refused with those that are open",
        security: security.conversation,
        params: Conversation,
        body: PressText,
        response: { 200: FormStanding, ...problems },
      },
    },
    async (request) => {
      const ticket = await enter(request);
      const { body: pressed } = request;
      const { language } = pressed;
      const answer = await desk.submit(ticket.merchantId, ticket.conversationId, {
        ...{ kind: "form-move", move: moveOf(pressed) },
        ...(pressed.move === "confirm" ? { asked: pressed.asked } : {}),
        ...(language ? { language } : {}),
      });
      if (answer.kind !== "done" && answer.kind !== "again") throw problemOf(answer);
      return standingOf(desk, ticket);
    },
  );
}

const moveOf = (pressed: z.output<typeof PressText>): Move =>
  pressed.move === "answer" ? { move: "answer", fact: pressed.fact, value: pressed.value } : { move: pressed.move };

async function standingOf(desk: Desk, { merchantId, conversationId }: Ticket): Promise<z.input<typeof FormStanding>> {
  const standing = await desk.form.standing(merchantId, conversationId);
  if (!standing) throw noConversation();
  return standingView(standing);
}

function standingView(standing: Standing): z.input<typeof FormStanding> {
  const { conversation, run, order, line, open, since, effects, promises } = standing;
  const { status, floor, language, askedAt, nextOffset } = conversation;
  return {
    ...{ status, speaker: floor.kind, language, atWork: isAtWork(conversation) },
    run: run ? { id: run.id, procedure: run.procedure, title: run.title, state: run.state } : null,
    order: order ?? null,
    question: line ?? null,
    asked: askedAt,
    moves: open.map(pressOf),
    said: since.flatMap(saidOf),
    promises: promises.map(({ text, dueAt, state }) => ({ text, dueAt: dueAt.toISOString(), state })),
    effects: effects.flatMap(effectOf),
    offset: nextOffset - 1,
  };
}

/** What of an open move a customer needs to press it. */
function pressOf(move: OpenMove): z.input<typeof FormStanding>["moves"][number] {
  switch (move.move) {
    case "answer": {
      const { fact, choices, freeText, several = false } = move;
      return { move: "answer", fact, choices: choices.map(({ id, label }) => ({ id, label })), freeText, several };
    }
    case "confirm":
    case "decline":
      return { move: move.move, label: move.label };
    case "stop":
      return { move: "stop" };
  }
}

function saidOf(event: ConversationEvent): z.input<typeof FormStanding>["said"] {
  const shown = forCustomer(event);
  if (shown?.kind !== "message" || shown.from === "customer") return [];
  const { offset, at, from, text, language, tells } = shown;
  return [{ offset, at, from, text, language, ...(tells ? { tells } : {}) }];
}

function effectOf(event: ConversationEvent): z.input<typeof FormStanding>["effects"] {
  if (event.kind !== "effect") return [];
  const { key, at, action, state, amount } = event;
  return [{ key, at, action, state, ...(amount ? { amount } : {}) }];
}
