import { z } from "zod";

/** An answer that is a refusal, or no answer at all. */
export class ApiError extends Error {
  /** What was refused, as the API names it: `taken-by-another`; `network` where there was no answer. */
  readonly code: string;
  /** HTTP status; 0 where there was no answer. */
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

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One operation of the service, as the person whose cookie the browser sends; the answer is read by its shape. */
export type Call = <T>(shape: z.ZodType<T>, method: Method, path: string, body?: unknown) => Promise<T>;

export const createCall =
  (fetch: typeof globalThis.fetch): Call =>
  async (shape, method, path, body) => {
    const sent = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: textOf(body) };
    const answer = await fetch(path, { method, credentials: "same-origin", ...sent }).catch((error: unknown) => {
      throw new ApiError("network", 0, "No answer from the service.", undefined, error);
    });
    const text = await answer.text();
    if (!answer.ok) throw refusal(answer, text);
    const read = shape.safeParse(text === "" ? null : parsed(text));
    if (read.success) return read.data;
    throw new ApiError("unexpected-answer", answer.status, `${method} ${path} answered another shape.`);
  };

/** `/v1/merchants/yunshang/customers/7?limit=20`: parts are escaped, values that are undefined left out. */
export function pathOf(
  parts: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]));
  const path = `/v1/${parts.map(encodeURIComponent).join("/")}`;
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`;
}

const textOf = (body: unknown): string => JSON.stringify(body);

const Problem = z.object({ type: z.string(), title: z.string(), detail: z.string().optional() });

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
