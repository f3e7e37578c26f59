import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type BusinessId,
  type ConversationId,
  customerId,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  secondMs,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import {
  auditTrail,
  demoBusiness,
  demoStaff,
  masterKeyIn,
  type Merchant,
  type Place,
  placeOf,
  type Post,
  type Principal,
  seedTenancy,
  type SignedIn,
  type SignInResult,
  type Staff,
} from "./index.ts";
import { aMerchantDraft, aTenancy, repeatableBytes, theSystem } from "./testing.ts";

const database = await aDatabase();
const { tenancy, clock } = aTenancy(database);
const anotherServer = aTenancy(database, { clock, randomBytes: repeatableBytes(99) }).tenancy;

let made = 0;
async function aBusiness(): Promise<BusinessId> {
  const business = await tenancy.createBusiness(theSystem, { zh: "集市", en: "Market" });
  if (!business) throw new Error("The system may make businesses.");
  return business.id;
}

async function aMerchant(businessId?: BusinessId): Promise<Merchant> {
  const draft = aMerchantDraft({ slug: `shop-${(made += 1)}` });
  const result = await tenancy.createMerchant(theSystem, businessId ?? (await aBusiness()), draft);
  if (result.kind === "refused") throw new Error(`The shop was refused: ${result.reason}`);
  return result.merchant;
}

/** A colleague who has set a password, and how to act as them. */
async function aColleague(post: Post): Promise<{ staff: Staff; email: string; password: string; as: Principal }> {
  const email = `colleague-${(made += 1)}@shop.example`;
  const password = `a quiet lantern ${made}`;
  const created = await tenancy.createStaff(theSystem, { name: "Colleague", email, post });
  if (created.kind === "refused") throw new Error(`The colleague was refused: ${created.reason}`);
  const signedIn = await byLink(created.staff);
  const set = await tenancy.setPassword(signedIn, { password });
  if (set.kind !== "done") throw new Error("The password was not set.");
  return { staff: set.staff, email, password, as: { kind: "staff", staff: set.staff } };
}

async function byLink(staff: Staff): Promise<SignedIn & { token: string }> {
  const issued = await tenancy.issueSignInLink(theSystem, staff.id);
  if (issued.kind === "refused") throw new Error(`No link: ${issued.reason}`);
  return whoSigned(await tenancy.signInWithLink({ token: issued.link.token, device: "a browser" }));
}

function whoSigned(result: SignInResult): SignedIn & { token: string } {
  if (result.kind !== "signed-in") throw new Error(`Not signed in: ${JSON.stringify(result)}`);
  return result;
}

const signIn = (email: string, password: string) => tenancy.signIn({ email, password, device: "a browser" });

const trailOf = (merchantId: MerchantId) =>
  database.transact(merchantId, (tx) => auditTrail(tx, merchantId, { limit: 100 }));

