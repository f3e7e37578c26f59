import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Chat } from "./fixtures/chat.ts";
import { aCoach } from "./fixtures/coach.ts";
import type { Colleague } from "./fixtures/colleague.ts";
import { bearer, call } from "./fixtures/http.ts";
import { identityOf } from "./fixtures/identity.ts";
import { addressOf, type Operation, operationsOf } from "./fixtures/operations.ts";
import { digestOf, type Table, tablesIn, untilQuiet } from "./fixtures/rows.ts";
import { aShop } from "./fixtures/shop.ts";

/*
 * Everybody of one shop, yunshang, tries everything on another, brightbyte, which has a bit of everything: a
 * conversation with a run, a refund in the books, people, keys, secrets. Nothing may be read and nothing may move.
 */
const shop = await aShop();
const pool = shop.house.database.ownerPool;
const ours = shop.merchant("yunshang").id;
const theirs = shop.merchant("brightbyte").id;
const operations = await operationsOf(shop.url);
const tables = await tablesIn(pool);
const protectedTables = tables.filter(({ hasMerchant }) => hasMerchant);

let talk: Chat;
let ourTalk: Chat;
let places: (operation: Operation) => Readonly<Record<string, string>>;
let credentials: readonly (readonly [name: string, headers: () => Promise<Record<string, string>>])[];
/** The other shop's rows as they were before anybody tried anything. */
let rows: Readonly<Record<string, string>>;
/** What must not be told: ids, names and words of the other shop. */
let secrets: readonly string[];

beforeAll(async () => {
  const owner = await shop.owner("brightbyte");
  const theirAgent = await shop.hires("agent", "brightbyte", "Nadia Ferro");
  talk = await shop.chat("brightbyte", "mei");
  await talk.says("I want to return my headphones");
  await talk.picks("yes");
  const other = await shop.chat("brightbyte", "kai");
  await other.says("talk to a human");
  await theirAgent.takes(other.id);
  await theirAgent.notes(other.id, "a word for colleagues");

  const base = `${shop.url}/v1/merchants/brightbyte`;
  // What moves by itself in their market is told in their conversations; here only what somebody did may show.
  const off = ["shipped", "out-for-delivery", "delivered", "held", "lost", "returning", "promise-late"];
  const news = { off, quiet: { from: "22:00", until: "08:00" } };
  await call(`${base}/news`, { method: "PUT", headers: owner.headers, body: news });
  const key = await call<{ key: { id: string } }>(`${base}/api-keys`, {
    headers: owner.headers,
    body: { name: "ERP of BrightByte", permissions: ["conversation.read"] },
  });
  const rotated = await call<{ secret: { id: string } }>(`${base}/identity-secrets`, {
    headers: owner.headers,
    body: {},
  });
  const sessions = await call<{ items: { id: string }[] }>(`${shop.url}/v1/me/sessions`, {
    headers: theirAgent.headers,
  });
  const run = (await owner.sees(talk.id)).run?.id ?? "";
  const refunds = await call<{ items: { id: string }[] }>(`${base}/refunds?customer=mei`, { headers: owner.headers });
  const booked = await call<{ items: { key: string }[] }>(`${base}/ledger/postings`, { headers: owner.headers });
  const migrating = await call<{ id: string }>(`${base}/procedures/return-and-refund/migrations`, {
    headers: owner.headers,
    body: { reason: "nothing to bring along" },
  });
  const asking = await shop.visitor("brightbyte");
  await asking.says("how do I claim my stamp card");
  await shop.house.understanding.keep();
  const coach = aCoach(shop.url, "brightbyte", owner);
  const [question] = await coach.questions();
  const [message] = await coach.messages(question?.id ?? "");
  await coach.teaches({ texts: ["is there gift wrap"], means: "none" });
  const ids = {
    question: question?.id ?? "",
    message: message?.id ?? "",
    migration: migrating.body.id,
    refund: refunds.body.items[0]?.id ?? "",
    posting: booked.body.items[0]?.key ?? "",
    conversation: talk.id,
    run,
    staff: theirAgent.id,
    key: key.body.key.id,
    secret: rotated.body.secret.id,
    session: sessions.body.items[0]?.id ?? "",
  };
  places = ({ path }) => ({
    merchant: "brightbyte",
    run: ids.run,
    customer: "mei",
    key: ids.posting,
    session: ids.session,
    migration: ids.migration,
    // What customers asked of the other shop, and what it taught.
    question: ids.question,
    message: ids.message,
    version: "1",
    business: shop.merchant("brightbyte").businessId,
    id: path.includes("conversations")
      ? ids.conversation
      : path.includes("/procedures/")
        ? "return-and-refund"
        : path.includes("refunds")
          ? ids.refund
          : path.includes("api-keys")
            ? ids.key
            : path.includes("identity-secrets")
              ? ids.secret
              : path.startsWith("/v1/me/sessions")
                ? ids.session
                : ids.staff,
  });
  secrets = [theirs, "brightbyte", "BrightByte", "Nadia", ...Object.values(ids)];

  const staff = new Map<string, Colleague>();
  for (const role of ["admin", "agent", "author", "auditor"] as const)
    staff.set(role, await shop.hires(role, "yunshang", `Our ${role}`));
  const program = await call<{ secret: string }>(`${shop.url}/v1/merchants/yunshang/api-keys`, {
    headers: (await shop.owner("yunshang")).headers,
    body: { name: "our program", permissions: programMay },
  });
  ourTalk = await shop.chat("yunshang", "mei");
  const secretOfOurs = await shop.secretOf("yunshang");
  credentials = [
    ...[...staff].map(([role, { headers }]) => [`our ${role}`, async () => headers] as const),
    ["our admin, by cookie", async () => ({ cookie: `ruyi_session=${staff.get("admin")?.token}` })],
    ["our program", async () => bearer(program.body.secret)],
    ["our customer's conversation", async () => bearer(ourTalk.token)],
    ["our customer's identity", async () => bearer(await shop.identity("yunshang", "mei"))],
    [
      "an identity of theirs, signed by us",
      async () => bearer(identityOf(secretOfOurs, "brightbyte", "mei", shop.clock.now())),
    ],
    ["nobody", async () => ({})],
  ];
  await untilQuiet(pool);
  rows = await digestOf(pool, theirs);
});

