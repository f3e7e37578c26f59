import { CallError } from "./terminal.ts";

/** One entry of a conversation's log, as the server gave it. */
export type Event = { readonly offset: number; readonly at: string; readonly kind: string } & Readonly<
  Record<string, unknown>
>;

/** Who stands at the door: an identity the shop signed, or a visitor of a shop. */
export type Caller = { readonly authorization: string } | { readonly visitorOf: string };

export type Begun = { readonly conversationId: string; readonly token: string };

/** The customer side of a server (CONTRACT §2), patient with a network that is not. */
export type CustomerRoutes = {
  readonly begin: (caller: Caller) => Promise<Begun>;
  /** Tried again under the same id until it is answered or `until` has passed. */
  readonly say: (
    conversation: Begun,
    message: { readonly clientMessageId: string; readonly text: string },
  ) => Promise<number>;
  /** Undefined when the connection failed: the caller asks again. */
  readonly events: (
    conversation: Begun,
    after: number,
    waitMs: number,
    signal: AbortSignal,
  ) => Promise<{ readonly events: readonly Event[]; readonly settled: boolean } | undefined>;
};

export type Patience = { readonly tryForMs: number; readonly pauseMs: number };

export function customerRoutes(url: string, patience: Patience): CustomerRoutes {
  const base = `${url}/v1/customer/conversations`;
  const post = (path: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<Response> =>
    patiently(patience, url, () =>
      fetch(`${base}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience.tryForMs),
      }),
    );
  const bearer = ({ token }: Begun): Record<string, string> => ({ authorization: `Bearer ${token}` });

  return {
    async begin(caller) {
      const headers: Record<string, string> =
        "visitorOf" in caller
          ? { "ruyi-merchant": caller.visitorOf }
          : { authorization: `Bearer ${caller.authorization}` };
      const answer = await objectIn(await post("", headers, {}), url);
      const { conversationId, token } = answer;
      if (typeof conversationId !== "string" || typeof token !== "string") throw notRuyi(url);
      return { conversationId, token };
    },

    async say(conversation, message) {
      const { offset } = await objectIn(
        await post(`/${conversation.conversationId}/messages`, bearer(conversation), message),
        url,
      );
      if (typeof offset !== "number") throw notRuyi(url);
      return offset;
    },

    async events(conversation, after, waitMs, signal) {
      const path = `${base}/${conversation.conversationId}/events?after=${after}&waitMs=${waitMs}`;
      const limit = AbortSignal.any([signal, AbortSignal.timeout(waitMs + patience.tryForMs)]);
      const response = await fetch(path, { headers: bearer(conversation), signal: limit }).catch(() => undefined);
      if (!response || isPassing(response.status)) return undefined;
      const text = response.ok ? await response.text().catch(() => undefined) : undefined;
      if (response.ok && text === undefined) return undefined;
      const { events, settled } = text === undefined ? await objectIn(response, url) : parsed(text, url);
      if (!Array.isArray(events) || !events.every(isEvent)) throw notRuyi(url);
      return { events, settled: settled === true };
    },
  };
}

const isEvent = (value: unknown): value is Event =>
  typeof value === "object" &&
  value !== null &&
  "offset" in value &&
  typeof value.offset === "number" &&
  "kind" in value;

/** Too many requests, or a server in trouble: it may be better in a moment. */
const isPassing = (status: number): boolean => status === 429 || status >= 500;

async function patiently(
  { tryForMs, pauseMs }: Patience,
  url: string,
  ask: () => Promise<Response>,
): Promise<Response> {
  let why: unknown;
  for (const until = performance.now() + tryForMs; ;) {
    const response = await ask().catch((error: unknown) => {
      why = error;
      return undefined;
    });
    if (response && !isPassing(response.status)) return response;
    if (performance.now() > until) {
      if (response) return response;
      throw new CallError(`Nothing answers at ${url} (${reasonOf(why)}); is Ruyi started?`);
    }
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
}

/** The answer's object; a refusal becomes an error with the server's own words. */
async function objectIn(response: Response, url: string): Promise<Record<string, unknown>> {
  const body = parsed(await response.text(), url);
  if (response.ok) return body;
  const { title, detail } = body;
  throw new CallError(
    `The server answers ${response.status}: ${[title, detail].filter(Boolean).join(": ") || "no reason given"}`,
  );
}

function parsed(text: string, url: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) return body as Record<string, unknown>;
  } catch {
    // Told below, as for every other thing that is no object.
  }
  throw notRuyi(url);
}

const notRuyi = (url: string): CallError => new CallError(`What answers at ${url} is not Ruyi.`);
