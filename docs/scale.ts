/** The tables of docs/scale.md: made of what `npm run check` reckons with. */
import { budgetOf, costs, exceeded, fittingInterval, shownInterval } from "../local/budget.ts";
import { quotas, type Usage } from "../local/limits.ts";
import type { Budgeted } from "../local/load.ts";
import { invocation, type Plan, plans } from "../src/plans.ts";
import { MINUTE } from "../src/time.ts";

export type Table = { head: readonly string[]; rows: readonly (readonly string[])[] };

/** What the tables take for granted of a list of watches. */
export const assumed = {
  /** Watches of one repository, and repositories of one host. */
  ofRepository: 10,
  ofHost: 5,
  /** Milliseconds until a host has answered. */
  answerMs: 300,
} as const;

/** So many watches with one interval (minutes), as they are assumed to be. */
function sample(watches: number, minutes: number): Budgeted[] {
  return Array.from({ length: watches }, (_, index) => {
    const repository = Math.floor(index / assumed.ofRepository);
    const host = `host-${Math.floor(repository / assumed.ofHost)}.example`;
    return {
      id: `watch-${index}`,
      every: minutes * MINUTE,
      host,
      source: { repository: `https://${host}/repository-${repository}.git` },
      answerMs: assumed.answerMs,
    };
  });
}

/** Watches and minutes, by plan. */
const samples: Readonly<Record<Plan, readonly (readonly [watches: number, minutes: number])[]>> = {
  free: [
    [10, 1],
    [100, 1],
    [250, 1],
    [250, 5],
    [340, 5],
    [1000, 1],
    [1000, 5],
    [1000, 15],
    [3000, 15],
  ],
  paid: [
    [340, 1],
    [1000, 1],
    [1000, 5],
    [10_000, 5],
    [10_000, 15],
    [10_000, 60],
  ],
};

/** What a plan carries. */
export function carried(plan: Plan): Table {
  const rows = samples[plan].map(([watches, minutes]) => {
    const list = sample(watches, minutes);
    const budget = budgetOf(list, plan);
    const { load, changesADay, dollarsAMonth } = budget;
    const size = [count(watches), shownInterval(minutes * MINUTE), count(load.requests)];
    if (plan === "paid") {
      const change = chargeOfChanges(budget.change, watches);
      return [...size, dollars(dollarsAMonth), dollars(change)];
    }
    const over = exceeded(budget);
    const fitting = fittingInterval(list, plan);
    const wall = over.map(({ what }) => what).join(", ");
    const room =
      over.length === 0
        ? count(changesADay)
        : `none: too many ${wall}; ${fitting === undefined ? "no interval fits" : `every \`${shownInterval(fitting)}\` fits`}`;
    return [...size, room, over.length === 0 ? budget.wall.replace(" a day", "") : ""];
  });
  const head = ["watches", "every", "requests a day"];
  return {
    head: [
      ...head,
      ...(plan === "paid"
        ? ["a month, quiet", "a change a watch a day, more"]
        : ["changes a day", "used up first"]),
    ],
    rows,
  };
}

/** What a month costs (dollars) in which each watch changes once a day, where the plan's price includes nothing more. */
function chargeOfChanges(change: Usage, watches: number): number {
  return namesOf(shownQuotas)
    .map((key) => (change[key] * watches * 30 * quotas[key].dollars) / 1e6)
    .reduce((all, one) => all + one, 0);
}

const steps: Readonly<Record<keyof typeof costs, string>> = {
  tick: "each tick, 1,440 a day",
  round: "each host that has something to be asked at a tick",
  asked: "each watch that is asked about and has nothing new",
  poll: "each watch, at each poll, whose upstream serves no git: beside that",
  woken: "a push: each watch of the repository, changed or not",
  changed: "a change: the watch that has changed, beside that",
};

const shownQuotas: Readonly<Record<keyof Usage, string>> = {
  objectRequests: "object calls",
  objectTime: "object time",
  rowsWritten: "rows written",
  rowsRead: "rows read",
  kvWrites: "KV writes",
};

function namesOf<Name extends string>(words: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(words).filter((name): name is Name => name in words);
}

/** What each step costs. */
export function costsOfSteps(): Table {
  const counted = namesOf(shownQuotas).filter((key) => key !== "objectTime");
  const rows = namesOf(steps).map((step) => {
    const of: Partial<Usage> = costs[step];
    return [steps[step], ...counted.map((key) => (of[key] === undefined ? "" : count(of[key])))];
  });
  return { head: ["at most", ...counted.map((key) => shownQuotas[key])], rows };
}

/** What happens at each limit, and what to do. */
const walls: Readonly<
  Record<keyof Usage | keyof typeof invocation, { what: string; symptom: string; remedy: string }>
> = {
  objectRequests: {
    what: "calls of objects, a day",
    symptom:
      "ticks fail until 00:00 UTC: `/healthz` answers 503, `HEARTBEAT_URL` is not asked for; readers are served on",
    remedy: "longer intervals, or the paid plan",
  },
  objectTime: {
    what: "GB-seconds of objects, a day",
    symptom: "the same",
    remedy: "longer intervals for what slow hosts serve, or the paid plan",
  },
  rowsWritten: {
    what: "rows written, a day",
    symptom: "the same; what was found and not stored is found again the next day",
    remedy:
      "fewer watches of a repository that is pushed to all day (one watch, several channels with filters), or the paid plan",
  },
  rowsRead: {
    what: "rows read, a day",
    symptom: "the same",
    remedy: "fewer watches, longer intervals, or the paid plan",
  },
  kvWrites: {
    what: "KV writes, a day",
    symptom:
      "messages go out as always, feeds and pages stay as they were: `status.json` has `published` behind `latest` until 00:00 UTC, then catches up",
    remedy: "longer intervals, so that one poll finds several pushes, or the paid plan",
  },
  subrequests: {
    what: "requests to upstreams, in one call of an object",
    symptom: "none: four fifths of it are used, then the host's object is called again",
    remedy: "`PLAN` as the account's plan is, so that fewer calls do",
  },
  internalSubrequests: {
    what: "calls of objects and KV, in one call or tick",
    symptom:
      "none: four fifths of it are used; hosts that a tick did not come to are due at the next, and watches that a call did not come to in the next call",
    remedy: "`PLAN=paid` on the paid plan; longer intervals where there are more hosts than that",
  },
};

/** What happens at each limit. */
export function limits(): Table {
  const all = { ...quotas, ...invocation };
  const rows = namesOf(walls).map((name) => {
    const { what, symptom, remedy } = walls[name];
    const { free, paid } = all[name];
    const isMonthly = name in quotas;
    return [what, count(free), `${count(paid)}${isMonthly ? " a month" : ""}`, symptom, remedy];
  });
  return { head: ["limit", ...plans, "at the wall", "what to do"], rows };
}

function dollars(amount: number): string {
  return amount < 0.5 ? "$0" : `$${count(Math.round(amount))}`;
}

function count(number: number): string {
  return number.toLocaleString("en-GB");
}
