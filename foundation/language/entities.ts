import { type Money } from "@ruyi/kernel";
import { readAddress } from "./address.ts";
import { readAmounts } from "./amounts.ts";
import { readAnswer } from "./answer.ts";
import { type DateSpan, readDates } from "./dates.ts";
import { excerpt, fold, hear } from "./normalise.ts";
import { englishNumbers, numeralPattern, readNumeral } from "./numerals.ts";

export type Entities = {
  /** Whole order numbers as written, without a leading "#". */
  readonly orderNumbers: readonly string[];
  /** Last digits only, as in 尾号3021 or "ending 3021". */
  readonly orderTails: readonly string[];
  /** Digits, with a leading "+" when written so. */
  readonly phones: readonly string[];
  readonly amounts: readonly Money[];
  readonly dates: readonly DateSpan[];
  /** Only an explicit yes or no; see `readAnswer`. */
  readonly answer: "yes" | "no" | undefined;
  /** Which of several offered things, from 1; −1 is the last. */
  readonly ordinal: number | undefined;
  readonly quantity?: number;
  readonly wantsPerson: boolean;
  /** A delivery address, as written. */
  readonly address?: string;
};

const tail =
  /(?<!手机|电话|卡|号码)(?:尾号|尾数|末尾|(?:后|末|最后)(?:面)?(?:四位|4位|几位|六位|6位)(?:数字?)?)\s*(?:是|为|:)?\s*#?(\d{3,6})(?!\d)|\b(?:ending|ends)\s*(?:in|with|on)?:?\s*#?(\d{3,6})(?!\d)|\blast (?:four|4|six|6)(?: digits?)?(?: (?:are|is|of))?:?\s*#?(\d{3,6})(?!\d)|(?:订单|单号|\border)(?:号|编号)?\s*(?:no\.?|number)?\s*(?:是|为|is|:|#)?\s*#?(\d{4})(?![\d年/.-])|#(\d{4})(?!\d)/g;

