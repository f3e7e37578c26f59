import { z } from "zod";
import { type Clock, secondMs, type StaffId } from "@ruyi/kernel";
import { createLimiter, type HttpServer, pageFrom, pageOf, Problem, ProblemError, sessionCookie } from "@ruyi/platform";
import { type CallerHeaders, isFromOurPages, sessionCookieText } from "../caller.ts";
import * as contract from "../contract.ts";
import {
  type Call,
  type Callers,
  noSuch,
  notAllowed,
  after,
  ById,
  done,
  forBoth,
  forStaff,
  Gone,
  pageFields,
  tags,
  toldOnce,
} from "../http/routes.ts";
import { listedStaffOut, merchantOut, placeIn, sessionOut, staffOut } from "../wire.ts";
import { placeOf } from "../directory/merchant.ts";
import type { Tenancy } from "../operations.ts";
import { permissionsOf } from "../permissions.ts";
import { allows, postOf } from "../principal.ts";
import type { SignInResult } from "./operations.ts";
import { longestMs, type SessionId } from "./session.ts";

/** Hashing is dear: an address may try this often, beside what each account allows. */
const signInRate = { perSecond: 5, burst: 50 };

const tooSoon = (until: Date, now: Date): ProblemError => {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / secondMs));
  const headers = { "retry-after": String(seconds) };
  return new ProblemError(429, "wait-to-sign-in", `Try again in ${seconds} seconds, or ask for a sign-in link.`, {
    headers,
  });
};

/** Signing in and out, and what concerns oneself. */
export function addSignInRoutes(app: HttpServer, tenancy: Tenancy, callers: Callers, clock: Clock): void {
  const addresses = createLimiter(signInRate, 20_000);

  const answerSignIn = (
    result: SignInResult,
    carry: "cookie" | "token",
    isSecure: boolean,
  ): { readonly cookie?: string; readonly body: z.infer<typeof contract.SignedIn> } => {
    if (result.kind === "wait") throw tooSoon(result.until, clock.now());
    if (result.kind === "refused") throw new ProblemError(401, result.reason);
    const { staff, token, expiresAt } = result;
    const body = {
      staff: staffOut(staff),
      permissions: [...permissionsOf(staff.post.role)],
      expiresAt: expiresAt.toISOString(),
    };
    return carry === "token"
      ? { body: { ...body, token } }
      : { body, cookie: sessionCookieText(sessionCookie, isSecure, { token, seconds: longestMs / secondMs }) };
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
        body: contract.SignIn,
        response: { 200: contract.SignedIn, 401: Problem },
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
        body: contract.SignInByLink,
        response: { 200: contract.SignedIn, 401: Problem },
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

  const Me = z.object({
    staff: contract.Staff,
    permissions: z.array(contract.Permission),
    merchants: z.array(contract.Merchant),
  });
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
      schema: {
        ...forStaff,
        summary: "Set one's own password",
        body: contract.NewPassword,
        response: { 200: contract.Staff },
      },
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
        response: { 200: z.object({ items: z.array(contract.Session) }) },
      },
    },
    async (request) => {
      const { staff, session: mine } = await callers.signedInOf(request);
      const sessions = await tenancy.sessionsOf(staff.id);
      return { items: sessions.map((session) => sessionOut(session, mine.id)) };
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
}

/** The people of a place. */
export function addStaffRoutes(app: HttpServer, tenancy: Tenancy, callers: Callers): void {
  const StaffQuery = z.strictObject({ merchant: z.string().max(60).optional(), ...pageFields });
  app.get(
    "/v1/staff",
    {
      schema: {
        ...forBoth,
        summary: "The people at and below one's own place, or of one merchant",
        querystring: StaffQuery,
        response: { 200: pageOf(contract.ListedStaff) },
      },
    },
    async (request) => {
      const { merchant: slug, cursor, limit } = request.query;
      const principal = await callers.principalOf(request);
      const place = slug
        ? placeOf((await callers.callerAtMerchant(request, "staff.read", slug)).merchant)
        : await callers.standsAt(principal);
      if (!allows(principal, "staff.read", place)) throw notAllowed();
      const found = await tenancy.listStaff(place, { ...after<StaffId>(cursor), limit: limit + 1 });
      const caller = postOf(principal);
      return pageFrom(
        found.map((staff) => listedStaffOut(staff, caller)),
        limit,
        ({ id }) => [id],
      );
    },
  );
  app.post(
    "/v1/staff",
    {
      schema: {
        ...forStaff,
        summary: "Welcome a colleague",
        body: contract.NewStaff,
        response: { 201: contract.Staff },
      },
    },
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
        response: { 201: contract.SignInLink },
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
        body: contract.Post,
        response: { 200: contract.Staff },
      },
    },
    async (request) => {
      const by = await callers.principalOf(request);
      const post = { role: request.body.role, at: placeIn(request.body.at) };
      return staffOut(done(await tenancy.changePost(by, request.params.id as StaffId, post)).staff);
    },
  );
  app.get(
    "/v1/staff/:id/sessions",
    {
      schema: {
        ...forStaff,
        summary: "Where a colleague is signed in",
        params: ById,
        response: { 200: z.object({ items: z.array(contract.Session) }) },
      },
    },
    async (request) => {
      const signedIn = await callers.signedInOf(request);
      const by = { kind: "staff", staff: signedIn.staff } as const;
      const { sessions } = done(await tenancy.listSessions(by, request.params.id as StaffId));
      return { items: sessions.map((session) => sessionOut(session, signedIn.session.id)) };
    },
  );
  app.delete(
    "/v1/staff/:id/sessions",
    { schema: { ...forStaff, summary: "End all sessions of a colleague", params: ById, response: { 204: Gone } } },
    async (request, reply) => {
      const by = await callers.principalOf(request);
      done(await tenancy.endSessions(by, request.params.id as StaffId));
      return reply.code(204).send(null);
    },
  );
  const SessionOfStaff = z.strictObject({ id: z.uuid(), session: z.uuid() });
  app.delete(
    "/v1/staff/:id/sessions/:session",
    {
      schema: { ...forStaff, summary: "End a session of a colleague", params: SessionOfStaff, response: { 204: Gone } },
    },
    async (request, reply) => {
      const by = await callers.principalOf(request);
      const { id, session } = request.params;
      done(await tenancy.endSessions(by, id as StaffId, session as SessionId));
      return reply.code(204).send(null);
    },
  );
  for (const [word, summary] of [
    ["disable", "End somebody's access at once"],
    ["enable", "Give somebody's access back"],
  ] as const) {
    app.post(
      `/v1/staff/:id/${word}`,
      { schema: { ...forStaff, summary, params: ById, response: { 200: contract.Staff } } },
      async (request) => {
        const by = await callers.principalOf(request);
        const change = word === "disable" ? tenancy.disableStaff : tenancy.enableStaff;
        return staffOut(done(await change(by, request.params.id as StaffId)).staff);
      },
    );
  }
}
