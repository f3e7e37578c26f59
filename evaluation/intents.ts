import { writeFile } from "node:fs/promises";
import { type Example, type Reading, classify, recalibrate, train } from "@ruyi/language";
import { readRecords } from "./data-files.ts";

export type IntentsInput = {
  /** Paths; a JSON file that holds several lists names them behind "#", joined by "+": `data.json#train+oos_train`. */
  readonly train: string;
  readonly test: string;
  /** Reviewed messages that confidence and threshold are refitted on. */
  readonly dev?: string;
  /** Column names; for rows that are lists, "0" and "1". */
  readonly text: string;
  readonly label: string;
  /** The label that stands for "none of these". */
  readonly outOfScope?: string;
  readonly answers?: string;
};

export type IntentsReport = {
  readonly trained: number;
  readonly tested: number;
  readonly labels: number;
  /** First choice, no rejection, over the rows in scope. */
  readonly inScopeAccuracy: number;
  /** Multinomial naive Bayes over words on the same rows: what one gets for nothing. */
  readonly baselineAccuracy: number;
  readonly top3: number;
  /** In scope against out of scope by confidence; null when the test has no rows out of scope. */
  readonly auroc: number | null;
  /** The same by the probability of being in scope alone. */
  readonly aurocOfScope: number | null;
  readonly outOfScopeRecall: number | null;
  readonly inScopeAccuracyAfterRejection: number;
  /** Matthews correlation over all labels and "none of these", at the product's own threshold. */
  readonly matthews: number;
  /** Mean gap between confidence and being right, ten bins of equal width; a row out of scope counts as not right. */
  readonly calibrationError: number;
  readonly trainSeconds: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly modelBytes: number;
};

type Row = { readonly text: string; readonly label: string };

/** Measures the intent classifier on a shop's own rows; prints nothing. */
export async function evaluateIntents(input: IntentsInput): Promise<IntentsReport> {
  const [taught, tested, reviewed] = await Promise.all([
    readRows(input.train, input),
    readRows(input.test, input),
    input.dev === undefined ? [] : readRows(input.dev, input),
  ]);
  const isOutside = ({ label }: Row): boolean => label === input.outOfScope;
  const examples = taught.filter((row) => !isOutside(row));
  const outOfScope = taught.filter(isOutside).map(({ text }) => text);

  const trainStart = performance.now();
  const trained = train(examples, { outOfScope });
  const classifier =
    reviewed.length === 0
      ? trained
      : recalibrate(
          trained,
          reviewed.map((row) => ({ text: row.text, label: isOutside(row) ? undefined : row.label })),
        );
  const trainSeconds = (performance.now() - trainStart) / 1_000;

  for (const { text } of examples.slice(0, 500)) classify(classifier, text);
  const times: number[] = [];
  const answers = tested.map((row): Answer => {
    const start = performance.now();
    const reading = classify(classifier, row.text);
    times.push(performance.now() - start);
    return { row, reading, inScope: !isOutside(row), right: reading.top[0]?.label === row.label };
  });
  if (input.answers !== undefined) await writeFile(input.answers, answers.map(lineOf).join(""));

  const inside = answers.filter(({ inScope }) => inScope);
  const outside = answers.filter(({ inScope }) => !inScope);
  const share = (some: readonly Answer[], of: readonly Answer[]): number =>
    of.length === 0 ? 0 : some.length / of.length;
  const sortedTimes = times.toSorted((a, b) => a - b);
  return {
    trained: taught.length,
    tested: tested.length,
    labels: classifier.labels.length,
    inScopeAccuracy: share(
      inside.filter(({ right }) => right),
      inside,
    ),
    baselineAccuracy: naiveBayesAccuracy(
      examples,
      inside.map(({ row }) => row),
    ),
    top3: share(
      inside.filter(({ row, reading }) => reading.top.slice(0, 3).some(({ label }) => label === row.label)),
      inside,
    ),
    auroc: auroc(inside.map(confidenceOf), outside.map(confidenceOf)),
    aurocOfScope: auroc(
      inside.map(({ reading }) => reading.inScope),
      outside.map(({ reading }) => reading.inScope),
    ),
    outOfScopeRecall:
      outside.length === 0
        ? null
        : share(
            outside.filter(({ reading }) => reading.rejected),
            outside,
          ),
    inScopeAccuracyAfterRejection: share(
      inside.filter(({ right, reading }) => right && !reading.rejected),
      inside,
    ),
    matthews: matthews(
      answers.map(({ row, reading }) => [row.label, reading.rejected ? none : (reading.top[0]?.label ?? none)]),
      input.outOfScope,
    ),
    calibrationError: calibrationError(answers),
    trainSeconds,
    perSecond: Math.round((1_000 * times.length) / times.reduce((sum, time) => sum + time, 0)),
    p99Ms: sortedTimes[Math.floor(sortedTimes.length * 0.99)] ?? 0,
    modelBytes: classifier.bytes,
  };
}

