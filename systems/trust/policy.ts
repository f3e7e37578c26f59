import type { Currency } from "@ruyi/kernel";

/** Whole numbers in minor units of the column's currency. */
export type LimitColumn = {
  readonly five: number;
  readonly four: number;
  readonly three: number;
  readonly newcomer: number;
};

export type MoneyColumn = {
  readonly limits: LimitColumn;
  /** A claim up to this is taken at the customer's word. */
  readonly wordOnlyUpTo: number;
  /** What an agent (R1) and a lead (R2) may decide alone, and above what two people must agree. */
  readonly agent: number;
  readonly lead: number;
  readonly twoPeople: number;
};

/** What a merchant may set, with the platform's values where it did not. */
export type TrustPolicy = {
  readonly version: string;
  readonly columns: Readonly<Record<Currency, MoneyColumn>>;
  /** Claims at the customer's word in 365 days. */
  readonly wordClaims: number;
  /** Days to hand over a return, and the grace after the dated notice before an advance is recovered. */
  readonly sendByDays: number;
  readonly graceDays: number;
  /** Days a refund for a claim with no goods to come back stays on the limit. */
  readonly claimHoldDays: number;
};

/** Every currency has its own column, in round sums people there know; none is a conversion of another. */
const column = (
  unit: number,
  [five, four, three, newcomer]: readonly [number, number, number, number],
  [wordOnlyUpTo, agent, lead, twoPeople]: readonly [number, number, number, number],
): MoneyColumn => ({
  limits: { five: five * unit, four: four * unit, three: three * unit, newcomer: newcomer * unit },
  wordOnlyUpTo: wordOnlyUpTo * unit,
  agent: agent * unit,
  lead: lead * unit,
  twoPeople: twoPeople * unit,
});

export const defaultPolicy: TrustPolicy = {
  version: "2026-11",
  columns: {
    CNY: column(100, [2_000, 800, 300, 200], [50, 50, 500, 5_000]),
    USD: column(100, [300, 120, 50, 30], [8, 8, 75, 750]),
    EUR: column(100, [280, 110, 45, 30], [8, 8, 70, 700]),
    GBP: column(100, [240, 100, 40, 25], [6, 6, 60, 600]),
    HKD: column(100, [2_200, 900, 350, 220], [55, 55, 550, 5_500]),
    SGD: column(100, [380, 150, 60, 40], [10, 10, 95, 950]),
    JPY: column(1, [40_000, 16_000, 6_000, 4_000], [1_000, 1_000, 10_000, 100_000]),
  },
  wordClaims: 3,
  sendByDays: 7,
  graceDays: 7,
  claimHoldDays: 30,
};

type Bounds = { readonly min: number; readonly max: number };

/** The lowest and highest as parts of the default, so that each column has bounds in its own money. */
const limitBounds: Readonly<Record<keyof LimitColumn, Bounds>> = {
  five: { min: 1 / 4, max: 5 },
  four: { min: 3 / 8, max: 25 / 4 },
  three: { min: 1 / 3, max: 20 / 3 },
  newcomer: { min: 1 / 4, max: 5 / 2 },
};
const sumBounds: Readonly<Record<Exclude<keyof MoneyColumn, "limits">, Bounds>> = {
  wordOnlyUpTo: { min: 0, max: 6 },
  agent: { min: 0, max: 4 },
  lead: { min: 0, max: 6 },
  twoPeople: { min: 1 / 5, max: 10 },
};
const countBounds = {
  wordClaims: { min: 1, max: 12 },
  sendByDays: { min: 5, max: 15 },
  graceDays: { min: 7, max: 30 },
  claimHoldDays: { min: 7, max: 90 },
} as const;

/** What a merchant wants otherwise; everything left out stays as the platform has it. */
export type PolicyWishes = {
  readonly columns?: Readonly<
    Record<Currency, Partial<Omit<MoneyColumn, "limits">> & { readonly limits?: Partial<LimitColumn> }>
  >;
} & Partial<Record<keyof typeof countBounds, number>>;

export type OutOfBounds = {
  /** The parameter's path, as in `columns.CNY.limits.five`. */
  readonly parameter: string;
  readonly found: number | undefined;
  readonly min: number;
  readonly max: number;
};

/** The platform's policy with a merchant's wishes in it, or every wish that is out of bounds. */
export function policyWith(
  wishes: PolicyWishes,
):
  | { readonly kind: "policy"; readonly policy: TrustPolicy }
  | { readonly kind: "out-of-bounds"; readonly findings: OutOfBounds[] } {
  const findings: OutOfBounds[] = [];
  const within = (parameter: string, wished: number | undefined, usual: number, { min, max }: Bounds): number => {
    const value = wished ?? usual;
    if (!Number.isSafeInteger(value) || value < min || value > max)
      findings.push({ parameter, found: wished, min, max });
    return value;
  };
  const money = (parameter: string, wished: number | undefined, usual: number, { min, max }: Bounds): number =>
    within(parameter, wished, usual, { min: Math.ceil(usual * min), max: Math.floor(usual * max) });

  for (const currency of Object.keys(wishes.columns ?? {})) {
    if (!defaultPolicy.columns[currency]) {
      findings.push({ parameter: `columns.${currency}`, found: undefined, min: 0, max: 0 });
    }
  }
  const columns = Object.fromEntries(
    Object.entries(defaultPolicy.columns).map(([currency, usual]) => {
      const wished = wishes.columns?.[currency];
      const at = `columns.${currency}`;
      const limit = (name: keyof LimitColumn) =>
        money(`${at}.limits.${name}`, wished?.limits?.[name], usual.limits[name], limitBounds[name]);
      const sum = (name: keyof typeof sumBounds) =>
        money(`${at}.${name}`, wished?.[name], usual[name], sumBounds[name]);
      const merged: MoneyColumn = {
        limits: { five: limit("five"), four: limit("four"), three: limit("three"), newcomer: limit("newcomer") },
        wordOnlyUpTo: sum("wordOnlyUpTo"),
        agent: sum("agent"),
        lead: sum("lead"),
        twoPeople: sum("twoPeople"),
      };
      return [currency, merged];
    }),
  );
  const count = (name: keyof typeof countBounds) => within(name, wishes[name], defaultPolicy[name], countBounds[name]);
  const policy: TrustPolicy = {
    version: defaultPolicy.version,
    columns,
    wordClaims: count("wordClaims"),
    sendByDays: count("sendByDays"),
    graceDays: count("graceDays"),
    claimHoldDays: count("claimHoldDays"),
  };
  return findings.length === 0 ? { kind: "policy", policy } : { kind: "out-of-bounds", findings };
}
