import { hasZodFastifySchemaValidationErrors, type ZodFastifySchemaValidationError } from "fastify-type-provider-zod";
import { problem, type Problem, type ProblemDetail, ProblemError } from "./problem.ts";

/** What to answer to something thrown. `ours` is true when the fault is on our side and belongs in the log. */
export type Failure = {
  readonly status: number;
  readonly document: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly ours: boolean;
};

const maxErrors = 20;

/** The framework's refusals by its code: status, our code, and a sentence that repeats nothing of the request. */
const refusals: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "body-too-large", "The body is larger than this route accepts."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "wrong-content-type", "Send the body as application/json."],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, "malformed-json", "The body is empty, but its content type says JSON."],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, "malformed-json", "The body is not valid JSON."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "malformed-request", "The body is not as long as announced."],
  FST_ERR_BAD_URL: [400, "malformed-address", "The address cannot be decoded."],
  FST_ERR_MAX_PARAM_LENGTH: [414, "address-too-long", "A part of the address is too long."],
  FST_ERR_HANDLER_TIMEOUT: [503, "too-slow", "This took too long and was given up. Try again in a moment."],
};

/** Finds the answer for anything a route, hook or the framework threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError) {
    return { status: error.status, document: error.document, headers: error.headers, ours: error.status >= 500 };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = error.validationContext ?? "body";
    const errors = error.validation.slice(0, maxErrors).map((issue) => detailOf(place, issue));
    return refused(400, problem("invalid-request", "Some of what was sent is not as the route expects.", { errors }));
  }
  if (error instanceof SyntaxError && "statusCode" in error) {
    return refused(400, problem("malformed-json", "The body is not valid JSON."));
  }

  const refusal = refusals[textOf(error, "code")];
  if (refusal) {
    const [status, code, detail] = refusal;
    return refused(status, problem(code, detail));
  }
  const status = statusOf(error);
  if (status >= 400 && status < 500) return refused(status, problem("refused-request"));
  return {
    status: 500,
    document: problem("internal-error", "Something broke on our side. Quote the instance when you ask about it."),
    headers: {},
    ours: true,
  };
}

const refused = (status: number, document: Problem): Failure => ({ status, document, headers: {}, ours: false });

const textOf = (error: unknown, field: string): string => {
  const value = typeof error === "object" && error !== null ? (error as Record<string, unknown>)[field] : undefined;
  return typeof value === "string" ? value : "";
};

const statusOf = (error: unknown): number => {
  const value = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : undefined;
  return typeof value === "number" ? value : 500;
};

/** Path parts and field names come from the sender; only those that look like names are repeated. */
const nameShape = /^(?:[A-Za-z][A-Za-z_-]{0,39}|\d{1,6})$/;
const safeName = (part: string): string => (nameShape.test(part) ? part : "…");

function detailOf(place: string, issue: ZodFastifySchemaValidationError): ProblemDetail {
  const path = issue.instancePath.split("/").filter((part) => part !== "");
  const where = place === "querystring" ? "query" : place;
  return { at: [where, ...path.map(safeName)].join("/"), message: messageOf(issue) };
}

/** Says what was expected. Zod's own words serve where they come from our schema alone. */
function messageOf({ keyword, message, params }: ZodFastifySchemaValidationError): string {
  switch (keyword) {
    case "unrecognized_keys": {
      const keys = Array.isArray(params["keys"]) ? params["keys"].slice(0, 5).map((key) => safeName(String(key))) : [];
      return `Unknown field: ${keys.join(", ")}.`;
    }
    case "invalid_key":
      return "A field name is not accepted here.";
    case "invalid_type":
      return `Expected ${String(params["expected"])}.`;
    case "invalid_format":
      return `Expected a valid ${String(params["format"]).replaceAll("_", " ")}.`;
    case "invalid_union":
      return "Matches none of the accepted shapes.";
    case "invalid_element":
      return "An entry is not accepted here.";
    default:
      return message ?? "Not accepted.";
  }
}
