/** What a poll starts from: the last snapshot, as a Watcher's storage has it. */
import type { Watch } from "./config.ts";
import { isOf } from "./kinds.ts";
import type { Listing } from "./listing.ts";
import { isOpen, type Kept } from "./poll.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { DAY } from "./time.ts";

/** The longest (milliseconds) that a directory is not read itself because what is asked first shows nothing new. */
export const READ_AT_LEAST_MS = DAY;

/** What the last snapshot left at a time (milliseconds); undefined before the baseline. */
export function kept(store: WatchStore, watch: Watch, now: number): Kept | undefined {
  const state = store.state();
  const { snapshot, head, entries, open, at, readAt = 0 } = state;
  if (snapshot === undefined) return undefined;
  const retargeted = !isOf(watch, state);
  let read: Listing | undefined;
  const listing = () => (read ??= store.snapshot(snapshot.number));
  return {
    known: {
      entries,
      open: retargeted || isOpen(open) || now >= readAt + READ_AT_LEAST_MS,
      ...(head === undefined ? {} : { head: head.id }),
      ...(at === undefined || retargeted ? {} : { at }),
      listing,
    },
    open,
    retargeted,
    listing,
    hasLeft: (entry, commit) => store.hasLeft(entry, commit),
  };
}
