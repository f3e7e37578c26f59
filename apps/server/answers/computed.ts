import type { Answer, Asked } from "@ruyi/assistant";
import { compileTable, type DecisionTable, evaluateTable } from "@ruyi/decision";
import type { AskingConversation, FactRecord, LookUp } from "@ruyi/desk";
import { type ConversationId, dayMs, formatDate, type Language, type MerchantId } from "@ruyi/kernel";
import { type Library, type Procedure, word } from "@ruyi/sop";
import { valuesIn } from "./values.ts";

export type ComputedNeeds = {
  /** What the merchant has in force. */
  readonly libraryAt: (merchantId: MerchantId, at: Date) => Library;
  /** Facts at hand; undefined where they would have to be asked for. */
  readonly peek: (
    conversation: AskingConversation,
    lookUp: LookUp,
    now: Date,
  ) => Readonly<Record<string, FactRecord | null>> | undefined;
};

/**
 * Questions about a rule, answered from the rule: the table and the setting of the procedure in force, on the order the
 * customer means where that is at hand. Where several orders may be meant, the procedure asks which.
 */
export const createComputed =
  (needs: ComputedNeeds) =>
  (asked: Asked): Answer | undefined => {
    const rule = rules.find(({ asks }) => asks.test(asked.text) && !about.test(asked.text));
    if (!rule) return undefined;
    const procedure = needs.libraryAt(asked.merchantId, asked.now).byId(rule.procedure);
    if (!procedure) return undefined;
    return onOrder(rule, procedure, asked, needs) ?? inGeneral(rule, procedure, asked, needs);
  };

/** Words that make it another question: the money, the postage, a difference in price. */
const about = /退款|退钱|到账|运费|邮费|差价|差额|押金|取消|postage|refund|price difference|cancel/i;

type Rule = {
  readonly procedure: string;
  readonly asks: RegExp;
  /** The table that decides, and the days it counts from delivery. */
  readonly table?: string;
  readonly days: string;
  /** Told without an order; none where only an order makes an answer. */
  readonly general?: Readonly<Record<Language, (days: string) => string>>;
  readonly yes: Readonly<Record<Language, (title: string, since: string, until: string) => string>>;
};

const mayReturn = {
  zh: (title: string, since: string, until: string) => `${title}可以退：${since}签收，最晚${until}办，不用说理由。`,
  en: (title: string, since: string, until: string) =>
    `Yes: ${title} was delivered on ${since} and can be returned until ${until}, no reason needed.`,
};

const rules: readonly Rule[] = [
  {
    procedure: "return-and-refund",
    table: "mayReturn",
    days: "returnDays",
    asks: /(?:几天|多久|多少天|多长时间|什么时候|哪天|期限|最晚).{0,8}退|退(?:货)?(?:期|的?期限|的?时间|最晚|有效期).{0,6}(?:几天|多久|多少天|多长|哪天|什么时候|$)|\bhow (?:long|many days)\b.{0,40}\b(?:return|send (?:it|this|them) back)|\breturns? (?:window|period|deadline|time limit)|\b(?:until when|by when|what date)\b.{0,30}\breturn/i,
    general: {
      zh: (days) => `签收后${days}内可以退，不用说理由。少数品类除外，下单前会标明。`,
      en: (days) =>
        `Within ${days} of delivery, no reason needed. A few kinds of goods are excepted, as shown before purchase.`,
    },
    yes: mayReturn,
  },
  {
    procedure: "return-and-refund",
    table: "mayReturn",
    days: "returnDays",
    asks: /(?:能|可以|可不可以|能不能|支持|还来得及).{0,8}退(?:货|回|掉)?(?:吗|么|嘛|不|[?？]|$)|\bcan (?:this|it|these|they|the [\w -]{2,40}) (?:still )?be (?:returned|sent back)|\bcan i still (?:return|send back)|\b(?:is|are) (?:this|it|these|the [\w -]{2,40}) returnable/i,
    yes: mayReturn,
  },
  {
    procedure: "exchange",
    days: "exchangeDays",
    asks: /(?:几天|多久|多少天|多长时间|期限|最晚).{0,8}换货|换货(?:期|的?期限|最晚).{0,6}(?:几天|多久|多少天|多长|哪天|$)|\bhow (?:long|many days)\b.{0,40}\bexchange\b|\bexchange (?:window|period|deadline)/i,
    general: {
      zh: (days) => `签收后${days}内可以换。要换哪一件，直接说就行。`,
      en: (days) => `Within ${days} of delivery. Tell me which item, and what you'd like instead.`,
    },
    yes: mayReturn,
  },
  {
    procedure: "price-protection",
    days: "priceDays",
    asks: /(?:保价|价保|价格保护)(?:期)?.{0,6}(?:几天|多久|多少天|多长)|(?:几天|多久|多少天).{0,6}(?:保价|价保)|\bhow (?:long|many days)\b.{0,30}\bprice (?:protect|match|guarantee)/i,
    general: {
      zh: (days) => `付款后${days}内降价，可以退差价。要办的话，说是哪一单。`,
      en: (days) =>
        `If the price drops within ${days} of paying, the difference comes back. Tell me which order to claim it.`,
    },
    yes: mayReturn,
  },
];

