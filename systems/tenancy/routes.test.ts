import { describe, expect, test } from "vitest";
import type { MerchantId } from "@ruyi/kernel";
import { createLog, createHttpServer, createMetrics } from "@ruyi/platform";
import { aDatabase } from "@ruyi/platform/testing";
import { demoBusiness, demoStaff, type Merchant, placeOf, type Post, seedTenancy } from "./index.ts";
import { permissions } from "./permissions.ts";
import { addTenancyRoutes } from "./routes.ts";
import { aMerchantDraft, aTenancy, theSystem } from "./testing.ts";

const database = await aDatabase();
const { tenancy, clock } = aTenancy(database);
const logged: string[] = [];
let requests = 0;
const app = await createHttpServer({
  log: createLog({ level: "debug", destination: { write: (line: string) => void logged.push(line) } }),
  metrics: createMetrics(),
  clock,
  newRequestId: () => `request-${(requests += 1)}`,
});
addTenancyRoutes(app, {
  tenancy,
  database,
  clock,
  world: {
    shopSeen: () => Promise.resolve({ kind: "demo", orders: 3_012 }),
    hasConversation: () => Promise.resolve(false),
  },
});
await app.ready();

const shops = ["yunshang", "brightbyte", "dailyfresh"].map((slug, index) => {
  const { defaultLanguage: _language, ...draft } = aMerchantDraft({ slug });
  return { ...draft, id: `01900000-0000-7000-8000-00000000000${index + 1}` as MerchantId };
});
await seedTenancy(tenancy, { business: demoBusiness, merchants: shops, staff: demoStaff });

const theShop = async (slug: string): Promise<Merchant> => {
  const merchant = await tenancy.merchantBySlug(slug);
  if (!merchant) throw new Error(`The demo has a shop called ${slug}.`);
  return merchant;
};

type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly cookie: string };
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

async function ask(
  method: Method,
  url: string,
  headers: Record<string, string> = {},
  payload?: object,
): Promise<Answer> {
  const response = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  const body = response.body === "" ? {} : (response.json() as Record<string, unknown>);
  return { status: response.statusCode, body, cookie: String(response.headers["set-cookie"] ?? "") };
}

/** Somebody of the demo, or a new colleague, signed in by a link; how their requests are signed. */
async function as(who: string | Post): Promise<Record<string, string>> {
  let id = (await tenancy.listStaff({ kind: "platform" }, { limit: 200 })).find(({ email }) => email === who)?.id;
  if (typeof who !== "string") {
    const draft = { name: "New", email: `new-${(requests += 1)}@shop.example`, post: who };
    const made = await tenancy.createStaff(theSystem, draft);
    if (made.kind === "done") id = made.staff.id;
  }
  if (!id) throw new Error("There is nobody of that name.");
  const issued = await tenancy.issueSignInLink(theSystem, id);
  if (issued.kind === "refused") throw new Error(issued.reason);
  const { body } = await ask("POST", "/v1/sign-in/link", {}, { token: issued.link.token, carry: "token" });
  return { authorization: `Bearer ${String(body["token"])}` };
}

describe("the first owner", () => {
  test("comes by the printed link, sets a password, and signs in with it from then on", async () => {
    const link = await tenancy.ensureFirstOwner();
    const came = await ask("POST", "/v1/sign-in/link", {}, { token: link?.token ?? "" });
    expect(came.body).toMatchObject({ staff: { hasPassword: false, post: { role: "owner" } } });
    expect(came.body).not.toHaveProperty("token");
    expect(came.cookie).toMatch(/^ruyi_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);

    const cookie = came.cookie.split(";")[0] ?? "";
    const given = { email: "owner@ruyi.example", password: "a thousand lanterns" };
    expect((await ask("POST", "/v1/me/password", { cookie }, { ...given, password: "short" })).body).toMatchObject({
      status: 422,
      type: "urn:ruyi:problem:too-short",
    });
    expect((await ask("POST", "/v1/me/password", { cookie }, given)).status).toBe(200);
    expect((await ask("GET", "/v1/me", { cookie })).body).toMatchObject({
      staff: { email: "owner@ruyi.example", hasPassword: true },
      permissions,
      merchants: [{ slug: "yunshang" }, { slug: "brightbyte" }, { slug: "dailyfresh" }],
    });
    expect((await ask("POST", "/v1/sign-in/link", {}, { token: link?.token ?? "" })).status).toBe(401);
    const again = await ask("POST", "/v1/sign-in", {}, { ...given, carry: "token" });
    expect(again.body).toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/) });
    expect(again.cookie).toBe("");

    expect((await ask("POST", "/v1/sign-out", { cookie })).status).toBe(204);
    expect((await ask("GET", "/v1/me", { cookie })).status).toBe(401);
  });
});

