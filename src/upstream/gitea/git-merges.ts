/** PURE. Merges as a forge's rows show them, in a history that git told. */
import type { Commit, Entry } from "../../listing.ts";
import type { HistoryCommit, Touched } from "../contract.ts";
import type { FetchedRepository } from "../git/fetched.ts";
import type { Describe } from "../git/place.ts";
import type { Question } from "./trails.ts";

/** The last commit, by its id, that is told to have touched each entry. */
export function lastTold(commits: readonly HistoryCommit[]): ReadonlyMap<string, string> {
  return new Map(commits.flatMap(({ commit, changes }) => changes.map(({ entry }) => [entry, commit.id])));
}

/**
 * The commits together with the merges that rows show as the last commit of entries: a merge of lines that have both changed
 * an entry is its last commit, whether or not it did something of its own.
 */
export function withShownMerges(
  told: readonly HistoryCommit[],
  { after, changed }: Question,
  { repository, describe }: { repository: FetchedRepository; describe: Describe },
): readonly HistoryCommit[] {
  const last = lastTold(told);
  const entries = after.entries.filter(({ name, commit }) => {
    const { parents = [] } = repository.commits.get(commit?.id ?? "") ?? {};
    return parents.length > 1 && changed.has(name) && last.get(name) !== commit?.id;
  });
  return [...Map.groupBy(entries, ({ commit }) => commit?.id ?? "")].reduce(
    (all, [id, merged]) => withMerge(all, { commit: describe(id), merged }, repository),
    told,
  );
}

/** The commits with a merge put in behind the last of those that it comes from. */
function withMerge(
  told: readonly HistoryCommit[],
  { commit, merged }: { commit: Commit; merged: readonly Entry[] },
  { commits }: FetchedRepository,
): readonly HistoryCommit[] {
  const changes = merged.map(({ name, kind }): Touched => ({
    kind: "updated",
    entry: name,
    entryKind: kind,
  }));
  const index = told.findIndex((one) => one.commit.id === commit.id);
  const known = told[index];
  if (known !== undefined) return told.with(index, { ...known, changes: [...known.changes, ...changes] });
  const behind = ancestors(commits, commit.id);
  const at = told.findLastIndex((one) => behind.has(one.commit.id)) + 1;
  return told.toSpliced(at, 0, { commit, changes, complete: true });
}

/** What a commit comes from, as far as it has been fetched. */
function ancestors(commits: FetchedRepository["commits"], id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const toVisit = [id];
  for (let one = toVisit.pop(); one !== undefined; one = toVisit.pop()) {
    for (const parent of commits.get(one)?.parents ?? []) {
      if (!found.has(parent)) toVisit.push(parent);
      found.add(parent);
    }
  }
  return found;
}
