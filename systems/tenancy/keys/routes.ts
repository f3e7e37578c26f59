import { z } from "zod";
import { secondMs } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf } from "@ruyi/platform";
import * as contract from "../contract.ts";
import { after, type Callers, done, forStaff, Gone, Page, Slug, SlugAndId, toldOnce } from "../http/routes.ts";
import { keyOut, secretOut } from "../wire.ts";
import type { Tenancy } from "../operations.ts";
import type { ApiKeyId } from "./api-key.ts";
import type { IdentitySecretId } from "./identity-secret.ts";

/** A merchant's API keys and identity secrets. */
export function addKeyRoutes(app: HttpServer, tenancy: Tenancy, callers: Callers): void {
  app.get(
    "/v1/merchants/:merchant/api-keys",
    {
      schema: {
        ...forStaff,
        summary: "A merchant's API keys",
        params: Slug,
        querystring: Page,
        response: { 200: pageOf(contract.ApiKey) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "api-key.manage",
        request.params.merchant,
      );
      const found = await tenancy.listApiKeys(principal, merchant.id, { ...after<ApiKeyId>(cursor), limit: limit + 1 });
      return pageFrom((found ?? []).map(keyOut), limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/merchants/:merchant/api-keys",
    {
      schema: {
        ...forStaff,
        summary: "A new API key",
        params: Slug,
        body: contract.NewApiKey,
        response: { 201: contract.MadeApiKey },
      },
      ...toldOnce,
    },
    async (request, reply) => {
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "api-key.manage",
        request.params.merchant,
      );
      const { expiresAt, ...draft } = request.body;
      const end = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
      const made = done(await tenancy.createApiKey(principal, merchant.id, { ...draft, ...end }));
      return reply.code(201).send({ key: keyOut(made.key), secret: made.secret });
    },
  );
  app.delete(
    "/v1/merchants/:merchant/api-keys/:id",
    { schema: { ...forStaff, summary: "Revoke an API key", params: SlugAndId, response: { 200: contract.ApiKey } } },
    async (request) => {
      const { id, merchant: slug } = request.params;
      const { principal, merchant } = await callers.callerAtMerchant(request, "api-key.manage", slug);
      return keyOut(done(await tenancy.revokeApiKey(principal, merchant.id, id as ApiKeyId)).key);
    },
  );

  const Secrets = z.object({ items: z.array(contract.IdentitySecret) });
  app.get(
    "/v1/merchants/:merchant/identity-secrets",
    { schema: { ...forStaff, summary: "The identity secrets accepted now", params: Slug, response: { 200: Secrets } } },
    async (request) => {
      const { principal, merchant } = await callers.callerAtMerchant(request, "secret.read", request.params.merchant);
      return { items: ((await tenancy.listIdentitySecrets(principal, merchant.id)) ?? []).map(secretOut) };
    },
  );
  app.post(
    "/v1/merchants/:merchant/identity-secrets",
    {
      schema: {
        ...forStaff,
        summary: "Rotate in a new identity secret",
        params: Slug,
        body: contract.Rotation,
        response: { 201: contract.MadeIdentitySecret },
      },
      ...toldOnce,
    },
    async (request, reply) => {
      const { principal, merchant } = await callers.callerAtMerchant(request, "secret.rotate", request.params.merchant);
      const { overlapSeconds } = request.body;
      const overlap = overlapSeconds === undefined ? {} : { overlapMs: overlapSeconds * secondMs };
      const { secret, text } = done(await tenancy.rotateIdentitySecret(principal, merchant.id, overlap));
      return reply.code(201).send({ secret: secretOut(secret), text });
    },
  );
  app.delete(
    "/v1/merchants/:merchant/identity-secrets/:id",
    { schema: { ...forStaff, summary: "End an old identity secret now", params: SlugAndId, response: { 204: Gone } } },
    async (request, reply) => {
      const { id, merchant: slug } = request.params;
      const { principal, merchant } = await callers.callerAtMerchant(request, "secret.rotate", slug);
      done(await tenancy.retireIdentitySecret(principal, merchant.id, id as IdentitySecretId));
      return reply.code(204).send(null);
    },
  );
}