describe("a session's cookie", () => {
  test("changes nothing when another site's page sends it", async () => {
    const { authorization } = await as("ruoxi@yunshang.example");
    const cookie = `ruyi_session=${authorization?.slice(7)}`;
    const foreign = { cookie, origin: "https://evil.example", host: "ruyi.shop.example" };
    expect(await ask("POST", "/v1/sign-out", foreign)).toMatchObject({ status: 403 });
    expect((await ask("GET", "/v1/me", { cookie })).status).toBe(200);
    expect(
      await ask("POST", "/v1/sign-in", { origin: "https://evil.example" }, { email: "a@b.c", password: "x" }),
    ).toMatchObject({
      status: 403,
    });
  });

  test("is taken away on signing out, here and in the house", async () => {
    const headers = await as("ruoxi@yunshang.example");
    const out = await ask("POST", "/v1/sign-out", headers);
    expect(out.cookie).toContain("ruyi_session=; Max-Age=0");
    expect((await ask("GET", "/v1/me/sessions", headers)).status).toBe(401);
  });
});

describe("signing in", () => {
  test("says how long to wait after too many wrong passwords", async () => {
    const guess = () => ask("POST", "/v1/sign-in", {}, { email: "somebody@shop.example", password: "a wrong guess" });
    for (let n = 0; n < 5; n += 1)
      expect((await guess()).body).toMatchObject({ type: "urn:ruyi:problem:wrong-email-or-password" });
    const response = await app.inject({
      method: "POST",
      url: "/v1/sign-in",
      payload: { email: "somebody@shop.example", password: "a wrong guess" },
    });
    expect([response.statusCode, response.headers["retry-after"]]).toEqual([429, "30"]);
  });

  test("lets one address hash so many passwords and no more", async () => {
    const responses = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        app.inject({
          method: "POST",
          url: "/v1/sign-in/link",
          remoteAddress: "203.0.113.9",
          payload: { token: `no-such-link-${n}` },
        }),
      ),
    );
    expect(responses.filter(({ statusCode }) => statusCode === 429)).toHaveLength(10);
  });
});

describe("staff routes", () => {
  test("let an admin welcome, see and part with an agent of their own shop", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const at = placeOf(await theShop("yunshang"));
    const made = await ask("POST", "/v1/staff", admin, {
      name: "许安 Xu An",
      email: "an@yunshang.example",
      post: { role: "agent", at },
    });
    expect(made).toMatchObject({ status: 201, body: { email: "an@yunshang.example", hasPassword: false } });
    const id = String(made.body["id"]);
    const link = await ask("POST", `/v1/staff/${id}/sign-in-link`, admin);
    expect(link.status).toBe(201);
    const came = await ask("POST", "/v1/sign-in/link", {}, { token: link.body["token"], carry: "token" });
    const agent = { authorization: `Bearer ${String(came.body["token"])}` };
    expect((await ask("GET", "/v1/me", agent)).status).toBe(200);
    expect((await ask("GET", "/v1/staff", agent)).status).toBe(403);

    const page = await ask("GET", "/v1/staff?limit=2", admin);
    const rest = await ask("GET", `/v1/staff?limit=2&cursor=${String(page.body["next"])}`, admin);
    const listed = [page, rest].flatMap(({ body }) => body["items"] as { email: string }[]).map(({ email }) => email);
    expect(listed.toSorted()).toEqual(["an", "ruoxi", "xiaoman"].map((name) => `${name}@yunshang.example`));
    expect(rest.body["next"]).toBeNull();

    expect(await ask("POST", `/v1/staff/${id}/disable`, admin)).toMatchObject({ status: 200 });
    expect((await ask("GET", "/v1/me", agent)).status).toBe(401);
  });

  test("refuse what reaches beyond one's own post, each in its way", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const [mine, next] = [placeOf(await theShop("yunshang")), placeOf(await theShop("brightbyte"))];
    const draft = (role: string, at: object) => ({ name: "New", email: "x@shop.example", post: { role, at } });
    expect((await ask("POST", "/v1/staff", admin, draft("owner", mine))).status).toBe(403);
    expect((await ask("POST", "/v1/staff", admin, draft("agent", next))).status).toBe(403);
    expect((await ask("POST", "/v1/staff", admin, draft("king", mine))).status).toBe(400);
    expect((await ask("GET", "/v1/staff?merchant=brightbyte", admin)).status).toBe(404);
    expect(
      (await ask("POST", "/v1/staff", admin, { ...draft("agent", mine), email: "tom@brightbyte.example" })).status,
    ).toBe(409);
  });
});

