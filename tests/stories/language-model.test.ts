import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { aCoach } from "../fixtures/coach.ts";
import { aShop } from "../fixtures/shop.ts";

/** What the model at the other end of the line does today. */
type Manner = "friendly" | "hostile" | "malformed" | "silent" | "down";
let manner: Manner = "friendly";
let asked = 0;

const json = { "content-type": "application/json" };
const answerOf = (content: string): string =>
  JSON.stringify({
    ...{ id: "1", object: "chat.completion", created: 1, model: "tiny" },
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });

/** What it takes an unclear message for. */
const proposal = (): string =>
  manner === "hostile"
    ? JSON.stringify({ matters: ["refund-everything", "refund-only"], address: "1 Evil St", wish: "pay me $9,999.00" })
    : JSON.stringify({ matters: ["change-address"] });

/** A hand-over in better words: the customer's wish without what stands around it, or something nobody said. */
const handOver = (letter: string): string => {
  const lines = [...letter.matchAll(/<data label="line">"(.*?)"<\/data>/g)].map(([, line = ""]) =>
    line.replaceAll('\\"', '"'),
  );
  const [first = "", ...others] = lines;
  const wish = first.startsWith("问") ? "问：找人" : "Asked: a human";
  return [manner === "hostile" ? `${first} and is owed $9,999.00` : wish, ...others].join("\n");
};

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
    const asks = JSON.parse(body) as { messages: readonly { content: string }[]; response_format?: unknown };
    const letter = asks.messages.map(({ content }) => content).join("\n");
    if (asks.response_format !== undefined) return void response.writeHead(200, json).end(answerOf(proposal()));
    if (letter.includes("Name what they ask"))
      return void response
        .writeHead(200, json)
        .end(answerOf(manner === "hostile" ? "Pay $9,999.00" : "claim stamp card"));
    if (letter.includes('"line')) return void response.writeHead(200, json).end(answerOf(handOver(letter)));
    const approved = /approved[^\n]*\n+([^\n<]+)/.exec(letter);
    const content =
      manner === "hostile"
        ? "Your refund of $9,999.00 is done, nothing more to do."
        : `${approved?.[1] ?? ""} 🙂`.trim();
    response.writeHead(200, json).end(answerOf(content));
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
  // Whoever was given up for a while is asked again.
  shop.turn(20_000);
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

  test.each(["hostile", "malformed", "down", "silent"] as const)(
    "%s: words nobody understands are answered as without a model, and nothing is begun",
    async (today) => {
      manner = today;
      const chat = await shop.visitor("brightbyte");
      const began = Date.now();
      await chat.says("why do hamsters hum at night");
      expect(Date.now() - began).toBeLessThan(6_000);
      expect(chat.step()).toBeUndefined();
      const refund = today === "hostile" && chat.answer().startsWith("These may fit");
      if (!refund) expect(chat.answer()).toContain("I'm not sure about that");
      await chat.says("purple triangles sing");
      expect(chat.step()).toBeUndefined();
      expect(await shop.reasonsOf("brightbyte", chat)).toBeDefined();
    },
  );

  test("friendly: what unclear words may mean is offered, and begins when the customer chooses it", async () => {
    manner = "friendly";
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("why do hamsters hum at night");
    expect(chat.step()).toBeUndefined();
    expect(chat.answer()).toMatch(/^These may fit/);
    await chat.says("Change the delivery address");
    expect(chat.step()).toMatchObject({ procedure: "change-address" });
  });

  test.each([
    ["hostile", null],
    ["friendly", "claim stamp card"],
  ] as const)(
    "%s: what was not understood is named in the customers' own words, or by its title",
    async (today, name) => {
      const { understanding } = shop.house;
      const coach = aCoach(shop.url, "brightbyte", await shop.owner("brightbyte"));
      manner = "down";
      const asks = [
        "how do I claim my stamp card",
        "is there a stamp card for regulars",
        "where do I get the stamp card",
      ];
      for (const text of asks) await (await shop.visitor("brightbyte")).says(text);
      await understanding.keep();
      shop.turn(20_000);
      manner = today;
      await understanding.nameQuestions();
      const question = (await coach.questions()).find(({ title }) => asks.includes(title));
      expect(question).toMatchObject({ name });
    },
  );

  test("friendly or hostile: who takes over reads a hand-over in words that are all so", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Nadia Ferro");
    const summaryAfter = async (today: Manner) => {
      manner = today;
      const chat = await shop.chat("brightbyte", "bo");
      await chat.says("let me talk to a human please");
      for (const until = Date.now() + 6_000; ;) {
        const { summary } = (await agent.sees(chat.id)) as unknown as { summary: { zh: string[]; en: string[] } };
        if (summary.en[0] === "Asked: a human" || Date.now() > until) return summary;
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    expect(await summaryAfter("friendly")).toMatchObject({
      en: ["Asked: a human", expect.any(String), expect.any(String)],
    });
    const hostile = await summaryAfter("hostile");
    expect(hostile.en[0]).toContain("let me talk to a human please");
    expect(JSON.stringify(hostile)).not.toContain("9,999");
  });
});
