import { type Bilingual, type Currency, formatMoney, type Language, type Money } from "@ruyi/kernel";
import type { RatingReason, RatingReasonCode } from "./rating.ts";

/** Why a refund was decided as it was, with the values its sentence needs. */
export type RefundReason =
  | {
      readonly code:
        | "owed"
        | "within-limit"
        | "goods-back"
        | "carrier-scan"
        | "word-is-enough"
        | "one-star"
        | "two-stars"
        | "advance-overdue"
        | "person-approved"
        | "person-refused";
    }
  | { readonly code: "wrong-currency" | "no-limit-in-currency"; readonly currency: Currency }
  | { readonly code: "nothing-left"; readonly paid: Money }
  | { readonly code: "above-remaining"; readonly left: Money }
  | { readonly code: "already-under-way"; readonly underWay: Money }
  | { readonly code: "above-limit"; readonly amount: Money; readonly limit: Money }
  | { readonly code: "limit-in-use"; readonly amount: Money; readonly limit: Money; readonly available: Money }
  | { readonly code: "above-word"; readonly upTo: Money }
  | { readonly code: "many-claims-by-word"; readonly count: number };
export type RefundReasonCode = RefundReason["code"];

/** A reason in words: what is so and by which rule, what would change it, and the way to a person where it limits. */
export type ReasonWords = {
  readonly fact: Bilingual;
  readonly change?: Bilingual;
  readonly appeal?: Bilingual;
};

const appeal: Bilingual = {
  zh: "觉得不对，可以申诉，由人复核。",
  en: "If this seems wrong, you can appeal to a person.",
};
const correction: Bilingual = {
  zh: "记录不对可以更正。",
  en: "If the record is wrong, you can have it corrected.",
};

export const refundReasonWords: Readonly<Record<RefundReasonCode, ReasonWords>> = {
  owed: {
    fact: { zh: "这笔钱本来就该退，不看评级。", en: "This money is owed, whatever the rating." },
  },
  "within-limit": {
    fact: {
      zh: "金额在极速退款额度以内，现在就退。",
      en: "The amount is within the instant limit, so it is refunded now.",
    },
  },
  "goods-back": {
    fact: { zh: "商品已经收到，可以退款。", en: "The goods are back, so the refund goes out." },
  },
  "carrier-scan": {
    fact: { zh: "快递已经揽收，可以退款。", en: "The carrier has scanned the parcel, so the refund goes out." },
  },
  "word-is-enough": {
    fact: {
      zh: "这个金额说明情况就能退，不用举证。",
      en: "For this amount a description is enough; no proof is needed.",
    },
  },
  "one-star": {
    fact: {
      zh: "目前1星，退款由同事决定，一般在验货后48小时内。",
      en: "With 1 star, a colleague decides, normally within 48 hours of inspecting the goods.",
    },
    change: {
      zh: "降低评级的记录到期后不再计，到期日写在评级理由里。",
      en: "Records that lower the rating stop counting; the dates are with its reasons.",
    },
    appeal,
  },
  "two-stars": {
    fact: {
      zh: "目前2星，改为快递揽收后退款。",
      en: "With 2 stars, the refund goes out when the carrier scans the parcel.",
    },
    change: {
      zh: "回到3星就能极速退款，评级理由里写着怎样做到。",
      en: "Instant refunds return at 3 stars; the rating's reasons say how.",
    },
    appeal,
  },
  "advance-overdue": {
    fact: {
      zh: "还有一件垫付过的商品没有寄回，所以改为揽收后退款。",
      en: "Goods from an earlier advance have not come back, so this refund waits for the carrier's scan.",
    },
    change: { zh: "那件商品寄到后就恢复。", en: "This ends when those goods arrive." },
    appeal,
  },
  "above-limit": {
    fact: {
      zh: "{amount}超过极速退款额度{limit}，不能马上垫付。",
      en: "{amount} is above the instant limit of {limit}, so it cannot be advanced.",
    },
    change: {
      zh: "快递揽收后退款；没有商品要寄的，由同事决定。",
      en: "It is refunded on the carrier's scan; with nothing to send back, a colleague decides.",
    },
    appeal,
  },
  "limit-in-use": {
    fact: {
      zh: "额度{limit}已占用一部分，还剩{available}，不够{amount}。",
      en: "Part of the {limit} limit is reserved; {available} is left, less than {amount}.",
    },
    change: {
      zh: "正在寄回的商品收到后，额度就恢复。",
      en: "The limit is free again when the goods on their way back arrive.",
    },
    appeal,
  },
  "no-limit-in-currency": {
    fact: {
      zh: "{currency}还没有极速退款额度，改为揽收后退款或由同事决定。",
      en: "There is no instant limit in {currency} yet; it waits for the carrier's scan or a colleague.",
    },
    change: { zh: "店铺设好这个币种的额度后就可以。", en: "This changes once the shop has a limit in that currency." },
    appeal,
  },
  "above-word": {
    fact: {
      zh: "超过{upTo}的要先核实，单凭说明还不够。",
      en: "Above {upTo} a description alone is not enough; it needs a check.",
    },
    change: {
      zh: "发一张照片就能接着办；不方便拍，可以换个办法核实。",
      en: "A photo moves it on; if that is hard, it can be checked another way.",
    },
    appeal,
  },
  "many-claims-by-word": {
    fact: {
      zh: "一年里已有{count}次凭说明退款，这次由同事核实。",
      en: "{count} refunds in a year went by description alone, so a colleague checks this one.",
    },
    change: { zh: "有照片或其他凭据，可以直接办。", en: "With a photo or other proof it can go ahead." },
    appeal,
  },
  "wrong-currency": {
    fact: {
      zh: "付款用的是{currency}，只能用{currency}退。",
      en: "The payment was in {currency}, so the refund must be too.",
    },
    change: { zh: "用{currency}重新申请就可以。", en: "Ask again in {currency}." },
    appeal,
  },
  "nothing-left": {
    fact: {
      zh: "实付{paid}已经全部退回，没有可退的了。",
      en: "All of the {paid} paid has been refunded; nothing is left.",
    },
    change: { zh: "没收到钱的话，可以查到账进度。", en: "If it has not arrived, its progress can be traced." },
    appeal,
  },
  "above-remaining": {
    fact: {
      zh: "最多还能退{left}：退款不超过实付减去已退。",
      en: "At most {left} can be refunded: what was paid, less what went back already.",
    },
    change: { zh: "{left}以内可以重新申请。", en: "Up to {left} can be asked for again." },
    appeal,
  },
  "already-under-way": {
    fact: {
      zh: "这个订单已有{underWay}的退款在办，不会退两次。",
      en: "{underWay} of this order is already being refunded, and is not refunded twice.",
    },
    change: { zh: "那笔有结果后，剩下的可以再申请。", en: "Once that has a result, what remains can be asked for." },
    appeal,
  },
  "person-approved": {
    fact: { zh: "同事核实后同意退款。", en: "A colleague checked it and approved the refund." },
  },
  "person-refused": {
    fact: {
      zh: "同事核实后没有同意，理由写在记录里。",
      en: "A colleague checked it and did not approve; the reason is on record.",
    },
    change: { zh: "有新的情况可以补充。", en: "New facts can be added." },
    appeal: { zh: "可以申诉，由没经手过的同事复核。", en: "You can appeal to someone not involved before." },
  },
};

