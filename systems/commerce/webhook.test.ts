import { after, minuteMs } from "@ruyi/kernel";
import { assert, integer, property, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { noon } from "./testing.ts";
import { signWebhook, verifyWebhook } from "./webhook.ts";

const body = Buffer.from('{"type":"order.changed","data":{"orderId":"o-1"}}');
const headers = signWebhook("first secret", "msg-1", noon, body);

describe("verifyWebhook", () => {
  test("knows the example of the specification", () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const at = new Date(1_614_265_330_000);
    const example = Buffer.from('{"test": 2432232314}');
    const signed = signWebhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, example);
    expect(signed["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("accepts any of a merchant's secrets, and any of several signatures", () => {
    expect(verifyWebhook(["new", "first secret"], headers, body, noon)).toMatchObject({
      kind: "authentic",
      id: "msg-1",
    });
    const several = { ...headers, "webhook-signature": `v1,AAAA v2,zzz ${headers["webhook-signature"]}` };
    expect(verifyWebhook(["first secret"], several, body, noon).kind).toBe("authentic");
  });

  test("refuses a body of which any one byte was changed", () => {
    assert(
      property(integer({ min: 0, max: body.length - 1 }), integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(body);
        changed[at] = ((changed[at] ?? 0) + by) % 256;
        expect(verifyWebhook(["first secret"], headers, changed, noon)).toEqual({
          kind: "refused",
          reason: "wrong-signature",
        });
      }),
    );
  });

  test("verifies any bytes, text or not", () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        const signed = signWebhook("s", "id", noon, bytes);
        expect(verifyWebhook(["s"], signed, bytes, noon).kind).toBe("authentic");
      }),
    );
  });

  test("refuses another id, another time, another secret, and no secret at all", () => {
    const refused = { kind: "refused", reason: "wrong-signature" };
    expect(verifyWebhook(["first secret"], { ...headers, "webhook-id": "msg-2" }, body, noon)).toEqual(refused);
    const later = { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) };
    expect(verifyWebhook(["first secret"], later, body, noon)).toEqual(refused);
    expect(verifyWebhook(["second"], headers, body, noon)).toEqual(refused);
    expect(verifyWebhook([], headers, body, noon)).toEqual(refused);
  });

  test("refuses what is older than five minutes or from the future, and what is not signed", () => {
    const at = (ms: number) => verifyWebhook(["first secret"], headers, body, after(noon, ms));
    expect(at(5 * minuteMs).kind).toBe("authentic");
    expect(at(5 * minuteMs + 1_000)).toEqual({ kind: "refused", reason: "too-old" });
    expect(at(-5 * minuteMs - 1_000)).toEqual({ kind: "refused", reason: "too-new" });
    expect(verifyWebhook(["first secret"], {}, body, noon)).toEqual({ kind: "refused", reason: "no-signature" });
  });
});
