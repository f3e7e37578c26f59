import type { IncomingHttpHeaders } from "node:http";
import { type ConversationId, type CustomerId, type MerchantId, type NewId, parseId } from "@ruyi/kernel";
import { type HttpServer, security } from "@ruyi/platform";
import type { z } from "zod";
import type { Outside } from "../conversation.ts";
import { problemName } from "../http/routes.ts";
import type { ConversationView, Desk, Submitted } from "../operations.ts";
import { bare, isZone, type Shop } from "../routes.ts";
import { answerTo, type Failure, failure, legacy, Message, readCall, type Request, supported } from "./json-rpc.ts";
import { type Input, inputs, isTool, needs, type ToolName, toolsFor } from "./contract.ts";

/** A merchant's or partner's program at the door, and what its key lets it do. */
export type Program = {
  readonly outside: Outside;
  readonly shop: Shop;
  readonly may: (permission: "conversation.read" | "conversation.handle") => boolean;
};

export type OutsideRouteDeps = {
  readonly desk: Desk;
  readonly newId: NewId;
  /** The program behind a request, by its API key; throws a problem for everybody else. */
  readonly programOf: (request: { readonly method: string; readonly headers: IncomingHttpHeaders }) => Promise<Program>;
  /** The customer whom an identity of this shop names; undefined for any other text. */
  readonly customerIn: (identity: string, merchantId: MerchantId) => Promise<CustomerId | undefined>;
};

const server = { name: "ruyi", title: "Ruyi 如一", version: "0.1.0" };
const capabilities = { tools: {} };
const instructions =
  "Ruyi answers a shop's customers. Begin a conversation, pass on what the customer says, and make the moves that are open. The shop's procedures decide what may be done: a move that is not open is refused, with those that are.";
/** How long a list of tools stays as it is; it changes with a release. */
const fresh = { ttlMs: 300_000, cacheScope: "private" };

/**
 * The door for outside AI: a server of the Model Context Protocol. Its tools are the desk's own operations, so a program
 * gets no further here than a customer in the chat; it reads and continues only what it began.
 */
export function addOutsideRoutes(app: HttpServer, deps: OutsideRouteDeps): void {
  const programs = new WeakMap<object, Program>();

  app.post(
    "/mcp",
    {
      // Before the body is read: of strangers nothing is.
      onRequest: async (request) => void programs.set(request, await deps.programOf(request)),
      // What is wrong with a message is told as its protocol has it; who may not enter, as everywhere.
      errorHandler: (error, request, reply) => {
        const { validation, statusCode, status = statusCode } = error as typeof error & { status?: number };
        if (!programs.has(request) || status !== 400) throw error;
        const { body } = validation
          ? failure("invalid-request", "Send one JSON-RPC 2.0 request or notification.")
          : failure("parse-error", "The body is not JSON that can be read.");
        return reply.code(400).send(body);
      },
      schema: {
        tags: ["outside AI"],
        summary: `The Model Context Protocol, revisions ${supported.join(", ")}`,
        security: security.program,
        body: Message,
      },
    },
    async (request, reply) => {
      const program = programs.get(request);
      if (!program) throw new Error("A request came in past its own door; see `onRequest`.");
      app.limitMerchant(program.shop.merchantId);
      const call = readCall(request.body, request.headers);
      if (call.kind === "notification") return reply.code(202).send();
      if (call.kind === "failure") return reply.code(call.status).send(call.body);
      const result = await resultOf(deps, program, call);
      if (isFailure(result)) return reply.code(result.status).send(result.body);
      return reply.send(answerTo(call, result, server));
    },
  );
}

type Result = Readonly<Record<string, unknown>>;

const isFailure = (result: Result | Failure): result is Failure => result["kind"] === "failure";

async function resultOf(
  deps: OutsideRouteDeps,
  program: Program,
  { id, method, params, era }: Request,
): Promise<Result | Failure> {
  const isModern = era === "modern";
  if (method === "tools/list") return { tools: toolsFor(program.may), ...(isModern ? fresh : {}) };
  if (method === "tools/call") {
    const { name, arguments: given = {} } = params;
    if (!isTool(name) || !program.may(needs(name)))
      return failure("invalid-params", "There is no such tool for this key; tools/list names those there are.", {
        id,
        status: 200,
      });
    return call(deps, program, name, given);
  }
  if (isModern && method === "server/discover")
    return { supportedVersions: supported, capabilities, instructions, ...fresh };
  if (!isModern && method === "ping") return {};
  if (!isModern && method === "initialize") {
    const asked = legacy.find((version) => version === params["protocolVersion"]);
    return { protocolVersion: asked ?? legacy[0], capabilities, serverInfo: server, instructions };
  }
  return failure("method-not-found", "This server has tools and nothing else.", { id, status: isModern ? 404 : 200 });
}

