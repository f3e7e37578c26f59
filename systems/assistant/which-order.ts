import { type Bilingual, dayMs, type Language } from "@ruyi/kernel";
import { fold, matchProducts, namesOtherGoods, readEntities } from "@ruyi/language";

/** What must be known of an order to tell whether it is the one that is meant. */
export type OrderSketch = {
  readonly id: string;
  /** As people see it; its last four digits are what they quote. */
  readonly number: string;
  readonly state: "unpaid" | "paid" | "picking" | "shipped" | "delivered" | "cancelled" | "returned";
  readonly placedAt: Date;
  readonly deliveredAt?: Date;
  readonly lines: readonly {
    readonly id: string;
    readonly title: Bilingual;
    readonly words: readonly string[];
    /** Size, colour: what sets two of a kind apart. */
    readonly variant?: Bilingual;
  }[];
};

/** An order, or one line of it: `order` or `order/line`. */
export type Candidate = { readonly id: string; readonly label: Bilingual };
/** `count` counts that it may be none of them, where something else was named; then nothing is taken unasked. */
export type Candidates = { readonly count: number; readonly only: string | null; readonly list: readonly Candidate[] };

type Item = {
  readonly order: OrderSketch;
  readonly lineId: string | undefined;
  readonly title: Bilingual;
  readonly words: readonly string[];
  readonly variant?: Bilingual | undefined;
};
type Tier = (order: OrderSketch, now: Date) => boolean;

const offeredAtMost = 3;
const isNew = (order: OrderSketch): boolean =>
  order.state === "unpaid" || order.state === "paid" || order.state === "picking";
const isMoving: Tier = (order) => order.state === "shipped";
const deliveredWithin =
  (days: number): Tier =>
  (order, now) =>
    order.state === "delivered" && now.getTime() - (order.deliveredAt ?? order.placedAt).getTime() <= days * dayMs;

/** For each matter, the orders it most likely concerns, likeliest first; a later group counts when the earlier are empty. */
const tiers: Readonly<Record<string, readonly Tier[]>> = {
  "where-is-my-parcel": [isMoving, isNew, deliveredWithin(7)],
  "cancel-order": [isNew, isMoving, deliveredWithin(7)],
  "change-address": [isNew, isMoving],
  "return-and-refund": [deliveredWithin(8), deliveredWithin(120), isMoving, isNew],
  "damaged-or-missing": [deliveredWithin(8), deliveredWithin(365), isMoving],
  "delivered-not-received": [deliveredWithin(30), isMoving, isNew],
  "lost-parcel": [isMoving, deliveredWithin(30), isNew],
  "late-delivery": [deliveredWithin(30), isMoving, isNew],
  "wrong-item": [deliveredWithin(8), deliveredWithin(365), isMoving],
  "refund-only": [deliveredWithin(8), deliveredWithin(120), isMoving, isNew],
  "price-protection": [deliveredWithin(8), isNew, isMoving, deliveredWithin(120)],
  "double-charge": [isNew, isMoving, deliveredWithin(30)],
  "payment-without-order": [isNew],
  "warranty-repair": [deliveredWithin(1095)],
  "quality-dispute": [deliveredWithin(30), deliveredWithin(1095)],
  counterfeit: [deliveredWithin(30), deliveredWithin(365), isMoving],
  "delivery-appointment": [isMoving, isNew],
  "minor-purchase": [isNew, isMoving, deliveredWithin(30)],
  customs: [isMoving, isNew],
  exchange: [deliveredWithin(8), deliveredWithin(120), isMoving, isNew],
};
const everything: readonly Tier[] = [() => true];

/** Matters that concern single items rather than whole orders. */
const byLine = new Set([
  "return-and-refund",
  "damaged-or-missing",
  "wrong-item",
  "refund-only",
  "exchange",
  "price-protection",
  "warranty-repair",
  "quality-dispute",
  "counterfeit",
]);

/**
 * A name must fit at least this well to tell items apart, and others nearly as well stay in. One that fits plainly
 * finds an item wherever it stands ("the coat", returned last week); a vaguer one only among the likeliest.
 */
const fits = 0.3;
const plain = 0.8;
const nearly = 0.2;
const nearlyWhenPlain = 0.1;

const noNumbers = { orderNumbers: [], orderTails: [] };

type Asked = {
  readonly now: Date;
  readonly zone: string;
  /** The order that the conversation was about before, by its id. */
  readonly spokenOf?: string;
  /** Orders that the customer said are not the one, a line each. */
  readonly notMeant?: string;
};

/** Words that stand for what was spoken of. */
const refersBack =
  /\b(?:it|its|it'?s|this|that|them|these|those|same one)\b(?! (?:is|was|are)? ?(?:not|isn'?t))|[它该]|这(?![么样里儿边])|那(?![么样里儿边])/i;

/**
 * Which orders, or items of them, a customer may mean: an order number decides; else the names they use, among the
 * orders the matter most likely concerns; else what was spoken of before, where they point back to it or it is among
 * the likeliest. `only` is set when there is nothing to choose.
 */
