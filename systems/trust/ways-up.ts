import type { Bilingual, Money } from "@ruyi/kernel";
import { limitOf } from "./limit.ts";
import type { TrustPolicy } from "./policy.ts";
import { earns, mostEarned, type Rating, type Standing } from "./rating.ts";

/** How a customer rises: what is missing, and each thing that brings it nearer, in words for them and for colleagues. */
export type WayUp = {
  readonly code: "missing" | "orders" | "returns" | "time" | "expires" | "newcomer" | "top";
} & Bilingual;

/**
 * The ways from a rating to the next star, the quickest kinds first. Dates are in the merchant's `zone`. A newcomer is
 * told what a rating takes; who has five stars, that there is nothing above.
 */
export function waysUp(rating: Rating, zone: string): WayUp[] {
  if (rating.standing === "new") {
    return [
      {
        code: "newcomer",
        zh: "完成3个订单并满30天，就有评级。",
        en: "A rating comes with 3 completed orders and 30 days.",
      },
    ];
  }
  if (!rating.next) return [{ code: "top", zh: "已经是最高的5星。", en: "5 stars is the highest there is." }];
  const { standing, missing } = rating.next;
  const star = starWords(standing);
  const all = rating.reasons.reduce((sum, { points: given }) => sum + Math.max(0, given), 0);
  const left = (code: keyof typeof earns): number => {
    const earned = rating.reasons.find((reason) => reason.code === code)?.points ?? 0;
    return Math.max(0, Math.min(earns[code].most - earned, mostEarned - all));
  };
  const ways: WayUp[] = [
    { code: "missing", zh: `离${star.zh}还差${missing}分。`, en: `${points(missing)} to go until ${star.en}.` },
  ];
  const lost = rating.reasons
    .flatMap(({ points: taken, until }) => (taken < 0 && until ? [{ taken: -taken, until }] : []))
    .toSorted((a, b) => a.until.getTime() - b.until.getTime());
  for (const { taken, until } of lost) {
    ways.push({
      code: "expires",
      zh: `${dayWords(until, "zh-CN", zone)}起有一条记录不再计，加回${taken}分。`,
      en: `On ${dayWords(until, "en-GB", zone)} a record stops counting and ${points(taken)} come${taken === 1 ? "s" : ""} back.`,
    });
  }
  if (left("orders-completed") > 0) {
    ways.push({
      code: "orders",
      zh: `每完成一个订单加1分，还能加${left("orders-completed")}分。`,
      en: `Each completed order adds 1 point, up to ${left("orders-completed")} more.`,
    });
  }
  if (left("returns-arrived") > 0) {
    ways.push({
      code: "returns",
      zh: `每件按时寄回的退货加1分，还能加${left("returns-arrived")}分。`,
      en: `Each return sent back in time adds 1 point, up to ${left("returns-arrived")} more.`,
    });
  }
  if (left("time-with-shop") > 0) {
    ways.push({
      code: "time",
      zh: `每满60天加1分，还能加${left("time-with-shop")}分。`,
      en: `Every 60 days add 1 point, up to ${left("time-with-shop")} more.`,
    });
  }
  return ways;
}

/** What the next star would allow, where it allows more than today's; undefined otherwise. */
export function limitAbove(rating: Rating, today: Money, policy: TrustPolicy): Money | undefined {
  const above = rating.next && limitOf(rating.next.standing, today.currency, policy);
  return above && above.minor > today.minor ? above : undefined;
}

const points = (count: number): string => (count === 1 ? "1 point" : `${count} points`);

const starWords = (standing: Standing): Bilingual => ({
  zh: `${standing}星`,
  en: standing === 1 ? "1 star" : `${standing} stars`,
});

const dayWords = (at: Date, locale: string, zone: string): string =>
  new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", timeZone: zone }).format(at);
