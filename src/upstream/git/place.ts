/** PURE. Where a watch of a git repository has got to: a commit, and what is known of the directory's entries in it. */
import { DIRECTORY } from "../../git/history.ts";
import { diffTrees, type EntryPair } from "../../git/tree-diff.ts";
import { type EntryKind, readTree } from "../../git/tree.ts";
import type { Commit } from "../../listing.ts";
import type { FetchedRepository } from "./fetched.ts";

/** A commit and the directory in it. */
export type Place = {
  commit: string;
  /** The directory's tree; undefined where the commit has no such directory. */
  directory: string | undefined;
  /** The entries. */
  kinds: ReadonlyMap<string, EntryKind>;
  /** The last commit that touched each, and under `DIRECTORY` the directory itself; absent where not known. */
  last: ReadonlyMap<string, Commit>;
  /** Commits from which to look further back for those not known. Empty where nothing more will be found. */
  frontier: readonly string[];
  /** How many commits have been looked through for them. */
  walked: number;
};

/** How a commit that was fetched is told, by its id. */
export type Describe = (id: string) => Commit;

/** The entries of a directory whose tree is there. */
export function kindsOf(
  repository: FetchedRepository,
  directory: string | undefined,
): ReadonlyMap<string, EntryKind> {
  const tree = repository.tree(directory);
  const entries = tree === undefined ? [] : readTree(tree, repository.remote.format);
  return new Map(entries.map(({ name, kind }) => [name, kind]));
}

/** The names whose last commit is wanted. */
export function namesOf({ kinds }: Pick<Place, "kinds">): string[] {
  return [DIRECTORY, ...kinds.keys()];
}

/** Whether the last commit of anything is still sought. */
export function isUnsettled(place: Place): boolean {
  return place.frontier.length > 0 && namesOf(place).some((name) => !place.last.has(name));
}

/** The entries that differ between two directories whose trees are there. */
export function pairsOf(
  repository: FetchedRepository,
  before: string | undefined,
  after: string | undefined,
): EntryPair[] {
  if (before === after) return [];
  return diffTrees(repository.tree(before), repository.tree(after), repository.remote.format);
}

/** The directories of commits, by the commits' ids. */
export type Directories = ReadonlyMap<string, string | undefined>;

/** The trees of the directories of commits, each with a commit that it is in, as `need` wants them. */
export function treesOf(ids: readonly string[], directories: Directories): ReadonlyMap<string, string> {
  const trees = new Map<string, string>();
  for (const id of ids) {
    const tree = directories.get(id);
    if (tree !== undefined) trees.set(tree, id);
  }
  return trees;
}

/**
 * Returns a function that tells in which entries a commit and one of its parents differ, by name. The trees have to be
 * there; two commits are compared once.
 */
export function comparing(repository: FetchedRepository, directories: Directories) {
  const seen = new Map<string, ReadonlyMap<string, EntryPair>>();
  return (id: string, parent: string | undefined): ReadonlyMap<string, EntryPair> => {
    const key = `${id} ${parent}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const before = parent === undefined ? undefined : directories.get(parent);
    const pairs = pairsOf(repository, before, directories.get(id));
    const byName = new Map(pairs.map((pair) => [pair.name, pair]));
    seen.set(key, byName);
    return byName;
  };
}
/** Compares a commit with one of its parents. */
export type Compare = ReturnType<typeof comparing>;
