import { createHmac, timingSafeEqual } from "node:crypto";
import { minuteMs, secondMs } from "@ruyi/kernel";

/**
 * Webhooks signed as the Standard Webhooks specification has it: HMAC-SHA256 over `id.timestamp.body`, where the body
 * is the raw bytes as they came. Several secrets may hold at once, so that one can be changed without a gap.
 */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Verification =
  | { readonly kind: "authentic"; readonly id: string; readonly sentAt: Date }
  | { readonly kind: "refused"; readonly reason: "no-signature" | "too-old" | "too-new" | "wrong-signature" };

/** How far a sender's clock may be from ours, both ways. */
export const toleranceMs = 5 * minuteMs;

/** Secrets may be written as `whsec_` and base64, or as plain text. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");

const signature = (secret: string, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();

/** The three headers of a signed webhook. */
export function signWebhook(secret: string, id: string, sentAt: Date, body: Uint8Array): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / secondMs));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature(secret, id, timestamp, body).toString("base64")}`,
  };
}

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : header?.[0];

/** Header names in lower case. Compares in constant time and looks at the signature before anything inside. */
export function verifyWebhook(
  secrets: readonly string[],
  headers: WebhookHeaders,
  body: Uint8Array,
  now: Date,
): Verification {
  const id = one(headers["webhook-id"]);
  const timestamp = one(headers["webhook-timestamp"]);
  const given = one(headers["webhook-signature"]);
  if (!id || id.length > 200 || !timestamp || !/^\d{1,12}$/.test(timestamp) || !given) {
    return { kind: "refused", reason: "no-signature" };
  }
  const sentAt = new Date(Number(timestamp) * secondMs);
  const age = now.getTime() - sentAt.getTime();
  if (age > toleranceMs) return { kind: "refused", reason: "too-old" };
  if (age < -toleranceMs) return { kind: "refused", reason: "too-new" };

  const expected = secrets.map((secret) => signature(secret, id, timestamp, body));
  const candidates = given.split(" ").filter((part) => part.startsWith("v1,"));
  let matches = false;
  for (const candidate of candidates.slice(0, 8)) {
    const bytes = Buffer.from(candidate.slice(3), "base64");
    for (const right of expected) {
      // No early exit: how long this takes says nothing about which secret came close.
      if (bytes.length === right.length && timingSafeEqual(bytes, right)) matches = true;
    }
  }
  return matches ? { kind: "authentic", id, sentAt } : { kind: "refused", reason: "wrong-signature" };
}
