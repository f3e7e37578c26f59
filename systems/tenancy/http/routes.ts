import { z } from "zod";
import { pageQuery, ProblemError, security, sessionCookie } from "@ruyi/platform";
import { type CallerHeaders, credentialOf, isFromOurPages } from "../caller.ts";
import { type Merchant, placeOf } from "../directory/merchant.ts";
import type { Tenancy } from "../operations.ts";
import type { Permission } from "../permissions.ts";
import { allows, type Principal } from "../principal.ts";
import type { SignedIn } from "../staff/operations.ts";
import { type Place, platformPlace } from "../tree.ts";

export const tags = ["tenancy"];
export const forStaff = { tags, security: security.staff };
export const forBoth = { tags, security: [...security.staff, ...security.program] };
/** What is told once is not kept to be told again. */
export const toldOnce = { config: { idempotency: false } } as const;

export const Slug = z.strictObject({ merchant: z.string().max(60) });
export const ById = z.strictObject({ id: z.uuid() });
export const SlugAndId = z.strictObject({ merchant: z.string().max(60), id: z.uuid() });
export const pageFields = { ...pageQuery({ key: z.tuple([z.uuid()]) }) };
export const Page = z.strictObject(pageFields);
export const Gone = z.null();

export const after = <Id extends string>(cursor: readonly [string] | undefined): { after?: Id } =>
  cursor ? { after: cursor[0] as Id } : {};

const taken = new Set(["email-taken", "slug-taken", "last-owner", "still-signing", "too-many-accepted"]);

/** A refusal as a problem: 403 and 404 as they are called, 409 for what stands in the way, 422 for what was asked. */
function refusal(reason: string, extra: Readonly<Record<string, unknown>>): ProblemError {
  const status = statusOf(reason);
  return new ProblemError(status, reason, cures[reason], { extra });
}

function statusOf(reason: string): number {
  if (reason === "not-allowed" || reason === "not-yours-to-give") return 403;
  if (reason.startsWith("no-such-")) return 404;
  return taken.has(reason) ? 409 : 422;
}

/** What to do about a refusal whose name does not say it. */
const cures: Readonly<Record<string, string>> = {
  "accent-shape": "An accent is one of the named colours, or your own as #rrggbb.",
  "accent-contrast": "Text in this colour cannot be read; take the nearest that can, or a darker one.",
  "hours-empty-span": "A span needs a length; for the whole day write 00:00 to 24:00.",
  "hours-overlap": "Two spans of this day meet; end the first before the second begins.",
  "hours-day-twice": "A date stands in the list once; change the entry that is there.",
  "offers-twice": "Each offer stands in the list once.",
};

export function done<T extends { readonly kind: string }>(result: T): Extract<T, { readonly kind: "done" }> {
  if (result.kind === "done") return result as Extract<T, { readonly kind: "done" }>;
  const { kind, reason, ...extra } = { reason: "refused", ...result };
  throw refusal(kind === "refused" ? reason : kind, extra);
}

/** As much of a request as tells who sent it. */
export type Call = { readonly method: string; readonly headers: CallerHeaders };

const signInFirst = (): ProblemError => new ProblemError(401, "sign-in-needed", "Sign in, or send a valid token.");
export const notAllowed = (): ProblemError => new ProblemError(403, "not-allowed", "Your role does not include this.");
export const noSuch = (what: string): ProblemError => new ProblemError(404, `no-such-${what}`);

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
    /** Where a caller stands: what they see of a list that has no merchant in its address. */
    async standsAt(principal: Principal): Promise<Place> {
      if (principal.kind === "staff") return principal.staff.post.at;
      if (principal.kind === "system") return platformPlace;
      const merchant = await tenancy.merchantById(principal.merchantId);
      if (!merchant) throw noSuch("merchant");
      return placeOf(merchant);
    },
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