/** What a tool answers, or why not; both in words a model can go on from. */
type Told = { readonly isError?: true } & Readonly<Record<string, unknown>>;

const no = (problem: string, about: Readonly<Record<string, unknown>> = {}): Told => ({
  ...{ isError: true, problem, ...about },
});

async function call(deps: OutsideRouteDeps, program: Program, name: ToolName, given: unknown): Promise<Result> {
  const parsed = inputs[name].safeParse(given);
  const told = parsed.success
    ? await use(deps, program, name, parsed.data)
    : no("invalid-arguments", { errors: parsed.error.issues.map(placed) });
  const { isError = false, ...structuredContent } = told;
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent, isError };
}

/** Where an argument is wrong and what is expected, without what was sent. */
const placed = ({ path, code, ...issue }: z.core.$ZodIssue) => ({
  at: path.filter((part) => typeof part === "number" || /^\w{1,40}$/.test(String(part))).join("/"),
  expected: "expected" in issue ? String(issue.expected) : code.replaceAll("_", " "),
});

async function use(deps: OutsideRouteDeps, program: Program, name: ToolName, given: unknown): Promise<Told> {
  if (name === "begin_conversation") return begin(deps, program, given as Input<"begin_conversation">);
  const { conversationId } = given as Input<"open_moves">;
  const id = parseId("conversation", conversationId);
  const view = id && (await deps.desk.view(program.shop.merchantId, id));
  // What another began looks like what does not exist.
  if (!id || view?.conversation.outside?.id !== program.outside.id) return no("conversation-not-found");
  switch (name) {
    case "open_moves":
      return standing(view);
    case "read_conversation": {
      const { after, waitMs } = given as Input<"read_conversation">;
      return heard(deps, program, id, after, waitMs);
    }
    case "say": {
      const { text, messageId = deps.newId("message"), waitMs } = given as Input<"say">;
      const before = view.conversation.nextOffset - 1;
      const answer = await deps.desk.say(program.shop.merchantId, id, { clientMessageId: messageId, text });
      return followed(deps, program, id, answer, before, waitMs);
    }
    case "make_move": {
      const { move, words: text, messageId = deps.newId("message"), waitMs } = given as Input<"make_move">;
      if (move.move === "confirm" && text === undefined) return no("move-needs-the-customers-yes", { say: "words" });
      const before = view.conversation.nextOffset - 1;
      const answer = await deps.desk.moveFromOutside(program.shop.merchantId, id, {
        ...{ outside: program.outside, move: bare(move) },
        ...(text === undefined ? {} : { words: { text, clientMessageId: messageId } }),
      });
      return followed(deps, program, id, answer, before, waitMs);
    }
  }
}

async function begin(
  { desk, customerIn }: OutsideRouteDeps,
  { shop, outside }: Program,
  { identity, language = shop.language, zone }: Input<"begin_conversation">,
): Promise<Told> {
  const { merchantId, name } = shop;
  const customerId = identity === undefined ? undefined : await customerIn(identity, merchantId);
  if (identity !== undefined && customerId === undefined) return no("identity-not-valid");
  const conversationId = await desk.begin({
    ...{ merchantId, customerId, language, merchantName: name, outside },
    zone: zone !== undefined && isZone(zone) ? zone : shop.zone,
  });
  return { conversationId };
}

/** Where the matter stands: what a customer may know of it, and the moves that are theirs. */
function standing({ conversation: { floor, status, language }, isAtWork, run, open }: ConversationView): Told {
  const theirs = open.filter((move) => move.move !== "answer" || move.of === "customer");
  const { procedure, version, step, state, title } = run ?? {};
  return {
    ...{ status, language, speaker: floor.kind, atWork: isAtWork, openMoves: theirs },
    run: run ? { procedure, version, step, state, title } : null,
  };
}

async function followed(
  deps: OutsideRouteDeps,
  program: Program,
  id: ConversationId,
  answer: Submitted,
  before: number,
  waitMs: number,
): Promise<Told> {
  if (answer.kind === "done" || answer.kind === "again") {
    const from = answer.kind === "again" ? answer.offset : before;
    return { offset: answer.offset, ...(await heard(deps, program, id, from, waitMs)) };
  }
  const open = answer.kind === "refused" && answer.why === "move-refused" ? { openMoves: answer.open } : {};
  return no(problemName(answer), open);
}

/** What the customer may see after an offset, once nothing is under way any more or the time is over. */
async function heard(
  { desk }: OutsideRouteDeps,
  { shop: { merchantId } }: Program,
  id: ConversationId,
  after: number,
  waitMs: number,
): Promise<Told> {
  const said = await desk.saidAfter(merchantId, id, after, waitMs);
  const view = await desk.view(merchantId, id);
  return { ...said, ...(view ? standing(view) : {}) };
}
