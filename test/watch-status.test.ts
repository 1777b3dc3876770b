/** What `status.json` says of polls that left the Watcher asleep. */
import { describe, expect, it } from "vitest";
import type { Channels } from "../src/channels.ts";
import { nextDue } from "../src/schedule.ts";
import { newState, type WatchState } from "../src/store/watch-state.ts";
import type { WatchStore } from "../src/store/watch-store.ts";
import { formatTime, MINUTE } from "../src/time.ts";
import type { Transfer } from "../src/transfer.ts";
import { watchStatus } from "../src/watch-status.ts";
import { watchOf } from "./one-watch.ts";

const url = "http://forge.test/own/repo/src/branch/main/lib";
const watch = watchOf({ url, every: "10m" });
/** A tick at which the watch was due, and polled. */
const polled = nextDue(watch, Date.UTC(2026, 10, 24, 6));
const later = (minutes: number) => formatTime(polled + minutes * MINUTE);
const good: Partial<WatchState> = {
  snapshot: { number: 1, id: "one", takenAt: later(0) },
  tick: polled,
  lastPoll: { at: later(0), outcome: "changed" },
  lastSuccess: later(0),
};

/** The status where its host was asked up to a tick, so many minutes after the poll. */
function status(minutes: number, state = good, { pause, now }: { pause?: object; now?: number } = {}) {
  const store = { state: () => ({ ...newState, ...state }), cursor: () => undefined };
  return watchStatus(
    store as unknown as WatchStore,
    watch,
    { statuses: () => ({ channels: [] }) } as unknown as Channels,
    { pause: () => pause } as unknown as Transfer,
    { askedUpTo: polled + minutes * MINUTE, now: now ?? polled + minutes * MINUTE },
  );
}

describe("quiet polls that nothing was noted of", () => {
  it("are reckoned from the schedule, up to the last that its host was asked at", () => {
    expect(status(25)).toMatchObject({
      state: "ok",
      lastPoll: { at: later(20), outcome: "unchanged" },
      lastSuccess: later(20),
      nextPoll: later(30),
    });
  });

  it.each([
    ["before the watch is due again", 9],
    ["where its host was not asked since", -1],
  ])("are none %s", (_, minutes) => {
    expect(status(minutes)).toMatchObject({
      lastPoll: { at: later(0), outcome: "changed" },
      nextPoll: later(10),
    });
  });

  it("are none of a watch that is failing, paused or new", () => {
    const failing: Partial<WatchState> = {
      ...good,
      failures: 2,
      lastPoll: { at: later(0), outcome: "failed" },
    };
    expect(status(25, failing)).toMatchObject({ state: "failing", lastPoll: { at: later(0) } });
    expect(status(25, good, { pause: { reason: "operator" } })).toMatchObject({
      state: "paused",
      lastPoll: { at: later(0) },
    });
    const fresh = status(25, {});
    expect(fresh.state).toBe("new");
    expect(fresh).not.toHaveProperty("lastPoll");
    expect(fresh).not.toHaveProperty("nextPoll");
  });

  it("are not of the future where time runs fast", () => {
    const now = polled + MINUTE;
    expect(status(25, good, { now })).toMatchObject({ lastPoll: { at: later(1) }, nextPoll: later(30) });
  });
});
