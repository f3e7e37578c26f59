import { sql } from "kysely";
import { type ConversationId, type CustomerId, type MerchantId, pick, seededRandom } from "@ruyi/kernel";
import type { House, RunningServer } from "@ruyi/server";
import { customerAt } from "./customer.ts";
import { prepareTwins } from "./engine/prepare.ts";
import { drawCases } from "./service/draw.ts";
import type { Half, Persona, ServiceCase, Slug } from "./service/goal.ts";
import { isOrderGoal } from "./service/goal.ts";
import { judge, type Standing } from "./service/judge.ts";
import { talk } from "./service/play.ts";
import { owedIn } from "./service/policy.ts";
import type { GoodsName } from "./service/speech.ts";

type Share = { readonly cases: number; readonly passed: number };
export type ServiceReport = {
  readonly cases: number;
  readonly trials: number;
  readonly passHat1: number;
  readonly passHat2?: number;
  readonly passHat3?: number;
  readonly passHat4?: number;
  readonly breaches: number;
  /** Share of conversations that a person took over. */
  readonly handoffs: number;
  readonly turnsMean: number;
  /** What would pass if everybody were handed to a person at their first word. */
  readonly alwaysHandOver: number;
  readonly byProcedure: Readonly<Record<string, number>>;
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly byManner: Readonly<Record<string, number>>;
  readonly byPersona: Readonly<Record<string, number>>;
  readonly byWorld: Readonly<Record<string, number>>;
  /** Why conversations did not pass, most often first. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly seconds: number;
};
export type ServiceAnswer = ServiceCase & {
  readonly case: number;
  readonly trial: number;
  readonly passed: boolean;
  readonly why: readonly string[];
  readonly breaches: readonly string[];
  readonly ended: string;
  readonly messages: number;
  readonly transcript: readonly string[];
};

type Options = {
  readonly cases: number;
  readonly seed: number;
  readonly trials: number;
  readonly half: Half;
  readonly atOnce?: number;
};

const likeOf = { honest: "mei", careless: "bo", abusive: "kai", new: "lin", visitor: "mei" } as const satisfies Record<
  Persona,
  string
>;

/** Goods each shop sells, of which somebody speaks who has none of the kind. */
const elsewhere: Readonly<Record<Slug, readonly GoodsName[]>> = {
  yunshang: [
    { zh: "牛仔外套", en: "Denim jacket" },
    { zh: "亚麻衬衫", en: "Linen shirt" },
    { zh: "连帽卫衣", en: "Hooded sweatshirt" },
    { zh: "牛奶", en: "milk" },
  ],
  brightbyte: [
    { zh: "石鼓蓝牙音箱", en: "Drum Bluetooth speaker" },
    { zh: "迷你扫地机器人", en: "Small robot vacuum" },
    { zh: "高清网络摄像头", en: "HD webcam" },
    { zh: "牛奶", en: "milk" },
  ],
  dailyfresh: [
    { zh: "土蜂蜜", en: "Wildflower honey" },
    { zh: "金枕榴莲", en: "Durian" },
    { zh: "三文鱼刺身", en: "Salmon for sashimi" },
    { zh: "牛奶", en: "milk" },
  ],
};

/**
 * Lets customers who were never written into any example talk to the assistant over HTTP, each case so many times with
 * other words, delays and mishaps, and judges what stands in the logs and in the shop against the written policy.
 */
export async function evaluateService(
  server: Pick<RunningServer, "url" | "house">,
  { cases: count, seed, trials, half, atOnce = 8 }: Options,
): Promise<{ readonly report: ServiceReport; readonly answers: readonly ServiceAnswer[] }> {
  const began = performance.now();
  const cases = drawCases(count, seed);
  const plays = cases.flatMap((each) =>
    Array.from({ length: trials }, (_, trial) => ({
      ...{ ...each, trial, like: likeOf[each.persona] },
      // Half of those who have nothing of the kind have nothing at all.
      hasNoOrders: each.world === "none" && each.number % 2 === 0,
    })),
  );
  const twins = await prepareTwins(server.house, plays, `service-${seed}`);
  const secrets = await secretsOf(server.house);

  const played: { readonly answer: ServiceAnswer; readonly isHandedOver: boolean; readonly mayBePerson: boolean }[] =
    [];
  const waiting = [...twins];
  const lane = async (): Promise<void> => {
    for (let twin = waiting.shift(); twin; twin = waiting.shift()) {
      const { case: it, customer, merchantId } = twin;
      const random = seededRandom(seed * 1_000_003 + it.number * 31 + it.trial);
      const isVisitor = it.persona === "visitor";
      const known = await ordersOf(server.house, merchantId, customer);
      const own = [...twin.orders].flatMap(([state, { id }]) => {
        const order = known.find((each) => each.id === id);
        return order ? [{ state, ...order }] : [];
      });
      const meant = it.world === "none" ? undefined : own.find(({ state }) => state === it.world);
      const other = own.find(({ state }) => state === "on its way");
      const goods = meant?.goods ?? pick(random, foreignTo(it.slug, own));
      const before = await documentsOf(server.house, merchantId, customer);
      const who = { slug: it.slug, language: it.language, customer: isVisitor ? undefined : customer };
      const line = await customerAt(server, secrets.get(it.slug) ?? "", who);
      const spoken = await talk(server.house, line, {
        ...{ case: it, half, random, merchantId, goods, other: other === meant ? undefined : other },
        meant: isOrderGoal(it.goal) ? meant : undefined,
      });
      const standing: Standing = {
        ...(await standingOf(server.house, merchantId, line.id as ConversationId, customer)),
        before,
        after: await documentsOf(server.house, merchantId, customer),
      };
      const owed = owedIn(it, meant);
      const verdict = judge(it, owed, standing, spoken, isOrderGoal(it.goal) ? meant : undefined, isVisitor ? [] : own);
      const { passed, why, breaches, ended, isHandedOver } = verdict;
      const { trial, like: _like, hasNoOrders: _none, ...drawn } = it;
      played.push({
        isHandedOver,
        mayBePerson: owed.ends.includes("person"),
        answer: {
          ...{ ...drawn, case: it.number, trial, passed, why, breaches, ended, messages: spoken.messages },
          transcript: transcriptOf(standing),
        },
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));

  const answers = played.map(({ answer }) => answer).toSorted((a, b) => a.case - b.case || a.trial - b.trial);
  return {
    report: {
      ...{ cases: count, trials },
      ...passHats(answers, trials),
      breaches: answers.filter(({ breaches }) => breaches.length > 0).length,
      handoffs: rounded(played.filter(({ isHandedOver }) => isHandedOver).length / played.length),
      turnsMean: rounded(answers.reduce((sum, { messages }) => sum + messages, 0) / answers.length),
      alwaysHandOver: rounded(played.filter(({ mayBePerson }) => mayBePerson).length / played.length),
      byProcedure: sharesBy(answers, ({ goal }) => goal),
      byLanguage: sharesBy(answers, ({ language }) => language),
      byManner: sharesBy(answers, ({ manner, twist }) => (twist === "none" ? manner : twist)),
      byPersona: sharesBy(answers, ({ persona }) => persona),
      byWorld: sharesBy(answers, ({ world }) => world),
      reasons: countsOf(answers.flatMap(({ why, breaches }) => [...why, ...breaches])),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    },
    answers,
  };
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000;

/** The chance that k trials drawn of a case's all pass, over the cases (τ-bench's pass^k). */
function passHats(answers: readonly ServiceAnswer[], trials: number) {
  const passes = [...Map.groupBy(answers, (answer) => answer.case).values()].map(
    (each) => each.filter(({ passed }) => passed).length,
  );
  const hat = (k: number): number =>
    rounded(passes.reduce((sum, passed) => sum + choose(passed, k) / choose(trials, k), 0) / passes.length);
  return {
    passHat1: hat(1),
    ...(trials >= 2 ? { passHat2: hat(2) } : {}),
    ...(trials >= 3 ? { passHat3: hat(3) } : {}),
    ...(trials >= 4 ? { passHat4: hat(4) } : {}),
  };
}

const choose = (of: number, k: number): number =>
  k > of ? 0 : Array.from({ length: k }, (_, at) => (of - at) / (at + 1)).reduce((product, each) => product * each, 1);

function sharesBy(answers: readonly ServiceAnswer[], by: (answer: ServiceAnswer) => string): Record<string, number> {
  const groups = [...Map.groupBy(answers, by)].map(([name, each]): [string, Share] => [
    name,
    { cases: each.length, passed: each.filter(({ passed }) => passed).length },
  ]);
  return Object.fromEntries(groups.map(([name, { cases, passed }]) => [name, rounded(passed / cases)]));
}

const countsOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)]
      .map(([name, each]): [string, number] => [name, each.length])
      .toSorted(([, a], [, b]) => b - a),
  );

/** Goods of the shop that share no word with what the customer ordered. */
function foreignTo(slug: Slug, own: readonly { readonly goods: GoodsName; readonly words: readonly string[] }[]) {
  const words = own.flatMap((order) => order.words);
  return elsewhere[slug].filter(({ zh, en }) => !words.some((word) => zh.includes(word) || en.toLowerCase() === word));
}

async function secretsOf(house: House): Promise<ReadonlyMap<string, string>> {
  const by = { kind: "system", name: "evaluation" } as const;
  const secrets = new Map<string, string>();
  for (const slug of ["yunshang", "brightbyte", "dailyfresh"]) {
    const merchant = await house.tenancy.merchantBySlug(slug);
    if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
    secrets.set(slug, await house.tenancy.revealIdentitySecret(by, merchant.id));
  }
  return secrets;
}

async function ordersOf(house: House, merchantId: MerchantId, customer: string) {
  const reading = await house.commerce.ordersOf(merchantId, customer as CustomerId, { limit: 50 });
  return (reading.kind === "found" ? reading.value : []).map(({ id, number, state, lines, amount }) => ({
    ...{ id: String(id), number, minor: amount.minor, currency: amount.currency, words: lines[0]?.words ?? [] },
    goods: lines[0]?.title ?? { zh: "", en: "" },
    orderState: state,
  }));
}

/** The shop's own record of a customer's orders, without what time alone changes. */
async function documentsOf(house: House, merchantId: MerchantId, customer: string): Promise<Map<string, string>> {
  const { rows } = await house.database.transact(merchantId, (tx) =>
    sql<{ id: string; document: object }>`
      select id, document from market.shop_order where merchant_id = ${merchantId} and customer_id = ${customer}`.execute(
      tx,
    ),
  );
  return new Map(rows.map(({ id, document }) => [id, JSON.stringify(document)]));
}

async function standingOf(
  house: House,
  merchantId: MerchantId,
  id: ConversationId,
  customer: string,
): Promise<Omit<Standing, "before" | "after">> {
  return house.database.transact(merchantId, async (tx) => {
    const runs = await sql<Standing["runs"][number]>`
      select r.body, coalesce((
        select jsonb_agg(line order by e.place) from sop.run_event e, jsonb_array_elements(e.events) as line
        where e.merchant_id = r.merchant_id and e.run_id = r.id
      ), '[]') as log
      from sop.run r where merchant_id = ${merchantId} and conversation_id = ${id} order by r.id`.execute(tx);
    const events = await sql<{ body: Standing["events"][number] }>`
      select body || jsonb_build_object('kind', kind) as body from desk.event
      where merchant_id = ${merchantId} and conversation_id = ${id} order by "offset"`.execute(tx);
    const refunds = await sql<Standing["refunds"][number]>`
      select order_id, state, amount, paid from trust.refund
      where merchant_id = ${merchantId} and customer_id = ${customer}`.execute(tx);
    const promises = await sql<Standing["promises"][number]>`
      select due_at from desk.promise where merchant_id = ${merchantId} and conversation_id = ${id}`.execute(tx);
    return {
      runs: runs.rows,
      events: events.rows.map(({ body }) => body),
      refunds: refunds.rows,
      promises: promises.rows,
    };
  });
}

const transcriptOf = ({ events }: Standing): string[] =>
  events.flatMap((event) => {
    if (event.kind === "message") return [`${event.from ?? ""}: ${event.text ?? ""}`];
    if (event.kind === "effect") return [`[${event.action ?? ""} ${event.state ?? ""}]`];
    if (event.kind === "handoff") return [`[handed over: ${event.reason ?? ""} ${(event.reasons ?? []).join(" ")}]`];
    return [];
  });
