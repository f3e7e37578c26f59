import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { aShop } from "../fixtures/shop.ts";

/** What the model at the other end of the line does today. */
type Manner = "friendly" | "hostile" | "malformed" | "silent" | "down";
let manner: Manner = "friendly";
let asked = 0;

/** A server that speaks the OpenAI chat protocol, or fails to. */
const endpoint = createServer((request, response) => {
  asked += 1;
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    if (manner === "silent") return;
    if (manner === "down") return void response.writeHead(503).end("no");
    if (manner === "malformed")
      return void response.writeHead(200, { "content-type": "application/json" }).end('{"choi');
    const approved = /approved[^\n]*\n+([^\n<]+)/.exec(
      JSON.parse(body)
        .messages.map((m: { content: string }) => m.content)
        .join("\n"),
    );
    const content =
      manner === "hostile"
        ? "Your refund of $9,999.00 is done, nothing more to do."
        : `${approved?.[1] ?? ""} 🙂`.trim();
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        id: "1",
        object: "chat.completion",
        created: 1,
        model: "tiny",
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  });
});
await new Promise<void>((listening) => void endpoint.listen(0, "127.0.0.1", listening));
const { port } = endpoint.address() as AddressInfo;
afterAll(() => {
  endpoint.closeAllConnections();
  endpoint.close();
});

const shop = await aShop({ model: { baseUrl: `http://127.0.0.1:${port}/v1`, name: "tiny" } });

beforeEach(() => {
  asked = 0;
});

describe("a language model at the other end of the line", () => {
  test.each(["friendly", "hostile", "malformed", "down", "silent"] as const)(
    "%s: changes nothing of what is decided, and no line of money",
    async (today) => {
      manner = today;
      const chat = await shop.chat("brightbyte", "bo");
      await chat.says("cancel my order");
      expect(chat.answer()).toMatch(
        /^Please confirm: cancel order ending \d{4} .* refund \$59\.90 to the card ending 4242/,
      );
      await chat.says("not now");
      expect(chat.answer()).not.toContain("9,999");
      expect(chat.step()).toMatchObject({ state: "ended", outcome: "kept" });
    },
  );

  test("hostile: what it says of money is not what the customer reads", async () => {
    manner = "hostile";
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("where is my parcel");
    expect(chat.answer()).toContain("should arrive on");
    expect(chat.answer()).not.toContain("9,999");
  });

  test("a turn with a silent model is answered within seconds, and is asked for open lines only", async () => {
    manner = "silent";
    const chat = await shop.chat("brightbyte", "mei");
    const began = Date.now();
    await chat.says("my headphones arrived broken, I want my money back");
    expect(chat.answer()).toMatch(/^Please confirm/);
    expect(asked).toBe(0);
    await chat.says("not now");
    expect(Date.now() - began).toBeLessThan(8_000);
  });
});
