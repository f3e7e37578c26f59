import { createSecretKey, type KeyObject } from "node:crypto";
import {
  after,
  type Clock,
  type ConversationId,
  type CustomerId,
  dayMs,
  type MerchantId,
  minuteMs,
  type NewId,
  secondMs,
} from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import { actorOf } from "../audit.ts";
import { createBoundedCache, createReader } from "../bounded-cache.ts";
import { type Merchant, placeOf } from "../directory/merchant.ts";
import { findMerchant } from "../directory/store.ts";
import { type GrantRefusal, grantRefusal, type Permission } from "../permissions.ts";
import { allows, postOf, type Principal } from "../principal.ts";
import { type RandomBytes, sameDigest, secretText } from "../secret-text.ts";
import { audit } from "../store.ts";
import { type ApiKey, type ApiKeyId, apiKeyParts, isUsable, newApiKeyText } from "./api-key.ts";
import { type ConversationTicket, readTicket, writeTicket } from "./conversation-token.ts";
import { type IdentityRefusal, isSignedByOneOf, readIdentity, signIdentity, timeRefusal } from "./identity.ts";
import { type IdentitySecret, type IdentitySecretId, isAccepted, maxAcceptedBeside } from "./identity-secret.ts";
import { keyFor, open, seal } from "./seal.ts";
import * as store from "./store.ts";

export type KeysDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: RandomBytes;
  /** 32 bytes of the data folder; every server of one database needs the same. */
  readonly masterKey: Uint8Array;
  readonly merchantById: (id: MerchantId) => Promise<Merchant | undefined>;
  readonly merchantBySlug: (slug: string) => Promise<Merchant | undefined>;
};

type Refused<Reason> = { readonly kind: "refused"; readonly reason: Reason };

export type Identity =
  | {
      readonly kind: "verified";
      readonly merchant: Merchant;
      readonly customerId: CustomerId;
      readonly expiresAt: Date;
    }
  | Refused<IdentityRefusal>;

export type NewApiKey =
  /** `secret` is the whole key, told here once. */
  | { readonly kind: "done"; readonly key: ApiKey; readonly secret: string }
  | Refused<GrantRefusal | "not-allowed" | "no-such-merchant" | "already-over">;

export type NewIdentitySecret =
  /** `text` is the secret, told here once; its UTF-8 bytes are the HS256 key. */
  | { readonly kind: "done"; readonly secret: IdentitySecret; readonly text: string }
  | Refused<"not-allowed" | "no-such-merchant" | "overlap" | "too-many-accepted">;

/** How long another server's rotation or revocation may stay unseen here. */
const seenWithinMs = 5 * secondMs;
/** How soon an unknown signature makes us look again: the shop may have rotated at another server. */
const lookAgainMs = 500;
const longestOverlapMs = 30 * dayMs;

type OpenSecret = IdentitySecret & { readonly key: KeyObject };
type OpenSecrets = { readonly secrets: readonly OpenSecret[]; readonly readAtMs: number };

