import { describe, expect, test } from "vitest";
import { call } from "./fixtures/http.ts";
import { aShop } from "./fixtures/shop.ts";

/*
 * A business and the platform release for all shops below them: those that have nothing of their own say the new words, what is locked
 * above is not changed below, and nobody releases for a place that is not theirs.
 */
const shop = await aShop();
const id = "return-and-refund";
const { businessId } = shop.merchant("brightbyte");
const ofBusiness = `${shop.url}/v1/businesses/${businessId}/procedures/${id}`;
const ofPlatform = `${shop.url}/v1/platform/procedures/${id}`;
const owner = await shop.owner("brightbyte");

const saying = (en: string, locks: readonly string[] = []) => ({
  kind: "adaptation",
  changes: { "give-back": { phrases: { kept: { zh: "好，留着也好。", en } }, locks } },
});

type Released = {
  number: number;
  hash: string;
  inForce: boolean;
  restores: number | null;
  behind: boolean;
  type: string;
};

/** Somebody with a post of this role at a business. */
async function hiredAt(business: string, role: string, email: string): Promise<Record<string, string>> {
  const body = { name: email, email, post: { role, at: { kind: "business", businessId: business } } };
  const { body: made } = await call<{ id: string }>(`${shop.url}/v1/staff`, { headers: owner.headers, body });
  const link = await call<{ token: string }>(`${shop.url}/v1/staff/${made.id}/sign-in-link`, {
    method: "POST",
    headers: owner.headers,
  });
  const { body: signedIn } = await call<{ token: string }>(`${shop.url}/v1/sign-in/link`, {
    body: { token: link.body.token, carry: "token" },
  });
  return { authorization: `Bearer ${signedIn.token}` };
}

const hears = async (slug: "brightbyte", customer: string): Promise<string> => {
  const chat = await shop.chat(slug, customer);
  await chat.says("I want to return something");
  await chat.picks("no");
  return chat.transcript();
};

describe("above the shops", async () => {
  const headers = await hiredAt(businessId, "author", "house@ruyi.example");
  const author = await shop.hires("author", "brightbyte", "Ada Author");

  test("content is checked before it is released, and nothing is kept of it", async () => {
    const unsound = saying("Hello {nobody.name}");
    const checked = await call<{ findings: { rule: string }[]; hash: string | null }>(`${ofBusiness}/check`, {
      headers,
      body: { content: unsound },
    });
    expect(checked.body.findings).toContainEqual(expect.objectContaining({ rule: "variable" }));
    const refused = await call<Released>(`${ofBusiness}/releases`, {
      headers,
      body: { content: unsound, reason: "kinder" },
    });
    expect(refused).toMatchObject({ status: 409, body: { type: expect.stringContaining("content-not-sound") } });
    expect((await call<{ items: unknown[] }>(`${ofBusiness}/releases`, { headers })).body.items).toEqual([]);
  });

  test("a business's words are said in its shops, and what it locks no shop changes", async () => {
    const content = saying("All right, the house says keep them.", ["phrases.kept"]);
    const made = await call<Released>(`${ofBusiness}/releases`, { headers, body: { content, reason: "one voice" } });
    expect(made).toMatchObject({ status: 201, body: { number: 1, inForce: true, restores: null, behind: false } });
    expect(await hears("brightbyte", "bo")).toContain("the house says keep them");
    const own = await call<{ findings: { rule: string }[] }>(
      `${shop.url}/v1/merchants/brightbyte/procedures/${id}/draft`,
      { method: "PUT", headers: author.headers, body: saying("Ours.") },
    );
    expect(own.body.findings).toContainEqual(expect.objectContaining({ rule: "locked" }));
  });

  test("what the platform releases later leaves the business's release behind, until that is taken back", async () => {
    const content = saying("All right, everybody keeps them.");
    const made = await call<Released>(`${ofPlatform}/releases`, {
      headers: owner.headers,
      body: { content, reason: "for all" },
    });
    expect(made).toMatchObject({ status: 201, body: { number: 1, inForce: true } });
    expect(await hears("brightbyte", "bo")).toContain("the house says");
    const { body } = await call<{ items: Released[] }>(`${ofBusiness}/releases`, { headers });
    expect(body.items).toMatchObject([{ number: 1, inForce: true, behind: true }]);
    const back = await call<Released>(`${ofBusiness}/rollback`, { headers, body: { reason: "the platform knows" } });
    expect(back).toMatchObject({ status: 201, body: { number: 2, restores: 0 } });
    expect(await hears("brightbyte", "bo")).toContain("everybody keeps them");
    expect((await call(`${ofBusiness}/rollback`, { headers, body: { reason: "again" } })).status).toBe(409);
  });

  test("releases are the place's own people's: nobody below, beside or of too small a role", async () => {
    const { body: other } = await call<{ id: string }>(`${shop.url}/v1/businesses`, {
      headers: owner.headers,
      body: { name: { zh: "别家", en: "Another house" } },
    });
    const strangers = await hiredAt(other.id, "admin", "other@ruyi.example");
    const reader = await hiredAt(businessId, "auditor", "reader@ruyi.example");
    const body = { content: saying("Mine."), reason: "mine" };
    const at = async (url: string, by: Record<string, string>): Promise<number> =>
      (await call(`${url}/releases`, { headers: by, body })).status;
    expect([await at(ofBusiness, strangers), await at(ofBusiness, author.headers)]).toEqual([404, 404]);
    expect([await at(ofBusiness, reader), await at(ofPlatform, headers), await at(ofPlatform, strangers)]).toEqual([
      403, 403, 403,
    ]);
    expect((await call(`${ofBusiness}/releases`, { headers: reader })).status).toBe(200);
    expect((await call(`${ofPlatform}/releases`, { headers })).status).toBe(403);
    expect(
      (
        await call(`${shop.url}/v1/businesses/${crypto.randomUUID()}/procedures/${id}/releases`, {
          headers: owner.headers,
        })
      ).status,
    ).toBe(404);
  });

  test("the audit above the shops says who released what, and why", async () => {
    const { body } = await call<{ items: { action: string; subject: string; after: { reason: string } }[] }>(
      `${shop.url}/v1/audit?subject=procedure:${id}`,
      { headers: owner.headers },
    );
    expect(body.items.map(({ action, after }) => `${action}: ${after.reason}`)).toEqual([
      "procedure.rolled-back: the platform knows",
      "procedure.released: for all",
      "procedure.released: one voice",
    ]);
  });
});
