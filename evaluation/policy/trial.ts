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
  /** Tasks whose end state is that of the reference without the actions that were refused for a clause of the policy. */
  readonly equalWithinPolicy: number;
  /** Tasks right in the first try, and in all four. Right: an end state equal within the policy. */
  readonly passHat1: number;
  readonly passHat4: number;
  /** What the reference itself does against the policy, by reason, and each with its task and place. */
  readonly againstPolicy: Readonly<Record<string, number>>;
  readonly breaches: readonly string[];
};

/** Everything a score needs of one task. */
export type Trial = {
  readonly tries: readonly Answer[];
  readonly actions: number;
  /** The reference's end state with all actions, and without those that were refused. */
  readonly reference: Changed;
  readonly referenceWithout: (refused: ReadonlySet<number>) => Changed;
};

export function scoreOf(trials: readonly Trial[]): TaskScore {
  const isSame = (one: Changed, other: Changed): boolean => canonical(one) === canonical(other);
  let completed = 0;
  let equal = 0;
  let equalWithinPolicy = 0;
  let always = 0;
  const refused: { readonly task: string; readonly refusal: Refusal }[] = [];
  for (const { tries, reference, referenceWithout } of trials) {
    const [first] = tries;
    if (!first) continue;
    if (first.refused.length === 0) completed += 1;
    refused.push(...first.refused.map((refusal) => ({ task: first.task, refusal })));
    if (isSame(first.changed, reference)) equal += 1;
    const isRight = isSame(first.changed, referenceWithout(new Set(first.refused.map(({ index }) => index))));
    if (isRight) equalWithinPolicy += 1;
    // What was refused, and why, belongs to what must be the same.
    if (isRight && tries.every((each) => JSON.stringify(each) === JSON.stringify(first))) always += 1;
  }
  const counts = new Map<string, number>();
  for (const { refusal } of refused) for (const code of refusal.reasons) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    tasks: trials.length,
    completed,
    refused: refused.length,
    equal,
    equalWithinPolicy,
    passHat1: trials.length === 0 ? 0 : equalWithinPolicy / trials.length,
    passHat4: trials.length === 0 ? 0 : always / trials.length,
    againstPolicy: Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    breaches: refused.map(
      ({ task, refusal }) => `${task}[${refusal.index}] ${refusal.action}: ${refusal.reasons.join(", ")}`,
    ),
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