describe("a colleague's sessions", () => {
  test("are seen and ended by who may appoint them, one or all, and it is on record", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const agent = await as("xiaoman@yunshang.example");
    const elsewhere = await as("xiaoman@yunshang.example");
    const { id } = (await ask("GET", "/v1/me", agent)).body["staff"] as { id: string };
    const sessions = `/v1/staff/${id}/sessions`;
    const listed = (await ask("GET", sessions, admin)).body["items"] as { id: string; isThisOne: boolean }[];
    expect(listed.length).toBeGreaterThanOrEqual(2);
    expect(listed.every(({ isThisOne }) => !isThisOne)).toBe(true);

    const mine = (await ask("GET", "/v1/me/sessions", agent)).body["items"] as { id: string; isThisOne: boolean }[];
    const first = mine.find(({ isThisOne }) => isThisOne)?.id;
    expect((await ask("DELETE", `${sessions}/${first}`, admin)).status).toBe(204);
    expect((await ask("DELETE", `${sessions}/${first}`, admin)).body).toMatchObject({
      status: 404,
      type: "urn:ruyi:problem:no-such-session",
    });
    expect([await ask("GET", "/v1/me", agent), await ask("GET", "/v1/me", elsewhere)]).toMatchObject([
      { status: 401 },
      { status: 200 },
    ]);
    expect((await ask("DELETE", sessions, admin)).status).toBe(204);
    expect((await ask("GET", "/v1/me", elsewhere)).status).toBe(401);
    const trail = await ask("GET", `/v1/merchants/yunshang/audit?action=staff.sessions-ended`, admin);
    expect(trail.body["items"]).toMatchObject([{ subject: `staff:${id}` }, { after: { sessions: 1 } }]);
  });

  test("are nobody else's affair", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const [owner, next] = [await as("minglan@market.example"), await as("nadia@brightbyte.example")];
    const idOf = async (headers: Record<string, string>) =>
      ((await ask("GET", "/v1/me", headers)).body["staff"] as { id: string }).id;
    for (const id of [await idOf(owner), await idOf(next)]) {
      expect((await ask("GET", `/v1/staff/${id}/sessions`, admin)).status).toBe(404);
      expect((await ask("DELETE", `/v1/staff/${id}/sessions`, admin)).status).toBe(404);
    }
    expect((await ask("GET", `/v1/staff/${await idOf(next)}/sessions`, next)).status).toBe(403);
  });
});

describe("the list of staff", () => {
  test("tells who came when, whose link still counts, and whom the caller may manage", async () => {
    const admin = await as("tom@brightbyte.example");
    await as("nadia@brightbyte.example");
    const at = placeOf(await theShop("brightbyte"));
    const post = { role: "agent", at };
    const made = await ask("POST", "/v1/staff", admin, { name: "Ola", email: "ola@brightbyte.example", post });
    const id = String(made.body["id"]);
    const link = await ask("POST", `/v1/staff/${id}/sign-in-link`, admin);
    const { body } = await ask("GET", "/v1/staff?merchant=brightbyte", await as("priya@market.example"));
    const people = new Map((body["items"] as { email: string }[]).map((person) => [person.email, person]));
    expect(people.get("nadia@brightbyte.example")).toMatchObject({ seenAt: expect.any(String), isManageable: false });
    expect(people.get("ola@brightbyte.example")).toMatchObject({ linkUntil: link.body["expiresAt"] });
    expect(people.get("ola@brightbyte.example")).not.toHaveProperty("seenAt");
    const seenByAdmin = (await ask("GET", "/v1/staff?merchant=brightbyte", admin)).body["items"] as object[];
    expect(seenByAdmin.every((person) => "isManageable" in person && person.isManageable)).toBe(true);
  });
});

