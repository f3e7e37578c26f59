import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { startPostgres } from "@ruyi/platform";

/*
 * An agent's lists and the search over words, in a shop with very many conversations: a server of its own on a fresh data
 * folder, one demo shop filled with rows, each route asked again and again as a signed-in owner asks it. The times are
 * those a client on the same machine sees, with all that the route does; the least is what it takes when nobody disturbs.
 *
 *   npm run bench:inbox [-- --conversations 100000 --asks 200 --port 4321 --json]
 */

const { values } = parseArgs({
  options: {
    conversations: { type: "string", default: "100000" },
    asks: { type: "string", default: "200" },
    port: { type: "string", default: "4321" },
    json: { type: "boolean", default: false },
  },
});
const [conversations, asks] = [Number(values.conversations), Number(values.asks)];
const root = dirname(import.meta.dirname);
const home = mkdtempSync(join(tmpdir(), "ruyi-bench-"));
const tell = (line: string): void => console.error(line);

/** What is asked. */
const routes: Readonly<Record<string, string>> = {
  "view=queue": "conversations?view=queue",
  "view=mine": "conversations?view=mine",
  "view=team": "conversations?view=team",
  "view=assistant": "conversations?view=assistant",
  "view=closed": "conversations?view=closed",
  "view=closed, rare reason": "conversations?view=closed&reason=emotional",
  "view=all": "conversations?view=all",
  "view=all, rare language": "conversations?view=all&language=en",
  "view=all, one customer": "conversations?view=all&customer=c77",
  counts: "conversations/counts",
  "a conversation": "conversations/{id}",
  "search 退款": "conversations/search?q=退款",
  "search 羊毛大衣 尺码": "conversations/search?q=羊毛大衣 尺码",
  "search a word of each 97th": "conversations/search?q=headphones",
  "search one order number": "conversations/search?q=YS2026{n}",
  "search its last four": "conversations/search?q={tail}",
  "search nothing has": "conversations/search?q=退款 绝无此语",
};

/** Conversations with one message each; most are closed, some wait, some are with the assistant or a colleague. */
const filling = [
  `insert into desk.conversation (merchant_id, id, customer_id, language, status, speaker, agent_id, queued_at, reason,
     next_offset, list, rank, listed_at, body, created_at, updated_at)
   select m.id, regexp_replace(md5(n::text), '^(.{12}).(.{3}).', '\\18\\2a')::uuid, 'c' || n % 2000, case when n % 5000 = 0 then 'en' else 'zh' end,
     case when n % 10 < 8 then 'closed' else 'open' end,
     case n % 10 when 8 then 'queue' when 9 then case n % 20 when 9 then 'agent' else 'assistant' end else 'assistant' end,
     case when n % 20 = 9 then md5((n % 40)::text)::uuid end,
     case when n % 10 = 8 then now() - n * interval '1 second' end,
     case when n % 3000 = 0 then 'emotional' when n % 10 in (1, 8) then 'asked' end, 2,
     case n % 10 when 8 then 'queue' when 9 then case n % 20 when 9 then 'agent' else 'assistant' end else 'closed' end,
     1, now() - n * interval '1 second',
     jsonb_build_object('zone', 'Asia/Shanghai', 'merchantName', '{"zh": "云裳", "en": "Yunshang"}'::jsonb, 'floorSince', now(), 'done', '[]'::jsonb,
       'promises', '[]'::jsonb, 'seen', '[]'::jsonb, 'customerSpokeAt', 1, 'askedAt', 0,
       'floor', case when n % 10 = 8 then jsonb_build_object('kind', 'queue', 'since', now(), 'reason', 'asked')
         else jsonb_build_object('kind', 'assistant') end,
       'lastLine', jsonb_build_object('from', 'customer', 'text', 'x', 'at', now()), 'filler', repeat('x', 1500)),
     now() - n * interval '1 second', now() - n * interval '1 second'
   from generate_series(1, $1::int) n, (select merchant_id as id from tenancy.merchant where slug = 'yunshang') m`,
  `insert into desk.event (merchant_id, conversation_id, "offset", at, kind, body)
   select m.id, regexp_replace(md5(n::text), '^(.{12}).(.{3}).', '\\18\\2a')::uuid, 1, now() - interval '3 days' + n * interval '1 second', 'message',
     jsonb_build_object('from', 'customer', 'language', 'zh', 'text',
       (array['我要退款，衣服小了，订单YS2026', '快递到哪了？单号YS2026', '羊毛大衣的尺码不对想换，订单YS2026',
         '您好，发票抬头写错了一个字能重开吗 YS2026', '请确认：退羊毛大衣1件，退款¥699.00，原路退到微信支付 YS2026'])[1 + n % 5]
       || lpad((n * 7919 % 1000003)::text, 8, '0') || case when n % 97 = 0 then ' and the headphones broke' else '' end)
   from generate_series(1, $1::int) n, (select merchant_id as id from tenancy.merchant where slug = 'yunshang') m`,
];