// First: the tests below make owners.
describe("the first start", () => {
  test("prints a one-time link, again at each start until an owner has a password", async () => {
    const first = await tenancy.ensureFirstOwner();
    const second = await anotherServer.ensureFirstOwner();
    if (!first || !second) throw new Error("There is no owner yet.");
    expect(second.staffId).toBe(first.staffId);
    const use = (token: string) => tenancy.signInWithLink({ token, device: "a browser" });

    expect(await use(first.token)).toEqual({ kind: "refused", reason: "link-used-up" });
    const owner = whoSigned(await use(second.token));
    expect(await use(second.token)).toEqual({ kind: "refused", reason: "link-used-up" });
    expect(owner.staff).toMatchObject({ hasPassword: false, post: { role: "owner", at: { kind: "platform" } } });

    expect(await tenancy.setPassword(owner, { password: "a thousand lanterns" })).toMatchObject({
      reason: "email-shape",
    });
    const given = { email: "Owner@Shop.example", password: "a thousand lanterns" };
    expect(await tenancy.setPassword(owner, given)).toMatchObject({ kind: "done" });
    expect(await tenancy.ensureFirstOwner()).toBeUndefined();
    expect(await signIn("owner@shop.example", "a thousand lanterns")).toMatchObject({ kind: "signed-in" });
  });

  test("leaves no way in but the link: nobody has a password", async () => {
    const fresh = await database.asPlatform((tx) => sql`select 1 from tenancy.staff where email is null`.execute(tx));
    expect(fresh.rows).toEqual([]);
    expect(await signIn("admin@shop.example", "admin")).toMatchObject({ kind: "refused" });
  });

  test("makes one owner, though three servers start at once", async () => {
    const other = await aDatabase();
    const servers = [1, 2, 3].map((seed) => aTenancy(other, { randomBytes: repeatableBytes(seed) }).tenancy);
    const links = await Promise.all(servers.map((server) => server.ensureFirstOwner()));
    expect(new Set(links.map((link) => link?.staffId)).size).toBe(1);
    const device = "a browser";
    const uses = await Promise.all(
      links.flatMap((link) => servers.map((server) => server.signInWithLink({ token: link?.token ?? "", device }))),
    );
    expect(uses.filter(({ kind }) => kind === "signed-in")).toHaveLength(1);
  });

  test("never takes away the last owner", async () => {
    const { rows } = await database.asPlatform((tx) =>
      sql<{ id: Staff["id"] }>`select id from tenancy.staff where role = 'owner'`.execute(tx),
    );
    const [owner] = rows;
    if (!owner) throw new Error("The first owner was made above.");
    const lastOwner = { kind: "refused", reason: "last-owner" };
    expect(await tenancy.disableStaff(theSystem, owner.id)).toEqual(lastOwner);
    const agent: Post = { role: "agent", at: { kind: "platform" } };
    expect(await tenancy.changePost(theSystem, owner.id, agent)).toEqual(lastOwner);
    const { staff } = await aColleague({ role: "owner", at: { kind: "platform" } });
    expect(await tenancy.disableStaff(theSystem, staff.id)).toMatchObject({ kind: "done" });
  });
});

describe("a merchant", () => {
  test("is found by slug and by id, and a change is seen at once here and in ten seconds elsewhere", async () => {
    const merchant = await aMerchant();
    expect(await anotherServer.merchantBySlug(merchant.slug)).toEqual(merchant);
    expect(await anotherServer.merchantById(merchant.id)).toEqual(merchant);

    clock.turn(secondMs);
    const name = { zh: "云裳旗舰店", en: "Yunshang Flagship" };
    await tenancy.changeMerchant(theSystem, merchant.id, { name, settings: { tone: "warm" } });
    expect((await tenancy.merchantBySlug(merchant.slug))?.name).toEqual(name);
    expect((await tenancy.merchantById(merchant.id))?.settings).toEqual({ tone: "warm" });
    expect((await anotherServer.merchantById(merchant.id))?.name).toEqual(merchant.name);
    clock.turn(10 * secondMs);
    expect((await anotherServer.merchantById(merchant.id))?.name).toEqual(name);
    const [changed] = await trailOf(merchant.id);
    expect(changed).toMatchObject({
      action: "merchant.changed",
      by: { kind: "system", id: "test" },
      before: { name: merchant.name, settings: {} },
      after: { name, settings: { tone: "warm" } },
    });
  });

  test("has its slug for itself, also when two take it at once", async () => {
    const businessId = await aBusiness();
    const draft = aMerchantDraft({ slug: "lantern" });
    const results = await Promise.all([1, 2].map(() => tenancy.createMerchant(theSystem, businessId, draft)));
    expect(results.map((result) => (result.kind === "refused" ? result.reason : "done")).toSorted()).toEqual([
      "done",
      "slug-taken",
    ]);
  });

  test("is listed for those above it and for itself", async () => {
    const business = await aBusiness();
    const [a, b] = [await aMerchant(business), await aMerchant(business)];
    await aMerchant();
    const at: Place = { kind: "business", businessId: business };
    expect(await tenancy.listMerchants(at, { limit: 10 })).toEqual([a, b]);
    expect(await tenancy.listMerchants(at, { limit: 10, after: a.id })).toEqual([b]);
    expect(await tenancy.listMerchants(placeOf(b), { limit: 10 })).toEqual([b]);
  });

  test("is changed by nobody from next door", async () => {
    const [mine, theirs] = [await aMerchant(), await aMerchant()];
    const { as } = await aColleague({ role: "owner", at: placeOf(mine) });
    const refused = { kind: "refused", reason: "not-allowed" };
    expect(await tenancy.changeMerchant(as, theirs.id, { currency: "USD" })).toEqual(refused);
    expect(await tenancy.changeMerchant(as, mine.id, { currency: "USD" })).toMatchObject({ kind: "done" });
    expect(await tenancy.createMerchant(as, mine.businessId, aMerchantDraft({ slug: "new-one" }))).toEqual(refused);
  });
});

