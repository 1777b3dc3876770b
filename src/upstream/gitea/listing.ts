/**
 * PURE. What the rows and the head panel of a forge's tree page mean: the parts found in its markup become a listing,
 * if every row agrees with the directory that was asked for, and with the other rows.
 */
import { sortEntries, type Commit, type Entry, type Listing } from "../../listing.ts";
import type { Read } from "../contract.ts";
import { isAbout, leadsAbove, rootOf, type Asked, type Here } from "./directory.ts";
import { readHead } from "./head.ts";
import { readRow } from "./row.ts";
import { rowShapes } from "./shapes.ts";
import type { Part } from "../markup.ts";
import type { NotAListing } from "../refusal.ts";
import { kindOfRef } from "../tree-address.ts";

/** Takes the parts of a page one by one, so that none is kept longer than it is needed; then gives the listing. */
type ListingReader = {
  /** Undefined, or what the part lacks to be one of the directory that was asked for. */
  readonly take: (part: Part) => NotAListing | undefined;
  /** The listing that the parts made. `above` is the page up to them. */
  readonly finish: (above: string) => Read | NotAListing;
};

/** A reader for the page of the directory that was asked for. */
export function listingReader(asked: Asked): ListingReader {
  const here: Here = { ...asked };
  const entries = new Map<string, Entry>();
  const commits = new Map<string, Commit>();
  const notReady = new Set<string>();
  const fits = rowShapes();
  let head: Commit | undefined;
  let isRoot = true;
  /** False until 1.15 and in Gogs, whose head panel shows the author's date. */
  let showsCommitter = false;

  function takeRow(part: Part): NotAListing | undefined {
    const row = readRow(part, here);
    if (typeof row === "string") return row;
    const { entry, ready } = row;
    if (entries.has(entry.name) || !fits(part, row) || !isKnownCommit(entry.commit)) return "unreadable-row";
    if (!ready) notReady.add(entry.name);
    showsCommitter ||= part.own.attributes["data-entryname"] !== undefined;
    entries.set(entry.name, entry);
    return undefined;
  }

  /** Whether the rows that show the same commit show the same date of it. */
  function isKnownCommit(commit: Commit | undefined): boolean {
    if (commit?.committedAt === undefined) return true;
    const known = commits.get(commit.id);
    if (known === undefined) commits.set(commit.id, commit);
    return known === undefined || known.committedAt === commit.committedAt;
  }

  function takeHead(panel: Part): NotAListing | undefined {
    const read = readHead(panel, here);
    if (read === "damaged" || (read !== undefined && head !== undefined)) return "unreadable-row";
    head = read;
    showsCommitter ||= (panel.fields["age"] ?? panel.own).datetime !== undefined;
    return undefined;
  }

  return {
    take(part) {
      switch (part.part) {
        case "row":
          return takeRow(part);
        case "head":
          return takeHead(part);
        case "parent":
          isRoot = false;
          if (part.own.text.trim() !== "..") return "unreadable-row";
          return leadsAbove(part, here) ? undefined : "another-directory";
        default:
          return undefined;
      }
    },
    finish(above) {
      if (entries.size === 0) return "no-rows";
      if (!isAbout(above, here)) return "another-directory";
      const listing: Listing = { entries: sortEntries([...entries.values()]) };
      const names = listing.entries.map(({ name }) => name);
      const ref = isRoot ? here.tree : (rootOf(above, here) ?? onePartRef(here.tree));
      if (ref !== undefined) listing.ref = withoutKind(ref);
      if (head !== undefined) listing.head = showsCommitter ? head : redated(head, commits.get(head.id));
      return { is: "listing", listing, notReady: names.filter((name) => notReady.has(name)) };
    },
  };
}

/** The root of a ref without slashes in its name, as most are. */
function onePartRef(tree: string | undefined): string | undefined {
  if (tree === undefined) return undefined;
  return tree.split("/", kindOfRef(tree) === undefined ? 1 : 2).join("/");
}

function withoutKind(ref: string): string {
  return kindOfRef(ref) === undefined ? ref : ref.slice(ref.indexOf("/") + 1);
}

/** The head with the committer's date, which its row shows, in place of the author's. */
function redated(head: Commit, row: Commit | undefined): Commit {
  const { committedAt: _author, ...dateless } = head;
  return row?.committedAt === undefined ? dateless : { ...head, committedAt: row.committedAt };
}
