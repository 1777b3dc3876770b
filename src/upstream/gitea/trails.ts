/**
 * PURE. What a forge tells of a directory's past, put together: for each entry the commits that touched it, and from
 * those a history, as far as it agrees with what the listing itself shows.
 */
import { compareCodePoints, type Commit, type Entry, type Listing } from "../../listing.ts";
import { parseTime } from "../../time.ts";
import type { Answer, History, HistoryCommit, PageRequest, Refused, Touched } from "../contract.ts";
import { inOrder } from "./order.ts";
import { commitAt, type Place } from "./place.ts";

/** What a source of history is asked. */
export type Question = {
  place: Place;
  before: Listing;
  after: Listing;
  /** The heads of the two. */
  old: Commit;
  head: Commit;
  /** The entries of the two, by name. */
  olds: Entries;
  rows: Entries;
  /** The old head and the commits that came before it, as far as the listing before shows them: none of them is new. */
  known: ReadonlySet<string>;
  /** Names of the entries whose rows do not show what they showed before. */
  changed: ReadonlySet<string>;
  /** Requests that may still be made; whoever makes one counts it down. */
  budget: { left: number };
};

type Entries = ReadonlyMap<string, Entry>;

/** A source of history, asked once a poll. Refused where it tells nothing. */
export type HistorySource = (question: Question) => Generator<PageRequest, Found | Refused, Answer>;

/** The commits that touched one entry, newest first; `complete` where none of those since the old head is missing. */
export type Trail = { commits: readonly Commit[]; complete: boolean };

/** What a source found. */
export type Found = {
  /** The commits of the directory since the old head, as far back as the source went, newest first as `git log` has them. */
  order: readonly Commit[];
  trails: ReadonlyMap<string, Trail>;
  /** Whether the old head was proven to be no longer part of the history. */
  rewritten: boolean;
  /** Entries for which there were no more requests. */
  left: readonly string[];
};

/** The question what led from one listing to another, with so many requests. Undefined where one of them shows no head. */
export function questionOf(
  place: Place,
  before: Listing,
  after: Listing,
  requests: number,
): Question | undefined {
  const { head: old } = before;
  const { head } = after;
  if (old === undefined || head === undefined) return undefined;
  const [olds, rows] = [byName(before), byName(after)];
  const known = new Set([old.id, ...before.entries.flatMap((entry) => idBefore(old, entry))]);
  const changed = changedBetween(olds, rows);
  return { place, before, after, old, head, olds, rows, known, changed, budget: { left: requests } };
}

/** The commit that an entry shows, if it is older than the head: where history is told in parts, some are newer. */
function idBefore(head: Commit, { commit }: Entry): string[] {
  if (commit?.committedAt === undefined || head.committedAt === undefined) return [];
  return parseTime(commit.committedAt) < parseTime(head.committedAt) ? [commit.id] : [];
}

/** Names of the entries that show another last commit than before, or none yet. */
export function changedBetween(olds: Entries, rows: Entries): ReadonlySet<string> {
  const names = [...new Set([...olds.keys(), ...rows.keys()])];
  return new Set(names.filter((name) => hasChanged(olds.get(name), rows.get(name))));
}

function hasChanged(old: Entry | undefined, row: Entry | undefined): boolean {
  if (old === undefined || row === undefined) return true;
  if (row.commit !== undefined) return row.commit.id !== old.commit?.id;
  // A commit with an empty message has no link in its row, only its date.
  return row.modifiedAt === undefined || row.modifiedAt !== (old.commit?.committedAt ?? old.modifiedAt);
}

/**
 * An entry's commits from the one on that its row shows: newer ones came after the page. Undefined where that one is not
 * among them, so that they are of another history than the row.
 */
export function fromRow(commits: readonly Commit[], row: Entry | undefined): readonly Commit[] | undefined {
  if (row?.commit === undefined) return commits;
  const { id } = row.commit;
  const start = commits.findIndex((commit) => commit.id === id);
  return start < 0 ? undefined : commits.slice(start);
}

/** Whether all that has changed is explained, and every commit has touched something (merges may have nothing of their own). */
export function isWhole({ order, trails, left }: Found, changed: ReadonlySet<string>): boolean {
  const touching = new Set([...trails.values()].flatMap(({ commits }) => commits.map(({ id }) => id)));
  return (
    left.length === 0 &&
    [...changed].every((name) => trails.get(name)?.complete) &&
    order.every((commit) => touching.has(commit.id) || isMergeByTitle(commit))
  );
}

/** Whether a commit calls itself a merge, as git does it: `Merge branch 'x'`. Where parents are told they tell better. */
export function isMergeByTitle({ title }: Commit): boolean {
  return /^Merge\b/.test(title);
}

/** The history that a source's findings make. */
export function toHistory(found: Found, question: Question): History {
  const { place, after, olds, rows } = question;
  const dates = datesIn(after);
  const told = new Map<string, HistoryCommit & { changes: Touched[] }>();
  const tell = (commit: Commit) => {
    const committedAt = commit.committedAt ?? dates.get(commit.id);
    const dated = committedAt === undefined ? commit : { ...commit, committedAt };
    const one = { commit: { ...dated, url: commitAt(place, commit.id) }, changes: [], complete: true };
    told.set(commit.id, one);
    return one;
  };
  for (const [entry, { commits, complete }] of found.trails) {
    const [old, row] = [olds.get(entry), rows.get(entry)];
    if (old !== undefined && row !== undefined && !hasChanged(old, row)) continue;
    const entryKind = (row ?? old)?.kind ?? "unknown";
    for (const [index, commit] of commits.entries()) {
      const isOldest = index === commits.length - 1;
      const kind =
        row === undefined && index === 0 ? "removed" : old === undefined && isOldest ? "added" : "updated";
      const one = told.get(commit.id) ?? tell(commit);
      one.changes.push({ kind, entry, entryKind });
      if (isOldest && !complete) one.complete = false;
    }
  }
  const { left, rewritten } = found;
  const lists = [...found.trails.values()].map(({ commits: list }) => list);
  const commits = inOrder([...told.values()], found.order, lists).map((one) => ({
    ...one,
    changes: one.changes.toSorted((a, b) => compareCodePoints(a.entry, b.entry)),
  }));
  return { commits, rewritten, ...(left.length === 0 ? {} : { unfinished: { left, head: question.old } }) };
}

/** The dates that rows show, by commit: feeds have none until Gitea 1.21 and Forgejo 7. */
function datesIn({ head, entries }: Listing): ReadonlyMap<string, string> {
  const shown = [head, ...entries.map(({ commit }) => commit)];
  return new Map(shown.flatMap((one) => (one?.committedAt === undefined ? [] : [[one.id, one.committedAt]])));
}

/** A listing's entries by their names. */
export function byName({ entries }: Pick<Listing, "entries">): Entries {
  return new Map(entries.map((entry) => [entry.name, entry]));
}
