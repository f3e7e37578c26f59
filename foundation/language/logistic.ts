/** P(yes) = 1 / (1 + e^−(bias + weights · signals)), signals first centred and scaled as in the fit. */
export type Logistic = {
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
};

export type Observation = { readonly signals: readonly number[]; readonly yes: boolean; readonly weight: number };

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function logit({ centre, scale, weights, bias }: Logistic, signals: readonly number[]): number {
  let sum = bias;
  for (let at = 0; at < weights.length; at += 1) {
    sum += ((weights[at] ?? 0) * ((signals[at] ?? 0) - (centre[at] ?? 0))) / (scale[at] ?? 1);
  }
  return sum;
}

export const probability = (model: Logistic, signals: readonly number[]): number => sigmoid(logit(model, signals));

/**
 * Logistic regression by Newton's method with a small ridge, for a handful of signals. `signs` may hold a weight to
 * zero or above (1): a signal that by its nature only speaks for "yes" must never speak against it by chance.
 */
export function fitLogistic(observations: readonly Observation[], width: number, ridge = 1): Logistic {
  const total = observations.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const centre = mean(observations, width, total);
  const scale = spread(observations, width, total, centre);
  const rows = observations.map(({ signals, yes, weight }) => ({
    x: [...Array.from({ length: width }, (_, at) => ((signals[at] ?? 0) - (centre[at] ?? 0)) / (scale[at] ?? 1)), 1],
    yes,
    weight,
  }));
  const held = new Set<number>();
  let beta: number[] = [];
  for (let attempt = 0; attempt <= width; attempt += 1) {
    beta = newton(rows, width, ridge, held);
    const wrong = beta.slice(0, width).findIndex((value, at) => value < 0 && !held.has(at));
    if (wrong < 0) break;
    beta.slice(0, width).forEach((value, at) => {
      if (value < 0) held.add(at);
    });
  }
  return { centre, scale, weights: beta.slice(0, width), bias: beta[width] ?? 0 };
}

const mean = (observations: readonly Observation[], width: number, total: number): number[] =>
  Array.from(
    { length: width },
    (_, at) => observations.reduce((sum, { signals, weight }) => sum + weight * (signals[at] ?? 0), 0) / total,
  );

const spread = (observations: readonly Observation[], width: number, total: number, centre: number[]): number[] =>
  Array.from({ length: width }, (_, at) => {
    const variance = observations.reduce(
      (sum, { signals, weight }) => sum + weight * ((signals[at] ?? 0) - (centre[at] ?? 0)) ** 2,
      0,
    );
    return Math.sqrt(variance / total) || 1;
  });

type Row = { readonly x: readonly number[]; readonly yes: boolean; readonly weight: number };

function newton(rows: readonly Row[], width: number, ridge: number, held: ReadonlySet<number>): number[] {
  const size = width + 1;
  let beta = Array.from({ length: size }, () => 0);
  for (let round = 0; round < 25; round += 1) {
    const gradient = beta.map((value, at) => (at < width ? -ridge * value : 0));
    const hessian = beta.map((_, i) => beta.map((__, j) => (i === j ? (i < width ? ridge : 1e-6) : 0)));
    for (const { x, yes, weight } of rows) {
      const p = sigmoid(x.reduce((sum, value, at) => sum + value * (beta[at] ?? 0), 0));
      const error = weight * ((yes ? 1 : 0) - p);
      const bend = weight * Math.max(p * (1 - p), 1e-6);
      for (let i = 0; i < size; i += 1) {
        gradient[i] = (gradient[i] ?? 0) + error * (x[i] ?? 0);
        const line = hessian[i] ?? [];
        for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + bend * (x[i] ?? 0) * (x[j] ?? 0);
      }
    }
    for (const at of held) {
      gradient[at] = 0;
      hessian.forEach((line, i) => {
        line[at] = i === at ? 1 : 0;
      });
      hessian[at] = beta.map((_, j) => (j === at ? 1 : 0));
    }
    const step = solve(hessian, gradient);
    beta = beta.map((value, at) => value + Math.max(-4, Math.min(4, step[at] ?? 0)));
    if (step.every((value) => Math.abs(value) < 1e-7)) break;
  }
  return beta;
}

/** Solves a small linear system by elimination with row exchange. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, at) => [...line, right[at] ?? 0]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    let best = pivot;
    for (let at = pivot + 1; at < size; at += 1) {
      if (Math.abs(rows[at]?.[pivot] ?? 0) > Math.abs(rows[best]?.[pivot] ?? 0)) best = at;
    }
    const [chosen, replaced] = [rows[best] ?? [], rows[pivot] ?? []];
    rows[pivot] = chosen;
    rows[best] = replaced;
    const head = chosen[pivot] || 1e-12;
    for (let at = 0; at < size; at += 1) {
      if (at === pivot) continue;
      const line = rows[at] ?? [];
      const share = (line[pivot] ?? 0) / head;
      for (let j = pivot; j <= size; j += 1) line[j] = (line[j] ?? 0) - share * (chosen[j] ?? 0);
    }
  }
  return rows.map((line, at) => (line[size] ?? 0) / (line[at] || 1e-12));
}
