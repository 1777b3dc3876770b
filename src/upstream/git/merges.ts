/**
 * PURE. What merges bring of their own. An entry in which a merge differs from all its parents is mostly one that several
 * lines have changed, each in other files; only where a file in it differs from all of them did the merge itself do something.
 */
import { changesOf, type EntryChange, type EntryPair } from "../../git/tree-diff.ts";
import type { TreeEntry } from "../../git/tree.ts";
import type { FetchedRepository } from "./fetched.ts";
import { type Compare, pairsOf } from "./place.ts";
import { type Asking, isSpent, isTooLarge } from "./trouble.ts";

/** A merge, and the entries in which it differs from all its parents. */
export type Merge = { id: string; parents: readonly string[]; names: readonly string[] };

/** A directory in a merge and in its parents, as far as they have it: did the merge do to a file what none of them shows? */
type Question = {
  merge: Merge;
  name: string;
  tree: string | undefined;
  parents: readonly (string | undefined)[];
};

/** How many directories deep it is looked; what is deeper counts as brought by others. */
const MAX_DEPTH = 16;

/** The changes that the merges themselves made in the entries that they are named with; a merge with none is left out. */
export function* ownChanges(
  repository: FetchedRepository,
  merges: readonly Merge[],
  compare: Compare,
): Asking<ReadonlyMap<string, EntryChange[]>> {
  const own = new Map<Merge, EntryPair[]>();
  const add = (merge: Merge, name: string) => {
    const pairs = own.get(merge) ?? [];
    own.set(merge, [...pairs, pairIn(merge, name, compare)]);
  };
  let questions: Question[] = [];
  for (const merge of merges) {
    for (const name of merge.names) {
      const question = questionOn(
        merge,
        name,
        merge.parents.map((parent) => compare(merge.id, parent).get(name)),
      );
      if (question === undefined) add(merge, name);
      else questions.push(question);
    }
  }
  for (let depth = 0; questions.length > 0 && depth < MAX_DEPTH; depth++) {
    const trouble = yield* repository.need(treesAsked(questions));
    if (trouble !== undefined) {
      if (isTooLarge(trouble) || isSpent(trouble)) break;
      return trouble;
    }
    const deeper = questions.map((question) => answer(repository, question));
    for (const [index, { merge, name }] of questions.entries()) {
      if (deeper[index] === "own" && !isIn(own.get(merge), name)) add(merge, name);
    }
    questions = deeper.flatMap((found) => (found === "own" ? [] : found));
    questions = questions.filter(({ merge, name }) => !isIn(own.get(merge), name));
  }
  return new Map([...own].map(([merge, pairs]) => [merge.id, changesOf(pairs)]));
}

/** The entry in a merge, and in the first of its parents that has it. */
function pairIn(merge: Merge, name: string, compare: Compare): EntryPair {
  const pairs = merge.parents.map((parent) => compare(merge.id, parent).get(name));
  const after = pairs.find((pair) => pair?.after)?.after;
  const before = pairs.find((pair) => pair?.before)?.before;
  return { name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/**
 * What has to be asked of an entry that differs from all parents; undefined where it is clear that it is the merge's own. A
 * directory that one of them lacks counts as an empty one.
 */
function questionOn(
  merge: Merge,
  name: string,
  pairs: readonly (EntryPair | undefined)[],
): Question | undefined {
  const after = pairs.find((pair) => pair?.after)?.after;
  const parents = pairs.map((pair) => treeOf(pair?.before));
  const isFile = after !== undefined && after.kind !== "directory";
  if (isFile || parents.every((tree) => tree === undefined)) return undefined;
  return { merge, name, tree: treeOf(after), parents };
}

function treeOf(entry: TreeEntry | undefined): string | undefined {
  return entry?.kind === "directory" ? entry.id : undefined;
}

function treesAsked(questions: readonly Question[]): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const { merge, tree, parents } of questions) {
    if (tree !== undefined) wanted.set(tree, merge.id);
    for (const [index, parent] of parents.entries()) {
      const commit = merge.parents[index];
      if (parent !== undefined && commit !== undefined) wanted.set(parent, commit);
    }
  }
  return wanted;
}

/** `own` where something in the directory differs from all parents for certain; else what to ask one level deeper. */
function answer(repository: FetchedRepository, { merge, name, tree, parents }: Question): "own" | Question[] {
  const [first = [], ...others] = parents.map((parent) => pairsOf(repository, parent, tree));
  const inOthers = others.map((pairs) => new Map(pairs.map((pair) => [pair.name, pair])));
  const deeper: Question[] = [];
  for (const pair of first) {
    const pairs = [pair, ...inOthers.map((other) => other.get(pair.name))];
    if (pairs.includes(undefined)) continue;
    const question = questionOn(merge, name, pairs);
    if (question === undefined) return "own";
    deeper.push(question);
  }
  return deeper;
}

function isIn(pairs: readonly EntryPair[] | undefined, name: string): boolean {
  return pairs?.some((pair) => pair.name === name) ?? false;
}
