import { edge, innerHashes } from "./features.ts";
import { pairHash } from "./hash.ts";
import { writeIdeas } from "./ideas.ts";
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
  /** Which examples hold which feature, for the nearest one. */
  readonly examples: Examples;
};

type Examples = {
  /** Examples of label `l` are numbered from `ofLabel[l]` up to `ofLabel[l + 1]`. */
  readonly ofLabel: Int32Array;
  /** Examples that hold column `c` lie from `starts[c]` up to `starts[c + 1]`, in their order, one as often as it holds it. */
  readonly starts: Int32Array;
  readonly holders: Uint16Array | Int32Array;
  readonly norms: Float32Array;
};

/** What a model says about a text, before anyone asks how sure it is. */
export type Scores = {
  /** One for each line; lent until the next text is scored, as the columns are. */
  readonly scores: Float64Array;
  /** Share of the text's weight that lies in features the examples have shown, 0 to 1. */
  readonly coverage: number;
  /** Features of the words, then those of pairs and triples, up to `plainCount`; −1 for an unknown one. Lent until the next text is scored. */
  readonly columns: Int32Array;
  readonly wordCount: number;
  readonly plainCount: number;
  readonly plainSquare: number;
};

/** How much the inner pieces weigh against words and pairs. */
export const innerShare = 1.1;
/** How much ideas weigh against words and pairs. */
export const ideaShare = 0.8;

/** What one Latin word adds by itself: computed once for each model and word, then remembered. */
type WordEntry = {
  readonly column: number;
  readonly inner: Float32Array;
  readonly innerSquare: number;
  readonly familiarSquare: number;
};

/** One budget for all models of the process. */
const cache = createWordCache<WordEntry>(32 * 1024 * 1024);

function entryOf(model: Model, word: Word): WordEntry {
  const { lineCount, vocabulary, importance, familiar, unseenImportance } = model;
  const inner = new Float32Array(lineCount);
  let innerSquare = 0;
  let familiarSquare = 0;
  for (const piece of innerHashes(word)) {
    const column = indexOfHash(vocabulary, piece);
    const weight = column < 0 ? unseenImportance : (importance[column] ?? 0);
    innerSquare += weight * weight;
    if (column < 0) continue;
    if (familiar[column]) familiarSquare += weight * weight;
    addLine(model.weights, column, weight, inner, lineCount);
  }
  return { column: indexOfHash(vocabulary, word.hash), inner, innerSquare, familiarSquare };
}

function addLine(
  weights: Int8Array,
  column: number,
  factor: number,
  into: Float32Array | Float64Array,
  lineCount: number,
): void {
  const from = column * lineCount;
  for (let line = 0; line < lineCount; line += 1) into[line] = (into[line] ?? 0) + factor * (weights[from + line] ?? 0);
}

function addAll(from: Float32Array, factor: number, into: Float64Array, lineCount: number): void {
  for (let line = 0; line < lineCount; line += 1) into[line] = (into[line] ?? 0) + factor * (from[line] ?? 0);
}

/** Room to read one text in, used again for the next: a reading leaves next to nothing to be cleared away. */
type Room = {
  readonly hashes: Int32Array;
  readonly columns: Int32Array;
  readonly ideas: Int32Array;
  readonly entries: WordEntry[];
  readonly scores: Float64Array;
};

const roomFor = (words: number, lines: number): Room => ({
  hashes: new Int32Array(words),
  columns: new Int32Array(6 * words + 1),
  ideas: new Int32Array(3 * words),
  entries: [],
  scores: new Float64Array(lines),
});

let room = roomFor(256, 256);