describe("signing in", () => {
  test("answers a wrong password, an unknown account and a disabled person alike", async () => {
    const merchant = await aMerchant();
    const [mei, gone] = [
      await aColleague({ role: "agent", at: placeOf(merchant) }),
      await aColleague({ role: "agent", at: placeOf(merchant) }),
    ];
    await tenancy.disableStaff(theSystem, gone.staff.id);
    const refused = { kind: "refused", reason: "wrong-email-or-password" };
    expect(await signIn(mei.email, "not her password")).toEqual(refused);
    expect(await signIn("nobody@shop.example", "not her password")).toEqual(refused);
    expect(await signIn(gone.email, gone.password)).toEqual(refused);
    expect(await signIn("no e-mail at all", "x")).toEqual(refused);
    expect(await signIn(mei.email.toUpperCase(), mei.password)).toMatchObject({ kind: "signed-in" });
  });

  test("takes as long for an unknown account as for a known one", async () => {
    const rounds = 8;
    const colleagues = await Promise.all(
      Array.from({ length: rounds }, () => aColleague({ role: "agent", at: { kind: "platform" } })),
    );
    const timed = async (account: string): Promise<number> => {
      const begun = performance.now();
      await signIn(account, "not the password");
      return performance.now() - begun;
    };
    // By turns, so that a busy minute weighs on both alike, and the least of each, so that a pause weighs on neither.
    const [known, unknown]: [number[], number[]] = [[], []];
    for (const [round, { email }] of colleagues.entries()) {
      known.push(await timed(email));
      unknown.push(await timed(`nobody-${round}@shop.example`));
    }
    // Hashing takes some 25 ms, the rest together about 5: without it an unknown account would take a sixth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2.5);
  });

  test("makes a guesser wait, known account or not, and lets the right password in after the wait", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    for (const account of [mei.email, "nobody-else@shop.example"]) {
      const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => signIn(account, `wrong guess ${n}`)));
      expect(guesses.filter(({ kind }) => kind === "refused")).toHaveLength(5);
      expect(guesses.filter(({ kind }) => kind === "wait")).toHaveLength(7);
    }
    expect(await signIn(mei.email, mei.password)).toMatchObject({ kind: "wait" });
    clock.turn(30 * secondMs);
    expect(await signIn(mei.email, mei.password)).toMatchObject({ kind: "signed-in" });
    expect(await signIn(mei.email, "wrong again")).toMatchObject({ kind: "refused" });
  });

  test("by link works once, within its day, and not for a link that a newer one replaced", async () => {
    const { staff } = await aColleague({ role: "agent", at: { kind: "platform" } });
    const issue = async (): Promise<string> => {
      const issued = await tenancy.issueSignInLink(theSystem, staff.id);
      if (issued.kind === "refused") throw new Error(issued.reason);
      return issued.link.token;
    };
    const use = (token: string) => tenancy.signInWithLink({ token, device: "a browser" });
    const [older, newer] = [await issue(), await issue()];
    expect(await use(older)).toMatchObject({ kind: "refused" });
    const together = await Promise.all([use(newer), use(newer), use(newer)]);
    expect(together.map(({ kind }) => kind).toSorted()).toEqual(["refused", "refused", "signed-in"]);
    const late = await issue();
    clock.turn(dayMs);
    expect(await use(late)).toMatchObject({ kind: "refused" });
  });
});

