import { describe, expect, it } from "vitest";
import { budgetOf, exceeded, fittingInterval, fullest, shownInterval } from "../../local/budget.ts";
import { quotas } from "../../local/limits.ts";
import type { Budgeted } from "../../local/load.ts";
import { MINUTE } from "../../src/time.ts";

/** Watches of which each asks for itself, at one host each. */
const alone = (minutes: number, count: number, answerMs = 0): Budgeted[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `w-${index}`,
    every: minutes * MINUTE,
    host: `h${index}.example`,
    answerMs,
  }));
/** Watches of so many repositories, all at one host. */
const together = (minutes: number, count: number, repositories: number): Budgeted[] =>
  alone(minutes, count).map((one, index) => ({
    ...one,
    host: "git.example",
    source: { repository: `https://git.example/r-${index % repositories}.git` },
  }));
const use = (watches: readonly Budgeted[], what: string) =>
  budgetOf(watches, "free").uses.find((one) => one.what.startsWith(what))?.used;

describe("the free plan's budget", () => {
  it("counts the clock alone where nothing is watched", () => {
    expect(use([], "object requests")).toBe(2880);
    expect(use([], "rows written")).toBe(1440);
    expect(exceeded(budgetOf([], "free"))).toEqual([]);
  });

  it("counts, for a watch that asks for itself, a call of its host, one of its own and a row", () => {
    const watches = alone(5, 100);
    expect(budgetOf(watches, "free").load).toMatchObject({ polls: 28_800, alone: 28_800, requests: 28_800 });
    expect(use(watches, "object requests")).toBe(2880 + 2 * 28_800);
    expect(use(watches, "rows written")).toBe(1440 + 28_800);
  });

  it("counts, for all watches of a repository, one request and one call of their host", () => {
    const watches = together(5, 250, 1);
    expect(budgetOf(watches, "free").load).toMatchObject({
      polls: 72_000,
      alone: 0,
      requests: 288,
      rounds: 288,
    });
    expect(use(watches, "object requests")).toBe(2880 + 288);
    expect(use(watches, "rows written")).toBe(1440);
  });

  it("calls a host again where it has more to ask than one call may", () => {
    expect(use(together(1, 80, 80), "object requests")).toBe(2880 + 2 * 1440);
  });

  it("counts an object's time by how long an answer takes, and twice where a watch asks for itself", () => {
    const seconds = (1440 * (2 * MINUTE + 100)) / 1000;
    expect(use(alone(1, 1, MINUTE), "object time")).toBeCloseTo(seconds * 0.128);
  });

  it("counts hosts that are asked at one tick, and how long the busiest is", () => {
    expect(use(alone(1, 30), "hosts asked")).toBe(30);
    expect(use(together(1, 30, 30), "hosts asked")).toBe(1);
    expect(use(together(1, 30, 30), "seconds a day")).toBeCloseTo(1440 * 30 * 0.1);
    expect(use(alone(7 * 24 * 60, 10), "hosts asked")).toBeGreaterThan(0);
  });

  it("names the interval with which too many watches would fit, if there is one", () => {
    expect(fittingInterval(alone(1, 10), "free")).toBe(MINUTE);
    expect(fittingInterval(alone(1, 300), "free")).toBe(10 * MINUTE);
    // A host that is asked all day is the wall whatever the plan.
    const slow = together(1, 5000, 5000).map((one) => ({ ...one, answerMs: 20_000 }));
    expect(fittingInterval(slow, "free")).toBeUndefined();
  });

  it("says how many changes there is room for, and what they use up first", () => {
    const few = budgetOf(alone(5, 1), "free");
    expect(few.changesADay * 2).toBe(quotas.kvWrites.free);
    expect(few.wall).toBe("KV writes a day");
    // Each push to that repository has all its watches polled.
    const many = budgetOf(together(5, 500, 1), "free");
    expect(many.changesADay).toBeLessThan(100);
    expect(many.wall).toBe("rows written a day");
  });
});

describe("the paid plan's budget", () => {
  it("charges what is beyond the plan's price, and refuses nothing of it", () => {
    const budget = budgetOf(alone(1, 1000), "paid");
    expect(exceeded(budget)).toEqual([]);
    const millions = (30 * 1440 * 2002 - quotas.objectRequests.paid) / 1e6;
    expect(budget.dollarsAMonth).toBeGreaterThan(millions * quotas.objectRequests.dollars);
    expect(budgetOf(together(5, 250, 1), "paid").dollarsAMonth).toBe(0);
  });

  it("refuses what no money buys: a host that is asked all day long", () => {
    expect(exceeded(budgetOf(together(1, 700, 700), "paid")).map(({ what }) => what)).toEqual([
      "seconds a day in which the busiest host is asked",
    ]);
  });
});

describe("a day's usage", () => {
  const nothing = { objectRequests: 0, objectTime: 0, rowsWritten: 0, rowsRead: 0, kvWrites: 0 };

  it("is measured by the quota of which most is used", () => {
    expect(fullest({ ...nothing, objectRequests: 50_000, kvWrites: 600 }, "free")).toEqual({
      part: 0.6,
      what: "KV writes a day",
    });
    expect(fullest({ ...nothing, objectRequests: 50_000, kvWrites: 600 }, "paid")).toEqual({
      part: 1.5,
      what: "object requests a day",
    });
  });
});

describe("an interval", () => {
  it.each([
    [MINUTE, "1m"],
    [90 * MINUTE, "90m"],
    [120 * MINUTE, "2h"],
    [7 * 24 * 60 * MINUTE, "7d"],
  ])("of %i milliseconds is written as %s", (ms, text) => {
    expect(shownInterval(ms)).toBe(text);
  });
});