const programMay = [
  ...["conversation.read", "conversation.handle", "customer.read", "order.read", "knowledge.read", "knowledge.write"],
  ...["procedure.read", "procedure.write", "procedure.release", "refund.decide.R1", "refund.decide.R2"],
  ...["refund.decide.R3", "appeal.decide", "problem.read", "problem.handle", "report.read", "ledger.read"],
  ...["audit.read", "merchant.read", "merchant.change", "staff.read"],
];

/** Open to everybody, and without anything that is not shown to everybody. */
const open = new Set([
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
  "GET /openapi.json",
  // A shop's name and colours, as its own pages show them to everybody.
  "GET /v1/customer/look",
]);
/** About the caller alone: answered, with nothing of anybody else. */
const aboutOneself = new Set([
  "GET /v1/me",
  "GET /v1/me/sessions",
  "GET /v1/staff",
  "GET /v1/businesses",
  "GET /v1/merchants",
  // A visitor may begin a conversation at any shop, and one's own customer at one's own.
  "POST /v1/customer/conversations",
  "GET /v1/customer/likely-orders",
  // A key's own tools; what they are asked about another shop they call unknown: `outside-ai.test.ts`.
  "POST /mcp",
]);
/** Would end the caller's own session or change their own password: tried with one's own words, last. */
const endsOneself = new Set(["POST /v1/sign-out", "POST /v1/me/password"]);

