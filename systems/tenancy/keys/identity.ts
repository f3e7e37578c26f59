import type { KeyObject } from "node:crypto";
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, SignJWT } from "jose";
import { z } from "zod";
import { type CustomerId, customerId, minuteMs, secondMs } from "@ruyi/kernel";

/** How far ahead an identity may end. */
export const identityLifeMs = 10 * minuteMs;
/** How far two honest clocks may differ. */
const skewMs = 30 * secondMs;

export type IdentityRefusal =
  | "malformed"
  | "unknown-merchant"
  | "wrong-signature"
  | "expired"
  | "too-far-ahead"
  | "not-yet";

const maxLength = 4_096;
const Seconds = z.number().min(0).max(1e11);
const Claims = z.object({
  iss: z.string().min(1).max(64),
  sub: z
    .string()
    .min(1)
    .max(128)
    // It becomes a key in the database and a word in logs.
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text) && text.trim() === text),
  exp: Seconds,
  nbf: Seconds.optional(),
  iat: Seconds.optional(),
});

/** What an identity says of itself, before anybody has checked its signature. */
export type IdentityClaim = {
  readonly slug: string;
  readonly customerId: CustomerId;
  readonly expiresAtMs: number;
  /** The latest of the moments it says it begins at. */
  readonly beginsAtMs: number;
};

/** Reads an unverified identity; undefined when it is no HS256 JWT with the claims an identity needs. */
export function readIdentity(jwtText: string): IdentityClaim | undefined {
  if (jwtText.length > maxLength || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwtText)) return undefined;
  try {
    const header = decodeProtectedHeader(jwtText);
    if (header.alg !== "HS256" || header.crit !== undefined) return undefined;
    const claims = Claims.safeParse(decodeJwt(jwtText)).data;
    if (!claims) return undefined;
    return {
      slug: claims.iss,
      customerId: customerId(claims.sub),
      expiresAtMs: claims.exp * secondMs,
      beginsAtMs: Math.max(claims.nbf ?? 0, claims.iat ?? 0) * secondMs,
    };
  } catch {
    return undefined;
  }
}

/** Whether a claim whose signature is right counts at this moment. */
export function timeRefusal(claim: IdentityClaim, now: Date): IdentityRefusal | undefined {
  const nowMs = now.getTime();
  if (nowMs >= claim.expiresAtMs + skewMs) return "expired";
  if (claim.expiresAtMs > nowMs + identityLifeMs + skewMs) return "too-far-ahead";
  if (claim.beginsAtMs > nowMs + skewMs) return "not-yet";
  return undefined;
}

/** True when one of the keys made this signature. HS256 is the only way accepted, whatever the header says. */
export async function isSignedByOneOf(jwtText: string, keys: readonly KeyObject[]): Promise<boolean> {
  for (const key of keys) {
    try {
      await compactVerify(jwtText, key, { algorithms: ["HS256"] });
      return true;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return false;
}

/** Signs as a shop would: for the demo market, the command line and tests. */
export const signIdentity = (
  key: KeyObject | Uint8Array,
  identity: { readonly slug: string; readonly customerId: CustomerId; readonly now: Date; readonly lifeMs?: number },
): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(identity.slug)
    .setSubject(identity.customerId)
    .setIssuedAt(Math.floor(identity.now.getTime() / secondMs))
    .setExpirationTime(Math.floor((identity.now.getTime() + (identity.lifeMs ?? identityLifeMs)) / secondMs))
    .sign(key);
