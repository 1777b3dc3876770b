/**
 * The story of one poll: ask the upstream, judge whether what it says may count, compare it with what is known, and
 * explain the changes by commits. It stores nothing and tells nobody; the Watcher commits what it returns.
 */
import * as z from "zod/mini";
import { carryKnown, diff, learns, type Change } from "./diff.ts";
import type { Listing } from "./listing.ts";
import { Held, judgeRemovals } from "./removals.ts";
import type { Answer, Known, Note, PageRequest, Read, Refused, Unchanged } from "./upstream/contract.ts";
import type { Refusal } from "./upstream/refusal.ts";
import { explain, type Explained } from "./updates.ts";

/** What is still open at the known head: compared whenever it comes, although the head has not moved. */
export const Open = z.object({
  /** Entries whose rows were not ready; `all` where the head moved and no row changed, came or went. */
  rows: z.union([z.literal("all"), z.array(z.string())]),
  /** Removals that are not believed yet: what they concern stays in the listing. */
  held: z.exactOptional(Held),
});
export type Open = z.infer<typeof Open>;

/** What the last snapshot left behind. The listing is loaded only where it is needed: a quiet poll does without. */
export type Kept = {
  known: Known;
  open: Open;
  listing: () => Listing;
  /** True where the watch now names another target than the one the snapshot was taken of. */
  retargeted: boolean;
  /** Whether the entry, or for `HEAD` the directory, was at this commit before and has left it since. */
  hasLeft: (entry: string, commit: string) => boolean;
};

/** Stands for the directory itself where an entry is named: no entry is called so. */
export const HEAD = "";

/** Whether anything is open, so that the next page has to be read whole. */
export function isOpen(open: Open): boolean {
  return open.rows === "all" || open.rows.length > 0 || open.held !== undefined;
}

/** The end of a poll. `next` is there where there is something to store; `snapshot` says that the listing differs. */
export type Polled =
  | { outcome: "failed"; refusal: Refusal }
  | { outcome: "baseline"; notes: Notes; next: Next }
  | { outcome: "unchanged" | "changed" | "held"; notes: Notes; next?: Next; updates: Explained[] };
type Notes = readonly Note[];
export type Next = {
  listing: Listing;
  open: Open;
  snapshot: boolean;
  /** Which entry has left which commit, with `HEAD` for the directory. */
  left: [entry: string, commit: string][];
};

/** Reads a listing by way of an adapter's generator: the adapter says what to ask, the driver asks. */
export type List = (known?: Known) => Generator<PageRequest, Read | Unchanged | Refused, Answer>;
export type Drive = (list: ReturnType<List>) => Promise<Read | Unchanged | Refused>;

/** Polls once. `kept` is what the last snapshot left, absent before the baseline. */
export async function poll(list: List, drive: Drive, kept?: Kept): Promise<Polled> {
  const read = await drive(list(kept?.known));
  if (read.is === "refused") return { outcome: "failed", refusal: read.refusal };
  const { notes = [] } = read;
  if (read.is === "unchanged") return { outcome: "unchanged", notes, updates: [] };
  if (kept === undefined) return baseline(read);
  if (read.notReady.length > 0 && read.notReady.length === read.listing.entries.length) {
    return { outcome: "failed", refusal: { reason: "not-ready", rows: read.notReady.length } };
  }
  const before = kept.listing();
  if (kept.retargeted && !goesOn(before, read.listing)) return baseline(read);
  return compare(before, read, kept);
}

/** The first snapshot: it announces nothing, and rows that are not ready stay open. */
function baseline(read: Read): Polled {
  return {
    outcome: "baseline",
    notes: read.notes ?? [],
    next: { listing: read.listing, open: { rows: read.notReady }, snapshot: true, left: [] },
  };
}

/** Whether a listing from another address is of the same history: it knows the old head and most of the names. */
function goesOn(before: Listing, now: Listing): boolean {
  const old = before.head?.id;
  const known = new Set(before.entries.map((entry) => entry.name));
  const same = now.entries.filter((entry) => known.has(entry.name)).length;
  const knowsHead = now.head?.id === old || now.entries.some((entry) => entry.commit?.id === old);
  return old !== undefined && knowsHead && same * 2 > Math.max(now.entries.length, before.entries.length);
}

function compare(before: Listing, { listing: shown, notReady, notes = [] }: Read, kept: Kept): Polled {
  const sameHead = shown.head !== undefined && shown.head.id === before.head?.id;
  const moved = shown.head !== undefined && before.head !== undefined && !sameHead;
  const now = carryKnown(before, sameHead ? onlyOpen(before, shown, kept.open) : shown);
  const { listing: believed, held, remover } = judgeRemovals(before, now, shown, kept.open.held);
  const changes = diff(before, believed);

  const changed = changes.length > 0;
  const rows = stillOpen(kept.open.rows, notReady, { moved, sameHead, changed });
  const open: Open = held === undefined ? { rows } : { rows, held };
  const listing = sameHead && kept.retargeted ? withLinks(believed, shown) : believed;
  const snapshot = changed || moved || kept.retargeted || learns(before, listing);
  // Never judged by dates: a commit that was left and is back, at an entry or at the head, is history taken back.
  const rewritten =
    (moved && kept.hasLeft(HEAD, shown.head?.id ?? "")) ||
    changes.some(({ entry, after }) => after?.commit !== undefined && kept.hasLeft(entry, after.commit.id));
  const outcome = changed || rewritten ? "changed" : held === undefined ? "unchanged" : "held";
  const updates = explain(changes, { head: listing.head, remover, rewritten });
  if (!snapshot && JSON.stringify(open) === JSON.stringify(kept.open)) return { outcome, notes, updates };
  return {
    outcome,
    notes,
    next: { listing, open, snapshot, left: leftCommits(changes, before, moved) },
    updates,
  };
}

function leftCommits(changes: readonly Change[], before: Listing, moved: boolean): Next["left"] {
  const head: Next["left"] = moved && before.head !== undefined ? [[HEAD, before.head.id]] : [];
  return [
    ...head,
    ...changes.flatMap(({ entry, before: old }): Next["left"] =>
      old?.commit ? [[entry, old.commit.id]] : [],
    ),
  ];
}

/** Under a known head the listing has not changed, whatever its rows say, but for what is open. */
function onlyOpen(before: Listing, shown: Listing, open: Open): Listing {
  if (open.rows === "all") return shown;
  const rows = new Set(open.rows);
  const held = new Set(open.held?.entries);
  const entries = new Map(shown.entries.map((entry) => [entry.name, entry]));
  return {
    ...shown,
    entries: before.entries.flatMap((entry) => {
      if (rows.has(entry.name)) return entries.get(entry.name) ?? entry;
      return held.has(entry.name) && !entries.has(entry.name) ? [] : entry;
    }),
  };
}

/** Which rows stay open after this poll. */
function stillOpen(
  open: Open["rows"],
  notReady: string[],
  seen: { moved: boolean; sameHead: boolean; changed: boolean },
): Open["rows"] {
  if (!seen.changed && (seen.moved || open === "all")) return "all";
  if (!seen.sameHead || open === "all") return notReady;
  // A row that was known at this head and is not ready now was only forgotten by the forge.
  const still = new Set(notReady);
  return open.filter((name) => still.has(name));
}

/** The same entries as another address of the same directory shows them: its links, and its way to tell last commits. */
function withLinks(listing: Listing, shown: Listing): Listing {
  const rows = new Map(shown.entries.map((entry) => [entry.name, entry]));
  const entries = listing.entries.map((entry) => rows.get(entry.name) ?? entry);
  return carryKnown(listing, { ...listing, entries });
}
