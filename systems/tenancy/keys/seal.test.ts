import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFor, open, seal } from "./seal.ts";

const master = new Uint8Array(32).fill(7);
const key = keyFor("identity-secrets", master);
const nonce = new Uint8Array(12).fill(3);

describe("a sealed secret", () => {
  test("opens to what went in, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, owner) => {
        expect(open(key, owner, seal(key, owner, text, nonce))).toBe(text.toWellFormed());
      }),
    );
  });

  test("stays shut when a single bit was changed", () => {
    const sealed = seal(key, "yunshang", "a very secret secret", nonce);
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => open(key, "yunshang", changed)).toThrow(/The secret of yunshang/);
      }),
    );
  });

  test("stays shut for another owner and under another key", () => {
    const sealed = seal(key, "yunshang", "a very secret secret", nonce);
    expect(() => open(key, "brightbyte", sealed)).toThrow(/does not open/);
    expect(() => open(keyFor("something else", master), "yunshang", sealed)).toThrow(/does not open/);
    expect(sealed.includes("secret")).toBe(false);
  });

  test("needs a whole master key", () => {
    expect(() => keyFor("identity-secrets", new Uint8Array(31))).toThrow(/32 bytes, found 31/);
  });
});
