import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTime, runClock } from "../../local/clock.ts";
import { MINUTE, SECOND } from "../../src/time.ts";

const noon = Date.parse("2026-11-23T12:00:00Z");

describe("the time of a tick", () => {
  it("is the minute", () => {
    expect(nextTime(noon + 59_999, undefined)).toBe(noon);
    expect(nextTime(noon + MINUTE, noon)).toBe(noon + MINUTE);
  });

  it("is a minute after the last where the ticks come faster than that", () => {
    expect(nextTime(noon + 5 * SECOND, noon)).toBe(noon + MINUTE);
  });

  it("never goes back, however far ahead the last one was", () => {
    expect(nextTime(noon, noon + 500 * MINUTE)).toBe(noon + 501 * MINUTE);
  });

  it("catches up with the wall clock after a pause", () => {
    expect(nextTime(noon + 90 * MINUTE, noon)).toBe(noon + 90 * MINUTE);
  });
});

describe("the clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: noon + 30 * SECOND, toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Runs a clock for so many ticks, each taking `tookMs` of the fake time. */
  async function ticks(options: { periodMs: number; count: number; last?: number; tookMs?: number }) {
    const { periodMs, count, tookMs = 0 } = options;
    const stopped = new AbortController();
    const times: number[] = [];
    let last = options.last;
    const keptAtTick: (number | undefined)[] = [];
    let going = 0;
    await runClock({
      periodMs,
      kept: { read: () => last, write: (time) => (last = time) },
      signal: stopped.signal,
      async trigger(time) {
        going += 1;
        expect(going).toBe(1);
        times.push(time);
        keptAtTick.push(last);
        await Promise.resolve();
        vi.setSystemTime(Date.now() + tookMs);
        going -= 1;
        if (times.length === count) stopped.abort();
      },
    });
    return { times, keptAtTick };
  }

  it("ticks at once, and keeps the time before it does", async () => {
    const { times, keptAtTick } = await ticks({ periodMs: MINUTE, count: 1 });
    expect(times).toEqual([noon]);
    expect(keptAtTick).toEqual([noon]);
  });

  it("lets time run fast under a minute", async () => {
    const { times } = await ticks({ periodMs: 20, count: 3 });
    expect(times).toEqual([noon, noon + MINUTE, noon + 2 * MINUTE]);
  });

  it("goes on after the last time of an earlier run", async () => {
    const { times } = await ticks({ periodMs: 20, count: 2, last: noon + 7 * MINUTE });
    expect(times).toEqual([noon + 8 * MINUTE, noon + 9 * MINUTE]);
  });

  it("leaves out the ticks whose time came while one was going", async () => {
    const { times } = await ticks({ periodMs: 20, count: 2, tookMs: 10 * MINUTE });
    expect(times).toEqual([noon, noon + 10 * MINUTE]);
  });

  it("ends at once when it is told to while it waits", async () => {
    const stopped = new AbortController();
    const clock = runClock({
      periodMs: 24 * 60 * MINUTE,
      kept: { read: () => undefined, write: () => undefined },
      signal: stopped.signal,
      trigger: () => Promise.resolve(),
    });
    await Promise.resolve();
    stopped.abort();
    await expect(clock).resolves.toBeUndefined();
  });
});
