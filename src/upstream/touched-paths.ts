/**
 * PURE. What commits did to a directory's entries, where a forge tells which files each touched: the paths are folded into
 * the entries that they are in. Whether an entry was there before and is there after is for the listings to say.
 * What moved has gone from one path and come to another.
 */
import { compareCodePoints, type Commit, type Entry } from "../listing.ts";
import type { HistoryCommit, Touched } from "./contract.ts";

/** A file that a commit touched, by its path from the root. */
export type TouchedPath = {
  path: string;
  /** The commit deleted it. */
  gone?: boolean;
};

/** A commit with the files it touched; `complete` as in `HistoryCommit`. */
export type PathsCommit = { commit: Commit; paths: readonly TouchedPath[]; complete: boolean };

/** Two listings of a directory, and its path from the root without slashes at the ends; empty for the root. */
type Between = { directory: string; before: readonly Entry[]; after: readonly Entry[] };

/**
 * The commits that did something to an entry, in their order, which is oldest first. What touched nothing is left out; if
 * commits may be hidden before it, they may be hidden before the next one.
 */
export function historyByPaths(
  commits: readonly PathsCommit[],
  { directory, before, after }: Between,
): HistoryCommit[] {
  const prefix = directory && `${directory}/`;
  const entryOf = (path: string) =>
    path.startsWith(prefix) ? (path.slice(prefix.length).split("/", 1)[0] ?? "") : "";
  const kinds = new Map([...before, ...after].map(({ name, kind }) => [name, kind]));
  const rows = new Set(after.map(({ name }) => name));
  const there = new Set(before.map(({ name }) => name));
  const doings = commits.map(({ paths }) => Map.groupBy(paths, ({ path }) => entryOf(path)));
  const last = new Map(doings.flatMap((done, index) => Array.from(done.keys(), (name) => [name, index])));
  let isHidden = false;
  return commits.flatMap(({ commit, complete }, index) => {
    const changes: Touched[] = [];
    for (const [entry, files] of doings[index] ?? []) {
      const had = there.delete(entry);
      // Whether a directory went is told by the last listing alone.
      const has =
        last.get(entry) === index
          ? rows.has(entry)
          : !files.every(({ path, gone }) => gone && path === prefix + entry);
      if (has) there.add(entry);
      const kind = had ? (has ? "updated" : "removed") : "added";
      if (entry !== "" && (had || has))
        changes.push({ kind, entry, entryKind: kinds.get(entry) ?? "unknown" });
    }
    isHidden ||= !complete;
    if (changes.length === 0) return [];
    const told = {
      commit,
      complete: !isHidden,
      changes: changes.toSorted((a, b) => compareCodePoints(a.entry, b.entry)),
    };
    isHidden = false;
    return told;
  });
}
