/** PURE. A path's commits, feed after feed: each holds 50 (of a root, 10), and the next one begins where it ends. */
import type { Commit } from "../../listing.ts";
import type { Answer, PageRequest, Refused } from "../contract.ts";
import { readFeed } from "./feed.ts";
import { feedBackFrom, feedRequest } from "./place.ts";
import type { Question } from "./trails.ts";

/** The commits of a path, newest first. */
type List = {
  commits: readonly Commit[];
  /** The commit at which it was enough; not among the others. */
  last?: Commit;
  /** Whether that was enough, there are no more, or no more was answered. */
  end: "enough" | "end" | "cut";
};

/** What is read: of the directory, or of an entry of it. */
type Wanted = {
  entry?: string;
  /** Whether a commit is one too many. */
  isLast: (commit: Commit) => boolean;
  /** Requests that are kept for others. */
  toKeep: number;
};

/** Reads back from the newest commit. Refused where the first feed is none; a later one that is none is the end. */
export function* readBack(
  { place, head, budget }: Pick<Question, "place" | "head" | "budget">,
  { entry, isLast, toKeep }: Wanted,
): Generator<PageRequest, List | Refused, Answer> {
  const commits = new Map<string, Commit>();
  let request = feedRequest(place, head.id, entry);
  for (let isFirst = true; isFirst || budget.left > toKeep; isFirst = false) {
    budget.left -= 1;
    const feed = readFeed(yield request);
    if ("is" in feed) return isFirst ? feed : { commits: [...commits.values()], end: "cut" };
    const oldest = [...commits.keys()].at(-1);
    // From 1.26 on, the address of a commit may be closed to strangers, or lead elsewhere.
    if (!isFirst && feed.commits[0]?.id !== oldest) return { commits: [...commits.values()], end: "cut" };
    for (const commit of feed.commits) {
      if (isLast(commit)) return { commits: [...commits.values()], last: commit, end: "enough" };
      commits.set(commit.id, commit);
    }
    const next = [...commits.keys()].at(-1);
    if (next === undefined || next === oldest) return { commits: [...commits.values()], end: "end" };
    request = feedBackFrom(place, next, entry);
  }
  return { commits: [...commits.values()], end: "cut" };
}
