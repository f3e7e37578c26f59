import type { Answer, Asked } from "@ruyi/assistant";
import type { AskingConversation, FactRecord, LookUp } from "@ruyi/desk";
import type { ConversationId, Language, MerchantId, RunId } from "@ruyi/kernel";
import {
  foresee,
  goesOn,
  type Library,
  namesAnother,
  nextOf,
  type Procedure,
  type Run,
  type Told,
  whatIfOf,
  whetherOf,
  whyOf,
} from "@ruyi/sop";
import { valuesIn } from "./values.ts";

type AskedRun = NonNullable<NonNullable<Asked["matters"]>["current"]>;

export type ComputedNeeds = {
  /** What the merchant has in force. */
  readonly libraryAt: (merchantId: MerchantId, at: Date) => Library;
  /** A run as procedures know it, with the version it pinned; undefined where that is not at hand. */
  matterOf(run: AskedRun): { readonly run: Run; readonly procedure: Procedure } | undefined;
  /** Facts at hand; undefined where they would have to be asked for. */
  readonly peek: (
    conversation: AskingConversation,
    lookUp: LookUp,
    now: Date,
  ) => Readonly<Record<string, FactRecord | null>> | undefined;
};

/**
 * Questions about a rule, a matter or what would become of one, answered from the procedures in force: by their own tables, on
 * the order that is meant where that is at hand, and from what the run itself decided. Nothing is begun by an answer.
 */
export const createComputed =
  (needs: ComputedNeeds) =>
  (asked: Asked): Answer | undefined => {
    const { question } = asked;
    const rule = rules.find(({ asks }) => asks.test(asked.text) && !about.test(asked.text));
    const procedure = rule && needs.libraryAt(asked.merchantId, asked.now).byId(rule.procedure);
    if (!rule || !procedure) return question && answerTo(question, asked, needs);
    const onOrder = rule.onOrder ? whether(procedure, asked, needs) : undefined;
    return onOrder && !onOrder.declines ? onOrder : inGeneral(rule, procedure, asked, needs);
  };

function answerTo(question: NonNullable<Asked["question"]>, asked: Asked, needs: ComputedNeeds): Answer | undefined {
  const byId = (id: string): Procedure | undefined => needs.libraryAt(asked.merchantId, asked.now).byId(id);
  switch (question.kind) {
    case "why":
      return why(question, question.procedure === undefined ? undefined : byId(question.procedure), asked, needs);
    case "next":
      return whatNext(asked, needs);
    case "whether": {
      const procedure = byId(question.procedure);
      return procedure && whether(procedure, asked, needs);
    }
    case "what-if": {
      const procedure = byId(question.procedure);
      return procedure && whatIf(procedure, asked, needs);
    }
  }
}

// --- Of a matter

/**
 * From what was decided of the same matter; else, where somebody asks why something is not allowed, from what would be; else
 * from whatever was decided last.
 */
function why(
  { said, isOfLeave }: Extract<NonNullable<Asked["question"]>, { kind: "why" }>,
  procedure: Procedure | undefined,
  asked: Asked,
  needs: ComputedNeeds,
): Answer | undefined {
  if (said !== undefined) return procedure && whyForeseen(procedure, { ...asked, text: said }, needs)?.answer;
  const same = procedure && whyDecided(asked, needs, procedure.id);
  if (same) return same;
  const foreseen = procedure && whyForeseen(procedure, asked, needs);
  const isNo = isOfLeave === true && foreseen?.isAllowed === false;
  return isNo ? foreseen.answer : (whyDecided(asked, needs) ?? foreseen?.answer);
}

/** Of the run that stands open, where something was decided in it; else of the one that ended last. */
function whyDecided(asked: Asked, { matterOf }: ComputedNeeds, of?: string): Answer | undefined {
  const { current, over } = asked.matters ?? {};
  for (const run of [current, over]) {
    const matter = run && matterOf(run);
    if (!matter || (of !== undefined && matter.procedure.id !== of) || namesAnother(matter.run, asked.text)) continue;
    const told = whyOf(matter.procedure, matter.run, readerOf(asked));
    if (told) return answerFrom(matter.procedure, told, asked.language);
  }
  return undefined;
}

/** "Why can't I return it", of what was never begun: what would be decided is the reason, and what is allowed can be begun. */
function whyForeseen(
  procedure: Procedure,
  asked: Asked,
  needs: ComputedNeeds,
): { readonly answer: Answer; readonly isAllowed: boolean } | undefined {
  const foreseen = foreseenOf(procedure, asked, needs);
  if (!foreseen?.gate) return undefined;
  const told = whyOf(procedure, { ...foreseen.run, decided: [foreseen.gate] }, readerOf(asked));
  if (!told) return undefined;
  const isAllowed = goesOn(procedure, foreseen.gate);
  const offers = isAllowed ? (["begin"] as const) : told.offers;
  return { answer: answerFrom(procedure, { ...told, offers }, asked.language), isAllowed };
}