describe("the audit", () => {
  const audit = async (query: string, headers: Record<string, string>) =>
    (await ask("GET", `/v1/merchants/dailyfresh/audit${query}`, headers)).body as {
      items: { id: string; action: string; subject: string; subjectName?: string; by: object; at: string }[];
      next: string | null;
    };

  test("is asked by who, what, whom and which day, names the people, and goes on page by page", async () => {
    const owner = await as("minglan@market.example");
    const me = (await ask("GET", "/v1/me", owner)).body["staff"] as { id: string };
    const at = placeOf(await theShop("dailyfresh"));
    for (const name of ["Ana", "Ben", "Cai"]) {
      const draft = { name, email: `${name}@dailyfresh.example`, post: { role: "agent", at } };
      const made = await ask("POST", "/v1/staff", owner, draft);
      await ask("POST", `/v1/staff/${String(made.body["id"])}/disable`, owner);
    }
    const made = await ask("POST", "/v1/merchants/dailyfresh/api-keys", owner, {
      name: "order sync",
      permissions: ["order.read"],
    });
    const key = (made.body["key"] as { id: string }).id;

    const mine = await audit(`?by=staff:${me.id}`, owner);
    expect(mine.items.every(({ by }) => "name" in by && by.name === "周明岚 Zhou Minglan")).toBe(true);
    expect(mine.items.map(({ action }) => action).toSorted()).toEqual([
      "api-key.created",
      ...["staff.created", "staff.created", "staff.created", "staff.disabled", "staff.disabled", "staff.disabled"],
    ]);
    const disabled = await audit("?action=staff.disabled", owner);
    expect(disabled.items.map(({ subjectName }) => subjectName).toSorted()).toEqual(["Ana", "Ben", "Cai"]);
    expect(await audit(`?subject=api-key:${key}&by=staff:${me.id}`, owner)).toMatchObject({
      items: [{ subjectName: "order sync", action: "api-key.created" }],
      next: null,
    });
    const first = await audit("?action=staff.disabled&limit=2", owner);
    const rest = await audit(`?action=staff.disabled&limit=2&cursor=${first.next}`, owner);
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(disabled.items.map(({ id }) => id));
    expect(rest.next).toBeNull();

    const { body: values } = await ask("GET", "/v1/merchants/dailyfresh/audit/values", owner);
    expect(values["actions"]).toEqual(expect.arrayContaining(["staff.created", "staff.disabled", "api-key.created"]));
    expect(values["actors"]).toContainEqual({ kind: "staff", id: me.id, name: "周明岚 Zhou Minglan" });
    expect(values["actors"]).toContainEqual({ kind: "system", id: "demo" });
  });

  test("of a day is that of the merchant's calendar", async () => {
    const owner = await as("minglan@market.example");
    const everything = (await audit("?limit=200", owner)).items.length;
    expect((await audit("?day=2026-11-24&limit=200", owner)).items).toHaveLength(everything);
    for (const day of ["2026-11-23", "2026-11-25"]) expect((await audit(`?day=${day}`, owner)).items).toEqual([]);
    expect((await ask("GET", "/v1/merchants/dailyfresh/audit?day=2026-02-30", owner)).status).toBe(400);
    expect((await ask("GET", "/v1/merchants/dailyfresh/audit?by=nobody", owner)).status).toBe(400);
  });

  test("above the merchants is read from above, each place its own", async () => {
    const owner = await as({ role: "owner", at: { kind: "platform" } });
    await ask("POST", "/v1/businesses", owner, { name: { zh: "别家", en: "Another" } });
    const actions = async (headers: Record<string, string>) =>
      ((await ask("GET", "/v1/audit?action=business.created", headers)).body["items"] as { subject: string }[]).length;
    expect(await actions(owner)).toBe(2);
    expect(await actions(await as("minglan@market.example"))).toBe(1);
    expect((await ask("GET", "/v1/audit", await as("ruoxi@yunshang.example"))).status).toBe(403);
  });
});

