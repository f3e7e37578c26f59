import { z } from "zod";

/*
 * JSON-RPC 2.0 as the Model Context Protocol uses it over HTTP (revision 2026-07-28): one request a POST, nothing remembered
 * between two. Clients of the revisions with a handshake are served too, as statelessly.
 */

export const modern = "2026-07-28";
/** Revisions with a handshake, newest first. */
export const legacy = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;
export const supported = [modern, ...legacy] as const;

const metaOf = (name: string): string => `io.modelcontextprotocol/${name}`;
const serverInfoKey = metaOf("serverInfo");

/** What a failure is called, as JSON-RPC and the protocol number them. */
const codes = {
  "parse-error": -32_700,
  "invalid-request": -32_600,
  "method-not-found": -32_601,
  "invalid-params": -32_602,
  "internal-error": -32_603,
  "header-mismatch": -32_020,
  "unsupported-version": -32_022,
} as const;

export type Id = string | number;
export type Failure = {
  readonly kind: "failure";
  readonly status: number;
  readonly body: {
    readonly jsonrpc: "2.0";
    readonly id?: Id;
    readonly error: { readonly code: number; readonly message: string; readonly data?: unknown };
  };
};
export type Request = {
  readonly kind: "request";
  readonly id: Id;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly era: "modern" | "legacy";
};
export type Call = Request | { readonly kind: "notification" } | Failure;

export function failure(
  name: keyof typeof codes,
  message: string,
  about: { readonly status?: number; readonly id?: Id | undefined; readonly data?: unknown } = {},
): Failure {
  const { status = 400, id, data } = about;
  const error = { code: codes[name], message, ...(data === undefined ? {} : { data }) };
  return { kind: "failure", status, body: { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error } };
}

/** A request or, without an id, a notification. Anything else a client may not send. */
export const Message = z
  .strictObject({
    jsonrpc: z.literal("2.0"),
    id: z.union([z.string().max(200), z.int()]).optional(),
    method: z.string().min(1).max(100),
    params: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "McpMessage", description: "A JSON-RPC 2.0 request or notification of the Model Context Protocol." });

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads one message with the headers that must say the same. */
export function readCall({ id, method, params = {} }: z.output<typeof Message>, headers: Headers): Call {
  if (id === undefined) return { kind: "notification" };
  const meta = recordOf(params["_meta"]);
  const stated = meta[metaOf("protocolVersion")];
  const header = headers["mcp-protocol-version"];
  if (stated === undefined && (header === undefined || legacy.some((version) => version === header)))
    return { kind: "request", id, method, params, era: "legacy" };
  return readModern({ kind: "request", id, method, params, era: "modern" }, meta, headers);
}

function readModern(request: Request, meta: Readonly<Record<string, unknown>>, headers: Headers): Call {
  const { id, method, params } = request;
  const version = headers["mcp-protocol-version"];
  const mismatch = (name: string): Failure =>
    failure("header-mismatch", `The header ${name} is missing, or the body says otherwise.`, { id });

  if (typeof version !== "string") return mismatch("MCP-Protocol-Version");
  const stated = meta[metaOf("protocolVersion")];
  if (stated === undefined) {
    if (version !== modern) return unsupported(version, id);
    return failure("invalid-params", `_meta must state ${metaOf("protocolVersion")}.`, { id });
  }
  if (stated !== version) return mismatch("MCP-Protocol-Version");
  if (version !== modern) return unsupported(version, id);
  if (typeof meta[metaOf("clientCapabilities")] !== "object")
    return failure("invalid-params", `_meta must state ${metaOf("clientCapabilities")}.`, { id });
  if (headers["mcp-method"] !== method) return mismatch("Mcp-Method");
  if (method === "tools/call" && decoded(headers["mcp-name"]) !== params["name"]) return mismatch("Mcp-Name");
  return request;
}

const unsupported = (requested: string, id: Id): Failure =>
  failure("unsupported-version", "This revision of the protocol is not spoken here.", {
    id,
    data: { supported, requested: requested.slice(0, 40) },
  });

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** A header's value, which travels in base64 where it is not plain ASCII. */
function decoded(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value)?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, "base64").toString("utf8");
}

/** The answer to a request. Clients of the newest revision are told that it is whole, and who made it. */
export function answerTo(
  { id, era }: Request,
  result: Readonly<Record<string, unknown>>,
  server: { readonly name: string; readonly version: string },
): Readonly<Record<string, unknown>> {
  const told = era === "modern" ? { resultType: "complete", ...result, _meta: { [serverInfoKey]: server } } : result;
  return { jsonrpc: "2.0", id, result: told };
}
