import { describe, expect, test } from "vitest";
import { type CallerHeaders, credentialOf, isFromOurPages, sessionCookieText } from "./caller.ts";

const from = (headers: CallerHeaders) => credentialOf(headers, "ruyi_session");

describe("credentialOf", () => {
  test("finds a session in the cookie among others, and a key or a session behind Bearer", () => {
    expect(from({ cookie: "theme=dark; ruyi_session=abc_-1" })).toEqual({ kind: "session", token: "abc_-1" });
    expect(from({ authorization: "Bearer abc" })).toEqual({ kind: "session", token: "abc" });
    expect(from({ authorization: "bearer ruyi_shop_00ff" })).toEqual({ kind: "api-key", text: "ruyi_shop_00ff" });
  });

  test("finds nothing where nothing is said, and does not fall back to the cookie from a bad header", () => {
    expect(from({})).toBeUndefined();
    expect(from({ cookie: "my_ruyi_session=abc; ruyi_session=" })).toBeUndefined();
    expect(from({ authorization: "Basic abc", cookie: "ruyi_session=abc" })).toBeUndefined();
  });
});

test("a write by cookie comes from our own pages", () => {
  const host = "ruyi.shop.example";
  expect(isFromOurPages({ host })).toBe(true);
  expect(isFromOurPages({ host, origin: "https://ruyi.shop.example", "sec-fetch-site": "same-origin" })).toBe(true);
  expect(isFromOurPages({ host, origin: "https://evil.example" })).toBe(false);
  expect(isFromOurPages({ host, origin: "null" })).toBe(false);
  expect(isFromOurPages({ host, "sec-fetch-site": "cross-site" })).toBe(false);
  expect(isFromOurPages({ host, "sec-fetch-site": "same-site" })).toBe(false);
});

test("the cookie is out of reach for scripts and other sites, and secure where the line is", () => {
  expect(sessionCookieText("s", true, { token: "abc", seconds: 60 })).toBe(
    "s=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure",
  );
  expect(sessionCookieText("s", false)).toBe("s=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
});