type Times = {
  readonly leastMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly items: number;
};

async function ready(): Promise<{ readonly url: string; readonly token: string }> {
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const [, url] = /Ruyi is ready at (\S+)/.exec(said) ?? [];
    const [, token] = /sign-in#(\S+)/.exec(said) ?? [];
    if (url !== undefined && token !== undefined) return { url, token };
  }
  throw new Error("The server ended before it was ready; what it said stands above.");
}

async function signIn({ url, token }: { readonly url: string; readonly token: string }): Promise<string> {
  const answer = await fetch(`${url}/v1/sign-in/link`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, carry: "token" }),
  });
  return ((await answer.json()) as { readonly token: string }).token;
}

/** Waits until all of it can be searched; how quickly that went, and what it takes on disk. */
async function indexed(pool: Pool): Promise<{ readonly perSecond: number; readonly megabytes: number }> {
  const startedAt = performance.now();
  for (;;) {
    const { rows } = await pool.query<{ count: string }>("select count(*) from desk.search_message");
    if (Number(rows[0]?.count) >= conversations) break;
    await sleep(1_000);
  }
  const perSecond = Math.round(conversations / ((performance.now() - startedAt) / 1_000));
  await pool.query("vacuum analyze");
  const { rows } = await pool.query<{ bytes: string }>(
    "select pg_total_relation_size('desk.search_term') + pg_total_relation_size('desk.search_message') as bytes",
  );
  return { perSecond, megabytes: Math.round(Number(rows[0]?.bytes) / 2 ** 20) };
}

async function timesOf(address: string, token: string): Promise<Times> {
  const times: number[] = [];
  let items = 0;
  for (let ask = 1; ask <= asks; ask += 1) {
    const n = 1 + ((ask * 7_907) % conversations);
    const number = String((n * 7919) % 1_000_003).padStart(8, "0");
    const filled = address.replace("{id}", idOf(n)).replace("{n}", number).replace("{tail}", number.slice(-4));
    const startedAt = performance.now();
    const answer = await fetch(encodeURI(filled), { headers: { authorization: `Bearer ${token}` } });
    const body = (await answer.json()) as { readonly items?: readonly unknown[] };
    times.push(performance.now() - startedAt);
    if (!answer.ok) throw new Error(`${filled} answered ${answer.status}: ${JSON.stringify(body)}`);
    items = body.items?.length ?? 1;
  }
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return { leastMs: at(0), p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(0.9999), items };
}

function idOf(n: number): string {
  const hex = createHash("md5").update(String(n)).digest("hex");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-8$3-a$4-$5");
}

const child = spawn(process.execPath, [join(root, "apps/server/main.ts")], {
  cwd: root,
  env: {
    ...process.env,
    ...{
      RUYI_HOME: home,
      RUYI_DEMO: "1",
      RUYI_DEMO_PAST: "0",
      DATABASE_URL: "",
      PORT: values.port,
      HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
    },
  },
  stdio: ["ignore", "pipe", "inherit"],
});
const exited = new Promise<void>((done) => child.once("exit", () => done()));

try {
  tell("Starting a server on a fresh data folder …");
  const door = await ready();
  child.stdout.resume();
  const token = await signIn(door);
  // Joins the database the server has started.
  const { connection } = await startPostgres({ folder: join(home, "postgres") });
  const pool = new Pool({ ...connection });
  tell(`Filling a shop with ${conversations} conversations …`);
  for (const statement of filling) await pool.query(statement, [conversations]);
  tell("Reading them for the search …");
  const index = await indexed(pool);
  await pool.end();
  const report: Record<string, unknown> = { conversations, index };
  for (const [name, path] of Object.entries(routes)) {
    report[name] = await timesOf(`${door.url}/v1/merchants/yunshang/${path}`, token);
    if (!values.json) console.log(name.padEnd(30), JSON.stringify(report[name]));
  }
  console.log(values.json ? JSON.stringify(report) : `${"index".padEnd(30)} ${JSON.stringify(index)}`);
} finally {
  child.kill("SIGTERM");
  await exited;
  rmSync(home, { recursive: true, force: true });
}
