import type { Id } from "@ruyi/kernel";

export type IdentitySecretId = Id<"identity-secret">;

/** A merchant's identity secret without the secret. */
export type IdentitySecret = {
  readonly id: IdentitySecretId;
  readonly at: Date;
  /** Not set on the one to sign with; the others are accepted until then. */
  readonly acceptedUntil?: Date;
};

/** How many old secrets may be accepted beside the one to sign with: each costs a try at every forged identity. */
export const maxAcceptedBeside = 3;

export const isAccepted = (secret: IdentitySecret, at: Date): boolean =>
  secret.acceptedUntil === undefined || at < secret.acceptedUntil;
