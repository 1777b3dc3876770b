/** PURE. A history folded into a listing: what each of its commits changed, and the listing that it leads to. */
import type { Change } from "./diff.ts";
import { sortEntries, type Commit, type Entry, type Listing } from "./listing.ts";
import type { Explained } from "./updates.ts";
import type { History, Touched } from "./upstream/contract.ts";

/** What a history tells. */
export type Folded = {
  /** One for each commit that changed something, oldest first. */
  updates: Explained[];
  /** The listing before with the history applied to it. */
  listing: Listing;
  /** Every entry that it explains, also those that are gone. */
  named: ReadonlySet<string>;
};

/**
 * Applies a history to the listing before it. What a commit did to an entry is told as the listing shows it: an entry
 * that was not there is added, whatever the commit is said to have done; one that was not there cannot go.
 */
export function foldHistory(history: History, before: Listing): Folded {
  const entries = new Map(before.entries.map((entry) => [entry.name, entry]));
  const named = new Set<string>();
  const updates: Explained[] = [];
  for (const { commit, changes: touched, complete } of history.commits) {
    const changes = touched.flatMap((touch) => {
      named.add(touch.entry);
      if (touch.from !== undefined) named.add(touch.from);
      return applyTouch(entries, touch, commit) ?? [];
    });
    if (changes.length > 0) updates.push({ complete, commit, changes });
  }
  return { updates, listing: { ...before, entries: sortEntries([...entries.values()]) }, named };
}

/** A listing with what history explains put in as it says, whatever the rows show of it; their links and sizes stay. */
export function overlay(shown: Listing, { listing, named }: Folded): Listing {
  if (named.size === 0) return shown;
  const rows = new Map(shown.entries.map((entry) => [entry.name, entry]));
  const explained = listing.entries.flatMap((entry) => {
    const { url = entry.url, size } = rows.get(entry.name) ?? {};
    const own = { ...(url === undefined ? {} : { url }), ...(size === undefined ? {} : { size }) };
    return named.has(entry.name) ? { ...entry, ...own } : [];
  });
  return {
    ...shown,
    entries: sortEntries([...shown.entries.filter(({ name }) => !named.has(name)), ...explained]),
  };
}

/**
 * The listing as far as a history that is not finished has explained it: the entries that are left are still what they
 * were, and so is the head. The next poll finds the head moved again, and asks for the rest.
 */
export function upToHistory(shown: Listing, told: Folded, unfinished: History["unfinished"]): Listing {
  if (unfinished === undefined) return shown;
  const left = new Set(unfinished.left);
  const entries = [
    ...shown.entries.filter(({ name }) => !left.has(name)),
    ...told.listing.entries.filter(({ name }) => left.has(name)),
  ];
  return { ...shown, head: unfinished.head, entries: sortEntries(entries) };
}

/** Changes `entries` as a commit did, and returns the change; undefined where it makes none. */
function applyTouch(entries: Map<string, Entry>, touch: Touched, commit: Commit): Change | undefined {
  const before = entries.get(touch.from ?? touch.entry) ?? entries.get(touch.entry);
  if (touch.from !== undefined) entries.delete(touch.from);
  if (touch.kind === "removed") {
    entries.delete(touch.entry);
    return before === undefined ? undefined : { kind: "removed", entry: touch.entry, before };
  }
  const after = entryAfter(touch, commit, before);
  entries.set(touch.entry, after);
  if (before === undefined) return { kind: "added", entry: touch.entry, after };
  const kind = before.name === touch.entry ? "updated" : "renamed";
  return { kind, entry: touch.entry, before, after };
}

function entryAfter({ entry: name, entryKind: kind, url }: Touched, commit: Commit, before?: Entry): Entry {
  const link = url ?? (before?.name === name ? before.url : undefined);
  return { name, kind, ...(link === undefined ? {} : { url: link }), commit: asRow(commit) };
}

/** A commit as a row shows it: who made it and why is told once, with the commit itself. */
function asRow({ author: _author, body: _body, ...row }: Commit): Commit {
  return row;
}
