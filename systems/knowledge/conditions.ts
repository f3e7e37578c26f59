import { isSameRegion, namesRegion } from "./region.ts";

/** When, to whom and about what an article holds; what is left out does not matter. */
export type Conditions = {
  /** Instants: from this one, and until before that one. */
  readonly from?: string;
  readonly until?: string;
  /** Stars of the shopping rating, both included; 0 is a newcomer. */
  readonly stars?: { readonly from: number; readonly to: number };
  readonly regions?: readonly string[];
  readonly categories?: readonly string[];
  readonly products?: readonly string[];
  readonly channels?: readonly string[];
  /** Versions of the shop's app, both included. */
  readonly app?: { readonly from?: string; readonly to?: string };
};

/** What is known of who asks, and where; undefined is not known, which is not no. */
export type Circumstances = {
  readonly at: Date;
  readonly stars?: number | undefined;
  readonly region?: string | undefined;
  readonly channel?: string | undefined;
  readonly appVersion?: string | undefined;
  /** The goods that are meant, by all their names. */
  readonly categories?: readonly string[] | undefined;
  readonly products?: readonly string[] | undefined;
  /** What is likely and may be otherwise: a condition may hold by it, and never fails by it. */
  readonly likely?: { readonly regions: readonly string[]; readonly products: readonly string[] } | undefined;
  /** What was said: a region or goods that it names are meant. */
  readonly text?: string;
};

export type Holds = "yes" | "no" | "unknown";

/** Whether an article holds: "no" where one condition fails, "unknown" where one cannot be told and none fails. */
export function holds(conditions: Conditions, known: Circumstances): Holds {
  const { from, until, stars, regions, categories, products, channels, app } = conditions;
  const time = known.at.getTime();
  const { text = "", likely } = known;
  return every([
    from === undefined || Date.parse(from) <= time,
    until === undefined || time < Date.parse(until),
    stars === undefined || told(known.stars, (value) => stars.from <= value && value <= stars.to),
    regions === undefined ||
      (namesRegion(text, regions) ??
        told(known.region, (value) => isOneOf(regions, value)) ??
        (likely?.regions.some((value) => isOneOf(regions, value)) || undefined)),
    categories === undefined || told(known.categories, (values) => values.some((one) => categories.includes(one))),
    products === undefined ||
      isNamedIn([text], products) ||
      (told(known.products, (values) => isNamedIn(values, products)) ??
        (isNamedIn(likely?.products ?? [], products) || undefined)),
    channels === undefined || told(known.channel, (value) => channels.includes(value)),
    app === undefined ||
      told(
        known.appVersion,
        (value) =>
          (app.from === undefined || compareVersions(app.from, value) <= 0) &&
          (app.to === undefined || compareVersions(value, app.to) <= 0),
      ),
  ]);
}

const isOneOf = (regions: readonly string[], region: string): boolean =>
  regions.some((one) => isSameRegion(one, region));

/** Whether one of the texts holds one of the names. */
const isNamedIn = (texts: readonly string[], names: readonly string[]): boolean =>
  texts.some((text) => names.some((name) => plain(text).includes(plain(name))));
const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

const every = (found: readonly (boolean | undefined)[]): Holds =>
  found.includes(false) ? "no" : found.includes(undefined) ? "unknown" : "yes";

const told = <T>(value: T | undefined, test: (value: T) => boolean): boolean | undefined =>
  value === undefined ? undefined : test(value);

/** Below zero when `a` comes before `b`: number by number, a shorter version before its continuations. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [numbersOf(a), numbersOf(b)];
  for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
    const difference = (one[place] ?? -1) - (other[place] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbersOf = (version: string): number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