/** Bodies that aim at the other shop, where the smallest one does not. */
const bodies: Readonly<Record<string, unknown>> = {
  get "POST /mcp"() {
    const params = { name: "say", arguments: { conversationId: talk.id, text: "intruder was here" } };
    return { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  },
  "POST /v1/staff": {
    name: "Intruder",
    email: "intruder@yunshang.example",
    post: {
      role: "agent",
      at: { kind: "merchant", businessId: shop.merchant("brightbyte").businessId, merchantId: theirs },
    },
  },
  "PUT /v1/staff/{id}/post": {
    role: "agent",
    at: { kind: "merchant", businessId: shop.merchant("yunshang").businessId, merchantId: ours },
  },
  "POST /v1/merchants": {
    businessId: shop.merchant("brightbyte").businessId,
    slug: "intruder",
    name: { zh: "闯入", en: "Intruder" },
    defaultLanguage: "en",
    languages: ["en"],
    zone: "UTC",
    currency: "USD",
  },
  "POST /v1/customer/conversations/{id}/messages": { clientMessageId: "intruder-1", text: "intruder was here" },
  "POST /v1/customer/conversations/{id}/moves": { move: "stop" },
  "POST /v1/customer/conversations/{id}/runs": { procedure: "return-and-refund" },
  "POST /v1/merchants/{merchant}/conversations/{id}/moves": { move: "stop" },
  "POST /v1/merchants/{merchant}/conversations/{id}/take": { takeOver: true },
  "POST /v1/merchants/{merchant}/conversations/{id}/replies": { text: "intruder was here" },
  "POST /v1/merchants/{merchant}/conversations/{id}/notes": { text: "intruder was here" },
  "PATCH /v1/merchants/{merchant}": { name: { zh: "闯入", en: "Intruder" } },
  "PUT /v1/merchants/{merchant}/hours": { week: [[], [], [], [], [], [], []], workdays: [], days: [] },
  "PUT /v1/merchants/{merchant}/look": { accent: "wine", side: "start", offers: [] },
};

describe("over HTTP", () => {
  test("there are routes to try", () => {
    expect(operations.length).toBeGreaterThan(35);
    expect(protectedTables.length).toBeGreaterThan(20);
  });

  const tried = operations.filter(({ name }) => !open.has(name) && !endsOneself.has(name) && !name.includes("socket"));
  test.each(tried.map((operation) => [operation.name, operation] as const))("%s", async (name, operation) => {
    for (const [who, headersOf] of credentials) {
      const answer = await call(`${shop.url}${addressOf(operation, places(operation))}`, {
        method: operation.method,
        headers: await headersOf(),
        ...(operation.body ? { body: bodies[name] ?? operation.sample } : {}),
      });
      const told = JSON.stringify(answer.body);
      if (answer.status < 300) {
        expect({ who, answered: aboutOneself.has(name) }).toEqual({ who, answered: true });
        expect({ who, tells: secrets.filter((secret) => told.includes(secret)) }).toEqual({ who, tells: [] });
      } else {
        expect({ who, status: answer.status, isKnown: [401, 403, 404].includes(answer.status) }).toEqual({
          who,
          status: answer.status,
          isKnown: true,
        });
        expect(answer.type).toContain("application/problem+json");
        expect({ who, tells: secrets.filter((secret) => told.includes(secret)) }).toEqual({ who, tells: [] });
      }
    }
    expect(await digestOf(pool, theirs)).toEqual(rows);
  });

  test("a shop that is out of sight looks like one that does not exist", async () => {
    const { headers } = await shop.hires("admin", "yunshang", "Curious Admin");
    const [real, made] = await Promise.all(
      ["brightbyte", "no-such-shop"].map((slug) => call(`${shop.url}/v1/merchants/${slug}`, { headers })),
    );
    const { instance: _one, ...first } = real?.body ?? {};
    const { instance: _other, ...second } = made?.body ?? {};
    expect([real?.status, first]).toEqual([made?.status, second]);
  });

  test("one customer's token does not speak for another of the same shop", async () => {
    const lin = await shop.chat("brightbyte", "lin");
    await lin.says("hello");
    const base = `${shop.url}/v1/customer/conversations/${talk.id}`;
    for (const { status } of [
      await call(`${base}/events`, { headers: bearer(lin.token) }),
      await call(`${base}/messages`, { headers: bearer(lin.token), body: { clientMessageId: "x", text: "x" } }),
      await call(`${base}/form`, { headers: bearer(lin.token) }),
      await call(`${base}/moves`, { headers: bearer(lin.token), body: { move: "stop" } }),
    ])
      expect(status).toBe(403);
  });

  test.each(["the other shop's conversation", "no token at all"])("the socket refuses %s", async (how) => {
    const query = how.startsWith("no") ? `conversation=${talk.id}` : `conversation=${talk.id}&token=${ourTalk.token}`;
    const socket = new WebSocket(`${shop.url.replace("http", "ws")}/v1/customer/socket?${query}`);
    const heard: unknown[] = [];
    socket.addEventListener("message", ({ data }) => heard.push(data));
    const code = await new Promise((done) => socket.addEventListener("close", ({ code }) => done(code)));
    expect({ code, heard }).toEqual({ code: 4401, heard: [] });
  });

  test("what one owns one still has: the door was shut to others only", async () => {
    expect((await (await shop.owner("brightbyte")).sees(talk.id)).id).toBe(talk.id);
    await talk.says("thank you");
    expect(talk.answeredBy()).toBe("assistant");
  });
});

describe("in SQL, as the app's role", () => {
  const asApp = async <T>(merchants: string, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ ...shop.house.connection, options: "-c role=ruyi_app" });
    await client.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('ruyi.merchants', $1, true)", [merchants]);
      return await work(client);
    } finally {
      await client.end();
    }
  };
  /** Answers the number of rows, or the code of the refusal. */
  const attempt = async (client: Client, text: string, values: unknown[] = []): Promise<number | string> => {
    await client.query("savepoint attempt");
    try {
      return (await client.query(text, values)).rowCount ?? 0;
    } catch (error) {
      await client.query("rollback to savepoint attempt");
      return String((error as { code?: string }).code);
    }
  };
  const forbidden = "42501";

  test("every table it may read at all is guarded row by row, and knows its merchant", async () => {
    const { rows } = await pool.query<{ name: string; guarded: boolean; readable: boolean }>(`
      select format('%I.%I', n.nspname, c.relname) as name, c.relrowsecurity as guarded,
        has_schema_privilege('ruyi_app', n.oid, 'usage')
          and has_table_privilege('ruyi_app', c.oid, 'select, insert, update, delete') as readable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')`);
    const withMerchant = new Set(protectedTables.map(({ name }) => name));
    const readable = rows.filter((row) => row.readable);
    expect(readable.length).toBeGreaterThan(20);
    expect(readable.filter(({ name, guarded }) => !guarded || !withMerchant.has(name))).toEqual([]);
  });

  test("no function lends it somebody else's rights", async () => {
    const { rows } = await pool.query(`
      select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
        and has_function_privilege('ruyi_app', p.oid, 'execute') and has_schema_privilege('ruyi_app', n.oid, 'usage')`);
    expect(rows).toEqual([]);
  });

  describe.each(protectedTables.map((table) => [table.name, table] as const))("%s", (name, table: Table) => {
    test("shows the merchant's own rows and no others, and none to nobody", async () => {
      const inAll = Number(
        (await pool.query(`select count(*) from ${name} where merchant_id = $1`, [ours])).rows[0]?.count,
      );
      const seen = await asApp(`{${ours}}`, async (client) => {
        const mayRead = await attempt(client, `select 1 from ${name} limit 0`);
        if (mayRead === forbidden) return "forbidden";
        const { rows } = await client.query(
          `select count(*) filter (where merchant_id = $1) as own, count(*) as all from ${name}`,
          [ours],
        );
        return { own: Number(rows[0]?.own), all: Number(rows[0]?.all) };
      });
      if (seen === "forbidden") return;
      expect(seen).toEqual({ own: inAll, all: inAll });
      for (const nobody of ["", "{}"]) {
        expect(await asApp(nobody, (client) => attempt(client, `select 1 from ${name}`))).toBe(0);
      }
    });

    test("lets nothing of another be written, moved or taken away", async () => {
      await asApp(`{${ours}}`, async (client) => {
        const none = [0, forbidden];
        expect(none).toContain(
          await attempt(client, `update ${name} set merchant_id = merchant_id where merchant_id = $1`, [theirs]),
        );
        expect(none).toContain(await attempt(client, `delete from ${name} where merchant_id = $1`, [theirs]));
        expect(none).toContain(await attempt(client, `update ${name} set merchant_id = $1`, [theirs]));

        const { rows } = await pool.query<{ row: Record<string, unknown> }>(
          `select to_jsonb(t) as row from ${name} t limit 1`,
        );
        const columns = table.columns.map((column) => `"${column}"`).join(", ");
        const row = JSON.stringify({ ...rows[0]?.row, merchant_id: theirs });
        const added = await attempt(
          client,
          `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, $1::jsonb)`,
          [row],
        );
        expect(added).toBe(forbidden);
      });
    });
  });
});
