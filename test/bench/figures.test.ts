import { describe, expect, it } from "vitest";
import { figure, lineThrough, ratio, spread } from "../../bench/figures.ts";

describe("a figure", () => {
  it.each([
    { rounds: [3], median: 3, min: 3, max: 3 },
    { rounds: [9, 1, 2], median: 2, min: 1, max: 9 },
    { rounds: [4, 1, 3, 2], median: 2.5, min: 1, max: 4 },
    { rounds: [100, 20, 3], median: 20, min: 3, max: 100 },
  ])("of $rounds is the middle one, $median, with the smallest and the largest", ({ rounds, ...rest }) => {
    expect(figure(rounds)).toEqual({ ...rest, rounds: rounds.length });
  });

  it("of no round at all is an error, not a number", () => {
    expect(() => figure([])).toThrow("at least one round");
  });

  it("that is a ratio compares round with round, so that a slow minute slows both sides", () => {
    expect(ratio([2, 20, 6], [1, 10, 3])).toEqual({ median: 2, min: 2, max: 2, rounds: 3 });
  });

  it("says how far its rounds lie apart as a part of the median", () => {
    expect(spread(figure([8, 10, 14]))).toBeCloseTo(0.6);
    expect(spread(figure([0, 0]))).toBe(0);
  });
});

describe("the least-squares line", () => {
  it("goes through points that lie on one", () => {
    const points = [1, 101, 501].map((x) => ({ x, y: 20 + 0.5 * x }));
    const { slope, intercept } = lineThrough(points);
    expect(slope).toBeCloseTo(0.5, 10);
    expect(intercept).toBeCloseTo(20, 10);
  });

  it("goes between points that do not", () => {
    const { slope, intercept } = lineThrough([
      { x: 0, y: 0 },
      { x: 1, y: 3 },
      { x: 2, y: 3 },
    ]);
    expect(slope).toBeCloseTo(1.5);
    expect(intercept).toBeCloseTo(0.5);
  });
});