export function candidatesFor(
  purpose: string,
  said: string,
  all: readonly OrderSketch[],
  { now, zone, spokenOf, notMeant = "" }: Asked,
): Candidates {
  const orders = withoutRefused(said, all, notMeant.split("\n"));
  // Most messages hold no number, and then there is none to read.
  const { orderNumbers, orderTails } = /\d/.test(said) ? readEntities(said, now, zone) : noNumbers;
  const digits = purpose === "number" ? (said.match(/\d{4,}/g) ?? []) : [];
  const quoted = [...orderNumbers, ...orderTails, ...digits]
    .map((number) => number.replaceAll(/\D/g, ""))
    .filter((number) => number.length >= 3);
  const named = orders.filter((order) => quoted.some((number) => order.number.endsWith(number) || order.id === number));
  const exact = orders.filter((order) => orderNumbers.some((number) => number === order.id || number === order.number));
  const pool = exact.length > 0 ? exact : named;
  if (purpose === "number") return among(itemsOf(pool, false), zone);

  const splits = byLine.has(purpose);
  if (pool.length > 0) return among(fitting(said, itemsOf(pool, splits)), zone);

  const levels = tiersFor(purpose, said);
  const items = itemsOf(orders, splits);
  const plainly = namedIn(said, items, plain);
  if (plainly.length > 0) return among(likeliest(plainly, [...levels, ...everything], now), zone);
  const likely = likeliest(items, levels, now);
  // Who said that it is not this one is asked, unless they say which it is.
  if (orders.length < all.length && items.length > 0 && namedIn(said, items, fits).length === 0)
    return doubtful(among([...likely, ...items.filter((item) => !likely.includes(item))], zone));
  const before = spokenOf === undefined ? [] : items.filter(({ order }) => order.id === spokenOf);
  if (before.length > 0 && namedIn(said, items, fits).length === 0 && !namesOtherGoods(said, before)) {
    const isLikely = before.some((item) => likely.includes(item));
    if (isLikely || likely.length === 0 || refersBack.test(said)) return among(before, zone);
    // Of which of the two the next matter is, only the customer knows; the last group is too far-fetched to ask for.
    if (levels.slice(0, Math.max(2, levels.length - 1)).some((tier) => before.some(({ order }) => tier(order, now))))
      return among([...before, ...likely], zone);
  }
  if (likely.length > 0 && namedIn(said, likely, fits).length === 0 && namesOtherGoods(said, likely)) {
    const named = namedIn(said, items, fits);
    return doubtful(among([...named, ...likely.filter((item) => !named.includes(item))], zone));
  }
  return among(fitting(said, likely), zone);
}

/** What was refused is not proposed again, unless the words name another thing of it, or the very one in full. */
function withoutRefused(
  said: string,
  orders: readonly OrderSketch[],
  refused: readonly string[],
): readonly OrderSketch[] {
  const isRefused = ({ id }: OrderSketch): boolean => refused.includes(id);
  if (!orders.some(isRefused)) return orders;
  const whole = fold(said).toLowerCase();
  const isNamed = (order: OrderSketch): boolean =>
    order.lines.length > 1
      ? namedIn(said, itemsOf([order], true), plain).length > 0
      : itemsOf([order], false).some(({ title }) => isTitled(whole, title));
  return orders.filter((order) => !isRefused(order) || isNamed(order));
}

const isTitled = (folded: string, title: Bilingual): boolean =>
  [title.zh, title.en].some((name) => folded.includes(fold(name).toLowerCase()));

/** Somebody spoke of the milk and bought none: which of theirs it is has to be asked. */
const doubtful = ({ count, list }: Candidates): Candidates => ({ count: count + 1, only: null, list });

/** Those of the first group that has any. */
function likeliest(items: readonly Item[], levels: readonly Tier[], now: Date): readonly Item[] {
  for (const tier of levels) {
    const here = items.filter(({ order }) => tier(order, now));
    if (here.length > 0) return here;
  }
  return [];
}

