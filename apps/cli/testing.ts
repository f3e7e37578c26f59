import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { Event } from "./customer-routes.ts";

/** How a pretended server misbehaves. */
export type Misbehaviour = {
  /** Answers come so much later than the message. */
  readonly answerMs?: number;
  /** Connections of so many first posts and looks are cut before an answer. */
  readonly cutPosts?: number;
  readonly cutLooks?: number;
  /** Every look brings the last event again. */
  readonly repeats?: boolean;
  /** The answer to a message: its texts; none stands for silence. */
  readonly answersTo?: (text: string) => readonly string[];
  /** Acknowledges these and keeps nothing. */
  readonly forgets?: (text: string) => boolean;
  /** Stores these under a new place whenever they are sent again. */
  readonly storesAgain?: boolean;
};

export type PretendedServer = {
  readonly url: string;
  readonly events: Event[];
  readonly requests: string[];
  /** Adds an event to the log, as if a person wrote. */
  readonly append: (body: Readonly<Record<string, unknown>> & { readonly kind: string }) => void;
  readonly close: () => Promise<void>;
};

/** A server with the customer routes and one conversation, in memory, that keeps the contract as badly as it is told to. */
export async function pretendServer(how: Misbehaviour = {}): Promise<PretendedServer> {
  const events: Event[] = [];
  const requests: string[] = [];
  const offsets = new Map<string, number>();
  const watchers = new Set<() => void>();
  const sockets = new Set<WebSocket>();
  const answersTo = how.answersTo ?? ((text) => [`about ${text}`]);
  let underWay = 0;
  let [postsToCut, looksToCut] = [how.cutPosts ?? 0, how.cutLooks ?? 0];

  const append: PretendedServer["append"] = (body) => {
    const event = { ...body, offset: events.length + 1, at: "2026-11-24T10:00:00.000Z" };
    events.push(event);
    for (const socket of sockets) socket.send(JSON.stringify(event));
    for (const wake of watchers) wake();
  };
  const answer = (text: string): void => {
    for (const each of answersTo(text)) append({ kind: "message", from: "assistant", text: each });
    underWay -= 1;
    for (const wake of watchers) wake();
  };

  const say = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { clientMessageId, text } = JSON.parse(await bodyOf(request)) as { clientMessageId: string; text: string };
    const known = how.storesAgain ? undefined : offsets.get(clientMessageId);
    if (known === undefined) {
      if (!how.forgets?.(text)) append({ kind: "message", from: "customer", text, clientMessageId });
      offsets.set(clientMessageId, Math.max(1, events.length));
      underWay += 1;
      setTimeout(() => answer(text), how.answerMs ?? 1);
    }
    // What was stored stays stored when its acknowledgement is lost on the way.
    if (postsToCut > 0) {
      postsToCut -= 1;
      request.socket.destroy();
      return;
    }
    reply(response, known === undefined ? 201 : 200, { offset: offsets.get(clientMessageId) });
  };

  const look = async (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (looksToCut > 0) {
      looksToCut -= 1;
      request.socket.destroy();
      return;
    }
    const after = Number(url.searchParams.get("after") ?? 0);
    const settled = underWay === 0;
    const found = (): Event[] => events.filter(({ offset }) => offset > after);
    if (found().length === 0) await arrival(Number(url.searchParams.get("waitMs") ?? 0));
    const last = events.filter(({ offset }) => offset === after);
    reply(response, 200, {
      events: how.repeats ? [...found(), ...last, ...found()] : found(),
      settled: settled && underWay === 0,
    });
  };

  const arrival = (waitMs: number): Promise<void> =>
    new Promise((done) => {
      const wake = (): void => {
        watchers.delete(wake);
        clearTimeout(timer);
        done();
      };
      const timer = setTimeout(wake, waitMs);
      watchers.add(wake);
    });

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://here");
    requests.push(`${request.method} ${url.pathname}`);
    if (request.method === "GET") void look(url, request, response);
    else if (url.pathname.endsWith("/messages")) void say(request, response);
    else reply(response, 201, { conversationId: "c-1", token: "t", expiresAt: "2026-11-24T12:00:00.000Z" });
  });
  const pushed = new WebSocketServer({ server, path: "/v1/customer/socket" });
  pushed.on("connection", (socket, request) => {
    const after = Number(new URL(request.url ?? "/", "http://here").searchParams.get("after") ?? 0);
    for (const event of events.filter(({ offset }) => offset > after)) socket.send(JSON.stringify(event));
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, events, requests, append, close: () => closed(server, pushed) };
}

const reply = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

const closed = (server: Server, pushed: WebSocketServer): Promise<void> =>
  new Promise((done) => {
    for (const socket of pushed.clients) socket.terminate();
    pushed.close();
    server.close(() => done());
    server.closeAllConnections();
  });
