import { type Random, seededRandom } from "@ruyi/kernel";
import { type Traits, traitsOf } from "@ruyi/language";

/** A merchant's own words for something: a procedure, or `none` where it is nothing the assistant is for. */
export type OwnExample = { readonly text: string; readonly label: string };

/** A text of the background, by its traits. */
export type Known = { readonly traits: Traits; readonly label: string };

/** The label of what is about none of a merchant's matters. No procedure has this name. */
export const none = "none";

/**
 * What a merchant's own examples teach, small beside the shared classifier: weights over the traits those examples
 * have, and the examples themselves for the nearest one. Typed arrays only; some 100 KB for 300 examples.
 */
export type OwnModel = {
  readonly labels: readonly string[];
  /** Known traits in ascending order; a trait's place is its column. */
  readonly traits: Int32Array;
  /** How telling each is, times 32. */
  readonly importance: Uint8Array;
  /** `labels.length` weights a column, whole numbers times the label's scale. */
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  /** Columns of each example from `starts[i]` up to `starts[i + 1]`, and which label each has. */
  readonly starts: Int32Array;
  readonly columns: Uint16Array;
  readonly norms: Float32Array;
  readonly labelOf: Uint8Array;
};

/** Traits a model knows at the most: columns are 16 bits, and 2,000 English examples have about so many. */
const columnsAtMost = 60_000;
/** What a trait weighs that the model does not know. */
const unseen = 3;
const perImportance = 32;
/** How much pieces of words and ideas weigh beside words and pairs, as in the shared classifier. */
const shares = { plain: 1, inner: 1.1, ideas: 0.8 } as const;

/**
 * Learns own words beside a background of texts that are not of them. The same arguments make the same model, byte for
 * byte: the order of chance comes from the seed.
 */
export function trainOwn(examples: readonly OwnExample[], background: readonly Known[], seed = 1): OwnModel {
  const labels = [...new Set(examples.map(({ label }) => label))].toSorted();
  const own = examples.map(({ text, label }) => ({ traits: traitsOf(text), label: labels.indexOf(label) }));
  // What the background has of the same labels is read by everybody's classifier already: it is neither own nor other.
  const others = background.flatMap(({ traits, label }) => (labels.includes(label) ? [] : [{ traits, label: -1 }]));
  const { known, importance } = vocabularyOf(own, others);
  const model: OwnModel = {
    labels,
    traits: known,
    importance,
    weights: new Int8Array(known.length * labels.length),
    scales: new Float32Array(labels.length),
    biases: new Float32Array(labels.length),
    ...examplesOf(own, known, importance),
    labelOf: Uint8Array.from(own, ({ label }) => label),
  };
  const rowed = ({ traits, label }: Sample) => ({ row: rowOf(model, traits), label });
  // All of the background: what shares nothing with own examples is what holds the bias down.
  const rows = [...own, ...others].map(rowed);
  labels.forEach((_, label) => {
    const line = fitLine(
      rows.map(({ row, label: of }) => ({ row, yes: of === label })),
      known.length,
      seed + label,
    );
    let largest = 1e-9;
    for (let at = 0; at < known.length; at += 1) largest = Math.max(largest, Math.abs(line[at] ?? 0));
    const scale = largest / 127;
    model.scales[label] = scale;
    model.biases[label] = line[known.length] ?? 0;
    for (let at = 0; at < known.length; at += 1)
      model.weights[at * labels.length + label] = Math.round((line[at] ?? 0) / scale);
  });
  return model;
}

type Sample = { readonly traits: Traits; readonly label: number };

/** The traits of own examples, and how telling each is among all texts. */
function vocabularyOf(own: readonly Sample[], others: readonly Sample[]) {
  const seenIn = new Map<number, number>();
  for (const { traits } of own)
    for (const list of [traits.plain, traits.inner, traits.ideas]) for (const trait of list) seenIn.set(trait, 0);
  const total = own.length + others.length;
  for (const { traits } of [...own, ...others]) {
    for (const list of [traits.plain, traits.inner, traits.ideas]) {
      for (const trait of list) {
        const times = seenIn.get(trait);
        if (times !== undefined) seenIn.set(trait, times + 1);
      }
    }
  }
  const kept = [...seenIn].toSorted(([one, a], [other, b]) => b - a || one - other).slice(0, columnsAtMost);
  const known = Int32Array.from(kept, ([trait]) => trait).toSorted();
  const importance = Uint8Array.from(known, (trait) => {
    const telling = Math.sqrt(1 + Math.log((1 + total) / (1 + (seenIn.get(trait) ?? 0))));
    return Math.min(255, Math.round(perImportance * telling));
  });
  return { known, importance };
}

function examplesOf(own: readonly Sample[], known: Int32Array, importance: Uint8Array) {
  const starts = [0];
  const columns: number[] = [];
  const norms: number[] = [];
  for (const { traits } of own) {
    let square = 0;
    for (const trait of traits.plain) {
      const column = columnOf(known, trait);
      if (column < 0) continue;
      columns.push(column);
      square += ((importance[column] ?? 0) / perImportance) ** 2;
    }
    starts.push(columns.length);
    norms.push(Math.sqrt(square || 1));
  }
  return { starts: Int32Array.from(starts), columns: Uint16Array.from(columns), norms: Float32Array.from(norms) };
}