describe("a session", () => {
  test("says who is there until it is signed out, here at once and elsewhere within five seconds", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const { token, ...signedIn } = whoSigned(await signIn(mei.email, mei.password));
    expect(await tenancy.signedIn(token)).toMatchObject({ staff: { id: mei.staff.id } });
    expect(await anotherServer.signedIn(token)).toMatchObject({ staff: { id: mei.staff.id } });
    await tenancy.signOut(signedIn);
    expect(await tenancy.signedIn(token)).toBeUndefined();
    clock.turn(5 * secondMs);
    expect(await anotherServer.signedIn(token)).toBeUndefined();
  });

  test("lives on while it is used and ends when it is not", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const { token } = whoSigned(await signIn(mei.email, mei.password));
    for (let hours = 0; hours < 30; hours += 6) {
      clock.turn(6 * hourMs);
      expect(await tenancy.signedIn(token)).toBeDefined();
    }
    clock.turn(12 * hourMs);
    expect(await tenancy.signedIn(token)).toBeUndefined();
  });

  test("is forged by nobody, and kept only as a digest", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const { token } = whoSigned(await signIn(mei.email, mei.password));
    expect(await tenancy.signedIn(token.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).toBeUndefined();
    expect(await tenancy.signedIn("")).toBeUndefined();
    const { rows } = await database.asPlatform((tx) =>
      sql<{ everything: string }>`select session::text as everything from tenancy.session`.execute(tx),
    );
    const hex = Buffer.from(token, "base64url").toString("hex");
    expect(rows.filter(({ everything }) => everything.includes(token) || everything.includes(hex))).toEqual([]);
  });

  test("ends with all others when the password is changed, which takes the old one", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const [here, there] = [
      whoSigned(await signIn(mei.email, mei.password)),
      whoSigned(await signIn(mei.email, mei.password)),
    ];
    const password = "another lantern";
    expect(await tenancy.setPassword(here, { password, currentPassword: "not it" })).toMatchObject({
      reason: "wrong-current-password",
    });
    expect(await tenancy.setPassword(here, { password, currentPassword: mei.password })).toMatchObject({
      kind: "done",
    });
    expect(await tenancy.signedIn(here.token)).toBeDefined();
    expect(await tenancy.signedIn(there.token)).toBeUndefined();
    expect(await tenancy.sessionsOf(mei.staff.id)).toHaveLength(1);
    expect(await signIn(mei.email, mei.password)).toMatchObject({ kind: "refused" });
  });

  test("that came by a link long ago does not replace a password without it", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const came = await byLink(mei.staff);
    const password = "another lantern";
    clock.turn(hourMs);
    expect(await tenancy.setPassword(came, { password })).toMatchObject({ reason: "wrong-current-password" });
    expect(await tenancy.setPassword(await byLink(mei.staff), { password })).toMatchObject({ kind: "done" });
  });

  test("long over is swept away with old links and attempts, and a living one is not", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    await signIn(mei.email, "a wrong guess");
    clock.turn(31 * dayMs);
    const { token } = whoSigned(await signIn(mei.email, mei.password));
    expect(await tenancy.sweepSignIns()).toBeGreaterThan(2);
    expect(await tenancy.sweepSignIns()).toBe(0);
    expect(await tenancy.signedIn(token)).toBeDefined();
  });

  test("can be ended by its owner alone", async () => {
    const [mei, bo] = [
      await aColleague({ role: "agent", at: { kind: "platform" } }),
      await aColleague({ role: "agent", at: { kind: "platform" } }),
    ];
    const { session, token } = whoSigned(await signIn(mei.email, mei.password));
    expect(await tenancy.revokeSession(bo.staff.id, session.id)).toBe(false);
    expect(await tenancy.revokeSession(mei.staff.id, session.id)).toBe(true);
    expect(await tenancy.signedIn(token)).toBeUndefined();
  });

  test("of a disabled person ends at once", async () => {
    const mei = await aColleague({ role: "agent", at: { kind: "platform" } });
    const { token } = whoSigned(await signIn(mei.email, mei.password));
    expect(await tenancy.signedIn(token)).toBeDefined();
    await tenancy.disableStaff(theSystem, mei.staff.id);
    expect(await tenancy.signedIn(token)).toBeUndefined();
    await tenancy.enableStaff(theSystem, mei.staff.id);
    expect(await tenancy.signedIn(token)).toBeUndefined();
    expect(await signIn(mei.email, mei.password)).toMatchObject({ kind: "signed-in" });
  });
});

