/**
 * PURE. Which removals are believed. A page that lacks many rows is more often a damaged page than a commit, so that
 * such removals are held until two further polls show the same.
 */
import * as z from "zod/mini";
import { diff } from "./diff.ts";
import { Commit, sortEntries, type Listing } from "./listing.ts";

/** Entries that are gone from the upstream's listing but stay in ours for now. */
export const Held = z.object({
  /** Their names, sorted. */
  entries: z.array(z.string()),
  /** How many further polls have shown the same. */
  polls: z.number(),
  /** The commit that removed the entry, where the listing proved it at first sight. */
  remover: z.exactOptional(Commit),
});
export type Held = z.infer<typeof Held>;

/** A removal of more entries than this, or of more than a fifth of them, is held. */
const MAX_BELIEVED = 3;
const FURTHER_POLLS = 2;

/**
 * Puts entries back whose removal is not believed yet, and says which. `now` is what the listing is to become, `shown`
 * what the upstream showed; `remover` comes with a removal that is believed and whose commit is proven.
 */
export function judgeRemovals(
  before: Listing,
  now: Listing,
  shown: Listing,
  held?: Held,
): { listing: Listing; held?: Held; remover?: Commit | undefined } {
  const gone = diff(before, now).flatMap((change) => (change.kind === "removed" && change.before) || []);
  const entries = gone.map((entry) => entry.name);
  const few = entries.length <= MAX_BELIEVED && entries.length * 5 <= before.entries.length;
  const pending = held !== undefined && !new Set(held.entries).isDisjointFrom(new Set(entries));
  // What is gone since an earlier poll was not removed by the commit that has become the head since.
  const remover = pending ? undefined : removerOf(before, shown, entries);
  if (few && !pending) return { listing: now, remover };
  const next = sawAgain(held, entries) ?? firstSeen(entries, remover);
  if (next.polls >= FURTHER_POLLS) return { listing: now, remover: next.remover };
  return { listing: { ...now, entries: sortEntries([...now.entries, ...gone]) }, held: next };
}

/** What is held from now on. The commit goes without its message, which may be of any length. */
function firstSeen(entries: string[], remover: Commit | undefined): Held {
  if (remover === undefined) return { entries, polls: 0 };
  const { body: _, ...commit } = remover;
  return { entries, polls: 0, remover: commit };
}

/** What is held, seen once more; undefined where the upstream now lacks other entries. */
function sawAgain(held: Held | undefined, entries: string[]): Held | undefined {
  if (held === undefined || JSON.stringify(held.entries) !== JSON.stringify(entries)) return undefined;
  return { ...held, polls: held.polls + 1 };
}

/**
 * The commit that must have removed an entry, or undefined where the listing does not prove it: a head that touched the
 * directory and is no row's last commit removed something; if only one entry is gone, it was that one.
 */
function removerOf(before: Listing, { head, entries }: Listing, gone: string[]): Commit | undefined {
  if (head === undefined || before.head === undefined || head.id === before.head.id) return undefined;
  const shown = entries.some((entry) => entry.commit === undefined || entry.commit.id === head.id);
  return gone.length === 1 && !shown ? head : undefined;
}
