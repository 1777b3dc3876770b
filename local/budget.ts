/** PURE. What a list of watches uses of a plan in a day in which nothing changes, and how many changes there is room for. */
import { type Plan, shareOf } from "../src/plans.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../src/time.ts";
import { OBJECT_GB, quotas, type Usage } from "./limits.ts";
import { type Budgeted, type Load, loadOf, TICKS_A_DAY } from "./load.ts";

/** The pause (milliseconds) between two requests to a host: see `src/host.ts`. */
const PAUSE_MS = 100;
const DAYS_A_MONTH = 30;
/** Requests where a repository was pushed to: for the commits and their first trees, which all its watches share. */
const REQUESTS_OF_A_PUSH = 2;
/** And a watch's own, for the tree of the directory that its own lies in. */
const REQUESTS_WHEN_WOKEN = 1;

/** What a day may use. */
type Daily = Partial<Usage>;

/**
 * What each step costs at most, as `npm run bench -- scale` counts it; `test/scale.test.ts` holds these figures to what is
 * counted.
 */
export const costs = {
  /** A tick: the Fleet at its begin and end, and its row. */
  tick: { objectRequests: 2, rowsWritten: 1 },
  /** Each host that has something to be asked at a tick: its Host is called. */
  round: { objectRequests: 1 },
  /** A watch that is asked about and left asleep: its Host looks up what it asks. */
  asked: { rowsRead: 2 },
  /** A quiet poll of a watch that asks for itself: its Watcher is called and writes its state. */
  poll: { objectRequests: 1, rowsWritten: 1, rowsRead: 24 },
  /** A watch whose repository was pushed to, whether it has changed or not: a poll, which its Host remembers. */
  woken: { objectRequests: 1, rowsWritten: 2, rowsRead: 24 },
  /** A watch that has changed, beside that: its alarms, its snapshot and updates, its report, its document, one more poll. */
  changed: { objectRequests: 3, rowsWritten: 21, rowsRead: 400, kvWrites: 2 },
} as const satisfies Readonly<Record<string, Daily>>;

/** For people, and what a day has of it on a plan. */
const named: Readonly<Record<keyof Usage, string>> = {
  objectRequests: "object requests a day",
  objectTime: "object time a day, GB-s",
  rowsWritten: "rows written a day",
  rowsRead: "rows read a day",
  kvWrites: "KV writes a day",
};

const quotaNames = keysOf(named);

/** One line of the budget: `used` of `allowed`. What is beyond that is refused or, on the paid plan, costs more. */
export type Use = {
  key?: keyof Usage;
  what: string;
  used: number;
  allowed: number;
  beyond: "refused" | "charged";
};

export type Budget = {
  plan: Plan;
  load: Load;
  /** In a day in which nothing changes. */
  uses: readonly Use[];
  /** How many changes a day there is room for beside that, and what is used up first then. */
  changesADay: number;
  /** What one of them uses, with the watches of its repository that it wakes. */
  change: Usage;
  wall: string;
  /** What a month of such days costs beyond the plan's own price. */
  dollarsAMonth: number;
};

/** What the watches use. Watches that are paused are to be left out. */
export function budgetOf(watches: readonly Budgeted[], plan: Plan): Budget {
  const load = loadOf(watches, PAUSE_MS);
  const quiet = usageOf(load, plan);
  const change = changeOf(load);
  const room = quotaNames.flatMap((key) => {
    const each = change[key];
    return each === 0 ? [] : { what: named[key], changes: (allowedADay(key, plan) - quiet[key]) / each };
  });
  const [first] = room.toSorted((one, other) => one.changes - other.changes);
  return {
    plan,
    load,
    uses: [
      ...quotaNames
        .filter((key) => quiet[key] > 0)
        .map((key) => ({
          key,
          what: named[key],
          used: quiet[key],
          allowed: allowedADay(key, plan),
          beyond: plan === "free" ? ("refused" as const) : ("charged" as const),
        })),
      {
        what: "hosts asked at one tick",
        used: load.hostsAtOnce,
        allowed: shareOf(plan).calls,
        beyond: "refused",
      },
      {
        what: "seconds a day in which the busiest host is asked",
        used: load.busiestMs / SECOND,
        allowed: DAY / SECOND,
        beyond: "refused",
      },
    ],
    change,
    changesADay: Math.max(0, Math.floor(first?.changes ?? 0)),
    wall: first?.what ?? "",
    dollarsAMonth: plan === "free" ? 0 : chargeOf(quiet),
  };
}

