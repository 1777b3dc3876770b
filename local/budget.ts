/** PURE. What a list of watches uses of the free plan in a day in which nothing changes, and how much room is left. */
import { offset } from "../src/schedule.ts";
import { DAY, HOUR, MINUTE } from "../src/time.ts";
import { invocation } from "../src/plans.ts";
import { OBJECT_GB, quotas } from "./limits.ts";

/** What counts of a watch. `awakeMs` is how long one read of its upstream takes; absent where that is not known. */
export type Budgeted = { id: string; every: number; awakeMs?: number };

/** What each step costs: see `src/tick.ts`, `src/watcher.ts` and `src/publish.ts`. */
const costs = {
  /** The Fleet at its begin and end; the Fleet's row. */
  tick: { objectRequests: 2, rowsWritten: 1 },
  /** A quiet one: the Watcher is called and writes its state. */
  poll: { objectRequests: 1, rowsWritten: 1 },
  /** A poll that finds something: the snapshot and the published document. */
  change: { kvWrites: 2 },
} as const;

const TICKS_A_DAY = DAY / MINUTE;

/** One line of the budget: `used` of `allowed`. */
export type Use = { what: string; used: number; allowed: number };

export type Budget = {
  pollsADay: number;
  uses: readonly Use[];
  /** How many polls a day may find a change before KV refuses. */
  changesADay: number;
};

/** What the watches use. Watches that are paused are to be left out. */
export function budgetOf(watches: readonly Budgeted[]): Budget {
  const pollsADay = sum(watches.map(({ every }) => DAY / every));
  const awakeSeconds = sum(watches.map(({ every, awakeMs = 0 }) => ((DAY / every) * awakeMs) / 1000));
  const { tick, poll, change } = costs;
  return {
    pollsADay,
    changesADay: quotas.kvWrites.free / change.kvWrites,
    uses: [
      {
        what: "object requests a day",
        used: TICKS_A_DAY * tick.objectRequests + pollsADay * poll.objectRequests,
        allowed: quotas.objectRequests.free,
      },
      {
        what: "rows written a day",
        used: TICKS_A_DAY * tick.rowsWritten + pollsADay * poll.rowsWritten,
        allowed: quotas.rowsWritten.free,
      },
      {
        what: "object time a day, GB-s",
        used: awakeSeconds * OBJECT_GB,
        allowed: quotas.objectTime.free,
      },
      {
        what: "KV writes a day, at a change a watch",
        used: watches.length * change.kvWrites,
        allowed: quotas.kvWrites.free,
      },
      {
        what: "subrequests of a tick",
        used: busiestTick(watches) + tick.objectRequests,
        allowed: invocation.internalSubrequests.free,
      },
    ],
  };
}

/** What is used beyond what is allowed. */
export function exceeded({ uses }: Budget): Use[] {
  return uses.filter(({ used, allowed }) => used > allowed);
}

const intervals = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440].map(
  (minutes) => minutes * MINUTE,
);

/** The shortest usual interval (milliseconds) with which the watches fit; undefined where not even a day suffices. */
export function fittingInterval(watches: readonly Budgeted[]): number | undefined {
  return intervals.find((least) => {
    const slower = watches.map((watch) => ({ ...watch, every: Math.max(watch.every, least) }));
    return exceeded(budgetOf(slower)).length === 0;
  });
}

/** An interval as `every` has it. */
export function shownInterval(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY}d`;
  return ms % HOUR === 0 ? `${ms / HOUR}h` : `${ms / MINUTE}m`;
}

/** The most watches that are due at one tick of a day; those with longer intervals count on the day they are due. */
function busiestTick(watches: readonly Budgeted[]): number {
  const due = Array.from({ length: TICKS_A_DAY }, () => 0);
  for (const watch of watches) {
    const step = watch.every / MINUTE;
    for (let minute = offset(watch) / MINUTE; minute < Math.max(TICKS_A_DAY, step); minute += step) {
      const at = minute % TICKS_A_DAY;
      due[at] = (due[at] ?? 0) + 1;
    }
  }
  return Math.max(...due);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