describe("staff", () => {
  test("are managed by those above them and no further than their own reach", async () => {
    const merchant = await aMerchant();
    const next = await aMerchant(merchant.businessId);
    const admin = await aColleague({ role: "admin", at: placeOf(merchant) });
    const owner = await aColleague({ role: "owner", at: placeOf(merchant) });
    const stranger = await aColleague({ role: "agent", at: placeOf(next) });
    const draft = (post: Post) => ({ name: "New", email: `new-${(made += 1)}@shop.example`, post });

    const agentHere: Post = { role: "agent", at: placeOf(merchant) };
    expect(await tenancy.createStaff(admin.as, draft(agentHere))).toMatchObject({ kind: "done" });
    const notAllowed = { kind: "refused", reason: "not-allowed" };
    expect(await tenancy.createStaff(admin.as, draft({ role: "owner", at: placeOf(merchant) }))).toEqual(notAllowed);
    expect(await tenancy.createStaff(admin.as, draft({ role: "agent", at: placeOf(next) }))).toEqual(notAllowed);
    expect(await tenancy.disableStaff(admin.as, owner.staff.id)).toEqual(notAllowed);
    expect(await tenancy.issueSignInLink(admin.as, owner.staff.id)).toEqual(notAllowed);
    expect(await tenancy.changePost(admin.as, admin.staff.id, { role: "owner", at: placeOf(merchant) })).toEqual(
      notAllowed,
    );
    expect(await tenancy.disableStaff(admin.as, stranger.staff.id)).toEqual({
      kind: "refused",
      reason: "no-such-staff",
    });
    const list = await tenancy.listStaff(placeOf(merchant), { limit: 100 });
    expect(list.map(({ id }) => id)).not.toContain(stranger.staff.id);
    expect(list).toHaveLength(3);
  });

  test("work at places that exist, under an e-mail of their own", async () => {
    const [merchant, other] = [await aMerchant(), await aMerchant()];
    const nowhere: Place = { kind: "merchant", businessId: other.businessId, merchantId: merchant.id };
    const create = (email: string, at: Place) =>
      tenancy.createStaff(theSystem, { name: "New", email, post: { role: "agent", at } });
    expect(await create("lost@shop.example", nowhere)).toEqual({ kind: "refused", reason: "no-such-place" });
    expect(await create("no e-mail", placeOf(merchant))).toEqual({ kind: "refused", reason: "email-shape" });
    expect(await create("same@shop.example", placeOf(merchant))).toMatchObject({ kind: "done" });
    expect(await create("Same@Shop.Example", placeOf(other))).toEqual({ kind: "refused", reason: "email-taken" });
  });
});

describe("an API key", () => {
  const aKey = async (merchant: Merchant, expiresAt?: Date) => {
    const draft = { name: "order sync", permissions: ["order.read"] as const, ...(expiresAt ? { expiresAt } : {}) };
    const result = await tenancy.createApiKey(theSystem, merchant.id, draft);
    if (result.kind === "refused") throw new Error(`The key was refused: ${result.reason}`);
    return result;
  };

  test("opens its own merchant's door and no other", async () => {
    const [mine, theirs] = [await aMerchant(), await aMerchant()];
    const { secret, key } = await aKey(mine);
    expect(secret).toMatch(new RegExp(`^ruyi_${mine.slug.replaceAll("-", "")}_[0-9a-f]{60}$`));
    expect(await tenancy.verifyApiKey(secret)).toMatchObject({
      kind: "api-key",
      merchantId: mine.id,
      key: { id: key.id },
    });
    expect(await tenancy.revokeApiKey(theSystem, theirs.id, key.id)).toEqual({
      kind: "refused",
      reason: "no-such-key",
    });
    expect(await tenancy.listApiKeys(theSystem, theirs.id, { limit: 10 })).toEqual([]);
    expect(await tenancy.listApiKeys(theSystem, mine.id, { limit: 10 })).toHaveLength(1);
    const { as } = await aColleague({ role: "owner", at: placeOf(theirs) });
    expect(await tenancy.listApiKeys(as, mine.id, { limit: 10 })).toBeUndefined();
  });

  test("is refused when a digit differs, when it is revoked and when its time is over", async () => {
    const merchant = await aMerchant();
    const [kept, revoked] = [await aKey(merchant), await aKey(merchant)];
    const short = await aKey(merchant, new Date(clock.now().getTime() + hourMs));
    const digit = kept.secret.at(-1) === "0" ? "1" : "0";
    expect(await tenancy.verifyApiKey(kept.secret.slice(0, -1) + digit)).toBeUndefined();
    expect(await tenancy.verifyApiKey(revoked.secret)).toBeDefined();
    await tenancy.revokeApiKey(theSystem, merchant.id, revoked.key.id);
    expect(await tenancy.verifyApiKey(revoked.secret)).toBeUndefined();
    expect(await tenancy.verifyApiKey(short.secret)).toBeDefined();
    clock.turn(hourMs);
    expect(await tenancy.verifyApiKey(short.secret)).toBeUndefined();
    expect(await tenancy.verifyApiKey(kept.secret)).toBeDefined();
    expect(await tenancy.verifyApiKey("ruyi_x_")).toBeUndefined();
  });

  test("remembers when it was last used, to the minute", async () => {
    const merchant = await aMerchant();
    const { secret } = await aKey(merchant);
    const lastUsed = async () => (await tenancy.listApiKeys(theSystem, merchant.id, { limit: 1 }))?.[0]?.lastUsedAt;
    const first = clock.now();
    await tenancy.verifyApiKey(secret);
    clock.turn(30 * secondMs);
    await tenancy.verifyApiKey(secret);
    expect(await lastUsed()).toEqual(first);
    clock.turn(minuteMs);
    await tenancy.verifyApiKey(secret);
    expect(await lastUsed()).toEqual(clock.now());
  });

  test("holds nothing its maker lacks", async () => {
    const merchant = await aMerchant();
    const { as } = await aColleague({ role: "admin", at: placeOf(merchant) });
    const grant = (permission: "refund.decide.R3" | "staff.manage" | "order.read") =>
      tenancy.createApiKey(as, merchant.id, { name: "k", permissions: [permission] });
    expect(await grant("refund.decide.R3")).toEqual({ kind: "refused", reason: "not-yours-to-give" });
    expect(await grant("staff.manage")).toEqual({ kind: "refused", reason: "never-for-keys" });
    expect(await grant("order.read")).toMatchObject({ kind: "done" });
  });
});

