import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

const { url } = await aShop();

const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${url}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const identity = (slug: string, customer: string, headers: Readonly<Record<string, string>> = {}) =>
  call<{ identity?: string; type?: string }>(`${url}/shop/${slug}/identity?customer=${customer}`, {
    method: "POST",
    headers,
  });

/** Fetch sets `host` by itself; a stranger's name that leads here has to be written by hand. */
const statusUnderName = (host: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request(`${url}${path}`, { method: "POST", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.on("error", reject);
    asking.end();
  });

describe("the pages", () => {
  test("begin with the three shops, in the reader's language", async () => {
    const zh = await get("/", { "accept-language": "zh-CN,zh;q=0.9,en;q=0.8" });
    for (const slug of ["yunshang", "brightbyte", "dailyfresh"]) expect(zh.text).toContain(`/shop/${slug}?lang=zh`);
    expect(zh.text).toContain('<html lang="zh-CN"');
    expect((await get("/?lang=en", { "accept-language": "zh" })).text).toContain('<html lang="en"');
  });

  test("of a demo shop show the orders of the customer one plays, and whom else one may play", async () => {
    const { text } = await get("/shop/brightbyte?customer=kai&lang=en");
    expect(text).toContain("Kai Ma&#39;s orders");
    for (const name of ["Mei Zhou", "Bo Chen", "Lin Shen"]) expect(text).toContain(name);
    expect(text).toMatch(/Hush Pro noise-cancelling headphones/);
  });

  test("let nothing run but our own scripts, and stand in nobody's frame", async () => {
    for (const path of ["/", "/shop/yunshang"]) {
      const { headers, text } = await get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(text).not.toMatch(/<script(?![^>]* src=)|\son\w+="|\sstyle="/);
    }
  });

  test("say so when there is no such shop", async () => {
    const { status, text } = await get("/shop/nowhere");
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ type: "urn:ruyi:problem:no-such-demo-shop" });
  });

  test("of customers write nothing as markup", async () => {
    const { text } = await get(
      "/shop/yunshang?customer=%3Cscript%3Ealert(1)%3C%2Fscr&lang=%22%3E%3Cscript%3E&theme=%22",
    );
    expect(text).not.toContain("<script>");
  });
});

describe("an identity for the demo", () => {
  test("is signed for the four everyone knows, and opens a conversation as them", async () => {
    const { status, body } = await identity("yunshang", "mei");
    expect(status).toBe(200);
    const begun = await call(`${url}/v1/customer/conversations`, {
      method: "POST",
      headers: { authorization: `Bearer ${body.identity}` },
    });
    expect(begun.status).toBe(201);
  });

  test("is for nobody else, and for no other shop", async () => {
    expect((await identity("yunshang", "c-0001")).status).toBe(404);
    expect((await identity("nowhere", "mei")).status).toBe(404);
  });

  test("is not given to a page of another site, nor under another name of this machine", async () => {
    expect((await identity("yunshang", "mei", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(await statusUnderName("shop.attacker.example", "/shop/yunshang/identity?customer=mei")).toBe(403);
    expect(await statusUnderName("localhost", "/shop/yunshang/identity?customer=mei")).toBe(200);
  });
});

describe("the widget's script", () => {
  test("is there without a step between installing and starting, for pages of any origin", async () => {
    const { status, headers, text } = await get("/widget.js");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(text).not.toMatch(/\beval\(|new Function\(/);
    const again = await get("/widget.js", { "if-none-match": headers.get("etag") ?? "" });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  test("weighs at most 25 KiB on the way", async () => {
    expect(gzipSync((await get("/widget.js")).text, { level: 9 }).length).toBeLessThanOrEqual(25 * 1_024);
  });
});
