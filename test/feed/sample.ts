/** Updates and feeds written by hand, to be varied by tests. */
import type { Change } from "../../src/diff.ts";
import type { Feed } from "../../src/feed/contract.ts";
import { updateItem } from "../../src/feed/item.ts";
import type { Commit, Entry } from "../../src/listing.ts";
import type { Update } from "../../src/updates.ts";

const forge = "https://git.example/mirror/spdk";
const watch = { id: "spdk-lib", title: "spdk/lib" };
export const pageUrl = "https://watch.example/spdk-lib";

export function commitOf(title: string, more: Partial<Commit> = {}): Commit {
  const id = "d1c2027d019730e15c50d15990c55dffb02bf19c";
  return {
    id,
    title,
    author: "Changpeng Liu",
    committedAt: "2022-01-27T20:55:16Z",
    url: `${forge}/commit/${id}`,
    ...more,
  };
}

export function entryOf(name: string, more: Partial<Entry> = {}): Entry {
  return {
    name,
    kind: "directory",
    url: `${forge}/src/branch/master/lib/${encodeURIComponent(name.toWellFormed())}`,
    ...more,
  };
}

export function updated(name: string, from = "old subject", to = "new subject"): Change {
  const before = entryOf(name, { commit: commitOf(from, { id: "1".repeat(40) }) });
  return { kind: "updated", entry: name, before, after: entryOf(name, { commit: commitOf(to) }) };
}

export function added(name: string): Change {
  return { kind: "added", entry: name, after: entryOf(name) };
}

export function removed(name: string): Change {
  return { kind: "removed", entry: name, before: entryOf(name) };
}

export function renamed(from: string, to: string): Change {
  return { kind: "renamed", entry: to, before: entryOf(from), after: entryOf(to) };
}

/** A tag as a listing has it, of the commit whose id is this digit. */
export function tagOf(name: string, digit: string): Entry {
  const id = digit.repeat(40);
  return {
    name,
    kind: "tag",
    url: `${forge}/releases/tag/${name}`,
    commit: { id, title: "", url: `${forge}/commit/${id}` },
  };
}

/** What happened to a tag, of the commits whose ids are these digits: `+a` added, `a-` deleted, `ab` moved. */
export function tagChange(name: string, what: string): Change {
  const [from = "", to = ""] = what;
  const [before, after] = [tagOf(name, from), tagOf(name, to)];
  if (from === "+") return { kind: "added", entry: name, after };
  if (to === "-") return { kind: "removed", entry: name, before };
  return { kind: "updated", entry: name, before, after };
}

/** An update, the `seq`th of its watch, detected at minute `seq`. */
export function updateOf(
  seq: number,
  changes: Change[],
  commit?: Commit,
  more: Partial<Update> = {},
): Update {
  return {
    seq,
    id: `tag:treewatch,2026:0123456789abcdef/${seq}`,
    detectedAt: new Date(Date.UTC(2026, 10, 23, 6, seq)).toISOString().replace(".000Z", "Z"),
    complete: true,
    ...(commit ? { commit } : {}),
    changes,
    snapshots: { from: "a", to: "b" },
    ...more,
  };
}

/** A feed of one watch, with these updates, newest first. */
export function feedOf(updates: readonly Update[], more: Partial<Feed> = {}): Feed {
  return {
    title: "spdk/lib",
    description: "What changes in spdk/lib.",
    pageUrl,
    selfUrl: `${pageUrl}/feed?entry=bdev*&kind=added`,
    id: "tag:treewatch,2026:0123456789abcdef",
    updatedAt: updates[0]?.detectedAt ?? "2026-11-23T00:00:00Z",
    items: updates.map((update) => updateItem({ watch, update, pageUrl })),
    ttlMinutes: 5,
    ...more,
  };
}