function whatNext(asked: Asked, { matterOf }: ComputedNeeds): Answer | undefined {
  const { current, over, promises = [] } = asked.matters ?? {};
  const run = current ?? (promises.length > 0 ? over : undefined);
  const matter = run && matterOf(run);
  const told = matter && nextOf(matter.procedure, matter.run, promises, readerOf(asked));
  return told && answerFrom(matter.procedure, told, asked.language);
}

// --- Of a rule

function whether(procedure: Procedure, asked: Asked, needs: ComputedNeeds): Answer | undefined {
  const foreseen = foreseenOf(procedure, asked, needs);
  const told = foreseen && whetherOf(procedure, foreseen, readerOf(asked));
  return told && answerFrom(procedure, told, asked.language);
}

function whatIf(procedure: Procedure, asked: Asked, needs: ComputedNeeds): Answer | undefined {
  const told = whatIfOf(procedure, foreseenOf(procedure, asked, needs), asked.text, readerOf(asked));
  return told && answerFrom(procedure, told, asked.language);
}

/** Undefined where nobody is known whose orders could be looked at. */
function foreseenOf(procedure: Procedure, asked: Asked, needs: ComputedNeeds) {
  const { merchantId, customerId, zone, now, language, text, spokenOf } = asked;
  if (customerId === undefined) return undefined;
  const at = now.toISOString();
  const nobody = "";
  const conversation = { merchantId, customerId, zone, id: nobody as ConversationId };
  const who = { id: nobody as RunId, conversationId: conversation.id, customerId, language, zone };
  // What the matter would be begun with, so that it is about the same order.
  const begunWith = { said: text, ...(spokenOf === undefined ? {} : { spokenOf }) };
  const facts = Object.fromEntries(
    Object.entries(begunWith).map(([name, value]) => [name, { value, source: "customer" as const, at }]),
  );
  return foresee(procedure, { ...who, facts }, at, (lookUp) => needs.peek(conversation, lookUp, now));
}

const readerOf = ({ language, zone, now }: Asked) => ({ language, zone, now: now.toISOString() });

/** Words that make it another question: the money, the postage, a difference in price. */
const about = /退款|退钱|到账|运费|邮费|差价|差额|押金|取消|postage|refund|price difference|cancel/i;

/** A rule that is asked after without an order in mind: how many days it leaves. */
type Rule = {
  readonly procedure: string;
  readonly asks: RegExp;
  readonly days: string;
  /** Told on the order that is meant, where one is. */
  readonly onOrder?: true;
  readonly general: Readonly<Record<Language, (days: string) => string>>;
};

const rules: readonly Rule[] = [
  {
    procedure: "return-and-refund",
    days: "returnDays",
    onOrder: true,
    asks: /(?:几天|多久|多少天|多长时间|什么时候|哪天|期限|最晚).{0,8}退|退(?:货)?(?:期|的?期限|的?时间|最晚|有效期).{0,6}(?:几天|多久|多少天|多长|哪天|什么时候|$)|\bhow (?:long|many days)\b.{0,40}\b(?:return|send (?:it|this|them) back)|\breturns? (?:window|period|deadline|time limit)|\b(?:until when|by when|what date)\b.{0,30}\breturn/i,
    general: {
      zh: (days) => `签收后${days}内可以退，不用说理由。少数品类除外，下单前会标明。`,
      en: (days) =>
        `Within ${days} of delivery, no reason needed. A few kinds of goods are excepted, as shown before purchase.`,
    },
  },
  {
    procedure: "exchange",
    days: "exchangeDays",
    asks: /(?:几天|多久|多少天|多长时间|期限|最晚).{0,8}换货|换货(?:期|的?期限|最晚).{0,6}(?:几天|多久|多少天|多长|哪天|$)|\bhow (?:long|many days)\b.{0,40}\bexchange\b|\bexchange (?:window|period|deadline)/i,
    general: {
      zh: (days) => `签收后${days}内可以换。要换哪一件，直接说就行。`,
      en: (days) => `Within ${days} of delivery. Tell me which item, and what you'd like instead.`,
    },
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
  },
];

function inGeneral({ general, procedure: id, days }: Rule, procedure: Procedure, asked: Asked, needs: ComputedNeeds) {
  const library = needs.libraryAt(asked.merchantId, asked.now);
  const value = valuesIn(library)(`${id}.${days}`, asked.language);
  if (value === undefined) return undefined;
  const { version } = procedure;
  const told: Told = {
    ...{ text: general[asked.language](value), clause: `${id}/${days}`, version },
    ...{ at: asked.now.toISOString(), offers: [] },
  };
  return answerFrom(procedure, told, asked.language);
}

const offered = { appeal: "appeal", person: "talk-to-a-person" } as const;

function answerFrom(
  procedure: Procedure,
  { text, clause, version, at, offers, declines }: Told,
  language: Language,
): Answer {
  const { zh, en } = procedure.title;
  const title = language === "zh" ? `${zh}的规则，第${version}版` : `the rule of ${en}, version ${version}`;
  const next = offers.map((each) => (each === "begin" ? procedure.id : offered[each]));
  return {
    ...{ text, confidence: 1, source: { id: `procedure:${clause}`, title, updatedAt: at } },
    ...(next.length > 0 ? { offers: next } : {}),
    ...(declines ? { declines } : {}),
  };
}
