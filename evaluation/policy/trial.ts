import { canonical } from "./records.ts";

/** The records of a shop that are not as they came, by table and id. */
export type Changed = Readonly<Record<string, Readonly<Record<string, object>>>>;

export type Refusal = {
  /** The action's place in its task, from 0. */
  readonly index: number;
  readonly action: string;
  readonly reasons: readonly string[];
  /** The clause of the policy it would break, as the procedures say it. */
  readonly clause?: string;
};

/** What a task came to: what was refused, and what changed. */
export type Answer = { readonly task: string; readonly refused: readonly Refusal[]; readonly changed: Changed };

/** The same task tried again under other circumstances must come to the same, bit for bit. */
export const triesOfEach = 4;

export type TaskScore = {
  readonly tasks: number;
  /** Tasks in which every action was carried out. */
  readonly completed: number;
  /** Actions refused, in all tasks. */
  readonly refused: number;
  /** Tasks whose end state is that of the reference. */
  readonly equal: number;
  /** Tasks whose end state is that of the reference, had it left out what the policy does not allow. */
  readonly equalWithinPolicy: number;
  /** Tasks right in the first try, and in all four. Right: an end state equal within the policy. */
  readonly passHat1: number;
  readonly passHat4: number;
  /** Refused, though the judge finds nothing against it; carried out, though it does. */
  readonly refusedThoughAllowed: number;
  readonly carriedOutThoughNot: number;
  /** What the reference itself does against the policy: by the reason given, and each with its task and place. */
  readonly againstPolicy: Readonly<Record<string, number>>;
  readonly breaches: readonly string[];
};

/** Everything a score needs of one task. What breaks the policy is judged apart from the procedures. */
export type Trial = {
  readonly tries: readonly Answer[];
  /** The reference's end state with all its actions, and with those that the policy allows. */
  readonly reference: Changed;
  readonly withinPolicy: Changed;
  /** By place, the actions that the judge finds against the policy. */
  readonly judged: ReadonlySet<number>;
};

export function scoreOf(trials: readonly Trial[]): TaskScore {
  const isSame = (one: Changed, other: Changed): boolean => canonical(one) === canonical(other);
  const sum = (count: (trial: Trial, first: Answer) => number): number =>
    trials.reduce((total, trial) => total + (trial.tries[0] ? count(trial, trial.tries[0]) : 0), 0);
  const tasksThat = (test: (trial: Trial, first: Answer) => boolean): number =>
    sum((trial, first) => (test(trial, first) ? 1 : 0));
  const isRight = ({ withinPolicy }: Trial, first: Answer): boolean => isSame(first.changed, withinPolicy);
  // What was refused, and why, belongs to what must be the same.
  const isAlways = ({ tries }: Trial, first: Answer): boolean =>
    tries.every((each) => JSON.stringify(each) === JSON.stringify(first));
  const refusedAt = ({ refused }: Answer): Set<number> => new Set(refused.map(({ index }) => index));

  const refusals = trials.flatMap(({ tries: [first] }) =>
    (first?.refused ?? []).map((refusal) => ({ task: first?.task, ...refusal })),
  );
  const counts = new Map<string, number>();
  for (const code of refusals.flatMap(({ reasons }) => reasons)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const share = (right: number): number => (trials.length === 0 ? 0 : right / trials.length);
  const equalWithinPolicy = tasksThat(isRight);
  return {
    tasks: trials.length,
    completed: tasksThat((_trial, first) => first.refused.length === 0),
    refused: refusals.length,
    equal: tasksThat(({ reference }, first) => isSame(first.changed, reference)),
    equalWithinPolicy,
    passHat1: share(equalWithinPolicy),
    passHat4: share(tasksThat((trial, first) => isRight(trial, first) && isAlways(trial, first))),
    refusedThoughAllowed: sum(
      ({ judged }, first) => [...refusedAt(first)].filter((place) => !judged.has(place)).length,
    ),
    carriedOutThoughNot: sum(({ judged }, first) => [...judged].filter((place) => !refusedAt(first).has(place)).length),
    againstPolicy: Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    breaches: refusals.map(({ task, index, action, reasons }) => `${task}[${index}] ${action}: ${reasons.join(", ")}`),
  };
}

export type VariantScore = {
  readonly variants: number;
  readonly variantsRefused: number;
  /** Refused, and for another reason than the one it breaks. */
  readonly wrongReason: number;
  /** Variants after which anything in the shop was different. */
  readonly variantsThatChanged: number;
  readonly variantsByKind: Readonly<Record<string, number>>;
  /** Of the same variants, those that an executor lets through who does whatever the bare tools accept. */
  readonly letThroughByBareTools: number;
};

/** A violating variant that was tried. */
export type TriedVariant = {
  readonly kind: string;
  /** The reason to be given; several are written as `one|other`. */
  readonly expected: string;
  readonly reasons: readonly string[] | undefined;
  readonly hasChanged: boolean;
  readonly bareToolsChange: boolean;
};

export function variantScoreOf(tried: readonly TriedVariant[]): VariantScore {
  const count = (test: (each: TriedVariant) => boolean): number => tried.filter(test).length;
  const kinds = [...new Set(tried.map(({ kind }) => kind))].toSorted();
  return {
    variants: tried.length,
    variantsRefused: count(({ reasons }) => reasons !== undefined),
    wrongReason: count(
      ({ reasons, expected }) => reasons !== undefined && !expected.split("|").some((code) => reasons.includes(code)),
    ),
    variantsThatChanged: count(({ hasChanged }) => hasChanged),
    variantsByKind: Object.fromEntries(kinds.map((kind) => [kind, count((each) => each.kind === kind)])),
    letThroughByBareTools: count(({ bareToolsChange }) => bareToolsChange),
  };
}