describe("an identity", () => {
  const shopWithSecret = async () => {
    const merchant = await aMerchant();
    const rotated = await tenancy.rotateIdentitySecret(theSystem, merchant.id);
    if (rotated.kind === "refused") throw new Error(rotated.reason);
    return { merchant, text: rotated.text, secret: rotated.secret };
  };
  const mei = customerId("mei");
  const reasonOf = async (jwtText: string, server = tenancy) => {
    const identity = await server.verifyIdentity(jwtText, clock.now());
    return identity.kind === "refused" ? identity.reason : identity.kind;
  };

  test("signed by a shop is believed by every server, for that shop alone", async () => {
    const [mine, theirs] = [await shopWithSecret(), await shopWithSecret()];
    const jwt = await tenancy.signIdentity(mine.merchant, mei, clock.now());
    for (const server of [tenancy, anotherServer]) {
      expect(await server.verifyIdentity(jwt, clock.now())).toMatchObject({
        kind: "verified",
        merchant: { id: mine.merchant.id },
        customerId: "mei",
      });
    }
    const borrowed = await tenancy.signIdentity({ ...theirs.merchant, slug: mine.merchant.slug }, mei, clock.now());
    expect(await reasonOf(borrowed)).toBe("wrong-signature");
    expect(await reasonOf(await tenancy.signIdentity({ ...mine.merchant, slug: "nobody" }, mei, clock.now()))).toBe(
      "unknown-merchant",
    );
    expect(await reasonOf("not.a.jwt")).toBe("malformed");
  });

  test("ends, and does not reach too far ahead", async () => {
    const { merchant } = await shopWithSecret();
    const sign = (lifeMs: number) => tenancy.signIdentity(merchant, mei, clock.now(), lifeMs);
    const [fine, long] = [await sign(10 * minuteMs), await sign(11 * minuteMs)];
    expect(await reasonOf(long)).toBe("too-far-ahead");
    expect(await reasonOf(fine)).toBe("verified");
    clock.turn(11 * minuteMs);
    expect(await reasonOf(fine)).toBe("expired");
  });

  test("outlives a rotation until the old secret's end, and the new secret counts at once everywhere", async () => {
    const { merchant, secret: old } = await shopWithSecret();
    const before = () => tenancy.signIdentity(merchant, mei, clock.now());
    const signedBefore = await before();
    expect(await reasonOf(signedBefore, anotherServer)).toBe("verified");
    clock.turn(secondMs);
    const rotated = await tenancy.rotateIdentitySecret(theSystem, merchant.id, { overlapMs: 5 * minuteMs });
    expect(rotated.kind).toBe("done");
    const signedAfter = await before();
    for (const server of [tenancy, anotherServer]) {
      expect(await reasonOf(signedAfter, server)).toBe("verified");
      expect(await reasonOf(signedBefore, server)).toBe("verified");
    }
    expect(await tenancy.listIdentitySecrets(theSystem, merchant.id)).toHaveLength(2);
    clock.turn(5 * minuteMs);
    expect(await reasonOf(signedBefore)).toBe("wrong-signature");
    expect(await reasonOf(signedAfter)).toBe("verified");
    expect(await tenancy.retireIdentitySecret(theSystem, merchant.id, old.id)).toMatchObject({
      reason: "no-such-secret",
    });
  });

  test("of a leaked secret ends the moment it is retired", async () => {
    const { merchant, secret: leaked } = await shopWithSecret();
    const signed = await tenancy.signIdentity(merchant, mei, clock.now());
    expect(await tenancy.retireIdentitySecret(theSystem, merchant.id, leaked.id)).toMatchObject({
      reason: "still-signing",
    });
    await tenancy.rotateIdentitySecret(theSystem, merchant.id);
    expect(await reasonOf(signed)).toBe("verified");
    expect(await tenancy.retireIdentitySecret(theSystem, merchant.id, leaked.id)).toEqual({ kind: "done" });
    expect(await reasonOf(signed)).toBe("wrong-signature");
  });

  test("is tried against a handful of secrets at most", async () => {
    const { merchant } = await shopWithSecret();
    const kinds: string[] = [];
    for (let n = 0; n < 4; n += 1) kinds.push((await tenancy.rotateIdentitySecret(theSystem, merchant.id)).kind);
    expect(kinds).toEqual(["done", "done", "done", "refused"]);
    expect(await tenancy.rotateIdentitySecret(theSystem, merchant.id, { overlapMs: 0 })).toMatchObject({
      kind: "done",
    });
    expect(await tenancy.rotateIdentitySecret(theSystem, merchant.id, { overlapMs: -1 })).toMatchObject({
      reason: "overlap",
    });
  });

  test("keeps one secret to sign with, though many rotate at once", async () => {
    const { merchant } = await shopWithSecret();
    await Promise.all([1, 2, 3].map(() => tenancy.rotateIdentitySecret(theSystem, merchant.id)));
    const secrets = await tenancy.listIdentitySecrets(theSystem, merchant.id);
    expect(secrets?.filter((secret) => secret.acceptedUntil === undefined)).toHaveLength(1);
  });

  test("needs the key of the data folder: without it the secrets stay shut", async () => {
    const { merchant } = await shopWithSecret();
    const jwt = await tenancy.signIdentity(merchant, mei, clock.now());
    const elsewhere = aTenancy(database, { clock, masterKey: new Uint8Array(32).fill(6) }).tenancy;
    await expect(elsewhere.verifyIdentity(jwt, clock.now())).rejects.toThrow(/does not open/);
  });
});

