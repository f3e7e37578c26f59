import { z } from "zod";
import { type BusinessId, type Clock, type MerchantId, parseId, secondMs, type StaffId } from "@ruyi/kernel";
import {
  createLimiter,
  type Database,
  type HttpServer,
  pageFrom,
  pageOf,
  pageQuery,
  Problem,
  ProblemError,
  security,
  sessionCookie,
} from "@ruyi/platform";
import type { AuditId } from "./audit.ts";
import { type CallerHeaders, credentialOf, isFromOurPages, sessionCookieText } from "./caller.ts";
import * as wire from "./contract.ts";
import { type Merchant, placeOf } from "./directory/merchant.ts";
import type { ApiKey, ApiKeyId } from "./keys/api-key.ts";
import type { IdentitySecret, IdentitySecretId } from "./keys/identity-secret.ts";
import type { Tenancy } from "./operations.ts";
import { type Permission, permissionsOf } from "./permissions.ts";
import { allows, type Principal } from "./principal.ts";
import type { SignedIn, SignInResult } from "./staff/operations.ts";
import type { SessionId } from "./staff/session.ts";
import type { Staff } from "./staff/staff.ts";
import { auditTrail } from "./store.ts";
import { type Place, platformPlace } from "./tree.ts";

/** As much of a request as tells who sent it. */
export type Call = { readonly method: string; readonly headers: CallerHeaders };

const signInFirst = (): ProblemError => new ProblemError(401, "sign-in-needed", "Sign in, or send a valid token.");
const notAllowed = (): ProblemError => new ProblemError(403, "not-allowed", "Your role does not include this.");
const noSuch = (what: string): ProblemError => new ProblemError(404, `no-such-${what}`);

/** Who calls a route, for every room's routes. Each throws the problem to answer with. */
export const createCallers = (tenancy: Tenancy) => {
  const signedInOf = async (call: Call): Promise<SignedIn> => {
    const credential = credentialOf(call.headers, sessionCookie);
    if (credential?.kind !== "session") throw signInFirst();
    const isByCookie = call.headers.authorization === undefined;
    if (isByCookie && !["GET", "HEAD"].includes(call.method) && !isFromOurPages(call.headers)) {
      throw new ProblemError(403, "foreign-page", "This came from another site's page.");
    }
    const signedIn = await tenancy.signedIn(credential.token);
    if (!signedIn) throw signInFirst();
    return signedIn;
  };

  const principalOf = async (call: Call): Promise<Principal> => {
    const credential = credentialOf(call.headers, sessionCookie);
    if (credential?.kind === "api-key") {
      const program = await tenancy.verifyApiKey(credential.text);
      if (!program) throw signInFirst();
      return program;
    }
    return { kind: "staff", staff: (await signedInOf(call)).staff };
  };

  return {
    /** A person who is signed in (401 for a program): for what concerns themselves. */
    signedInOf,
    /** A person or a program. */
    principalOf,
    /** The caller, who may do this at that place; 403 otherwise. */
    async callerAt(call: Call, permission: Permission, place: Place): Promise<Principal> {
      const principal = await principalOf(call);
      if (!allows(principal, permission, place)) throw notAllowed();
      return principal;
    },
    /**
     * The caller and the merchant of an address, who may do this there. A merchant out of the caller's sight is answered
     * like one that does not exist.
     */
    async callerAtMerchant(
      call: Call,
      permission: Permission,
      slug: string,
    ): Promise<{ readonly principal: Principal; readonly merchant: Merchant }> {
      const principal = await principalOf(call);
      const merchant = await tenancy.merchantBySlug(slug);
      if (!merchant) throw noSuch("merchant");
      const place = placeOf(merchant);
      if (allows(principal, permission, place)) return { principal, merchant };
      const isTheirs =
        principal.kind === "api-key" ? principal.merchantId === merchant.id : allows(principal, "merchant.read", place);
      throw isTheirs ? notAllowed() : noSuch("merchant");
    },
  };
};

export type Callers = ReturnType<typeof createCallers>;

const taken = new Set(["email-taken", "slug-taken", "last-owner", "still-signing", "too-many-accepted"]);