type Answer = { readonly row: Row; readonly reading: Reading; readonly inScope: boolean; readonly right: boolean };

const confidenceOf = ({ reading }: Answer): number => reading.top[0]?.confidence ?? 0;

const lineOf = (answer: Answer): string => {
  const { row, reading } = answer;
  const predicted = reading.top[0]?.label;
  const { rejected, top } = reading;
  return `${JSON.stringify({ text: row.text, label: row.label, predicted, confidence: confidenceOf(answer), rejected, top })}\n`;
};

const none = "\u0000none of these";

/** Chance that a row in scope stands above one out of scope; ties count half (Mann and Whitney). */
function auroc(inside: readonly number[], outside: readonly number[]): number | null {
  if (inside.length === 0 || outside.length === 0) return null;
  const all = [...inside.map((value) => ({ value, in: 1 })), ...outside.map((value) => ({ value, in: 0 }))].sort(
    (a, b) => a.value - b.value,
  );
  let ranks = 0;
  for (let at = 0; at < all.length;) {
    let end = at;
    while (end < all.length && all[end]?.value === all[at]?.value) end += 1;
    for (let k = at; k < end; k += 1) ranks += (all[k]?.in ?? 0) * ((at + end + 1) / 2);
    at = end;
  }
  return (ranks - (inside.length * (inside.length + 1)) / 2) / (inside.length * outside.length);
}

/** Matthews correlation for many labels (Gorodkin 2004). */
function matthews(pairs: readonly (readonly [string, string])[], outOfScope: string | undefined): number {
  const truth = new Map<string, number>();
  const said = new Map<string, number>();
  let agreed = 0;
  for (const [label, predicted] of pairs) {
    const real = label === outOfScope ? none : label;
    if (real === predicted) agreed += 1;
    truth.set(real, (truth.get(real) ?? 0) + 1);
    said.set(predicted, (said.get(predicted) ?? 0) + 1);
  }
  const dot = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number =>
    [...a].reduce((sum, [label, count]) => sum + count * (b.get(label) ?? 0), 0);
  const total = pairs.length;
  const spread = Math.sqrt((total ** 2 - dot(truth, truth)) * (total ** 2 - dot(said, said)));
  return spread === 0 ? 0 : (agreed * total - dot(truth, said)) / spread;
}

function calibrationError(answers: readonly Answer[]): number {
  const gaps = Array.from({ length: 10 }, () => 0);
  for (const answer of answers) {
    const confidence = confidenceOf(answer);
    const bin = Math.min(9, Math.floor(confidence * 10));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - (answer.right ? 1 : 0);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / (answers.length || 1);
}

function naiveBayesAccuracy(examples: readonly Example[], tested: readonly Row[]): number {
  const split = (text: string): string[] => text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  const labels = new Map<string, { rows: number; words: number; counts: Map<string, number> }>();
  const vocabulary = new Set<string>();
  for (const { text, label } of examples) {
    const held = labels.get(label) ?? { rows: 0, words: 0, counts: new Map<string, number>() };
    labels.set(label, held);
    held.rows += 1;
    for (const word of split(text)) {
      vocabulary.add(word);
      held.words += 1;
      held.counts.set(word, (held.counts.get(word) ?? 0) + 1);
    }
  }
  const right = tested.filter(({ text, label }) => {
    const words = split(text).filter((word) => vocabulary.has(word));
    let best = Number.NEGATIVE_INFINITY;
    let choice = "";
    for (const [name, { rows, words: size, counts }] of labels) {
      let score = Math.log(rows);
      for (const word of words) score += Math.log(((counts.get(word) ?? 0) + 1) / (size + vocabulary.size));
      if (score > best) [best, choice] = [score, name];
    }
    return choice === label;
  });
  return tested.length === 0 ? 0 : right.length / tested.length;
}

/** Rows of a file that have both text and label. */
async function readRows(path: string, { text, label }: IntentsInput): Promise<Row[]> {
  const rows = (await readRecords(path)).flatMap((record) => {
    const fields = [record[text], record[label]];
    return fields.every((field) => typeof field === "string" || typeof field === "number")
      ? [{ text: String(fields[0]), label: String(fields[1]) }]
      : [];
  });
  if (rows.length === 0)
    throw new Error(`${path} has no rows with "${text}" and "${label}"; check --text and --label.`);
  return rows;
}
