import { describe, expect, it } from "vitest";
import { budgetOf, exceeded, fittingInterval, shownInterval } from "../../local/budget.ts";
import { quotas } from "../../local/limits.ts";
import { MINUTE } from "../../src/time.ts";

const every = (minutes: number, count: number, awakeMs = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `w-${index}`, every: minutes * MINUTE, awakeMs }));
const use = (watches: ReturnType<typeof every>, what: string) =>
  budgetOf(watches).uses.find((one) => one.what.startsWith(what))?.used;

describe("the free plan's budget", () => {
  it("counts the clock alone where nothing is watched", () => {
    expect(use([], "object requests")).toBe(2880);
    expect(use([], "rows written")).toBe(1440);
    expect(exceeded(budgetOf([]))).toEqual([]);
  });

  it("counts a call and a row for each poll", () => {
    const watches = every(5, 250);
    expect(budgetOf(watches).pollsADay).toBe(250 * 288);
    expect(use(watches, "object requests")).toBe(2880 + 72_000);
    expect(use(watches, "rows written")).toBe(1440 + 72_000);
    expect(exceeded(budgetOf(watches))).toEqual([]);
  });

  it("counts an object's time by how long a read takes", () => {
    // A day long, and no more: an object that is always awake.
    expect(use(every(1, 1, MINUTE), "object time")).toBeCloseTo(86_400 * 0.128);
    expect(exceeded(budgetOf(every(1, 2, MINUTE))).map(({ what }) => what)).toEqual([
      "object time a day, GB-s",
    ]);
  });

  it("spreads the watches of one interval over its ticks, and counts the busiest", () => {
    const due = (use(every(15, 300), "subrequests") ?? 0) - 2;
    expect(due).toBeGreaterThanOrEqual(300 / 15);
    expect(due).toBeLessThan(300 / 5);
    expect(use(every(1, 999), "subrequests")).toBe(1001);
    expect(use(every(7 * 24 * 60, 10), "subrequests")).toBeGreaterThan(2);
  });

  it("names the interval with which too many watches would fit, if there is one", () => {
    expect(fittingInterval(every(1, 10))).toBe(MINUTE);
    expect(fittingInterval(every(1, 400))).toBe(10 * MINUTE);
    expect(fittingInterval(every(1, 501))).toBeUndefined();
  });

  it("allows as many changed polls as KV takes writes for", () => {
    expect(budgetOf(every(5, 1)).changesADay * 2).toBe(quotas.kvWrites.free);
  });

  it.each([
    [MINUTE, "1m"],
    [90 * MINUTE, "90m"],
    [120 * MINUTE, "2h"],
    [7 * 24 * 60 * MINUTE, "7d"],
  ])("writes %i milliseconds as %s", (ms, text) => {
    expect(shownInterval(ms)).toBe(text);
  });
});
