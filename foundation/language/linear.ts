import { type Random } from "@ruyi/kernel";

/** Sparse rows in one block: row `i` holds `columns` and `values` from `starts[i]` up to `starts[i + 1]`. */
export type Rows = {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
  /** What an error on each row weighs against one on another. */
  readonly worth: Float32Array;
};

export type LinearOptions = {
  /** Price of an error (C); larger fits the examples more closely. */
  readonly cost: number;
  /** Stop when the largest projected gradient differs from the smallest by no more than this. */
  readonly tolerance: number;
  readonly maxPasses: number;
  readonly random: Random;
};

/**
 * Weights (last one: bias) that tell the `own` rows from all others: squared-hinge linear SVM solved in
 * the dual by coordinate descent with shrinking (Hsieh et al., ICML 2008).
 */
export function fitLinear(
  rows: Rows,
  width: number,
  own: (row: number) => boolean,
  { cost, tolerance, maxPasses, random }: LinearOptions,
): Float32Array {
  const { starts, columns, values, worth } = rows;
  const weights = new Float32Array(width + 1);
  const count = starts.length - 1;
  const order = Int32Array.from({ length: count }, (_, row) => row);
  const alpha = new Float64Array(count);
  const sign = new Int8Array(count);
  const diagonal = new Float64Array(count);
  const curvature = new Float64Array(count);

  for (let row = 0; row < count; row += 1) {
    sign[row] = own(row) ? 1 : -1;
    const soft = 0.5 / (cost * (worth[row] ?? 1));
    let square = 1;
    for (let at = starts[row] ?? 0, end = starts[row + 1] ?? 0; at < end; at += 1) {
      const value = values[at] ?? 0;
      square += value * value;
    }
    diagonal[row] = soft;
    curvature[row] = square + soft;
  }

  let active = count;
  let bound = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < maxPasses; pass += 1) {
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < active; at += 1) {
      const other = at + Math.floor(random() * (active - at));
      const swapped = order[at] ?? 0;
      order[at] = order[other] ?? 0;
      order[other] = swapped;
    }
    for (let at = 0; at < active; at += 1) {
      const row = order[at] ?? 0;
      const y = sign[row] ?? 0;
      const begin = starts[row] ?? 0;
      const end = starts[row + 1] ?? 0;
      let score = weights[width] ?? 0;
      for (let k = begin; k < end; k += 1) score += (weights[columns[k] ?? 0] ?? 0) * (values[k] ?? 0);
      const held = alpha[row] ?? 0;
      const gradient = y * score - 1 + held * (diagonal[row] ?? 0);
      if (held === 0) {
        if (gradient > bound) {
          active -= 1;
          order[at] = order[active] ?? 0;
          order[active] = row;
          at -= 1;
          continue;
        }
        if (gradient > 0) {
          if (lowest > 0) lowest = 0;
          if (highest < 0) highest = 0;
          continue;
        }
      }
      if (gradient > highest) highest = gradient;
      if (gradient < lowest) lowest = gradient;
      if (gradient > -1e-12 && gradient < 1e-12) continue;
      const moved = Math.max(0, held - gradient / (curvature[row] ?? 1));
      const step = (moved - held) * y;
      alpha[row] = moved;
      for (let k = begin; k < end; k += 1) {
        const column = columns[k] ?? 0;
        weights[column] = (weights[column] ?? 0) + step * (values[k] ?? 0);
      }
      weights[width] = (weights[width] ?? 0) + step;
    }
    if (highest - lowest <= tolerance) {
      if (active === count) break;
      active = count;
      bound = Number.POSITIVE_INFINITY;
    } else {
      bound = highest > 0 ? highest : Number.POSITIVE_INFINITY;
    }
  }
  return weights;
}