/** Scores for every label. The same with and without remembered words. */
export function scoreWords(model: Model, words: readonly Word[], remember = true): Scores {
  const { lineCount, vocabulary, importance, familiar, unseenImportance, scales, biases, weights } = model;
  const remembered = remember ? cache.of(model) : undefined;
  const count = words.length;
  if (room.hashes.length < count || room.scores.length < lineCount)
    room = roomFor(Math.max(256, 2 * count), Math.max(256, lineCount));
  const { hashes, columns, ideas, entries, scores } = room;

  // Which features there are: words, pairs and triples, then ideas …
  let met = 0;
  let runs = 0;
  let innerSquare = 0;
  let innerFamiliar = 0;
  for (let at = 0; at < count; at += 1) {
    const word = words[at];
    if (!word) continue;
    hashes[at] = word.hash;
    if (word.han) {
      columns[met++] = indexOfHash(vocabulary, word.hash);
      continue;
    }
    let entry = remembered?.get(word.text);
    if (!entry) {
      entry = entryOf(model, word);
      remembered?.set(word.text, entry, 160 + 2 * word.text.length + 4 * lineCount);
    }
    columns[met++] = entry.column;
    innerSquare += entry.innerSquare;
    innerFamiliar += entry.familiarSquare;
    entries[runs++] = entry;
  }
  let before = edge;
  let wasHan = false;
  let isHan = words[0]?.han ?? false;
  for (let at = 0; at <= count; at += 1) {
    const here = at < count ? (hashes[at] ?? 0) : edge;
    const next = at + 1 < count ? (hashes[at + 1] ?? 0) : edge;
    const willBeHan = words[at + 1]?.han ?? false;
    const pair = pairHash(before, here);
    columns[met++] = indexOfHash(vocabulary, pair);
    if (isHan && (wasHan || willBeHan)) columns[met++] = indexOfHash(vocabulary, pairHash(pair, next));
    [before, wasHan, isHan] = [here, isHan, willBeHan];
  }
  const plainCount = met;
  const ideaCount = writeIdeas(hashes, count, ideas);
  for (let at = 0; at < ideaCount; at += 1) columns[met++] = indexOfHash(vocabulary, ideas[at] ?? 0);

  // … how long each kind of them makes the text …
  const unseenSquare = unseenImportance * unseenImportance;
  let plainSquare = 0;
  let plainFamiliar = 0;
  let ideaSquare = 0;
  for (let at = 0; at < met; at += 1) {
    const column = columns[at] ?? 0;
    const square = column < 0 ? unseenSquare : (importance[column] ?? 0) ** 2;
    if (at >= plainCount) ideaSquare += square;
    else {
      plainSquare += square;
      if (column >= 0 && familiar[column] === 1) plainFamiliar += square;
    }
  }

  // … and what each of them says.
  const plainFactor = 1 / Math.sqrt(plainSquare || 1);
  const innerFactor = innerShare / Math.sqrt(innerSquare || 1);
  const ideaFactor = ideaShare / Math.sqrt(ideaSquare || 1);
  scores.fill(0, 0, lineCount);
  for (let at = 0; at < met; at += 1) {
    const column = columns[at] ?? 0;
    if (column < 0) continue;
    const factor = (at < plainCount ? plainFactor : ideaFactor) * (importance[column] ?? 0);
    addLine(weights, column, factor, scores, lineCount);
  }
  for (let run = 0; run < runs; run += 1) {
    const entry = entries[run];
    if (entry) addAll(entry.inner, innerFactor, scores, lineCount);
  }
  for (let line = 0; line < lineCount; line += 1)
    scores[line] = (scores[line] ?? 0) * (scales[line] ?? 0) + (biases[line] ?? 0);

  const seen = plainFamiliar / (plainSquare || 1);
  const coverage = innerSquare > 0 ? (seen + innerFamiliar / innerSquare) / 2 : seen;
  return { scores, coverage, columns, wordCount: count, plainCount, plainSquare };
}

/** How like a text is to what one label was taught by, both 0 to 1. */
export type Likeness = {
  /** Cosine, over words and pairs, to the nearest of its examples. */
  readonly nearest: number;
  /** Share of the text's words, by how telling they are, that any of its examples has. */
  readonly shared: number;
};

/**
 * Only examples that share a feature with the text are looked at; `scratch` has a place for each example, all 0 before
 * and after.
 */
export function likenessTo(
  { examples, importance, unseenImportance }: Model,
  { columns: known, wordCount, plainCount, plainSquare }: Scores,
  label: number,
  scratch: Float32Array,
): Likeness {
  const { ofLabel, starts, holders, norms } = examples;
  const from = ofLabel[label] ?? 0;
  const end = ofLabel[label + 1] ?? 0;
  let words = 0;
  let shared = 0;
  for (let place = 0; place < plainCount; place += 1) {
    const column = known[place] ?? 0;
    const square = (column < 0 ? unseenImportance : (importance[column] ?? 0)) ** 2;
    const isWord = place < wordCount;
    if (isWord) words += square;
    if (column < 0) continue;
    const stop = starts[column + 1] ?? 0;
    let at = firstFrom(holders, starts[column] ?? 0, stop, from);
    if (isWord && at < stop && (holders[at] ?? end) < end) shared += square;
    for (; at < stop; at += 1) {
      const example = holders[at] ?? end;
      if (example >= end) break;
      scratch[example] = (scratch[example] ?? 0) + square;
    }
  }
  let best = 0;
  for (let example = from; example < end; example += 1) {
    best = Math.max(best, (scratch[example] ?? 0) / (norms[example] ?? 1));
    scratch[example] = 0;
  }
  return { nearest: Math.min(1, best / Math.sqrt(plainSquare || 1)), shared: shared / (words || 1) };
}

/** Where, of a rising stretch, the numbers from `least` on begin: halved while it is long, then walked. */
function firstFrom(rising: Uint16Array | Int32Array, begin: number, end: number, least: number): number {
  let low = begin;
  let high = end;
  while (high - low > 8) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  while (low < high && (rising[low] ?? 0) < least) low += 1;
  return low;
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
    examples.holders,
    examples.norms,
  ].reduce((sum, { byteLength }) => sum + byteLength, 0);
