/** PURE. How much of a run fits one message. */
import type { Run } from "./contract.ts";

/** The run's first items. */
export function first(run: Run, amount: number): Run {
  switch (run.tells) {
    case "updates":
      return { ...run, items: run.items.slice(0, amount) };
    case "alerts":
      return { ...run, items: run.items.slice(0, amount) };
    case "test":
      return run;
  }
}

/**
 * How many items of the run, from the first, make a message that `fits`; no more than `most`. One always counts as
 * fitting, because every text in a message is cut: what carries it must take the largest single one.
 */
export function fitting(run: Run, most: number, fits: (part: Run) => boolean): number {
  let good = Math.min(run.items.length, 1);
  let beyond = Math.floor(Math.min(run.items.length, most)) + 1;
  while (beyond - good > 1) {
    const amount = Math.floor((good + beyond) / 2);
    if (fits(first(run, amount))) good = amount;
    else beyond = amount;
  }
  return good;
}
