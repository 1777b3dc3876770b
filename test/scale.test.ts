/** What ticks cost where many watches are due: Treewatch in workerd, with everything counted that Cloudflare counts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Counted } from "../bench/counts.ts";
import { type Stage, startStage } from "../bench/scale-stage.ts";
import { usageOf } from "../bench/scale-used.ts";
import { costs } from "../local/budget.ts";
import { hasBackend } from "./git/backend.ts";

const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";
/** Once an hour the roster is looked at, too, which is in none of the ticks from here on. */
const firstTick = Date.UTC(2026, 10, 24);
const extent = { watches: 40, hosts: 2, repositories: 4 };

describe.skipIf(!hasBackend)(`40 watches of 4 repositories at 2 hosts${skipped}`, () => {
  let stage: Stage;
  const tick = async (): Promise<Counted> => {
    await stage.tick();
    return stage.settle();
  };

  beforeAll(async () => {
    stage = await startStage(extent, { every: "1m", plan: "free", firstTick });
    await stage.hurry(true);
    await tick();
    // The second tick polls each watch once more: what makes it quiet is known from then on.
    await tick();
  });
  afterAll(() => stage.stop());

  it("cost a quiet tick a request for each repository, a call for each host and no row but the tick's own", async () => {
    for (let times = 0; times < 5; times++) {
      const counted = await tick();
      expect(counted).toMatchObject({ requests: 4, most: 1, kv: { reads: 0, writes: 0, deletes: 0 } });
      expect(counted.objects["Watcher"]).toBeUndefined();
      const { objectRequests, rowsWritten, rowsRead } = usageOf(counted);
      const reckoned = costs.tick.objectRequests + 2 * costs.round.objectRequests;
      expect(objectRequests).toBe(reckoned);
      expect(rowsWritten).toBe(costs.tick.rowsWritten);
      expect(rowsRead).toBeLessThanOrEqual(40 * costs.asked.rowsRead);
    }
  });

  it("cost a push no more than is reckoned with: all ten watches of the repository are polled, the one that has changed twice", async () => {
    const quiet = usageOf(await tick());
    await stage.push(1, 0);
    const counted = [await tick(), await tick()];
    const used = counted.map(usageOf);
    const beyond = (of: keyof typeof quiet) => used.reduce((sum, one) => sum + one[of] - quiet[of], 0);
    // One for the commits, one for their trees, one for that of the directory that has changed: for all ten.
    expect(counted.map(({ requests, most }) => [requests, most])).toEqual([
      [4 + 3, 1],
      [4, 1],
    ]);
    expect(counted.map(({ objects }) => objects["Watcher"]?.calls)).toEqual([10 + 1, 1]);
    expect(counted.map(({ kv }) => kv.writes)).toEqual([costs.changed.kvWrites, 0]);
    for (const of of ["objectRequests", "rowsWritten", "rowsRead"] as const) {
      expect(beyond(of), of).toBeLessThanOrEqual(10 * costs.woken[of] + costs.changed[of]);
      expect(beyond(of), of).toBeGreaterThan(10 * costs.woken[of]);
    }
    expect((await tick()).objects["Watcher"]).toBeUndefined();
  });
});