/** A refusal as a problem: 403 and 404 as they are called, 409 for what stands in the way, 422 for what was asked. */
function refusal(reason: string): ProblemError {
  if (reason === "not-allowed" || reason === "not-yours-to-give") return new ProblemError(403, reason);
  if (reason.startsWith("no-such-")) return new ProblemError(404, reason);
  return new ProblemError(taken.has(reason) ? 409 : 422, reason);
}

function done<T extends { readonly kind: string }>(result: T): Extract<T, { readonly kind: "done" }> {
  if (result.kind === "done") return result as Extract<T, { readonly kind: "done" }>;
  throw refusal("reason" in result ? String(result.reason) : "refused");
}

const tooSoon = (until: Date, now: Date): ProblemError => {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / secondMs));
  const headers = { "retry-after": String(seconds) };
  return new ProblemError(429, "wait-to-sign-in", `Try again in ${seconds} seconds, or ask for a sign-in link.`, {
    headers,
  });
};

const instant = <Name extends string>(name: Name, at: Date | undefined) =>
  (at ? { [name]: at.toISOString() } : {}) as { [key in Name]?: string };

const staffOut = ({ id, name, email, post, hasPassword, at, disabledAt }: Staff): wire.StaffBody => ({
  id,
  name,
  ...(email === undefined ? {} : { email }),
  post,
  hasPassword,
  at: at.toISOString(),
  ...instant("disabledAt", disabledAt),
});

const merchantOut = (merchant: Merchant) => ({
  ...merchant,
  languages: [...merchant.languages],
  settings: { ...merchant.settings },
});

const keyOut = ({ id, name, prefix, permissions, at, expiresAt, lastUsedAt, revokedAt }: ApiKey) => ({
  id,
  name,
  prefix,
  permissions: [...permissions],
  at: at.toISOString(),
  ...instant("expiresAt", expiresAt),
  ...instant("lastUsedAt", lastUsedAt),
  ...instant("revokedAt", revokedAt),
});

const secretOut = ({ id, at, acceptedUntil }: IdentitySecret) => ({
  id,
  at: at.toISOString(),
  ...instant("acceptedUntil", acceptedUntil),
});

const placeIn = (place: z.infer<typeof wire.Place>): Place => {
  if (place.kind === "platform") return place;
  const businessId = place.businessId as BusinessId;
  if (place.kind === "business") return { kind: "business", businessId };
  return { kind: "merchant", businessId, merchantId: place.merchantId as MerchantId };
};

/** Where a principal stands: what they see of a list that has no merchant in its address. */
async function standsAt(principal: Principal, tenancy: Tenancy): Promise<Place> {
  if (principal.kind === "staff") return principal.staff.post.at;
  if (principal.kind === "system") return platformPlace;
  const merchant = await tenancy.merchantById(principal.merchantId);
  if (!merchant) throw noSuch("merchant");
  return placeOf(merchant);
}

const idKey = z.tuple([z.uuid()]);
const Slug = z.strictObject({ merchant: z.string().max(60) });
const ById = z.strictObject({ id: z.uuid() });
const SlugAndId = z.strictObject({ merchant: z.string().max(60), id: z.uuid() });
const list = { ...pageQuery({ key: idKey }) };
const Page = z.strictObject(list);
const Gone = z.null();

const after = <Id extends string>(cursor: readonly [string] | undefined): { after?: Id } =>
  cursor ? { after: cursor[0] as Id } : {};

/** Hashing is dear: an address may try this often, beside what each account allows. */
const signInRate = { perSecond: 5, burst: 50 };

