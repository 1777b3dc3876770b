/** What the Fleet makes of the updates that Watchers tell it, in workerd. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Status } from "../src/status.ts";
import type { Fleet } from "../src/fleet.ts";
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
      const { updates } = await fleet.overview(100);
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
