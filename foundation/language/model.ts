import { edge, hashText, innerHashes, pairHash, wordHash } from "./features.ts";
import { ideaFeatures } from "./ideas.ts";
import { type Vocabulary, indexOfHash } from "./vocabulary.ts";
import { createWordCache } from "./word-cache.ts";
import { type Word } from "./words.ts";

/** Linear scores for each label over hashed features; weights are whole numbers from −127 to 127 times a scale. */
export type Model = {
  /** Labels, and after them "none" where the samples had enough of it to learn from. */
  readonly lineCount: number;
  readonly labelCount: number;
  readonly vocabulary: Vocabulary;
  /** How telling a feature is: rarer counts more. */
  readonly importance: Float32Array;
  /** Whether a feature occurs in an example that has a label. */
  readonly familiar: Uint8Array;
  /** `lineCount` weights a feature. */
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  readonly unseenImportance: number;
  /** Examples as feature numbers, grouped by label, for the nearest one. */
  readonly examples: Examples;
};

type Examples = {
  readonly ofLabel: Int32Array;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly norms: Float32Array;
};

/** What a model says about a text, before anyone asks how sure it is. */
export type Scores = {
  readonly scores: Float32Array;
  /** Share of the text's weight that lies in features the examples have shown, 0 to 1. */
  readonly coverage: number;
  /** Feature numbers of the plain part; repeated when a feature is. */
  readonly plain: readonly number[];
  readonly plainSquare: number;
};

/** How much the inner pieces weigh against words and pairs. */
export const innerShare = 1.1;
/** How much ideas weigh against words and pairs. */
export const ideaShare = 0.8;

/** What one Latin word adds by itself: computed once for each model and word, then remembered. */
type WordEntry = {
  readonly hash: number;
  readonly column: number;
  readonly inner: Float32Array;
  readonly innerSquare: number;
  readonly familiarSquare: number;
};

/** One budget for all models of the process. */
const cache = createWordCache<WordEntry>(32 * 1024 * 1024);

function entryOf(model: Model, word: Word): WordEntry {
  const { lineCount, vocabulary, importance, familiar, unseenImportance } = model;
  const hash = wordHash(word);
  const inner = new Float32Array(word.han ? 0 : lineCount);
  let innerSquare = 0;
  let familiarSquare = 0;
  for (const piece of innerHashes(word)) {
    const column = indexOfHash(vocabulary, piece);
    const weight = column < 0 ? unseenImportance : (importance[column] ?? 0);
    innerSquare += weight * weight;
    if (column < 0) continue;
    if (familiar[column]) familiarSquare += weight * weight;
    addLine(model, column, weight, inner);
  }
  return { hash, column: indexOfHash(vocabulary, hash), inner, innerSquare, familiarSquare };
}

function addLine({ weights, lineCount }: Model, column: number, factor: number, into: Float32Array): void {
  const from = column * lineCount;
  for (let label = 0; label < lineCount; label += 1) {
    into[label] = (into[label] ?? 0) + factor * (weights[from + label] ?? 0);
  }
}

