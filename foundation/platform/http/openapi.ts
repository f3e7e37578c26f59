import type { FastifyDynamicSwaggerOptions, SwaggerTransformObject } from "@fastify/swagger";
import type { FastifySchema } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { Problem, problemContentType } from "./problem.ts";

/** The name of the cookie a signed-in member of staff carries. */
export const sessionCookie = "ruyi_session";
/** The header by which a visitor without an identity says which shop is meant. */
export const merchantHeader = "ruyi-merchant";

const securitySchemes = {
  identity: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "Who the shop says the customer is: a JWT signed HS256 with the merchant's identity secret.",
  },
  visitor: {
    type: "apiKey",
    in: "header",
    name: "Ruyi-Merchant",
    description: "The merchant's slug, for a visitor the shop does not know.",
  },
  conversation: {
    type: "http",
    scheme: "bearer",
    description: "The token given with a conversation; it speaks for that conversation only.",
  },
  staffCookie: { type: "apiKey", in: "cookie", name: sessionCookie, description: "A member of staff, signed in." },
  staffToken: { type: "http", scheme: "bearer", description: "A member of staff, by session token." },
  apiKey: { type: "http", scheme: "bearer", description: "A program of the merchant or a partner." },
} as const;

type Requirement = { readonly [name: string]: readonly string[] }[];

/** Who may call a route, for its schema: `schema: { security: security.staff, … }`. Any one of a list suffices. */
export const security: Readonly<Record<"customer" | "conversation" | "staff" | "program" | "everyone", Requirement>> = {
  customer: [{ identity: [] }, { visitor: [] }],
  conversation: [{ conversation: [] }],
  staff: [{ staffCookie: [] }, { staffToken: [] }],
  program: [{ apiKey: [] }],
  everyone: [],
};

const problemResponse = {
  description: "A problem document (RFC 9457)",
  content: { [problemContentType]: { schema: Problem } },
};

type Responses = Readonly<Record<string, unknown>>;

/** Problems travel under their own content type, and any route may answer with one. */
function withProblems(schema: FastifySchema): FastifySchema {
  const declared: Responses = (schema.response ?? {}) as Responses;
  const response: Record<string, unknown> = {};
  for (const [status, answer] of Object.entries(declared)) {
    response[status] = answer === Problem ? problemResponse : answer;
  }
  response["default"] ??= problemResponse;
  return { ...schema, response };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same request answers the same for a day; with another request it is refused.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

/** Writes say that they take a key. */
const withIdempotencyKey: SwaggerTransformObject = (document) => {
  const described = jsonSchemaTransformObject(document) as { paths?: Record<string, Record<string, unknown>> };
  for (const path of Object.values(described.paths ?? {})) {
    for (const method of ["post", "put", "patch", "delete"]) {
      const operation = path[method] as { parameters?: unknown[] } | undefined;
      if (operation) operation.parameters = [...(operation.parameters ?? []), idempotencyKey];
    }
  }
  return described as ReturnType<SwaggerTransformObject>;
};

/** Options of the swagger plugin that turn our Zod schemas into one OpenAPI 3.1 document. */
export const openApi = (version: string): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Ruyi",
      version,
      description:
        "The open service system for commerce. Lists page by cursor; errors are problem documents (RFC 9457).",
    },
    components: { securitySchemes: structuredClone(securitySchemes) },
  },
  transform: (document) => {
    const { schema } = document as { schema?: FastifySchema & { hide?: boolean } };
    if (!schema || schema.hide) return jsonSchemaTransform(document);
    return jsonSchemaTransform({ ...document, schema: withProblems(schema) });
  },
  transformObject: withIdempotencyKey,
});
