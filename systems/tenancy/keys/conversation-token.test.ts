import { createSecretKey } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { after, type ConversationId, customerId, hourMs, type MerchantId, secondMs } from "@ruyi/kernel";
import { type ConversationTicket, readTicket, writeTicket } from "./conversation-token.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const key = createSecretKey(Buffer.alloc(32, 1));
const meisTicket: ConversationTicket = {
  merchantId: "01900000-0000-7000-8000-0000000000a1" as MerchantId,
  conversationId: "01900000-0000-7000-8000-0000000000c1" as ConversationId,
  customerId: customerId("mei"),
  expiresAt: after(noon, hourMs),
};
const { customerId: _mei, ...visitorsTicket } = meisTicket;

describe("a conversation token", () => {
  test("speaks for its conversation until its end", async () => {
    for (const ticket of [meisTicket, visitorsTicket]) {
      const token = await writeTicket(key, ticket);
      expect(await readTicket(key, token, noon)).toEqual(ticket);
      expect(await readTicket(key, token, after(noon, hourMs))).toBeUndefined();
    }
  });

  test("of another house, for another purpose or without a signature speaks for nothing", async () => {
    const claims = { mer: meisTicket.merchantId, cus: "mei" };
    const sign = (audience: string, alg = "HS256") =>
      new SignJWT(claims)
        .setProtectedHeader({ alg })
        .setAudience(audience)
        .setSubject(meisTicket.conversationId)
        .setExpirationTime(noon.getTime() / secondMs + 60);
    const long = createSecretKey(Buffer.alloc(64, 1));
    const token = await writeTicket(key, meisTicket);
    const forged = [
      await writeTicket(long, meisTicket),
      await sign("ruyi:something-else").sign(key),
      await sign("ruyi:conversation", "HS512").sign(long),
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.${token.split(".")[1]}.`,
      token.slice(0, -4),
      "",
      "x".repeat(100_000),
    ];
    for (const text of forged) expect(await readTicket(key, text, noon)).toBeUndefined();
    expect(await readTicket(key, await sign("ruyi:conversation").sign(key), noon)).toBeDefined();
  });
});