function inGeneral({ general, procedure: id, days }: Rule, procedure: Procedure, asked: Asked, needs: ComputedNeeds) {
  const library = needs.libraryAt(asked.merchantId, asked.now);
  const value = valuesIn(library)(`${id}.${days}`, asked.language);
  if (!general || value === undefined) return undefined;
  return answer(procedure, days, general[asked.language](value), asked.now.toISOString(), asked.language);
}

/** The rule on the one order that is meant; undefined where it is not at hand, or several may be meant. */
function onOrder(rule: Rule, procedure: Procedure, asked: Asked, { peek }: ComputedNeeds): Answer | undefined {
  const source = rule.table === undefined ? undefined : procedure.tables[rule.table];
  if (!source || asked.customerId === undefined) return undefined;
  const { merchantId, customerId, zone, now, language } = asked;
  const conversation = { merchantId, customerId, zone, id: "" as ConversationId };
  const look = (fact: string, given: Readonly<Record<string, unknown>>) =>
    peek(conversation, { kind: "look-up", key: "", facts: [fact], with: { purpose: procedure.id, ...given } }, now)?.[
      fact
    ];
  const { only } = fieldsOf(look("candidates", { said: asked.text })?.value);
  const order = typeof only === "string" ? look("order", { pick: only }) : undefined;
  if (!order) return undefined;

  const facts = { order: order.value, setting: procedure.settings };
  const { rows, output } = evaluateTable(tableOf(source), facts);
  const outcome = String(fieldsOf(output)["outcome"] ?? "");
  const text = outcome === "yes" ? yes(rule, procedure, order, asked) : worded(procedure, outcome, facts, asked);
  if (text === undefined) return undefined;
  const row = `${rule.table ?? ""}/${(rows[0] ?? 0) + 1}`;
  return {
    ...answer(procedure, row, text, order.at, language),
    ...(outcome === "yes" ? { offers: [procedure.id] } : {}),
  };
}

function yes({ yes: said, days }: Rule, { settings }: Procedure, order: FactRecord, asked: Asked): string | undefined {
  const { title, deliveredAt } = fieldsOf(order.value);
  const since = new Date(String(deliveredAt));
  const until = new Date(since.getTime() + Number(settings[days]) * dayMs);
  if (Number.isNaN(until.getTime())) return undefined;
  const reader = { language: asked.language, zone: asked.zone, now: asked.now.toISOString() };
  const name = String(fieldsOf(title)[asked.language] ?? "");
  return said[asked.language](name, formatDate(since, reader), formatDate(until, reader));
}

/** What the procedure itself says where the answer is no, or not yet. */
function worded(
  procedure: Procedure,
  outcome: string,
  facts: object,
  { language, zone, now }: Asked,
): string | undefined {
  const phrase = procedure.phrases[outcome];
  if (!phrase) return undefined;
  const reach = (path: string): unknown =>
    path.split(".").reduce<unknown>((value, name) => fieldsOf(value)[name], facts);
  return word(phrase[language], reach, { language, zone, now: now.toISOString() });
}

function answer(procedure: Procedure, part: string, text: string, updatedAt: string, language: Language): Answer {
  const title = language === "zh" ? `${procedure.title.zh}的规则` : `the rule of ${procedure.title.en}`;
  return { text, confidence: 1, source: { id: `procedure:${procedure.id}/${part}`, title, updatedAt } };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const tables = new WeakMap<object, DecisionTable>();
function tableOf(source: Parameters<typeof compileTable>[0]): DecisionTable {
  const known = tables.get(source) ?? compileTable(source);
  tables.set(source, known);
  return known;
}
