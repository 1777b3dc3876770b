/** The clock of one machine: it fires the Worker's cron trigger, as Cloudflare's own would. */
import { setTimeout as sleep } from "node:timers/promises";
import { formatTime, MINUTE } from "../src/time.ts";
import type { State } from "./state.ts";

/** Fires one tick and resolves when the Worker is done with it. Must not reject: a failed tick is its own to tell. */
export type Trigger = (scheduledTime: number) => Promise<void>;

/** Where the clock's last time is kept, so that it never goes back, whatever happens to this process. */
export type Kept = { read(): number | undefined; write(time: number): void };

/**
 * The `scheduledTime` of a tick fired at `now`: the minute, but always at least a minute after the last. Ticks that
 * follow faster than that therefore make time run fast. All are milliseconds since 1970.
 */
export function nextTime(now: number, last: number | undefined): number {
  const minute = Math.floor(now / MINUTE) * MINUTE;
  return last === undefined ? minute : Math.max(minute, last + MINUTE);
}

/** A timer may fire a millisecond before its time: two ticks would then fall around one multiple of the period. */
const earlyMs = 5;

/**
 * Ticks at once, then at every whole multiple of the period, until the signal aborts; resolves when the tick in hand is
 * done. One tick at a time: those whose time comes while one is still going are left out, not piled up.
 */
export async function runClock(options: {
  periodMs: number;
  kept: Kept;
  trigger: Trigger;
  signal: AbortSignal;
}): Promise<void> {
  const { periodMs, kept, trigger, signal } = options;
  while (!signal.aborted) {
    const time = nextTime(Date.now(), kept.read());
    // Before the tick, so that no kill can make the next run repeat it.
    kept.write(time);
    await trigger(time);
    const untilNext = periodMs - (Date.now() % periodMs) + earlyMs;
    await sleep(untilNext, undefined, { signal }).catch(() => undefined);
  }
}

/** The clock's last time, in the state folder. */
export function keptTime(state: Pick<State, "read" | "write">): Kept {
  return {
    read() {
      const kept = state.read("clock");
      const last = kept !== null && typeof kept === "object" && "last" in kept ? kept.last : undefined;
      const time = typeof last === "string" ? Date.parse(last) : NaN;
      return Number.isNaN(time) ? undefined : time;
    },
    write: (time) => state.write("clock", { last: formatTime(time) }),
  };
}