export const createKeys = (deps: KeysDeps) => {
  const { database, clock, newId, randomBytes, merchantById, merchantBySlug } = deps;
  const sealingKey = keyFor("identity-secrets", deps.masterKey);
  const tokenKey = createSecretKey(keyFor("conversation-tokens", deps.masterKey));
  const ownerOf = (merchantId: MerchantId, id: IdentitySecretId): string => `merchant ${merchantId}, secret ${id}`;
  const keyOfText = (text: string): KeyObject => createSecretKey(Buffer.from(text, "utf8"));

  const openSecrets = createBoundedCache<MerchantId, Promise<OpenSecrets>>({ limit: 10_000, ageMs: seenWithinMs });
  const readSecrets = createReader(openSecrets, async (merchantId): Promise<OpenSecrets> => {
    const at = clock.now();
    const rows = await database.transact(merchantId, (tx) => store.acceptedSecrets(tx, merchantId, at));
    const secrets = rows.map(({ sealed, ...secret }) => ({
      ...secret,
      key: keyOfText(open(sealingKey, ownerOf(merchantId, secret.id), sealed)),
    }));
    return { secrets, readAtMs: at.getTime() };
  });

  const isSigned = async (jwtText: string, merchantId: MerchantId, now: Date): Promise<boolean> => {
    const nowMs = now.getTime();
    const { secrets, readAtMs } = await readSecrets(merchantId, nowMs);
    const keys = secrets.filter((secret) => isAccepted(secret, now)).map(({ key }) => key);
    if (await isSignedByOneOf(jwtText, keys)) return true;
    if (nowMs - readAtMs < lookAgainMs) return false;
    openSecrets.delete(merchantId);
    const newer = (await readSecrets(merchantId, nowMs)).secrets.filter((secret) => isAccepted(secret, now));
    return isSignedByOneOf(
      jwtText,
      newer.map(({ key }) => key),
    );
  };

  const signingKey = async (merchantId: MerchantId): Promise<KeyObject> => {
    const { secrets } = await readSecrets(merchantId, clock.now().getTime());
    const signing = secrets.find((secret) => secret.acceptedUntil === undefined);
    if (!signing) throw new Error(`Merchant ${merchantId} has no identity secret; rotate one in first.`);
    return signing.key;
  };

  const tickets = createBoundedCache<string, ConversationTicket>({ limit: 50_000, ageMs: dayMs });

  const apiKeys = createBoundedCache<string, Promise<{ merchantId: MerchantId; key: ApiKey } | undefined>>({
    limit: 10_000,
    ageMs: seenWithinMs,
  });

  return {
    /** Who the shop says its customer is; by which right, see CONTRACT: HS256, at most ten minutes ahead. */
    async verifyIdentity(jwtText: string, now: Date): Promise<Identity> {
      const claim = readIdentity(jwtText);
      if (!claim) return { kind: "refused", reason: "malformed" };
      const merchant = await merchantBySlug(claim.slug);
      if (!merchant) return { kind: "refused", reason: "unknown-merchant" };
      if (!(await isSigned(jwtText, merchant.id, now))) return { kind: "refused", reason: "wrong-signature" };
      const reason = timeRefusal(claim, now);
      if (reason) return { kind: "refused", reason };
      return { kind: "verified", merchant, customerId: claim.customerId, expiresAt: new Date(claim.expiresAtMs) };
    },

    /** Signs as the shop would: for the demo market, rehearsals and the command line. */
    async signIdentity(merchant: Merchant, customerId: CustomerId, now: Date, lifeMs?: number): Promise<string> {
      const key = await signingKey(merchant.id);
      return signIdentity(key, { slug: merchant.slug, customerId, now, ...(lifeMs === undefined ? {} : { lifeMs }) });
    },

    /** The secret to sign with, for the demo market's own command line. Only the system may ask; no route may. */
    async revealIdentitySecret(by: Principal & { readonly kind: "system" }, merchantId: MerchantId): Promise<string> {
      const key = await signingKey(merchantId);
      const at = clock.now();
      const entry = { by: actorOf(by), action: "identity-secret.revealed", subject: `merchant:${merchantId}` };
      await database.transact(merchantId, (tx) => audit(tx, merchantId, entry, at, newId));
      return key.export().toString("utf8");
    },

    /** The secrets accepted now, the one to sign with first, none of them told. Undefined when the caller may not look. */
    async listIdentitySecrets(by: Principal, merchantId: MerchantId): Promise<IdentitySecret[] | undefined> {
      const merchant = await merchantById(merchantId);
      if (!merchant || !allows(by, "secret.read", placeOf(merchant))) return undefined;
      const rows = await database.transact(merchantId, (tx) => store.acceptedSecrets(tx, merchantId, clock.now()));
      return rows.map(({ sealed: _sealed, ...secret }) => secret);
    },

    /**
     * A new secret, to sign with from now on; the one before is accepted for `overlapMs` more (a day unless told
     * otherwise, 30 at most, 0 when it has leaked). Merchants begin with this too.
     */
    async rotateIdentitySecret(
      by: Principal,
      merchantId: MerchantId,
      { overlapMs = dayMs }: { readonly overlapMs?: number } = {},
    ): Promise<NewIdentitySecret> {
      if (!(overlapMs >= 0 && overlapMs <= longestOverlapMs)) return { kind: "refused", reason: "overlap" };
      const at = clock.now();
      const text = `ris_${secretText(randomBytes)}`;
      const secret: IdentitySecret = { id: newId("identity-secret"), at };
      const sealed = seal(sealingKey, ownerOf(merchantId, secret.id), text, randomBytes(12));
      const result = await database.transact(merchantId, async (tx): Promise<NewIdentitySecret> => {
        // The merchant's row is the lock under which its secrets are counted.
        const merchant = await findMerchant(tx, { id: merchantId, lock: true });
        if (!merchant) return { kind: "refused", reason: "no-such-merchant" };
        if (!allows(by, "secret.rotate", placeOf(merchant))) return { kind: "refused", reason: "not-allowed" };
        const accepted = await store.acceptedSecrets(tx, merchantId, at);
        if (overlapMs > 0 && accepted.length > maxAcceptedBeside)
          return { kind: "refused", reason: "too-many-accepted" };
        await store.replaceSecret(tx, merchantId, { ...secret, sealed }, after(at, overlapMs));
        const subject = `identity-secret:${secret.id}`;
        const entry = { by: actorOf(by), action: "identity-secret.rotated", subject, after: { overlapMs } };
        await audit(tx, merchantId, entry, at, newId);
        return { kind: "done", secret, text };
      });
      openSecrets.delete(merchantId);
      return result;
    },

    /** Ends an old secret now, as when it has leaked. The one to sign with is rotated away first. */
    async retireIdentitySecret(
      by: Principal,
      merchantId: MerchantId,
      id: IdentitySecretId,
    ): Promise<{ readonly kind: "done" } | Refused<"not-allowed" | "no-such-secret" | "still-signing">> {
      const merchant = await merchantById(merchantId);
      if (!merchant || !allows(by, "secret.rotate", placeOf(merchant)))
        return { kind: "refused", reason: "not-allowed" };
      const at = clock.now();
      const result = await database.transact(merchantId, async (tx) => {
        await findMerchant(tx, { id: merchantId, lock: true });
        const secret = (await store.acceptedSecrets(tx, merchantId, at)).find((accepted) => accepted.id === id);
        if (!secret) return { kind: "refused", reason: "no-such-secret" } as const;
        if (secret.acceptedUntil === undefined) return { kind: "refused", reason: "still-signing" } as const;
        await store.endSecret(tx, merchantId, id, at);
        const entry = { by: actorOf(by), action: "identity-secret.retired", subject: `identity-secret:${id}` };
        await audit(tx, merchantId, entry, at, newId);
        return { kind: "done" } as const;
      });
      openSecrets.delete(merchantId);
      return result;
    },

    async createApiKey(
      by: Principal,
      merchantId: MerchantId,
      draft: { readonly name: string; readonly permissions: readonly Permission[]; readonly expiresAt?: Date },
    ): Promise<NewApiKey> {
      const merchant = await merchantById(merchantId);
      if (!merchant) return { kind: "refused", reason: "no-such-merchant" };
      const place = placeOf(merchant);
      const maker = postOf(by);
      if (!maker || !allows(by, "api-key.manage", place)) return { kind: "refused", reason: "not-allowed" };
      const permissions = [...new Set(draft.permissions)];
      const reason = grantRefusal(maker, permissions, place);
      if (reason) return { kind: "refused", reason };
      const at = clock.now();
      if (draft.expiresAt && draft.expiresAt <= at) return { kind: "refused", reason: "already-over" };

      const secret = newApiKeyText(merchant.slug, randomBytes);
      const parts = apiKeyParts(secret);
      if (!parts) throw new Error("A fresh API key is not of the shape keys have; see keys/api-key.ts.");
      const expiry = draft.expiresAt ? { expiresAt: draft.expiresAt } : {};
      const key: ApiKey = { id: newId("api-key"), name: draft.name, prefix: parts.prefix, permissions, at, ...expiry };
      await database.transact(merchantId, async (tx) => {
        await store.addApiKey(tx, merchantId, key, parts.digest);
        const told = { name: key.name, prefix: key.prefix, permissions };
        const entry = { by: actorOf(by), action: "api-key.created", subject: `api-key:${key.id}`, after: told };
        await audit(tx, merchantId, entry, at, newId);
      });
      return { kind: "done", key, secret };
    },

    /** In the order they were made, revoked ones included. Undefined when the caller may not look. */
    async listApiKeys(
      by: Principal,
      merchantId: MerchantId,
      page: { readonly after?: ApiKeyId; readonly limit: number },
    ): Promise<ApiKey[] | undefined> {
      const merchant = await merchantById(merchantId);
      if (!merchant || !allows(by, "api-key.manage", placeOf(merchant))) return undefined;
      return database.transact(merchantId, (tx) => store.apiKeysOf(tx, merchantId, page));
    },

    /** Ends a key at once here, and within five seconds at other servers. Revoking again changes nothing. */
    async revokeApiKey(
      by: Principal,
      merchantId: MerchantId,
      id: ApiKeyId,
    ): Promise<{ readonly kind: "done"; readonly key: ApiKey } | Refused<"not-allowed" | "no-such-key">> {
      const merchant = await merchantById(merchantId);
      if (!merchant || !allows(by, "api-key.manage", placeOf(merchant)))
        return { kind: "refused", reason: "not-allowed" };
      const at = clock.now();
      const revoked = await database.transact(merchantId, async (tx) => {
        const found = await store.revokeApiKey(tx, merchantId, id, at);
        const entry = { by: actorOf(by), action: "api-key.revoked", subject: `api-key:${id}` };
        if (found && !found.again) await audit(tx, merchantId, entry, at, newId);
        return found;
      });
      apiKeys.clear();
      return revoked ? { kind: "done", key: revoked.key } : { kind: "refused", reason: "no-such-key" };
    },

    /** The program that holds this key; undefined when there is none such, or no more. */
    async verifyApiKey(text: string): Promise<(Principal & { readonly kind: "api-key" }) | undefined> {
      const parts = apiKeyParts(text);
      if (!parts) return undefined;
      const at = clock.now();
      const read = createReader(apiKeys, async () => {
        const known = await database.asPlatform((tx) => store.findApiKey(tx, parts.prefix));
        if (!known || !sameDigest(known.digest, parts.digest)) return undefined;
        const { merchantId, key } = known;
        if (isUsable(key, at) && (!key.lastUsedAt || at.getTime() - key.lastUsedAt.getTime() > minuteMs)) {
          await database.transact(merchantId, (tx) => store.touchApiKey(tx, merchantId, key.id, at));
        }
        return { merchantId, key };
      });
      const found = await read(parts.digest.toString("base64url"), at.getTime());
      return found && isUsable(found.key, at) ? { kind: "api-key", ...found } : undefined;
    },

    /** A token that speaks for one conversation, for a day unless told otherwise. */
    async mintConversationToken(
      speaksFor: {
        readonly merchantId: MerchantId;
        readonly conversationId: ConversationId;
        readonly customerId?: CustomerId;
      },
      now: Date,
      lifeMs: number = dayMs,
    ): Promise<{ readonly token: string; readonly expiresAt: Date }> {
      const expiresAt = new Date(Math.floor((now.getTime() + lifeMs) / secondMs) * secondMs);
      const token = await writeTicket(tokenKey, { ...speaksFor, expiresAt });
      return { token, expiresAt };
    },

    /** What a token speaks for; undefined when it is none of ours or has ended. Verified ones are remembered. */
    async verifyConversationToken(token: string, now: Date): Promise<ConversationTicket | undefined> {
      const known = tickets.get(token, now.getTime());
      if (known) return known;
      const ticket = await readTicket(tokenKey, token, now);
      if (ticket) tickets.set(token, ticket, now.getTime(), ticket.expiresAt.getTime());
      return ticket;
    },
  };
};