function columnOf(known: Int32Array, trait: number): number {
  let low = 0;
  let high = known.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = known[middle] ?? 0;
    if (here === trait) return middle;
    if (here < trait) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** A text over a model's columns, each kind of trait scaled to its own length with what the model does not know. */
type Row = {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  /** Length of the plain part, and of what is known of it. */
  readonly plain: number;
  readonly plainKnown: number;
  readonly plainCount: number;
};

function rowOf({ traits: known, importance }: OwnModel, traits: Traits): Row {
  const columns: number[] = [];
  const values: number[] = [];
  let plain = 0;
  let plainKnown = 0;
  let plainCount = 0;
  for (const kind of ["plain", "inner", "ideas"] as const) {
    const from = columns.length;
    let square = 0;
    for (const trait of traits[kind]) {
      const column = columnOf(known, trait);
      const weight = column < 0 ? unseen : (importance[column] ?? 0) / perImportance;
      square += weight * weight;
      if (column < 0) continue;
      columns.push(column);
      values.push(weight);
      if (kind === "plain") plainKnown += weight * weight;
    }
    const factor = shares[kind] / Math.sqrt(square || 1);
    for (let at = from; at < values.length; at += 1) values[at] = (values[at] ?? 0) * factor;
    if (kind === "plain") {
      plain = Math.sqrt(square || 1);
      plainCount = columns.length;
    }
  }
  return { columns, values, plain, plainKnown, plainCount };
}

/** Price of an error; own examples are few, and each was written by somebody who knew. */
const cost = 1;
const ownCost = 4;
const passes = 30;

function reorder(random: Random, order: Uint32Array): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
}

/** One line of a squared-hinge linear SVM, solved in the dual by coordinate descent; the last weight is the bias. */
function fitLine(
  rows: readonly { readonly row: Row; readonly yes: boolean }[],
  width: number,
  seed: number,
): Float32Array {
  const random = seededRandom(seed);
  const weights = new Float32Array(width + 1);
  const alpha = new Float64Array(rows.length);
  const curvature = rows.map(({ row }) => 1 + row.values.reduce((sum, value) => sum + value * value, 0));
  const order = Uint32Array.from(rows.keys());
  for (let pass = 0; pass < passes; pass += 1) {
    reorder(random, order);
    let largest = 0;
    for (const at of order) {
      const sample = rows[at];
      if (!sample) continue;
      const { columns, values } = sample.row;
      const sign = sample.yes ? 1 : -1;
      const soft = 0.5 / (cost * (sample.yes ? ownCost : 1));
      let score = weights[width] ?? 0;
      for (let k = 0; k < columns.length; k += 1) score += (weights[columns[k] ?? 0] ?? 0) * (values[k] ?? 0);
      const held = alpha[at] ?? 0;
      const gradient = sign * score - 1 + held * soft;
      const moved = Math.max(0, held - gradient / ((curvature[at] ?? 1) + soft));
      const step = (moved - held) * sign;
      if (step === 0) continue;
      largest = Math.max(largest, Math.abs(step));
      alpha[at] = moved;
      for (let k = 0; k < columns.length; k += 1) {
        const column = columns[k] ?? 0;
        weights[column] = (weights[column] ?? 0) + step * (values[k] ?? 0);
      }
      weights[width] = (weights[width] ?? 0) + step;
    }
    if (largest < 0.01) break;
  }
  return weights;
}

/** What an own model says of a text. */
export type OwnWord = {
  readonly label: string;
  /** Score of its line, about −1 to 1, and what of it comes from the text's own words. */
  readonly score: number;
  readonly evidence: number;
  /** Likeness to the nearest example of that label, and the share of the text that is known; 0 to 1. */
  readonly nearest: number;
  readonly known: number;
};

/** The own label a text is most likely of. */
export function ownWord(model: OwnModel, traits: Traits): OwnWord | undefined {
  const { labels, weights, scales, biases } = model;
  const row = rowOf(model, traits);
  if (row.columns.length === 0) return undefined;
  const count = labels.length;
  const sums = new Float32Array(count);
  row.columns.forEach((column, k) => {
    const value = row.values[k] ?? 0;
    for (let label = 0; label < count; label += 1)
      sums[label] = (sums[label] ?? 0) + value * (weights[column * count + label] ?? 0);
  });
  let best = 0;
  const scores = sums.map((sum, label) => sum * (scales[label] ?? 0) + (biases[label] ?? 0));
  for (let label = 1; label < count; label += 1) if ((scores[label] ?? 0) > (scores[best] ?? 0)) best = label;
  return {
    label: labels[best] ?? none,
    score: scores[best] ?? 0,
    evidence: (scores[best] ?? 0) - (biases[best] ?? 0),
    nearest: nearestOf(model, row, best),
    known: row.plainKnown / row.plain ** 2,
  };
}

/** The weight of each column of the text that is being read; all zero between two readings. */
const scratch = new Float32Array(columnsAtMost);

function nearestOf({ starts, columns, norms, labelOf, importance }: OwnModel, row: Row, label: number): number {
  for (let at = 0; at < row.plainCount; at += 1) {
    const column = row.columns[at] ?? 0;
    scratch[column] = ((importance[column] ?? 0) / perImportance) ** 2;
  }
  let best = 0;
  for (let example = 0; example < labelOf.length; example += 1) {
    if (labelOf[example] !== label) continue;
    let dot = 0;
    for (let at = starts[example] ?? 0, end = starts[example + 1] ?? 0; at < end; at += 1)
      dot += scratch[columns[at] ?? 0] ?? 0;
    best = Math.max(best, dot / (norms[example] ?? 1));
  }
  for (let at = 0; at < row.plainCount; at += 1) scratch[row.columns[at] ?? 0] = 0;
  return Math.min(1, best / row.plain);
}

/** Bytes a model keeps in memory. */
export const bytesOf = ({ labels: _labels, ...arrays }: OwnModel): number =>
  Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);
