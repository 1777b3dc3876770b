/** What the Fleet makes of the updates that Watchers tell it, in workerd. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Status } from "../src/status.ts";
import { Fleet } from "../src/fleet.ts";
import { formatTime, SECOND } from "../src/time.ts";

const noon = Date.UTC(2026, 10, 23, 12);

/** A Fleet of its own, and how a watch tells it of updates that were seen at these seconds after noon. */
function fleetOf() {
  const fleet: DurableObjectStub<Fleet> = env.FLEET.getByName(crypto.randomUUID());
  return {
    tell: async (watch: string, seconds: Record<number, number>) => {
      const status: Status = { watch, state: "ok", latest: 0, published: 0, channels: [] };
      const updates = Object.entries(seconds).map(([seq, second]) => {
        return JSON.stringify({ seq: Number(seq), detectedAt: formatTime(noon + second * SECOND) });
      });
      await fleet.report({ key: watch, told: { status }, updates });
    },
    /** The updates, newest first, as `watch/seq at second`. */
    async shown() {
      const { updates } = await fleet.overview({ updates: 100 });
      return updates.map(({ key, detectedAt, text }) => {
        const second = (Date.parse(detectedAt) - noon) / SECOND;
        return `${key}/${JSON.parse(text).seq} at ${second}`;
      });
    },
  };
}

describe("an update of many watches", () => {
  it("has a second of its own, at or before the one in which it was seen, in the order of its watch", async () => {
    const { tell, shown } = fleetOf();
    await tell("a", { 1: 8, 2: 9, 3: 10 });
    await tell("b", { 1: 9, 2: 10 });
    expect(await shown()).toEqual(["a/3 at 10", "a/2 at 9", "a/1 at 8", "b/2 at 7", "b/1 at 6"]);
  });

  it("keeps it, whatever is told later, and when it is told again", async () => {
    const { tell, shown } = fleetOf();
    await tell("a", { 1: 10 });
    await tell("b", { 1: 10 });
    const before = await shown();
    await tell("a", { 1: 10, 2: 20 });
    await tell("c", { 1: 10 });
    await tell("b", { 1: 10 });
    expect(await shown()).toEqual(["a/2 at 20", ...before, "c/1 at 8"]);
    expect(before).toEqual(["a/1 at 10", "b/1 at 9"]);
  });

  it("gives way to one of another life of its watch", async () => {
    const { tell, shown } = fleetOf();
    await tell("a", { 1: 10 });
    await tell("a", { 1: 30 });
    expect(await shown()).toEqual(["a/1 at 30"]);
  });
});

describe("what watches told", () => {
  const told = (watch: string, state: Status["state"], reason?: string) => {
    const at = formatTime(noon);
    const outcome = state === "failing" ? "failed" : "unchanged";
    const lastPoll = { at, outcome, ...(reason === undefined ? {} : { reason }) } as const;
    const status: Status = { watch, state, lastPoll, latest: 0, published: 0, channels: [] };
    return { key: watch, told: { status }, updates: [] };
  };

  it("is handed over of those that are asked for, and no more", async () => {
    const fleet = env.FLEET.getByName(crypto.randomUUID());
    for (const watch of ["a", "b", "c"]) await fleet.report(told(watch, "ok"));
    const keys = ["c", "a", `x' OR 1 --`, "nobody"];
    const found = await fleet.overview({ keys });
    expect(found.told.map(({ key, text }) => [key, JSON.parse(text).status.watch])).toEqual([
      ["a", "a"],
      ["c", "c"],
    ]);
    expect(await fleet.overview({})).toEqual({ told: [], failing: [], updates: [] });
  });

  it("names those that fail while they do, found by an index that an older Fleet's storage gets, too", async () => {
    const fleet = env.FLEET.getByName(crypto.randomUUID());
    await fleet.report(told("a", "failing", "timeout"));
    await fleet.report(told("b", "failing"));
    await fleet.report(told("c", "ok"));
    await runInDurableObject(fleet, (_, state) => state.storage.sql.exec("DROP INDEX failing").toArray());
    await runInDurableObject(fleet, (_, state) => {
      const { failing } = new Fleet(state, env).overview({ failing: true });
      expect(failing).toEqual([
        { key: "a", reason: "timeout", lastSuccess: null },
        { key: "b", reason: null, lastSuccess: null },
      ]);
      const indexes = state.storage.sql.exec("SELECT name FROM sqlite_schema WHERE name = 'failing'");
      expect(indexes.toArray()).toHaveLength(1);
    });
    await fleet.report(told("a", "ok"));
    expect((await fleet.overview({ failing: true })).failing.map(({ key }) => key)).toEqual(["b"]);
  });

  it("is looked through for those that fail without reading the others", async () => {
    const fleet = env.FLEET.getByName(crypto.randomUUID());
    for (let index = 0; index < 50; index++)
      await fleet.report(told(`w${index}`, index < 2 ? "failing" : "ok"));
    await runInDurableObject(fleet, (instance, state) => {
      const exec = vi.spyOn(state.storage.sql, "exec");
      expect(instance.overview({ failing: true, keys: ["w7"] }).failing).toHaveLength(2);
      const rows = exec.mock.results.map(({ value }) => value.rowsRead);
      expect(rows.length).toBeGreaterThan(1);
      expect(rows.reduce((sum, read) => sum + read, 0)).toBeLessThan(10);
    });
  });
});
