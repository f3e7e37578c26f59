import { describe, expect, test } from "vitest";
import { createLog, maskText, namesPersonalData } from "./log.ts";

/** Lines as text, so that a test sees exactly what a disk would. */
function aLog() {
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
  return { log, written: () => lines.join("") };
}

const phone = "13812345678";
const email = "mei.lin@example.com";
const street = "88 Wensan Road";
const secrets = [phone, email, street, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZWkifQ.c2lnbmF0dXJl", "where is my dress"];

describe("a log", () => {
  test("keeps nothing personal of a request, wherever it stands", () => {
    const { log, written } = aLog();
    const token = secrets[3];
    log.info(
      {
        authorization: `Bearer ${token}`,
        conversationToken: token,
        customer: { phone, email, shippingAddress: street, recipient: "Mei Lin" },
        messages: [{ from: "customer", text: "where is my dress" }],
        deep: { order: { parcel: { contactMobile: Number(phone) } } },
        count: 3,
      },
      `call ${phone} or write to ${email}`,
    );

    for (const secret of [...secrets, "Mei Lin"]) expect(written()).not.toContain(secret);
    expect(written()).toContain('"count":3');
  });

  test("masks what an error quotes, and drops what a library hung on it", () => {
    const { log, written } = aLog();
    const cause = Object.assign(new Error(`duplicate key: Key (phone)=(${phone}) already exists`), {
      code: "23505",
      detail: `row of ${email}`,
      parameters: [street],
    });
    log.error(new Error("The order was not saved", { cause }));

    for (const secret of secrets) expect(written()).not.toContain(secret);
    expect(written()).toContain("The order was not saved");
    expect(written()).toContain("23505");
    expect(written()).toContain("log.test.ts");
  });

  test("shrinks a request to its method and route", () => {
    const { log, written } = aLog();
    log.warn({
      req: {
        id: "r1",
        method: "GET",
        url: `/v1/customers/${phone}?token=abc`,
        headers: { cookie: "a=b" },
        routeOptions: { url: "/v1/customers/:id" },
        ip: "203.0.113.9",
      },
    });
    expect(JSON.parse(written())).toMatchObject({
      request: { id: "r1", method: "GET", route: "/v1/customers/:id" },
    });
    expect(written()).not.toContain(phone);
    expect(written()).not.toContain("203.0.113.9");
  });

  test("writes no machinery, however it got in", () => {
    const { log, written } = aLog();
    log.info({ held: Buffer.from(phone), table: new Map([["who", email]]) }, "kept %o", { phone });
    for (const secret of secrets) expect(written()).not.toContain(secret);
  });

  test("survives a ring of objects", () => {
    const { log, written } = aLog();
    const ring: Record<string, unknown> = { name: "ring" };
    ring["self"] = ring;
    log.info({ ring });
    expect(written()).toContain("[deeper]");
  });

  test("does the same for what a child log carries along", () => {
    const { log, written } = aLog();
    log.child({ requestId: "r7", customerPhone: phone }).info("done");
    expect(written()).toContain("r7");
    expect(written()).not.toContain(phone);
  });
});

describe("namesPersonalData", () => {
  test("goes by the words of a name", () => {
    const personal = [
      "Authorization",
      "set-cookie",
      "apiKey",
      "phone_number",
      "receiverAddress",
      "text",
      "emailOf",
      "ip",
    ];
    const plain = ["textLength", "orderId", "count", "context", "tokenised", "merchantId", "step", "bodyBytes"];
    expect(personal.filter((name) => !namesPersonalData(name))).toEqual([]);
    expect(plain.filter((name) => namesPersonalData(name))).toEqual([]);
  });
});

describe("maskText", () => {
  test("hides the values of a query and keeps the path", () => {
    expect(maskText("GET /v1/orders?token=abc&cursor=xyz")).toBe("GET /v1/orders?token=[value]&cursor=[value]");
  });

  test("leaves ids and amounts readable", () => {
    const plain = "order 2026112400017 of 199.00 failed at step 3";
    expect(maskText(plain)).toBe(plain);
  });
});
