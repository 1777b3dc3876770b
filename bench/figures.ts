/** PURE. What is made of measurements: the figures that are printed. */

/** A figure measured in several rounds: the median, and the smallest and largest round. */
export type Figure = { median: number; min: number; max: number; rounds: number };

/** The figure that the rounds make. Throws where there is no round. */
export function figure(rounds: readonly number[]): Figure {
  const sorted = rounds.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    throw new Error("a figure needs at least one round");
  }
  return { median: (lower + upper) / 2, min, max, rounds: sorted.length };
}

/** Round by round, the one divided by the other; both were measured in the same rounds. */
export function ratio(rounds: readonly number[], by: readonly number[]): Figure {
  return figure(rounds.flatMap((value, index) => value / (by[index] ?? Number.NaN)));
}

/** How far the rounds lie apart, as a part of the median; 0 where all are the same. */
export function spread({ median, min, max }: Figure): number {
  return max === min ? 0 : (max - min) / median;
}

/** A straight line: what each further one of `x` adds, and what is there without any. */
export type Line = { slope: number; intercept: number };

/** The least-squares line through the points. Its slope is NaN where all points have the same `x`. */
export function lineThrough(points: readonly { x: number; y: number }[]): Line {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const variance = mean(points.map(({ x }) => (x - meanX) ** 2));
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
