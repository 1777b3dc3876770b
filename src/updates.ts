/**
 * PURE. Changes explained by commits: what people are told. `explain` groups a poll's changes under the commits that
 * the rows show; `number` gives the result its places, times and ids.
 */
import * as z from "zod/mini";
import { Change } from "./diff.ts";
import { sha256 } from "./hash.ts";
import { Commit, type Entry, makerOf } from "./listing.ts";
import { isTag } from "./tag.ts";
import { formatTime, parseTime, SECOND } from "./time.ts";
import { newestVersionFirst } from "./version-order.ts";

/** One commit with all the changes it explains, or one change without a commit: an item of `updates.json`. */
export const Update = z.object({
  /** Grows by one per update of a watch, from 1. */
  seq: z.number(),
  /** Never changes; see `updateId`. */
  id: z.string(),
  /** Wall clock, unique and increasing within a watch: feeds sort by it. */
  detectedAt: z.string(),
  /** False where commits may be hidden behind this one and no source could tell. */
  complete: z.boolean(),
  /** Present (true) where the upstream's history was replaced. */
  rewritten: z.exactOptional(z.literal(true)),
  commit: z.exactOptional(Commit),
  changes: z.array(Change),
  /** Ids of the snapshots between which the change was seen. */
  snapshots: z.object({ from: z.string(), to: z.string() }),
});
export type Update = z.infer<typeof Update>;

/** The update in a text that this Treewatch stored. Throws where it is none. */
export function parseUpdate(text: string): Update {
  return z.parse(Update, JSON.parse(text));
}

/** An update that has no place yet. */
export type Explained = Omit<Update, "seq" | "id" | "detectedAt" | "snapshots">;

/** What is known beside a poll's changes. */
type Explaining = {
  /** The head panel knows the author and the body of its commit, rows do not. */
  head?: Commit | undefined;
  /** The commit that is known to have made the removals. */
  remover?: Commit | undefined;
  /** Whether the upstream's history was replaced. */
  rewritten?: boolean;
  /** What history has explained already, oldest first. */
  told?: readonly Explained[];
};

/**
 * Returns the updates that a poll's changes make, oldest first: those without a commit, tags by their versions, then one
 * per commit by its date, the head's last, then what history told. What rows show of a commit that history told of goes into its update.
 * Where the history was rewritten, the last one says so, which is then there even without a change. A listing shows only
 * each entry's last commit, so nothing that rows explain claims to be complete but what tags are at, and what has no commits.
 */
export function explain(
  changes: readonly Change[],
  { head, remover, rewritten, told = [] }: Explaining,
): Explained[] {
  const byCommit = new Map<string, { commit: Commit; changes: Change[] }>();
  const without: Explained[] = [];
  const tags: Change[] = [];
  // A web server's index: no commit can be hidden.
  const hasNoCommits =
    head === undefined && changes.every(({ before, after }) => !before?.commit && !after?.commit);
  for (const change of changes) {
    const shown = change.kind === "removed" ? remover : makerOf(change.after);
    if (shown === undefined) {
      if (isTag(change)) tags.push(change);
      else without.push({ complete: hasNoCommits, changes: [change] });
      continue;
    }
    // The head panel knows the author and the body, the row does not.
    const commit = shown.id === head?.id ? head : shown;
    const group = byCommit.get(commit.id);
    if (group === undefined) byCommit.set(commit.id, { commit, changes: [change] });
    else group.changes.push(change);
  }
  const groups = [...byCommit.values()].toSorted((a, b) => {
    if (a.commit.id === head?.id || b.commit.id === head?.id) return a.commit.id === head?.id ? 1 : -1;
    return compareTimes(a.commit.committedAt, b.commit.committedAt);
  });
  const byHistory = new Map(told.map((update) => [update.commit?.id, update]));
  const own = groups.filter(({ commit }) => !byHistory.has(commit.id));
  for (const { commit, changes: more } of groups) {
    const update = byHistory.get(commit.id);
    if (update !== undefined) byHistory.set(commit.id, { ...update, changes: [...update.changes, ...more] });
  }
  const updates = [
    ...without,
    ...byVersion(tags),
    ...own.map((group) => ({ complete: false, ...group })),
    ...byHistory.values(),
  ];
  if (!rewritten) return updates;
  const last = updates.pop() ?? {
    complete: false,
    ...(head === undefined ? {} : { commit: head }),
    changes: [],
  };
  return [...updates, { ...last, rewritten: true }];
}

