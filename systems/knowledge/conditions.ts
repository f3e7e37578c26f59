import { isNamedIn } from "./named.ts";
import { isSameRegion, namesRegion } from "./region.ts";
import { isAmong, type Versions } from "./version.ts";

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
  readonly app?: Versions;
};

/** What is known of who asks, and where; undefined is not known, which is not no. */
export type Circumstances = {
  readonly at: Date;
  readonly stars?: number | undefined;
  readonly region?: string | undefined;
  readonly channel?: string | undefined;
  /** As the shop's app says it. */
  readonly appVersion?: string | undefined;
  /** The goods that are meant, by all their names. */
  readonly categories?: readonly string[] | undefined;
  readonly products?: readonly string[] | undefined;
  /** What is likely and may be otherwise: a condition may hold by it, and never fails by it. */
  readonly likely?: Likely | undefined;
  /** What was said: a region or goods that it names are meant. */
  readonly text?: string;
};

export type Likely = Readonly<Record<"regions" | "categories" | "products", readonly string[]>>;

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
    categories === undefined || isAbout(categories, text, known.categories, likely?.categories),
    products === undefined || isAbout(products, text, known.products, likely?.products),
    channels === undefined || told(known.channel, (value) => channels.includes(value)),
    app === undefined || (known.appVersion === undefined ? undefined : isAmong(app, known.appVersion)),
  ]);
}

const isOneOf = (regions: readonly string[], region: string): boolean =>
  regions.some((one) => isSameRegion(one, region));

/** Goods that the text names are meant; else those that are known to be, and at last those that are likely. */
const isAbout = (
  names: readonly string[],
  text: string,
  meant: readonly string[] | undefined,
  likely: readonly string[] = [],
): boolean | undefined => {
  const isOneOfThem = (said: string): boolean => names.some((name) => isNamedIn(said, name));
  return (
    isOneOfThem(text) || (told(meant, (values) => values.some(isOneOfThem)) ?? (likely.some(isOneOfThem) || undefined))
  );
};

const every = (found: readonly (boolean | undefined)[]): Holds =>
  found.includes(false) ? "no" : found.includes(undefined) ? "unknown" : "yes";

const told = <T>(value: T | undefined, test: (value: T) => boolean): boolean | undefined =>
  value === undefined ? undefined : test(value);