const phone =
  /(?<![\d#-])(?:\+?86[\s-]?)?(1[3-9]\d(?:[\s-]?\d{4}){2})(?!\d)|(\+\d{1,3}(?:[\s-]?\(?\d{1,4}\)?){2,5})(?!\d)|(?<![\d#-])(\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4})(?!\d)|(?<![\d#-])(07\d{3}\s?\d{6})(?!\d)/g;

const namedOrder =
  /(?:订单(?:编?号)?|单号|\border(?: (?:no\.?|number|num|id)(?!-))?|\bref(?:erence)?)\s*(?:是|为|is|:|#|=)?\s*#?([a-z]{0,6}[-_]?(?=[a-z0-9-]*\d)[a-z0-9](?:[a-z0-9-]{4,38})[a-z0-9])(?![a-z0-9])/g;
const bareOrder =
  /(?<![a-z0-9.¥$€£+*-])#?([a-z]{0,4}[-_]?\d{6,24}(?:-\d{1,8}){0,3}|[a-z]{1,4}-\d{4,24})(?![a-z0-9*.]*[a-z0-9*]|\s?(?:元|块))/g;

const person =
  /转人工|人工(?:客服|服务|处理|接|在|台|坐席)?|真人|活人|(?:和|跟)人(?:说|谈|聊|讲|对话|沟通)|有客服|客服(?:在|呢)|(?:转|找|接|叫|喊|换|要)(?:一?个|一?下|位|你们(?:的)?)?(?:客服|人(?:来|吧|啊|呀|说|谈|聊|处理|工)|经理|主管|领导|负责人|老板|店长|店家|专员)|(?:找|换|来|叫)个?人(?:$|[来跟和帮处解说])|\b(?:talk|speak|chat|connect|transfer|escalate|put me|pass me|hand me|get me|get through)\b(?: \w+){0,3} (?:to|with|through to|onto) (?:an? |the |your |my |some ?|any ?)?(?:\w+ )?(?:human|person|people|agent|someone|somebody|anyone|rep|reps|representative|manager|supervisor|operator|advis[eo]r|staff|team|colleague|assistant manager)\b|\b(?:real|live|actual) (?:human|person|agent|people|rep|representative)\b|\bhuman (?:please|agent|being|help|support|now)|^(?:a )?(?:human|agent|operator|representative|person|manager|supervisor|customer service|help desk)(?: please| now| pls| plz)?[\s!.]*$|\b(?:want|need|get me|give me|where is|wheres) (?:an? |the |your |some )?(?:human|agent|operator|representative|manager|supervisor|real person|person)\b/;
// Less direct ways to say the same: away from the machine, towards a voice, a name for whoever can decide.
const towardsPerson =
  /^(?:客服[,，。!]?)+$|(?:联系|在线|转|找).{0,3}客服|(?:不要|不想|别让?|不和|不跟).{0,4}(?:机器人|智能客服|自动回复)|真的人|人呢$|^来人$|让人来|找个?人(?:来|帮|教|说|处理|$)|(?:找|让|请|转接).{0,5}(?:同事|工作人员|上级)|工作人员(?:联系|沟通)|能?(?:做主|拍板)的|(?<![没不].{0,3})(?:给我|让.{0,4})(?:回|打)个?电话|(?:打|回)个?电话(?:给我|过来)|请?回电(?!话号)|(?:客服|投诉|人工|你们的?)电话|热线|转 ?(?:agent|human)|要 ?(?:agent|human)|我要打电话|和工作人员|^人公|\bhumans?\b|\bhelp ?desk\b|\blive (?:chat|support|help)\b|\bagent,? (?:please|agent)|\b(?:not|don'?t want) (?:a|to talk to a|talking to a) (?:bot|machine|robot)|\bno more (?:bots|robots)|\b(?:staff|team) member\b|\bmember of (?:your|the) (?:team|staff)|\b(?:someone|somebody) (?:from|on) (?:your|the) team|\b(?:your|a) (?:boss|manager|supervisor|colleague)\b|\b(?:contact|reach|talk to|speak to|connect me to) (?:customer |your )?(?:support|service|care)\b|\b(?:there a|need a|to a|when is a) person\b|^(?:(?:please|pls|can you|could you|can someone|could someone|have someone) )*(?:call|ring|phone) me(?: back)?\b|\b(?:what|which|your|support|service|give me a)(?:'?s)? (?:phone |your phone )?number(?: can i call| to call)?(?:$|[,.!?]| please)|\bhot ?line\b|\bhelp ?line\b|\bover the phone\b|\bin charge\b/;
const noPerson =
  /(?:不用|不要|别|不需要|不想|无需|先不)(?:再)?(?:给我)?(?:转|找|要)?(?:人工|真人|客服|人)|(?:don'?t|do not|no) (?:need|want)(?: \w+){0,3} (?:human|person|agent|someone|manager)|(?:are|r) (?:you|u) (?:an? )?(?:real |actual |live )?(?:human|person|bot|robot|ai)\b|你是(?:不是)?(?:真人|人工|机器人|人吗)|是真人吗|是人工吗/g;

/** Reads what a message names. Pure: relative dates count from `now` in `zone`. Never throws on any text. */
export function readEntities(text: string, now: Date, zone: string): Entities {
  const short = excerpt(text);
  const folded = fold(short);
  const orderTails = [...folded.matchAll(tail)].flatMap((match) => {
    const first = match.slice(1).find((group) => group !== undefined) ?? "";
    const after = folded.slice(match.index + match[0].length);
    const [more = ""] = /^(?:\s?(?:,|and|和|、|跟)\s?#?\d{4}(?!\d)){0,9}/.exec(after) ?? [];
    return [first, ...(more.match(/\d{4}/g) ?? [])];
  });
  const numbers = readNumbers(folded);
  const quantity = readQuantity(folded);
  const address = readAddress(short);
  return {
    orderNumbers: numbers.orders.map((number) => asWritten(number, short)),
    orderTails: unique(orderTails),
    phones: numbers.phones,
    amounts: readAmounts(folded),
    dates: readDates(folded, now, zone),
    answer: readAnswer(text),
    ordinal: readOrdinal(folded),
    ...(quantity === undefined ? {} : { quantity }),
    wantsPerson: wantsPerson(hear(short)),
    ...(address === undefined ? {} : { address }),
  };
}

function wantsPerson(folded: string): boolean {
  const said = folded.replace(noPerson, " ");
  return person.test(said) || towardsPerson.test(said);
}

/** The same letters in the case they were written in. */
function asWritten(folded: string, text: string): string {
  const at = text.toLowerCase().indexOf(folded);
  return at < 0 ? folded : text.slice(at, at + folded.length);
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];

/** Orders that are named come first, then telephones, then whatever else looks like an order. */
function readNumbers(folded: string): { orders: string[]; phones: string[] } {
  const orders: string[] = [];
  const phones: string[] = [];
  const isDate = (digits: string): boolean =>
    /^(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/.test(digits);
  const withoutNamed = folded.replace(namedOrder, (whole: string, number: string) => {
    if (!/\d{3}/.test(number) || isDate(number)) return whole;
    orders.push(number);
    return " ".repeat(whole.length);
  });
  const withoutPhones = withoutNamed.replace(phone, (whole: string, ...groups: unknown[]) => {
    const digits = groups.slice(0, 4).find((group) => typeof group === "string");
    if (typeof digits !== "string") return whole;
    phones.push(digits.replaceAll(/[^\d+]/g, ""));
    return " ".repeat(whole.length);
  });
  for (const [, number = ""] of withoutPhones.matchAll(bareOrder)) if (!isDate(number)) orders.push(number);
  return { orders: unique(orders), phones: unique(phones) };
}

const englishOrdinals: Readonly<Record<string, number>> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
  fifth: 5,
  "5th": 5,
  sixth: 6,
  "6th": 6,
  former: 1,
  latter: -1,
  last: -1,
};

const wholeNumber =
  /^\s*(?:选|要|option|choice|no\.?|number|#|第)?\s*(\d{1,2}|[①-⑩一二两三四五六七八九十]|one|two|three|four|five)\s*(?:号|个|项|、|\.|\))?(?: please)?[\s。.!]*$/;

/** Which one is meant, from 1; −1 for the last; undefined when none is named. */
function readOrdinal(folded: string): number | undefined {
  const alone = wholeNumber.exec(folded)?.[1];
  if (alone !== undefined) {
    const value = readNumeral(alone);
    return value !== undefined && value >= 1 && value <= 20 ? value : undefined;
  }
  const [, chinese] =
    /第\s?(\d{1,2}|[一二三四五六七八九十]{1,2})\s?(?:个|件|条|双|单|项|款|种|样|份|笔|号)(?!月)/.exec(folded) ?? [];
  if (chinese) return readNumeral(chinese);
  if (
    /最后(?:面)?(?:那|的|这)?(?:一)?(?:个|件|条|双|单|项|款|种|样|份|笔)|倒数第一|后者|后面那(?:个|件)|(?:最)?下面那(?:个|件)/.test(
      folded,
    )
  )
    return -1;
  if (/前者|前面那(?:个|件)|(?:最)?上面那(?:个|件)|头一(?:个|件)/.test(folded)) return 1;
  const [, english] =
    /(?<!\bon )\b(?:the|my|number|option)\s+(first|second|third|fourth|fifth|sixth|last|former|latter|1st|2nd|3rd|4th|5th|6th)(?!\s+(?:time|of all|day|week|month|year|night|name|few|thing|four|digits?|mon|tue|wed|thu|fri|sat|sun|6|4))\b/.exec(
      folded,
    ) ?? [];
  if (english) return englishOrdinals[english];
  const [, option] =
    /\b(?:option|choice|number|no\.) ?(\d|1\d|one|two|three|four|five)\b(?![\d-])|(?:选|要)(?:第)?\s?([1-9])(?!\d|[件双条个块元])/.exec(
      folded,
    ) ?? [];
  if (option) return readNumeral(option);
  const [start] =
    /^\s*(?:first|second|third|fourth|last|former|latter|1st|2nd|3rd)(?: one)?(?: please)?[\s.!]*$/.exec(folded) ?? [];
  return start === undefined ? undefined : englishOrdinals[start.trim().split(/[\s.!]/)[0] ?? ""];
}

const measured = new RegExp(
  `(?<!第|[\\d.])(${numeralPattern})\\s?(?:件|双|条|盒|袋|瓶|箱|包|台|套|罐|支|只|副|本|份|部|杯)(?!裤|装)`,
);
const counted = new RegExp(
  `(?:退|取消|少了?|缺了?|换|漏了?|坏了?|碎了?|丢了?|剩)(${numeralPattern})(?:[件双条盒袋瓶箱包台套罐支只副本份部杯]|个)(?!裤|装|月|小时|工作日|星期|礼拜|多|人|问题|说法|解释)`,
);
const englishCount = new RegExp(
  `\\b(\\d{1,3}|${Object.keys(englishNumbers).join("|")}) (?:of (?:them|these|those|the)|items?|pieces?|pcs|pairs?|units?|boxes|bags?|packs?|bottles?|cups?|products?|things)\\b|\\b(?:x|qty:?|quantity:?) ?(\\d{1,3})\\b|\\b(\\d{1,3}) ?x\\b`,
);

function readQuantity(folded: string): number | undefined {
  const match = counted.exec(folded) ?? measured.exec(folded) ?? englishCount.exec(folded);
  const written = match?.slice(1).find((group) => group !== undefined);
  return written === undefined ? undefined : readNumeral(written);
}
