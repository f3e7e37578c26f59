import { type Random } from "@ruyi/kernel";
import { featuresOf } from "./features.ts";
import { ideaFeatures } from "./ideas.ts";
import { type LinearOptions, type Rows, fitLinear } from "./linear.ts";
import { type Model, ideaShare, innerShare } from "./model.ts";
import { createVocabulary } from "./vocabulary.ts";
import { type Word } from "./words.ts";

export type SampleKind = "said" | "name" | "slip";

/** A text's words and features and the number of its label, or −1 when it belongs to none. */
export type Sample = {
  readonly words: readonly Word[];
  /** Feature numbers in the corpus: words and pairs, pieces inside words, ideas. */
  readonly plain: Int32Array;
  readonly inner: Int32Array;
  readonly ideas: Int32Array;
  readonly label: number;
  /** What somebody said; a label's name, or a copy with a slip of the hand, only teaches. */
  readonly kind: SampleKind;
};

/** Numbers the features of all samples once, so that training on any part of them needs no look-ups. */
export type Corpus = {
  readonly sample: (words: readonly Word[], label: number, kind?: SampleKind) => Sample;
  /** The hash of each feature number so far. */
  readonly hashes: readonly number[];
};

export function createCorpus(): Corpus {
  const hashes: number[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (hash: number): number => {
    const known = numbers.get(hash);
    if (known !== undefined) return known;
    numbers.set(hash, hashes.length);
    return hashes.push(hash) - 1;
  };
  return {
    hashes,
    sample(words, label, kind = "said") {
      const { plain, inner } = featuresOf(words);
      const ideas = ideaFeatures(words.map(({ hash }) => hash));
      const [a, b, c] = [plain, inner, ideas].map((list) => Int32Array.from(list, numberOf));
      return { words, plain: a ?? none, inner: b ?? none, ideas: c ?? none, label, kind };
    },
  };
}

const none = new Int32Array(0);

/** A slip is taught lightly: enough to be known again, without drowning how people mostly write. */
const slipWorth = 0.3;

/** So many texts of no label make "none" a line of its own. */
const fewestOutsiders = 30;

export type FitOptions = Omit<LinearOptions, "random"> & {
  readonly random: Random;
  /** What a label's score has ahead of the others', by its number; nothing where it is not named. */
  readonly ahead?: ReadonlyMap<number, number>;
};

const importanceOf = (total: number, seenIn: number): number => Math.sqrt(1 + Math.log((1 + total) / (1 + seenIn)));

/** Trains on samples of a corpus; those with label −1 only teach every label what it is not. */
export function fitModel(
  { hashes }: Corpus,
  samples: readonly Sample[],
  labelCount: number,
  options: FitOptions,
): Model {
  const columns = columnsOf(hashes.length, samples);
  const width = columns.features.length;
  const vocabulary = createVocabulary(columns.features.map((feature) => hashes[feature] ?? 0));
  const importance = Float32Array.from(columns.seenIn, (seenIn) => importanceOf(samples.length, seenIn));
  const rows = rowsOf(samples, columns.of, importance);

  const outsiders = samples.filter(({ label }) => label < 0).length;
  const lineCount = labelCount + (outsiders >= fewestOutsiders ? 1 : 0);
  const weights = new Int8Array(width * lineCount);
  const scales = new Float32Array(lineCount);
  const biases = new Float32Array(lineCount);
  for (let label = 0; label < lineCount; label += 1) {
    const own = label < labelCount ? label : -1;
    const line = fitLinear(rows, width, (row) => samples[row]?.label === own, options);
    biases[label] = (line[width] ?? 0) + (options.ahead?.get(label) ?? 0);
    let largest = 1e-9;
    for (let at = 0; at < width; at += 1) largest = Math.max(largest, Math.abs(line[at] ?? 0));
    const scale = largest / 127;
    scales[label] = scale;
    for (let at = 0; at < width; at += 1) weights[at * lineCount + label] = Math.round((line[at] ?? 0) / scale);
  }
  return {
    labelCount,
    lineCount,
    vocabulary,
    importance,
    familiar: Uint8Array.from(columns.familiar),
    weights,
    scales,
    biases,
    unseenImportance: importanceOf(samples.length, 0),
    examples: examplesOf(samples, labelCount, columns.of, importance),
  };
}

type Columns = {
  /** The column of each feature number, or −1 when no sample has it. */
  readonly of: Int32Array;
  readonly features: readonly number[];
  /** In how many samples each column occurs, and whether in one that has a label. */
  readonly seenIn: readonly number[];
  readonly familiar: readonly number[];
};

function columnsOf(featureCount: number, samples: readonly Sample[]): Columns {
  const of = new Int32Array(featureCount).fill(-1);
  const lastSeen = new Int32Array(featureCount).fill(-1);
  const features: number[] = [];
  const seenIn: number[] = [];
  const familiar: number[] = [];
  samples.forEach(({ plain, inner, ideas, label }, row) => {
    for (const list of [plain, inner, ideas]) {
      for (const feature of list) {
        let column = of[feature] ?? -1;
        if (column < 0) {
          column = features.push(feature) - 1;
          of[feature] = column;
          seenIn.push(0);
          familiar.push(0);
        }
        if (label >= 0) familiar[column] = 1;
        if (lastSeen[feature] === row) continue;
        lastSeen[feature] = row;
        seenIn[column] = (seenIn[column] ?? 0) + 1;
      }
    }
  });
  return { of, features, seenIn, familiar };
}

function rowsOf(samples: readonly Sample[], columnOf: Int32Array, importance: Float32Array): Rows {
  const starts = new Int32Array(samples.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const held = new Float32Array(importance.length);
  samples.forEach(({ plain, inner, ideas }, row) => {
    const begin = columns.length;
    const add = (features: Int32Array, share: number): void => {
      let square = 0;
      for (const feature of features) square += (importance[columnOf[feature] ?? 0] ?? 0) ** 2;
      const factor = share / Math.sqrt(square || 1);
      for (const feature of features) {
        const column = columnOf[feature] ?? 0;
        if (held[column] === 0) columns.push(column);
        held[column] = (held[column] ?? 0) + factor * (importance[column] ?? 0);
      }
    };
    add(plain, 1);
    add(inner, innerShare);
    add(ideas, ideaShare);
    for (let at = begin; at < columns.length; at += 1) {
      const column = columns[at] ?? 0;
      values.push(held[column] ?? 0);
      held[column] = 0;
    }
    starts[row + 1] = columns.length;
  });
  return {
    starts,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
    worth: Float32Array.from(samples, ({ kind }) => (kind === "slip" ? slipWorth : 1)),
  };
}

function examplesOf(
  samples: readonly Sample[],
  labelCount: number,
  columnOf: Int32Array,
  importance: Float32Array,
): Model["examples"] {
  const ofLabel = new Int32Array(labelCount + 1);
  const said = Array.from({ length: labelCount }, (): Sample[] => []);
  for (const sample of samples) if (sample.kind === "said") said[sample.label]?.push(sample);
  said.forEach((group, label) => (ofLabel[label + 1] = (ofLabel[label] ?? 0) + group.length));
  const inOrder = said.flat();

  const norms = new Float32Array(inOrder.length);
  const starts = new Int32Array(importance.length + 1);
  inOrder.forEach(({ plain }, example) => {
    let square = 0;
    for (const feature of plain) {
      const column = columnOf[feature] ?? 0;
      starts[column + 1] = (starts[column + 1] ?? 0) + 1;
      square += (importance[column] ?? 0) ** 2;
    }
    norms[example] = Math.sqrt(square || 1);
  });
  for (let column = 0; column < importance.length; column += 1)
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0);

  const next = starts.slice();
  const holders = new (inOrder.length < 65_536 ? Uint16Array : Int32Array)(starts.at(-1) ?? 0);
  inOrder.forEach(({ plain }, example) => {
    for (const feature of plain) {
      const column = columnOf[feature] ?? 0;
      holders[next[column] ?? 0] = example;
      next[column] = (next[column] ?? 0) + 1;
    }
  });
  return { ofLabel, starts, holders, norms };
}
