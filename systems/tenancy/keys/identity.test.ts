import { createHmac, createSecretKey, generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { after, customerId, minuteMs, secondMs } from "@ruyi/kernel";
import { isSignedByOneOf, readIdentity, signIdentity, timeRefusal } from "./identity.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const noonS = noon.getTime() / secondMs;
const secret = "ris_a-secret-that-only-the-shop-and-we-know";
const key = createSecretKey(Buffer.from(secret));
const other = createSecretKey(Buffer.from("ris_another-secret"));

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const meisClaims = { iss: "yunshang", sub: "mei", exp: noonS + 300 };

/** Written by hand, as any shop's own program would. */
function handMade(header: object, claims: object, withSecret = secret): string {
  const body = `${part(header)}.${part(claims)}`;
  return `${body}.${createHmac("sha256", withSecret).update(body).digest("base64url")}`;
}
const hs256 = { alg: "HS256", typ: "JWT" };

describe("readIdentity", () => {
  test("reads what a shop's own program wrote with the secret's text", async () => {
    const jwt = handMade(hs256, meisClaims);
    expect(readIdentity(jwt)).toMatchObject({ slug: "yunshang", customerId: "mei" });
    expect(await isSignedByOneOf(jwt, [other, key])).toBe(true);
  });

  test("refuses every other way of signing, none and public keys included", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const rsa = await new SignJWT(meisClaims).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
    const hs512 = await new SignJWT(meisClaims)
      .setProtectedHeader({ alg: "HS512" })
      .sign(createSecretKey(Buffer.alloc(64, 1)));
    const none = `${part({ alg: "none" })}.${part(meisClaims)}.`;
    const noneWithText = `${part({ alg: "none" })}.${part(meisClaims)}.AAAA`;
    for (const jwt of [rsa, hs512, none, noneWithText]) {
      expect(readIdentity(jwt)).toBeUndefined();
      expect(await isSignedByOneOf(jwt, [key])).toBe(false);
    }
  });

  test("refuses an extension of the format, known or not", () => {
    expect(readIdentity(handMade({ ...hs256, crit: ["b64"], b64: false }, meisClaims))).toBeUndefined();
    expect(readIdentity(handMade({ ...hs256, crit: ["mystery"], mystery: 1 }, meisClaims))).toBeUndefined();
  });

  test("wants issuer, subject and an end, and no more than they can be", () => {
    const lacking = [
      { ...meisClaims, iss: undefined },
      { ...meisClaims, sub: "" },
      { ...meisClaims, sub: 7 },
      { ...meisClaims, sub: "mei\u0000" },
      { ...meisClaims, sub: " mei" },
      { ...meisClaims, sub: "m".repeat(129) },
      { ...meisClaims, exp: undefined },
      { ...meisClaims, exp: "tomorrow" },
    ];
    for (const claims of lacking) expect(readIdentity(handMade(hs256, claims))).toBeUndefined();
    expect(readIdentity(handMade(hs256, { ...meisClaims, note: "x".repeat(5_000) }))).toBeUndefined();
  });

  test("reads any text without falling over", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readIdentity(text)));
    fc.assert(
      fc.property(fc.json(), fc.json(), (header, claims) => {
        const [first, second] = [header, claims].map((json) => Buffer.from(json).toString("base64url"));
        void readIdentity(`${first}.${second}.AAAA`);
      }),
    );
  });
});

describe("a signature", () => {
  test("does not survive a changed character anywhere", async () => {
    const jwt = handMade(hs256, meisClaims);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    await fc.assert(
      fc.asyncProperty(fc.nat(jwt.length - 1), fc.constantFrom(...alphabet), async (at, character) => {
        // The last character of 32 bytes carries two bits that mean nothing.
        if (jwt[at] === "." || jwt[at] === character || at === jwt.length - 1) return;
        const changed = jwt.slice(0, at) + character + jwt.slice(at + 1);
        expect(await isSignedByOneOf(changed, [key])).toBe(false);
      }),
    );
  });

  test("of another secret counts for nothing, nor does one where there is no secret", async () => {
    expect(await isSignedByOneOf(handMade(hs256, meisClaims, "ris_stolen"), [key, other])).toBe(false);
    expect(await isSignedByOneOf(handMade(hs256, meisClaims), [])).toBe(false);
  });
});

describe("timeRefusal", () => {
  const at = (exp: number, begins: object = {}) => {
    const claim = readIdentity(handMade(hs256, { ...meisClaims, exp: noonS + exp, ...begins }));
    if (!claim) throw new Error("The claims are whole.");
    return timeRefusal(claim, noon);
  };

  test("accepts up to ten minutes ahead, with half a minute for clocks that differ", () => {
    expect([1, 300, 600, 630].map((seconds) => at(seconds))).toEqual([undefined, undefined, undefined, undefined]);
    expect(at(631)).toBe("too-far-ahead");
    expect(at(-29)).toBeUndefined();
    expect(at(-30)).toBe("expired");
  });

  test("waits for an identity that begins later", () => {
    expect(at(300, { nbf: noonS + 31 })).toBe("not-yet");
    expect(at(300, { iat: noonS + 31 })).toBe("not-yet");
    expect(at(300, { iat: noonS + 30, nbf: noonS })).toBeUndefined();
  });
});

test("what we sign for the demo is an identity like any shop's", async () => {
  const jwt = await signIdentity(key, { slug: "yunshang", customerId: customerId("梅"), now: noon });
  const claim = readIdentity(jwt);
  expect(claim && timeRefusal(claim, after(noon, 5 * minuteMs))).toBeUndefined();
  expect(claim?.customerId).toBe("梅");
  expect(await isSignedByOneOf(jwt, [key])).toBe(true);
});
