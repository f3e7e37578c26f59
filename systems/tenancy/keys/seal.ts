import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

const versionByte = 1;
const nonceLength = 12;
const tagLength = 16;

/** A key for one purpose out of the data folder's master key (HKDF-SHA-256), so that no two purposes share one. */
export function keyFor(purpose: string, masterKey: Uint8Array): Buffer {
  if (masterKey.length !== 32) {
    throw new Error(`The master key needs 32 bytes, found ${masterKey.length}; restore the data folder's key file.`);
  }
  return Buffer.from(hkdfSync("sha256", masterKey, "", `ruyi/tenancy/${purpose}`, 32));
}

/**
 * Seals text with AES-256-GCM: version, nonce, tag, cipher text. `owner` is bound in, so that a sealed row moved to
 * another owner does not open. The nonce must never come twice under one key: 12 random bytes.
 */
export function seal(key: Uint8Array, owner: string, text: string, nonce: Uint8Array): Buffer {
  if (nonce.length !== nonceLength) throw new Error(`A nonce has ${nonceLength} bytes, found ${nonce.length}.`);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(owner));
  const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(versionByte), nonce, cipher.getAuthTag(), hidden]);
}

/** Opens what `seal` made. Throws when key or owner differ or a bit was changed. */
export function open(key: Uint8Array, owner: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== versionByte) throw new Error(`The secret of ${owner} is sealed in an unknown way.`);
  const afterNonce = 1 + nonceLength;
  const afterTag = afterNonce + tagLength;
  try {
    const opener = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, afterNonce), { authTagLength: tagLength });
    opener.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(afterNonce, afterTag));
    return Buffer.concat([opener.update(bytes.subarray(afterTag)), opener.final()]).toString("utf8");
  } catch (error) {
    throw new Error(`The secret of ${owner} does not open; is this the data folder it was made in?`, { cause: error });
  }
}
