/** PURE. Where a poll of a git repository begins: at the place that the last snapshot left, or anew at a commit. */
import { DIRECTORY } from "../../git/history.ts";
import type { Commit, Listing } from "../../listing.ts";
import type { Known } from "../contract.ts";
import type { FetchedRepository } from "./fetched.ts";
import { FIRST_DEPTH } from "./look-back.ts";
import type { Mark } from "./mark.ts";
import { kindsOf, type Place } from "./place.ts";
import { type Asking, isTrouble } from "./trouble.ts";
import { refused } from "../refusal.ts";

/** A place of which nothing is known but what is in the directory. Refused where it is not there, unless it `mayBeGone`. */
export function* startAnew(
  repository: FetchedRepository,
  commit: string,
  { mayBeGone }: { mayBeGone: boolean },
): Asking<Place> {
  const brought = yield* repository.back([commit], FIRST_DEPTH);
  if (isTrouble(brought)) return brought;
  const located = yield* locateAt(repository, commit);
  if (isTrouble(located)) return located;
  const { directory } = located;
  if (directory === undefined && !mayBeGone) {
    return refused({ reason: "not-found", status: 200, because: "no-directory" });
  }
  const kinds = kindsOf(repository, directory);
  return { commit, directory, kinds, last: new Map(), frontier: [commit], walked: brought };
}

/**
 * The place of the last snapshot. Undefined before the first, and where what is known is of another directory or of a
 * history that the server does not have.
 */
export function* placeBefore(
  repository: FetchedRepository,
  {
    known,
    mark,
    urlOf,
  }: { known: Known | undefined; mark: Mark | undefined; urlOf: (id: string) => string | undefined },
): Asking<Place | undefined> {
  const listing = known?.listing?.();
  if (listing === undefined) return undefined;
  const last = lastIn(listing, urlOf);
  if (mark === undefined) return yield* placeOf(repository, listing, last);
  const { commit, directory, frontier = [], walked } = mark;
  // A listing may hold back what is not believed yet: then it is the tree that tells what is there.
  const trouble = known?.open === true ? yield* needAt(repository, commit, directory) : undefined;
  if (trouble !== undefined) return trouble;
  const kinds =
    known?.open === true
      ? kindsOf(repository, directory)
      : new Map(listing.entries.map(({ name, kind }) => [name, kind]));
  return { commit, directory, kinds, last, frontier, walked };
}

/** The place of a listing that another upstream read: its head, if the directory holds the same there. */
function* placeOf(
  repository: FetchedRepository,
  { head, entries }: Listing,
  last: ReadonlyMap<string, Commit>,
): Asking<Place | undefined> {
  if (head === undefined) return undefined;
  const brought = yield* repository.back([head.id], 1);
  if (isTrouble(brought)) return "failed" in brought && brought.failed === "no-object" ? undefined : brought;
  const located = yield* locateAt(repository, head.id);
  if (isTrouble(located)) return located;
  const kinds = kindsOf(repository, located.directory);
  if (kinds.size !== entries.length || !entries.every(({ name }) => kinds.has(name))) return undefined;
  return { commit: head.id, directory: located.directory, kinds, last, frontier: [head.id], walked: 0 };
}

/** The directory in a commit that has been fetched, whose tree is there afterwards. */
function* locateAt(repository: FetchedRepository, commit: string): Asking<{ directory: string | undefined }> {
  const trouble = yield* repository.locate([commit]);
  if (trouble !== undefined) return trouble;
  const directory = repository.directories.get(commit);
  const missing = yield* needAt(repository, commit, directory);
  return missing ?? { directory };
}

function* needAt(
  repository: FetchedRepository,
  commit: string,
  directory: string | undefined,
): Asking<undefined> {
  return yield* repository.need(new Map(directory === undefined ? [] : [[directory, commit]]));
}

/** The last commits that a listing shows, with the addresses that they have here. */
function lastIn(
  { head, entries }: Listing,
  urlOf: (id: string) => string | undefined,
): ReadonlyMap<string, Commit> {
  const last = new Map<string, Commit>();
  const add = (name: string, { url: _there, ...commit }: Commit) => {
    const url = urlOf(commit.id);
    last.set(name, url === undefined ? commit : { ...commit, url });
  };
  for (const { name, commit } of entries) if (commit !== undefined) add(name, commit);
  if (head !== undefined) add(DIRECTORY, head);
  return last;
}
