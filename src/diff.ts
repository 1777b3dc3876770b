/** PURE. What differs between two listings of one directory. */
import * as z from "zod/mini";
import { compareCodePoints, Entry, type Listing } from "./listing.ts";

/** Kinds of change, in the order in which they are listed for people. */
export const changeKinds = ["added", "removed", "updated", "renamed"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One entry's difference. `before` is absent for `added`, `after` for `removed`. */
export const Change = z.object({
  kind: z.enum(changeKinds),
  /** The entry's name; of a rename the new one. */
  entry: z.string(),
  before: z.exactOptional(Entry),
  after: z.exactOptional(Entry),
});
export type Change = z.infer<typeof Change>;

/**
 * Returns the changes from `before` to `after`, by entry name; none where nothing can be said to have changed.
 * What is unknown on either side is not compared, nor are links: a forge may print another one for the same thing.
 * Both listings have to be sorted, as every listing is. Linear in their length.
 */
export function diff(before: Listing, after: Listing): Change[] {
  const changes: Change[] = [];
  pairEntries(before.entries, after.entries, (old, now) => {
    if (old === undefined) changes.push({ kind: "added", entry: now.name, after: now });
    else if (now === undefined) changes.push({ kind: "removed", entry: old.name, before: old });
    else if (differs(old, now)) changes.push({ kind: "updated", entry: now.name, before: old, after: now });
  });
  return changes;
}

/**
 * Returns `after` with every unknown replaced by what `before` knew of the same entry: a known commit is never
 * replaced by unknown. An entry that shows another date or size than before keeps its own, because something did change.
 */
export function carryKnown(before: Listing, after: Listing): Listing {
  const entries: Entry[] = [];
  pairEntries(before.entries, after.entries, (old, now) => {
    if (now === undefined) return;
    entries.push(old === undefined ? now : carryEntry(old, now));
  });
  const head = after.head ?? before.head;
  return { ...after, ...(head === undefined ? {} : { head }), entries };
}

/** Whether `after` tells of the head, or of an entry of both, what `before` did not know: no change, but worth keeping. */
export function learns(before: Listing, after: Listing): boolean {
  let learnt = before.head === undefined && after.head !== undefined;
  pairEntries(before.entries, after.entries, (old, now) => {
    if (old !== undefined && now !== undefined && countKnown(now) > countKnown(old)) learnt = true;
  });
  return learnt;
}

function carryEntry(old: Entry, now: Entry): Entry {
  const carried = { ...now };
  if (now.kind === "unknown") carried.kind = old.kind;
  const isOther = differsWhereKnown(dateOf(old), dateOf(now)) || differsWhereKnown(old.size, now.size);
  if (now.commit !== undefined || isOther) return carried;
  if (old.size !== undefined) carried.size ??= old.size;
  if (old.commit !== undefined) {
    carried.commit = old.commit;
    delete carried.modifiedAt;
  } else if (old.modifiedAt !== undefined) {
    carried.modifiedAt = old.modifiedAt;
  }
  return carried;
}

/** An entry is what its last commit made of it: under the same one, another kind is only other markup. */
function differs(old: Entry, now: Entry): boolean {
  if (old.commit !== undefined && now.commit !== undefined) return old.commit.id !== now.commit.id;
  return (
    (old.kind !== now.kind && old.kind !== "unknown" && now.kind !== "unknown") ||
    differsWhereKnown(dateOf(old), dateOf(now)) ||
    differsWhereKnown(old.size, now.size)
  );
}

function differsWhereKnown<T>(old: T | undefined, now: T | undefined): boolean {
  return old !== undefined && now !== undefined && old !== now;
}

/** The date that stands for an entry: its commit's, or the only thing the upstream shows. */
function dateOf(entry: Entry): string | undefined {
  return entry.commit?.committedAt ?? entry.modifiedAt;
}

function countKnown({ kind, commit, modifiedAt, size }: Entry): number {
  const dated = commit !== undefined || modifiedAt !== undefined;
  return (
    Number(kind !== "unknown") + Number(commit !== undefined) + Number(dated) + Number(size !== undefined)
  );
}

/** Walks two sorted lists side by side and hands over each name once. */
function pairEntries(
  before: readonly Entry[],
  after: readonly Entry[],
  visit: (...pair: [Entry, Entry | undefined] | [undefined, Entry]) => void,
): void {
  let b = 0;
  let a = 0;
  for (;;) {
    const old = before[b];
    const now = after[a];
    if (old === undefined && now === undefined) return;
    const order = old === undefined ? 1 : now === undefined ? -1 : compareCodePoints(old.name, now.name);
    if (old !== undefined && order <= 0) {
      visit(old, order === 0 ? now : undefined);
      b++;
      if (order === 0) a++;
    } else if (now !== undefined) {
      visit(undefined, now);
      a++;
    }
  }
}
