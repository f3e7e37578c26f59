import type { Reading } from "@ruyi/language";
import { sure } from "../learning/rehearse.ts";
import { lines, noneChoice } from "../lines.ts";
import { answered, tell } from "./answered.ts";
import { clarify, offer } from "./clarify.ts";
import { factsFrom, factsQuoted } from "./facts.ts";
import { isBareGoods } from "./goods.ts";
import {
  cameTo,
  confidenceOf,
  type Heard,
  person,
  personOf,
  propose,
  type Read,
  type ReaderNeeds,
  sureToLeave,
  titleOf,
  wholeOf,
  withPending,
} from "./heard.ts";
import { isGreeting, isQuestion, leadsIn, sameWords, wordsOfNone } from "./words.ts";

/** No matter is open, or none that concerns words: find out which it is. */
export function readNewMatter(heard: Heard, needs: ReaderNeeds): Read {
  const { merchantId, text, plain, memory, language, mood, reading } = heard;
  const offered = chosenOffer(heard, needs);
  if (offered) return offered;
  if (!heard.identified && hasNoAccount.test(plain)) {
    const told = { kind: "say", text: lines.withoutAccount[language], choices: [personOf(language)] } as const;
    return { memory: { ...memory, offered: [person] }, proposals: [told] };
  }
  const again = begunAgain(heard, needs);
  if (again) return again;
  if (acknowledges.test(plain)) return { memory, proposals: [{ kind: "say", text: lines.closing[language] }] };

  if (mood.changeOfMind && memory.last !== undefined && refuses.test(plain))
    return { memory, proposals: [{ kind: "say", text: lines.cannotUndo[language], choices: [personOf(language)] }] };
  const named = isBareGoods(heard, []) ? askedAbout(heard, needs) : undefined;
  if (named) return named;
  const told = answered(heard, needs);
  if (told) return told;

  // What came before and was not understood may be the first half of this.
  const whole = wholeOf(memory, text);
  const joined = memory.pending.length > 0 ? needs.classify(merchantId, whole) : reading;
  const surest = confidenceOf(joined) > confidenceOf(reading) ? joined : reading;
  const best = confidenceOf(surest) >= sure ? surest : (clauseOf(heard, surest, needs) ?? surest);
  const [first] = best.top;
  const isKnock = first?.label === person && (isGreeting(heard) || leadsIn.test(plain));
  const eitherRefund = refundAlone.test(plain) ? refundMatters.filter((id) => needs.titles.has(id)) : [];
  if (eitherRefund.length > 1) return offer(heard, eitherRefund, needs);
  if (first && !best.rejected && first.confidence >= sure && needs.titles.has(first.label) && !isKnock) {
    const begun = propose({ kind: "start", procedure: first.label, facts: factsFrom(heard, first.label, whole) });
    return cameTo(begun, "begun", best, first.label);
  }
  if (memory.last !== undefined && needs.titles.has(memory.last) && asksTheSameOf(text, heard)) {
    return propose({ kind: "start", procedure: memory.last, facts: factsFrom(heard, memory.last, text) });
  }
  if (mood.sarcastic && best.rejected) return propose({ kind: "hand-off", reason: "emotional", reasons: ["angry"] });
  if (leadsIn.test(plain) && memory.ledIn < leadInsAtMost) {
    const pending = withPending(memory, text);
    return {
      memory: { ...memory, pending, ledIn: memory.ledIn + 1 },
      proposals: [{ kind: "say", text: lines.goOn[language] }],
    };
  }
  const isCourtesy = text.trim().length <= (language === "zh" ? 12 : 40) && !isQuestion(text);
  if (isCourtesy && (mood.thanks || mood.changeOfMind || heard.entities.answer !== undefined)) {
    return { memory, proposals: [{ kind: "say", text: lines.closing[language] }] };
  }
  return clarify(heard, best, needs);
}

/** Who cannot sign in is not sent to sign in once more. */
const hasNoAccount =
  /^(?:我|可|但是?|可是?|[,， ])*(?:没|没有|未|不是)(?:有)?(?:你们?的?)?(?:账号|帐号|账户|注册(?:过)?|会员|登[录陆](?:过)?)(?:啊|呀|的|呢|怎么办)*[。.!！?？]*$|^(?:but |well )?(?:i )?(?:do not|don'?t|never) (?:have|had|made|created?) an? account[.!]*$|^no account[.!]*$|^i(?:'?m| am) not (?:registered|a member)[.!]*$/;

/** "Do it, then", "are you sure?", "how much would I get?": of the matter that was talked about last, from its beginning. */
function begunAgain(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { memory, plain, text, run } = heard;
  const { last } = memory;
  if (last === undefined || !needs.titles.has(last) || memory.offered.length > 0 || run?.state === "waiting")
    return undefined;
  const isMeant =
    (pays.has(last) && (goesAhead.test(plain) || asksHowMuch.test(plain))) || (tells.has(last) && doubts.test(plain));
  return isMeant ? propose({ kind: "start", procedure: last, facts: factsFrom(heard, last, text) }) : undefined;
}

const pays = new Set([
  "return-and-refund",
  "cancel-order",
  "refund-only",
  "damaged-or-missing",
  "wrong-item",
  "exchange",
]);
const tells = new Set(["where-is-my-parcel", "refund-progress"]);

