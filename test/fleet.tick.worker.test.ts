/** How far the Fleet has the hosts come, tick by tick, in workerd. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Fleet } from "../src/fleet.ts";

/** A Fleet of its own. Ticks end with the hosts that are done and those that are left. */
function fleetOf() {
  const fleet: DurableObjectStub<Fleet> = env.FLEET.getByName(crypto.randomUUID());
  return {
    end: (tick: number, done: string[], left: string[] = []) => fleet.finishTick(tick, { done, left }),
    /** The last tick and the hosts that are behind it. */
    async stand() {
      const { scheduledTime, behind } = (await fleet.lastTick()) ?? {};
      return { last: scheduledTime, behind };
    },
    fleet,
  };
}

describe("a tick that is over", () => {
  it("is the last one, and says when it was over by the wall clock", async () => {
    const { fleet, end } = fleetOf();
    const before = Date.now();
    await end(10, ["a"]);
    const { scheduledTime, finishedAt = 0, behind } = (await fleet.lastTick()) ?? {};
    expect({ scheduledTime, behind }).toEqual({ scheduledTime: 10 });
    expect(finishedAt).toBeGreaterThanOrEqual(before);
    expect((await fleet.beginTick()).lastTick).toEqual(await fleet.lastTick());
  });

  it("leaves a host that it did not come to where that was, for as long as it is left", async () => {
    const { end, stand } = fleetOf();
    await end(10, ["a", "b"]);
    await end(20, ["a"], ["b"]);
    expect(await stand()).toEqual({ last: 20, behind: { b: 10 } });
    await end(30, ["a"], ["b"]);
    expect(await stand()).toEqual({ last: 30, behind: { b: 10 } });
    await end(40, ["a", "b"]);
    expect(await stand()).toEqual({ last: 40, behind: undefined });
  });

  it("may be the first, with hosts that were never asked", async () => {
    const { end, stand } = fleetOf();
    await end(10, [], ["a"]);
    const { last, behind } = await stand();
    expect(last).toBe(10);
    expect(behind?.["a"]).toBeLessThan(10);
  });

  it("twice, as a slow one is, says no more than its end", async () => {
    const { end, stand } = fleetOf();
    await end(10, ["a", "b"]);
    await end(20, ["a"], ["b"]);
    await end(20, ["a", "b"]);
    expect(await stand()).toEqual({ last: 20, behind: undefined });
  });

  it("after the next one brings its hosts as far as it was, and takes nothing back", async () => {
    const { end, stand } = fleetOf();
    await end(10, ["a", "b", "c"]);
    await end(30, ["a"], ["b", "c"]);
    await end(20, ["a", "b"], ["c"]);
    expect(await stand()).toEqual({ last: 30, behind: { b: 20, c: 10 } });
    await end(15, ["b"]);
    expect(await stand()).toEqual({ last: 30, behind: { b: 20, c: 10 } });
    await end(30, ["b", "c"]);
    expect(await stand()).toEqual({ last: 30, behind: undefined });
  });

  it("that comes again, long after, changes nothing", async () => {
    const { end, fleet } = fleetOf();
    await end(10, ["a"]);
    const told = await fleet.lastTick();
    await end(10, ["a"]);
    await end(5, ["a"], ["b"]);
    expect(await fleet.lastTick()).toEqual(told);
  });

  it("brings hosts in the order in which they were left, so that none is passed over again and again", async () => {
    const { end, fleet } = fleetOf();
    await end(10, []);
    await end(20, [], ["z.test", "a.test"]);
    await end(30, ["z.test"], ["a.test", "m.test"]);
    expect(Object.keys((await fleet.lastTick())?.behind ?? {})).toEqual(["a.test", "m.test"]);
  });
});