/** Scores for every label. The same with and without remembered words. */
export function scoreWords(model: Model, words: readonly Word[], remember = true): Scores {
  const { lineCount, vocabulary, importance, familiar, unseenImportance, scales, biases } = model;
  const remembered = remember ? cache.of(model) : undefined;
  const plainSum = new Float32Array(lineCount);
  const innerSum = new Float32Array(lineCount);
  const ideaSum = new Float32Array(lineCount);
  const plain: number[] = [];
  let ideaSquare = 0;
  let plainSquare = 0;
  let plainFamiliar = 0;
  let innerSquare = 0;
  let innerFamiliar = 0;

  const addPlain = (column: number): void => {
    if (column < 0) {
      plainSquare += unseenImportance * unseenImportance;
      return;
    }
    const weight = importance[column] ?? 0;
    plainSquare += weight * weight;
    if (familiar[column]) plainFamiliar += weight * weight;
    plain.push(column);
    addLine(model, column, weight, plainSum);
  };

  const count = words.length;
  const hashes = new Int32Array(count);
  for (let at = 0; at < count; at += 1) {
    const word = words[at];
    if (!word) continue;
    if (word.han) {
      const hash = hashText(word.text);
      hashes[at] = hash;
      addPlain(indexOfHash(vocabulary, hash));
      continue;
    }
    let entry = remembered?.get(word.text);
    if (!entry) {
      entry = entryOf(model, word);
      remembered?.set(word.text, entry, 160 + 2 * word.text.length + 4 * lineCount);
    }
    hashes[at] = entry.hash;
    addPlain(entry.column);
    innerSquare += entry.innerSquare;
    innerFamiliar += entry.familiarSquare;
    for (let label = 0; label < lineCount; label += 1)
      innerSum[label] = (innerSum[label] ?? 0) + (entry.inner[label] ?? 0);
  }
  let before = edge;
  for (let at = 0; at <= count; at += 1) {
    const here = at < count ? (hashes[at] ?? 0) : edge;
    const pair = pairHash(before, here);
    addPlain(indexOfHash(vocabulary, pair));
    if (words[at]?.han && (words[at - 1]?.han || words[at + 1]?.han)) {
      addPlain(indexOfHash(vocabulary, pairHash(pair, at + 1 < count ? (hashes[at + 1] ?? 0) : edge)));
    }
    before = here;
  }

  for (const hash of ideaFeatures(hashes)) {
    const column = indexOfHash(vocabulary, hash);
    const weight = column < 0 ? unseenImportance : (importance[column] ?? 0);
    ideaSquare += weight * weight;
    if (column >= 0) addLine(model, column, weight, ideaSum);
  }

  const plainFactor = 1 / Math.sqrt(plainSquare || 1);
  const innerFactor = innerShare / Math.sqrt(innerSquare || 1);
  const ideaFactor = ideaShare / Math.sqrt(ideaSquare || 1);
  const scores = new Float32Array(lineCount);
  for (let label = 0; label < lineCount; label += 1) {
    scores[label] =
      (scales[label] ?? 0) *
        (plainFactor * (plainSum[label] ?? 0) +
          innerFactor * (innerSum[label] ?? 0) +
          ideaFactor * (ideaSum[label] ?? 0)) +
      (biases[label] ?? 0);
  }
  const seen = plainFamiliar / (plainSquare || 1);
  const coverage = innerSquare > 0 ? (seen + innerFamiliar / innerSquare) / 2 : seen;
  return { scores, coverage, plain, plainSquare };
}

/** Cosine, over words and pairs, between a text and the nearest example of one label; 0 to 1. */
export function nearestExample(
  { examples, importance }: Model,
  { plain, plainSquare }: Scores,
  label: number,
  scratch: Float32Array,
): number {
  for (const column of plain) scratch[column] = (scratch[column] ?? 0) + (importance[column] ?? 0);
  let best = 0;
  for (
    let example = examples.ofLabel[label] ?? 0, end = examples.ofLabel[label + 1] ?? 0;
    example < end;
    example += 1
  ) {
    let dot = 0;
    for (let at = examples.starts[example] ?? 0, stop = examples.starts[example + 1] ?? 0; at < stop; at += 1) {
      const column = examples.columns[at] ?? 0;
      dot += (scratch[column] ?? 0) * (importance[column] ?? 0);
    }
    best = Math.max(best, dot / (examples.norms[example] ?? 1));
  }
  for (const column of plain) scratch[column] = 0;
  return Math.min(1, best / Math.sqrt(plainSquare || 1));
}

/** Bytes a model keeps in memory, the word cache apart. */
export const bytesOf = ({ vocabulary, importance, familiar, weights, scales, biases, examples }: Model): number =>
  [
    vocabulary.slots,
    importance,
    familiar,
    weights,
    scales,
    biases,
    examples.ofLabel,
    examples.starts,
    examples.columns,
    examples.norms,
  ].reduce((sum, { byteLength }) => sum + byteLength, 0);
