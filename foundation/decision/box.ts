import { DecisionError } from "./error.ts";
import {
  type Bits,
  type Span,
  commonSpan,
  isEmptySpan,
  noBits,
  noBitsEach,
  setBit,
  spanCovers,
  spanOf,
  spanSize,
  spanWithout,
  spansMeet,
} from "./span.ts";

/** A part of a space of several dimensions: in each, the groups it spans. */
export type Box = readonly Span[];

export const boxIsEmpty = (box: Box): boolean => box.some(isEmptySpan);

const at = (box: Box, dimension: number): Span => box[dimension] ?? nothing;
const nothing: Span = spanOf(noBits(0));

export function boxesMeet(a: Box, b: Box): boolean {
  for (let dimension = 0; dimension < a.length; dimension += 1)
    if (!spansMeet(at(a, dimension), at(b, dimension))) return false;
  return true;
}

function boxCovers(a: Box, b: Box): boolean {
  for (let dimension = 0; dimension < a.length; dimension += 1)
    if (!spanCovers(at(a, dimension), at(b, dimension))) return false;
  return true;
}

export const commonBox = (a: Box, b: Box): Box => a.map((span, dimension) => commonSpan(span, at(b, dimension)));

/** The number of cells of a box, exact however many there are. */
export const volume = (box: Box): bigint => box.reduce((product, span) => product * BigInt(spanSize(span)), 1n);

/** How many parts may still be looked at: whether boxes fill a space is a hard question in the worst case. */
export type Effort = { left: number };

/**
 * Visits the bare parts of `box`, where none of `rows` reaches, until `visit` answers false. The box is split along
 * the edge of a row that cuts the fewest other rows, until a part is covered by one row or reached by none.
 * Throws `DecisionError` when the effort is spent.
 */
export function bareParts(box: Box, rows: readonly Box[], effort: Effort, visit: (part: Box) => boolean): boolean {
  if (boxIsEmpty(box)) return true;
  effort.left -= 1;
  if (effort.left < 0)
    throw new DecisionError(
      "Its rows cross each other in too many ways to check them all; split it into several tables.",
    );
  const reaching: Box[] = [];
  for (const row of rows) {
    if (!boxesMeet(row, box)) continue;
    if (boxCovers(row, box)) return true;
    reaching.push(row);
  }
  if (reaching.length === 0) return visit(box);
  const { dimension, inside, outside } = bestCut(box, reaching);
  const half = (part: Span): Box => box.map((span, index) => (index === dimension ? part : span));
  return bareParts(half(inside), reaching, effort, visit) && bareParts(half(outside), reaching, effort, visit);
}

/** Rows whose edges are tried as cuts: enough for a good one, few enough to stay fast on thousands of rows. */
const edgesTried = 8;

type Cut = { readonly dimension: number; readonly inside: Span; readonly outside: Span };

function bestCut(box: Box, rows: readonly Box[]): Cut {
  let best: Cut | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  const step = Math.max(1, Math.floor(rows.length / edgesTried));
  for (let index = 0; index < rows.length; index += step) {
    for (const [dimension, own] of box.entries()) {
      const edge = at(rows[index] ?? box, dimension);
      if (spanCovers(edge, own)) continue;
      const inside = commonSpan(own, edge);
      const outside = spanWithout(own, edge);
      let left = 0;
      let right = 0;
      for (const row of rows) {
        const span = at(row, dimension);
        if (spansMeet(span, inside)) left += 1;
        if (spansMeet(span, outside)) right += 1;
      }
      const cost = left + right + Math.abs(left - right) / 4;
      if (cost < bestCost) [best, bestCost] = [{ dimension, inside, outside }, cost];
    }
  }
  if (best === undefined)
    throw new Error("A box that no row covers has no edge to cut along; the boxes have different dimensions.");
  return best;
}

/** Whether the rows fill the space without sharing a case: then their volumes add up to its volume. */
function fillsExactly(space: Box, rows: readonly Box[]): boolean {
  const total = rows.reduce((sum, row) => sum + volume(row), 0n);
  return total === volume(space) && firstPair(rows) === undefined;
}

const firstPair = (rows: readonly Box[]): readonly [number, number] | undefined => {
  let found: readonly [number, number] | undefined;
  meetingPairs(rows, (first, second) => {
    found = [first, second];
    return false;
  });
  return found;
};

/** Visits the pairs of rows that share a case, in order, until `visit` answers false. */
export function meetingPairs(rows: readonly Box[], visit: (first: number, second: number) => boolean): void {
  const width = rows[0]?.length ?? 0;
  // The ends of all spans side by side: most pairs are told apart by them alone.
  const lows = new Int32Array(rows.length * width);
  const highs = new Int32Array(rows.length * width);
  for (const [row, box] of rows.entries()) {
    for (const [dimension, span] of box.entries()) {
      lows[row * width + dimension] = isEmptySpan(span) ? 1 : span.low;
      highs[row * width + dimension] = isEmptySpan(span) ? 0 : span.high;
    }
  }
  const endsMeet = (first: number, second: number): boolean => {
    const a = first * width;
    const b = second * width;
    for (let dimension = 0; dimension < width; dimension += 1) {
      if ((lows[a + dimension] ?? 0) > (highs[b + dimension] ?? 0)) return false;
      if ((lows[b + dimension] ?? 0) > (highs[a + dimension] ?? 0)) return false;
    }
    return true;
  };
  for (let first = 0; first < rows.length; first += 1) {
    for (let second = first + 1; second < rows.length; second += 1) {
      if (!endsMeet(first, second)) continue;
      const [row, other] = [rows[first], rows[second]];
      if (row !== undefined && other !== undefined && boxesMeet(row, other) && !visit(first, second)) return;
    }
  }
}

/** At most `limit` bare boxes of a space, each as large as it can be; together all of what is bare, unless there are more. */
export function bareBoxes(space: Box, rows: readonly Box[], limit: number, effort: Effort): Box[] {
  if (fillsExactly(space, rows)) return [];
  const found: Box[] = [];
  bareParts(space, rows, effort, (part) => {
    for (;;) {
      let next: Box | undefined;
      bareParts(part, found, effort, (rest) => {
        next = rest;
        return false;
      });
      if (next === undefined) return true;
      found.push(widened(space, next, rows));
      if (found.length >= limit) return false;
    }
  });
  return found;
}

/** The box stretched in each dimension by every group in which no row stands in the way. */
function widened(space: Box, box: Box, rows: readonly Box[]): Box {
  let wide = box;
  for (const [dimension, whole] of space.entries()) {
    const blocked: Bits = noBits(whole.high + 1);
    for (const row of rows) {
      if (!wide.every((span, index) => index === dimension || spansMeet(span, at(row, index)))) continue;
      const { bits } = at(row, dimension);
      for (let word = 0; word < blocked.length; word += 1) blocked[word] = (blocked[word] ?? 0) | (bits[word] ?? 0);
    }
    const free = spanWithout(whole, spanOf(blocked));
    wide = wide.map((span, index) => (index === dimension ? free : span));
  }
  return wide;
}

/** Turns sets of rows by group into sets of groups by row. */
export function transposed(groups: readonly Bits[], rowCount: number): Span[] {
  const rows = noBitsEach(rowCount, groups.length);
  for (const [group, bits] of groups.entries()) {
    for (let word = 0; word < bits.length; word += 1) {
      let left = bits[word] ?? 0;
      while (left !== 0) {
        const row = rows[word * 32 + 31 - Math.clz32(left & -left)];
        if (row !== undefined) setBit(row, group);
        left &= left - 1;
      }
    }
  }
  return rows.map(spanOf);
}