describe("merchant routes", () => {
  test("show an owner their business, and an agent their shop alone", async () => {
    const slugs = async (headers: Record<string, string>) =>
      ((await ask("GET", "/v1/merchants", headers)).body["items"] as { slug: string }[]).map(({ slug }) => slug);
    expect(await slugs(await as("minglan@market.example"))).toEqual(["yunshang", "brightbyte", "dailyfresh"]);
    expect(await slugs(await as("nadia@brightbyte.example"))).toEqual(["brightbyte"]);
  });

  test("make and change merchants, and say what is wrong with one", async () => {
    const owner = await as("minglan@market.example");
    const { settings: _settings, ...draft } = aMerchantDraft({ slug: "lanterns" });
    const body = { businessId: demoBusiness.id, ...draft };
    expect((await ask("POST", "/v1/merchants", owner, body)).status).toBe(201);
    expect((await ask("POST", "/v1/merchants", owner, body)).status).toBe(409);
    expect((await ask("POST", "/v1/merchants", owner, { ...body, slug: "Lanterns" })).body).toMatchObject({
      status: 422,
      type: "urn:ruyi:problem:slug-shape",
    });
    const changed = await ask("PATCH", "/v1/merchants/lanterns", owner, {
      settings: { tone: "warm" },
      zone: "Asia/Tokyo",
    });
    expect(changed.body).toMatchObject({ zone: "Asia/Tokyo", settings: { tone: "warm" }, name: draft.name });
    const agent = await as("nadia@brightbyte.example");
    expect((await ask("PATCH", "/v1/merchants/brightbyte", agent, { zone: "Asia/Tokyo" })).status).toBe(403);
    expect((await ask("PATCH", "/v1/merchants/lanterns", agent, { zone: "Asia/Tokyo" })).status).toBe(404);
  });
});

test("the guide of the first day is made of what is so, for who may change the shop", async () => {
  const at = "/v1/merchants/dailyfresh/first-steps";
  const owner = await as({ role: "owner", at: { kind: "platform" } });
  const { body } = await ask("GET", at, owner);
  expect(body).toMatchObject({ shop: { kind: "demo", orders: 3_012 }, colleagues: expect.any(Number) });
  const done = (body["steps"] as { id: string; isDone: boolean }[]).flatMap(({ id, isDone }) => (isDone ? [id] : []));
  expect(done).toEqual(["shop", "colleague"]);
  expect((await ask("GET", at, await as("grace@dailyfresh.example"))).status).toBe(403);
});

describe("a widget's look", () => {
  test("is read by anybody, the house's own until the merchant has chosen one", async () => {
    const plain = await ask("GET", "/v1/customer/look?merchant=dailyfresh");
    expect(plain.body).toMatchObject({
      merchant: "dailyfresh",
      side: "end",
      accent: { light: { accent: "#0b5f79", "on-accent": "#fafdfe" } },
    });
    expect(plain.body).not.toHaveProperty("greeting");
    expect((await ask("GET", "/v1/customer/look?merchant=nobody")).status).toBe(404);
    const cached = await app.inject({ url: "/v1/customer/look?merchant=dailyfresh" });
    expect(cached.headers["cache-control"]).toMatch(/^public, max-age=60/);
    const again = { "if-none-match": String(cached.headers.etag) };
    const unchanged = await app.inject({ url: "/v1/customer/look?merchant=dailyfresh", headers: again });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, ""]);
  });

  test("is chosen by who may change the shop, shown at once, and on record with what was before", async () => {
    const admin = await as("tom@brightbyte.example");
    const at = "/v1/merchants/brightbyte";
    const look = {
      accent: "#6d4288",
      side: "start",
      name: { zh: "明字", en: "Bright" },
      greeting: { zh: "您好，请说", en: "Hello, how can we help?" },
      offers: ["talk-to-a-person", "where-is-my-parcel"],
    };
    expect((await ask("GET", `${at}/look`, admin)).body).toMatchObject({
      isChosen: false,
      look: { accent: "celadon" },
    });
    expect((await ask("PUT", `${at}/look`, admin, look)).body).toEqual({ isChosen: true, look });
    expect((await ask("GET", "/v1/customer/look?merchant=brightbyte")).body).toMatchObject({
      ...look,
      accent: { light: { accent: "#6d4288" } },
    });
    const { id } = await theShop("brightbyte");
    const trail = await ask("GET", `${at}/audit?subject=merchant:${id}`, admin);
    const changes = trail.body["items"] as { action: string }[];
    const change = changes.find(({ action }) => action === "widget-look.changed");
    expect(change).toMatchObject({ before: {}, after: { look } });
    expect((await ask("PUT", `${at}/look`, await as("nadia@brightbyte.example"), look)).status).toBe(403);
  });

  test("in a colour nobody can read is refused, and the nearest that can be read is told", async () => {
    const admin = await as("tom@brightbyte.example");
    const look = { accent: "#ff8800", side: "end", offers: [] };
    expect((await ask("PUT", "/v1/merchants/brightbyte/look", admin, look)).body).toMatchObject({
      status: 422,
      type: "urn:ruyi:problem:accent-contrast",
      nearest: expect.stringMatching(/^#[0-9a-f]{6}$/),
    });
    expect((await ask("PUT", "/v1/merchants/brightbyte/look", admin, { ...look, accent: "orange" })).status).toBe(400);
    const twice = { ...look, accent: "pine", offers: ["cancel-order", "cancel-order"] };
    expect((await ask("PUT", "/v1/merchants/brightbyte/look", admin, twice)).status).toBe(422);
  });
});

