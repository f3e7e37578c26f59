import { addsNothing } from "./adds.ts";

/** What must stay in a rewording, in order: amounts with their currency, numbers with their unit, dates, codes, links. */
const anchorParts: readonly string[] = [
  // Links and addresses. What looks like a host name is one, with or without "https".
  String.raw`https?:\/\/[^\s，。、；）)]+`,
  String.raw`(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
  String.raw`(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:\/[^\s，。、；）)]*)?(?![a-z])`,
  // Codes that begin with letters and hold a digit: a parcel's, an order's.
  String.raw`(?<![a-z\p{Nd}_-])[a-z]+(?:[-_][a-z]+)*[-_#]?\p{Nd}[\p{Nd}a-z_-]*`,
  // Numbers with a sign or currency before, and a unit after.
  String.raw`(?:[¥$€£]|\b(?:rmb|cny|usd|eur|gbp|hkd)\s?)?[-−+]?\p{Nd}(?:[\p{Nd}a-z_]|[.,:/-](?=[\p{Nd}a-z]))*` +
    String.raw`(?:\s?(?:%|‰|元|块|角|分钟|分|折|倍|个工作日|工作日|个月|个小时|小时|天|日|号|周|星期|月|年|点|时|秒|件|次|张|个|` +
    String.raw`yuan|rmb|cny|usd|eur|dollars?|euros?|cents?|percent|am\b|pm\b|` +
    String.raw`(?:business|working|calendar)[ -]days?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|items?|times))?`,
  // Numbers in words, where they count something.
  String.raw`(?<![〇零一二两三四五六七八九十百千万亿])[〇零一二两三四五六七八九十百千万亿半几]+\s?(?:元|块|分钟|折|倍|个工作日|工作日|个月|个小时|小时|天|日|号|周|星期|月|年|点|件|次|张)`,
  String.raw`\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|half|double|twice|few|several|couple)\b` +
    String.raw`(?:[ -](?:business|working|calendar))?[ -](?:of )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|items?|times|yuan|dollars?|euros?|percent|the)\b`,
  // Days by name.
  String.raw`今天|今日|今晚|明天|明日|后天|昨天|昨日|前天|(?:本|这|下|上)?(?:周|星期|礼拜)[一二三四五六日天末]|本周|下周|本月|下个?月|月底|年底|马上|立即|立刻|随时`,
  String.raw`\b(?:today|tonight|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|immediately|instantly|at once|right away)\b`,
  String.raw`\b(?:january|february|march(?=\s\p{Nd})|april|june|july|august|september|october|november|december|may(?=\s\p{Nd}))\b`,
];

/** Codes in capitals (`SF`, `VIP-GOLD`), seen before the text is made small. Two letters may be a word shouted. */
const code = /(?<![A-Za-z])[A-Z]{2,}(?:[-_][A-Z0-9]+)+(?![a-z])|(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])/g;

const anchor = new RegExp(anchorParts.join("|"), "giu");

const plain = (text: string): string => text.normalize("NFKC");

/** The anchors of a text in order. Codes and links stand as they are; "3 days" and "3-day" are spelled alike. */
export const anchorsOf = (text: string): string[] =>
  (plain(text).match(anchor) ?? []).map((found) =>
    /^[a-z][^ ]*(?:\p{Nd}|[./@])/iu.test(found)
      ? found.replace(/[.,:/-]+$/, "")
      : found
          .toLowerCase()
          .replace(/[\s-]+(?=[\p{L}%‰])/gu, "")
          .replace(/[\s.,:/-]+$/u, "")
          .replace(/(second|minute|hour|day|week|month|year|item|dollar|euro|cent)s$/, "$1"),
  );

const codesOf = (text: string): string[] => plain(text).match(code) ?? [];

// Courtesies that only look like a no.
const courtesy =
  /不好意思|不客气|不用谢|没关系|不用担心|别担心|no problem|not at all|no worries|do(?:n't| not) worry/giu;
const denial =
  /[不没未无勿别莫非否]|拒绝|取消|\b(?:no|not|never|none|nothing|nor|without|unable|unfortunately|declined?|refused?|rejected?|cannot|neither|fail(?:ed|s)?|cancel(?:led|ed|s)?)\b|n't\b|n’t\b/giu;

/** What a shop can owe. A rewording may not bring one in or lose one. */
const pledges: readonly RegExp[] = [
  /退款|退钱|退还|refund|money back|reimburs/iu,
  /退货|寄回|\breturn/iu,
  /换货|更换|补发|重发|exchang|replac|resend/iu,
  /赔|补偿|compensat/iu,
  /免费|包邮|free\b|no charge|on us\b/iu,
  /券|红包|积分|优惠|礼品|赠|coupon|voucher|gift|discount|credit|points\b/iu,
  /保证|承诺|一定|肯定|绝对|guarante|promis|definitely|certainly|assure/iu,
  /\bpay|转账|支付|付款|汇款|transfer|密码|password|验证码|\bpin\b|银行卡|bank/iu,
];

/** Whether a text holds a no. */
export const denies = (text: string): boolean => (plain(text).replace(courtesy, "").match(denial) ?? []).length > 0;

const pledgesOf = (text: string): string[] => pledges.map((pledge) => String(pledge.test(plain(text))));

const han = /\p{Script=Han}/u;
const latinWord = /[a-z]{2,}/giu;

/** Mostly Chinese or mostly not; text with neither is neither. */
const scriptOf = (text: string): "han" | "latin" | "neither" => {
  const words = text.match(latinWord)?.length ?? 0;
  if (han.test(text)) return (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= words ? "han" : "latin";
  return words > 0 ? "latin" : "neither";
};

/**
 * True when a rewording says the same where it counts: the same numbers, amounts, dates, codes and links in the same
 * order and none added, the same things owed, the same yes or no, the same language, nothing else that says anything, and
 * not much longer. It errs on the side of false: a
 * fair rewording that is refused costs nothing, since the approved wording stands.
 */
export function keeps(original: string, reworded: string): boolean {
  return (
    sameList(anchorsOf(original), anchorsOf(reworded)) &&
    sameList(codesOf(original), codesOf(reworded)) &&
    sameList(pledgesOf(original), pledgesOf(reworded)) &&
    denies(original) === denies(reworded) &&
    scriptOf(original) === scriptOf(reworded) &&
    addsNothing(original, reworded) &&
    reworded.length <= original.length * 2 + 80
  );
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);
