import { Environment } from "@marcbachmann/cel-js";
import { type TableSource, analyseTable, compileTable, evaluateTable } from "@ruyi/decision";
import { between, pick, seededRandom } from "@ruyi/kernel";

/** One row of a refund rule; what is left out may be anything. */
type RefundRow = {
  readonly days?: readonly [from: number, to: number];
  readonly ratings?: readonly string[];
  readonly amountUpTo?: number;
  readonly outcome: string;
  readonly share: number;
};
type RefundCase = { readonly days: number; readonly rating: string; readonly amount: number };

/** Twenty rows over a range, an enumeration and a comparison, first hit: the shape of a refund rule. */
function refundRows(): RefundRow[] {
  const ratings = ["gold", "silver", "bronze", "none"];
  const rows = Array.from({ length: 19 }, (_, row): RefundRow => ({
    days: [row * 10, row * 10 + 25],
    ratings: [ratings[row % 4] ?? "", ratings[(row + 1) % 4] ?? ""],
    ...(row % 2 === 0 ? { amountUpTo: 200 - row * 7.5 } : {}),
    outcome: `outcome ${row}`,
    share: row / 4,
  }));
  return [...rows, { outcome: "review", share: 0 }];
}

function refundTable(): TableSource {
  return {
    name: "refund",
    hit: "first",
    inputs: [
      { expression: "days", type: "number" },
      { expression: "rating", type: "string" },
      { expression: "amount", type: "number" },
    ],
    outputs: [{ name: "outcome" }, { name: "share" }],
    rows: refundRows().map(({ days, ratings, amountUpTo, outcome, share }) => ({
      when: [
        days ? `[${days[0]}..${days[1]}]` : "-",
        ratings ? ratings.map((rating) => `"${rating}"`).join(", ") : "-",
        amountUpTo === undefined ? "-" : `<= ${amountUpTo}`,
      ],
      then: [`"${outcome}"`, String(share)],
    })),
  };
}

const decimal = (number: number): string => (Number.isInteger(number) ? `${number}.0` : String(number));

/** A row's condition in CEL; numbers are doubles, as the cases' are. */
function celCondition({ days, ratings, amountUpTo }: RefundRow): string {
  const parts = [
    ...(days ? [`days >= ${decimal(days[0])} && days <= ${decimal(days[1])}`] : []),
    ...(ratings ? [`rating in [${ratings.map((rating) => `"${rating}"`).join(", ")}]`] : []),
    ...(amountUpTo === undefined ? [] : [`amount <= ${decimal(amountUpTo)}`]),
  ];
  return parts.length === 0 ? "true" : parts.join(" && ");
}

/**
 * The same table in CEL, each expression parsed and checked once against declared types: as conditions tried row after row, and as one
 * expression of conditionals. Whichever is faster counts.
 */
function celTables(): ((facts: RefundCase) => RefundRow | undefined)[] {
  const rows = refundRows();
  const environment = new Environment()
    .registerVariable("days", "double")
    .registerVariable("rating", "string")
    .registerVariable("amount", "double");
  const conditions = rows.map((row) => ({ row, holds: environment.parse(celCondition(row)) }));
  const whole = environment.parse(
    rows.reduceRight((otherwise, row, index) => `${celCondition(row)} ? ${index} : (${otherwise})`, "-1"),
  );
  return [(facts) => conditions.find(({ holds }) => holds(facts) === true)?.row, (facts) => rows[Number(whole(facts))]];
}

