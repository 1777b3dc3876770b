/** A day of many watches on the free plan, by the clock of the ticks: none of its limits is reached. */
import { describe, expect, it } from "vitest";
import { type Counted, sum } from "../bench/counts.ts";
import { startStage } from "../bench/scale-stage.ts";
import { ANSWER_MS, usageOf } from "../bench/scale-used.ts";
import { budgetOf } from "../local/budget.ts";
import { quotas, type Usage } from "../local/limits.ts";
import { TICKS_A_DAY } from "../local/load.ts";
import { MINUTE } from "../src/time.ts";
import { hasBackend } from "./git/backend.ts";

const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";
const extent = { watches: 250, hosts: 10, repositories: 25 };
/** Every two hours one directory of each repository changes. */
const PUSHED_EVERY = 120;
const names = Object.keys(quotas) as (keyof Usage)[];

describe.skipIf(!hasBackend)(`a day of 250 watches every five minutes${skipped}`, () => {
  it("stays inside every limit of the free plan, and uses what npm run check says", async () => {
    const stage = await startStage(extent, { every: "5m", plan: "free", firstTick: Date.UTC(2026, 10, 24) });
    const counted: Counted[] = [];
    try {
      await stage.hurry(true);
      // The first look, and the ticks until each watch was asked about once more.
      for (let times = 0; times < 7; times++) await stage.tick();
      await stage.settle();
      for (let minute = 0; minute < TICKS_A_DAY; minute++) {
        if (minute % PUSHED_EVERY === 30) await stage.push(extent.repositories, 0);
        await stage.tick();
        counted.push(await stage.counts());
      }
      counted.push(await stage.settle());
    } finally {
      await stage.stop();
    }
    const changes = (TICKS_A_DAY / PUSHED_EVERY) * extent.repositories;
    const day = counted.reduce(sum);
    const used = usageOf(day);
    for (const name of names) expect(used[name], name).toBeLessThan(quotas[name].free);
    expect(day.kv.writes).toBe(2 * changes);
    expect(Math.max(...counted.map(({ most }) => most))).toBe(1);

    const budget = budgetOf(
      stage.watches.map((watch) => ({ ...watch, every: 5 * MINUTE, answerMs: ANSWER_MS })),
      "free",
    );
    expect(budget.changesADay).toBeGreaterThan(changes);
    const reckoned = (name: keyof Usage) =>
      (budget.uses.find(({ key }) => key === name)?.used ?? 0) + changes * budget.change[name];
    // How long objects are awake is the machine's as well; what else is reckoned is at most a half more than is counted.
    for (const name of names.filter((one) => one !== "objectTime")) {
      expect(used[name], name).toBeLessThanOrEqual(1.02 * reckoned(name));
      expect(used[name], name).toBeGreaterThan(reckoned(name) / 1.5);
    }
  });
});

describe.skipIf(!hasBackend)(`1,000 watches of one repository${skipped}`, () => {
  it("make one request in a quiet tick", async () => {
    const stage = await startStage(
      { watches: 1000, hosts: 1, repositories: 1 },
      { every: "1m", plan: "paid" },
    );
    try {
      await stage.hurry(true);
      await stage.tick();
      await stage.tick();
      await stage.settle();
      await stage.tick();
      expect(await stage.settle()).toMatchObject({ requests: 1, most: 1, objects: { Host: { calls: 1 } } });
    } finally {
      await stage.stop();
    }
  });
});
