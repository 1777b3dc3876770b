/** PURE. Where the work happens: how often each entry was committed to, week by week, as far as that has been seen. */
import { endOf, startOf, startOfRun } from "../feed/period.ts";
import type { Commit, Entry } from "../listing.ts";
import { DAY, parseTime } from "../time.ts";
import type { Update } from "../updates.ts";

/** Weeks in the picture: half a year. */
export const weeks = 26;
/** The most entries in it. */
export const maxEntries = 24;

/** What one of them had: a count for each week, oldest first, and their sum. */
type Row = { name: string; counts: readonly number[]; total: number };

/** Entries by weeks. */
export type Activity = {
  /** When the first of the weeks begins (milliseconds). */
  begin: number;
  /** The entries with the most commits first. */
  rows: readonly Row[];
  /** Entries beyond `maxEntries` that have commits in these weeks as well. */
  more: number;
};

/**
 * The commits to each entry that a listing and its updates show, by their own dates; where an upstream shows no commits,
 * its dates. The last week is that of the newest, so that a quiet repository has a picture as well; what claims to be
 * younger than `now` (milliseconds) is left out. Undefined where no date is known.
 */
export function activityOf(
  entries: readonly Entry[],
  updates: Iterable<Pick<Update, "commit" | "changes">>,
  now: number,
): Activity | undefined {
  const weekOf = new Map<string, Map<string, number>>();
  const note = (name: string, entry: Entry | undefined, commit: Commit | undefined = entry?.commit) => {
    const date = commit?.committedAt ?? entry?.modifiedAt ?? "";
    const time = parseTime(date);
    if (!(time <= now)) return;
    const seen = weekOf.get(name) ?? new Map<string, number>();
    weekOf.set(name, seen.set(commit?.id ?? date, startOf("week", time)));
  };
  for (const entry of entries) note(entry.name, entry);
  for (const { commit, changes } of updates) {
    for (const { entry, before, after } of changes) {
      note(entry, before);
      note(entry, after, commit);
    }
  }
  const last = [...weekOf.values()].reduce((latest, seen) => Math.max(latest, ...seen.values()), -Infinity);
  if (last === -Infinity) return undefined;
  const begin = startOfRun("week", endOf("week", last), weeks);
  const rows = [...weekOf].flatMap(([name, seen]) => {
    const counts = Array.from({ length: weeks }, () => 0);
    for (const week of seen.values()) {
      const index = (week - begin) / (7 * DAY);
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    return total === 0 ? [] : [{ name, counts, total }];
  });
  rows.sort((a, b) => b.total - a.total || lastOf(b) - lastOf(a));
  return { begin, rows: rows.slice(0, maxEntries), more: Math.max(0, rows.length - maxEntries) };
}

/** The last week in which there was a commit. */
function lastOf({ counts }: Row): number {
  return counts.findLastIndex((count) => count > 0);
}
