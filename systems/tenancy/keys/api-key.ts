import type { Id } from "@ruyi/kernel";
import type { Permission } from "../permissions.ts";
import { digestOf, type RandomBytes } from "../secret-text.ts";

export type ApiKeyId = Id<"api-key">;

/** An API key as everybody may see it: the secret part is shown once, when it is made. */
export type ApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  /** How it begins, up to the part that is secret. */
  readonly prefix: string;
  readonly permissions: readonly Permission[];
  readonly at: Date;
  readonly expiresAt?: Date;
  /** To the minute. */
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
};

const prefixDigits = 12;
const shape = /^(ruyi_[a-z0-9]{1,24}_[0-9a-f]{12})[0-9a-f]{48}$/;

/** `ruyi_<slug>_<60 hex digits>`: the first twelve find it, the other 192 bits prove it. */
export function newApiKeyText(slug: string, randomBytes: RandomBytes): string {
  const digits = Buffer.from(randomBytes(prefixDigits / 2 + 24)).toString("hex");
  return `ruyi_${slug.replaceAll("-", "").slice(0, 24)}_${digits}`;
}

/** What is kept of a key, and looked for; undefined when the text is no API key. */
export function apiKeyParts(text: string): { readonly prefix: string; readonly digest: Buffer } | undefined {
  const prefix = text.length <= 128 ? shape.exec(text)?.[1] : undefined;
  return prefix === undefined ? undefined : { prefix, digest: digestOf(text) };
}

export const isUsable = (key: ApiKey, at: Date): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || at < key.expiresAt);
