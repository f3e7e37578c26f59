import { type TableSource, analyseTable, compileTable, evaluateTable } from "@ruyi/decision";
import { between, pick, seededRandom } from "@ruyi/kernel";

/** Twenty rows over a range, an enumeration and a comparison, first hit: the shape of a refund rule. */
function refundTable(): TableSource {
  const ratings = ["gold", "silver", "bronze", "none"];
  const rows = Array.from({ length: 19 }, (_, row) => ({
    when: [
      `[${row * 10}..${row * 10 + 25}]`,
      `"${ratings[row % 4] ?? ""}", "${ratings[(row + 1) % 4] ?? ""}"`,
      row % 2 === 0 ? `<= ${200 - row * 7.5}` : "-",
    ],
    then: [`"outcome ${row}"`, `${row / 4}`],
  }));
  return {
    name: "refund",
    hit: "first",
    inputs: [
      { expression: "days", type: "number" },
      { expression: "rating", type: "string" },
      { expression: "amount", type: "number" },
    ],
    outputs: [{ name: "outcome" }, { name: "share" }],
    rows: [...rows, { when: ["-", "-", "-"], then: ['"review"', "0"] }],
  };
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

function evaluationsPerSecond(): number {
  const table = compileTable(refundTable());
  const random = seededRandom(7);
  const ratings = ["gold", "silver", "bronze", "none"];
  const cases = Array.from({ length: 1024 }, () => ({
    days: between(random, 0, 230),
    rating: pick(random, ratings),
    amount: between(random, 0, 40_000) / 100,
  }));
  let best = 0;
  for (let round = 0; round < 8; round += 1) {
    const started = performance.now();
    let decided = 0;
    for (let turn = 0; turn < 400_000; turn += 1) {
      const facts = cases[turn & 1023];
      if (facts !== undefined && evaluateTable(table, facts).output !== undefined) decided += 1;
    }
    best = Math.max(best, decided / ((performance.now() - started) / 1000));
  }
  return Math.round(best);
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
  const report: Record<string, unknown> = { evaluationsPerSecond: evaluationsPerSecond() };
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
}