const saysDelivered =
  /签收|妥投|送达|送到了|(?:says?|said|marked|shows?|shown)(?: (?:it|its|it's|is|was|has been|as|that))* delivered/i;

/** A parcel that "says delivered" is none that is still on its way. */
function tiersFor(purpose: string, said: string): readonly Tier[] {
  const usual = tiers[purpose] ?? everything;
  return purpose === "where-is-my-parcel" && saysDelivered.test(said) ? [deliveredWithin(30), ...usual] : usual;
}

function itemsOf(orders: readonly OrderSketch[], splits: boolean): Item[] {
  return orders
    .toSorted((a, b) => latest(b).getTime() - latest(a).getTime())
    .flatMap((order): Item[] => {
      const [first] = order.lines;
      if (!first) return [];
      if (!splits || order.lines.length === 1) {
        return [
          { order, lineId: undefined, title: titleOf(order, first), words: wordsOf(order), variant: first.variant },
        ];
      }
      return order.lines.map(({ id, ...line }) => ({ order, lineId: id, ...line }));
    });
}

const titleOf = ({ lines: { length } }: OrderSketch, { title }: OrderSketch["lines"][number]): Bilingual =>
  length === 1 ? title : { zh: `${title.zh}等${length}样`, en: `${title.en} and ${length - 1} more` };

const joined = new WeakMap<OrderSketch, readonly string[]>();

/** All names of an order; the same list each time, since names are made ready once a list. */
function wordsOf(order: OrderSketch): readonly string[] {
  const [only, ...more] = order.lines;
  if (only && more.length === 0) return only.words;
  const words = joined.get(order) ?? order.lines.flatMap((line) => line.words);
  joined.set(order, words);
  return words;
}

const latest = (order: OrderSketch): Date => order.deliveredAt ?? order.placedAt;

/** The items the words name best, in their order; all of them when the words name none. */
function fitting(said: string, items: readonly Item[]): readonly Item[] {
  const found = namedIn(said, items, fits);
  return found.length > 0 ? found : items;
}

/** The items the words name at least this well, and best, in their order. */
function namedIn(said: string, items: readonly Item[], atLeast: number): readonly Item[] {
  const scored = matchProducts(
    said,
    items.map((item, index) => ({ id: String(index), words: item.words })),
  );
  const best = scored[0]?.score ?? 0;
  if (best < atLeast) return [];
  const near = best - (best >= plain ? nearlyWhenPlain : nearly);
  const kept = new Set(scored.filter(({ score }) => score >= near).map(({ id }) => Number(id)));
  const found = items.filter((_item, index) => kept.has(index));
  // Who says a whole title means that and not another that shares a word with it.
  const whole = fold(said).toLowerCase();
  const titled = found.filter(({ title }) => isTitled(whole, title));
  return titled.length > 0 ? titled : found;
}

function among(items: readonly Item[], zone: string): Candidates {
  const offered = items.slice(0, offeredAtMost);
  const labels = labelsOf(offered, zone);
  const list = offered.map((item, place) => ({ id: idOf(item), label: labels[place] ?? item.title }));
  const [only] = items;
  return { count: items.length, only: items.length === 1 && only ? idOf(only) : null, list };
}

const idOf = ({ order, lineId }: Item): string => (lineId === undefined ? order.id : `${order.id}/${lineId}`);

type Telling = (item: Item, zone: string) => Bilingual;

/** "羊毛大衣，11月22日送到" / "Wool coat, arrived 22 Nov": the words of a button, with no end mark. */
const labelOf: Telling = ({ order, title }, zone) => ({
  zh: `${title.zh}，${whereIs(order, zone, "zh")}`,
  en: `${title.en}, ${whereIs(order, zone, "en")}`,
});

/** What may set apart two that read the same: of what kind they are, when they were ordered, their numbers, their places. */
const distinctions: readonly Telling[] = [
  ({ variant }) => variant ?? { zh: "", en: "" },
  ({ order }, zone) => ({
    zh: `${day(order.placedAt, zone, "zh")}下单`,
    en: `ordered ${day(order.placedAt, zone, "en")}`,
  }),
  ({ order: { number } }) => ({ zh: `尾号${number.slice(-4)}`, en: `ending ${number.slice(-4)}` }),
  ({ order: { number } }) => ({ zh: number, en: number }),
  ({ order, lineId }) => {
    const place = order.lines.findIndex(({ id }) => id === lineId) + 1;
    return { zh: `订单里第${place}样`, en: `number ${place} in the order` };
  },
];

/** Labels of which no two read the same, in either language. */
function labelsOf(items: readonly Item[], zone: string): readonly Bilingual[] {
  return distinctions.reduce<readonly Bilingual[]>(
    (labels, tell) =>
      labels.map((label, at) => {
        const twins = items.filter((_item, place) => isSame(label, labels[place]));
        const item = items[at];
        if (!item || twins.length === 1) return label;
        const told = tell(item, zone);
        if (told.zh === "" || twins.every((twin) => tell(twin, zone).zh === told.zh)) return label;
        return { zh: `${label.zh}，${told.zh}`, en: `${label.en}, ${told.en}` };
      }),
    items.map((item) => labelOf(item, zone)),
  );
}

const isSame = (one: Bilingual, other: Bilingual | undefined): boolean => one.zh === other?.zh || one.en === other?.en;

function whereIs(order: OrderSketch, zone: string, language: Language): string {
  const zh = language === "zh";
  switch (order.state) {
    case "unpaid":
      return zh ? "待付款" : "not paid yet";
    case "paid":
    case "picking":
      return zh
        ? `${day(order.placedAt, zone, language)}下单，未发货`
        : `ordered ${day(order.placedAt, zone, language)}, not shipped`;
    case "shipped":
      return zh ? "在路上" : "on its way";
    case "delivered":
      return zh ? `${day(latest(order), zone, language)}送到` : `arrived ${day(latest(order), zone, language)}`;
    case "cancelled":
      return zh ? "已取消" : "cancelled";
    case "returned":
      return zh ? "已退货" : "returned";
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function day(at: Date, zone: string, language: Language): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return language === "zh" ? `${there.month}月${there.day}日` : `${there.day} ${months[there.month - 1]}`;
}
