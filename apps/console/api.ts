import { ConversationDetail, ConversationSummary, EventView, type MoveText, RunLogLine } from "@ruyi/desk/contract";
import { Merchant, Permission, SignedIn, Staff } from "@ruyi/tenancy/contract";
import { z } from "zod";
import type { View } from "./address.ts";

const Me = z.object({ staff: Staff, permissions: z.array(Permission), merchants: z.array(Merchant) });
export type Me = z.infer<typeof Me>;
export type Summary = z.infer<typeof ConversationSummary>;
export type Detail = z.infer<typeof ConversationDetail>;
export type OpenMove = Detail["openMoves"][number];
export type Move = z.infer<typeof MoveText>;
export type LoggedEvent = z.infer<typeof EventView>;

const Problem = z.object({ type: z.string(), title: z.string(), detail: z.string().optional() });

/** An answer that is a refusal, or no answer at all. */
export class ApiError extends Error {
  /** What was refused, as the API names it: `taken-by-another`; `network` where there was no answer. */
  readonly code: string;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: number, message: string, retryAfterSeconds?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type Api = ReturnType<typeof createApi>;

/** The operations of the service that the console uses, as the person whose cookie the browser sends. */
export function createApi(fetch: typeof globalThis.fetch) {
  async function call<T>(shape: z.ZodType<T>, method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: textOf(body) };
    const answer = await fetch(path, { method, credentials: "same-origin", ...sent }).catch((error: unknown) => {
      throw new ApiError("network", 0, "No answer from the service.", undefined, error);
    });
    const text = await answer.text();
    if (!answer.ok) throw refusal(answer, text);
    const read = shape.safeParse(text === "" ? null : JSON.parse(text));
    if (read.success) return read.data;
    throw new ApiError("unexpected-answer", answer.status, `${method} ${path} answered another shape.`);
  }
  const at = (merchant: string, ...rest: readonly string[]): string =>
    ["/v1/merchants", ...[merchant, "conversations", ...rest].map(encodeURIComponent)].join("/");
  const act = (name: string) => (merchant: string, id: string, body: object) =>
    call(ConversationDetail, "POST", at(merchant, id, name), body);

  return {
    me: () => call(Me, "GET", "/v1/me"),
    signIn: (email: string, password: string) => call(SignedIn, "POST", "/v1/sign-in", { email, password }),
    signInByLink: (token: string) => call(SignedIn, "POST", "/v1/sign-in/link", { token, carry: "cookie" }),
    setPassword: (change: { readonly password: string; readonly email?: string }) =>
      call(Staff, "POST", "/v1/me/password", change),
    signOut: () => call(z.null(), "POST", "/v1/sign-out", {}),

    conversations: (merchant: string, view: View, cursor: string | undefined) =>
      call(
        z.object({ items: z.array(ConversationSummary), next: z.string().nullable() }),
        "GET",
        `${at(merchant)}?${new URLSearchParams({ view, ...(cursor === undefined ? {} : { cursor }) })}`,
      ),
    conversation: (merchant: string, id: string) => call(ConversationDetail, "GET", at(merchant, id)),
    /** What was logged after an offset. */
    events: async (merchant: string, id: string, after: number) =>
      (await call(z.object({ events: z.array(EventView) }), "GET", `${at(merchant, id, "events")}?after=${after}`))
        .events,
    runLog: async (merchant: string, id: string, run: string) =>
      (await call(z.object({ log: z.array(RunLogLine) }), "GET", at(merchant, id, "runs", run, "log"))).log,

    take: act("take"),
    move: act("moves"),
    reply: act("replies"),
    note: act("notes"),
    giveBack: act("give-back"),
    close: act("close"),
  };
}

const textOf = (body: unknown): string => JSON.stringify(body);

function refusal(answer: Response, text: string): ApiError {
  const read = Problem.safeParse(parsed(text));
  const code = read.success ? (read.data.type.split(":").at(-1) ?? "refused") : `http-${answer.status}`;
  const retryAfter = Number(answer.headers.get("retry-after") ?? Number.NaN);
  return new ApiError(
    code,
    answer.status,
    read.success ? (read.data.detail ?? read.data.title) : `The service answered ${answer.status}.`,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