describe("secrets", () => {
  test("are in no answer but the one that made them, nor in the database or the audit", async () => {
    const merchant = await aMerchant();
    const { as } = await aColleague({ role: "owner", at: placeOf(merchant) });
    const rotated = await tenancy.rotateIdentitySecret(as, merchant.id);
    const made = await tenancy.createApiKey(as, merchant.id, { name: "sync", permissions: ["order.read"] });
    if (rotated.kind === "refused" || made.kind === "refused") throw new Error("An owner may.");
    const answers = [
      await tenancy.listIdentitySecrets(as, merchant.id),
      await tenancy.listApiKeys(as, merchant.id, { limit: 10 }),
      await tenancy.revokeApiKey(as, merchant.id, made.key.id),
      await tenancy.verifyApiKey(made.secret),
      await tenancy.listStaff(placeOf(merchant), { limit: 10 }),
      await tenancy.verifyIdentity(await tenancy.signIdentity(merchant, customerId("mei"), clock.now()), clock.now()),
      await trailOf(merchant.id),
    ];
    const { rows } = await database.asPlatform((tx) =>
      sql`select api_key::text, identity_secret::text, staff::text
        from tenancy.api_key join tenancy.identity_secret using (merchant_id) join tenancy.staff using (merchant_id)
        where merchant_id = ${merchant.id}`.execute(tx),
    );
    expect(rows).toHaveLength(1);
    const everything = JSON.stringify([answers, rows]);
    expect(everything).toContain(made.key.prefix);
    const told = [rotated.text, rotated.text.slice(4), made.secret, made.secret.slice(made.key.prefix.length)];
    for (const secret of told.flatMap((text) => [text, Buffer.from(text).toString("hex")])) {
      expect(everything).not.toContain(secret);
    }
    expect(JSON.stringify(answers)).not.toContain("argon2");
  });

  test("of one merchant are hidden from another's transaction by the database itself", async () => {
    const [mine, theirs] = [await aMerchant(), await aMerchant()];
    for (const { id } of [mine, theirs]) {
      await tenancy.rotateIdentitySecret(theSystem, id);
      await tenancy.createApiKey(theSystem, id, { name: "sync", permissions: ["order.read"] });
    }
    for (const table of ["merchant", "api_key", "identity_secret", "audit"]) {
      const { rows } = await database.transact(mine.id, (tx) =>
        sql<{ merchant_id: string }>`select distinct merchant_id from ${sql.table(`tenancy.${table}`)}`.execute(tx),
      );
      expect(rows).toEqual([{ merchant_id: mine.id }]);
    }
    for (const table of ["staff", "session", "sign_in_link", "sign_in_attempt", "business", "audit_above"]) {
      const look = database.transact(mine.id, (tx) => sql`select 1 from ${sql.table(`tenancy.${table}`)}`.execute(tx));
      await expect(look).rejects.toThrow(/permission denied/);
    }
  });

  test("the audit is added to and never altered, not even by the platform", async () => {
    const merchant = await aMerchant();
    for (const change of [sql`update tenancy.audit set action = 'nothing'`, sql`delete from tenancy.audit`]) {
      await expect(database.transact(merchant.id, (tx) => change.execute(tx))).rejects.toThrow(/permission denied/);
      await expect(database.asPlatform((tx) => change.execute(tx))).rejects.toThrow(/permission denied/);
    }
    await expect(database.asPlatform((tx) => sql`delete from tenancy.audit_above`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe("a conversation token", () => {
  test("speaks for its conversation at every server of the house until it ends", async () => {
    const merchant = await aMerchant();
    const speaksFor = {
      merchantId: merchant.id,
      conversationId: "01900000-0000-7000-8000-0000000000c1" as ConversationId,
      customerId: customerId("mei"),
    };
    const { token, expiresAt } = await tenancy.mintConversationToken(speaksFor, clock.now());
    for (const server of [tenancy, anotherServer, tenancy]) {
      expect(await server.verifyConversationToken(token, clock.now())).toEqual({ ...speaksFor, expiresAt });
    }
    expect(await tenancy.verifyConversationToken(`${token}x`, clock.now())).toBeUndefined();
    clock.turn(dayMs);
    expect(await tenancy.verifyConversationToken(token, clock.now())).toBeUndefined();
  });
});

describe("the demo market", () => {
  test("comes with its people and secrets, once, and without a single password", async () => {
    const demo = await aDatabase();
    const { tenancy } = aTenancy(demo);
    const shops = ["yunshang", "brightbyte", "dailyfresh"].map((slug, index) => {
      const { defaultLanguage: _language, ...draft } = aMerchantDraft({ slug });
      return { ...draft, id: `01900000-0000-7000-8000-00000000000${index + 1}` as MerchantId };
    });
    const seed = { business: demoBusiness, merchants: shops, staff: demoStaff };
    await seedTenancy(tenancy, seed);
    const secrets = () =>
      Promise.all(shops.map(({ id }) => tenancy.revealIdentitySecret({ kind: "system", name: "demo" }, id)));
    const first = await secrets();
    await seedTenancy(tenancy, seed);
    expect(await secrets()).toEqual(first);
    expect(new Set(first).size).toBe(3);

    const staff = await tenancy.listStaff({ kind: "platform" }, { limit: 100 });
    expect(staff.map(({ email }) => email).toSorted()).toEqual(demoStaff.map(({ email }) => email).toSorted());
    expect(staff.filter(({ hasPassword }) => hasPassword)).toEqual([]);
    expect(await tenancy.ensureFirstOwner()).toBeDefined();
  });
});

test("the master key is made once, for its owner's eyes, and found again", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruyi-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const key = masterKeyIn(folder, repeatableBytes(1));
  expect(key).toHaveLength(32);
  expect(masterKeyIn(folder, repeatableBytes(2))).toEqual(key);
  expect(readFileSync(join(folder, "master.key"))).toEqual(key);
  expect(statSync(join(folder, "master.key")).mode & 0o077).toBe(0);
});
