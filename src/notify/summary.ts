/** PURE. What a run of several updates comes to: how many commits, by how many people, in which entries. */
import type { Change } from "../diff.ts";
import type { Commit } from "../listing.ts";
import { isTag, whatHappenedToAll } from "../tag.ts";
import type { Update } from "../updates.ts";
import { newestVersionFirst } from "../version-order.ts";
import { count, maxNamed, showAuthor, showName, showNames } from "./phrases.ts";

/** The most entries that are counted one by one. */
const maxCounts = 12;

export type Committed = Update & { commit: Commit };

/** A run's updates by the way in which they are told: commits of few entries, of many, and changes without a commit. */
export type Sorted = { narrow: Committed[]; wide: Committed[]; bare: Update[] };

/** Sorts a run's updates; within each kind they keep their order. */
export function sortUpdates(updates: readonly Update[]): Sorted {
  const sorted: Sorted = { narrow: [], wide: [], bare: [] };
  for (const update of updates) {
    const { commit } = update;
    if (commit === undefined) sorted.bare.push(update);
    else (update.changes.length > maxNamed ? sorted.wide : sorted.narrow).push({ ...update, commit });
  }
  return sorted;
}

/**
 * `20 commits, 2 other changes`, `2 changes`, `2 tags added`; `people` stands behind the commits. Updates of one commit
 * count once, and so do those of one tag.
 */
export function showSum(sorted: Sorted, people = ""): string {
  const tags = tagsIn(sorted);
  if (tags.length > 0) return `${count(tally(sorted.bare).length, "tag", "tags")} ${whatHappenedToAll(tags)}`;
  const { narrow, wide, bare } = sorted;
  const commits = new Set([...narrow, ...wide].map(({ commit }) => commit.id)).size;
  if (commits === 0) return count(bare.length, "change", "changes");
  const told = `${count(commits, "commit", "commits")}${people}`;
  return bare.length === 0 ? told : `${told}, ${count(bare.length, "other change", "other changes")}`;
}

/** ` by 6 people`: the authors that are known; empty where none is. */
export function showPeople({ narrow, wide }: Sorted): string {
  const authors = new Set([...narrow, ...wide].map(({ commit }) => showAuthor(commit)));
  authors.delete(undefined);
  return authors.size === 0 ? "" : ` by ${count(authors.size, "person", "people")}`;
}

/**
 * ` in nvmf, blob, bdev and 1 more`, the entries touched most first; empty for none. The entries of commits that
 * touched many are named only where there is nothing else to name. Of tags alone: `: v25.01, v24.09`, the newest version
 * first.
 */
export function showEntries(sorted: Sorted): string {
  const tags = newestVersionFirst(tagsIn(sorted), ({ entry }) => entry);
  if (tags.length > 0) return `: ${showNames([...new Set(tags.map(({ entry }) => entry))])}`;
  const { narrow, wide, bare } = sorted;
  const few = tally([...narrow, ...bare]);
  const names = (few.length === 0 ? tally(wide) : few).map(([entry]) => entry);
  return names.length === 0 ? "" : ` in ${showNames(names)}`;
}

/** `nvmf 13 · blob 4`: commits of few entries by entry, a dozen entries at most; empty where there are none. */
export function showCounts({ narrow }: Sorted): string {
  const counts = tally(narrow);
  const shown = counts.slice(0, maxCounts).map(([entry, amount]) => `${showName(entry)} ${amount}`);
  if (counts.length > maxCounts) shown.push(`${counts.length - maxCounts} more`);
  return shown.join(" · ");
}

/** The changes, where all are of tags; else none. */
function tagsIn({ narrow, wide, bare }: Sorted): readonly Change[] {
  const changes = bare.flatMap((update) => update.changes);
  return narrow.length + wide.length === 0 && changes.every(isTag) ? changes : [];
}

/** How many of the updates touched each entry, most first. */
function tally(updates: readonly Update[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { entry } of updates.flatMap((update) => update.changes)) {
    counts.set(entry, (counts.get(entry) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}
