import type { KeyObject } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { type ConversationId, type CustomerId, customerId, type MerchantId, parseId, secondMs } from "@ruyi/kernel";

const audience = "ruyi:conversation";

/** What a conversation token speaks for: this conversation and nothing else. A visitor has no customer id. */
export type ConversationTicket = {
  readonly merchantId: MerchantId;
  readonly conversationId: ConversationId;
  readonly customerId?: CustomerId;
  readonly expiresAt: Date;
};

const Claims = z.object({ mer: z.string(), sub: z.string(), cus: z.string().optional(), exp: z.number() });

/** Tokens are whole seconds: `expiresAt` is cut to one. */
export function writeTicket(key: KeyObject, ticket: ConversationTicket): Promise<string> {
  const claims = { mer: ticket.merchantId, ...(ticket.customerId === undefined ? {} : { cus: ticket.customerId }) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setSubject(ticket.conversationId)
    .setExpirationTime(Math.floor(ticket.expiresAt.getTime() / secondMs))
    .sign(key);
}

/** The ticket of a token we made that has not ended; undefined for anything else. */
export async function readTicket(key: KeyObject, token: string, now: Date): Promise<ConversationTicket | undefined> {
  if (token.length > 1_024) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], audience, currentDate: now });
    const claims = Claims.parse(payload);
    const merchantId = parseId("merchant", claims.mer);
    const conversationId = parseId("conversation", claims.sub);
    if (!merchantId || !conversationId) return undefined;
    return {
      merchantId,
      conversationId,
      ...(claims.cus === undefined ? {} : { customerId: customerId(claims.cus) }),
      expiresAt: new Date(claims.exp * secondMs),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
