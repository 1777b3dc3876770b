/** Listings written by hand: commits are called `c1`, `c2`, …, and the number makes their date. */
import { sortEntries, type Commit, type Entry, type Listing } from "../src/listing.ts";
import type { Read } from "../src/upstream/contract.ts";

/** Minute `minute` of the day on which all of this happens. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 23, 6, minute)).toISOString().replace(".000Z", "Z");
}

export function commit(id: string, more: Partial<Commit> = {}): Commit {
  return { id, title: `subject of ${id}`, committedAt: at(Number(id.slice(1))), ...more };
}

export function entry(name: string, more: Partial<Entry> = {}): Entry {
  return { name, kind: "directory", ...more };
}

/** Entries by name with the id of their last commit; `?` where the forge has not worked it out. */
export type Rows = Readonly<Record<string, string>>;

/** A listing under a head, whose author and body are known; `?` where the page shows none. */
export function listing(head: string, rows: Rows): Listing {
  const entries = Object.entries(rows).map(([name, id]) =>
    entry(name, id === "?" ? {} : { commit: commit(id) }),
  );
  const shown = head === "?" ? {} : { head: commit(head, { author: "Ada", body: "Why." }) };
  return { ref: "main", ...shown, entries: sortEntries(entries) };
}

/** What an adapter makes of such a page. */
export function read(head: string, rows: Rows): Read {
  const notReady = Object.keys(rows).filter((name) => rows[name] === "?");
  return { is: "listing", listing: listing(head, rows), notReady };
}

/** A directory of ten, large enough that two entries are no more than a fifth. */
export const ten: Rows = Object.fromEntries([..."abcdefghij"].map((name) => [name, "c1"]));

/** The rows but for those whose names, a letter each, are in `names`. */
export function without(names: string, rows: Rows = ten): Rows {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => !names.includes(name)));
}