describe("business hours", () => {
  const week = Array.from({ length: 7 }, () => [{ from: "09:00", to: "18:00" }]);
  const golden = { date: "2026-10-01", name: { zh: "国庆节", en: "National Day" }, kind: "closed" };
  const worked = { date: "2026-10-10", name: { zh: "调休上班", en: "Worked" }, kind: "like", weekday: 4 };
  const at = "/v1/merchants/yunshang/hours";

  test("are a proposal until somebody has said so, and counted with by nobody", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const { body } = await ask("GET", at, admin);
    expect(body).toMatchObject({ isSet: false, zone: "Asia/Shanghai", hours: { workdays: [1, 2, 3, 4, 5] } });
    expect(body).not.toHaveProperty("opening");
    expect((await ask("GET", "/v1/customer/look?merchant=yunshang")).body).not.toHaveProperty("people");
  });

  test("are kept in the order of their dates, tell whether people are there, and stand in the audit", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const hours = { week, workdays: [1, 2, 3, 4, 5], days: [worked, golden] };
    const kept = await ask("PUT", at, admin, hours);
    const inOrder = { ...hours, days: [golden, worked] };
    const opening = { kind: "open", until: "2026-11-24T10:00:00Z" };
    expect(kept.body).toEqual({ hours: inOrder, isSet: true, zone: "Asia/Shanghai", opening });
    expect((await ask("GET", at, admin)).body).toEqual(kept.body);
    expect((await ask("GET", "/v1/customer/look?merchant=yunshang")).body).toMatchObject({ people: opening });
    const { id } = await theShop("yunshang");
    const trail = await ask("GET", `/v1/merchants/yunshang/audit?subject=merchant:${id}`, admin);
    const changes = trail.body["items"] as { action: string }[];
    expect(changes.find(({ action }) => action === "hours.changed")).toMatchObject({ after: { hours: inOrder } });
    expect((await ask("PUT", at, await as("xiaoman@yunshang.example"), hours)).status).toBe(403);
  });

  test("that cannot be kept are refused with what is wrong and where", async () => {
    const admin = await as("ruoxi@yunshang.example");
    const hours = { week, workdays: [1], days: [] as object[] };
    const meets = [
      { from: "09:00", to: "13:00" },
      { from: "12:00", to: "18:00" },
    ];
    expect((await ask("PUT", at, admin, { ...hours, week: week.with(2, meets) })).body).toMatchObject({
      status: 422,
      type: "urn:ruyi:problem:hours-overlap",
      weekday: 3,
      detail: expect.stringContaining("end the first"),
    });
    expect((await ask("PUT", at, admin, { ...hours, days: [golden, golden] })).body).toMatchObject({
      type: "urn:ruyi:problem:hours-day-twice",
      date: "2026-10-01",
    });
    const never = [
      { ...hours, week: week.slice(1) },
      { ...hours, week: week.with(0, [{ from: "9:00", to: "18:00" }]) },
      { ...hours, days: [{ ...golden, date: "2026-02-30" }] },
      { ...hours, days: [{ ...golden, kind: "maybe" }] },
      { ...hours, workdays: [8] },
    ];
    for (const body of never) expect((await ask("PUT", at, admin, body)).status).toBe(400);
  });
});

