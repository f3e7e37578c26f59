import { describe, expect, test } from "vitest";
import { identityFrom } from "./identity.ts";

const tokenOf = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
const now = (): number => 1_000_000;
const fresh = tokenOf({ sub: "梅", exp: 1_300 });
const stale = tokenOf({ sub: "mei", exp: 999 });

/** A shop's server that answers the same to everybody, and counts how often it was asked. */
function aShop(answer: () => Response) {
  let asked = 0;
  const fetch = (): Promise<Response> => {
    asked += 1;
    return Promise.resolve().then(answer);
  };
  return { fetch, asked: () => asked };
}

describe("who is here", () => {
  test("is whom the page names, while that is fresh", async () => {
    const shop = aShop(() => new Response(fresh));
    const identity = await identityFrom({ token: fresh, url: "/who", fetch: shop.fetch, now });
    expect(identity).toEqual({ kind: "signed", token: fresh, person: "梅" });
    expect(shop.asked()).toBe(0);
  });

  test("is asked of the shop again when what the page said has run out", async () => {
    const shop = aShop(() => Response.json({ identity: fresh }));
    const identity = await identityFrom({ token: stale, url: "/who", fetch: shop.fetch, now });
    expect(identity).toMatchObject({ token: fresh });
  });

  test.each([
    ["nobody was named", undefined, () => new Response("")],
    ["the shop says nobody is signed in", "/who", () => new Response("", { status: 401 })],
    ["the shop answers with something else", "/who", () => new Response("<h1>Hello</h1>")],
  ])("is a visitor when %s", async (_why, url, answer) => {
    expect(await identityFrom({ url, fetch: aShop(answer).fetch, now })).toEqual({ kind: "visitor" });
  });

  test.each([
    ["broken", () => new Response("", { status: 503 })],
    [
      "out of reach",
      () => {
        throw new TypeError("Failed to fetch");
      },
    ],
  ])("is not known, and nobody becomes a visitor, when the shop is %s", async (_why, answer) => {
    expect(await identityFrom({ url: "/who", fetch: aShop(answer).fetch, now })).toEqual({ kind: "unreachable" });
  });
});
