/** PURE. Which watches are due at a tick, and when each is due next. All times are milliseconds since 1970. */
import { sha256 } from "./hash.ts";
import { memo } from "./memo.ts";
import { MINUTE } from "./time.ts";

/** What the schedule has to know of a watch. `every` is a whole number of minutes, in milliseconds. */
export type Scheduled = { id: string; every: number; source?: { repository?: string } };

/**
 * How late a watch is in its interval, so that watches of one interval do not all fall on one tick: whole minutes made of a
 * hash of its repository, so that those that can be asked about together are, or else of its id; at least 0 and less than
 * `every`.
 */
export const offset = memo(({ id, every, source }: Scheduled): number => {
  const hash = Number.parseInt(sha256(source?.repository ?? id).slice(0, 8), 16);
  return (hash % (every / MINUTE)) * MINUTE;
});

/**
 * Whether a watch is due at the tick `scheduledTime`, given the last tick that finished: if one of its times lies
 * between them. A missed tick is thus made up by the next, once. A first tick finds every watch due.
 */
export function isDue(watch: Scheduled, scheduledTime: number, lastTick?: number): boolean {
  return lastTick === undefined || interval(watch, scheduledTime) > interval(watch, lastTick);
}

/** The watch's first time after `time`. */
export function nextDue(watch: Scheduled, time: number): number {
  return (interval(watch, time) + 1) * watch.every + offset(watch);
}

/** The watch's last time at or before `time`. */
export function lastDue(watch: Scheduled, time: number): number {
  return interval(watch, time) * watch.every + offset(watch);
}

function interval(watch: Scheduled, time: number): number {
  return Math.floor((time - offset(watch)) / watch.every);
}

/**
 * How long after a poll that failed a watch is left alone, `failures` having failed in a row: nothing beyond its schedule
 * after the first, then one interval, and twice as long each time, up to six hours.
 */
export function backoff(watch: Scheduled, failures: number): number {
  if (failures < 2) return 0;
  return Math.min(watch.every * 2 ** Math.min(failures - 2, 20), 360 * MINUTE);
}