/** A table of `rows` boxes over `columns` inputs that fill the space and share no case, shuffled by `seed`. */
export function partitionTable(rows: number, columns: number, seed: number, hole = false): TableSource {
  const random = seededRandom(seed);
  const span = 1000;
  let boxes: [number, number][][] = [Array.from({ length: columns }, (): [number, number] => [0, span])];
  while (boxes.length < rows) {
    const index = between(random, 0, boxes.length - 1);
    const box = boxes[index] ?? [];
    const wide = box
      .map((_, column) => column)
      .filter((column) => (box[column]?.[1] ?? 0) - (box[column]?.[0] ?? 0) >= 2);
    if (wide.length === 0) continue;
    const column = pick(random, wide);
    const [low, high] = box[column] ?? [0, 0];
    const middle = between(random, low + 1, high - 1);
    const left = box.map((side, at): [number, number] => (at === column ? [low, middle] : side));
    const right = box.map((side, at): [number, number] => (at === column ? [middle, high] : side));
    boxes = [...boxes.slice(0, index), left, right, ...boxes.slice(index + 1)];
  }
  if (hole) boxes.splice(between(random, 0, boxes.length - 1), 1);
  return {
    name: `partition ${rows} x ${columns}`,
    hit: "unique",
    inputs: Array.from({ length: columns }, (_, column) => ({
      expression: `x${column}`,
      type: "number",
      allowed: `[0..${span})`,
    })),
    outputs: [{ name: "leaf" }],
    rows: boxes.map((box, row) => ({
      when: box.map(([low, high]) => (low === 0 && high === span ? "-" : `[${low}..${high})`)),
      then: [String(row)],
    })),
  };
}

function refundCases(): RefundCase[] {
  const random = seededRandom(7);
  const ratings = ["gold", "silver", "bronze", "none"];
  return Array.from({ length: 1024 }, () => ({
    days: between(random, 0, 230),
    rating: pick(random, ratings),
    amount: between(random, 0, 40_000) / 100,
  }));
}

/** The best of eight rounds; what is measured is checked to be decided. */
function perSecond(decide: (facts: RefundCase) => unknown, turns: number): number {
  const cases = refundCases();
  let best = 0;
  for (let round = 0; round < 8; round += 1) {
    const started = performance.now();
    let decided = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      const facts = cases[turn & 1023];
      if (facts !== undefined && decide(facts) !== undefined) decided += 1;
    }
    best = Math.max(best, decided / ((performance.now() - started) / 1000));
  }
  return Math.round(best);
}

/** Ours and CEL's evaluations a second on the same cases, in turns; throws when they do not decide alike. */
function besideCel(): Record<string, number> {
  const table = compileTable(refundTable());
  const cel = celTables();
  const ours = (facts: RefundCase): unknown => evaluateTable(table, facts).output;
  for (const facts of refundCases()) {
    const told = JSON.stringify(ours(facts));
    for (const decide of cel) {
      const row = decide(facts);
      const theirs = JSON.stringify(row && { outcome: row.outcome, share: row.share });
      if (theirs !== told)
        throw new Error(`CEL answers ${theirs} where the table answers ${told}: ${JSON.stringify(facts)}`);
    }
  }
  const evaluationsPerSecond = perSecond(ours, 400_000);
  const celPerSecond = Math.max(...cel.map((decide) => perSecond(decide, 100_000)));
  return { evaluationsPerSecond, celPerSecond, timesCel: Math.round((evaluationsPerSecond / celPerSecond) * 10) / 10 };
}

function milliseconds(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return Math.round(best * 10) / 10;
}

if (import.meta.main) {
  const report: Record<string, unknown> = besideCel();
  for (const [rows, columns] of [
    [499, 5],
    [998, 5],
    [1492, 7],
  ] as const) {
    const whole = partitionTable(rows, columns, 11);
    const holed = partitionTable(rows, columns, 11, true);
    report[`compileMs ${rows}x${columns}`] = milliseconds(() => compileTable(whole));
    report[`analyseMs ${rows}x${columns}`] = milliseconds(() => analyseTable(whole));
    report[`analyseWithGapMs ${rows}x${columns}`] = milliseconds(() => analyseTable(holed));
    report[`findings ${rows}x${columns}`] = [analyseTable(whole).length, analyseTable(holed).length];
  }
  console.log(JSON.stringify(report, undefined, 2));
  const isFast = Number(report["evaluationsPerSecond"]) >= 500_000 && Number(report["timesCel"]) >= 2;
  if (!isFast || Number(report["analyseWithGapMs 1492x7"]) >= 500) process.exitCode = 1;
}