/** The routes under `/v1/` for people, places, keys and secrets. Hang them on the server before it listens. */
export function addTenancyRoutes(
  app: HttpServer,
  { tenancy, database, clock }: { readonly tenancy: Tenancy; readonly database: Database; readonly clock: Clock },
): void {
  const callers = createCallers(tenancy);
  const addresses = createLimiter(signInRate, 20_000);
  const tags = ["tenancy"];
  const forStaff = { tags, security: security.staff };
  const forBoth = { tags, security: [...security.staff, ...security.program] };
  // What is told once is not kept to be told again.
  const toldOnce = { config: { idempotency: false } } as const;

  const answerSignIn = (
    result: SignInResult,
    carry: "cookie" | "token",
    isSecure: boolean,
  ): { readonly cookie?: string; readonly body: z.infer<typeof wire.SignedIn> } => {
    if (result.kind === "wait") throw tooSoon(result.until, clock.now());
    if (result.kind === "refused") throw new ProblemError(401, result.reason);
    const { staff, token, expiresAt } = result;
    const seconds = Math.floor((expiresAt.getTime() - clock.now().getTime()) / secondMs);
    const body = {
      staff: staffOut(staff),
      permissions: [...permissionsOf(staff.post.role)],
      expiresAt: expiresAt.toISOString(),
    };
    return carry === "token"
      ? { body: { ...body, token } }
      : { body, cookie: sessionCookieText(sessionCookie, isSecure, { token, seconds }) };
  };

  type SignInCall = Call & {
    readonly ip: string;
    readonly protocol: string;
    readonly headers: CallerHeaders & { readonly "user-agent"?: string | undefined };
  };
  const signIn = async (
    request: SignInCall,
    carry: "cookie" | "token",
    trySignIn: (device: string) => Promise<SignInResult>,
  ) => {
    if (!isFromOurPages(request.headers))
      throw new ProblemError(403, "foreign-page", "This came from another site's page.");
    const now = clock.now();
    const waitMs = addresses.take(request.ip, now.getTime());
    if (waitMs > 0) throw tooSoon(new Date(now.getTime() + waitMs), now);
    const result = await trySignIn(request.headers["user-agent"] ?? "");
    return answerSignIn(result, carry, request.protocol === "https");
  };

  app.post(
    "/v1/sign-in",
    {
      schema: {
        tags,
        summary: "Sign in by password",
        body: wire.SignIn,
        response: { 200: wire.SignedIn, 401: Problem },
      },
      ...toldOnce,
    },
    async (request, reply) => {
      const { email, password, carry } = request.body;
      const { cookie, body } = await signIn(request, carry, (device) => tenancy.signIn({ email, password, device }));
      if (cookie) reply.header("set-cookie", cookie);
      return reply.send(body);
    },
  );
  app.post(
    "/v1/sign-in/link",
    {
      schema: {
        tags,
        summary: "Sign in by a one-time link",
        body: wire.SignInByLink,
        response: { 200: wire.SignedIn, 401: Problem },
      },
      ...toldOnce,
    },
    async (request, reply) => {
      const { token, carry } = request.body;
      const { cookie, body } = await signIn(request, carry, (device) => tenancy.signInWithLink({ token, device }));
      if (cookie) reply.header("set-cookie", cookie);
      return reply.send(body);
    },
  );
  app.post(
    "/v1/sign-out",
    { schema: { ...forStaff, summary: "End this session", response: { 204: Gone } } },
    async (request, reply) => {
      await tenancy.signOut(await callers.signedInOf(request));
      reply.header("set-cookie", sessionCookieText(sessionCookie, request.protocol === "https"));
      return reply.code(204).send(null);
    },
  );

  const Me = z.object({ staff: wire.Staff, permissions: z.array(wire.Permission), merchants: z.array(wire.Merchant) });
  app.get(
    "/v1/me",
    { schema: { ...forStaff, summary: "Who is signed in, and the first merchants they see", response: { 200: Me } } },
    async (request) => {
      const { staff } = await callers.signedInOf(request);
      const merchants = await tenancy.listMerchants(staff.post.at, { limit: 50 });
      const permissions = [...permissionsOf(staff.post.role)];
      return { staff: staffOut(staff), permissions, merchants: merchants.map(merchantOut) };
    },
  );
  app.post(
    "/v1/me/password",
    {
      schema: { ...forStaff, summary: "Set one's own password", body: wire.NewPassword, response: { 200: wire.Staff } },
      ...toldOnce,
    },
    async (request) => {
      const result = await tenancy.setPassword(await callers.signedInOf(request), request.body);
      if (result.kind === "wait") throw tooSoon(result.until, clock.now());
      return staffOut(done(result).staff);
    },
  );
  app.get(
    "/v1/me/sessions",
    {
      schema: {
        ...forStaff,
        summary: "One's own sessions",
        response: { 200: z.object({ items: z.array(wire.Session) }) },
      },
    },
    async (request) => {
      const { staff, session: mine } = await callers.signedInOf(request);
      const sessions = await tenancy.sessionsOf(staff.id);
      const items = sessions.map(({ id, by, device, at, seenAt }) => ({
        ...{ id, by, device, at: at.toISOString(), seenAt: seenAt.toISOString() },
        isThisOne: id === mine.id,
      }));
      return { items };
    },
  );
  app.delete(
    "/v1/me/sessions/:id",
    { schema: { ...forStaff, summary: "End one of one's own sessions", params: ById, response: { 204: Gone } } },
    async (request, reply) => {
      const { staff } = await callers.signedInOf(request);
      if (!(await tenancy.revokeSession(staff.id, request.params.id as SessionId))) throw noSuch("session");
      return reply.code(204).send(null);
    },
  );

  const StaffQuery = z.strictObject({ merchant: z.string().max(60).optional(), ...list });
  app.get(
    "/v1/staff",
    {
      schema: {
        ...forBoth,
        summary: "The people at and below one's own place, or of one merchant",
        querystring: StaffQuery,
        response: { 200: pageOf(wire.Staff) },
      },
    },
    async (request) => {
      const { merchant: slug, cursor, limit } = request.query;
      const principal = await callers.principalOf(request);
      const place = slug
        ? placeOf((await callers.callerAtMerchant(request, "staff.read", slug)).merchant)
        : await standsAt(principal, tenancy);
      if (!allows(principal, "staff.read", place)) throw notAllowed();
      const found = await tenancy.listStaff(place, { ...after<StaffId>(cursor), limit: limit + 1 });
      return pageFrom(found.map(staffOut), limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/staff",
    { schema: { ...forStaff, summary: "Welcome a colleague", body: wire.NewStaff, response: { 201: wire.Staff } } },
    async (request, reply) => {
      const { name, email, post } = request.body;
      const by = await callers.principalOf(request);
      const draft = { name, email, post: { role: post.role, at: placeIn(post.at) } };
      return reply.code(201).send(staffOut(done(await tenancy.createStaff(by, draft)).staff));
    },
  );
  app.post(
    "/v1/staff/:id/sign-in-link",
    {
      schema: {
        ...forStaff,
        summary: "A one-time link for a colleague",
        params: ById,
        response: { 201: wire.SignInLink },
      },
      ...toldOnce,
    },
    async (request, reply) => {
      const by = await callers.principalOf(request);
      const { link } = done(await tenancy.issueSignInLink(by, request.params.id as StaffId));
      return reply.code(201).send({ ...link, expiresAt: link.expiresAt.toISOString() });
    },
  );
  app.put(
    "/v1/staff/:id/post",
    {
      schema: {
        ...forStaff,
        summary: "Change somebody's post",
        params: ById,
        body: wire.Post,
        response: { 200: wire.Staff },
      },
    },
    async (request) => {
      const by = await callers.principalOf(request);
      const post = { role: request.body.role, at: placeIn(request.body.at) };
      return staffOut(done(await tenancy.changePost(by, request.params.id as StaffId, post)).staff);
    },
  );
  for (const [word, summary] of [
    ["disable", "End somebody's access at once"],
    ["enable", "Give somebody's access back"],
  ] as const) {
    app.post(
      `/v1/staff/:id/${word}`,
      { schema: { ...forStaff, summary, params: ById, response: { 200: wire.Staff } } },
      async (request) => {
        const by = await callers.principalOf(request);
        const change = word === "disable" ? tenancy.disableStaff : tenancy.enableStaff;
        return staffOut(done(await change(by, request.params.id as StaffId)).staff);
      },
    );
  }

  app.get(
    "/v1/businesses",
    {
      schema: {
        ...forStaff,
        summary: "The businesses one sees",
        querystring: Page,
        response: { 200: pageOf(wire.Business) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const place = (await callers.signedInOf(request)).staff.post.at;
      const found = await tenancy.listBusinesses(place, { ...after<BusinessId>(cursor), limit: limit + 1 });
      return pageFrom(found, limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/businesses",
    { schema: { ...forStaff, summary: "A new business", body: wire.NewBusiness, response: { 201: wire.Business } } },
    async (request, reply) => {
      const business = await tenancy.createBusiness(await callers.principalOf(request), request.body.name);
      if (!business) throw notAllowed();
      return reply.code(201).send(business);
    },
  );

  app.get(
    "/v1/merchants",
    {
      schema: {
        ...forBoth,
        summary: "The merchants one sees",
        querystring: Page,
        response: { 200: pageOf(wire.Merchant) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const principal = await callers.principalOf(request);
      const place = await standsAt(principal, tenancy);
      if (!allows(principal, "merchant.read", place)) throw notAllowed();
      const found = await tenancy.listMerchants(place, { ...after<MerchantId>(cursor), limit: limit + 1 });
      return pageFrom(found.map(merchantOut), limit, ({ id }) => [id]);
    },
  );
  app.post(
    "/v1/merchants",
    { schema: { ...forStaff, summary: "A new merchant", body: wire.NewMerchant, response: { 201: wire.Merchant } } },
    async (request, reply) => {
      const { businessId, ...draft } = request.body;
      const by = await callers.principalOf(request);
      const { merchant } = done(await tenancy.createMerchant(by, businessId as BusinessId, draft));
      return reply.code(201).send(merchantOut(merchant));
    },
  );
  app.get(
    "/v1/merchants/:merchant",
    { schema: { ...forBoth, summary: "One merchant", params: Slug, response: { 200: wire.Merchant } } },
    async (request) =>
      merchantOut((await callers.callerAtMerchant(request, "merchant.read", request.params.merchant)).merchant),
  );
  app.patch(
    "/v1/merchants/:merchant",
    {
      schema: {
        ...forBoth,
        summary: "Change a merchant",
        params: Slug,
        body: wire.MerchantChange,
        response: { 200: wire.Merchant },
      },
    },
    async (request) => {
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "merchant.change",
        request.params.merchant,
      );
      return merchantOut(done(await tenancy.changeMerchant(principal, merchant.id, request.body)).merchant);
    },
  );

  app.get(
    "/v1/merchants/:merchant/api-keys",
    {
      schema: {
        ...forStaff,
        summary: "A merchant's API keys",
        params: Slug,
        querystring: Page,
        response: { 200: pageOf(wire.ApiKey) },
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
        body: wire.NewApiKey,
        response: { 201: wire.MadeApiKey },
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
    { schema: { ...forStaff, summary: "Revoke an API key", params: SlugAndId, response: { 200: wire.ApiKey } } },
    async (request) => {
      const { id, merchant: slug } = request.params;
      const { principal, merchant } = await callers.callerAtMerchant(request, "api-key.manage", slug);
      return keyOut(done(await tenancy.revokeApiKey(principal, merchant.id, id as ApiKeyId)).key);
    },
  );

  const Secrets = z.object({ items: z.array(wire.IdentitySecret) });
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
        body: wire.Rotation,
        response: { 201: wire.MadeIdentitySecret },
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

  const AuditQuery = z.strictObject({ subject: z.string().max(200).optional(), ...list });
  app.get(
    "/v1/merchants/:merchant/audit",
    {
      schema: {
        ...forBoth,
        summary: "What was changed, newest first",
        params: Slug,
        querystring: AuditQuery,
        response: { 200: pageOf(wire.AuditRecord) },
      },
    },
    async (request) => {
      const { subject, cursor, limit } = request.query;
      const { merchant } = await callers.callerAtMerchant(request, "audit.read", request.params.merchant);
      const before = cursor && parseId("audit", cursor[0]);
      const query = {
        limit: limit + 1,
        ...(subject ? { subject } : {}),
        ...(before ? { before: before as AuditId } : {}),
      };
      const found = await database.transact(merchant.id, (tx) => auditTrail(tx, merchant.id, query));
      const items = found.map(({ before: was, after: is, ...record }) => ({
        ...record,
        at: record.at.toISOString(),
        ...(was ? { before: { ...was } } : {}),
        ...(is ? { after: { ...is } } : {}),
      }));
      return pageFrom(items, limit, ({ id }) => [id]);
    },
  );
}
