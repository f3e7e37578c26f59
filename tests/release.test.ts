import { describe, expect, test } from "vitest";
import { call } from "./fixtures/http.ts";
import { aShop } from "./fixtures/shop.ts";

/*
 * An author changes what the shop says, the check keeps an unsound change out, customers hear the new words from the moment
 * they are in force, what has begun goes on as it was, and one move brings the old words back.
 */
const shop = await aShop();
const base = `${shop.url}/v1/merchants/brightbyte/procedures/return-and-refund`;
const at = (path: string) => `${base}/${path}`;

type Draft = { hash: string | null; findings: { rule: string; at: string }[] };
type Released = { number: number; hash: string | null; inForce: boolean; restores: number | null };

const changed = (en: string) => ({
  kind: "adaptation",
  changes: { "give-back": { phrases: { kept: { zh: "好，留着也好。", en } } } },
});

describe("a merchant's own words", async () => {
  const { headers } = await shop.hires("author", "brightbyte", "Ada Author");
  const admin = await shop.hires("admin", "brightbyte", "Ben Boss");
  const put = (body: unknown) => call<Draft>(at("draft"), { method: "PUT", headers, body });
  const release = (body: unknown, by = headers) =>
    call<Released & { type: string; findings?: unknown[] }>(at("releases"), { headers: by, body });
  const hears = async (customer: string): Promise<string> => {
    const chat = await shop.chat("brightbyte", customer);
    await chat.says("I want to return something");
    await chat.picks("no");
    return chat.transcript();
  };

  test("are not released while the check finds something, and it says what", async () => {
    const draft = await put(changed("Hello {nobody.name}"));
    expect(draft.body.findings).toContainEqual(expect.objectContaining({ rule: "variable" }));
    const refused = await release({ reason: "friendlier" });
    expect(refused.status).toBe(409);
    expect(refused.body.findings).toHaveLength(draft.body.findings.length);
    expect(await hears("bo")).not.toContain("Hello");
  });

  test("are heard from the moment they are in force, by those who begin then", async () => {
    await put(changed("All right, keep our things."));
    const soon = new Date(shop.clock.now().getTime() + 3_600_000).toISOString();
    const made = await release({ reason: "friendlier", effectiveAt: soon });
    expect(made).toMatchObject({ status: 201, body: { number: 1, inForce: false } });
    const begun = await shop.chat("brightbyte", "bo");
    await begun.says("I want to return something");
    shop.turn(3_700_000);
    expect(await hears("bo")).toContain("All right, keep our things.");
    const waiting = await call<{ items: { canMove: boolean; reasons: unknown[] }[] }>(at("migration"), { headers });
    expect(waiting.body.items).toEqual([expect.objectContaining({ canMove: true, reasons: [] })]);
    // What began before goes on in the version it began with.
    await begun.picks("no");
    expect(begun.transcript()).not.toContain("our things");
    const { body } = await call<{ items: Released[] }>(at("releases"), { headers });
    expect(body.items).toEqual([expect.objectContaining({ number: 1, inForce: true, hash: made.body.hash })]);
    const view = await call<{ hash: string; inForce: boolean }>(base, { headers });
    expect(view.body).toMatchObject({ hash: made.body.hash, inForce: true });
  });

  test("are taken back in one move, with the reason in the audit", async () => {
    const back = await call<Released>(at("rollback"), {
      headers: admin.headers,
      body: { reason: "customers misread it" },
    });
    expect(back).toMatchObject({ status: 201, body: { number: 2, restores: 0, hash: null, inForce: true } });
    expect(await hears("bo")).not.toContain("our things");
    const again = await call(at("rollback"), { headers: admin.headers, body: { reason: "once more" } });
    expect(again.status).toBe(409);
    const { body } = await call<{ items: { action: string; after: { reason?: string } }[] }>(
      `${shop.url}/v1/merchants/brightbyte/audit?action=procedure.rolled-back`,
      { headers: admin.headers },
    );
    expect(body.items[0]?.after.reason).toBe("customers misread it");
  });

  test("are tried on past cases first", async () => {
    await put(changed("Somebody will be with you."));
    const tried = await call<{ cases: number; changed: unknown[] }>(at("draft/rehearsal"), { method: "POST", headers });
    expect(tried.status).toBe(200);
    expect(tried.body.changed).toEqual([]);
  });

  test("are written as a whole text, of which each fault has its line, and its case is played", async () => {
    type Texts = { standsAbove: boolean; files: { id: string; text: string; own: boolean }[] };
    type Read = {
      sameAsInForce: boolean;
      changes: { words: { en: string } }[] | null;
      findings: { rule: string; at: string; file: string; line: number | null; words: { zh: string; en: string } }[];
    };
    const { body: texts } = await call<Texts>(at("text"), { headers });
    const textOf = (file: string): string => texts.files.find((each) => each.id === file)?.text ?? "";
    expect(texts).toMatchObject({ standsAbove: true, files: [{ id: "return-and-refund", own: false }, {}, {}, {}] });
    const reads = (text: string, parts = {}) =>
      call<Read>(at("draft/reading"), { headers, body: { kind: "text", text, parts } });

    const text = textOf("return-and-refund");
    expect((await reads(text)).body).toMatchObject({ sameAsInForce: true, findings: [], changes: [] });
    const locked = await reads(text.replace("start: find", "start: check"));
    expect(locked.body.findings).toMatchObject([{ rule: "locked", at: "start", file: "return-and-refund" }]);
    expect(text.split("\n")[(locked.body.findings[0]?.line ?? 0) - 1]).toBe("start: find");

    const part = textOf("give-back").replace(
      /(\n {2}kept:\n(?: {4}strict: \w+\n)? {4}zh: ).*/,
      "$1好的{nobody.name}。",
    );
    const holed = await reads(text, { "give-back": part });
    expect(holed.body.changes).toEqual([expect.objectContaining({ what: "phrase" })]);
    const hole = holed.body.findings.find(({ rule, file }) => rule === "variable" && file === "give-back");
    expect(hole).toMatchObject({ words: { zh: expect.stringContaining("填不上") } });
    expect(part.split("\n")[(hole?.line ?? 0) - 1]).toMatch(/kept/);
    const content = { kind: "text", text, parts: { "give-back": part } };
    // A sentence of the procedure itself: the play comes to it, and breaks where it would be said.
    const broken = text.replace(/(\n {2}nothing-found:\n {4}zh: ).*/, "$1好的{nobody.name}。");
    const [own] = (await reads(broken)).body.findings.filter(({ rule }) => rule === "variable");
    const played = await call<{ lines: { who: string; words: { en: string } }[] }>(at("draft/play"), {
      headers,
      body: { content: { kind: "text", text: broken, parts: {} }, finding: { rule: own?.rule, at: own?.at } },
    });
    expect(played.status).toBe(200);
    expect(played.body.lines.length).toBeGreaterThan(1);

    await put(content);
    expect((await call<Texts>(at("text?of=draft"), { headers })).body.files).toContainEqual(
      expect.objectContaining({ id: "give-back", own: true, text: part }),
    );
    expect((await call(at("draft"), { method: "DELETE", headers })).status).toBe(204);
    expect((await call(at("text?of=draft"), { headers })).status).toBe(404);
  });

  test("are no agent's to write or release", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Cy Agent");
    const body = changed("Hi.");
    expect((await call(at("draft"), { method: "PUT", headers: agent.headers, body })).status).toBe(403);
    expect((await release({ reason: "mine" }, agent.headers)).status).toBe(403);
    expect((await call(at("rollback"), { headers: agent.headers, body: { reason: "mine" } })).status).toBe(403);
  });
});