/** No commit is hidden behind a tag. */
function byVersion(tags: readonly Change[]): Explained[] {
  const newestFirst = newestVersionFirst(tags, ({ entry }) => entry);
  return newestFirst.toReversed().map((change) => ({ complete: true, changes: [change] }));
}

function compareTimes(a: string | undefined, b: string | undefined): number {
  return (a === undefined ? 0 : parseTime(a)) - (b === undefined ? 0 : parseTime(b));
}

/** Where a watch's updates have got to. */
export type Place = {
  /** The watch's birth id. */
  birth: string;
  /** `seq` of the newest update; 0 before the first. */
  seq: number;
  /** `detectedAt` of the newest update. */
  detectedAt?: string;
  /** Milliseconds. */
  now: number;
  snapshots: { from: string; to: string };
  /** Whether an update of this id was stored before; such a one is left out. */
  isKnown: (id: string) => boolean;
};

/**
 * Gives updates their `seq`, `detectedAt` and id; those that are known already are left out. The times end at `now`, a
 * second apart, but never at or before the last: readers, Slack's feed app among them, drop items that share a date.
 */
export function number(explained: readonly Explained[], place: Place): Update[] {
  const fresh = explained.filter((update) => !isStored(update, place));
  const now = Math.floor(place.now / SECOND) * SECOND;
  const earliest =
    place.detectedAt === undefined ? Number.NEGATIVE_INFINITY : parseTime(place.detectedAt) + SECOND;
  const first = Math.max(now - (fresh.length - 1) * SECOND, earliest);
  return fresh.map((update, index) => {
    const detectedAt = formatTime(first + index * SECOND);
    const id = freshId(update, detectedAt, place);
    return { seq: place.seq + 1 + index, id, detectedAt, ...update, snapshots: place.snapshots };
  });
}

/**
 * Without a commit, the time is part of the id, and no time comes twice. Where the history was rewritten, the same may
 * happen to the same entries again, and is news each time.
 */
function isStored(update: Explained, { birth, isKnown }: Place): boolean {
  return update.commit !== undefined && !update.rewritten && isKnown(updateId(birth, update, ""));
}

function freshId(update: Explained, detectedAt: string, { birth, isKnown }: Place): string {
  let times = 0;
  while (update.rewritten && isKnown(updateId(birth, update, detectedAt, times))) times += 1;
  return updateId(birth, update, detectedAt, times);
}

/**
 * The id of an update: a tag URI (RFC 4151) made of the watch's birth id and a hash of the commit, the entries and
 * their commits before and after; without a commit, of the change and when it was seen; and of how many `times` the same
 * was told before, which only a rewritten history makes more than 0. Nothing else goes into it, so that it stays the same
 * across hosts, titles, formats, filters and a restored backup.
 */
export function updateId(
  birth: string,
  { commit, changes }: Explained,
  detectedAt: string,
  times = 0,
): string {
  const what = changes.map(({ kind, entry, before, after }) => [kind, entry, mark(before), mark(after)]);
  const hash = sha256(JSON.stringify([commit?.id ?? detectedAt, what, ...(times === 0 ? [] : [times])]));
  return `tag:treewatch,2026:${birth}/${hash.slice(0, 32)}`;
}

/** What an entry was at: its last commit, or the date that stands for it. */
function mark(entry: Entry | undefined): string | null {
  return entry?.commit?.id ?? entry?.modifiedAt ?? null;
}