describe("keys and secrets", () => {
  test("are told once, listed without themselves, and act for their shop alone", async () => {
    const admin = await as("tom@brightbyte.example");
    const at = "/v1/merchants/brightbyte";
    const made = await ask("POST", `${at}/api-keys`, admin, {
      name: "order sync",
      permissions: ["merchant.read", "audit.read"],
    });
    expect(made.status).toBe(201);
    const program = { authorization: `Bearer ${String(made.body["secret"])}` };
    expect((await ask("GET", at, program)).body).toMatchObject({ slug: "brightbyte" });
    expect((await ask("GET", "/v1/merchants", program)).body).toMatchObject({ items: [{ slug: "brightbyte" }] });
    expect((await ask("GET", "/v1/merchants/yunshang", program)).status).toBe(404);
    expect((await ask("PATCH", at, program, { zone: "UTC" })).status).toBe(403);
    expect((await ask("GET", "/v1/me", program)).status).toBe(401);
    expect((await ask("POST", `${at}/identity-secrets`, program, {})).status).toBe(403);

    const rotated = await ask("POST", `${at}/identity-secrets`, admin, { overlapSeconds: 60 });
    expect(rotated.body).toMatchObject({ text: expect.stringMatching(/^ris_/) });
    const told = [made.body["secret"], rotated.body["text"]].map(String);
    const seen = [
      await ask("GET", `${at}/api-keys`, admin),
      await ask("GET", `${at}/identity-secrets`, admin),
      await ask("GET", `${at}/audit`, program),
      await ask("DELETE", `${at}/api-keys/${(made.body["key"] as { id: string }).id}`, admin),
    ];
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const secret of told) expect(JSON.stringify([seen, logged])).not.toContain(secret);
    expect(seen[1]?.body).toMatchObject({ items: [{ id: expect.any(String) }, { acceptedUntil: expect.any(String) }] });
    expect((await ask("GET", at, program)).status).toBe(401);
    const [signing, old] = (seen[1]?.body["items"] ?? []) as { id: string }[];
    expect((await ask("DELETE", `${at}/identity-secrets/${signing?.id}`, admin)).status).toBe(409);
    expect((await ask("DELETE", `${at}/identity-secrets/${old?.id}`, admin)).status).toBe(204);
  });
});

test("every route but signing in refuses who is nobody, and every one of a shop who is from next door", async () => {
  const { paths } = app.swagger() as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith("/v1/"))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase() as Method, path] as const),
    );
  expect(routes.length).toBeGreaterThan(20);
  const stranger = await as({ role: "owner", at: placeOf(await theShop("dailyfresh")) });
  const bodies: Record<string, object> = {
    "/v1/me/password": { password: "x" },
    "/v1/staff": { name: "N", email: "n@shop.example", post: { role: "agent", at: { kind: "platform" } } },
    "/v1/staff/{id}/post": { role: "agent", at: { kind: "platform" } },
    "/v1/businesses": { name: { zh: "名", en: "Name" } },
    "/v1/merchants": { businessId: demoBusiness.id, ...aMerchantDraft({ slug: "fresh" }), settings: undefined },
    "/v1/merchants/{merchant}/hours": { week: [[], [], [], [], [], [], []], workdays: [], days: [] },
    "/v1/merchants/{merchant}/look": { accent: "pine", side: "end", offers: [] },
    "/v1/merchants/{merchant}/api-keys": { name: "k", permissions: ["order.read"] },
  };
  for (const [method, path] of routes) {
    if (path.startsWith("/v1/sign-in") || path === "/v1/customer/look") continue;
    const url = path
      .replaceAll(/\{(?:id|session)\}/g, "01900000-0000-7000-8000-0000000000ff")
      .replace("{merchant}", "yunshang");
    const body = method === "GET" || method === "DELETE" || path === "/v1/sign-out" ? undefined : (bodies[path] ?? {});
    expect([method, path, (await ask(method, url, {}, body)).status]).toEqual([method, path, 401]);
    if (path.includes("{merchant}") || path.includes("/staff/")) {
      expect([method, path, (await ask(method, url, stranger, body)).status]).toEqual([method, path, 404]);
    }
  }
});
