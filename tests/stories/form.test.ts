import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Chat } from "../fixtures/chat.ts";
import { type Answer, bearer, call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

type Press = {
  readonly move: string;
  readonly fact?: string;
  readonly label?: string;
  readonly freeText?: boolean;
  readonly choices?: readonly { readonly id: string; readonly label: string }[];
};
type Standing = {
  readonly speaker: string;
  readonly atWork: boolean;
  readonly run: { readonly id: string; readonly procedure: string; readonly state: string } | null;
  readonly order: { readonly number: string } | null;
  readonly question: { readonly text: string; readonly strict: boolean } | null;
  readonly asked: number;
  readonly moves: readonly Press[];
  readonly said: readonly { readonly text: string }[];
  readonly promises: readonly { readonly text: string; readonly state: string }[];
  readonly effects: readonly { readonly action: string; readonly state: string }[];
  readonly type?: string;
};

/** A customer with the form of their conversation before them. */
function aForm({ id, token, settle }: Chat) {
  const base = `${shop.url}/v1/customer/conversations/${id}`;
  const headers = bearer(token);
  const post = (path: string, body: unknown, key?: string): Promise<Answer<Standing & { open?: readonly Press[] }>> =>
    call(`${base}/${path}`, { headers: { ...headers, ...(key ? { "idempotency-key": key } : {}) }, body });
  return {
    post,
    offered: async () => {
      const { body } = await call<{ procedures: { id: string; title: { zh: string; en: string } }[] }>(
        `${base}/procedures`,
        { headers },
      );
      return body.procedures;
    },
    stands: async (): Promise<Standing> => {
      await settle();
      return (await call<Standing>(`${base}/form`, { headers })).body;
    },
    begins: (procedure: string) => post("runs", { procedure }),
    presses: (move: unknown, key?: string) => post("moves", move, key),
  };
}

const formOf = async (slug: Slug, customer: string) => {
  const chat = await shop.chat(slug, customer);
  return { chat, form: aForm(chat) };
};

/** Presses through the questions before the read-back: always the first choice. */
async function toReadBack(form: ReturnType<typeof aForm>): Promise<Standing> {
  for (let stands = await form.stands(); ; stands = await form.stands()) {
    const [move] = stands.moves;
    if (move?.move !== "answer") return stands;
    const value = move.choices?.[0]?.id ?? "too small";
    expect((await form.presses({ move: "answer", fact: move.fact, value })).status).toBe(200);
  }
}

describe("who would rather press than write", () => {
  test("is offered what this shop can do, in both languages, and a visitor only what is about no order", async () => {
    const { form } = await formOf("yunshang", "mei");
    const offered = await form.offered();
    expect(offered).toContainEqual({ id: "return-and-refund", title: { zh: "退货退款", en: expect.any(String) } });
    expect(offered.map(({ id }) => id)).not.toContain("find-order");
    const visitor = aForm(await shop.visitor("yunshang"));
    const theirs = (await visitor.offered()).map(({ id }) => id);
    expect(theirs).not.toContain("return-and-refund");
    expect(theirs.length).toBeGreaterThan(0);
    expect(await visitor.begins("return-and-refund")).toMatchObject({
      status: 403,
      body: { type: "urn:ruyi:problem:identity-needed" },
    });
  });

  test("gets a refund by pressing alone: question by question, a read-back, its own yes", async () => {
    const { chat, form } = await formOf("yunshang", "mei");
    const begun = await form.begins("return-and-refund");
    expect(begun).toMatchObject({ status: 201, body: { run: { procedure: "return-and-refund" } } });
    const readBack = await toReadBack(form);
    expect(readBack.question).toMatchObject({ strict: true, text: expect.stringMatching(/请确认/) });
    expect(readBack.moves.map(({ move }) => move)).toEqual(["confirm", "decline", "stop"]);
    expect(readBack.order?.number).toMatch(/\d/);

    expect((await form.presses({ move: "confirm", asked: readBack.asked })).status).toBe(200);
    await chat.hears(({ kind, state }) => kind === "effect" && state === "done");
    await expect
      .poll(async () => (await form.stands()).effects)
      .toContainEqual(expect.objectContaining({ action: "refund", state: "done" }));
    const pressed = chat.messages().filter(({ from }) => from === "customer");
    expect(pressed.every(({ channel }) => channel === "form")).toBe(true);
    expect(pressed.at(-1)?.["text"]).toBe(readBack.moves[0]?.label);
  });

  test("stands in the log of the run as the customer, by the form", async () => {
    const { chat, form } = await formOf("brightbyte", "mei");
    await form.begins("return-and-refund");
    const { run } = await toReadBack(form);
    const { headers } = await shop.owner("brightbyte");
    const { body } = await call<{ log: { kind: string; actor: string; actorId: string; channel?: string }[] }>(
      `${shop.url}/v1/merchants/brightbyte/conversations/${chat.id}/runs/${run?.id}/log`,
      { headers },
    );
    expect(body.log[0]).toMatchObject({ kind: "started", actor: "customer", actorId: "mei", channel: "form" });
    expect(body.log.filter(({ kind }) => kind === "looked-up").every(({ channel }) => channel === undefined)).toBe(
      true,
    );
  });

  test("is refused a move that is not open, and told which are", async () => {
    const { form } = await formOf("yunshang", "mei");
    expect(await form.presses({ move: "stop" })).toMatchObject({ status: 409, body: { open: [] } });
    await form.begins("return-and-refund");
    const { moves } = await form.stands();
    const refused = await form.presses({ move: "decline" });
    expect(refused).toMatchObject({ status: 409, body: { type: "urn:ruyi:problem:move-not-open" } });
    expect(refused.body.open?.map(({ move }) => move)).toEqual(moves.map(({ move }) => move));
    const unknown = await form.presses({ move: "answer", fact: moves[0]?.fact, value: "no such choice" });
    expect(unknown).toMatchObject({ status: 409, body: { type: expect.stringMatching(/not-a-choice$/) } });
    expect(await form.begins("find-order")).toMatchObject({ status: 404 });
  });

  test("says yes only to the read-back in sight", async () => {
    const { chat, form } = await formOf("dailyfresh", "mei");
    await form.begins("return-and-refund");
    const before = await toReadBack(form);
    expect(before.moves[0]?.move).toBe("confirm");
    // In another window of theirs the same thing is asked once more.
    await chat.says("嗯？");
    const after = await form.stands();
    expect(after.asked).toBeGreaterThan(before.asked);
    expect(await form.presses({ move: "confirm", asked: before.asked })).toMatchObject({
      status: 409,
      body: { type: "urn:ruyi:problem:move-was-asked-anew" },
    });
    expect(await form.presses({ move: "confirm" })).toMatchObject({ status: 400 });
    expect((await form.stands()).effects).toEqual([]);
  });

  test("presses once, however often it is sent", async () => {
    const { chat, form } = await formOf("brightbyte", "kai");
    await form.begins("talk-to-a-person");
    const other = await formOf("brightbyte", "lin");
    const key = randomUUID();
    const first = await other.form.post("runs", { procedure: "return-and-refund" }, key);
    const again = await other.form.post("runs", { procedure: "return-and-refund" }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    await other.chat.settle();
    expect(other.chat.messages().filter(({ from }) => from === "customer")).toHaveLength(1);
    await chat.settle();
    // Nobody gets the answer of another's key.
    expect((await form.post("runs", { procedure: "return-and-refund" }, key)).body).not.toEqual(first.body);
  });

  test("goes on in the chat where the form left off, and is not asked what colleagues are", async () => {
    const { chat, form } = await formOf("yunshang", "kai");
    await form.begins("return-and-refund");
    await form.stands();
    await chat.says("转人工");
    const stands = await form.stands();
    expect(stands.speaker).toBe("queue");
    expect(stands.moves.every(({ move, choices }) => move !== "answer" || (choices?.length ?? 0) > 0)).toBe(true);
    expect(JSON.stringify(stands)).not.toMatch(/"needs"|"authority"|"then"|"overrides?"/);
    expect(await form.begins("invoice")).toMatchObject({
      status: 409,
      body: { type: "urn:ruyi:problem:with-a-person" },
    });
  });
});
