/** PURE. Which watches a tick asks about, by host. */
import type { Watch } from "./config.ts";
import { isDue } from "./schedule.ts";

/** What is known of the ticks before, as the Fleet has it: see `Begun`. */
export type Before = {
  /** `scheduledTime` of the last tick (milliseconds), and of the last that brought these hosts all they were due. */
  last: number | undefined;
  behind: Readonly<Record<string, number>>;
  fresh: ReadonlySet<string>;
  awake: ReadonlySet<string>;
};

/**
 * The keys of the watches that are due at a tick, by host; and none for a host that is behind without one of its watches
 * being due. A watch without a snapshot is due at every tick; a paused one until it is at rest.
 */
export function dueByHost(
  watches: readonly Watch[],
  hostOf: (watch: Watch) => string,
  scheduledTime: number,
  { last, behind, fresh, awake }: Before,
): Map<string, string[]> {
  const reached = new Map(Object.entries(behind));
  const due = new Map<string, string[]>([...reached.keys()].map((host) => [host, []]));
  for (const watch of watches) {
    if (watch.paused && !awake.has(watch.key)) continue;
    const host = hostOf(watch);
    if (!fresh.has(watch.key) && !isDue(watch, scheduledTime, reached.get(host) ?? last)) continue;
    const keys = due.get(host);
    if (keys === undefined) due.set(host, [watch.key]);
    else keys.push(watch.key);
  }
  return due;
}
