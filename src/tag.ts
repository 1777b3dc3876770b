/** PURE. Tags among entries, and what is said of them in other words than of what is in a directory. */
import type { Change, ChangeKind } from "./diff.ts";
import type { Commit, Entry } from "./listing.ts";

const happened: Readonly<Record<ChangeKind, string>> = {
  added: "tagged",
  removed: "deleted",
  updated: "moved",
  renamed: "renamed",
};

/** Whether a change is a tag's. */
export function isTag({ before, after }: Change): boolean {
  return (after ?? before)?.kind === "tag";
}

/** The commit that a changed tag points to, or pointed to before it was deleted; undefined for other changes. */
export function taggedCommit(change: Change | undefined): Commit | undefined {
  return change !== undefined && isTag(change) ? (change.after ?? change.before)?.commit : undefined;
}

/**
 * What happened to an entry, in words that stand behind its name: the kind of change; of a tag `tagged`, `deleted`, and
 * `moved from d1c2027 to 5d6e7f8`, as far as the commits are known.
 */
export function whatHappened(change: Change): string {
  const { kind, before, after } = change;
  if (!isTag(change)) return kind;
  const [from, to] = [shortId(before), shortId(after)];
  const ids = kind === "updated" && from !== undefined && to !== undefined ? ` from ${from} to ${to}` : "";
  return `${happened[kind]}${ids}`;
}

/** The same of several tags together: `added`, `deleted`, `moved`, or `changed` where it is not one thing. */
export function whatHappenedToAll(changes: readonly Change[]): string {
  const [first, ...others] = new Set(changes.map(({ kind }) => kind));
  if (first === undefined || others.length > 0) return "changed";
  return first === "added" ? first : happened[first];
}

function shortId(entry: Entry | undefined): string | undefined {
  return entry?.commit?.id.slice(0, 7);
}