const goesAhead =
  /^(?:那就?|还是|算了|好吧?|行吧?|ok(?:ay)?|yes|alright|fine|actually|well|no|[,， ])*(?:(?:退|办|取消|换)(?:了|掉)?吧|(?:就)?这么办|(?:please )?(?:just )?(?:do it|go ahead|let'?s do it|proceed|go on with it))(?: please| then| now| anyway)*[\s。.!！]*$/;
const asksHowMuch =
  /^(?:那|请问|大概|一共|实际|我|到底|[,， ])*(?:能|可以|会|该|给)*(?:退|赔|补)(?:我|回|给我)*(?:来)?(?:多少)(?:钱)?(?:啊|呀|呢)?[\s。?？]*$|^(?:and |so |but |actually |well |ok(?:ay)? )*how much (?:would|will|do|can|could|am|is) (?:i|it|the refund|my refund|that)(?: be)?(?: (?:get|receive|getting|be refunded|refunded))?(?: back)?[\s.?]*$/;
const doubts =
  /^(?:你们?|您)?(?:真的?)?(?:确定|肯定|没搞错|没弄错)(?:吗|么|吧)?[\s?？。!！]*$|^(?:are you (?:really |quite )?(?:sure|certain)|really|you sure)(?: about (?:that|this))?[\s?.!]*$/;

/** "Don't cancel it", when it is done. */
const refuses = /别|不要|不取消|\bdon'?t\b|\bdo not\b|undo|恢复/i;

const mostAsked = ["where-is-my-parcel", "return-and-refund", "exchange", "damaged-or-missing"];

/** "The coat", and no more: after a matter it is the same of that; else, what about it? Kept, so that the wish that comes is of it. */
function askedAbout(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { memory, text, language, reading } = heard;
  if (memory.last !== undefined && needs.titles.has(memory.last) && memory.pending.length === 0)
    return propose({ kind: "start", procedure: memory.last, facts: factsFrom(heard, memory.last, text) });
  const offered = mostAsked.filter((id) => needs.titles.has(id)).slice(0, 3);
  if (memory.pending.length > 0 || memory.last !== undefined || offered.length === 0) return undefined;
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const asked: Read = {
    memory: { ...memory, pending: withPending(memory, text), offered },
    proposals: [{ kind: "say", text: lines.whichMatter[language], choices }],
  };
  return cameTo(asked, "offered", reading);
}

const leadInsAtMost = 2;

/** "Refund", and no more: one that is on its way is asked after, or one is wished for. */
const refundAlone = /^(?:退款|退钱|退?款|refunds?|(?:my |the )?refund)(?:please|pls|plz|吧|呀|啊|\s|[。.!！~])*$/;

const refundMatters = ["return-and-refund", "refund-only", "refund-progress"];

/**
 * A clause of a long-winded message speaks for it when it alone says surely what the whole most likely says. Where the
 * whole says something else, or is none of a shop's business, a clause of it deceives three times out of four.
 */
function clauseOf({ merchantId, text }: Heard, whole: Reading, needs: ReaderNeeds): Reading | undefined {
  if (whole.rejected) return undefined;
  const clauses = text.split(/[，。；：！？,.;:!?\n]+/).map((clause) => clause.trim());
  if (clauses.length < 2 || clauses.length > 12) return undefined;
  const read = clauses.filter((clause) => clause.length >= 3).map((clause) => needs.classify(merchantId, clause));
  const clear = read.filter((each) => confidenceOf(each) >= sureToLeave);
  const matters = new Set(clear.map(({ top: [first] }) => first?.label));
  return matters.size === 1 && matters.has(whole.top[0]?.label) ? clear[0] : undefined;
}

const another =
  /^(?:(?:and|what about|how about|also|no,?) )*(?:the|my|that) (?!.*\b(?:money|refund|person|human|agent|problem|hell|point)\b)[\p{L}\d -]{2,30}[?？.!]*$/iu;

const anotherInChinese =
  /^(?:那|还有|我的?|那个|不是[，,]?)*(?!.*(?:人|钱|款|你|您|客服|怎|什么|结果|然后|现在))\p{Script=Han}{2,10}呢[?？。!！]*$/u;

/** "And the watch?", "大衣呢？": a short name and no wish of its own. */
const asksTheSameOf = (text: string, { entities, mood }: Heard): boolean =>
  !mood.thanks &&
  !mood.changeOfMind &&
  entities.answer === undefined &&
  (another.test(text.trim()) || anotherInChinese.test(text.trim()));

/** "Got it": an end, not a matter. */
const acknowledges =
  /^(?:(?:已经?)?收到[了啦]?|知道[了啦]?|明白[了啦]?|了解[了]?|好[的吧嘞了]?|行[吧]?|嗯+|哦+|ok(?:ay)?|got it|i see|understood|all ?right|great|fine|perfect|cool)[\s。.!！~]*$/i;

/** "The second", "退货": an answer to the choice of matters that was offered last. */
function chosenOffer(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { memory, text, entities, language } = heard;
  if (memory.offered.length === 0) return undefined;
  if (sameWords(text, noneChoice[language]) || wordsOfNone.test(text.trim()))
    return cameTo(propose({ kind: "hand-off", reason: "unsure" }), "declined", heard.reading);
  const place = entities.ordinal;
  const chosen =
    (memory.offered.length === 1 && entities.answer === "yes" ? memory.offered[0] : undefined) ??
    memory.offered.find((id) => sameWords(text, titleOf(id, heard, needs)) || text.trim() === id) ??
    (place === undefined ? undefined : memory.offered.at(place < 0 ? place : place - 1));
  if (chosen === undefined) return undefined;
  if (!needs.titles.has(chosen)) {
    const answer = needs.answers?.told(heard, chosen);
    return answer && tell(heard, answer, needs);
  }
  const whole = wholeOf(memory, text);
  const facts = { ...factsQuoted(heard, chosen), ...factsFrom(heard, chosen, whole) };
  const begun = propose({ kind: "start", procedure: chosen, facts });
  return cameTo(begun, "chosen", heard.reading, chosen);
}