export const ratingReasonWords: Readonly<Record<RatingReasonCode, ReasonWords>> = {
  newcomer: {
    fact: { zh: "新客户，还没有评级，有新客额度。", en: "You're new here: not rated yet, with a limit for newcomers." },
    change: { zh: "完成3个订单并满30天，就有评级。", en: "A rating comes with 3 completed orders and 30 days." },
  },
  "time-with-shop": {
    fact: {
      zh: "在这里购物满{count}天，加{points}分。",
      en: "Days with this shop: {count} or more. Points: {points}.",
    },
    change: { zh: "每满60天加1分，最多20分。", en: "Every 60 days adds 1 point, up to 20." },
  },
  "orders-completed": {
    fact: { zh: "完成了{count}个订单，加{points}分。", en: "Completed orders: {count}. Points: {points}." },
    change: {
      zh: "每个订单加1分，最多30分；取消订单不扣分。",
      en: "Each adds 1 point, up to 30. Cancelling takes none away.",
    },
  },
  "returns-arrived": {
    fact: { zh: "按时寄回{count}件退货，加{points}分。", en: "Returns sent back in time: {count}. Points: {points}." },
    change: {
      zh: "每件加1分，最多10分；退货本身从不扣分。",
      en: "Each adds 1 point, up to 10. Returning things never takes any away.",
    },
  },
  "return-late": {
    fact: { zh: "{at}有一件退货寄晚了，减{points}分。", en: "A return went back late on {at}. Points: −{points}." },
    change: { zh: "{until}起不再计。", en: "It stops counting on {until}." },
    appeal: correction,
  },
  "return-missing": {
    fact: { zh: "{at}有一件退货没有寄到，减{points}分。", en: "A return had not arrived by {at}. Points: −{points}." },
    change: {
      zh: "{until}起不再计；商品寄到就马上不计。",
      en: "It stops counting on {until}, or as soon as the goods arrive.",
    },
    appeal: correction,
  },
  "claim-proven-false": {
    fact: {
      zh: "{at}同事验货后，发现情况与说明不符，减{points}分。",
      en: "On {at} a colleague inspected the goods and found otherwise than described. Points: −{points}.",
    },
    change: { zh: "{until}起不再计。", en: "It stops counting on {until}." },
    appeal: {
      zh: "记录不对可以更正，也可以申诉，由人复核。",
      en: "If the record is wrong, you can have it corrected or appeal to a person.",
    },
  },
};

export type Sentences = { readonly fact: string; readonly change?: string; readonly appeal?: string };

/** A reason as sentences for its reader; dates in the merchant's IANA `zone`. */
export function refundSentences(reason: RefundReason, language: Language, zone: string): Sentences {
  return fill(refundReasonWords[reason.code], reason, language, zone);
}

export function ratingSentences(reason: RatingReason, language: Language, zone: string): Sentences {
  return fill(ratingReasonWords[reason.code], { ...reason, points: Math.abs(reason.points) }, language, zone);
}

function fill(words: ReasonWords, values: object, language: Language, zone: string): Sentences {
  const text = (line: Bilingual): string =>
    line[language].replaceAll(/\{(\w+)\}/g, (slot, name: string) => {
      const value = (values as Record<string, unknown>)[name];
      if (value === undefined) throw new Error(`Reason sentence needs a value for ${slot}.`);
      return format(value as Money | Date | number | string, language, zone);
    });
  return {
    fact: text(words.fact),
    ...(words.change && { change: text(words.change) }),
    ...(words.appeal && { appeal: text(words.appeal) }),
  };
}

const locales: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

function format(value: Money | Date | number | string, language: Language, zone: string): string {
  if (value instanceof Date) {
    // With its year: a record of last September stops counting next September.
    const day = { year: "numeric", month: "long", day: "numeric", timeZone: zone } as const;
    return new Intl.DateTimeFormat(locales[language], day).format(value);
  }
  if (typeof value !== "object") return String(value);
  return formatMoney(value, language);
}
