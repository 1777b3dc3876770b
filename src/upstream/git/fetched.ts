/**
 * PURE. What a poll has fetched of a repository, and how it gets more: commits between two, commits further back, and of
 * them the trees of one directory, never file contents if the server can leave them out.
 */
import { type CommitLinks, readLinks } from "../../git/commit.ts";
import { failure } from "../../git/failure.ts";
import type { GitObject } from "../../git/pack.ts";
import { findEntry, isTree } from "../../git/tree.ts";
import type { GitRemote } from "./remote.ts";
import { type Asking, isTooLarge, isTrouble } from "./trouble.ts";

/** A commit: what it links to, and the object itself. */
export type FetchedCommit = CommitLinks & { content: Uint8Array };

/** The most objects that one request asks for; a line of 50 bytes each. */
const MAX_WANTS = 512;

/** The part of a repository that has been fetched, with the server that has the rest. */
export class FetchedRepository {
  readonly remote: GitRemote;
  readonly commits = new Map<string, FetchedCommit>();
  /** The tree that the directory has in a commit, by the commit's id: known of those that `locate` was asked for. */
  readonly directories = new Map<string, string | undefined>();
  readonly #trees = new Map<string, Uint8Array>();
  /** The names on the way to the directory, and for each what it leads to from a tree. */
  readonly #path: { name: Uint8Array; below: Map<string, string | undefined> }[];

  /** `path` is the directory's, without slashes at its ends; empty for the root. */
  constructor(remote: GitRemote, path: string) {
    this.remote = remote;
    const names = path === "" ? [] : path.split("/");
    this.#path = names.map((name) => ({ name: new TextEncoder().encode(name), below: new Map() }));
  }

  /** How many trees lie between a commit and the directory's entries. */
  get levels(): number {
    return this.#path.length + 1;
  }

  /**
   * Fetches the commits that `tip` has and `base` has not, and returns their ids: none where `base` has them all. Undefined
   * where the server does not know `base`.
   */
  *since(base: string, tip: string): Asking<ReadonlySet<string> | undefined> {
    const question = { wants: [tip], have: base };
    let brought = yield* this.remote.fetch({ ...question, done: false });
    if (isTrouble(brought)) return brought;
    if (!brought.acknowledged) return undefined;
    // It waits to be told more where `tip` does not come from `base`.
    if (brought.objects === undefined) brought = yield* this.remote.fetch({ ...question, done: true });
    if (isTrouble(brought)) return brought;
    const objects = brought.objects ?? new Map<string, GitObject>();
    const commits = [...objects].flatMap(([id, { type }]) => (type === "commit" ? id : []));
    return this.#take(objects) ?? new Set(commits);
  }

  /** Fetches commits from `tips` back, `depth` of each line, and returns how many of them are new. */
  *back(tips: readonly string[], depth: number): Asking<number> {
    const before = this.commits.size;
    for (const wants of batches(tips)) {
      const brought = yield* this.remote.fetch({ wants, depth, done: true });
      if (isTrouble(brought)) return brought;
      const trouble = this.#take(brought.objects ?? new Map());
      if (trouble !== undefined) return trouble;
    }
    return tips.every((id) => this.commits.has(id)) ? this.commits.size - before : failure("damaged");
  }

  /** Finds the directory's tree in commits that have been fetched. */
  *locate(ids: Iterable<string>): Asking<undefined> {
    let found = new Map<string, string | undefined>();
    for (const id of ids) {
      const commit = this.commits.get(id);
      if (commit !== undefined && !this.directories.has(id)) found.set(id, commit.tree);
    }
    for (const { name, below } of this.#path) {
      const wanted = new Map<string, string>();
      for (const [id, tree] of found) if (tree !== undefined && !below.has(tree)) wanted.set(tree, id);
      const trouble = yield* this.need(wanted);
      if (trouble !== undefined) return trouble;
      for (const tree of wanted.keys()) {
        const entry = findEntry(this.tree(tree) ?? nothing, name, this.remote.format);
        below.set(tree, entry?.kind === "directory" ? entry.id : undefined);
        this.#trees.delete(tree);
      }
      found = new Map([...found].map(([id, tree]) => [id, tree && below.get(tree)]));
    }
    for (const [id, tree] of found) this.directories.set(id, tree);
    return undefined;
  }

  /** Fetches trees that are not there yet, each named with a commit that it is in. */
  *need(wanted: ReadonlyMap<string, string>): Asking<undefined> {
    for (let missing = this.#missing(wanted); missing.length > 0;) {
      const { manner } = this.remote;
      const ids = manner === "trees" ? missing : [...new Set(missing.flatMap((id) => wanted.get(id) ?? []))];
      for (const batch of batches(ids)) {
        const trouble = yield* this.#fetchTrees(batch);
        if (trouble !== undefined) return trouble;
      }
      missing = this.#missing(wanted);
      if (missing.length > 0 && manner === this.remote.manner) return failure("damaged");
    }
    return undefined;
  }

  /** A commit as it was fetched. Throws where it was not, which is a bug. */
  contentOf(id: string): Uint8Array {
    const commit = this.commits.get(id);
    if (commit === undefined) throw new Error("a commit is read that was not fetched");
    return commit.content;
  }

  /** A tree as it was fetched; undefined for no tree. Throws where it was not, which is a bug. */
  tree(id: string | undefined): Uint8Array | undefined {
    if (id === undefined) return undefined;
    const tree = this.#trees.get(id);
    if (tree === undefined) throw new Error("a tree is read that was not fetched");
    return tree;
  }

  /** Forgets all trees but one, so that memory does not grow with what has been read. */
  forgetTreesBut(kept: string | undefined): void {
    const tree = kept === undefined ? undefined : this.#trees.get(kept);
    this.#trees.clear();
    if (kept !== undefined && tree !== undefined) this.#trees.set(kept, tree);
  }

  #missing(wanted: ReadonlyMap<string, string>): string[] {
    return [...wanted.keys()].filter((id) => !this.#trees.has(id));
  }

  /** Fetches trees, or commits with all their trees; in halves where both together are too much. */
  *#fetchTrees(ids: readonly string[]): Asking<undefined> {
    const { manner } = this.remote;
    const brought = yield* this.remote.fetch({
      wants: ids,
      done: true,
      ...(manner === "trees" ? {} : { depth: 1 }),
    });
    if (!isTrouble(brought)) return this.#take(brought.objects ?? new Map());
    if (manner === "trees" && "failed" in brought && brought.failed === "no-object") {
      this.remote.manner = "commits";
      return undefined;
    }
    if (ids.length === 1 || !isTooLarge(brought)) return brought;
    const half = ids.length >> 1;
    const trouble = yield* this.#fetchTrees(ids.slice(0, half));
    return trouble ?? (yield* this.#fetchTrees(ids.slice(half)));
  }

  #take(objects: ReadonlyMap<string, GitObject>) {
    for (const [id, { type, content }] of objects) {
      if (type === "tree" && isTree(content, this.remote.format)) this.#trees.set(id, content);
      if (type !== "commit") continue;
      const links = readLinks(id, content);
      if (links === undefined) return failure("damaged");
      this.commits.set(id, { ...links, content });
    }
    return undefined;
  }
}

const nothing = new Uint8Array();

function* batches(ids: readonly string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += MAX_WANTS) yield ids.slice(start, start + MAX_WANTS);
}