/** What a month of such days costs (dollars) beyond what the paid plan includes. */
function chargeOf(day: Usage): number {
  return quotaNames
    .map((key) => (Math.max(0, day[key] * DAYS_A_MONTH - quotas[key].paid) / 1e6) * quotas[key].dollars)
    .reduce((all, charge) => all + charge, 0);
}

/** What a day in which nothing changes uses of each quota. */
function usageOf(load: Load, plan: Plan): Usage {
  const { polls, alone, requests, rounds, askedMs } = load;
  const further = requests / shareOf(plan).requests;
  return total([
    [TICKS_A_DAY, costs.tick],
    // A Host that has more to ask than one call may is called again.
    [Math.max(rounds, further), costs.round],
    [polls, costs.asked],
    [alone, costs.poll],
    // The Host is awake while it asks, pauses, or waits for a Watcher that asks.
    [1, { objectTime: ((askedMs.hosts + askedMs.watches) / SECOND) * OBJECT_GB }],
  ]);
}

/** What one change uses, with the watches of its repository that it wakes. */
function changeOf({ watches, questions, requests, askedMs }: Load): Usage {
  const woken = watches / Math.max(1, questions);
  const answerMs = Math.max(0, askedMs.hosts / Math.max(1, requests) - PAUSE_MS);
  // Of the Watcher that asks, and of the Host that waits for it.
  const askedSeconds = (2 * answerMs * (REQUESTS_OF_A_PUSH + woken * REQUESTS_WHEN_WOKEN)) / SECOND;
  return total([
    [1, costs.changed],
    [woken, costs.woken],
    [1, { objectTime: askedSeconds * OBJECT_GB }],
  ]);
}

function total(parts: readonly (readonly [times: number, of: Daily])[]): Usage {
  const used: Usage = {
    objectRequests: 0,
    objectTime: 0,
    rowsWritten: 0,
    rowsRead: 0,
    kvWrites: 0,
  };
  for (const [times, of] of parts) for (const key of keysOf(of)) used[key] += times * (of[key] ?? 0);
  return used;
}

function allowedADay(key: keyof Usage, plan: Plan): number {
  const { free, paid } = quotas[key];
  return plan === "free" ? free : paid / DAYS_A_MONTH;
}

/** Of a day's usage, the part of the quota of which most is used; 1 is all of it. */
export function fullest(day: Usage, plan: Plan): { part: number; what: string } {
  const parts = quotaNames.map((key) => ({ part: day[key] / allowedADay(key, plan), what: named[key] }));
  return parts.reduce((most, one) => (one.part > most.part ? one : most));
}

/** What is used beyond what is allowed, and refused then. */
export function exceeded({ uses }: Budget): Use[] {
  return uses.filter(({ used, allowed, beyond }) => used > allowed && beyond === "refused");
}

const intervals = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440].map(
  (minutes) => minutes * MINUTE,
);

/** The shortest usual interval (milliseconds) with which the watches fit; undefined where not even a day suffices. */
export function fittingInterval(watches: readonly Budgeted[], plan: Plan): number | undefined {
  return intervals.find((least) => {
    const slower = watches.map((watch) => ({ ...watch, every: Math.max(watch.every, least) }));
    return exceeded(budgetOf(slower, plan)).length === 0;
  });
}

/** An interval as `every` has it. */
export function shownInterval(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY}d`;
  return ms % HOUR === 0 ? `${ms / HOUR}h` : `${ms / MINUTE}m`;
}

function keysOf(some: Partial<Record<keyof Usage, unknown>>): (keyof Usage)[] {
  return Object.keys(some).filter((key): key is keyof Usage => key in named);
}
