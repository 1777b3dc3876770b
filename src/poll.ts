/**
 * The story of one poll: ask the upstream, judge whether what it says may count, compare it with what is known, and
 * explain the changes by commits. It stores nothing and tells nobody; the Watcher commits what it returns.
 */
import * as z from "zod/mini";
import { carryKnown, diff, learns } from "./diff.ts";
import { foldHistory, overlay, upToHistory } from "./history.ts";
import { type Commit, type Listing, makerOf } from "./listing.ts";
import { Held, judgeRemovals } from "./removals.ts";
import type {
  Answer,
  History,
  Known,
  Note,
  PageRequest,
  Read,
  Refused,
  Unchanged,
} from "./upstream/contract.ts";
import type { Refusal } from "./upstream/refusal.ts";
import { explain, type Explained } from "./updates.ts";

/** What is still open at the known head: compared whenever it comes, although the head has not moved. */
export const Open = z.object({
  /** Entries whose rows were not ready; `all` where the head moved and no row changed, came or went. */
  rows: z.custom<"all" | string[]>(
    (rows) => rows === "all" || z.safeParse(z.array(z.string()), rows).success,
  ),
  /** Removals that are not believed yet: what they concern stays in the listing. */
  held: z.exactOptional(Held),
  /** Whether history is left to tell, so that the listing is not what the upstream shows. */
  unfinished: z.exactOptional(z.literal(true)),
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
  return open.rows === "all" || open.rows.length > 0 || open.held !== undefined || open.unfinished === true;
}

/** The end of a poll. `next` is there where there is something to store; `snapshot` says that the listing differs. */
export type Polled =
  | { outcome: "failed"; refusal: Refusal }
  | ({ outcome: "baseline"; next: Next } & Aside)
  | ({ outcome: "unchanged" | "changed" | "held"; next?: Next; updates: Explained[] } & Aside);
/**
 * What a poll that read something says beside its listing: notes and the adapter's own mark for the next poll. Where they
 * are absent, those of the poll before stand. `wasRead`: it read the directory itself, not only that there is nothing new.
 */
type Aside = { notes?: readonly Note[]; at?: string; wasRead?: true };
export type Next = {
  listing: Listing;
  open: Open;
  snapshot: boolean;
  /** Which entry has left which commit, with `HEAD` for the directory. */
  left: [entry: string, commit: string][];
};

/** Reads a listing by way of an adapter's generator: the adapter says what to ask, the driver asks. */
export type List = (known?: Known) => Generator<PageRequest, Read | Unchanged | Refused, Answer>;
/** A directory that can be read, as far as a poll uses it. */
export type Source = { list: List; history?: ReadHistory };
/** Asks for what led from the listing before to the one that was read. */
export type ReadHistory = (before: Listing, after: Read) => Generator<PageRequest, History | Refused, Answer>;
export type Drive = <Result>(steps: Generator<PageRequest, Result, Answer>) => Promise<Result | Refused>;

/** Polls once. `kept` is what the last snapshot left, absent before the baseline. */
export async function poll(source: Source, drive: Drive, kept?: Kept): Promise<Polled> {
  const read = await drive(source.list(kept?.known));
  if (read.is === "refused") return { outcome: "failed", refusal: read.refusal };
  if (read.is === "unchanged") {
    const { is: _, ...aside } = read;
    return { outcome: "unchanged", ...aside, updates: [] };
  }
  if (kept === undefined) return baseline(read);
  if (read.notReady.length > 0 && read.notReady.length === read.listing.entries.length) {
    return { outcome: "failed", refusal: { reason: "not-ready", rows: read.notReady.length } };
  }
  const before = kept.listing();
  if (kept.retargeted && !isAlike(before, read.listing)) return baseline(read);
  const history = await historyOf(source, drive, before, read);
  if (kept.retargeted && !goesOn(before, read, history)) return baseline(read);
  return compare(before, read, kept, history);
}

/** What led to the listing, where the upstream can tell: it is asked only where the head has moved. */
async function historyOf(
  source: Source,
  drive: Drive,
  before: Listing,
  read: Read,
): Promise<History | undefined> {
  if (read.history !== undefined) return read.history;
  if (source.history === undefined || !hasMoved(before, read.listing)) return undefined;
  const answer = await drive(source.history(before, read));
  return "is" in answer ? undefined : answer;
}

function hasMoved(before: Listing, { head }: Listing): boolean {
  return head !== undefined && before.head !== undefined && head.id !== before.head.id;
}

/** The first snapshot: it announces nothing, and rows that are not ready stay open. */
function baseline(read: Read): Polled {
  return {
    outcome: "baseline",
    notes: read.notes ?? [],
    wasRead: true,
    ...(read.at === undefined ? {} : { at: read.at }),
    next: { listing: read.listing, open: { rows: read.notReady }, snapshot: true, left: [] },
  };
}

/** Whether a listing from another address may be of the same directory: it has a head and most of the names. */
function isAlike(before: Listing, now: Listing): boolean {
  const known = new Set(before.entries.map((entry) => entry.name));
  const same = now.entries.filter((entry) => known.has(entry.name)).length;
  return before.head !== undefined && same * 2 > Math.max(now.entries.length, before.entries.length);
}

/** Whether another address knows the old head, by what it shows or by a history that leads all the way back to it. */
function goesOn({ head: old }: Listing, { listing, history: read }: Read, told?: History): boolean {
  const shown = [listing.head, ...listing.entries.map(({ commit }) => commit)];
  if (read !== undefined || shown.some((commit) => commit?.id === old?.id)) return true;
  const { commits = [], rewritten = true } = told ?? {};
  return !rewritten && commits.length > 0 && commits.every(({ complete }) => complete);
}

function compare(before: Listing, read: Read, kept: Kept, history?: History): Polled {
  const { notReady, notes = [] } = read;
  const told = foldHistory(history ?? untold, before);
  const shown = upToHistory(read.listing, told, history?.unfinished);
  const sameHead = shown.head !== undefined && shown.head.id === before.head?.id;
  const moved = hasMoved(before, shown);
  // What history explains stands as it says; what else differs is for the rows to explain.
  const rows = overlay(sameHead ? onlyOpen(before, shown, kept.open) : shown, told);
  const now = carryKnown(told.listing, rows);
  const { listing: believed, held, remover } = judgeRemovals(told.listing, now, rows, kept.open.held);
  const changes = diff(told.listing, believed);

  const unknown = notReady.filter((name) => !told.named.has(name));
  const changed = changes.length + told.updates.length > 0;
  const open: Open = { rows: stillOpen(kept.open.rows, unknown, { moved, sameHead, changed }) };
  if (held !== undefined) open.held = held;
  if (history?.unfinished !== undefined) open.unfinished = true;
  const listing = sameHead && kept.retargeted ? withLinks(believed, shown) : believed;
  const snapshot = changed || moved || kept.retargeted || learns(before, listing);
  // Never judged by dates: a commit that was left and is back, at an entry or at the head, is history taken back.
  const back = history?.rewritten ?? (moved && kept.hasLeft(HEAD, shown.head?.id ?? ""));
  const isBack = (entry: string, maker?: Commit) => maker !== undefined && kept.hasLeft(entry, maker.id);
  const rewritten = back || changes.some(({ entry, after }) => isBack(entry, makerOf(after)));
  const outcome = changed || rewritten ? "changed" : held === undefined ? "unchanged" : "held";
  const updates = explain(changes, { head: listing.head, remover, rewritten, told: told.updates });
  const at = read.at === undefined ? {} : { at: read.at };
  const seen = { outcome, notes, updates, wasRead: true, ...at } as const;
  if (!snapshot && JSON.stringify(open) === JSON.stringify(kept.open)) return seen;
  return { ...seen, next: { listing, open, snapshot, left: leftCommits(updates, before, moved) } };
}

const untold: History = { commits: [], rewritten: false };

function leftCommits(updates: readonly Explained[], before: Listing, moved: boolean): Next["left"] {
  const head: Next["left"] = moved && before.head !== undefined ? [[HEAD, before.head.id]] : [];
  const entries = updates.flatMap(({ changes }) =>
    changes.flatMap(({ entry, before: old }): Next["left"] => {
      const maker = makerOf(old);
      return maker === undefined ? [] : [[entry, maker.id]];
    }),
  );
  return [...head, ...entries];
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
