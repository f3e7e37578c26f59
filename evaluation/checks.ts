import { seededRandom } from "@ruyi/kernel";
import { adapt, checkProcedure, type ProcedureFinding, unadapted } from "@ruyi/sop";
import { type Clean, cleanProcedures } from "./checks/clean.ts";
import { type Defect, defects } from "./checks/defects.ts";

export type CheckReport = {
  readonly kinds: number;
  readonly procedures: number;
  /** Steps of the smallest, the middle and the largest procedure. */
  readonly steps: readonly number[];
  readonly seeded: number;
  readonly found: number;
  readonly missed: number;
  /** Findings about the sound procedures; each is a false alarm. */
  readonly alarms: number;
  /** Findings, of any kind, that name no case. */
  readonly withoutCase: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly seconds: number;
};

/** One line of the answers file: a defect, what the check must have said, and what it said. */
export type CheckAnswer = {
  readonly procedure: string;
  readonly kind: string;
  readonly rule: string;
  readonly at: readonly string[];
  readonly found: boolean;
  readonly findings: readonly Pick<ProcedureFinding, "rule" | "at">[];
};

/**
 * Breaks each of `procedures` sound procedures once in every kind of way and asks the check: the defect must be named by its rule
 * and at its place, and about the sound procedure nothing may be said. Throws when a procedure has no place for a defect.
 */
export function evaluateChecks({
  procedures = 50,
  seed = 1,
  check = checkProcedure,
}: {
  readonly procedures?: number;
  readonly seed?: number;
  readonly check?: typeof checkProcedure;
}): {
  readonly report: CheckReport;
  readonly answers: readonly CheckAnswer[];
} {
  const began = performance.now();
  const sound = cleanProcedures(procedures, seed);
  const random = seededRandom(seed + 1);
  const findingsOf = (
    { parts }: Clean,
    { source, adaptation }: Pick<Defect, "source" | "adaptation">,
  ): readonly ProcedureFinding[] => (adaptation ? adapt(unadapted(source), adaptation).problems : check(source, parts));
  const alarms = sound.flatMap((clean) => findingsOf(clean, { source: clean.source }));
  let withoutCase = 0;
  const answers = Object.entries(defects).flatMap(([kind, make]) =>
    sound.map((clean): CheckAnswer => {
      const defect = make(clean, random);
      if (!defect) throw new Error(`"${clean.name}" has no place for a defect of the kind "${kind}".`);
      const findings = findingsOf(clean, defect);
      withoutCase += findings.filter(({ witness }) => Object.keys(witness).length === 0).length;
      const { rule, at } = defect;
      const found = findings.some(
        (finding) => finding.rule === rule && at.some((place) => isWithin(finding.at, place)),
      );
      return {
        procedure: clean.name,
        kind,
        rule,
        at,
        found,
        findings: findings.map((each) => ({ rule: each.rule, at: each.at })),
      };
    }),
  );
  const found = answers.filter((answer) => answer.found);
  const sizes = sound.map(({ source }) => Object.keys(source.steps).length).toSorted((one, other) => one - other);
  const report: CheckReport = {
    kinds: Object.keys(defects).length,
    procedures: sound.length,
    steps: [sizes[0] ?? 0, sizes[Math.floor(sizes.length / 2)] ?? 0, sizes.at(-1) ?? 0],
    seeded: answers.length,
    found: found.length,
    missed: answers.length - found.length,
    alarms: alarms.length,
    withoutCase,
    byKind: Object.fromEntries(
      Object.keys(defects).map((kind) => [kind, found.filter((answer) => answer.kind === kind).length]),
    ),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  return { report, answers };
}

const isWithin = (place: string, whole: string): boolean => place === whole || place.startsWith(`${whole}.`);
