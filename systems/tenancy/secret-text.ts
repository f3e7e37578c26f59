import { createHash, timingSafeEqual } from "node:crypto";

/** Fresh bytes nobody can guess, from the system's source; handed in, so that tests can repeat themselves. */
export type RandomBytes = (count: number) => Uint8Array;

/** 256 bits as 43 characters that survive addresses and headers. */
export const secretText = (randomBytes: RandomBytes): string => Buffer.from(randomBytes(32)).toString("base64url");

/** What is kept of a secret with at least 128 bits of its own: such a one needs no slow hash. */
export const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares without saying by its time how much was right. */
export const sameDigest = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
